"""A part of a problem as a problem of its own: some vehicles, some stops, the places that they need."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from dispatchtui.solver.problem import NOWHERE, Ints, Plan, Problem

OF_STOPS = ("service_s", "setup_s", "delivery", "pickup", "price", "due_s", "late_price", "start_price", "ready_s")
OF_STANDING = ("was_s", "moved_price")
OF_VEHICLES = (
    "profile",
    "open_s",
    "close_s",
    "overtime_s",
    "overtime_price",
    "travel_price",
    "fixed",
    "capacity",
    "most_stops",
    "most_travel_s",
    "longest_leg_s",
)


def part_of(problem: Problem, vehicles: Ints, stops: Ints, routes: Sequence[Sequence[int]]) -> tuple[Problem, Plan]:
    """These vehicles and stops as a problem, and their routes as a plan for it, without other stops."""
    start, end = problem.start[vehicles], problem.end[vehicles]
    every = np.concatenate((problem.place[stops], start, end))
    places = np.unique(every[every != NOWHERE])
    if len(places) == 0:
        places = np.zeros(1, dtype=np.int64)
    changes: dict[str, object] = {}
    for name in (*OF_STOPS, *OF_STANDING):
        column = getattr(problem, name)
        changes[name] = None if column is None else np.ascontiguousarray(column[stops])
    for name in OF_VEHICLES:
        changes[name] = np.ascontiguousarray(getattr(problem, name)[vehicles])
    changes["travel_s"] = np.ascontiguousarray(problem.travel_s[:, places[:, None], places])
    if problem.way_cost is not None:
        changes["way_cost"] = np.ascontiguousarray(problem.way_cost[:, places[:, None], places])
    changes["place"] = np.searchsorted(places, problem.place[stops])
    changes["start"] = np.where(start == NOWHERE, NOWHERE, np.searchsorted(places, start))
    changes["end"] = np.where(end == NOWHERE, NOWHERE, np.searchsorted(places, end))
    changes["windows"], changes["window_from"] = _gather(problem.windows, problem.window_from, stops)
    changes["breaks"], changes["break_from"] = _gather(problem.breaks, problem.break_from, vehicles)
    pairs = vehicles[None, :]
    changes["may"] = np.ascontiguousarray(problem.may[stops[:, None], pairs])
    if problem.pair_cost is not None:
        changes["pair_cost"] = np.ascontiguousarray(problem.pair_cost[stops[:, None], pairs])
    number = {u: x for x, u in enumerate(stops.tolist())}
    own = tuple(tuple(number[u] for u in routes[v] if u in number) for v in vehicles.tolist())
    return replace(problem, **changes), Plan(routes=own)


def _gather(rows: Ints, begins: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """The rows of those chosen, and where each one's begin."""
    counts = (begins[1:] - begins[:-1])[chosen]
    ends = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts)))
    which = np.repeat(begins[chosen] - ends[:-1], counts) + np.arange(ends[-1])
    return np.ascontiguousarray(rows[which]), ends
