"""What one vehicle sees of a problem: the stops that it may serve, with their own numbers, ways and prices.

Stops are counted anew, from 0 in the order in which they are given, so that a set of them is the bits of a number.

Units: those of the problem.
Shapes: k stops; ways are [k + 2, k + 2], with the start at k and the end at k + 1; no way costs or takes anything
where there is no such place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatchtui.solver.problem import NEVER, NOWHERE, Ints, Problem

OPEN, CLOSE, OVERTIME, OVERTIME_PRICE, FIXED, MOST_STOPS, MOST_TRAVEL, LONGEST_LEG, MOVED_BY = range(9)
"""The places of a vehicle's own numbers in `Sight.vehicle`."""


class Sight(NamedTuple):
    """Stops and one vehicle, in a form that compiled code takes as it is."""

    way_s: Ints
    way_price: Ints
    same_place: NDArray[np.bool_]
    service_s: Ints
    setup_s: Ints
    windows: Ints
    window_from: Ints
    delivery: Ints
    pickup: Ints
    capacity: Ints
    pair_price: Ints
    due_s: Ints
    late_price: Ints
    ready_s: Ints
    start_price: Ints
    was_s: Ints
    moved_price: Ints
    breaks: Ints
    vehicle: Ints


def sight(problem: Problem, vehicle: int, stops: Sequence[int]) -> Sight:
    """What a vehicle sees of some stops.

    Cost: some tens of microseconds.
    """
    at = np.asarray(stops, dtype=np.int64)
    way_s, way_price, same_place = _ways(problem, vehicle, at)
    first, last = problem.break_from[vehicle], problem.break_from[vehicle + 1]
    spans = [problem.windows[problem.window_from[each] : problem.window_from[each + 1]] for each in at]
    counts = [0, *(len(each) for each in spans)]
    pair = problem.pair_cost[at, vehicle] if problem.pair_cost is not None else np.zeros(len(at), np.int64)
    return Sight(
        way_s=way_s,
        way_price=way_price,
        same_place=same_place,
        service_s=problem.service_s[at],
        setup_s=problem.setup_s[at],
        windows=np.concatenate([*spans, np.empty((0, 2), np.int64)]),
        window_from=np.cumsum(counts),
        delivery=problem.delivery[at],
        pickup=problem.pickup[at],
        capacity=problem.capacity[vehicle],
        pair_price=np.ascontiguousarray(pair, dtype=np.int64),
        due_s=_of(problem.due_s, at, NEVER),
        late_price=_of(problem.late_price, at, 0),
        ready_s=_of(problem.ready_s, at, 0),
        start_price=_of(problem.start_price, at, 0),
        was_s=_of(problem.was_s, at, NEVER),
        moved_price=_of(problem.moved_price, at, 0),
        breaks=np.ascontiguousarray(problem.breaks[first:last]).reshape(-1, 3),
        vehicle=_numbers(problem, vehicle),
    )


def _numbers(problem: Problem, vehicle: int) -> Ints:
    return np.array(
        [problem.open_s[vehicle], problem.close_s[vehicle], problem.overtime_s[vehicle],
         problem.overtime_price[vehicle], problem.fixed[vehicle], problem.most_stops[vehicle],
         problem.most_travel_s[vehicle], problem.longest_leg_s[vehicle], problem.moved_by_s],
        dtype=np.int64,
    )  # fmt: skip


def _of(values: Ints | None, at: Ints, absent: int) -> Ints:
    return values[at] if values is not None else np.full(len(at), absent, dtype=np.int64)


def _ways(problem: Problem, vehicle: int, at: Ints) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Seconds and prices of the ways between stops, from the start and to the end, and who is at the same place."""
    profile = int(problem.profile[vehicle])
    places = np.append(problem.place[at], [problem.start[vehicle], problem.end[vehicle]])
    known = places != NOWHERE
    cells = np.ix_(np.where(known, places, 0), np.where(known, places, 0))
    both = known[:, None] & known[None, :]
    priced = problem.travel_s if problem.way_cost is None else problem.way_cost
    seconds = np.where(both, problem.travel_s[profile][cells], 0).astype(np.int64)
    prices = np.where(both, priced[profile][cells], 0).astype(np.int64) * problem.travel_price[vehicle]
    return seconds, prices, (places[:, None] == places[None, :]) & both
