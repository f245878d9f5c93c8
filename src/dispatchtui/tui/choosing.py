"""Who can be chosen for a visit by this person, and what Enter, a digit or `o` does in a list of candidates.

Never: somebody offered whom the gate would refuse this person; a list that goes on although its visit has changed.
Why: an override that is asked for, reasoned and only then refused costs a minute with the customer on the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.refusals import Level
from dispatchtui.tui import proposals, sheets, versions
from dispatchtui.tui.effects import Effects, refuse
from dispatchtui.tui.proposals import Proposal
from dispatchtui.tui.state import CANDIDATES, DRAFT, EXCLUDED, Sheet, State
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views import candidates as candidate_view
from dispatchtui.tui.views.picture import Picture

if TYPE_CHECKING:
    from dispatchtui.core.board import Board
    from dispatchtui.core.refusals import Violation
    from dispatchtui.solver.rank import Candidate, Excluded

FIRST = 9
"""Candidates that are found before the list is painted: as many as there are digits; the others follow."""
REST_S, AGAIN_S = 0.15, 1.0
"""How long no key must have come before candidates are looked for ahead, and how long until they are again."""
LISTED = 60
"""Candidates that follow by themselves; who is looked for by name, or why somebody is out, brings the rest."""


@dataclass
class Choices:
    """What a list of candidates was made from: who they are by row, every row of it, and the versions seen.

    `more` are those that are still to come; `total` is how many there are to look at.
    """

    by_row: dict[str, Candidate]
    pre: dict[str, int]
    every: tuple[ViewRow, ...] = ()
    excluded: list[Excluded] = field(default_factory=list)
    more: Iterator[Candidate] | None = None
    total: int = 0
    told: dict[str, str] = field(default_factory=dict)


class Asking:
    """One visit's candidates, found one after another, parted by what this person may break.

    It looks at the board as it was when it was asked for, so that finding the last ones later finds the same.
    """

    def __init__(self, picture: Picture, visit: Visit) -> None:
        """Begin to look; nothing has been found yet."""
        from dispatchtui.solver.look import ask  # noqa: PLC0415  (the console paints before it can rank)
        from dispatchtui.solver.search import Search  # noqa: PLC0415

        board, self.me = picture.board.copy(), picture.me
        asked = ask(board, visit, picture.now_s, positions=picture.positions, standing=picture.me.standing)
        people = [each for each in board.technicians.values() if each.active]
        self.total = len(people)
        self._search = Search((asked, each) for each in people)
        self.barred: list[Excluded] = []

    def __iter__(self) -> Iterator[Candidate]:
        """Those who can be offered, best first."""
        for each in self._search:
            barred = proposals.beyond(each.violations, self.me)
            if barred is None:
                yield each
            else:
                self.barred.append(excluded(each, barred))

    @property
    def excluded(self) -> list[Excluded]:
        """Who was found not to be offered so far."""
        return sorted([*self._search.excluded, *self.barred], key=lambda each: each.technician_id)


def excluded(candidate: Candidate, barred: Violation) -> Excluded:
    """A candidate who breaks what this person may not break, with that reason."""
    from dispatchtui.solver.rank import Excluded  # noqa: PLC0415

    rest = "" if barred.level is Level.NOBODY else f" {barred_words(barred.level)}"
    return Excluded(technician_id=candidate.technician_id, violations=(barred,), sentence=f"{barred.sentence}{rest}")


def alone(picture: Picture, board: Board, visit_id: str, technician_id: str) -> tuple[Candidate | None, str]:
    """The best place with one technician on a board, or why there is none for this person to give."""
    from dispatchtui.solver.rank import place_at  # noqa: PLC0415

    found = place_at(board, visit_id, technician_id, picture.now_s,
                     position=picture.positions.get(technician_id), standing=picture.me.standing)  # fmt: skip
    if found is None:
        return None, f"{technician_id} cannot take {visit_id}."
    barred = proposals.beyond(found.violations, picture.me)
    return (found, found.sentence) if barred is None else (None, excluded(found, barred).sentence)


def proposal(picture: Picture, candidate: Candidate) -> Proposal:
    """Taking a candidate, with whatever that pushes back or displaces."""
    return Proposal(act=candidate.act, label=proposals.label_of(picture, candidate.moves),
                    pre=versions.of_moves(picture.board, candidate.moves), violations=candidate.violations)  # fmt: skip


# The list of candidates.


def open_candidates(state: State, visit: Visit) -> Effects:
    """Rank all technicians for a visit and list them, best first: the first at once, the others after the paint."""
    picture = state.picture
    ahead = state.ahead if state.ahead is not None and state.ahead.key == _key(state, visit) else _look(state, visit)
    state.ahead = None
    asking = ahead.asking
    choices = Choices(by_row={}, pre=versions.of_visit(picture.board, visit), more=ahead.more, total=asking.total,
                      excluded=asking.excluded, told=ahead.told)  # fmt: skip
    state.sheet = Sheet(kind=CANDIDATES, title="", columns="candidates", subject=visit.id, payload=choices,
                        empty="Nobody can take it; w tells why for each technician.")  # fmt: skip
    _take_over(state, ahead.found, asking)
    state.asking = asking
    return ()


@dataclass
class Ahead:
    """The first candidates of the selected visit, found while the keys rested; `key` says what they hold for."""

    key: tuple[object, ...]
    asking: Asking
    more: Iterator[Candidate]
    found: list[Candidate]
    told: dict[str, str]
    at: float


def prepare(state: State, since: float) -> None:
    """Look for the selected visit's first candidates when no key came `since`, so that they are there for the next."""
    now, visit = perf_counter(), state.visit
    if visit is None or not state.on_board or now - since < REST_S or state.pane not in ("queue", "alerts"):
        return
    key = _key(state, visit)
    if state.ahead is not None and (state.ahead.key == key or now - state.ahead.at < AGAIN_S):
        return
    if visit.state is VisitState.QUALIFIED or visit.state in PLACED:
        state.ahead = _look(state, visit)


def _look(state: State, visit: Visit) -> Ahead:
    asking = Asking(state.picture, visit)
    more = iter(asking)
    found = list(islice(more, FIRST))
    told = {each.technician_id: candidate_view.told_of(state.picture, each) for each in found[:1]}
    return Ahead(key=_key(state, visit), asking=asking, more=more, found=found, told=told, at=perf_counter())


def _key(state: State, visit: Visit) -> tuple[object, ...]:
    """What the candidates rest on: the visit, every fact heard, what is under way or tried, the minute."""
    picture, trying = state.picture, state.trying
    return (visit, picture.board.seq, picture.pending, trying and trying.moves, picture.now_s // 60, picture.me)


def fill(state: State, budget_s: float = inf) -> bool:
    """Find further candidates for the list that lies open, for so long; tell whether there was anything to find."""
    sheet, asking = state.sheet, state.asking
    if sheet is None or sheet.columns != "candidates" or sheet.payload.more is None or asking is None:
        return False
    narrowing = state.entry is not None and state.entry.kind == "narrow"
    if len(sheet.payload.by_row) >= LISTED and budget_s < inf and not narrowing:
        return False
    found: list[Candidate] = []
    until = perf_counter() + budget_s
    for each in sheet.payload.more:
        found.append(each)
        if perf_counter() > until:
            break
    else:
        sheet.payload.more = None
    _take_over(state, found, asking)
    return True


def _take_over(state: State, found: list[Candidate], asking: Asking) -> None:
    """Put further candidates behind those that are shown."""
    sheet = state.sheet
    visit = state.picture.board.visits.get(sheet.subject) if sheet is not None else None
    if sheet is None or visit is None:
        return
    choices: Choices = sheet.payload
    if len(found) < FIRST and not choices.by_row:
        choices.more = None
    rows = [candidate_view.row(state.picture, visit, number, each)
            for number, each in enumerate(found, len(choices.every) + 1)]  # fmt: skip
    choices.by_row |= {row.id: each for row, each in zip(rows, found, strict=True)}
    choices.every, choices.excluded = (*choices.every, *rows), asking.excluded
    shown = sheet.rows if state.entry is not None and state.entry.kind == "narrow" else choices.every
    state.sheet = replace(sheet, rows=shown, at=sheet.at or (shown[0].id if shown else ""),
                          title=f"{visit.id} to whom? {told(choices)}")  # fmt: skip


def take(state: State, number: int) -> Effects:
    """Do what the row stands for; one that breaks a rule is only pointed at."""
    sheet = state.sheet
    if sheet is None or not 0 <= number < len(sheet.rows):
        return refuse(f"There is no candidate {number + 1}.")
    changed = hindered_by_change(state)
    if changed:
        return refuse(changed)
    candidate = sheet.payload.by_row[sheet.rows[number].id]
    if candidate.violations:
        state.sheet = replace(sheet, at=sheet.rows[number].id)
        barred = proposals.beyond(candidate.violations, state.picture.me)
        rest = "o and a digit override it." if barred is None else barred_words(barred.level)
        return refuse(f"{(barred or candidate.violations[0]).sentence} {rest}")
    return (proposal(state.picture, candidate).submit(),)


def under_cursor(state: State) -> Proposal | None:
    """What Enter would do in the list or the draft that lies open; nothing where there is no row."""
    sheet = state.sheet
    if sheet is None or not sheet.rows:
        return None
    if sheet.kind == DRAFT:
        found: Proposal = sheet.payload.proposal
        return found
    candidate = sheet.payload.by_row.get(sheet.rows[sheet.picked()].id) if sheet.kind == CANDIDATES else None
    return proposal(state.picture, candidate) if candidate is not None else None


def open_override(state: State) -> Effects:
    """Ask for the reason to break what the row under the cursor breaks."""
    wanted = under_cursor(state)
    if wanted is None:
        return refuse("There is nobody to override for.")
    if not wanted.violations:
        return refuse("This breaks no rule: Enter does it.")
    barred = proposals.beyond(wanted.violations, state.picture.me)
    if barred is not None:
        return refuse(f"{barred.sentence} {barred_words(barred.level)}")
    return sheets.open_reasons(state, "override", f"Why break it? {wanted.violations[0].sentence}", payload=wanted)


def barred_words(level: Level) -> str:
    """Who else could break a rule of this level."""
    if level is Level.NOBODY:
        return "Nobody may break this."
    return f"Breaking it needs {'a lead' if level is Level.LEAD else 'a dispatcher'}."


def open_excluded(state: State) -> Effects:
    """List who is not offered, and for each the reason with its numbers."""
    sheet = state.sheet
    if sheet is None or sheet.kind != CANDIDATES or sheet.columns == "together":
        visit = state.visit
        if visit is None:
            return refuse("Select a visit first.")
        open_candidates(state, visit)
        sheet = state.sheet
    fill(state)
    sheet = state.sheet
    assert sheet is not None
    rows = candidate_view.excluded_rows(state.picture, sheet.payload.excluded, of_work=sheet.columns == "work")
    state.sheet = Sheet(kind=EXCLUDED, title=f"{sheet.subject}: why not these {len(rows)}", rows=rows,
                        columns="excluded", subject=sheet.subject, below=sheet, at=rows[0].id if rows else "",
                        empty="Nobody is left out.")  # fmt: skip
    return ()


def hindered_by_change(state: State) -> str:
    """Why the list that lies open no longer tells the truth; nothing while it does."""
    sheet = state.sheet
    if sheet is None or sheet.kind not in (CANDIDATES, DRAFT):
        return ""
    pre: dict[str, int] = sheet.payload.pre
    if versions.again(state.picture.board, pre) == pre:
        return ""
    return f"{sheet.subject} has changed since this list was made: r ranks anew."


def told(choices: Choices) -> str:
    """How many can, how many break a rule, how many are out, and what the order goes by."""
    breaking = sum(1 for each in choices.by_row.values() if each.violations)
    parts = [f"{len(choices.by_row) - breaking} can"]
    if breaking:
        parts.append(f"{breaking} break{'s' if breaking == 1 else ''} a rule")
    if choices.excluded and choices.more is None:
        parts.append(f"{len(choices.excluded)} out (w tells why)")
    if choices.more is not None:
        return f"the best {len(choices.by_row)} of {choices.total}; by lateness, broken rules, driving"
    return f"{', '.join(parts)}; by lateness, broken rules, driving"
