"""Where a visit fits into a technician's day without moving anybody else's time.

Units: epoch seconds.
Cost: one walk over the route of each shift until the first gap that fits.
"""

from __future__ import annotations

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


class Busy(Struct, frozen=True, gc=False):
    """Another visit in the way, from its planned start to when it is now expected to end."""

    visit: Visit
    start_s: int
    end_s: int


class Search(Struct, frozen=True):
    """One visit looking for a time with one technician."""

    board: Board
    visit: Visit
    technician: Technician
    at_s: int
    expected: dict[str, int]
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
        expected={stop.visit_id: stop.end_s for stop in stops},
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
    """The earliest gap between the stops of one shift.

    Most gaps are too short for the work alone; the ways are measured only for the others.
    """
    length_s, ready_s, free_s = look.length_s, from_s, from_s
    previous: Busy | None = None
    behind: list[Busy] = []
    for busy in (*_busy(look, shift_start_s, shift_end_s), None):
        limit_s = shift_end_s if busy is None else min(shift_end_s, busy.start_s)
        if free_s + length_s <= limit_s:
            ready_s = max([ready_s, *(_ready_s(look, each) for each in behind)])
            behind.clear()
            place = _place_before(look, previous, shift_start_s)
            gap = _fit(look, place, ready_s, limit_s, busy.visit if busy is not None else None)
            if gap is not None:
                return gap
        if busy is None or busy.start_s >= shift_end_s:
            return None
        free_s = max(free_s, busy.end_s)
        if free_s + length_s > shift_end_s:
            return None
        previous = busy if busy.end_s > shift_start_s else previous
        behind.append(busy)
    return None


def _ready_s(look: Search, busy: Busy) -> int:
    """When a technician can be at the site after another stop."""
    way_s = travel.seconds(travel.site_of(look.board, busy.visit), look.site)
    return busy.end_s + way_s + busy.visit.buffer_after_s + look.visit.buffer_before_s


def _place_before(look: Search, previous: Busy | None, shift_start_s: int) -> Location | None:
    if previous is not None:
        return travel.site_of(look.board, previous.visit)
    return look.technician.home if shift_start_s > look.at_s else look.origin


def _fit(look: Search, previous: Location | None, ready_s: int, limit_s: int, following: Visit | None) -> Gap | None:
    """The earliest time between two stops, if the way on leaves room for it."""
    length_s = look.length_s
    start_s = _past_absences(look, ready_s, length_s)
    in_s = travel.seconds(previous, look.site)
    if following is None:
        return Gap(start_s, in_s) if start_s + length_s <= limit_s else None
    onward = travel.site_of(look.board, following)
    out_s = travel.seconds(look.site, onward)
    line = line_of(following, look.technician.id)
    if line is not None:
        limit_s = min(limit_s, line.start_s - out_s - look.visit.buffer_after_s - following.buffer_before_s)
    if start_s + length_s > limit_s:
        return None
    return Gap(start_s, in_s + out_s - travel.seconds(previous, onward))


def _busy(look: Search, start_s: int, end_s: int) -> list[Busy]:
    """The stops in and beside a shift, earliest first; each lasts as long as it is now expected to."""
    technician_id, visits, expected = look.technician.id, look.board.visits, look.expected
    found = []
    for from_s, until_s, visit_id in look.board.indexes.around(
        technician_id, start_s - BESIDE_S, end_s + BESIDE_S, look.visit.id
    ):
        visit = visits[visit_id]
        if visit.state not in ENDED:
            planned_s = until_s + visit.extended_s
            found.append(Busy(visit, from_s, max(planned_s, expected.get(visit_id, planned_s))))
    return found


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
