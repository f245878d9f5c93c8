"""What it costs to insert a stop into a route, and where: each position checked in constant time.

Cost: about 5 ns a position without breaks, 30 ns with one; soft prices of time are followed to the end of the route.
"""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import compiled
from dispatchtui.engine.kernel.ground import Ground
from dispatchtui.engine.kernel.state import ASKED, State
from dispatchtui.engine.kernel.timing import begin_after, begin_before, extend, length, through


@compiled
def ask(g: Ground, s: State, u: int, v: int) -> int:
    """What the best insertion of a stop into a vehicle's route costs (`FAR`: none); where, stands in what is known."""
    if s.known[u, v, 0] == s.route[v, c.STAMP]:
        return s.known[u, v, 1]
    s.count[ASKED] += 1
    cost, at = c.FAR, 0
    if s.route[v, c.SIZE] < g.vehicle[v, c.ROOM] and carries(g, s, u, v):
        if g.rule[c.SIMPLE]:
            cost, at = scan_simple(g, s, u, v)
        else:
            cost, at = scan(g, s, u, v)
        if cost < c.FAR:
            if s.route[v, c.SIZE] == 0:
                cost += g.vehicle[v, c.FIXED]
            if g.rule[c.PAIRED]:
                cost += g.pair[u, v]
    s.known[u, v, 0] = s.route[v, c.STAMP]
    s.known[u, v, 1] = cost
    s.known[u, v, 2] = at
    return cost


@compiled
def carries(g: Ground, s: State, u: int, v: int) -> bool:
    """Whether a vehicle has room for a stop's load at the start and at the end."""
    dimensions = g.rule[c.DIMENSIONS]
    for x in range(dimensions):
        if s.route[v, c.ROUTE_COLUMNS + x] + g.delivery[u, x] > g.capacity[v, x]:
            return False
        if s.route[v, c.ROUTE_COLUMNS + dimensions + x] + g.pickup[u, x] > g.capacity[v, x]:
            return False
    return True


@compiled
def scan_simple(g: Ground, s: State, u: int, v: int) -> tuple[int, int]:
    """The cheapest position for a stop in a route with one window a stop and no breaks."""
    base, size = g.vehicle[v, c.BASE], s.route[v, c.SIZE]
    row = g.row[g.vehicle[v, c.PROFILE] * g.rule[c.PLACES] + g.stop[u, c.PLACE]]
    first, last, rate = g.stop[u, c.FIRST], g.stop[u, c.LAST], g.vehicle[v, c.RATE]
    takes = g.stop[u, c.SERVICE]
    best, spot = c.FAR, 0
    for q in range(base, base + size + 1):
        leave = s.pos[q, c.TIMES]
        if leave > last:
            break
        latest = s.pos[q + 1, c.TIMES + 1]
        if first + takes > latest:
            continue
        here, there = s.pos[q, c.AT], s.pos[q + 1, c.AT]
        cost = (g.ways[row, here, c.HITHER] + g.ways[row, there, c.HENCE]) * rate - s.pos[q + 1, c.WAY]
        if cost >= best:
            continue
        begin = max(leave + g.ways[row, here, c.HITHER_S], first)
        if begin <= last and begin + takes + g.ways[row, there, c.HENCE_S] <= latest:
            best, spot = cost, q - base
    return best, spot


@compiled
def scan(g: Ground, s: State, u: int, v: int) -> tuple[int, int]:
    """The cheapest position for a stop in any route."""
    base, size = g.vehicle[v, c.BASE], s.route[v, c.SIZE]
    layers = g.rule[c.LAYERS]
    breaks = g.vehicle[v, c.PAUSE_END] - g.vehicle[v, c.PAUSE]
    row = g.row[g.vehicle[v, c.PROFILE] * g.rule[c.PLACES] + g.stop[u, c.PLACE]]
    first, last, rate = g.stop[u, c.FIRST], g.stop[u, c.LAST], g.vehicle[v, c.RATE]
    takes, longest = g.stop[u, c.SERVICE], g.vehicle[v, c.LONGEST]
    spare = g.vehicle[v, c.MOST_TRAVEL] - s.route[v, c.TRAVEL]
    best, spot = c.FAR, 0
    for q in range(base, base + size + 1):
        leave = s.pos[q, c.TIMES]
        if leave > last:
            break
        latest = s.pos[q + 1, c.TIMES + layers + breaks]
        if first + takes > latest:
            continue
        here, there = s.pos[q, c.AT], s.pos[q + 1, c.AT]
        cost = (g.ways[row, here, c.HITHER] + g.ways[row, there, c.HENCE]) * rate - s.pos[q + 1, c.WAY]
        if cost >= best:
            continue
        hither, hence = g.ways[row, here, c.HITHER_S], g.ways[row, there, c.HENCE_S]
        if hither > longest or hence > longest or hither + hence - s.pos[q + 1, c.LEG] > spare:
            continue
        begin = max(leave + hither, first)
        if begin > last or begin + takes + hence > latest:
            continue
        if g.rule[c.MIXED] and not carries_here(g, s, u, v, q):
            continue
        if not fits(g, s, u, v, q, hither, hence):
            continue
        if g.rule[c.SOFT]:
            cost += follow(g, s, u, v, q, hence)
        if cost < best:
            best, spot = cost, q - base
    return best, spot


@compiled
def carries_here(g: Ground, s: State, u: int, v: int, q: int) -> bool:
    """Whether a stop's load has room behind a position, where some load goes out while other load comes in."""
    dimensions = g.rule[c.DIMENSIONS]
    column = c.TIMES + 4 * g.rule[c.LAYERS]
    for x in range(dimensions):
        most = g.capacity[v, x]
        if s.pos[q, column + x] + g.delivery[u, x] > most:
            return False
        if s.pos[q, column + dimensions + x] + g.pickup[u, x] > most:
            return False
    return True


@compiled
def fits(g: Ground, s: State, u: int, v: int, q: int, hither: int, hence: int) -> bool:
    """Whether a stop fits in time behind a position; its own departures are left in the last row but one."""
    layers = g.rule[c.LAYERS]
    first = g.vehicle[v, c.PAUSE]
    breaks = g.vehicle[v, c.PAUSE_END] - first
    own = len(s.pos) - 2
    place = g.stop[u, c.PLACE]
    extend(g, s, v, q, own, hither, u, s.pos[q, c.AT])
    after = s.pos[q + 1, c.WHO]
    other = after >= 0 and g.stop[after, c.SETUP] > 0
    if other:
        there = g.stop[after, c.PLACE]
        other = (there == place) != (there == s.pos[q, c.AT])
    for k in range(breaks + 1):
        leave = s.pos[own, c.TIMES + k]
        if leave >= c.FAR:
            continue
        for then in range(k, breaks + 1):
            latest = s.pos[q + 1, c.TIMES + layers + then]
            if other:
                latest = s.pos[q + 1, c.TIMES + 2 * layers + then] - length(g, after, place)
                latest = begin_before(g, after, latest)
            if latest > -c.FAR and through(g, first + k, first + then, leave, hence) <= latest:
                return True
    return False


@compiled
def follow(g: Ground, s: State, u: int, v: int, q: int, hence: int) -> int:
    """What the soft prices of a route rise by if a stop that fits is inserted behind a position."""
    layers = g.rule[c.LAYERS]
    breaks = g.vehicle[v, c.PAUSE_END] - g.vehicle[v, c.PAUSE]
    so_far = c.TIMES + 3 * layers
    here, spare = len(s.pos) - 2, len(s.pos) - 1
    end = g.vehicle[v, c.BASE] + s.route[v, c.SIZE] + 1
    before = s.pos[end, so_far + breaks] if s.route[v, c.SIZE] else 0
    place, leg = g.stop[u, c.PLACE], hence
    for x in range(q + 1, end + 1):
        extend(g, s, v, here, spare, leg, s.pos[x, c.WHO], place)
        here, spare = spare, here
        place = s.pos[x, c.AT]
        rise = s.pos[here, so_far + breaks] - s.pos[x, so_far + breaks]
        same = s.route[v, c.SIZE] > 0
        for k in range(breaks + 1):
            same = same and s.pos[here, c.TIMES + k] == s.pos[x, c.TIMES + k]
            same = same and (
                s.pos[here, c.TIMES + k] >= c.FAR or s.pos[here, so_far + k] - s.pos[x, so_far + k] == rise
            )
        if same:
            return rise
        if x < end:
            leg = s.pos[x + 1, c.LEG]
    return s.pos[here, so_far + breaks] - before

