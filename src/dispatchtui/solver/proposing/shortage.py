"""What somebody's visits are short of, and the ways for it to come: who has it, who drives, to where, and when.

What each stock has free counts, nearest first: the van of somebody on shift, who brings it or is met where they work,
and a depot.

Units: epoch seconds.
Cost: a walk over one route, and a projection for each van that has the part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from dispatchtui.core import stock, travel
from dispatchtui.core.board import Board
from dispatchtui.core.commands.fetching import HANDOVER_S
from dispatchtui.core.commands.uses import left_over
from dispatchtui.core.lifecycle import ENDED, STARTED
from dispatchtui.core.model import Location, Position, StockLocation, Visit, VisitState
from dispatchtui.core.timeline import Stop, project
from dispatchtui.core.words import length

MOST_STOCKS = 4
"""So many of the nearest stocks are looked at, depots and vans each."""
_AHEAD_S = 24 * 3600


class Want(Struct, frozen=True):
    """A part of which a visit is short, and by how many."""

    visit: Visit
    part: str
    quantity: int


class Trip(Struct, frozen=True):
    """A way for a part to come: from which stock, who drives, to where, and from when on they are there."""

    stock: StockLocation
    driver_id: str
    place: Location | None
    there_s: int
    way_s: int
    words: str


def wants_of(board: Board, technician_id: str, now_s: int) -> tuple[Want, ...]:
    """What somebody's visits of the next day are short of, in the order in which they are served.

    What is set aside for a visit, wherever, is not missing; what is free on the van is given out in order.
    """
    van = stock.van_of(board, technician_id)
    pools: dict[str, int] = {}
    found: list[Want] = []
    for visit in _served(board, technician_id, now_s):
        for need in left_over(visit, ()):
            if not need.mandatory:
                continue
            free = max(0, stock.free(board, van.id, need.part)) if van is not None else 0
            pool = pools.setdefault(need.part, free)
            held = sum(each.quantity for each in stock.reservations_for(board, visit.id) if each.part == need.part)
            missing = max(0, need.quantity - held)
            taken = min(pool, missing)
            pools[need.part] = pool - taken
            if missing > taken:
                found.append(Want(visit, need.part, missing - taken))
    return tuple(found)


def _served(board: Board, technician_id: str, now_s: int) -> Iterator[Visit]:
    """Somebody's open visits until tomorrow as their lead, those that have begun first."""
    until_s = now_s + _AHEAD_S
    visits = [board.visits[each] for start_s, _, each in board.indexes.route(technician_id) if start_s < until_s]
    led = [each for each in visits if each.state not in ENDED and each.crew[0].technician_id == technician_id]
    yield from sorted(led, key=lambda each: (each.state not in STARTED, each.crew[0].start_s, each.id))


def trips_for(
    board: Board, visit: Visit, own: Sequence[Want], now_s: int, positions: Mapping[str, Position]
) -> Iterator[Trip]:
    """Each stock that has all that the visit lacks, with whoever can drive for it."""
    site, who = travel.site_of(board, visit), visit.crew[0].technician_id
    having = [each for each in board.tables["stock_locations"].values()
              if each.technician_id != who and all(_has(board, each, want) for want in own)]  # fmt: skip
    depots = [each for each in having if not each.technician_id and each.location is not None]
    for each in sorted(depots, key=lambda one: (travel.seconds(site, one.location), one.id))[:MOST_STOCKS]:
        way_s = travel.seconds(site, each.location)
        yield Trip(each, who, each.location, _free_s(board, visit, now_s) + way_s, way_s,
                   f"{who} drives {length(way_s)} to {each.name or each.id}")  # fmt: skip
    vans = [each for each in having if each.technician_id and _on_shift(board, each.technician_id, now_s)]
    spots = {each.id: _spot(board, each.technician_id, now_s, positions) for each in vans}
    near = sorted(vans, key=lambda one: (travel.seconds(site, spots[one.id][0]), one.id))[:MOST_STOCKS]
    for each in near:
        place, from_s, until_s = spots[each.id]
        way_s = travel.seconds(site, place)
        holder = each.technician_id
        yield Trip(each, holder, None, until_s + way_s, way_s, f"{holder} brings it, {length(way_s)} away")
        if place is not None and from_s < until_s:
            there_s = max(_free_s(board, visit, now_s) + way_s, from_s)
            if there_s + HANDOVER_S <= until_s:
                yield Trip(each, who, place, there_s, way_s, f"{who} drives {length(way_s)} to {holder}")


def _has(board: Board, each: StockLocation, want: Want) -> bool:
    return stock.free(board, each.id, want.part) >= want.quantity


def _free_s(board: Board, visit: Visit, now_s: int) -> int:
    """From when on whoever lacks the part can drive for it: now, if they stand there without it."""
    if visit.state in (VisitState.WORKING, VisitState.ON_SITE, VisitState.SUSPENDED):
        return now_s
    stops = project(board, visit.crew[0].technician_id, now_s)
    before = [each.end_s for each in stops if each.planned_start_s < visit.crew[0].start_s]
    return max([now_s, *before])


def _spot(
    board: Board, technician_id: str, now_s: int, positions: Mapping[str, Position]
) -> tuple[Location | None, int, int]:
    """Where somebody is to be met, from when until when: at what they work on, else where they are or set out from."""
    stops = project(board, technician_id, now_s, positions.get(technician_id))
    at_work = next((each for each in stops if each.arrival_s <= now_s < each.end_s and _is_there(each)), None)
    if at_work is not None:
        return travel.site_of(board, board.visits[at_work.visit_id]), now_s, at_work.end_s
    position = positions.get(technician_id)
    if position is not None:
        return Location(latitude=position.latitude, longitude=position.longitude), now_s, now_s
    done = [each for each in stops if each.end_s <= now_s]
    last = max(done, key=lambda each: each.end_s, default=None)
    home = board.technicians[technician_id].home
    return (travel.site_of(board, board.visits[last.visit_id]) if last is not None else home), now_s, now_s


def _is_there(stop: Stop) -> bool:
    return stop.state in (VisitState.ON_SITE, VisitState.WORKING, VisitState.SUSPENDED)


def _on_shift(board: Board, technician_id: str, now_s: int) -> bool:
    away = any(each.start_s <= now_s < each.end_s for each in board.absences_of(technician_id))
    return not away and any(each.start_s <= now_s < each.end_s for each in board.shifts_of(technician_id))
