"""Plans into the kernel's rows and out of them again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.changes import clear, settle
from dispatchtui.engine.kernel.compiled import Cube, Narrow, Wide, compiled
from dispatchtui.engine.kernel.ground import Ground
from dispatchtui.engine.kernel.rows import crew_row, route_row, stop_row
from dispatchtui.engine.kernel.ruin import mend
from dispatchtui.engine.kernel.timing import BREAK, begin_after, length, retime, soft, through
from dispatchtui.solver.problem import NEVER, Plan, Problem


def state_of(ground: Ground, seed: int) -> Wide:
    """A plan in which every vehicle is idle and every stop is left out."""
    s = np.zeros(int(ground.g[c.LENGTH]), dtype=np.int64)
    s[c.CHANCE] = seed
    s[c.BEST] = c.FAR
    clear(ground.g, s)
    return s


def lay(ground: Ground, s: Wide, routes: Sequence[Sequence[int]]) -> bool:
    """Make a state hold these routes; stops that cannot be where they are, are left out.

    False if some cannot while only a part of the ways is known, so that it takes the whole to mend that.
    """
    ends = np.cumsum([0, *(len(route) for route in routes)])
    flat = np.fromiter((u for route in routes for u in route), dtype=np.int64, count=int(ends[-1]))
    return bool(lay_flat(ground.g, ground.w, s, ground.travel, ground.price, flat, ends))


def plan_of(problem: Problem, ground: Ground, s: Wide) -> Plan:
    """The plan that a state holds, with its starts and its cost."""
    g = ground.g
    n, m = problem.stops, problem.vehicles
    starts = np.full(n, NEVER, dtype=np.int64)
    flat = np.zeros(n, dtype=np.int64)
    sizes = np.zeros(m, dtype=np.int64)
    cost = int(read_all(g, s, starts, flat, sizes))
    left_out = np.flatnonzero(s[g[c.WHERE] : g[c.WHERE] + n] < 0).tolist()
    cost += sum(problem.price[left_out].tolist())
    return Plan(routes=_parted(flat, sizes), starts=tuple(starts.tolist()), cost=cost, left_out=tuple(left_out))


def best_routes(ground: Ground, s: Wide) -> tuple[tuple[int, ...], ...]:
    """The routes of the best plan that a search has found so far."""
    g = ground.g
    sizes = s[g[c.BEST_SIZES] : g[c.BEST_SIZES] + g[c.VEHICLES]]
    return _parted(s[g[c.BEST_STOPS] : g[c.BEST_STOPS] + g[c.STOPS]], sizes)


def _parted(flat: Wide, sizes: Wide) -> tuple[tuple[int, ...], ...]:
    """Routes from their stops in one row."""
    stops = flat.tolist()
    ends = np.cumsum(sizes).tolist()
    return tuple(tuple(stops[end - size : end]) for end, size in zip(ends, sizes.tolist(), strict=True))


@compiled
def lay_flat(g: Wide, w: Narrow, s: Wide, travel: Cube, price: Cube, flat: Wide, ends: Wide) -> bool:
    """Make a state hold routes, vehicle v's from `ends[v]` to `ends[v + 1]` of the flat ones."""
    clear(g, s)
    width, where = g[c.WIDTH], g[c.WHERE]
    for v in range(len(ends) - 1):
        van, route = crew_row(g, v), route_row(g, v)
        q, size = g[van + c.BASE], 0
        for x in range(ends[v], ends[v + 1]):
            u = flat[x]
            if s[where + u] >= 0 or size == g[van + c.ROOM] or not (g[c.PARTIAL] or able(g, u, v)):
                continue
            size += 1
            q += width
            s[q + c.WHO] = u
            s[q + c.AT] = g[stop_row(u) + c.PLACE]
            s[where + u] = v
        s[q + width + c.WHO] = -1
        s[q + width + c.AT] = g[van + c.END]
        s[route + c.SIZE] = size
        measure(g, s, v, travel, price)
        if not retime(g, s, v):
            if g[c.PARTIAL]:
                return False
            mend(g, w, s, v)
        if s[route + c.SIZE] > 0:
            s[c.USED] += 1
    s[c.OUT] = 0
    for u in range(g[c.STOPS]):
        if s[where + u] < 0:
            s[g[c.OUTS] + s[c.OUT]] = u
            s[c.OUT] += 1
    for kind in range(g[c.KINDS]):
        settle(g, s, g[g[c.ALIKE] + g[g[c.ALIKE_FROM] + kind]])
    return True


@compiled
def measure(g: Wide, s: Wide, v: int, travel: Cube, price: Cube) -> None:
    """Look up every way of a route in the problem's own tables."""
    van, width = crew_row(g, v), g[c.WIDTH]
    base, size = g[van + c.BASE], s[route_row(g, v) + c.SIZE]
    profile = (g[van + c.PROFILE_ROWS] - g[c.ROWS]) // g[c.PLACES]
    for q in range(base + width, base + (size + 2) * width, width):
        here, there = s[q - width + c.AT], s[q + c.AT]
        known = size > 0 and here < g[c.PLACES] and there < g[c.PLACES]
        s[q + c.WAY] = price[profile, here, there] * g[van + c.RATE] if known else 0
        s[q + c.LEG] = travel[profile, here, there] if known else 0


@compiled
def able(g: Wide, u: int, v: int) -> bool:
    """Whether a vehicle may serve a stop."""
    me = stop_row(u)
    for x in range(g[me + c.ABLE], g[me + c.ABLE_END]):  # noqa: SIM110 - what is compiled knows no generators
        if g[x] == v:
            return True
    return False


@compiled
def read_all(g: Wide, s: Wide, starts: Wide, flat: Wide, sizes: Wide) -> int:
    """Write down the routes and when each service begins: what the routes cost."""
    width, cost, to = g[c.WIDTH], 0, 0
    for v in range(g[c.VEHICLES]):
        van, route = crew_row(g, v), route_row(g, v)
        base, size = g[van + c.BASE], s[route + c.SIZE]
        sizes[v] = size
        cost += s[route + c.COST]
        if size == 0:
            continue
        k = layer_before(g, s, v, base + (size + 1) * width, (g[van + c.PAUSE_END] - g[van + c.PAUSE]) // BREAK)
        for x in range(size, 0, -1):
            q = base + x * width
            u = s[q + c.WHO]
            flat[to + x - 1] = u
            starts[u] = s[q + c.TIMES + k] - length(g, stop_row(u), s[q - width + c.AT])
            k = layer_before(g, s, v, q, k)
        to += size
    return cost


@compiled
def layer_before(g: Wide, s: Wide, v: int, q: int, k: int) -> int:
    """How many breaks were over when the position before was left, on the way that leads to this one's layer."""
    van, so_far, before = crew_row(g, v), c.TIMES + 3 * g[c.LAYERS], q - g[c.WIDTH]
    u = s[q + c.WHO]
    me = stop_row(u)
    takes = 0 if u < 0 else length(g, me, s[before + c.AT])
    if k == 0:
        return 0
    for was in range(k + 1):
        leave = s[before + c.TIMES + was]
        if leave >= c.FAR:
            continue
        begin = through(g, g[van + c.PAUSE] + was * BREAK, k - was, leave, s[q + c.LEG])
        if begin < c.FAR and u >= 0:
            begin = begin_after(g, me, begin)
        if begin >= c.FAR or begin + takes != s[q + c.TIMES + k]:
            continue
        if not g[c.SOFT]:
            return was
        cost = s[before + so_far + was]
        if u >= 0:
            cost += soft(g, me, begin)
        else:
            cost += max(begin - g[van + c.CLOSE], 0) * g[van + c.OVERTIME]
        if cost == s[q + so_far + k]:
            return was
    return k
