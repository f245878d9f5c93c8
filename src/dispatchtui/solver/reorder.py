"""Another order or other times in one technician's day: what each such wish moves, those behind included.

A visit begins when its technician can be there, and never before its window opens; what stands behind it and
would be run into is pushed back by as much as is needed, and no further than the first gap that holds it.
Units: epoch seconds.
Cost: one walk over the rest of the day.
"""

from __future__ import annotations

from collections.abc import Iterable

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import MOST_MOVES, Move, moved
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Assignment, Visit
from dispatchtui.core.timeline import line_of, project
from dispatchtui.core.work import service_s


def neighbour(board: Board, visit: Visit, step: int) -> Visit | None:
    """The visit that comes next (1) or before (-1) in the same technician's day, if it can still be moved."""
    lead = visit.assignment
    if lead is None:
        return None
    day = [each for each in board.route(lead.technician_id) if _day(each, lead) == lead.day and each.state not in ENDED]
    at = next((place for place, each in enumerate(day) if each.id == visit.id), -1) + step
    if not 0 <= at < len(day) or day[at].state not in PLACED:
        return None
    return day[at]


def swapped(board: Board, visit_id: str, step: int, at_s: int) -> tuple[Move, ...]:
    """Let a visit and its neighbour change their order; nothing where there is none to change with."""
    visit = board.visits.get(visit_id)
    other = neighbour(board, visit, step) if visit is not None else None
    if visit is None or other is None or visit.assignment is None or visit.state not in PLACED:
        return ()
    first, second = (visit, other) if step > 0 else (other, visit)
    lead = visit.assignment.technician_id
    line = line_of(first, lead)
    assert line is not None
    begin_s = _from(second, max(line.start_s, _ready_s(board, lead, first, second, at_s)))
    then_s = _from(first, begin_s + service_s(second) + _way_s(board, second, first))
    return _pushed(board, lead, (_at(second, begin_s), _at(first, then_s)))


def shifted(board: Board, visit_id: str, by_s: int) -> tuple[Move, ...]:
    """Let a visit begin later, or earlier by a negative number; nothing where it has no place."""
    visit = board.visits.get(visit_id)
    if visit is None or visit.assignment is None or visit.state not in PLACED:
        return ()
    line = visit.assignment
    return _pushed(board, line.technician_id, (_at(visit, line.start_s + by_s),))


def exchanged(board: Board, first_id: str, second_id: str) -> tuple[Move, ...]:
    """Let two visits change places, technician and time; one that has none leaves the other to the queue."""
    first, second = board.visits.get(first_id), board.visits.get(second_id)
    if first is None or second is None or first_id == second_id or not (first.crew or second.crew):
        return ()
    return (_in_place_of(first, second), _in_place_of(second, first))


def merged(before: Iterable[Move], after: Iterable[Move]) -> tuple[Move, ...]:
    """Moves and then further moves as one set: a visit goes where it was sent last."""
    last = {move.visit_id: move for move in before}
    last |= {move.visit_id: move for move in after}
    return tuple(last.values())


def _in_place_of(visit: Visit, other: Visit) -> Move:
    line = other.assignment
    return Move(visit_id=visit.id) if line is None else _at(other, line.start_s, visit.id)


def _at(visit: Visit, start_s: int, visit_id: str = "") -> Move:
    """A visit, or another in its place, with the same people at a time."""
    lead, *mates = (line.technician_id for line in visit.crew)
    return Move(visit_id=visit_id or visit.id, technician_id=lead, start_s=start_s, mates=tuple(mates))


def _pushed(board: Board, lead: str, moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """The moves, and those of whatever they run into later that day, each by no more than it must."""
    after = moved(board, moves)
    last = after.visits[moves[-1].visit_id]
    found, known = list(moves), {move.visit_id for move in moves}
    line = line_of(last, lead)
    assert line is not None
    end_s = line.end_s
    for each in after.around(lead, line.start_s, line.start_s + 24 * 3600):
        its = line_of(each, lead)
        if its is None or each.id in known or its.start_s < line.start_s or each.state in ENDED:
            continue
        ready_s = end_s + _way_s(after, last, each)
        if its.start_s >= ready_s or its.day != line.day or each.state not in PLACED or len(found) >= MOST_MOVES:
            break
        start_s = _from(each, ready_s)
        found.append(_at(each, start_s))
        last, end_s = each, start_s + service_s(each)
    return tuple(found)


def _ready_s(board: Board, lead: str, first: Visit, second: Visit, at_s: int) -> int:
    """When the technician, done with what comes before the first, can be with the second."""
    stops = project(board, lead, at_s)
    at = next((place for place, stop in enumerate(stops) if stop.visit_id == first.id), 0)
    before = stops[at - 1] if at else None
    if before is None or before.planned_start_s < stops[at].planned_start_s - 24 * 3600:
        return at_s
    return max(at_s, before.end_s + _way_s(board, board.visits[before.visit_id], second))


def _way_s(board: Board, one: Visit, other: Visit) -> int:
    """From the end of one's work to the begin of the other's: the drive and the buffers."""
    drive_s = travel.seconds(travel.site_of(board, one), travel.site_of(board, other))
    return drive_s + one.buffer_after_s + other.buffer_before_s


def _from(visit: Visit, start_s: int) -> int:
    """Not before the visit may begin."""
    opens_s = visit.promise.start_s if visit.promise is not None else start_s
    return max(start_s, visit.earliest_s or start_s, opens_s)


def _day(visit: Visit, lead: Assignment) -> str:
    line = line_of(visit, lead.technician_id)
    return line.day if line is not None else ""
