"""Where a visit fits into a technician's day without moving anybody else's time.

Units: epoch seconds.
Cost: one walk over the route of each shift until the first gap that fits.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.commands.visits import service_s
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Absence, Location, Position, Shift, Technician, Visit
from dispatchtui.core.timeline import Stop, is_fresh, line_of, project

HORIZON_S = 14 * 24 * 3600
"""How far ahead a time is looked for."""
TODAY_S = 16 * 3600
"""How far ahead what happens now can still make planned stops late."""

BESIDE_S = 6 * 3600
"""How far beside a shift a stop can still matter: the longest way anybody is sent."""


class Gap(Struct, frozen=True):
    """A time that fits, the earliest in its gap, and the travel that taking it adds."""

    start_s: int
    added_travel_s: int


class Busy(Struct, frozen=True):
    """Another visit in the way: where, from when to when, and its buffers."""

    place: Location | None
    start_s: int
    end_s: int
    buffer_before_s: int
    buffer_after_s: int


class Search(Struct, frozen=True):
    """One visit looking for a time with one technician."""

    board: Board
    visit: Visit
    technician: Technician
    at_s: int
    stops: tuple[Stop, ...]
    origin: Location | None
    free_s: int
    site: Location | None
    shifts: tuple[Shift, ...]
    absences: tuple[Absence, ...]
    length_s: int


def search(board: Board, visit: Visit, technician: Technician, at_s: int, position: Position | None) -> Search:
    """Look at a technician's day as if the visit had no place in it yet."""
    recent = position if is_fresh(position, at_s) else None
    stops = project(board, technician.id, at_s, recent, until_s=at_s + TODAY_S, skip=visit.id)
    origin, free_s = _origin(board, technician, recent, stops, at_s)
    return Search(
        board=board,
        visit=visit,
        technician=technician,
        at_s=at_s,
        stops=stops,
        origin=origin,
        free_s=free_s,
        site=travel.site_of(board, visit),
        shifts=board.shifts_of(technician.id),
        absences=board.absences_of(technician.id),
        length_s=service_s(visit),
    )


def wanted_s(look: Search) -> int:
    """The earliest start that the visit itself and the way to it allow."""
    visit = look.visit
    lowest_s = [look.free_s + travel.seconds(look.origin, look.site), visit.earliest_s]
    lowest_s.append(visit.promise.start_s if visit.promise is not None else None)
    return max(each for each in lowest_s if each is not None)


def earliest_gap(look: Search) -> Gap | None:
    """The earliest time that breaks nothing, or else the earliest that needs overtime."""
    from_s = wanted_s(look)
    spans = _spans(look, from_s)
    for overtime in (False, True):
        for start_s, end_s, overtime_s in spans:
            if overtime and not overtime_s:
                continue
            gap = _gap_in(look, max(from_s, start_s), start_s, end_s + overtime_s * overtime)
            if gap is not None:
                return gap
    return None


def _spans(look: Search, from_s: int) -> list[tuple[int, int, int]]:
    """Begin, end and overtime of each shift in the horizon; the next day where no shift is known."""
    if not look.shifts:
        return [(look.at_s, from_s + 24 * 3600, 0)]
    last_s = look.at_s + HORIZON_S
    return [
        (shift.start_s, shift.end_s, shift.overtime_s)
        for shift in look.shifts
        if shift.start_s < last_s and shift.end_s + shift.overtime_s > from_s
    ]


def _gap_in(look: Search, from_s: int, shift_start_s: int, shift_end_s: int) -> Gap | None:
    """The earliest gap between the stops of one shift."""
    length_s, ready_s = look.length_s, from_s
    previous = look.technician.home if shift_start_s > look.at_s else look.origin
    for busy in (*_busy(look, shift_start_s, shift_end_s), None):
        limit_s = shift_end_s if busy is None else min(shift_end_s, busy.start_s)
        # Most gaps are too short for the work alone; only the others are worth measuring the way.
        if ready_s + length_s <= limit_s:
            gap = _fit(look, previous, ready_s, limit_s, busy)
            if gap is not None:
                return gap
        if busy is None or busy.start_s >= shift_end_s:
            return None
        if busy.end_s > shift_start_s:
            previous = busy.place
        if busy.end_s + length_s <= shift_end_s:
            way_s = travel.seconds(busy.place, look.site) + busy.buffer_after_s + look.visit.buffer_before_s
            ready_s = max(ready_s, busy.end_s + way_s)
        else:
            return None
    return None


def _fit(look: Search, previous: Location | None, ready_s: int, limit_s: int, following: Busy | None) -> Gap | None:
    """The earliest time between two stops, if the way on leaves room for it."""
    length_s = look.length_s
    start_s = _past_absences(look, ready_s, length_s)
    in_s = travel.seconds(previous, look.site)
    if following is None:
        return Gap(start_s, in_s) if start_s + length_s <= limit_s else None
    out_s = travel.seconds(look.site, following.place)
    limit_s = min(limit_s, following.start_s - out_s - look.visit.buffer_after_s - following.buffer_before_s)
    if start_s + length_s > limit_s:
        return None
    return Gap(start_s, in_s + out_s - travel.seconds(previous, following.place))


def _busy(look: Search, start_s: int, end_s: int) -> Iterator[Busy]:
    """The stops in and beside a shift, earliest first; each lasts as long as it is now expected to."""
    board, technician_id, visits = look.board, look.technician.id, look.board.visits
    expected = {stop.visit_id: stop.end_s for stop in look.stops}
    for _, _, visit_id in board.indexes.around(technician_id, start_s - BESIDE_S, end_s + BESIDE_S, look.visit.id):
        visit = visits[visit_id]
        line = line_of(visit, technician_id)
        if line is None or visit.state in ENDED:
            continue
        planned_s = line.end_s + visit.extended_s
        yield Busy(
            travel.site_of(board, visit),
            line.start_s,
            max(planned_s, expected.get(visit_id, planned_s)),
            visit.buffer_before_s,
            visit.buffer_after_s,
        )


def _past_absences(look: Search, start_s: int, length_s: int) -> int:
    for absence in look.absences:
        if absence.start_s < start_s + length_s and start_s < absence.end_s:
            start_s = absence.end_s
    return start_s


def _origin(
    board: Board, technician: Technician, position: Position | None, stops: tuple[Stop, ...], at_s: int
) -> tuple[Location | None, int]:
    """Where a technician can set out from and when: what is under way, a position, the last site today, home."""
    begun = [stop for stop in stops if stop.state not in PLACED and stop.state not in ENDED]
    if begun:
        last = max(begun, key=_end_s)
        return travel.site_of(board, board.visits[last.visit_id]), max(at_s, last.end_s)
    # A device's clock may run ahead, so what has ended may have ended a moment after now.
    ended = [stop for stop in stops if stop.state in ENDED and stop.end_s > at_s - TODAY_S]
    last_s = max([at_s, *(stop.end_s for stop in ended)])
    if position is not None:
        return Location(latitude=position.latitude, longitude=position.longitude), last_s
    if ended:
        return travel.site_of(board, board.visits[max(ended, key=_end_s).visit_id]), last_s
    return technician.home, at_s


def _end_s(stop: Stop) -> int:
    return stop.end_s
