"""When things will happen: the only arithmetic of arrival.

A technician's stops are followed one after another, from what has happened (stamps), through
what happens now, to what is planned. Nobody leaves earlier than the plan asks for, nor before
they are free; who sets out early may arrive early and waits for the promise to begin. Breaks of
their shifts are taken in between (see breaks).

Units: epoch seconds.
Cost: a few microseconds a stop; what a break costs is paid only by who has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from msgspec import Struct

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.breaks import Owed, Rest, on_the_way, owed_by, rest_from
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Assignment, Location, Position, Technician, Visit, VisitState
from dispatchtui.core.work import work_on

BACK_S = 48 * 3600
"""Stops planned to end longer ago than this are history and are not followed."""
AHEAD_S = 15 * 24 * 3600
"""How far ahead the board's horizon reaches."""
NIGHT_S = 6 * 3600
"""A stop that follows another within this is in the same shift, whatever the date."""
FRESH_S = 10 * 60
"""A position older than this says nothing about where somebody is."""


class Stop(Struct, frozen=True, kw_only=True):
    """One visit of a technician as it was, is or will be.

    `arrival_s` is on site, `start_s` the begin of work; `late_s` is by how much arrival is after
    the promise, or after the plan where nothing was promised; never negative.
    """

    visit_id: str
    state: VisitState
    planned_start_s: int
    planned_end_s: int
    travel_start_s: int
    arrival_s: int
    start_s: int
    end_s: int
    late_s: int


class Projection(Struct, frozen=True):
    """A technician's stops, earliest planned first, and the breaks around them, earliest first."""

    stops: tuple[Stop, ...] = ()
    rests: tuple[Rest, ...] = ()


class Step(Struct, frozen=True):
    """One stop as it was come to: from where, free from when on, driving how long, and with which breaks owed."""

    visit: Visit
    line: Assignment
    stop: Stop
    place: Location | None
    free_s: int
    drive_s: int
    owed: tuple[Owed, ...]


class _Leg(Struct, frozen=True):
    """The way to one stop and the work there."""

    leave_s: int
    arrival_s: int
    start_s: int
    end_s: int


class _Walk(Struct):
    """One technician followed through time: where they are free, and from when on."""

    board: Board
    technician: Technician
    now_s: int
    position: Position | None
    place: Location | None
    owed: list[Owed]
    rests: list[Rest]
    free_s: int = 0
    day: str = ""
    steps: list[Step] | None = None


def project(
    board: Board,
    technician_id: str,
    now_s: int,
    position: Position | None = None,
    *,
    until_s: int | None = None,
    skip: str = "",
) -> tuple[Stop, ...]:
    """Follow a technician's stops, earliest planned first, as far as `until_s` or the horizon.

    What has begun comes before what has not, whatever was planned; `skip` leaves one visit out.
    """
    return project_day(board, technician_id, now_s, position, until_s=until_s, skip=skip).stops


def project_day(
    board: Board,
    technician_id: str,
    now_s: int,
    position: Position | None = None,
    *,
    until_s: int | None = None,
    skip: str = "",
    steps: list[Step] | None = None,
) -> Projection:
    """Follow a technician's stops as `project` does, and tell the breaks of the shifts that are not over.

    `steps` is filled with how each stop was come to, in the order in which they are followed.
    """
    technician = board.technicians.get(technician_id)
    if technician is None:
        return Projection()
    last_s = now_s + AHEAD_S if until_s is None else until_s
    recent = position if is_fresh(position, now_s) else None
    # Who is late comes to the last of these stops only after breaks that begin later than it was planned.
    owed = owed_by(board, technician_id, now_s, last_s + NIGHT_S)
    walk = _Walk(board, technician, now_s, recent, technician.home, owed, [], steps=steps)
    begun: list[tuple[Visit, Assignment]] = []
    ahead: list[tuple[Visit, Assignment]] = []
    for start_s, end_s, visit_id in board.indexes.around(technician_id, now_s - BACK_S, last_s, skip):
        visit = board.visits[visit_id]
        line = line_of(visit, technician_id)
        if line is not None and end_s >= now_s - BACK_S and start_s < last_s:
            (ahead if visit.state in PLACED else begun).append((visit, line))
    found = [_follow(walk, visit, line) for visit, line in (*_in_turn(begun, ahead), *ahead)]
    stops = tuple(sorted(found, key=_planned)) if begun and ahead else tuple(found)
    return Projection(stops, _all_rests(walk) if walk.owed or walk.rests else ())


def _in_turn(
    begun: list[tuple[Visit, Assignment]], ahead: list[tuple[Visit, Assignment]]
) -> list[tuple[Visit, Assignment]]:
    """What has begun, in its turn: whoever fetches parts for suspended work does so before going on with it."""
    waiting = {visit.id for visit, _ in begun if visit.state is VisitState.SUSPENDED}
    if not waiting:
        return begun
    open_ = [each for each in (*begun, *ahead) if each[0].state not in ENDED]
    fetching = [each for each in open_ if any(fetch.visit_id in waiting for fetch in each[0].fetches)]
    for each in fetching:
        (ahead if each in ahead else begun).remove(each)
    suspended = [each for each in begun if each[0].id in waiting]
    return [*(each for each in begun if each not in suspended), *fetching, *suspended]


def _all_rests(walk: _Walk) -> tuple[Rest, ...]:
    """The breaks taken between the stops, and those left after the last."""
    for each in tuple(walk.owed):
        rest = rest_from(each, walk.free_s, walk.rests)
        if rest is not None:
            walk.rests.append(rest)
    return tuple(sorted(walk.rests, key=attrgetter("start_s")))


def _planned(stop: Stop) -> int:
    return stop.planned_start_s


def line_of(visit: Visit, technician_id: str) -> Assignment | None:
    """A technician's line of a visit."""
    for line in visit.crew:
        if line.technician_id == technician_id:
            return line
    return None


def is_fresh(position: Position | None, now_s: int) -> bool:
    """Whether a position still says where somebody is."""
    return position is not None and abs(now_s - position.at_s) <= FRESH_S


def _follow(walk: _Walk, visit: Visit, line: Assignment) -> Stop:
    """Work out one stop and move on to its end."""
    site = travel.site_of(walk.board, visit)
    if line.day != walk.day and not _still_busy(walk, line):
        walk.place, walk.day = walk.technician.home, line.day
    leave_s, arrival_s = _journey(walk, visit, line, site)
    start_s, end_s = work_on(visit, line, arrival_s, walk.now_s, _goes_on(walk, visit, site))
    place, free_s, drive_s, owed = walk.place, walk.free_s, arrival_s - leave_s, tuple(walk.owed)
    if walk.owed and visit.state in PLACED:
        leg = _rested(walk, visit, line, _Leg(leave_s, arrival_s, start_s, end_s))
        leave_s, arrival_s, start_s, end_s = leg.leave_s, leg.arrival_s, leg.start_s, leg.end_s
    elif walk.owed:
        _remember_rests(walk, leave_s)
    walk.place, walk.free_s, walk.day = site, max(walk.free_s, end_s), line.day
    due_s = visit.promise.end_s if visit.promise is not None else line.start_s
    stop = Stop(
        visit_id=visit.id,
        state=visit.state,
        planned_start_s=line.start_s,
        planned_end_s=line.end_s,
        travel_start_s=leave_s,
        arrival_s=arrival_s,
        start_s=start_s,
        end_s=end_s,
        late_s=max(0, arrival_s - due_s),
    )
    if walk.steps is not None:
        walk.steps.append(Step(visit, line, stop, place, free_s, drive_s, owed))
    return stop


def _remember_rests(walk: _Walk, leave_s: int) -> None:
    """A break for which there was time before a stop that has begun was taken then."""
    for each in tuple(walk.owed):
        rest = rest_from(each, walk.free_s, walk.rests)
        if rest is not None and rest.end_s <= leave_s:
            walk.owed.remove(each)
            walk.rests.append(rest)


def _rested(walk: _Walk, visit: Visit, line: Assignment, plain: _Leg) -> _Leg:
    """The way to a planned stop with the breaks that come before its work."""
    drive_s, leg = plain.arrival_s - plain.leave_s, plain
    chosen: list[Rest] = []
    ahead = list(walk.owed)
    while ahead:
        each = ahead.pop(0)
        rest = rest_from(each, walk.free_s, chosen)
        if rest is None or rest.start_s >= leg.end_s:
            continue
        rested = _leg(walk, visit, line, drive_s, sorted([*chosen, rest], key=attrgetter("start_s")))
        later = rest_from(each, leg.end_s, chosen)
        can_wait = later is not None and not later.late_s
        if can_wait and rested.arrival_s > leg.arrival_s:
            continue
        chosen, leg = [*chosen, rest], rested
        walk.owed.remove(each)
        # The work now ends later, so that one which came after it may come before.
        ahead = list(walk.owed)
    walk.rests += chosen
    return leg


def _leg(walk: _Walk, visit: Visit, line: Assignment, drive_s: int, rests: Sequence[Rest]) -> _Leg:
    ready_s = max(walk.now_s, walk.free_s)
    leave_s, arrival_s = on_the_way(rests, ready_s, drive_s, line.start_s)
    return _Leg(leave_s, arrival_s, *work_on(visit, line, arrival_s, walk.now_s, walk.now_s))


def _still_busy(walk: _Walk, line: Assignment) -> bool:
    """Whether the stop before runs into the new day, as in a night shift."""
    return walk.free_s > line.start_s - NIGHT_S


def _journey(walk: _Walk, visit: Visit, line: Assignment, site: Location | None) -> tuple[int, int]:
    """When the technician leaves for a stop, and when they are there."""
    stamps, position, now_s = visit.stamps, walk.position, walk.now_s
    arrived_s = stamps.on_site_s if stamps.on_site_s is not None else stamps.working_s
    if arrived_s is not None:
        left_s = stamps.en_route_s if stamps.en_route_s is not None else arrived_s - line.travel_s
        return left_s, arrived_s
    if visit.state in ENDED:
        return line.start_s - line.travel_s, line.start_s
    if visit.state is VisitState.EN_ROUTE:
        left_s = stamps.en_route_s if stamps.en_route_s is not None else now_s
        if position is not None and position.at_s >= left_s:
            return left_s, max(now_s, position.at_s + travel.seconds(_place(position), site))
        return left_s, max(now_s, left_s + travel.seconds(walk.place, site))
    known = position is not None and walk.free_s <= position.at_s
    drive_s = travel.seconds(_place(position) if known and position is not None else walk.place, site)
    leave_s = max(now_s, walk.free_s, line.start_s - drive_s)
    return leave_s, leave_s + drive_s


def _place(position: Position) -> Location:
    return Location(latitude=position.latitude, longitude=position.longitude)


def _goes_on(walk: _Walk, visit: Visit, site: Location | None) -> int:
    """When suspended work can go on: now, or when the parts that are fetched for it are there."""
    now_s = walk.now_s
    if visit.state is not VisitState.SUSPENDED:
        return now_s
    for each in walk.board.visits_of(visit.work_order_id):
        line = each.assignment
        if line is None or each.state in ENDED or all(fetch.visit_id != visit.id for fetch in each.fetches):
            continue
        if line_of(visit, line.technician_id) is None:
            now_s = max(now_s, line.end_s)
        elif line.technician_id == walk.technician.id:
            now_s = max(now_s, walk.free_s + travel.seconds(walk.place, site))
    return now_s
