"""VROOM, by pyvroom.

Everything that it knows natively: skills (one for each set of who may serve a stop), breaks, windows, loads, setup,
limits of stops and of travel, prices of vehicles, and priorities scaled to 0..100.

Options: exploration level 0 with the threads given, then the highest level that is likely to end within what is left,
foreseen from what level 0 took, and so on above it; what is left in the end goes to the next level, cut off by its time
limit. The best answer counts: by the sum of priorities, then by cost, as VROOM itself compares them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import vroom  # type: ignore[import-not-found]

from benchmarks.solver_peers.alike import limits_stops, limits_travel, skills
from dispatchtui.solver.problem import NEVER, NOWHERE, Problem

Routes = list[list[int]]
TAKES = (1.0, 2.5, 6.0, 11.0, 18.0, 25.0)
"""How many times the time of level 0 each exploration level takes, about."""
WORTH = 0.3
"""A level that is cut off before this share of its time is not tried."""
MOST = 2**31


def solve(problem: Problem, seconds: float, threads: int, seed: int) -> Routes:
    """Route with the best exploration level that fits."""
    del seed  # it draws no chance
    began = time.perf_counter()
    best = _answer(problem, 0, threads, seconds)
    first, level = time.perf_counter() - began, 0
    while level + 1 < len(TAKES):
        left = seconds - (time.perf_counter() - began)
        if left < first * TAKES[level + 1] * WORTH:
            break
        fits = [each for each in range(level + 1, len(TAKES)) if first * TAKES[each] <= left]
        level = max(fits, default=level + 1)
        best = min(best, _answer(problem, level, threads, left))
    return best[1]


def _answer(problem: Problem, level: int, threads: int, seconds: float) -> tuple[tuple[int, int], Routes]:
    model, priority = _model(problem)
    solution = model.solve(exploration_level=level, nb_threads=threads,
                           timeout=timedelta(milliseconds=max(1, int(1000 * seconds))))  # fmt: skip
    table = solution.routes
    routes: Routes = [[] for _vehicle in range(problem.vehicles)]
    jobs = table[table["type"] == "job"]
    for vehicle, stop in zip(jobs["vehicle_id"], jobs["id"], strict=True):
        routes[int(vehicle)].append(int(stop))
    served = sum(priority[stop] for route in routes for stop in route)
    return (-served, int(solution.summary.cost)), routes


def _model(problem: Problem) -> tuple[vroom.Input, list[int]]:
    model = vroom.Input()
    for profile in range(len(problem.travel_s)):
        model.set_durations_matrix(str(profile), problem.travel_s[profile].astype(np.uint32))
        if problem.way_cost is not None:
            model.set_costs_matrix(str(profile), problem.way_cost[profile].astype(np.uint32))
    asked, has = skills(problem)
    priority = priorities(problem)
    for vehicle in range(problem.vehicles):
        model.add_vehicle(_vehicle(problem, vehicle, has[vehicle]))
    for stop in range(problem.stops):
        rows = problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]].tolist()
        model.add_job(vroom.Job(
            stop, int(problem.place[stop]), default_setup=int(problem.setup_s[stop]),
            default_service=int(problem.service_s[stop]), delivery=problem.delivery[stop].tolist(),
            pickup=problem.pickup[stop].tolist(), skills={asked[stop]} if asked[stop] else None,
            priority=priority[stop], time_windows=[vroom.TimeWindow(*each) for each in rows],
        ))  # fmt: skip
    return model, priority


def _vehicle(problem: Problem, vehicle: int, has: set[int]) -> vroom.Vehicle:
    rows: Sequence[Sequence[int]] = problem.breaks[
        problem.break_from[vehicle] : problem.break_from[vehicle + 1]
    ].tolist()
    closes_s = int(problem.close_s[vehicle] + problem.overtime_s[vehicle])
    limits = {}
    if limits_stops(problem):
        limits["max_tasks"] = min(MOST, int(problem.most_stops[vehicle]))
    if limits_travel(problem):
        limits["max_travel_time"] = min(MOST, int(problem.most_travel_s[vehicle]))
    return vroom.Vehicle(
        vehicle, start=_place(problem.start[vehicle]), end=_place(problem.end[vehicle]),
        profile=str(problem.profile[vehicle]), capacity=problem.capacity[vehicle].clip(0, MOST).tolist(), skills=has,
        time_window=vroom.TimeWindow(int(problem.open_s[vehicle]), min(closes_s, MOST)),
        breaks=[vroom.Break(each, [vroom.TimeWindow(earliest, latest)], service=length)
                for each, (earliest, latest, length) in enumerate(rows)],
        costs=vroom.VehicleCosts(fixed=int(problem.fixed[vehicle])), **limits,
    )  # fmt: skip


def _place(place: int) -> int | None:
    return None if place == NOWHERE else int(place)


def priorities(problem: Problem) -> list[int]:
    """Prices of leaving out as 1..100; where all are alike none is dearer than another."""
    price = np.where(problem.price >= NEVER, 0, problem.price)
    dearest = price.max()
    if not dearest:
        return [100] * problem.stops
    return [100 if own >= NEVER else max(1, round(100 * int(own) / int(dearest))) for own in problem.price]
