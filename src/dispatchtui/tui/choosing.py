"""The list of candidates for a visit, and what Enter, a digit or `o` does in it.

Never: a list that goes on although its visit has changed; an override asked for that the gate would refuse.
Why: an override that is asked for, reasoned and only then refused costs a minute with the customer on the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dispatchtui.core.model import Visit
from dispatchtui.tui import intended, sheets, versions
from dispatchtui.tui.ahead import first_of
from dispatchtui.tui.asking import KEY_S, Asking, barred_words, ordered
from dispatchtui.tui.effects import Effects, refuse
from dispatchtui.tui.intended import Intended
from dispatchtui.tui.state import CANDIDATES, DRAFT, EXCLUDED, Sheet, State
from dispatchtui.tui.views import ViewRow, broken
from dispatchtui.tui.views import candidates as candidate_view
from dispatchtui.tui.views.candidates import NO_PERCENT
from dispatchtui.tui.views.picture import Picture

if TYPE_CHECKING:
    from dispatchtui.core.board import Board
    from dispatchtui.solver.rank import Candidate, Excluded

LISTED = 60
"""Candidates that follow by themselves; who is looked for by name, or why somebody is out, brings the rest."""


@dataclass
class Choices:
    """What a list of candidates was made from: who they are by row, every row of it, and the versions seen.

    `asking` finds those who are still to come; where everybody is known, `out` are those who are not offered. `keeper`
    is who stands first because they keep the visit's word, `better` who would by now; `percents` at which percentage
    each does, as far as known.
    """

    by_row: dict[str, Candidate]
    pre: dict[str, int]
    every: tuple[ViewRow, ...] = ()
    out: tuple[Excluded, ...] = ()
    asking: Asking | None = None
    told: dict[str, str] = field(default_factory=dict)
    keeper: str = ""
    better: str = ""
    percents: dict[str, int | None] = field(default_factory=dict)
    own: int | None = None

    def worse(self, row_id: str) -> str:
        """That a candidate keeps the visit's word less surely than whoever has it, with `own`; or nothing."""
        percent = self.percents.get(row_id)
        if percent is None or self.own is None or percent >= self.own:
            return ""
        return f"it keeps its word with {percent}% then, with {self.own}% as it is"

    @property
    def more(self) -> bool:
        """Whether somebody may still be found."""
        return self.asking is not None and not self.asking.done

    @property
    def total(self) -> int:
        """How many there are to look at."""
        return len(self.every) if self.asking is None else self.asking.total

    @property
    def excluded(self) -> Sequence[Excluded]:
        """Who was found not to be offered so far, with the reasons."""
        return self.out if self.asking is None else self.asking.excluded


def intends(picture: Picture, candidate: Candidate) -> Intended:
    """Taking a candidate, with whatever that pushes back or displaces."""
    return Intended(act=candidate.act, label=intended.label_of(picture, candidate.moves),
                    pre=versions.of_moves(picture.board, candidate.moves), violations=candidate.violations)  # fmt: skip


def open_candidates(state: State, visit: Visit, below: Sheet | None = None) -> Effects:
    """Rank all technicians for a visit and list them, best first: the first at once, the others after the paint.

    Leaving the list leads to the one `below`, where it was opened from one.
    """
    ahead = first_of(state, visit)
    state.asking = asking = ahead.asking
    choices = Choices(by_row={}, pre=versions.of_visit(state.picture.board, visit), asking=asking, told=ahead.told,
                      keeper=ahead.keeper, own=_own_percent(state, visit))  # fmt: skip
    sheet = Sheet(kind=CANDIDATES, title="", columns="candidates", subject=visit.id, payload=choices, below=below)
    state.sheet = _taken_over(state, sheet, ahead.found)
    return ()


def _own_percent(state: State, visit: Visit) -> int | None:
    """The percentage with which a visit keeps its word as it stands; nothing of what nobody has."""
    percent = state.picture.standing(visit).percent if visit.crew else None
    return 100 - percent if percent is not None else None


def fill(state: State, budget_s: float = inf) -> bool:
    """Find further candidates for the list that lies open, for so long; tell whether there was anything to find."""
    over, sheet = state.sheet, state.sheet
    if over is not None and over.kind == EXCLUDED:
        sheet = over.below
    if sheet is None or sheet.columns != "candidates" or not sheet.payload.more:
        return False
    asking: Asking = sheet.payload.asking
    wanted = over is not sheet or _narrowing(state)
    if len(sheet.payload.by_row) >= LISTED and budget_s < inf and not wanted:
        return False
    out = asking.out
    found = asking.look(budget_s=budget_s)
    changed = bool(found) or asking.done or out != asking.out
    if changed:
        sheet = _taken_over(state, sheet, found)
        state.sheet = sheet if over is None or over.kind != EXCLUDED else _excluded(state, sheet, over.at)
    return changed


def unfilled(state: State) -> bool:
    """Whether the list that lies open has less than it shows by itself, so that looking on is pressing."""
    sheet = state.sheet
    if sheet is not None and sheet.kind == EXCLUDED:
        return sheet.below is not None and sheet.below.columns == "candidates" and bool(sheet.below.payload.more)
    if sheet is None or sheet.columns != "candidates" or not sheet.payload.more:
        return False
    return len(sheet.payload.by_row) < LISTED or _narrowing(state)


def _narrowing(state: State) -> bool:
    return state.entry is not None and state.entry.kind == "narrow"


def _taken_over(state: State, sheet: Sheet, found: list[Candidate]) -> Sheet:
    """A list with further candidates behind those that it shows."""
    choices: Choices = sheet.payload
    visit = state.picture.board.visits.get(sheet.subject)
    found = [] if visit is None else ordered(found, visit, choices.keeper)
    rows = [] if visit is None else [candidate_view.row(state.picture, visit, number, each, choices.keeper)
                                     for number, each in enumerate(found, len(choices.every) + 1)]  # fmt: skip
    choices.by_row |= {row.id: each for row, each in zip(rows, found, strict=False)}
    choices.every = (*choices.every, *rows)
    shown = sheet.rows if _narrowing(state) else choices.every
    empty = "Nobody can take it; w tells why for each technician."
    if choices.more:
        empty = "Nobody was found yet who can take it; it is being looked on."
    return replace(sheet, rows=shown, at=sheet.at or (shown[0].id if shown else ""), empty=empty,
                   coming=min(LISTED, choices.total) - len(choices.every) if choices.more else 0,
                   title=f"{sheet.subject} to whom? {told(choices)}")  # fmt: skip


def take(state: State, number: int) -> Effects:
    """Do what the row stands for; one that breaks a rule is only pointed at."""
    sheet = state.sheet
    if sheet is None or not 0 <= number < len(sheet.rows):
        looking = sheet is not None and sheet.payload.more
        return refuse(f"There is no candidate {number + 1}{' yet' if looking else ''}.")
    changed = hindered_by_change(state, sheet.rows[number].id)
    if changed:
        return refuse(changed)
    candidate = sheet.payload.by_row[sheet.rows[number].id]
    if candidate.violations:
        state.sheet = replace(sheet, at=sheet.rows[number].id)
        barred = intended.beyond(candidate.violations, state.picture.me)
        rest = "o and a digit override it." if barred is None else barred_words(barred.level)
        return refuse(broken.breaks((barred,) if barred is not None else candidate.violations, rest))
    return (intends(state.picture, candidate).submit(),)


def under_cursor(state: State) -> Intended | None:
    """What Enter would do in the list or the draft that lies open; nothing where there is no row."""
    sheet = state.sheet
    if sheet is None or not sheet.rows:
        return None
    if sheet.kind == DRAFT:
        found: Intended = sheet.payload.intended
        return found
    candidate = sheet.payload.by_row.get(sheet.rows[sheet.picked()].id) if sheet.kind == CANDIDATES else None
    return intends(state.picture, candidate) if candidate is not None else None


def open_override(state: State) -> Effects:
    """Ask for the reason to break what the row under the cursor breaks."""
    wanted = under_cursor(state)
    if wanted is None:
        return refuse("There is nobody to override for.")
    if not wanted.violations:
        return refuse("This breaks no rule: Enter does it.")
    barred = intended.beyond(wanted.violations, state.picture.me)
    if barred is not None:
        return refuse(f"{barred.sentence} {barred_words(barred.level)}")
    title = f"{wanted.short} breaks {broken.counted(wanted.violations)}. Why?"
    return sheets.open_reasons(state, "override", title, payload=wanted)


def open_excluded(state: State) -> Effects:
    """List who is not offered, and for each the reason with its numbers."""
    sheet = state.sheet
    if sheet is None or sheet.kind != CANDIDATES or sheet.columns == "together":
        visit = state.visit
        if visit is None:
            return refuse("Select a visit first.")
        open_candidates(state, visit)
        sheet = state.sheet
    fill(state, KEY_S)
    sheet = state.sheet
    assert sheet is not None
    state.sheet = _excluded(state, sheet)
    return ()


def _excluded(state: State, sheet: Sheet, at: str = "") -> Sheet:
    """Who is not offered in a list of candidates, over that list."""
    rows = candidate_view.excluded_rows(state.picture, sheet.payload.excluded, of_work=sheet.columns == "work")
    more, nobody = sheet.payload.more, "Nothing" if sheet.columns == "work" else "Nobody"
    breaking = sum(1 for each in sheet.payload.by_row.values() if each.violations)
    rule = f"; {breaking} break{'s' if breaking == 1 else ''} a rule" if breaking else ""
    these = f"why not these {len(rows)}" if rows else "who is left out"
    return Sheet(kind=EXCLUDED, title=f"{sheet.subject}: {these}{' so far' if more else ''}",
                 rows=rows, columns="excluded", subject=sheet.subject, below=sheet, payload=sheet.payload,
                 at=at or (rows[0].id if rows else ""), coming=sheet.payload.total - len(rows) if more else 0,
                 empty=f"{nobody} is left out{' so far' if more else ''}{rule}.")  # fmt: skip


def hindered_by_change(state: State, row_id: str = "") -> str:
    """Why the list that lies open no longer tells the truth of a row, else of the one under the cursor; or nothing."""
    sheet = state.sheet
    if sheet is None or sheet.kind not in (CANDIDATES, DRAFT):
        return ""
    pre: dict[str, int] = sheet.payload.pre
    if versions.again(state.picture.board, pre) == pre:
        return _busier(state, sheet, row_id or sheet.at) if sheet.columns == "candidates" else ""
    return f"{sheet.subject} has changed since this list was made: r ranks anew."


def _busier(state: State, sheet: Sheet, row_id: str) -> str:
    """Whose day is another than when it was looked at; nothing while it is the same."""
    candidate, asking = sheet.payload.by_row.get(row_id), sheet.payload.asking
    if candidate is None or asking is None:
        return ""
    now = state.picture.board
    for who in (candidate.technician_id, *candidate.mates):
        if _lanes(now, who) != _lanes(asking.board, who):
            return f"{who} has changed since this list was made: r ranks anew."
    return ""


def _lanes(board: Board, technician_id: str) -> dict[str, int]:
    return {each: board.lanes[each].version for each in board.indexes.of("lanes", technician_id)}


def told(choices: Choices) -> str:
    """How many can, how many break a rule, how many are out, and what the order goes by."""
    breaking = sum(1 for each in choices.by_row.values() if each.violations)
    parts = [f"{len(choices.by_row) - breaking} can"]
    if breaking:
        parts.append(f"{breaking} break{'s' if breaking == 1 else ''} a rule")
    if choices.more:
        best = f"the best {len(choices.by_row)}" if choices.by_row else "nobody yet"
        return f"{best} of {choices.total}; {_order_of(choices)}"
    out = len(choices.out) if choices.asking is None else choices.asking.out
    if out:
        parts.append(f"{out} out (w tells why)")
    return f"{', '.join(parts)}; {_order_of(choices)}"


def _order_of(choices: Choices) -> str:
    """What the order goes by, who would stand first by now, and why KEEPS is empty where nothing is due."""
    order = "no rule broken first, then by cost"
    if choices.keeper:
        order = f"{choices.keeper} first, who keeps its word; then {order.replace(' first', '')}"
    elif choices.better:
        order = f"r puts {choices.better} first, who keeps its word"
    nothing = choices.percents and set(choices.percents.values()) == {None}
    return f"{order}; KEEPS {NO_PERCENT}: no clock runs" if nothing else order
