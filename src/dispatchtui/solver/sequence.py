"""The order of one technician's day that is least late and drives least: what it would move.

Only what nobody has set out for and nothing holds is moved: who is under way, a lock, the freeze window and a crew
keep their times, and the others are ordered around them. Each begins as early as the technician and its own window
allow, breaks kept. An order is offered only if it breaks no rule that stands unbroken now, is late nowhere by more
than today, and saves something worth telling customers for.

Units: epoch seconds; costs in seconds of driving.
Cost: a local search of some milliseconds for ten visits, and a full check of the few best orders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dispatchtui.constraints.check import check_moves, check_visit
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Break, Location, Lock, Position, Technician, Visit
from dispatchtui.core.policy import rules_of
from dispatchtui.core.sla import due_of
from dispatchtui.core.timeline import is_fresh, line_of, project
from dispatchtui.core.work import service_s
from dispatchtui.core.zones import local_day

LATE_WEIGHT = 20
"""What a second late is worth in seconds of driving."""
WORTH_S = 5 * 60
"""A saving below this is not worth moving anybody for."""
TRIED = 8
"""Orders that are checked in full before the search gives up."""
_MOVABLE = (Lock.NONE, Lock.RESOURCE, Lock.NO_AUTO)


class _Piece(Struct, frozen=True):
    """One visit of the day as the search sees it; `fixed_s` is a time that it keeps."""

    visit: Visit
    site: Location | None
    length_s: int
    opens_s: int
    due_s: int | None
    fixed_s: int | None


class _Day(Struct, frozen=True):
    """What is to be ordered, where it begins, and when breaks are due."""

    pieces: tuple[_Piece, ...]
    place: Location | None
    free_s: int
    breaks: tuple[Break, ...]


Plan = tuple[float, tuple[int, ...], tuple[int, ...]]
"""Cost, the order of the pieces, and when each begins."""


def sequenced(board: Board, technician_id: str, at_s: int, *, position: Position | None = None) -> tuple[Move, ...]:
    """The moves that put the rest of a technician's day into its best order; nothing where it is in it."""
    technician = board.technicians.get(technician_id)
    if technician is None:
        return ()
    day = _day(board, technician, at_s, position)
    present = tuple(range(len(day.pieces)))
    if len(present) < 2:
        return ()
    standing = _lateness_and_driving(day, present, [_planned_s(piece, technician_id) for piece in day.pieces])
    for plan in _best_first(day, present):
        cost, order, starts = plan
        if cost > standing - WORTH_S:
            return ()
        moves = _moves(day, technician_id, order, starts)
        if moves and _breaks_nothing_new(board, moves, at_s):
            return moves
    return ()


def _day(board: Board, technician: Technician, at_s: int, position: Position | None) -> _Day:
    """What of the technician's day lies ahead, from where and when they are free."""
    today = local_day(at_s, technician.zone)
    place, free_s = technician.home, at_s
    if is_fresh(position, at_s) and position is not None:
        place = Location(latitude=position.latitude, longitude=position.longitude)
    pieces: list[_Piece] = []
    for stop in project(board, technician.id, at_s, position):
        visit = board.visits[stop.visit_id]
        line = line_of(visit, technician.id)
        if line is None or line.day != today:
            continue
        if visit.state in PLACED:
            pieces.append(_piece(board, visit, technician, at_s))
        elif visit.state not in ENDED or stop.end_s > at_s:
            place, free_s = travel.site_of(board, visit), max(free_s, stop.end_s)
    shift = next((each for each in board.shifts_of(technician.id) if each.end_s > at_s), None)
    if shift is not None:
        free_s = max(free_s, shift.start_s)
    rests = tuple(each for each in shift.breaks if each.end_s > free_s) if shift is not None else ()
    return _Day(tuple(pieces), place, free_s, rests)


def _piece(board: Board, visit: Visit, technician: Technician, at_s: int) -> _Piece:
    line = line_of(visit, technician.id)
    assert line is not None
    freeze_s = rules_of(board, visit, technician, at_s).freeze_s or 0
    held = visit.lock not in _MOVABLE or len(visit.crew) > 1 or line.start_s - line.travel_s - at_s < freeze_s
    opens_s = max(visit.earliest_s or 0, visit.promise.start_s if visit.promise is not None else 0)
    return _Piece(
        visit=visit,
        site=travel.site_of(board, visit),
        length_s=service_s(visit),
        opens_s=opens_s,
        due_s=due_of(board, visit, at_s),
        fixed_s=line.start_s if held else None,
    )


def _planned_s(piece: _Piece, technician_id: str) -> int:
    line = line_of(piece.visit, technician_id)
    assert line is not None
    return line.start_s


def _best_first(day: _Day, present: tuple[int, ...]) -> Iterator[Plan]:
    """Orders from the best that the search found, cheapest first."""
    found: dict[tuple[int, ...], Plan] = {}
    best = _timed(day, present)
    if best is not None:
        found[present] = best
    order, improved = present, True
    while improved:
        improved = False
        for other in _neighbours(order):
            if other in found:
                continue
            plan = _timed(day, other)
            if plan is None:
                continue
            found[other] = plan
            if best is None or plan[0] < best[0]:
                best, improved = plan, True
        order = best[1] if best is not None else order
    yield from sorted(found.values())[:TRIED]


def _neighbours(order: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every order that differs by one visit moved elsewhere, or by a stretch driven the other way round."""
    for at in range(len(order)):
        rest = order[:at] + order[at + 1 :]
        for to in range(len(order)):
            if to != at:
                yield (*rest[:to], order[at], *rest[to:])
    for first in range(len(order)):
        for last in range(first + 2, len(order)):
            yield order[:first] + order[first : last + 1][::-1] + order[last + 1 :]


def _timed(day: _Day, order: tuple[int, ...]) -> Plan | None:
    """When each visit of an order begins, and what the order costs; nothing when a kept time cannot be kept.

    A break is taken where there is room for it, or when it can wait no longer.
    """
    place, free_s = day.place, day.free_s
    rests = list(day.breaks)
    starts: list[int] = []
    before = 0
    for at in order:
        piece = day.pieces[at]
        way_s = travel.seconds(place, piece.site) + before + piece.visit.buffer_before_s
        begins_s = max(free_s + way_s, piece.opens_s, piece.fixed_s or 0)
        for rest in tuple(rests):
            from_s = max(free_s, rest.start_s)
            fits = from_s + rest.length_s + way_s <= begins_s
            if fits or begins_s + piece.length_s + rest.length_s > rest.end_s:
                rests.remove(rest)
                begins_s = max(begins_s, from_s + rest.length_s + way_s)
        if piece.fixed_s is not None and begins_s > piece.fixed_s:
            return None
        starts.append(begins_s)
        place, free_s, before = piece.site, begins_s + piece.length_s, piece.visit.buffer_after_s
    return _lateness_and_driving(day, order, starts), order, tuple(starts)


def _lateness_and_driving(day: _Day, order: Sequence[int], starts: Sequence[int]) -> float:
    """What an order at these times costs: driving, and arrivals after what is due."""
    cost, place = 0.0, day.place
    for at, start_s in zip(order, starts, strict=True):
        piece = day.pieces[at]
        cost += travel.seconds(place, piece.site)
        if piece.due_s is not None:
            cost += LATE_WEIGHT * max(0, start_s - piece.due_s)
        place = piece.site
    return cost


def _moves(day: _Day, technician_id: str, order: Sequence[int], starts: Sequence[int]) -> tuple[Move, ...]:
    """The visits that begin at another time than now."""
    found = []
    for at, start_s in zip(order, starts, strict=True):
        visit = day.pieces[at].visit
        line = line_of(visit, technician_id)
        if line is not None and line.start_s != start_s:
            found.append(Move(visit_id=visit.id, technician_id=line.technician_id, start_s=start_s))
    return tuple(found)


def _breaks_nothing_new(board: Board, moves: tuple[Move, ...], at_s: int) -> bool:
    """Whether no visit breaks a rule then that it does not break, or more of it than, as it stands."""
    for visit_id, verdict in check_moves(board, moves, at_s=at_s).items():
        known = {(each.constraint, each.subject): each.amount for each in check_visit(board, visit_id, at_s)}
        known |= {(each.constraint, each.subject): each.amount for each in board.visits[visit_id].overrides}
        for each in verdict.violations:
            if each.amount > known.get((each.constraint, each.subject), 0):
                return False
    return True
