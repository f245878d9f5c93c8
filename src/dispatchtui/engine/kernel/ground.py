"""What a search stands on and never changes: the problem in the kernel's tables.

Shapes: n stops, m vehicles, P places, d dimensions of load.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import compiled
from dispatchtui.solver.problem import NEVER, NOWHERE, Ints, Problem


class Ground(NamedTuple):
    """A problem's numbers: `ways` [rows, P + 1, 4] hither and hence from a place in `row`, nought to nowhere.

    `able` are the vehicles of each stop, `near` [n, k] the stops nearest to each, `alike` the vehicles by kind, those of
    kind x from `alike_from[x]` on.
    """

    rule: Ints
    stop: Ints
    vehicle: Ints
    window: Ints
    pause: Ints
    ways: NDArray[np.int32]
    row: Ints
    travel: NDArray[np.int32]
    price: NDArray[np.int32]
    delivery: Ints
    pickup: Ints
    capacity: Ints
    able: NDArray[np.int32]
    pair: Ints
    near: NDArray[np.int32]
    alike: NDArray[np.int32]
    alike_from: Ints


def ground_of(problem: Problem, *, only: Sequence[int] | None = None, neighbours: int = 100) -> Ground:
    """Pack a problem; with `only`, so much of it as is needed to insert these stops and no others.

    Cost: two passes over the ways; with `only`, one over each of the stops' rows.
    """
    stops = _stops(problem)
    chosen = np.arange(problem.stops) if only is None else np.array(sorted(only), dtype=np.int64)
    counts = np.zeros(problem.stops + 1, dtype=np.int64)
    allowed = problem.may[chosen]
    counts[chosen + 1] = allowed.sum(axis=1)
    ends = np.cumsum(counts)
    stops[:, c.ABLE], stops[:, c.ABLE_END] = ends[:-1], ends[1:]
    able = np.nonzero(allowed)[1].astype(np.int32)
    vehicles = _vehicles(problem)
    kinds = _kinds(problem, vehicles) if only is None else np.arange(problem.vehicles)
    vehicles[:, c.KIND] = kinds
    alike = np.argsort(kinds, kind="stable").astype(np.int32)
    price = problem.travel_s if problem.way_cost is None else problem.way_cost
    ways, row = _ways(problem, price, chosen)
    near = nearest(problem, price, neighbours) if only is None else np.zeros((1, 1), dtype=np.int32)
    if only is None:
        stops[:, c.REMOTE] = _remote(problem, price)
    none = np.zeros((1, 1), dtype=np.int64)
    return Ground(
        rule=_rules(problem, stops, vehicles),
        stop=stops,
        vehicle=vehicles,
        window=np.ascontiguousarray(problem.windows.reshape(-1, 2)),
        pause=np.ascontiguousarray(problem.breaks.reshape(-1, 3)),
        ways=ways,
        row=row,
        travel=problem.travel_s,
        price=price,
        delivery=problem.delivery,
        pickup=problem.pickup,
        capacity=problem.capacity,
        able=able,
        pair=none if problem.pair_cost is None else problem.pair_cost,
        near=near,
        alike=alike,
        alike_from=np.concatenate(([0], np.cumsum(np.bincount(kinds, minlength=1)))).astype(np.int64),
    )


def _stops(problem: Problem) -> Ints:
    """The table of stops, but for who may serve them."""
    table = np.zeros((problem.stops, c.STOP_COLUMNS), dtype=np.int64)
    first, last = problem.window_from[:-1], problem.window_from[1:]
    any_time = first == last
    table[:, c.PLACE], table[:, c.SERVICE], table[:, c.SETUP] = problem.place, problem.service_s, problem.setup_s
    table[:, c.WINDOW], table[:, c.WINDOW_END] = first, last
    spans = problem.windows.reshape(-1, 2) if len(problem.windows) else np.zeros((1, 2), dtype=np.int64)
    most = len(spans) - 1
    table[:, c.FIRST] = np.where(any_time, -c.FAR, spans[np.minimum(first, most), 0])
    table[:, c.LAST] = np.where(any_time, c.FAR - 1, spans[np.maximum(last - 1, 0), 1])
    table[:, c.PRICE] = np.minimum(problem.price, c.HARD)
    table[:, c.WAS] = NEVER
    if problem.due_s is not None and problem.late_price is not None:
        table[:, c.DUE], table[:, c.LATE] = problem.due_s, problem.late_price
    if problem.start_price is not None:
        table[:, c.WAITING] = problem.start_price
        table[:, c.READY] = table[:, c.FIRST] if problem.ready_s is None else problem.ready_s
    if problem.was_s is not None and problem.moved_price is not None:
        table[:, c.WAS], table[:, c.MOVED] = problem.was_s, problem.moved_price
        table[:, c.MOVED_BY] = problem.moved_by_s
    return table


def _vehicles(problem: Problem) -> Ints:
    """The table of vehicles, but for their kinds."""
    table = np.zeros((problem.vehicles, c.VEHICLE_COLUMNS), dtype=np.int64)
    places = problem.travel_s.shape[1]
    table[:, c.PROFILE] = problem.profile
    table[:, c.START] = np.where(problem.start == NOWHERE, places, problem.start)
    table[:, c.END] = np.where(problem.end == NOWHERE, places, problem.end)
    table[:, c.OPEN], table[:, c.CLOSE] = problem.open_s, problem.close_s
    table[:, c.SHUT] = problem.close_s + np.maximum(problem.overtime_s, 0)
    table[:, c.OVERTIME], table[:, c.RATE], table[:, c.FIXED] = problem.overtime_price, problem.travel_price, problem.fixed
    table[:, c.MOST_STOPS] = problem.most_stops
    table[:, c.MOST_TRAVEL], table[:, c.LONGEST] = problem.most_travel_s, problem.longest_leg_s
    table[:, c.PAUSE], table[:, c.PAUSE_END] = problem.break_from[:-1], problem.break_from[1:]
    room = np.clip(np.minimum(problem.may.sum(axis=0), problem.most_stops), 0, problem.stops)
    table[:, c.ROOM] = room
    table[1:, c.BASE] = np.cumsum(room[:-1] + 2)
    return table


def _kinds(problem: Problem, vehicles: Ints) -> Ints:
    """For each vehicle the number of its kind, kinds in the order of their first vehicles."""
    plain = [column for column in range(c.VEHICLE_COLUMNS) if column not in {c.PAUSE, c.PAUSE_END, c.BASE, c.KIND}]
    numbers: dict[bytes, int] = {}
    alike: dict[bytes, int] = {}
    rough = [row.tobytes() for row in np.ascontiguousarray(vehicles[:, plain])]
    for key in rough:
        alike[key] = alike.get(key, 0) + 1
    kinds = np.zeros(problem.vehicles, dtype=np.int64)
    for v, key in enumerate(rough):
        fine = key + v.to_bytes(4, "big")
        if alike[key] > 1:
            breaks = problem.breaks.reshape(-1, 3)[problem.break_from[v] : problem.break_from[v + 1]]
            pair = b"" if problem.pair_cost is None else problem.pair_cost[:, v].tobytes()
            fine = key + breaks.tobytes() + problem.capacity[v].tobytes() + problem.may[:, v].tobytes() + pair
        kinds[v] = numbers.setdefault(fine, len(numbers))
    return kinds


def _rules(problem: Problem, stops: Ints, vehicles: Ints) -> Ints:
    """What plays a part in this problem."""
    rule = np.zeros(c.RULES, dtype=np.int64)
    layers = 1 + int(np.max(np.diff(problem.break_from), initial=0))
    dimensions = problem.delivery.shape[1] if problem.delivery.ndim > 1 else 0
    mixed = bool(dimensions and problem.delivery.any() and problem.pickup.any())
    limited = bool((problem.most_travel_s < NEVER).any() or (problem.longest_leg_s < NEVER).any())
    several = bool((stops[:, c.WINDOW_END] - stops[:, c.WINDOW] > 1).any())
    soft = bool(
        (stops[:, [c.LATE, c.WAITING, c.MOVED]] != 0).any()
        or ((vehicles[:, c.OVERTIME] != 0) & (vehicles[:, c.SHUT] > vehicles[:, c.CLOSE])).any()
    )
    rule[c.LAYERS], rule[c.PLACES], rule[c.DIMENSIONS] = layers, problem.travel_s.shape[1], dimensions
    rule[c.SIMPLE] = layers == 1 and not (several or limited or soft or mixed or problem.setup_s.any())
    rule[c.SOFT], rule[c.MIXED], rule[c.PAIRED] = soft, mixed, problem.pair_cost is not None
    rule[c.STOPS], rule[c.VEHICLES] = problem.stops, problem.vehicles
    rule[c.WIDTH] = c.TIMES + 4 * layers + (2 * dimensions if mixed else 0)
    return rule


def _ways(problem: Problem, price: NDArray[np.int32], chosen: Ints) -> tuple[NDArray[np.int32], Ints]:
    """The ways of the chosen stops' places, and in which row the ways of a place (by profile) stand."""
    profiles, places, _ = problem.travel_s.shape
    row = np.full(profiles * places, -1, dtype=np.int64)
    wanted = np.unique(problem.place[chosen])
    used = np.unique(problem.profile)
    keys = (used[:, None] * places + wanted[None, :]).ravel()
    row[keys] = np.arange(len(keys))
    ways = np.zeros((max(len(keys), 1), places + 1, 4), dtype=np.int32)
    braid(problem.travel_s, price, keys, ways)
    return ways, row


def _remote(problem: Problem, price: NDArray[np.int32]) -> Ints:
    """What the way to each stop from the nearest start of one who may serve it costs."""
    if not problem.vehicles:
        return np.zeros(problem.stops, dtype=np.int64)
    from_start = price[problem.profile, problem.start][:, problem.place].astype(np.int64)
    from_start[problem.start == NOWHERE] = 0
    return np.where(problem.may.T, from_start, c.HARD).min(axis=0)


@compiled
def braid(travel: NDArray[np.int32], price: NDArray[np.int32], keys: Ints, ways: NDArray[np.int32]) -> None:
    """Lay ways to and from a place side by side, so that one look at memory brings all four numbers."""
    places = travel.shape[1]
    block = 16
    for low in range(0, len(keys), block):
        high = min(low + block, len(keys))
        for other in range(places):
            for x in range(low, high):
                profile, place = keys[x] // places, keys[x] % places
                ways[x, other, c.HITHER_S] = travel[profile, other, place]
                ways[x, other, c.HENCE_S] = travel[profile, place, other]
                ways[x, other, c.HITHER] = price[profile, other, place]
                ways[x, other, c.HENCE] = price[profile, place, other]


def nearest(problem: Problem, price: NDArray[np.int32], most: int) -> NDArray[np.int32]:
    """For each stop the stops that are nearest by the price of the way, itself first."""
    profile = int(problem.profile[0]) if problem.vehicles else 0
    count = min(most, problem.stops)
    near = np.zeros((max(problem.stops, 1), max(count, 1)), dtype=np.int32)
    between = price[profile]
    for u in range(problem.stops):
        far = between[problem.place[u]][problem.place].astype(np.int64)
        far[u] = -1
        some = np.argpartition(far, count - 1)[:count] if count < problem.stops else np.arange(problem.stops)
        near[u] = some[np.argsort(far[some], kind="stable")]
    return near
