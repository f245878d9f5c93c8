"""Accepting what is offered: all of an option, its green rows, or one; and rejecting it with a reason.

Each row is asked for by itself, on the versions that it rests on; one that the board has overtaken is checked again
first. What was accepted, in whole or in part, is said to the proposal once something of it has happened.
Never: a row that fails with others; a rule broken, or a customer's consent taken, that nobody answered for.
Why: the world moves while one reads, and nine good moves must not be lost for the tenth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.gate import judge
from dispatchtui.core import versions
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.commands.proposals import AnswerProposal
from dispatchtui.core.disrupting import KEEP
from dispatchtui.core.events import Reason
from dispatchtui.core.model import Answer, TerritoryId, VisitId
from dispatchtui.core.refusals import Level, Refusal, Violation
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.requests import Request
from dispatchtui.solver.proposing.proposal import Option, Proposal, Row
from dispatchtui.tui import intended, sheets
from dispatchtui.tui.asking import barred_words
from dispatchtui.tui.deciding import Pane, pane_of, row_of
from dispatchtui.tui.effects import Each, Effects, Submit, refuse
from dispatchtui.tui.offered import ACCEPTED, EDITED, REJECTED, actable, overtaken
from dispatchtui.tui.state import State
from dispatchtui.tui.views import proposals as view

CONSENT, TURN_DOWN = "consent", "turn down"
"""What reasons are asked for: a customer's consent, and a rejection."""
LOOK = ("recall", "late")
"""What a row may ask that the key itself answers: whoever presses it has seen it."""


class Accepting(Struct, frozen=True, kw_only=True):
    """Rows that wait for a reason, with every rule that they break, worst first."""

    rows: tuple[Row, ...]
    violations: tuple[Violation, ...]
    short: str
    then: Callable[[Reason], Effects]

    @property
    def in_words(self) -> bool:
        """Whether breaking what they break takes the reason in words."""
        return any(each.level is Level.LEAD for each in self.violations)

    def effects(self, override: Reason) -> Effects:
        """The rows with the reason."""
        return self.then(override)


def accept_all(state: State) -> Effects:
    """Accept every row of the option that can be done."""
    option = _option(state)
    if option is None:
        return ()
    rows = actable(option)
    if not rows and option.kind == KEEP:
        return _kept(state)
    return _accept(state, rows) if rows else refuse("Nothing here can be accepted: a person has to find a way.")


def accept_green(state: State) -> Effects:
    """Accept the rows that break nothing and ask nobody, and leave the others."""
    option = _option(state)
    if option is None:
        return ()
    rows = option.green_rows
    return (
        _accept(state, rows)
        if rows
        else refuse("No row is green: y takes all of them, Enter the one under the cursor.")
    )


def accept_row(state: State) -> Effects:
    """Accept the row under the cursor alone."""
    row = row_of(state)
    if row is None:
        return ()
    return _accept(state, (row,)) if row.acts else refuse(row.sentence or "A person has to find a way for this one.")


def reject(state: State) -> Effects:
    """Ask for the reason of a rejection, a digit."""
    pane = pane_of(state)
    if pane is None or pane.shown is None:
        return ()
    shown = pane.shown
    return sheets.open_reasons(state, TURN_DOWN, f"Why not {view.name(shown)}? It is offered anew once it is another",
                               payload=lambda reason: _rejected(state, shown, reason))  # fmt: skip


def _option(state: State) -> Option | None:
    pane = pane_of(state)
    return pane.option if pane is not None else None


def _accept(state: State, rows: tuple[Row, ...]) -> Effects:
    """Ask for what the rows lack, then for the rows."""
    pane = pane_of(state)
    if pane is None:
        return ()
    may, barred = _parted(state, rows)
    if not may:
        return refuse(barred[0][1])
    asking = [each for each in may if any(ask not in LOOK for ask in each.asks)]

    def then(reason: Reason | None) -> Effects:
        return _asked_for(state, pane, may, barred, reason)

    if not asking:
        return then(None)
    hard = tuple(each for row in asking for each in row.violations if each.level is not Level.WARNING)
    consent = [each.visit_id for each in asking if CONSENT in each.asks]
    told = f"{', '.join(each.visit_id for each in asking)}: {'; '.join(dict.fromkeys(_asks(asking)))}. Why?"
    accepting = Accepting(rows=may, violations=hard, short=told.removesuffix(" Why?"), then=then)
    return sheets.open_reasons(state, CONSENT if consent else "override", told, payload=accepting)


def _asks(rows: Iterable[Row]) -> Iterable[str]:
    for row in rows:
        for ask in row.asks:
            if ask == CONSENT:
                yield "the customer has to agree"
            elif ask not in LOOK:
                yield f"breaks {ask.removeprefix('override: ').replace('_', ' ')}"


def _parted(state: State, rows: Iterable[Row]) -> tuple[tuple[Row, ...], tuple[tuple[str, str], ...]]:
    """The rows that this person may ask for, and why not the others."""
    may, barred = [], []
    for row in rows:
        hard = [each for each in row.violations if each.level is not Level.WARNING]
        beyond = intended.beyond(hard, state.picture.me)
        if beyond is None:
            may.append(row)
        else:
            barred.append((row.visit_id, f"{beyond.sentence} {barred_words(beyond.level)}"))
    return tuple(may), tuple(barred)


def _asked_for(
    state: State, pane: Pane, rows: tuple[Row, ...], barred: tuple[tuple[str, str], ...], reason: Reason | None
) -> Effects:
    """The requests of the rows, each with the versions that it rests on; an overtaken one is checked again."""
    shown, option = pane.shown, pane.option
    if shown is None or option is None:
        return ()
    board = state.picture.board
    late = [row for row in rows if overtaken(board, row)]
    checked = _checked(state, rows, reason) if late else {}
    acts: list[Submit] = []
    refused = list(barred)
    for number, row in enumerate(rows):
        wrong = checked.get(row.visit_id, "") if row in late else ""
        if wrong:
            refused.append((row.visit_id, wrong))
            continue
        pre = versions.again(board, row.pre) if row in late else row.pre
        override = reason if any(ask not in LOOK for ask in row.asks) else None
        acts += [Submit(act=act, label=intended.label_of(state.picture, moves_of(act)) if moves_of(act) else
                        f"{row.visit_id} {str(act.__struct_config__.tag).replace('_', ' ')}",
                        pre={} if step else pre, override=override, cause=shown.id, chain=f"{number}:{row.visit_id}")
                 for step, act in enumerate(row.acts)]  # fmt: skip
    if not acts:
        return refuse(refused[0][1])
    whole = len(rows) == len(actable(option)) and not refused
    left = tuple((each.visit_id, each.sentence) for each in option.rows if each not in rows)
    answer = _answer(shown, EDITED, option=option.kind)
    state.offered.drop(shown.id, state.picture)
    title = f"Accepted of {view.name(shown)}" if not whole else f"Accepted: {view.name(shown)}"
    return (Each(title=title, acts=tuple(acts), refused=tuple(refused), left=left, answer=answer, whole=whole),)


def _checked(state: State, rows: Iterable[Row], reason: Reason | None) -> dict[str, str]:
    """Why rows cannot be done any more, by visit, done one after another on the board as it is now.

    A visit that somebody has changed since is theirs; a day that only changed around it is checked.
    """
    picture, found = state.picture, dict[str, str]()
    fork = picture.board.fork()
    for row in rows:
        wrong = _changed(picture.board, row)
        for act in () if wrong else row.acts:
            verdict = judge(fork, Request(id="check", act=act, override=reason), picture.me, picture.now_s)
            if isinstance(verdict, Refusal):
                wrong = verdict.sentence
                break
            carry_out(fork, act, picture.now_s)
        if wrong:
            found[row.visit_id] = wrong
    return found


def _changed(board: Board, row: Row) -> str:
    """Who changed a visit of a row since it was found, in a sentence; nothing where nobody did."""
    for key in overtaken(board, row):
        table, _, name = key.partition("/")
        if table == "visits":
            visit = board.visits.get(name)
            by = visit.changed.by if visit is not None and visit.changed is not None else "somebody"
            return f"{name} was changed by {by} since this was found; it is offered anew."
    return ""


def _kept(state: State) -> Effects:
    """Say that the plan stays as it is."""
    pane = pane_of(state)
    if pane is None or pane.shown is None:
        return ()
    state.offered.drop(pane.shown.id, state.picture)
    act = AnswerProposal(row=_answer(pane.shown, ACCEPTED, option=KEEP))
    return (Submit(act=act, label=f"{view.name(pane.shown)}: the plan stays", cause=pane.shown.id),)


def _rejected(state: State, shown: Proposal, reason: Reason) -> Effects:
    row = _answer(shown, REJECTED, reason=reason.code, sentence=reason.text)
    state.offered.drop(shown.id, state.picture)
    return (Submit(act=AnswerProposal(row=row), label=f"rejected: {view.name(shown)}", cause=shown.id, reason=reason),)


def _answer(shown: Proposal, outcome: str, *, option: str = "", reason: str = "", sentence: str = "") -> Answer:
    found = shown.disruption
    return Answer(id=shown.id, trigger=found.kind, subject=found.subject, outcome=outcome, option=option,
                  territories=tuple(map(TerritoryId, found.territories)), basis=shown.basis, reason=reason,
                  sentence=sentence)  # fmt: skip


def answered(each: Each, requests: Iterable[str], visits: Iterable[str], *, every: bool) -> Submit | None:
    """What is said to the proposal that acts came from, once some of them happened; nothing where none did."""
    ids = tuple(requests)
    if each.answer is None or not ids:
        return None
    outcome = ACCEPTED if every and each.whole else EDITED
    row = replace(each.answer, outcome=outcome, acts=ids, visits=tuple(map(VisitId, dict.fromkeys(visits))))
    return Submit(act=AnswerProposal(row=row), label=each.title, cause=row.id)
