"""A draft as arrays: the problem, and the live plan as its start.

Units: seconds from the epoch; prices in seconds of travel times `SCALE`.
Cost: some milliseconds for 100 people and 800 visits; the ways between places that are known are copied.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatchtui.constraints.objectives.overtime import OVERTIME
from dispatchtui.constraints.objectives.scene import RATES
from dispatchtui.core.board import Board
from dispatchtui.core.model import Location
from dispatchtui.core.travel import seconds
from dispatchtui.solver.encoding.behind import begin_behind
from dispatchtui.solver.encoding.draft import Loads, Stop, Vehicle, Wanted, loads_of
from dispatchtui.solver.encoding.people import SCALE, People
from dispatchtui.solver.encoding.routes import timed
from dispatchtui.solver.encoding.ways import Ways
from dispatchtui.solver.problem import NEVER, NOWHERE, Ints, Plan, Problem

_SHORTEST_S = 3600
KEPT_S, ON_TIME_S = 3600, 600
"""What it is worth, beside what people count on, that a visit that a repair is not about stays with its person, and at
its time: a route is not planned anew because another is repaired."""


class Made(Struct, frozen=True):
    """A problem and its start, the stops and vehicles in their order."""

    problem: Problem
    start: Plan
    stops: list[Stop]
    vehicles: list[Vehicle]


def made_of(
    people: People, ways: Ways, wanted: Wanted, vehicles: list[Vehicle], stops: list[Stop], *, board: Board
) -> Made:
    """Make the arrays; a vehicle whose standing route cannot be timed is left out with all that stands on it."""
    draft = _Arrays(people, ways, wanted, vehicles, stops, loads=loads_of(board, vehicles, stops))
    offered = [each.sound and people.fit[each.number] and not draft.is_far(place)
               for place, each in enumerate(vehicles)]  # fmt: skip
    behind = [place for place, each in enumerate(vehicles)
              if offered[place] and timed(draft.problem, place, each.stops) is None]  # fmt: skip
    passed = [begin_behind(draft.problem, place, vehicles[place], stops) for place in behind]
    if any(passed):
        stops = _rest(vehicles, stops)
        draft = _Arrays(people, ways, wanted, vehicles, stops, loads=loads_of(board, vehicles, stops))
    starts: dict[int, int] = {}
    left: list[int] = []
    for place, vehicle in enumerate(vehicles):
        found = timed(draft.problem, place, vehicle.stops) if offered[place] else None
        if found is None:
            left.append(place)
        else:
            starts.update(zip(vehicle.stops, found, strict=True))
    if not left:
        return Made(draft.problem, _start(vehicles, stops, starts), stops, vehicles)
    gone = set(left)
    kept = [number for number, each in enumerate(stops) if each.vehicle not in gone]
    order = {old: new for new, old in enumerate(kept)}
    others = [place for place in range(len(vehicles)) if place not in gone]
    for place in others:
        vehicles[place].stops = [order[each] for each in vehicles[place].stops]
    problem = _without(draft.problem, kept, others)
    rest, fewer = [stops[each] for each in kept], [vehicles[each] for each in others]
    places = {old: new for new, old in enumerate(others)}
    for each in rest:
        each.vehicle, each.home = places.get(each.vehicle, -1), places.get(each.home, -1)
    anew = {order[old]: start_s for old, start_s in starts.items()}
    return Made(problem, _start(fewer, rest, anew), rest, fewer)


def _rest(vehicles: Sequence[Vehicle], stops: Sequence[Stop]) -> list[Stop]:
    """The stops without those behind which their vehicles begin."""
    there = {number for each in vehicles for number in each.stops}
    kept = [number for number, each in enumerate(stops) if each.vehicle < 0 or number in there]
    order = {old: new for new, old in enumerate(kept)}
    for each in vehicles:
        each.stops = [order[number] for number in each.stops]
    return [stops[number] for number in kept]


def _start(vehicles: Sequence[Vehicle], stops: Sequence[Stop], starts: dict[int, int]) -> Plan:
    return Plan(
        routes=tuple(tuple(each.stops) for each in vehicles),
        starts=tuple(starts.get(number, NEVER) for number in range(len(stops))),
        left_out=tuple(number for number in range(len(stops)) if number not in starts),
    )


class _Arrays:
    """The arrays of a draft."""

    def __init__(self, people: People, ways: Ways, wanted: Wanted, vehicles: Sequence[Vehicle],
                 stops: Sequence[Stop], *, loads: Loads) -> None:  # fmt: skip
        self.vehicles, self.stops, self.people, self.wanted = vehicles, stops, people, wanted
        spots = list(dict.fromkeys(each.spot for each in stops))
        self._spots = {spot: place for place, spot in enumerate(spots)}
        ends = [each.end for each in vehicles if each.must_end]
        self._ends = {place: len(spots) + len(vehicles) + number for number, place in
                      enumerate(place for place, each in enumerate(vehicles) if each.must_end)}  # fmt: skip
        travel_s, way_cost = _ways(ways, spots, vehicles, ends)
        self._near = way_cost[0]
        self._short_legs = [place for place, each in enumerate(vehicles)
                            if people.rows[each.number].longest_leg_s is not None]  # fmt: skip
        may, pair_cost = self._pairs(loads)
        spans = [each.spans for each in stops]
        breaks = [row for each in vehicles for row in each.day.breaks]
        rates = [RATES.get(people.rows[each.number].cost_class, 1.0) for each in vehicles]
        hours = [
            each.day.overtime_s if wanted.overtime and each.close_s == each.day.shift_end_s else 0 for each in vehicles
        ]
        columns = _columns(stops, wanted)
        self.problem = Problem(
            travel_s=travel_s,
            way_cost=way_cost,
            place=_ints([self._spots[each.spot] for each in stops]),
            service_s=columns[0],
            setup_s=_ints([0] * len(stops)),
            windows=_table([span for each in spans for span in each], 2),
            window_from=_ints(np.cumsum([0, *map(len, spans)])),
            delivery=_table([[loads.needs.get(n, {}).get(part, 0) for part in loads.parts]
                             for n in range(len(stops))], len(loads.parts)),
            pickup=_table([[0] * len(loads.parts)] * len(stops), len(loads.parts)),
            price=columns[1],
            may=may,
            profile=_ints([0] * len(vehicles)),
            start=_ints([len(spots) + place for place in range(len(vehicles))]),
            end=_ints([self._ends.get(place, NOWHERE) for place in range(len(vehicles))]),
            open_s=_ints([each.day.open_s for each in vehicles]),
            close_s=_ints([each.close_s for each in vehicles]),
            overtime_s=_ints(hours),
            overtime_price=_ints([round(OVERTIME.weight_s / 60 * SCALE * rate) for rate in rates]),
            travel_price=_ints([round(SCALE * rate) for rate in rates]),
            fixed=_ints([0] * len(vehicles)),
            capacity=_table([[loads.holds.get(place, {}).get(part, 0) for part in loads.parts]
                             for place in range(len(vehicles))], len(loads.parts)),
            most_stops=_ints([NEVER] * len(vehicles)),
            most_travel_s=_ints([NEVER] * len(vehicles)),
            longest_leg_s=_ints([NEVER if (leg_s := people.rows[each.number].longest_leg_s) is None else leg_s
                                 for each in vehicles]),
            breaks=_table(breaks, 3),
            break_from=_ints(np.cumsum([0, *(len(each.day.breaks) for each in vehicles)])),
            pair_cost=pair_cost,
            due_s=columns[2],
            late_price=columns[3],
            start_price=columns[4],
            ready_s=columns[5],
            was_s=columns[6],
            moved_price=columns[7],
        )  # fmt: skip

    def is_far(self, vehicle: int) -> bool:
        """Whether somebody has a stop that is further from home than they drive at a time, and may become the first."""
        who = self.people.rows[self.vehicles[vehicle].number]
        most_s = who.longest_leg_s
        if most_s is None:
            return False
        stops = self.vehicles[vehicle].stops
        away = [seconds(who.home, self.stops[each].facts.place) for each in stops]
        return max([*away, *(self._from_start(vehicle, each) for each in stops)], default=0) > most_s

    def _from_start(self, vehicle: int, stop: int) -> int:
        return int(self._near[len(self._spots) + vehicle, self._spots[self.stops[stop].spot]])

    def _pairs(self, loads: Loads) -> tuple[NDArray[np.bool_], Ints]:
        """Who may serve which stop, and what each costs."""
        stops, vehicles = self.stops, self.vehicles
        may = np.zeros((len(stops), len(vehicles)), np.bool_)
        cost = np.zeros((len(stops), len(vehicles)), np.int64)
        columns = np.array([each.number for each in vehicles], np.intp)
        own: dict[str, Ints] = {}
        for number, stop in enumerate(stops):
            facts = stop.facts
            if stop.lost:
                continue
            if stop.pinned or facts.may is None or facts.cost is None:
                may[number, stop.vehicle] = stop.vehicle >= 0
                continue
            may[number] = facts.may[columns]
            cost[number] = facts.cost[columns]
            if facts.kind is not None and facts.kind.spans:
                self._timely(number, stop, may)
            if stop.bound or number in loads.only:
                keep = may[number].copy()
                may[number] = False
                allowed = [loads.only[number]] if number in loads.only else self._days_of(stop.was_who)
                may[number, allowed] = keep[allowed]
            if stop.was_who:
                if stop.was_who not in own:
                    own[stop.was_who] = _ints([each.day.technician_id != stop.was_who for each in vehicles])
                kept = KEPT_S * SCALE if self.wanted.hold and not stop.out else 0
                cost[number] += own[stop.was_who] * (facts.person_price + kept)
            for place in self._short_legs:
                most_s = self.people.rows[vehicles[place].number].longest_leg_s or 0
                may[number, place] &= self._from_start(place, number) <= most_s
            if stop.vehicle >= 0 and not may[number, stop.vehicle]:
                self._pin(number, stop, may)
        return may, cost

    def _pin(self, number: int, stop: Stop, may: NDArray[np.bool_]) -> None:
        may[number] = False
        may[number, stop.vehicle] = True
        stop.pinned, stop.spans = True, [(stop.was_s or 0, stop.was_s or 0)]

    def _days_of(self, technician_id: str) -> list[int]:
        return [place for place, each in enumerate(self.vehicles) if each.day.technician_id == technician_id]

    def _timely(self, number: int, stop: Stop, may: NDArray[np.bool_]) -> None:
        """Leave out who has what is needed only at another time."""
        kind = stop.facts.kind
        for place, vehicle in enumerate(self.vehicles):
            spans = kind.spans.get(vehicle.number) if kind is not None and may[number, place] else None
            if spans is not None and stop.spans:
                low_s = max(vehicle.day.open_s, stop.spans[0][0] - _SHORTEST_S)
                high_s = min(vehicle.close_s + vehicle.day.overtime_s, stop.spans[-1][1] + stop.lasts_s)
                may[number, place] = any(from_s <= low_s and high_s <= until_s for from_s, until_s in spans)


def _ways(
    ways: Ways, spots: Sequence[tuple[Location | None, int, int]], vehicles: Sequence[Vehicle],
    ends: Sequence[Location | None],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:  # fmt: skip
    """The ways between all places with what is kept free around stops, and what they cost without it."""
    first = len(spots)
    cost = ways.between([*(each[0] for each in spots), *(each.day.start for each in vehicles), *ends])
    travel_s = cost.copy()
    if any(each[1] or each[2] for each in spots):
        travel_s[:, :first] += np.array([each[1] for each in spots], np.int32)
        travel_s[:first, :] += np.array([each[2] for each in spots], np.int32)[:, None]
    # Who is free before the span opens has set out by then.
    early = np.array([min(0, each.day.free_s - each.day.open_s) for each in vehicles], np.int64)
    rows = travel_s[first : first + len(vehicles)]
    rows[:] = np.maximum(0, rows + np.maximum(early, -_SHORTEST_S * 24)[:, None])
    return travel_s[None], cost[None]


def _columns(stops: Sequence[Stop], wanted: Wanted) -> list[Ints]:
    """Service, price, due, late price, start price, ready, stands, moved price of each stop."""
    rows = []
    for stop in stops:
        facts = stop.facts
        if stop.pinned:
            rows.append((stop.lasts_s, NEVER, NEVER, 0, 0, 0, NEVER, 0))
            continue
        stands = stop.was_s is not None and not stop.out
        was_s = stop.was_s if stop.was_s is not None else NEVER
        ready_s = was_s if stands else wanted.at_s
        due_s = max(facts.due_s, was_s if stands and wanted.hold else wanted.at_s)
        price = facts.lost_price if stands else facts.left_price
        if price < NEVER:
            # Who has no place waits until the horizon ends: no lateness within it is a reason to leave a visit out, nor
            # is one that waits, and is late already, a reason to take another's place that is no less urgent.
            last_s, missed_s = wanted.within[1], wanted.at_s if stands else due_s
            price += facts.rate * (SCALE * max(0, last_s - missed_s) + max(0, last_s - wanted.at_s))
        moved_price = facts.time_price + (ON_TIME_S * SCALE if stands and wanted.hold else 0)
        rows.append((stop.lasts_s, price, due_s, facts.rate * SCALE, facts.rate, ready_s, was_s, moved_price))
    table = _table(rows, 8)
    return [np.ascontiguousarray(table[:, column]) for column in range(8)]


def _without(problem: Problem, stops: Sequence[int], vehicles: Sequence[int]) -> Problem:
    """A problem without some stops and vehicles; places stay as they are."""
    some, others = np.array(stops, np.intp), np.array(vehicles, np.intp)
    of_stops = ("place", "service_s", "setup_s", "delivery", "pickup", "price", "due_s", "late_price", "start_price",
                "ready_s", "was_s", "moved_price")  # fmt: skip
    of_vehicles = ("profile", "start", "end", "open_s", "close_s", "overtime_s", "overtime_price", "travel_price",
                   "fixed", "capacity", "most_stops", "most_travel_s", "longest_leg_s")  # fmt: skip
    values = {name: getattr(problem, name) for name in Problem.__struct_fields__}
    values.update({name: np.ascontiguousarray(values[name][some]) for name in of_stops})
    values.update({name: np.ascontiguousarray(values[name][others]) for name in of_vehicles})
    for name in ("may", "pair_cost"):
        values[name] = np.ascontiguousarray(values[name][np.ix_(some, others)])
    for name, first, width, kept in (("windows", "window_from", 2, stops), ("breaks", "break_from", 3, vehicles)):
        table, bounds = values[name], values[first]
        parts = [table[int(bounds[each]) : int(bounds[each + 1])] for each in kept]
        values[name] = np.concatenate([np.zeros((0, width), np.int64), *parts])
        values[first] = _ints(np.cumsum([0, *map(len, parts)]))
    return Problem(**values)


def _ints(values: Sequence[int] | Ints) -> Ints:
    return np.asarray(values, np.int64)


def _table(rows: Sequence[Sequence[int]], width: int) -> Ints:
    return np.asarray(rows, np.int64).reshape(len(rows), width)
