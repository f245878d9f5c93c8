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

PERSON_LOCKS = (Lock.RESOURCE, Lock.RESOURCE_AND_TIME)


class Stop(Struct, kw_only=True):
    """A visit as a stop: with its begins, the vehicle on which it stands, and whether it stays there."""

    facts: Facts
    lasts_s: int
    spans: list[Span]
    vehicle: int = -1
    was_s: int | None = None
    was_who: str = ""
    pinned: bool = False
    out: bool = False
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
    """A span of somebody's time with its stops in the order of the live plan; `end` is where it must be at its close."""

    day: Day
    number: int
    close_s: int
    end: Location | None = None
    must_end: bool = False
    stops: list[int] = []
    sound: bool = True


class Wanted(Struct, frozen=True, kw_only=True):
    """What a problem is to be about; see `Encoder.encode`."""

    within: Span
    free: frozenset[str] | None
    out: frozenset[str]
    hold: bool
    at_s: int


def standing(
    board: Board, wanted: Wanted, days: Sequence[tuple[int, Day]], facts: dict[str, Facts]
) -> tuple[list[Vehicle], list[Stop]]:
    """The vehicles with what stands on them; who is out of the plan stands nowhere."""
    vehicles: list[Vehicle] = []
    stops: list[Stop] = []
    for number, day in days:
        vehicle = Vehicle(day=day, number=number, close_s=day.close_s, stops=[], sound=day.sound)
        for visit_id in day.route:
            visit = board.visits[visit_id]
            line = line_of(visit, day.technician_id)
            if line is None:
                continue
            movable = _moves(board, wanted, facts[visit_id], line)
            if movable and visit_id in wanted.out:
                continue
            if line.start_s >= day.close_s:
                _closes_at(vehicle, facts[visit_id], line.start_s - visit.buffer_before_s)
                continue
            stop = _stop(board, wanted, facts[visit_id], line, movable=movable)
            stop.vehicle, stop.was_who = len(vehicles), day.technician_id
            if line.start_s + stop.lasts_s > vehicle.close_s:
                stop.pinned, vehicle.close_s = True, line.start_s + stop.lasts_s
            vehicle.stops.append(len(stops))
            stops.append(stop)
        vehicles.append(vehicle)
    return vehicles, stops


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
    return spans_of(board, facts.visit, facts.terms, lasts_s, wanted.within, wanted.at_s)


def loose(board: Board, wanted: Wanted, visits: Collection[Facts]) -> Iterator[Stop]:
    """The stops that stand nowhere in the plan: those that wait, and those taken out."""
    for facts in visits:
        line = facts.visit.assignment
        if not facts.free or (line is not None and not _moves(board, wanted, facts, line)):
            continue
        spans = begins(board, wanted, facts, facts.lasts_s)
        if spans:
            yield Stop(facts=facts, lasts_s=facts.lasts_s, spans=spans, out=True,
                       was_s=None if line is None else line.start_s,
                       was_who="" if line is None else line.technician_id,
                       bound=facts.visit.lock in PERSON_LOCKS)  # fmt: skip


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
    """Parts as loads: of each stop and vehicle by part, and the one vehicle on which what is set aside for a stop lies."""

    parts: tuple[str, ...]
    needs: dict[int, dict[str, int]]
    holds: dict[int, dict[str, int]]
    only: dict[int, int]


def loads_of(board: Board, vehicles: Sequence[Vehicle], stops: Sequence[Stop]) -> Loads:
    """What stops need and vans have, so that no order of a day matters; where there is too little, what stands stays."""
    needs = {number: {need.part: need.quantity for need in left_over(stop.visit, ())}
             for number, stop in enumerate(stops) if stop.visit.parts}  # fmt: skip
    parts = tuple(sorted({part for each in needs.values() for part in each}))
    if not parts:
        return Loads((), {}, {}, {})
    vans = {place: van.id for place, each in enumerate(vehicles)
            if (van := stock.van_of(board, each.day.technician_id)) is not None}  # fmt: skip
    holds = {place: {part: stock.free(board, van, part) for part in parts} for place, van in vans.items()}
    only: dict[int, int] = {}
    for number in needs:
        stop = stops[number]
        for each in stock.reservations_for(board, stop.visit.id):
            mine = [place for place, van in vans.items() if van == each.stock_id]
            if mine:
                place = stop.vehicle if stop.vehicle in mine else only.get(number, mine[0])
                only[number] = place
                holds[place][each.part] = holds[place].get(each.part, 0) + each.quantity
    for place, vehicle in enumerate(vehicles):
        _taken(board, vehicle, holds.setdefault(place, dict.fromkeys(parts, 0)))
        _short(vehicle, stops, needs, holds[place])
    return Loads(parts, needs, holds, only)


def _taken(board: Board, vehicle: Vehicle, held: dict[str, int]) -> None:
    """What is begun or comes before takes its parts first."""
    for visit_id in vehicle.day.held:
        visit = board.visits[visit_id]
        aside = {each.part: each.quantity for each in stock.reservations_for(board, visit_id)}
        for need in left_over(visit, ()):
            if need.part in held:
                held[need.part] -= max(0, need.quantity - aside.get(need.part, 0))


def _short(vehicle: Vehicle, stops: Sequence[Stop], needs: dict[int, dict[str, int]], held: dict[str, int]) -> None:
    """Where what stands needs more than there is, it keeps what it has and nobody else is added."""
    for part in held:
        standing = [number for number in vehicle.stops if needs.get(number, {}).get(part)]
        wanted = sum(needs[number][part] for number in standing)
        if standing and wanted > held[part]:
            held[part] = wanted
            for number in standing:
                stops[number].pinned, start_s = True, stops[number].was_s or 0
                stops[number].spans = [(start_s, start_s)]
        held[part] = max(0, held[part])
