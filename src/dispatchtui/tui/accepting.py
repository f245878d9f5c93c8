"""Accepting what is offered: all of an option, its green rows, or one; and rejecting it with a reason.

Each row is asked for by itself, on the versions that it rests on, and is checked again when it is done. What was
accepted, in whole or in part, is said to the proposal once something of it has happened.
Never: a row that fails with others; a rule broken, or a customer's consent taken, that nobody answered for.
Why: the world moves while one reads, and nine good moves must not be lost for the tenth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core import versions
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.commands.proposals import AnswerProposal
from dispatchtui.core.disrupting import KEEP
from dispatchtui.core.events import Reason
from dispatchtui.core.model import Answer, TerritoryId, VisitId
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.solver.proposing.breaking import BREAKS
from dispatchtui.solver.proposing.proposal import Option, Proposal, Row
from dispatchtui.tui import intended, sheets
from dispatchtui.tui.asking import barred_words
from dispatchtui.tui.deciding import Pane, go_on, hinders_option, pane_of, row_of
from dispatchtui.tui.effects import Each, Effects, Submit, refuse
from dispatchtui.tui.offered import ACCEPTED, EDITED, REJECTED, UNDONE, actable
from dispatchtui.tui.state import State
from dispatchtui.tui.views import proposals as view

CONSENT, TURN_DOWN = "consent", "turn down"
"""What reasons are asked for: a customer's consent, and a rejection."""
LOOK = ("recall", "late")
"""What a row may ask that the key itself answers: whoever presses it has seen it."""
UNCOUNTED = "What it changes is not counted yet: the same key takes it in a moment."
UNCOUNTED_NEWER = "What it changes was not counted, and something newer is there: r shows it."


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
    return _accept(state, rows)


def accept_green(state: State) -> Effects:
    """Accept the rows that break nothing and ask nobody, and leave the others."""
    option = _option(state)
    if option is None:
        return ()
    return _accept(state, option.green_rows)


def accept_row(state: State) -> Effects:
    """Accept the row under the cursor alone."""
    row = row_of(state)
    if row is None:
        return ()
    return _accept(state, (row,)) if row.acts else refuse(row.sentence or "A person has to find a way for this one.")


def hinders_all(state: State) -> str:
    """Why no row of the option can be accepted."""
    option = _option(state)
    if option is None or option.kind == KEEP or actable(option):
        return hinders_option(state)
    return "Nothing here can be accepted: a person has to find a way; a ranks who could, by hand."


def hinders_green(state: State) -> str:
    """Why no row can be accepted without a look."""
    option = _option(state)
    if option is None or option.green_rows:
        return hinders_option(state)
    return (
        "No row is green: y takes all of them, Enter the one under the cursor."
        if actable(option)
        else hinders_all(state)
    )


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
    if pane is None or pane.option is None:
        return ()
    if pane.option.brief:
        state.offered.hurried[pane.id] = None
        return refuse(UNCOUNTED_NEWER if pane.newer else UNCOUNTED)
    may, barred = _parted(state, rows)
    if not may:
        return refuse(barred[0][1])
    asking = [each for each in may if _asks_reason(each)]

    def then(reason: Reason | None) -> Effects:
        return _asked_for(state, pane, may, barred, reason)

    if not asking:
        return then(None)
    hard = tuple(each for row in asking for each in row.violations if each.level is not Level.WARNING)
    consent = any(CONSENT in each.asks for each in asking)
    told = "; ".join(f"{each.visit_id}: {', '.join(_asks(each))}" for each in asking)
    short = f"{len(may)} row{'' if len(may) == 1 else 's'} accepted"
    accepting = Accepting(rows=may, violations=hard, short=short, then=then)
    return sheets.open_reasons(state, CONSENT if consent else "override", f"{told}. Why?", payload=accepting)


def _asks_reason(row: Row) -> bool:
    """Whether a row asks for more than a look."""
    return any(ask not in LOOK for ask in row.asks)


def _label(state: State, row: Row, act: Command) -> str:
    """What an act of a row does, in the past tense."""
    moves = moves_of(act)
    return intended.label_of(state.picture, moves) if moves else f"{row.visit_id}: {_name(act)}"


def _name(act: Command) -> str:
    return str(act.__struct_config__.tag).replace("_", " ")


def _asks(row: Row) -> Iterable[str]:
    for ask in row.asks:
        if ask == CONSENT:
            yield "the customer has to agree"
        elif ask not in LOOK:
            yield f"breaks {ask.removeprefix('override: ').removeprefix(BREAKS).replace('_', ' ')}"


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
    """The requests of the rows, each with the versions that it rests on; the gate checks each again."""
    shown, option = pane.shown, pane.option
    if shown is None or option is None:
        return ()
    acts = tuple(Submit(act=act, label=_label(state, row, act), pre=row.pre, cause=shown.id,
                        override=reason if _asks_reason(row) else None, chain=f"{number}:{row.visit_id}")
                 for number, row in enumerate(rows) for act in row.acts)  # fmt: skip
    whole = len(rows) == len(actable(option)) and not barred
    left = tuple((each.visit_id, each.sentence) for each in option.rows if each not in rows)
    answer = _answer(shown, EDITED, option=option.kind)
    state.offered.leave(shown.id, option, rows, state.picture)
    title = f"Accepted of {view.name(shown)}" if not whole else f"Accepted: {view.name(shown)}"
    return (Each(title=title, acts=acts, refused=barred, left=left, answer=answer, whole=whole),)


def _kept(state: State) -> Effects:
    """Say that the plan stays as it is."""
    pane = pane_of(state)
    if pane is None or pane.shown is None:
        return ()
    state.offered.drop(pane.shown.id, state.picture)
    row = _answer(pane.shown, ACCEPTED, option=KEEP)
    go_on(state, pane.shown.id)
    return (_said(state, row, f"{view.name(pane.shown)}: the plan stays"),)


def _rejected(state: State, shown: Proposal, reason: Reason) -> Effects:
    row = _answer(shown, REJECTED, reason=reason.code, sentence=reason.text)
    state.offered.drop(shown.id, state.picture)
    go_on(state, shown.id)
    return (_said(state, row, f"rejected: {view.name(shown)}", reason),)


def _said(state: State, row: Answer, label: str, reason: Reason | None = None) -> Submit:
    """The act that says it, resting on what was said before; what is shown by now stays open."""
    return Submit(act=AnswerProposal(row=row), label=label, cause=row.id, reason=reason, stays=True,
                  pre=versions.of_answer(state.picture.board, row.id))  # fmt: skip


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
    outcome = each.answer.outcome if each.answer.outcome == UNDONE else outcome
    row = replace(each.answer, outcome=outcome, acts=ids, visits=tuple(map(VisitId, dict.fromkeys(visits))))
    return Submit(act=AnswerProposal(row=row), label=each.title, cause=row.id)
