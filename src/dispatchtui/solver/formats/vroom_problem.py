"""A VROOM file as the search's problem: what it can hold as it is, and the rest as limits that keep it.

How priorities become prices: to leave out a job costs more than all ways together, and a point of priority more than
all jobs without one. So the sum of priorities comes first, then the number of jobs, then the cost, as with VROOM.
Times by type of vehicle are the least of them as service, and what is more on the way out of a place of the job's own.
Several windows of a break become one span, and `max_distance` a travel time: `Limits` narrows both for a vehicle whose
route broke the rule.
"""

from __future__ import annotations

from math import gcd

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatchtui.solver.formats.vroom_file import Vehicle
from dispatchtui.solver.formats.vroom_rules import Rules
from dispatchtui.solver.formats.vroom_ways import Matrix
from dispatchtui.solver.problem import NOWHERE, Ints, Problem

FINEST = 100
"""Parts of the file's money that are told apart where ways have prices of their own."""
_ROOM = 1 << 60
_INT32 = 2**31 - 1


class Limits(Struct, frozen=True):
    """What is narrowed: the vehicles that keep to one window of a break, and the travel that `max_distance` is.

    Vehicles that are `light` never carry more than their breaks allow; those that are `held` keep to their jobs.
    """

    one_window: frozenset[int] = frozenset()
    most_travel: dict[int, int] = {}
    light: frozenset[int] = frozenset()
    held: dict[int, frozenset[int]] = {}


class Layout(Struct, frozen=True):
    """Places and profiles of the problem: those of the file, and one for each job whose times go by type.

    `profile` and `names` are by vehicle and by profile: (profile, factor, type, per_hour, per_km).
    """

    own: dict[int, int]
    places: int
    sink: int
    profile: Ints
    names: tuple[tuple[str, int, str, int, int], ...]


def first_limits(rules: Rules) -> Limits:
    """The limits to begin with: `max_distance` at the mean speed of the file."""
    most = {}
    for number, each in enumerate(rules.vehicles):
        if each.max_distance is not None:
            metres = float(rules.ways.distances[each.profile].sum(dtype=np.int64))
            seconds = float(rules.ways.durations[each.profile].sum(dtype=np.int64)) * each.factor * rules.second / 100
            most[number] = int(each.max_distance * seconds / metres) if metres else rules.horizon
    return Limits(most_travel=most)


def is_exact(rules: Rules) -> bool:
    """Whether the problem holds every rule of the file."""
    return all(
        each.max_distance is None and all(len(rest.windows) < 2 and rest.max_load is None for rest in each.breaks)
        for each in rules.vehicles
    )


def problem_of(rules: Rules, limits: Limits) -> tuple[Problem, float]:
    """The problem, and how much of its cost is one of the file's."""
    layout = _layout(rules)
    travel = _stacked([_travel(rules, layout, each) for each in layout.names])
    ways, ways_price, scale = _prices(rules, layout)
    pairs = _pair_cost(rules, scale)
    stops, vehicles = len(rules.jobs), len(rules.vehicles)
    windows = [_spans(each.windows, rules) for each in rules.jobs]
    rests = [_breaks(rules, number, layout, limits) for number in range(vehicles)]
    price = ways if ways is not None else travel
    bound = int((price.max(axis=(1, 2)).astype(np.int64)[layout.profile] * ways_price).max()) * (stops + vehicles)
    fixed = _ints(round(_fixed(each) * scale) for each in rules.vehicles)
    bound += int(fixed.sum()) + (int(pairs.max(axis=1).sum()) if pairs is not None else 0)
    problem = Problem(
        travel_s=travel,
        way_cost=ways,
        place=_ints(layout.own.get(number, place) for number, place in enumerate(rules.ways.jobs)),
        service_s=_ints(_least(rules, number)[0] for number in range(stops)),
        setup_s=_ints(
            0 if number in layout.own else each.setup * rules.second for number, each in enumerate(rules.jobs)
        ),
        windows=_ints(span for spans in windows for span in spans).reshape(-1, 2),
        window_from=_ints(np.cumsum([0, *map(len, windows)]).tolist()),
        delivery=_loads(rules, "delivery"),
        pickup=_loads(rules, "pickup"),
        price=_left_out(rules, bound),
        may=_may(rules, limits),
        profile=layout.profile,
        start=_ints(rules.ways.starts),
        end=_ints(layout.sink if end == NOWHERE else end for end in rules.ways.ends),
        open_s=_ints(rules.hours(number)[0] for number in range(vehicles)),
        close_s=_ints(rules.hours(number)[1] for number in range(vehicles)),
        overtime_s=np.zeros(vehicles, dtype=np.int64),
        overtime_price=np.zeros(vehicles, dtype=np.int64),
        travel_price=ways_price,
        fixed=fixed,
        capacity=_capacity(rules, limits),
        most_stops=_ints(stops if each.max_tasks is None else each.max_tasks for each in rules.vehicles),
        most_travel_s=_ints(most_travel(rules, number, limits) for number in range(vehicles)),
        longest_leg_s=np.full(vehicles, rules.horizon, dtype=np.int64),
        breaks=_ints(rest for each in rests for rest in each).reshape(-1, 3),
        break_from=_ints(np.cumsum([0, *map(len, rests)]).tolist()),
        pair_cost=pairs,
    )
    return problem, scale


def _fixed(vehicle: Vehicle) -> float:
    """What a vehicle costs that is used at all, its breaks at the price of work included."""
    return vehicle.fixed + sum(rest.service for rest in vehicle.breaks) * vehicle.per_task_hour / 3600


def most_travel(rules: Rules, vehicle: int, limits: Limits) -> int:
    """How long a vehicle may travel, `max_distance` included."""
    each = rules.vehicles[vehicle].max_travel_time
    most = rules.horizon if each is None else each * rules.second
    return min(most, limits.most_travel.get(vehicle, most))


def _ints(values: object) -> Ints:
    return np.array(list(values), dtype=np.int64)  # type: ignore[call-overload]


def _least(rules: Rules, job: int) -> tuple[int, bool]:
    """The service that every vehicle needs at least, and whether some need more."""
    each = rules.jobs[job]
    if not each.setup_per_type and not each.service_per_type:
        return each.service * rules.second, False
    types = {vehicle.type: number for number, vehicle in enumerate(rules.vehicles)}
    needed = [rules.setup(job, number) + rules.service(job, number) for number in types.values()]
    return min(needed) * rules.second, True


def _layout(rules: Rules) -> Layout:
    apart = [job for job in range(len(rules.jobs)) if _least(rules, job)[1]]
    places = len(rules.ways.points)
    own = {job: places + number for number, job in enumerate(apart)}
    sink = places + len(apart) if apart and NOWHERE in rules.ways.ends else NOWHERE
    priced = bool(apart or rules.ways.costs) or any(each.per_km for each in rules.vehicles)
    seen: dict[tuple[str, int, str, int, int], int] = {}
    profile = []
    for each in rules.vehicles:
        price = (each.per_hour, each.per_km) if priced else (0, 0)
        name = (each.profile, each.factor, each.type if apart else "", *price)
        profile.append(seen.setdefault(name, len(seen)))
    return Layout(own, places + len(apart) + (sink != NOWHERE), sink, _ints(profile), tuple(seen))


def _stacked(each: list[Matrix]) -> Matrix:
    """Matrices as one array; a single one is not copied, for it may be as large as everything else."""
    return each[0][None] if len(each) == 1 else np.stack(each)


def _spread(matrix: Ints, rules: Rules, layout: Layout) -> Ints:
    """A matrix of the file's places for all places of the problem."""
    rows = list(range(len(rules.ways.points))) + [rules.ways.jobs[job] for job in layout.own]
    found = np.zeros((layout.places, layout.places), dtype=np.int64)
    found[: len(rows), : len(rows)] = matrix if len(rows) == len(matrix) else matrix[np.ix_(rows, rows)]
    return found


def _travel(rules: Rules, layout: Layout, name: tuple[str, int, str, int, int]) -> Matrix:
    """Travel times of a profile; what a type needs more for a job is on the ways out of that job's own place."""
    profile, factor, kind = name[:3]
    if not layout.own and factor * rules.second == 100:
        return rules.ways.durations[profile]
    found = _spread(rules.ways.durations[profile].astype(np.int64), rules, layout) * factor * rules.second // 100
    for job, place in layout.own.items():
        vehicle = next(number for number, each in enumerate(rules.vehicles) if each.type == kind)
        needed = (rules.setup(job, vehicle) + rules.service(job, vehicle)) * rules.second
        found[place] += needed - _least(rules, job)[0]
    return np.minimum(found, _INT32).astype(np.int32)


def _prices(rules: Rules, layout: Layout) -> tuple[Matrix | None, Ints, float]:
    """The prices of ways, those of vehicles for a unit of them, and the scale of cost."""
    hour = 3600 * rules.second
    if not layout.own and not rules.ways.costs and not any(each.per_km for each in rules.vehicles):
        shared = gcd(hour, *(each.per_hour for each in rules.vehicles))
        return None, _ints(each.per_hour // shared for each in rules.vehicles), hour / shared
    exact = [_money(rules, layout, each) for each in layout.names]
    dearest = max(float(each.max(initial=0)) for each in exact)
    scale = min(float(FINEST), _INT32 / max(dearest, 1.0))
    ways = _stacked([np.rint(each * scale).astype(np.int32) for each in exact])
    return ways, np.ones(len(rules.vehicles), dtype=np.int64), scale


def _money(rules: Rules, layout: Layout, name: tuple[str, int, str, int, int]) -> NDArray[np.float64]:
    """What each way of a profile costs in the file's money."""
    profile, factor, _kind, per_hour, per_km = name
    if profile in rules.ways.costs:
        return _spread(rules.ways.costs[profile].astype(np.int64), rules, layout).astype(float)
    cost = _spread(rules.ways.durations[profile].astype(np.int64), rules, layout).astype(float)
    cost *= factor * per_hour / 360_000
    if per_km:
        cost += _spread(rules.ways.distances[profile].astype(np.int64), rules, layout) * (per_km / 1000)
    return cost


def _pair_cost(rules: Rules, scale: float) -> Ints | None:
    """What each job's setup and service cost with each vehicle, where time at work has a price."""
    if not any(each.per_task_hour for each in rules.vehicles):
        return None
    found = np.zeros((len(rules.jobs), len(rules.vehicles)), dtype=np.int64)
    plain = np.array([each.setup + each.service for each in rules.jobs], dtype=float)
    for number, each in enumerate(rules.vehicles):
        seconds = plain.copy()
        for job, asked in enumerate(rules.jobs):
            if asked.setup_per_type or asked.service_per_type:
                seconds[job] = rules.setup(job, number) + rules.service(job, number)
        found[:, number] = np.rint(seconds * (scale * each.per_task_hour / 3600))
    return found


def _left_out(rules: Rules, bound: int) -> Ints:
    """The price of leaving out each job: see the head of this file."""
    count = len(rules.jobs)
    priorities = _ints(each.priority for each in rules.jobs)
    one = min(bound + 1, _ROOM // (count + (count + 1) * int(priorities.sum())))
    return one + priorities * one * (count + 1)


def _spans(windows: tuple[tuple[int, int], ...], rules: Rules) -> list[tuple[int, int]]:
    return [(begin * rules.second, end * rules.second) for begin, end in windows] or [(0, rules.horizon)]


def _breaks(rules: Rules, vehicle: int, layout: Layout, limits: Limits) -> list[tuple[int, int, int]]:
    """The breaks of a vehicle as one span each; none begins while somebody is still at work for their type's sake."""
    begin, end = rules.hours(vehicle)
    more = max((int(rules.service(job, vehicle) + rules.setup(job, vehicle)) * rules.second - _least(rules, job)[0]
                for job in layout.own), default=0)  # fmt: skip
    found = []
    for rest in rules.vehicles[vehicle].breaks:
        spans = _spans(rest.windows, rules) if rest.windows else [(begin, end)]
        span = (spans[0][0], spans[-1][1])
        if vehicle in limits.one_window:
            last = end - rest.service * rules.second
            span = max(spans, key=lambda each: min(each[1], last) - max(each[0], begin))
        found.append((span[0], span[1] - more, rest.service * rules.second))
    return found


def _loads(rules: Rules, name: str) -> Ints:
    found = [rules.load(getattr(each, name)) or (0,) for each in rules.jobs]
    return np.array(found, dtype=np.int64)


def _capacity(rules: Rules, limits: Limits) -> Ints:
    total = int(sum(sum(each.delivery) + sum(each.pickup) for each in rules.jobs))
    free = (total,) * max(rules.wide, 1)
    found = [free if each.capacity is None else rules.load(each.capacity) or free for each in rules.vehicles]
    for vehicle in limits.light - limits.held.keys():
        for rest in rules.vehicles[vehicle].breaks:
            found[vehicle] = tuple(map(min, found[vehicle], rest.max_load or found[vehicle]))
    return np.array(found, dtype=np.int64)


def _may(rules: Rules, limits: Limits) -> NDArray[np.bool_]:
    """Who has all skills of a job, asked once for each set of them; who is held has nothing but their own jobs."""
    wanted = {each.skills for each in rules.jobs}
    having = {each: np.array([each <= vehicle.skills for vehicle in rules.vehicles]) for each in wanted}
    found = np.array([having[each.skills] for each in rules.jobs])
    for vehicle, jobs in limits.held.items():
        found[:, vehicle] = False
        found[list(jobs)] = False
        found[list(jobs), vehicle] = True
    return found
