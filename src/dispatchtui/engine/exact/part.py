"""A part of a problem: some of its stops and some of its vehicles, as a problem of its own.

Cost: the ways are shared; else a copy of what is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import asdict
from numpy.typing import NDArray

from dispatchtui.solver.problem import Ints, Plan, Problem

_STOPS = ("place", "service_s", "setup_s", "delivery", "pickup", "price", "due_s", "late_price", "start_price",
          "ready_s", "was_s", "moved_price")  # fmt: skip
_VEHICLES = ("profile", "start", "end", "open_s", "close_s", "overtime_s", "overtime_price", "travel_price", "fixed",
             "capacity", "most_stops", "most_travel_s", "longest_leg_s")  # fmt: skip


def part(problem: Problem, stops: Ints, vehicles: Ints) -> Problem:
    """The problem of some stops and vehicles, in the order in which they are given."""
    given = asdict(problem)
    given |= {name: given[name][stops] for name in _STOPS if given[name] is not None}
    given |= {name: given[name][vehicles] for name in _VEHICLES}
    given["may"] = _cells(problem.may, stops, vehicles)
    given["pair_cost"] = None if problem.pair_cost is None else _cells(problem.pair_cost, stops, vehicles)
    given["windows"], given["window_from"] = _spans(problem.windows.reshape(-1, 2), problem.window_from, stops)
    given["breaks"], given["break_from"] = _spans(problem.breaks.reshape(-1, 3), problem.break_from, vehicles)
    return Problem(**given)


def plan_of_part(plan: Plan, stops: Ints, vehicles: Ints) -> Plan:
    """What a plan says of a part: its vehicles' routes as far as they serve its stops."""
    number = {int(stop): place for place, stop in enumerate(stops)}
    routes = tuple(tuple(number[stop] for stop in plan.routes[vehicle] if stop in number) for vehicle in vehicles)
    served = {stop for route in routes for stop in route}
    return Plan(routes=routes, left_out=tuple(stop for stop in range(len(stops)) if stop not in served))


def put_back(routes: Sequence[tuple[int, ...]], plan: Plan, stops: Ints, vehicles: Ints) -> list[tuple[int, ...]]:
    """All routes, those of a part's vehicles as the plan of the part has them."""
    found = list(routes)
    for vehicle, route in zip(vehicles.tolist(), plan.routes, strict=True):
        found[vehicle] = tuple(int(stops[stop]) for stop in route)
    return found


def _cells(table: NDArray[np.generic], rows: Ints, columns: Ints) -> NDArray[np.generic]:
    return np.ascontiguousarray(table[np.ix_(rows, columns)])


def _spans(table: Ints, begins: Ints, which: Ints) -> tuple[Ints, Ints]:
    """The rows that belong to each of some, and where each begins."""
    rows = [table[begins[each] : begins[each + 1]] for each in which]
    counts = np.array([0, *(len(each) for each in rows)], dtype=np.int64)
    found = np.concatenate([*rows, np.empty((0, table.shape[1]), np.int64)])
    return np.ascontiguousarray(found), np.cumsum(counts)
