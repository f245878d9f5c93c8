"""A large problem region by region, as its users run a router on it: some at once, each with its share of the time."""

from __future__ import annotations

import math
import multiprocessing
import time
from collections.abc import Callable

import numpy as np
from msgspec.structs import replace

from benchmarks.solver_days import Day
from dispatchtui.solver.problem import NOWHERE, Ints, Problem

Solve = Callable[[Problem, float, int, int], list[list[int]]]
KEPT_BACK = 0.95
"""The share of the time that is given out; the rest is for dividing and joining."""


def by_region(solve: Solve, day: Day, seconds: float, threads: int, seed: int) -> list[list[int]]:
    """Route each region by itself, as many at once as there are threads; one that fails leaves its stops out."""
    jobs = [
        (each, np.flatnonzero(day.stop_region == each), np.flatnonzero(day.vehicle_region == each))
        for each in range(day.regions)
    ]
    routes: list[list[int]] = [[] for _vehicle in range(day.problem.vehicles)]
    _Shared.solve, _Shared.problem, _Shared.threads, _Shared.seed = solve, day.problem, threads, seed
    _Shared.regions, _Shared.ends = day.regions, time.perf_counter() + seconds * KEPT_BACK
    with multiprocessing.get_context("fork").Pool(threads) as pool:
        for (_region, stops, vehicles), found in zip(jobs, pool.imap(_one, jobs, chunksize=1), strict=True):
            for vehicle, route in zip(vehicles, found, strict=True):
                routes[vehicle] = [int(stops[stop]) for stop in route]
    return routes


class _Shared:
    """What the children of a fork find in their memory rather than in a message."""

    solve: Solve
    problem: Problem
    threads: int
    seed: int
    regions: int
    ends: float


def _one(job: tuple[int, Ints, Ints]) -> list[list[int]]:
    """Route one region in its share of what is left: of the rounds that are still to come, one."""
    region, stops, vehicles = job
    rounds = math.ceil((_Shared.regions - region) / _Shared.threads)
    seconds = (_Shared.ends - time.perf_counter()) / rounds
    try:
        return _Shared.solve(part(_Shared.problem, stops, vehicles), seconds, 1, _Shared.seed)
    except Exception:  # noqa: BLE001  (whatever an engine fails with, its other regions count)
        return [[] for _vehicle in vehicles]


def part(problem: Problem, stops: Ints, vehicles: Ints) -> Problem:
    """The problem of these stops and vehicles alone, with no place that they do not need.

    Soft rules between stops and people are kept; what plays no part stays absent.
    """
    places = np.unique(np.concatenate([problem.place[stops], problem.start[vehicles], problem.end[vehicles]]))
    places = places[places != NOWHERE]
    number = np.full(problem.travel_s.shape[1] + 1, NOWHERE)  # the last entry is NOWHERE itself
    number[places] = np.arange(len(places))
    windows = [problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]] for stop in stops]
    breaks = [problem.breaks[problem.break_from[each] : problem.break_from[each + 1]] for each in vehicles]
    of_stops = ("service_s", "setup_s", "price", "delivery", "pickup", "due_s", "late_price", "start_price", "ready_s",
                "was_s", "moved_price")  # fmt: skip
    of_vehicles = ("profile", "open_s", "close_s", "overtime_s", "overtime_price", "travel_price", "fixed", "capacity",
                   "most_stops", "most_travel_s", "longest_leg_s")  # fmt: skip
    chosen = {name: _of(problem, name, stops) for name in of_stops} | {
        name: _of(problem, name, vehicles) for name in of_vehicles
    }
    pair = problem.pair_cost
    return replace(
        problem, **chosen, travel_s=np.ascontiguousarray(problem.travel_s[:, places][:, :, places]),
        way_cost=None if problem.way_cost is None
        else np.ascontiguousarray(problem.way_cost[:, places][:, :, places]),
        place=number[problem.place[stops]], start=number[problem.start[vehicles]], end=number[problem.end[vehicles]],
        may=np.ascontiguousarray(problem.may[np.ix_(stops, vehicles)]),
        pair_cost=None if pair is None else np.ascontiguousarray(pair[np.ix_(stops, vehicles)]),
        windows=_joined(windows, 2), window_from=_offsets(windows),
        breaks=_joined(breaks, 3), break_from=_offsets(breaks),
    )  # fmt: skip


def _of(problem: Problem, name: str, chosen: Ints) -> Ints | None:
    whole = getattr(problem, name)
    return None if whole is None else np.ascontiguousarray(whole[chosen])


def _joined(rows: list[Ints], width: int) -> Ints:
    return np.concatenate([np.zeros((0, width), dtype=np.int64), *rows])


def _offsets(rows: list[Ints]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(each) for each in rows])]).astype(np.int64)
