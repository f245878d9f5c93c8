"""PyVRP: iterated local search, with what it does not know put as best it can be.

Skills, territories and pins: one profile for each set of stops that some vehicles may serve, in which every way to
another stop is dearer than anything. Lunch: a vehicle that owes breaks gets none, but time is counted without one: what
is due after the usual moment of the break is due earlier by its length. Windows: one for each stop. Prices of leaving
out are prizes; limits of stops and legs, and loads that are both brought and taken, are not told.

Options: the defaults of `pyvrp.solve`, one thread, which is all it uses; the model is built within the time.
"""

from __future__ import annotations

import time
from itertools import starmap

import numpy as np
from numpy.typing import NDArray
from pyvrp import (  # type: ignore[import-not-found]
    Client,
    Depot,
    Location,
    ProblemData,
    VehicleType,
)
from pyvrp import solve as run

from benchmarks.solver_peers.alike import all_must, kinds, span
from dispatchtui.solver.problem import NEVER, Problem

FAR_S = 2**31
DEARER = 2
"""A way to a stop that is not allowed is so many times as dear as leaving out the dearest."""


def solve(problem: Problem, seconds: float, threads: int, seed: int) -> list[list[int]]:
    """Search until the time is over."""
    del threads
    ends = time.perf_counter() + seconds
    homes = np.unique(np.concatenate([problem.start, problem.end]))
    groups = kinds(problem)
    data = _model(problem, homes, groups)
    found = run(data, stop=lambda _cost: time.perf_counter() > ends, seed=seed, collect_stats=False, display=False)
    routes: list[list[int]] = [[] for _vehicle in range(problem.vehicles)]
    free = [list(group) for group in groups]
    for route in found.best.routes():
        routes[free[route.vehicle_type()].pop()] = [each.idx for each in route if each.is_client()]
    return routes


def _model(problem: Problem, homes: NDArray[np.int64], groups: list[list[int]]) -> ProblemData:
    places = np.concatenate([homes, problem.place])
    midday_s, lunch_s = _lunch(problem)
    clock, must = _Clock(midday_s, lunch_s), all_must(problem)
    forbidden = DEARER * int(problem.price[problem.price < NEVER].max(initial=FAR_S // DEARER))
    profiles: dict[bytes, int] = {}
    distances: list[NDArray[np.int64]] = []
    durations: list[NDArray[np.int64]] = []
    vehicles: list[VehicleType] = []
    for group in groups:
        vehicle = group[0]
        profile, may = int(problem.profile[vehicle]), problem.may[:, vehicle]
        key = may.tobytes() + bytes([profile])
        if key not in profiles:
            profiles[key] = len(distances)
            prices = problem.travel_s if problem.way_cost is None else problem.way_cost
            ways = prices[profile][np.ix_(places, places)].astype(np.int64)
            ways[:, len(homes) + np.flatnonzero(~may)] = forbidden
            np.fill_diagonal(ways, 0)
            distances.append(ways)
            durations.append(problem.travel_s[profile][np.ix_(places, places)].astype(np.int64))
        vehicles.append(_kind(problem, homes, group, clock, profiles[key]))
    stops = [_client(problem, len(homes) + stop, stop, clock, must=must) for stop in range(problem.stops)]
    return ProblemData(
        list(starmap(Location, [(0, 0)] * len(places))), stops, [Depot(each) for each in range(len(homes))],
        vehicles, distances, durations,
    )  # fmt: skip


class _Clock:
    """Time with the usual break taken out of it."""

    def __init__(self, midday_s: int, lunch_s: int) -> None:
        self.midday_s, self.lunch_s = midday_s, lunch_s

    def __call__(self, at_s: int) -> int:
        return at_s if at_s <= self.midday_s else max(self.midday_s, at_s - self.lunch_s)


def _lunch(problem: Problem) -> tuple[int, int]:
    """When the break is usually taken and how long it is; never and none where there is none."""
    if not len(problem.breaks):
        return FAR_S, 0
    return int(problem.breaks[:, :2].mean()), int(problem.breaks[:, 2].sum() / problem.vehicles)


def _kind(problem: Problem, homes: NDArray[np.int64], group: list[int], clock: _Clock, profile: int) -> VehicleType:
    vehicle = group[0]
    closes_s = min(FAR_S, int(problem.close_s[vehicle] + problem.overtime_s[vehicle]))
    return VehicleType(
        num_available=len(group), capacity=problem.capacity[vehicle].clip(0, FAR_S).tolist(),
        start_depot=int(np.searchsorted(homes, problem.start[vehicle])),
        end_depot=int(np.searchsorted(homes, problem.end[vehicle])),
        fixed_cost=int(problem.fixed[vehicle]), tw_early=clock(int(problem.open_s[vehicle])), tw_late=clock(closes_s),
        unit_distance_cost=int(problem.travel_price[vehicle]), profile=profile,
    )  # fmt: skip


def _client(problem: Problem, location: int, stop: int, clock: _Clock, *, must: bool) -> Client:
    opens_s, closes_s = span(problem, stop)
    price = int(problem.price[stop])
    must = must or price >= NEVER
    return Client(
        location, delivery=problem.delivery[stop].tolist(), pickup=problem.pickup[stop].tolist(),
        service_duration=int(problem.service_s[stop] + problem.setup_s[stop]), tw_early=clock(opens_s),
        tw_late=clock(closes_s), prize=0 if must else price, required=must,
    )  # fmt: skip
