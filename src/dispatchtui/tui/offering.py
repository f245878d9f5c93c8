"""Lists that offer: every position in one day, what somebody could take next, what fills a gap, the backlog.

Each is a list of candidates like that of a visit: Enter or a digit takes, `o` overrides, `w` tells why not.
Never: a list that opens over keys that were meant for something else.
Why: the question is asked from either end: who for this visit, and what for this hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.lifecycle import ENDED, STARTED, UNPLACED, Step
from dispatchtui.core.model import Technician, Visit
from dispatchtui.core.requests import Request
from dispatchtui.core.timeline import line_of
from dispatchtui.core.work import ends_s
from dispatchtui.tui import asking, choosing, hindrances, intended, versions
from dispatchtui.tui.choosing import Choices
from dispatchtui.tui.effects import Effects, refuse
from dispatchtui.tui.state import BACKLOG, CANDIDATES, Sheet, State
from dispatchtui.tui.views import ViewRow, offers, queue
from dispatchtui.tui.views.words import clock

if TYPE_CHECKING:
    from dispatchtui.core.board import Board
    from dispatchtui.solver.rank import Candidate, Excluded, Ranking

MOST_NEXT = 20
MOST_BACKLOG = 50
MOST_FREED = 20
NOTHING_FITS = "Nothing fits; w tells why."


class Freed(Struct, frozen=True, kw_only=True):
    """A time that became free, from the end of the work before it to the begin of the work behind it.

    `request_id` is the act that freed it.
    """

    technician_id: str
    start_s: int
    end_s: int
    request_id: str = ""


def open_places(state: State) -> Effects:
    """List every position in the day of the technician under the cursor."""
    from dispatchtui.solver.rank import places  # noqa: PLC0415  (only this list needs it)

    sheet, picture = state.sheet, state.picture
    candidate = sheet.payload.by_row.get(sheet.rows[sheet.picked()].id) if sheet is not None and sheet.rows else None
    if sheet is None or candidate is None:
        return refuse("There is nobody to show the positions of.")
    visit_id, who = candidate.visit_id, candidate.technician_id
    found = places(picture.board, visit_id, who, picture.now_s, position=picture.positions.get(who),
                   standing=picture.me.standing)  # fmt: skip
    rows = tuple(offers.place_row(picture, number, each) for number, each in enumerate(found, 1))
    technician = picture.board.technicians[who]
    _open(state, title=f"{visit_id} in the day of {who} {technician.name}: {len(found)} positions, cheapest first",
          columns="places", subject=visit_id, rows=rows, found=found,
          pre=versions.of_visit(picture.board, picture.board.visits[visit_id]))  # fmt: skip
    return ()


def open_next(state: State, technician: Technician) -> Effects:
    """List which waiting visits a technician could take next."""
    from dispatchtui.solver.waiting import next_for  # noqa: PLC0415

    picture = state.picture
    ranking = next_for(picture.board, technician.id, picture.now_s, positions=picture.positions, most=MOST_NEXT)
    _open_work(state, technician.id, ranking, f"What could {technician.id} {technician.name} take next?")
    return ()


def open_backfill(state: State) -> Effects:
    """List what fits into the time that became free last."""
    from dispatchtui.solver.waiting import backfill  # noqa: PLC0415

    picture, freed = state.picture, state.freed
    if freed is None:
        return refuse("No time has become free by an act from this console.")
    left = _left_of(picture.board, freed, picture.now_s)
    between = f"{clock(freed.start_s, picture.zone, picture.now_s)} to {clock(freed.end_s, picture.zone)}"
    if isinstance(left, str):
        return refuse(f"Nothing is left of {between} with {freed.technician_id}: {left}.")
    ranking = backfill(picture.board, left.technician_id, left.start_s, left.end_s, picture.now_s,
                       positions=picture.positions)  # fmt: skip
    span = f"{clock(left.start_s, picture.zone, picture.now_s)} to {clock(left.end_s, picture.zone)}"
    _open_work(state, freed.technician_id, ranking, f"{freed.technician_id} is free {span}:")
    return ()


def open_backlog(state: State) -> Effects:
    """List what nobody has yet, most urgent first."""
    picture = state.picture
    ids = [each for each in queue.ids(picture) if picture.board.visits[each].state in UNPLACED][:MOST_BACKLOG]
    if not ids:
        return refuse("Everything has its place.")
    rows = tuple(queue.row(picture, visit_id) for visit_id in ids)
    state.sheet = Sheet(kind=BACKLOG, title=f"{len(ids)} wait for a place; Enter ranks who can take it", rows=rows,
                        columns="backlog", at=rows[0].id)  # fmt: skip
    return ()


def place_from_backlog(state: State) -> Effects:
    """Rank who can take the visit under the cursor."""
    sheet = state.sheet
    visit = state.picture.board.visits.get(sheet.at) if sheet is not None else None
    if visit is None:
        return refuse("This visit is gone.")
    state.visit_id = visit.id
    return choosing.open_candidates(state, visit)


def note_freed(state: State, request: Request, seen: Board, board: Board, *, undoes: str = "") -> str:
    """Keep the times that an act has freed since the board was `seen`, and say whose can be filled now.

    What an undo gives back is no longer free; only what it puts back in the queue has left a time.
    """
    state.freed_times = [each for each in state.freed_times if not undoes or each.request_id != undoes]
    if state.trying is not None:
        return ""
    told = ""
    for visit_id in _touched(request.act):
        before, after = seen.visits.get(visit_id), board.visits.get(visit_id)
        line = before.assignment if before is not None else None
        if before is None or after is None or line is None or line.end_s <= state.picture.now_s:
            continue
        if before.state in STARTED or (after.crew and undoes):
            continue
        if after.state not in ENDED and any(each.technician_id == line.technician_id for each in after.crew):
            continue
        freed = replace(_free_around(seen, before, line.technician_id), request_id=request.id)
        if isinstance(_left_of(board, freed, state.picture.now_s), str):
            continue
        state.freed_times = [*state.freed_times, freed][-MOST_FREED:]
        if after.state in ENDED or not after.crew:
            told = f" B offers what fits into the time of {line.technician_id}."
    return told


def offer_freed(state: State, request: Request, *, untouched: bool) -> bool:
    """Offer at once what fits into the time of a visit that was cancelled, when no key came since."""
    cancelled = isinstance(request.act, AdvanceVisit) and request.act.step is Step.CANCEL
    freed = state.freed
    if not (cancelled and untouched and state.on_board) or freed is None or freed.request_id != request.id:
        return False
    open_backfill(state)
    return True


def hinders_taking(state: State) -> str:
    """Why nothing of the list that lies open can be taken."""
    sheet = state.sheet
    if sheet is None or sheet.rows or sheet.kind != CANDIDATES:
        return ""
    return NOTHING_FITS if sheet.columns == "work" else hindrances.candidates(state)


def _touched(act: Command) -> tuple[str, ...]:
    """The visits that an act may take from somebody."""
    moved = tuple(move.visit_id for move in moves_of(act))
    return moved or ((act.visit_id,) if isinstance(act, AdvanceVisit) else ())


def _free_around(board: Board, visit: Visit, technician_id: str) -> Freed:
    """The time around a visit on the board as it was: to its neighbours' work, else to the ends of the shift."""
    line = line_of(visit, technician_id)
    assert line is not None
    shift = next((each for each in board.shifts_of(technician_id) if each.start_s <= line.start_s < each.end_s), None)
    start_s, end_s = (shift.start_s, shift.end_s) if shift is not None else (line.start_s, line.end_s)
    for each in board.route(technician_id):
        other = line_of(each, technician_id)
        if each.id == visit.id or each.state in ENDED or other is None:
            continue
        if other.start_s < line.start_s:
            start_s = max(start_s, ends_s(each, other))
        else:
            end_s = min(end_s, other.start_s)
    return Freed(technician_id=technician_id, start_s=start_s, end_s=end_s)


def _left_of(board: Board, freed: Freed, now_s: int) -> Freed | str:
    """The longest part of a freed time that is still ahead and nobody's, or why there is none."""
    spans, taken, absent = [(max(freed.start_s, now_s), freed.end_s)], [], False
    for each in board.route(freed.technician_id):
        line = line_of(each, freed.technician_id)
        if line is None or each.state in ENDED or line.start_s >= freed.end_s or ends_s(each, line) <= freed.start_s:
            continue
        taken.append(each.id)
        before = [(start_s, min(end_s, line.start_s)) for start_s, end_s in spans]
        spans = before + [(max(start_s, ends_s(each, line)), end_s) for start_s, end_s in spans]
    for away in board.absences_of(freed.technician_id):
        before = [(start_s, min(end_s, away.start_s)) for start_s, end_s in spans]
        spans = before + [(max(start_s, away.end_s), end_s) for start_s, end_s in spans]
        if away.start_s < freed.end_s and away.end_s > freed.start_s:
            absent = True
    start_s, end_s = max(spans, key=lambda part: part[1] - part[0])
    if end_s > start_s:
        return Freed(technician_id=freed.technician_id, start_s=start_s, end_s=end_s)
    if absent:
        return f"{freed.technician_id} is absent"
    return f"taken by {', '.join(taken)}" if taken else "it has passed"


def _open_work(state: State, technician_id: str, ranking: Ranking, title: str) -> None:
    """A list of visits for one technician."""
    picture = state.picture
    kept: list[Candidate] = []
    out: list[Excluded] = list(ranking.excluded)
    for each in ranking.candidates:
        barred = intended.beyond(each.violations, picture.me)
        if barred is None:
            kept.append(each)
        else:
            out.append(asking.excluded(each, barred))
    rows = tuple(offers.work_row(picture, number, each) for number, each in enumerate(kept, 1))
    further = f", {ranking.further} less pressing" if ranking.further else ""
    breaking = sum(1 for each in kept if each.violations)
    fit = len(kept) - breaking
    rule = f", {breaking} break{'s' if breaking == 1 else ''} a rule" if breaking else ""
    told = f"{title} {fit} fit{'s' if fit == 1 else ''}{rule}, {len(out)} not (w tells why){further}"
    board = picture.board
    pre = {f"lanes/{each}": board.lanes[each].version for each in board.indexes.of("lanes", technician_id)}
    _open(state, title=told, columns="work", subject=technician_id, rows=rows, found=kept, pre=pre, out=out)


def _open(
    state: State, *, title: str, columns: str, subject: str, rows: tuple[ViewRow, ...], found: Iterable[Candidate],
    pre: dict[str, int], out: Iterable[Excluded] = (),
) -> None:  # fmt: skip
    by_row = {row.id: each for row, each in zip(rows, found, strict=True)}
    choices = Choices(by_row=by_row, pre=pre, every=rows, out=tuple(out))
    state.sheet = Sheet(kind=CANDIDATES, title=title, columns=columns, subject=subject, rows=rows, payload=choices,
                        at=rows[0].id if rows else "", below=state.sheet,
                        empty=NOTHING_FITS)  # fmt: skip
