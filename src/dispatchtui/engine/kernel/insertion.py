"""What it costs to insert a stop into a route, and where: each position checked in constant time.

Cost: some ns a position without breaks, 30 ns with one; soft prices of time are followed to the end of the route.
"""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import Narrow, Wide, compiled
from dispatchtui.engine.kernel.loads import carries, carries_here
from dispatchtui.engine.kernel.rows import crew_row, route_row, stop_row, ways_row
from dispatchtui.engine.kernel.timing import BREAK, begin_before, extend, length, through

KNOWN_COLUMNS = 3
"""The stamp of the route, the cost and how far behind its first position the stop goes."""


@compiled
def ask(g: Wide, w: Narrow, s: Wide, u: int, v: int) -> int:
    """Find out the best insertion of a stop into a route: where it is kept, its cost `FAR` if there is none."""
    known = g[c.KNOWN] + (u * g[c.VEHICLES] + v) * KNOWN_COLUMNS
    route = route_row(g, v)
    if s[known] == s[route + c.STAMP]:
        return known
    s[c.ASKED] += 1
    van = crew_row(g, v)
    s[known] = s[route + c.STAMP]
    s[known + 1] = c.FAR
    if s[route + c.SIZE] < g[van + c.ROOM] and carries(g, s, u, v):
        if g[c.SIMPLE]:
            scan_simple(g, w, s, u, v, known)
        else:
            scan(g, w, s, u, v, known)
        if s[known + 1] < c.FAR:
            if s[route + c.SIZE] == 0:
                s[known + 1] += g[van + c.FIXED]
            if g[c.PAIRED]:
                s[known + 1] += g[g[c.PAIR] + u * g[c.VEHICLES] + v]
    return known


@compiled
def scan_simple(g: Wide, w: Narrow, s: Wide, u: int, v: int, known: int) -> None:
    """Look for the cheapest position in a route with one window a stop and no breaks."""
    van, me, width = crew_row(g, v), stop_row(u), g[c.WIDTH]
    base, size = g[van + c.BASE], s[route_row(g, v) + c.SIZE]
    ways = ways_row(g, van, g[me + c.PLACE])
    first, last, takes, rate = g[me + c.FIRST], g[me + c.LAST], g[me + c.SERVICE], g[van + c.RATE]
    stride, hither_s, hence_s, hither_cost, hence_cost = (
        g[c.STRIDE],
        g[c.HITHER_S],
        g[c.HENCE_S],
        g[c.HITHER],
        g[c.HENCE],
    )
    best, spot = c.FAR, 0
    for q in range(base, base + (size + 1) * width, width):
        leave = s[q + c.TIMES]
        if leave > last:
            break
        latest = s[q + width + c.TIMES + 1]
        if first + takes > latest:
            continue
        here, there = ways + stride * s[q + c.AT], ways + stride * s[q + width + c.AT]
        cost = (w[here + hither_cost] + w[there + hence_cost]) * rate - s[q + width + c.WAY]
        if cost >= best:
            continue
        begin = max(leave + w[here + hither_s], first)
        if begin <= last and begin + takes + w[there + hence_s] <= latest:
            best, spot = cost, q - base
    s[known + 1] = best
    s[known + 2] = spot


@compiled
def scan(g: Wide, w: Narrow, s: Wide, u: int, v: int, known: int) -> None:
    """Look for the cheapest position in any route."""
    van, me, width, route = crew_row(g, v), stop_row(u), g[c.WIDTH], route_row(g, v)
    base, size = g[van + c.BASE], s[route + c.SIZE]
    late = width + c.TIMES + g[c.LAYERS] + (g[van + c.PAUSE_END] - g[van + c.PAUSE]) // BREAK
    ways = ways_row(g, van, g[me + c.PLACE])
    first, last, takes, rate = g[me + c.FIRST], g[me + c.LAST], g[me + c.SERVICE], g[van + c.RATE]
    longest, spare = g[van + c.LONGEST], g[van + c.MOST_TRAVEL] - s[route + c.TRAVEL]
    stride, hither_s, hence_s, hither_cost, hence_cost = (
        g[c.STRIDE],
        g[c.HITHER_S],
        g[c.HENCE_S],
        g[c.HITHER],
        g[c.HENCE],
    )
    best, spot = c.FAR, 0
    for q in range(base, base + (size + 1) * width, width):
        leave, latest = s[q + c.TIMES], s[q + late]
        if leave > last:
            break
        if first + takes > latest:
            continue
        here, there = ways + stride * s[q + c.AT], ways + stride * s[q + width + c.AT]
        cost = (w[here + hither_cost] + w[there + hence_cost]) * rate - s[q + width + c.WAY]
        if cost >= best:
            continue
        hither, hence = w[here + hither_s], w[there + hence_s]
        begin = max(leave + hither, first)
        if begin > last or begin + takes + hence > latest:
            continue
        if hither > longest or hence > longest or hither + hence - s[q + width + c.LEG] > spare:
            continue
        if g[c.MIXED] and not carries_here(g, s, u, v, q):
            continue
        if not fits(g, s, u, v, q, hither, hence):
            continue
        if g[c.SOFT]:
            cost += follow(g, s, u, v, q, hence)
        if cost < best:
            best, spot = cost, q - base
    s[known + 1] = best
    s[known + 2] = spot


@compiled
def fits(g: Wide, s: Wide, u: int, v: int, q: int, hither: int, hence: int) -> bool:
    """Whether a stop fits in time behind a position; its own departures are left in the first spare row."""
    van, layers, own = crew_row(g, v), g[c.LAYERS], g[c.SPARE]
    first = g[van + c.PAUSE]
    breaks = (g[van + c.PAUSE_END] - first) // BREAK
    place = g[stop_row(u) + c.PLACE]
    extend(g, s, v, q, own, hither, u, s[q + c.AT])
    next_one = q + g[c.WIDTH]
    after = stop_row(s[next_one + c.WHO])
    changed = False
    if s[next_one + c.WHO] >= 0 and g[after + c.SETUP] > 0:
        there = g[after + c.PLACE]
        changed = (there == place) != (there == s[q + c.AT])
    for k in range(breaks + 1):
        leave = s[own + c.TIMES + k]
        if leave >= c.FAR:
            continue
        for then in range(k, breaks + 1):
            latest = s[next_one + c.TIMES + layers + then]
            if changed:
                latest = s[next_one + c.TIMES + 2 * layers + then]
                latest = begin_before(g, after, latest - length(g, after, place)) if latest > -c.FAR else -c.FAR
            if latest > -c.FAR and through(g, first + k * BREAK, then - k, leave, hence) <= latest:
                return True
    return False


@compiled
def follow(g: Wide, s: Wide, u: int, v: int, q: int, hence: int) -> int:
    """What the soft prices of a route rise by if a stop that fits is inserted behind a position."""
    van, layers, width = crew_row(g, v), g[c.LAYERS], g[c.WIDTH]
    breaks = (g[van + c.PAUSE_END] - g[van + c.PAUSE]) // BREAK
    so_far = c.TIMES + 3 * layers
    here, spare = g[c.SPARE], g[c.SPARE] + width
    size = s[route_row(g, v) + c.SIZE]
    end = g[van + c.BASE] + (size + 1) * width
    place, leg = g[stop_row(u) + c.PLACE], hence
    for x in range(q + width, end + 1, width):
        extend(g, s, v, here, spare, leg, s[x + c.WHO], place)
        here, spare = spare, here
        if size:
            rise = s[here + so_far + breaks] - s[x + so_far + breaks]
            same = True
            for k in range(breaks + 1):
                same = same and s[here + c.TIMES + k] == s[x + c.TIMES + k]
                same = same and s[here + so_far + k] - s[x + so_far + k] == rise
            if same:
                return rise
        if x < end:
            place = s[x + c.AT]
            leg = s[x + width + c.LEG]
    return s[here + so_far + breaks] - (s[end + so_far + breaks] if size else 0)
