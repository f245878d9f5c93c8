"""The stops and vehicles of a problem while it is put together: what is pinned, what may move, and to whom.

A visit is pinned where it stands when its lock, the freeze window, its crew, what waits for it or what the problem
cannot say of it holds it there; a vehicle whose standing route the problem cannot say is not offered, and what it has
stays. So a plan of the rest breaks nothing that stands.

Units: epoch seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from dispatchtui.core import stock
from dispatchtui.core.absences import away
from dispatchtui.core.board import Board
from dispatchtui.core.commands.uses import left_over
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Assignment, Location, Lock, Visit
from dispatchtui.core.timeline import line_of
from dispatchtui.core.work import ends_s
from dispatchtui.solver.encoding.days import Day
from dispatchtui.solver.encoding.facts import Facts
from dispatchtui.solver.encoding.starts import Slots, Span, both, spans_of
from dispatchtui.solver.problem import NEVER

PERSON_LOCKS = (Lock.RESOURCE, Lock.RESOURCE_AND_TIME)


class Stop(Struct, kw_only=True):
    """A visit as a stop: its begins, the vehicle on which it stands or from which it was taken, whether it stays.

    One that is `lost` was taken out and can begin at no time: nobody may serve it.
    """

    facts: Facts
    lasts_s: int
    spans: list[Span]
    vehicle: int = -1
    home: int = -1
    was_s: int | None = None
    was_who: str = ""
    pinned: bool = False
    out: bool = False
    lost: bool = False
    bound: bool = False

    @property
    def visit(self) -> Visit:
        """The visit."""
        return self.facts.visit

    @property
    def spot(self) -> tuple[Location | None, int, int]:
        """Where it is, with the time that is kept free before and after it."""
        visit = self.facts.visit
        return self.facts.place, visit.buffer_before_s, visit.buffer_after_s


class Vehicle(Struct, kw_only=True):
    """A span of somebody's time with its stops in the order of the live plan; `end` is where it closes, if it must.

    `beyond` stand after its close, as what is planned for somebody who will be away does.
    """

    day: Day
    number: int
    close_s: int
    end: Location | None = None
    must_end: bool = False
    stops: list[int] = []
    beyond: list[str] = []
    sound: bool = True


class Wanted(Struct, frozen=True, kw_only=True):
    """What a problem is to be about; see `Encoder.encode`."""

    within: Span
    free: frozenset[str] | None
    out: frozenset[str]
    hold: bool
    overtime: bool
    at_s: int


def standing(
    board: Board, wanted: Wanted, days: Sequence[tuple[int, Day]], facts: dict[str, Facts]
) -> tuple[list[Vehicle], list[Stop], dict[str, int]]:
    """The vehicles with what stands on them, and from which of them each visit was taken that is out of the plan."""
    vehicles: list[Vehicle] = []
    stops: list[Stop] = []
    taken: dict[str, int] = {}
    for number, day in days:
        legs = board.technicians[day.technician_id].longest_leg_s is not None
        keeps = legs and not wanted.out.issuperset(day.route)  # Who is left might have a longer leg than they drive.
        vehicle = Vehicle(day=day, number=number, close_s=day.close_s, stops=[], beyond=[], sound=day.sound)
        for visit_id in day.route:
            visit = board.visits[visit_id]
            line = line_of(visit, day.technician_id)
            if line is None:
                continue
            movable = _moves(board, wanted, facts[visit_id], line)
            if movable and visit_id in wanted.out and facts[visit_id].lost_price < NEVER and not keeps:
                taken[visit_id] = len(vehicles)
                continue
            if line.start_s >= day.close_s:
                _closes_at(vehicle, facts[visit_id], line.start_s - visit.buffer_before_s)
                vehicle.beyond.append(visit_id)
                vehicle.sound = vehicle.sound and not day.limited
                continue
            stop = _stop(board, wanted, facts[visit_id], line, movable=movable)
            stop.vehicle, stop.was_who = len(vehicles), day.technician_id
            if line.start_s + stop.lasts_s > vehicle.close_s:
                vehicle.close_s, vehicle.sound = line.start_s + stop.lasts_s, vehicle.sound and not day.limited
                stop.pinned, stop.spans = True, [(line.start_s, line.start_s)]
            vehicle.stops.append(len(stops))
            stops.append(stop)
        vehicles.append(vehicle)
    return vehicles, stops, taken


def _closes_at(vehicle: Vehicle, facts: Facts, start_s: int) -> None:
    """What stands after the close has to be reached in time."""
    if not vehicle.must_end:
        vehicle.must_end, vehicle.end = True, facts.place
        vehicle.close_s = min(vehicle.close_s, start_s)


def _moves(board: Board, wanted: Wanted, facts: Facts, line: Assignment) -> bool:
    visit = facts.visit
    if not facts.free or visit.state not in PLACED:
        return False
    if wanted.free is not None and visit.id not in wanted.free and visit.id not in wanted.out:
        return False
    return line.start_s - line.travel_s - wanted.at_s >= facts.terms.freeze_s or away(board, visit) is not None


def _stop(board: Board, wanted: Wanted, facts: Facts, line: Assignment, *, movable: bool) -> Stop:
    lasts_s = max(facts.lasts_s, ends_s(facts.visit, line) - line.start_s)
    spans: list[Span] = []
    if movable:
        spans = begins(board, wanted, facts, lasts_s)
        if wanted.hold:
            spans = both(spans, [(line.start_s, 1 << 60)])
        movable = any(from_s <= line.start_s <= until_s for from_s, until_s in spans)
    if not movable:
        spans = [(line.start_s, line.start_s)]
    return Stop(facts=facts, lasts_s=lasts_s, spans=spans, was_s=line.start_s, pinned=not movable,
                bound=facts.visit.lock in PERSON_LOCKS)  # fmt: skip


def begins(board: Board, wanted: Wanted, facts: Facts, lasts_s: int) -> list[Span]:
    """The spans in which a visit may begin within the horizon, slots aside."""
    if facts.plain:
        low_s, high_s = max(facts.low_s, wanted.within[0]), min(facts.high_s, wanted.within[1])
        return [(low_s, high_s)] if low_s <= high_s else []
    return spans_of(board, facts.visit, facts.terms, lasts_s=lasts_s, within=wanted.within, at_s=wanted.at_s)


def loose(board: Board, wanted: Wanted, visits: Collection[Facts], taken: dict[str, int]) -> Iterator[Stop]:
    """The stops that stand nowhere in the plan: those that wait, and those taken out."""
    for facts in visits:
        line = facts.visit.assignment
        if not facts.free or (line is not None and not _moves(board, wanted, facts, line)):
            continue
        spans, home = begins(board, wanted, facts, facts.lasts_s), taken.get(facts.visit.id, -1)
        if spans or home >= 0:
            yield Stop(facts=facts, lasts_s=facts.lasts_s, spans=spans, out=True, home=home,
                       was_s=None if line is None else line.start_s,
                       was_who="" if line is None else line.technician_id,
                       bound=facts.visit.lock in PERSON_LOCKS)  # fmt: skip


def has_time(stop: Stop) -> bool:
    """Whether a stop has a time, or is to be kept in mind all the same since its place may be taken by others."""
    if stop.spans:
        return True
    stop.lost, stop.spans = True, [(stop.was_s or 0, stop.was_s or 0)]
    return stop.home >= 0


def sell(board: Board, stops: Sequence[Stop], at_s: int) -> None:
    """Leave the slots that may not be sold out of the begins, the urgent served first."""
    if not board.tables["capacity_cells"]:
        return
    slots = Slots(board, at_s)
    for stop in sorted(stops, key=lambda each: (not each.out, -each.facts.rate)):
        if not stop.pinned:
            left = slots.left(stop.visit, stop.spans, stop.lasts_s)
            stands = stop.was_s is not None and not stop.out
            if stands and not any(from_s <= (stop.was_s or 0) <= until_s for from_s, until_s in left):
                stop.pinned, left = True, [(stop.was_s or 0, stop.was_s or 0)]
            stop.spans = left


class Loads(Struct, frozen=True):
    """Parts as loads: of each stop and vehicle by part, and the vehicle on which what is set aside for a stop lies."""

    parts: tuple[str, ...]
    needs: dict[int, dict[str, int]]
    holds: dict[int, dict[str, int]]
    only: dict[int, int]


def loads_of(board: Board, vehicles: Sequence[Vehicle], stops: Sequence[Stop]) -> Loads:
    """What stops need and vans have, so that no order matters; where there is too little, what stands stays."""
    needs = {number: {need.part: need.quantity for need in left_over(stop.visit, ())}
             for number, stop in enumerate(stops) if stop.visit.parts}  # fmt: skip
    parts = tuple(sorted({part for each in needs.values() for part in each}))
    if not parts:
        return Loads((), {}, {}, {})
    vans = {place: van.id for place, each in enumerate(vehicles)
            if (van := stock.van_of(board, each.day.technician_id)) is not None}  # fmt: skip
    holds = {place: {part: stock.free(board, van, part) for part in parts} for place, van in vans.items()}
    only: dict[int, int] = {}
    for number, mine_of in needs.items():
        stop = stops[number]
        for each in stock.reservations_for(board, stop.visit.id):
            mine = [place for place, van in vans.items() if van == each.stock_id]
            if mine and (stop.vehicle < 0 or stop.vehicle in mine):
                # What is set aside is nobody else's, and it is there for this stop on that van alone.
                only[number] = mine[0] if stop.vehicle < 0 else stop.vehicle
                there = each.quantity + min(0, stock.free(board, each.stock_id, each.part))
                mine_of[each.part] = max(0, mine_of.get(each.part, 0) - max(0, there))
    for place, vehicle in enumerate(vehicles):
        _taken(board, vehicle, holds.setdefault(place, dict.fromkeys(parts, 0)))
        _short(vehicle, stops, needs, holds[place])
    return Loads(parts, needs, holds, only)


def _taken(board: Board, vehicle: Vehicle, held: dict[str, int]) -> None:
    """What is begun, comes before or stands after the close takes its parts first."""
    van = stock.van_of(board, vehicle.day.technician_id)
    for visit_id in (*vehicle.day.held, *vehicle.beyond):
        visit = board.visits[visit_id]
        aside = {each.part: each.quantity for each in stock.reservations_for(board, visit_id)
                 if van is not None and each.stock_id == van.id}  # fmt: skip
        for need in left_over(visit, ()):
            if need.part in held:
                held[need.part] -= max(0, need.quantity - aside.get(need.part, 0))


def _short(vehicle: Vehicle, stops: Sequence[Stop], needs: dict[int, dict[str, int]], held: dict[str, int]) -> None:
    """Where what stands needs more than there is, it keeps what it has and nobody else is added."""
    for part, there in tuple(held.items()):
        standing = [number for number in vehicle.stops if needs.get(number, {}).get(part)]
        wanted = sum(needs[number][part] for number in standing)
        short = bool(standing) and wanted > there
        held.update({part: wanted if short else max(0, there)})
        if short:
            for number in standing:
                stops[number].pinned, start_s = True, stops[number].was_s or 0
                stops[number].spans = [(start_s, start_s)]
