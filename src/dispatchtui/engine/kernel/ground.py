"""What a search stands on and never changes: a problem, packed into two arrays.

Shapes: n stops, m vehicles, P places, d dimensions of load.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import Cube, Narrow, Wide, compiled
from dispatchtui.solver.problem import NEVER, NOWHERE, Problem


class Ground(NamedTuple):
    """A problem's numbers, `g`, and its ways, `w`, see `columns`; and its own tables of ways."""

    g: Wide
    w: Narrow
    travel: Cube
    price: Cube


def ground_of(problem: Problem, *, only: Wide | None = None, neighbours: int = 100) -> Ground:
    """Pack a problem; with `only`, so much of it as is needed to insert these stops and no others.

    Cost: two passes over the ways; with `only`, one over each of the stops' rows.
    """
    n, m = problem.stops, problem.vehicles
    price = problem.travel_s if problem.way_cost is None else problem.way_cost
    stops, vehicles = _stops(problem), _vehicles(problem)
    head = _head(problem, stops, vehicles)
    kinds = _kinds(problem, vehicles) if only is None else np.arange(m)
    w, rows = _ways(problem, price, head, only)
    near = nearest(problem, price, neighbours) if only is None else np.zeros((n, 0), dtype=np.int64)
    if only is None and m:
        stops[:, c.REMOTE] = _remote(problem, price)
    vehicles[:, c.KIND] = kinds
    tables: list[tuple[int, NDArray[np.generic]]] = [
        (0, stops),
        (c.CREW, vehicles),
        (c.ROWS, rows),
        (c.DELIVERY, problem.delivery),
        (c.PICKUP, problem.pickup),
        (c.CAPACITY, problem.capacity),
        (c.PAIR, np.zeros(0) if problem.pair_cost is None else problem.pair_cost),
        (c.NEAR, near),
        (c.ALIKE, np.argsort(kinds, kind="stable")),
        (c.ALIKE_FROM, np.concatenate(([0], np.cumsum(np.bincount(kinds))))),
    ]
    free = c.HEAD
    for where, table in tables:
        if where:
            head[where] = free
        free += table.size
    windows, breaks, able = problem.windows.reshape(-1), problem.breaks.reshape(-1), _able(problem, only)
    stops[:, c.WINDOW : c.WINDOW_END + 1] = free + 2 * stops[:, c.WINDOW : c.WINDOW_END + 1]
    free += windows.size
    vehicles[:, c.PAUSE : c.PAUSE_END + 1] = free + 3 * vehicles[:, c.PAUSE : c.PAUSE_END + 1]
    free += breaks.size
    ends = free + np.cumsum(np.bincount(able[0], minlength=n))
    stops[:, c.ABLE_END], stops[1:, c.ABLE], stops[:1, c.ABLE] = ends, ends[:-1], free
    vehicles[:, c.PROFILE_ROWS] = head[c.ROWS] + problem.profile * head[c.PLACES]
    head[c.NEIGHBOURS], head[c.KINDS] = near.shape[1], kinds.max(initial=-1) + 1
    head[c.PARTIAL] = only is not None
    _layout(head, vehicles)
    parts = [head, *(table.reshape(-1) for _where, table in tables), windows, breaks, able[1]]
    return Ground(g=np.concatenate(parts).astype(np.int64, copy=False), w=w, travel=problem.travel_s, price=price)


def _able(problem: Problem, only: Wide | None) -> tuple[Wide, Wide]:
    """Who may serve which, as pairs by stop; with `only`, of these stops alone."""
    which, vehicles = np.nonzero(problem.may if only is None else problem.may[only])
    return which if only is None else only[which], vehicles


def _stops(problem: Problem) -> Wide:
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


def _vehicles(problem: Problem) -> Wide:
    """The table of vehicles, but for where things are and their kinds."""
    table = np.zeros((problem.vehicles, c.VEHICLE_COLUMNS), dtype=np.int64)
    places = problem.travel_s.shape[1]
    table[:, c.START] = np.where(problem.start == NOWHERE, places, problem.start)
    table[:, c.END] = np.where(problem.end == NOWHERE, places, problem.end)
    table[:, c.OPEN], table[:, c.CLOSE] = problem.open_s, problem.close_s
    table[:, c.SHUT] = problem.close_s + np.maximum(problem.overtime_s, 0)
    table[:, c.OVERTIME], table[:, c.RATE], table[:, c.FIXED] = (
        problem.overtime_price,
        problem.travel_price,
        problem.fixed,
    )
    table[:, c.MOST_STOPS] = problem.most_stops
    table[:, c.MOST_TRAVEL], table[:, c.LONGEST] = problem.most_travel_s, problem.longest_leg_s
    table[:, c.PAUSE], table[:, c.PAUSE_END] = problem.break_from[:-1], problem.break_from[1:]
    table[:, c.PROFILE_ROWS] = problem.profile
    able = np.count_nonzero(problem.may, axis=0)
    table[:, c.ROOM] = np.clip(np.minimum(able, problem.most_stops), 0, problem.stops)
    return table


def _kinds(problem: Problem, vehicles: Wide) -> Wide:
    """For each vehicle the number of its kind, kinds in the order of their first vehicles."""
    plain = [column for column in range(c.VEHICLE_COLUMNS) if column not in {c.PAUSE, c.PAUSE_END}]
    rough = [row.tobytes() for row in np.ascontiguousarray(vehicles[:, plain])]
    alike: dict[bytes, int] = {}
    for key in rough:
        alike[key] = alike.get(key, 0) + 1
    numbers: dict[bytes, int] = {}
    kinds = np.zeros(problem.vehicles, dtype=np.int64)
    for v, key in enumerate(rough):
        fine = key + v.to_bytes(4, "big")
        if alike[key] > 1:
            breaks = problem.breaks.reshape(-1, 3)[problem.break_from[v] : problem.break_from[v + 1]]
            pair = b"" if problem.pair_cost is None else problem.pair_cost[:, v].tobytes()
            fine = key + breaks.tobytes() + problem.capacity[v].tobytes() + problem.may[:, v].tobytes() + pair
        kinds[v] = numbers.setdefault(fine, len(numbers))
    return kinds


def _head(problem: Problem, stops: Wide, vehicles: Wide) -> Wide:
    """What plays a part in this problem."""
    head = np.zeros(c.HEAD, dtype=np.int64)
    layers = 1 + int(np.max(np.diff(problem.break_from), initial=0))
    dimensions = problem.delivery.shape[1] if problem.delivery.ndim > 1 else 0
    mixed = bool(dimensions and problem.delivery.any() and problem.pickup.any())
    limited = bool((problem.most_travel_s < NEVER).any() or (problem.longest_leg_s < NEVER).any())
    several = bool((stops[:, c.WINDOW_END] - stops[:, c.WINDOW] > 1).any())
    soft = bool(
        (stops[:, [c.LATE, c.WAITING, c.MOVED]] != 0).any()
        or ((vehicles[:, c.OVERTIME] != 0) & (vehicles[:, c.SHUT] > vehicles[:, c.CLOSE])).any()
    )
    head[c.LAYERS], head[c.PLACES], head[c.DIMENSIONS] = layers, problem.travel_s.shape[1], dimensions
    head[c.SIMPLE] = layers == 1 and not (several or limited or soft or mixed or problem.setup_s.any())
    head[c.SOFT], head[c.MIXED], head[c.PAIRED] = soft, mixed, problem.pair_cost is not None
    head[c.STOPS], head[c.VEHICLES] = problem.stops, problem.vehicles
    head[c.WIDTH] = c.TIMES + 4 * layers + (2 * dimensions if mixed else 0)
    head[c.ROUTE_WIDTH] = c.ROUTE_COLUMNS + 2 * dimensions
    return head


def _layout(head: Wide, vehicles: Wide) -> None:
    """Give each table of a plan its place."""
    n, m, width = int(head[c.STOPS]), int(head[c.VEHICLES]), int(head[c.WIDTH])
    routes = m * int(head[c.ROUTE_WIDTH])
    rows = width * (vehicles[:, c.ROOM] + 2)
    positions = int(rows.sum())
    free = c.PLAN_HEAD + 2 * routes
    head[c.OLD_ROUTE], head[c.OLD] = routes, positions
    vehicles[:, c.BASE] = free + np.cumsum(rows) - rows
    sizes = {c.POSITIONS: 2 * positions, c.SPARE: 2 * width, c.WHERE: n, c.OUTS: n, c.OLD_OUTS: n, c.TOUCHED_ONES: m}
    sizes |= {c.IDLE: m, c.KEY: n, c.BEST_STOPS: n, c.BEST_SIZES: m, c.ABSENT: n, c.KNOWN: 3 * n * m, c.LENGTH: 0}
    for where, size in sizes.items():
        head[where] = free
        free += size


def _ways(problem: Problem, price: Cube, head: Wide, only: Wide | None) -> tuple[Narrow, Wide]:
    """The ways of the stops' places, and where those of a place (by profile) begin."""
    profiles, places, _ = problem.travel_s.shape
    wanted = np.unique(problem.place if only is None else problem.place[only])
    keys = (np.unique(problem.profile)[:, None] * places + wanted[None, :]).ravel()
    there = only is None and all(
        np.array_equal(one, one.transpose(0, 2, 1)) for one in {id(x): x for x in (problem.travel_s, price)}.values()
    )
    same = price is problem.travel_s
    stride = (1 if there else 2) * (1 if same else 2)
    head[c.STRIDE] = stride
    head[c.HITHER_S], head[c.HENCE_S] = 0, 0 if there else 1
    head[c.HITHER], head[c.HENCE] = (0, head[c.HENCE_S]) if same else (stride // 2, stride // 2 + head[c.HENCE_S])
    begins = np.full(profiles * places, -1, dtype=np.int64)
    begins[keys] = np.arange(len(keys)) * stride * (places + 1)
    ways = np.zeros((max(len(keys), 1), places + 1, stride), dtype=np.int32)
    braid(head, problem.travel_s, price, keys, ways)
    return ways.reshape(-1), begins


def _remote(problem: Problem, price: NDArray[np.int32]) -> Wide:
    """What the way to each stop from the nearest start of one who may serve it costs."""
    from_start = price[problem.profile, problem.start][:, problem.place].astype(np.int64)
    from_start[problem.start == NOWHERE] = 0
    return np.where(problem.may.T, from_start, c.HARD).min(axis=0)


@compiled
def braid(head: Wide, travel: Cube, price: Cube, keys: Wide, ways: Cube) -> None:
    """Lay ways to and from a place side by side, so that one look at memory brings all their numbers."""
    places = travel.shape[1]
    block = 16
    for low in range(0, len(keys), block):
        high = min(low + block, len(keys))
        for other in range(places):
            for x in range(low, high):
                profile, place = keys[x] // places, keys[x] % places
                ways[x, other, head[c.HENCE]] = price[profile, place, other]
                ways[x, other, head[c.HENCE_S]] = travel[profile, place, other]
                if head[c.HENCE_S]:
                    ways[x, other, head[c.HITHER]] = price[profile, other, place]
                    ways[x, other, head[c.HITHER_S]] = travel[profile, other, place]


def nearest(problem: Problem, price: NDArray[np.int32], most: int) -> Wide:
    """For each stop the stops that are nearest by the price of the way, itself first."""
    profile = int(problem.profile[0]) if problem.vehicles else 0
    count = min(most, problem.stops)
    near = np.zeros((problem.stops, count), dtype=np.int64)
    between = price[profile]
    for u in range(problem.stops):
        far = between[problem.place[u]][problem.place]
        far[u] = -1
        some = np.argpartition(far, count - 1)[:count] if count < problem.stops else np.arange(problem.stops)
        near[u] = some[np.argsort(far[some], kind="stable")]
    return near
