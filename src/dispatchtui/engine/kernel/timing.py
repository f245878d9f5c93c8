"""How a route is timed: the earliest forward, the latest backward, in layers of breaks already taken.

Source: Savelsbergh's forward time slack, in as many layers as there are breaks; waiting is free, so earlier is never
worse and the latest moment from which the rest can be done is one number in each layer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import compiled
from dispatchtui.engine.kernel.ground import Ground

if TYPE_CHECKING:
    from dispatchtui.engine.kernel.state import State


@compiled
def relay(g: Ground, s: State, v: int, q: int) -> None:
    """Look up the way to a position again."""
    here, there = s.pos[q - 1, c.AT], s.pos[q, c.AT]
    places = g.rule[c.PLACES]
    if s.route[v, c.SIZE] == 0 or here == places or there == places:
        s.pos[q, c.WAY] = 0
        s.pos[q, c.LEG] = 0
        return
    profile = g.vehicle[v, c.PROFILE]
    s.pos[q, c.WAY] = g.price[profile, here, there] * g.vehicle[v, c.RATE]
    s.pos[q, c.LEG] = g.travel[profile, here, there]


@compiled
def begin_after(g: Ground, u: int, at: int) -> int:
    """When the service of a stop can begin for who arrives at a moment: `FAR` if no more."""
    if at > g.stop[u, c.LAST]:
        return c.FAR
    if at <= g.stop[u, c.FIRST]:
        return g.stop[u, c.FIRST]
    for w in range(g.stop[u, c.WINDOW], g.stop[u, c.WINDOW_END]):
        if at <= g.window[w, 1]:
            return max(at, g.window[w, 0])
    return at


@compiled
def begin_before(g: Ground, u: int, at: int) -> int:
    """The latest moment not after this one at which the service of a stop can begin: `-FAR` if none."""
    if at < g.stop[u, c.FIRST]:
        return -c.FAR
    for w in range(g.stop[u, c.WINDOW_END] - 1, g.stop[u, c.WINDOW] - 1, -1):
        if at >= g.window[w, 0]:
            return min(at, g.window[w, 1])
    return min(at, g.stop[u, c.LAST])


@compiled
def soft(g: Ground, u: int, begin: int) -> int:
    """What it costs that the service of a stop begins at a moment."""
    cost = 0
    if begin > g.stop[u, c.DUE]:
        cost += (begin - g.stop[u, c.DUE]) * g.stop[u, c.LATE]
    if begin > g.stop[u, c.READY]:
        cost += (begin - g.stop[u, c.READY]) * g.stop[u, c.WAITING]
    was = g.stop[u, c.WAS]
    if was < c.FAR and abs(begin - was) > g.stop[u, c.MOVED_BY]:
        cost += g.stop[u, c.MOVED]
    return cost


@compiled
def length(g: Ground, u: int, before: int) -> int:
    """How long the service of a stop takes for who comes from a place."""
    if g.stop[u, c.SETUP] and before != g.stop[u, c.PLACE]:
        return g.stop[u, c.SERVICE] + g.stop[u, c.SETUP]
    return g.stop[u, c.SERVICE]


@compiled
def through(g: Ground, first: int, last: int, leave: int, leg: int) -> int:
    """When one arrives who leaves at a moment and takes these breaks on the way: `FAR` if one would be too late."""
    arrive = leave + leg
    for x in range(first, last):
        if leave > g.pause[x, 1]:
            return c.FAR
        leave = max(leave, g.pause[x, 0]) + g.pause[x, 2]
        arrive = max(arrive, g.pause[x, 0]) + g.pause[x, 2]
    return arrive


@compiled
def leaving(g: Ground, first: int, last: int, arrive: int, leg: int) -> int:
    """When one must leave at the latest to arrive by a moment and take these breaks on the way: `-FAR` if never."""
    latest = c.FAR
    taken = 0
    for x in range(first, last):
        for y in range(first, x):
            if g.pause[y, 0] + _lengths(g, y, x) > g.pause[x, 1]:
                return -c.FAR
        latest = min(latest, g.pause[x, 1] - taken)
        taken += g.pause[x, 2]
    for x in range(last - 1, first - 1, -1):
        arrive -= g.pause[x, 2]
        if g.pause[x, 0] > arrive:
            return -c.FAR
    return min(latest, arrive - leg)


@compiled
def _lengths(g: Ground, first: int, last: int) -> int:
    """How long these breaks take together."""
    total = 0
    for x in range(first, last):
        total += g.pause[x, 2]
    return total


@compiled
def extend(g: Ground, s: State, v: int, here: int, there: int, leg: int, u: int, place: int) -> None:
    """Carry the earliest departures of one row on to the next, in which stop `u` is served (-1: the end)."""
    layers = g.rule[c.LAYERS]
    first = g.vehicle[v, c.PAUSE]
    breaks = g.vehicle[v, c.PAUSE_END] - first
    so_far = c.TIMES + 3 * layers
    takes = 0 if u < 0 else length(g, u, place)
    for k in range(breaks + 1):
        earliest, cheapest = c.FAR, c.FAR
        for was in range(k + 1):
            leave = s.pos[here, c.TIMES + was]
            if leave >= c.FAR:
                continue
            begin = through(g, first + was, first + k, leave, leg)
            cost = s.pos[here, so_far + was]
            if begin < c.FAR and u >= 0:
                begin = begin_after(g, u, begin)
            if begin >= c.FAR:
                continue
            if g.rule[c.SOFT]:
                if u >= 0:
                    cost += soft(g, u, begin)
                else:
                    cost += max(begin - g.vehicle[v, c.CLOSE], 0) * g.vehicle[v, c.OVERTIME]
            if begin + takes < earliest or (begin + takes == earliest and cost < cheapest):
                earliest, cheapest = begin + takes, cost
        s.pos[there, c.TIMES + k] = earliest
        s.pos[there, so_far + k] = cheapest


@compiled
def withdraw(g: Ground, s: State, v: int, q: int) -> None:
    """Carry the latest arrivals of the next position back to this one, a stop's."""
    layers = g.rule[c.LAYERS]
    first = g.vehicle[v, c.PAUSE]
    breaks = g.vehicle[v, c.PAUSE_END] - first
    u = s.pos[q, c.WHO]
    takes = length(g, u, s.pos[q - 1, c.AT])
    for k in range(breaks + 1):
        latest = -c.FAR
        for then in range(k, breaks + 1):
            arrive = s.pos[q + 1, c.TIMES + layers + then]
            if arrive > -c.FAR:
                latest = max(latest, leaving(g, first + k, first + then, arrive, s.pos[q + 1, c.LEG]))
        s.pos[q, c.TIMES + 2 * layers + k] = latest
        s.pos[q, c.TIMES + layers + k] = begin_before(g, u, latest - takes) if latest > -c.FAR else -c.FAR


@compiled
def retime(g: Ground, s: State, v: int) -> bool:
    """Time a whole route again, with its loads, its stamp and its cost: whether it holds."""
    base, size = g.vehicle[v, c.BASE], s.route[v, c.SIZE]
    layers = g.rule[c.LAYERS]
    breaks = g.vehicle[v, c.PAUSE_END] - g.vehicle[v, c.PAUSE]
    end = base + size + 1
    for k in range(layers):
        s.pos[base, c.TIMES + k] = c.FAR
        s.pos[end, c.TIMES + layers + k] = -c.FAR
    s.pos[base, c.TIMES] = g.vehicle[v, c.OPEN]
    s.pos[base, c.TIMES + 3 * layers] = 0
    s.pos[end, c.TIMES + layers + breaks] = g.vehicle[v, c.SHUT]
    holds = load(g, s, v)
    if size == 0:
        s.pos[end, c.WAY] = 0
        s.pos[end, c.LEG] = 0
        s.route[v, c.COST] = 0
        return True
    if g.rule[c.SIMPLE]:
        forth_and_back(g, s, base, end)
    else:
        for q in range(base + 1, end + 1):
            extend(g, s, v, q - 1, q, s.pos[q, c.LEG], s.pos[q, c.WHO], s.pos[q - 1, c.AT])
        for q in range(end - 1, base, -1):
            withdraw(g, s, v, q)
        s.route[v, c.COST] += s.pos[end, c.TIMES + 3 * layers + breaks] if g.rule[c.SOFT] else 0
    return holds and s.pos[end, c.TIMES + breaks] <= g.vehicle[v, c.SHUT]


@compiled
def forth_and_back(g: Ground, s: State, base: int, end: int) -> None:
    """Time a route with one window a stop and no breaks."""
    leave = s.pos[base, c.TIMES]
    for q in range(base + 1, end):
        u = s.pos[q, c.WHO]
        leave = max(leave + s.pos[q, c.LEG], g.stop[u, c.FIRST])
        leave = c.FAR if leave > g.stop[u, c.LAST] else leave + g.stop[u, c.SERVICE]
        s.pos[q, c.TIMES] = leave
    s.pos[end, c.TIMES] = leave + s.pos[end, c.LEG]
    arrive = s.pos[end, c.TIMES + 1]
    for q in range(end - 1, base, -1):
        u = s.pos[q, c.WHO]
        arrive = min(arrive - s.pos[q + 1, c.LEG] - g.stop[u, c.SERVICE], g.stop[u, c.LAST])
        s.pos[q, c.TIMES + 1] = arrive


@compiled
def load(g: Ground, s: State, v: int) -> bool:
    """Sum a route's stamp, ways and loads up again: whether its limits hold, but for time."""
    base, size = g.vehicle[v, c.BASE], s.route[v, c.SIZE]
    dimensions = g.rule[c.DIMENSIONS]
    stamp, cost, travel = 0, 0 if size == 0 else g.vehicle[v, c.FIXED], 0
    holds = size <= g.vehicle[v, c.MOST_STOPS]
    for x in range(2 * dimensions):
        s.route[v, c.ROUTE_COLUMNS + x] = 0
    for q in range(base + 1, base + size + 2):
        u = s.pos[q, c.WHO]
        cost += s.pos[q, c.WAY]
        travel += s.pos[q, c.LEG]
        holds = holds and s.pos[q, c.LEG] <= g.vehicle[v, c.LONGEST]
        if u < 0:
            break
        stamp = (stamp + u + 1) * 0x5851F42D4C957F2D
        stamp ^= stamp >> 29
        if g.rule[c.PAIRED]:
            cost += g.pair[u, v]
        for x in range(dimensions):
            s.route[v, c.ROUTE_COLUMNS + x] += g.delivery[u, x]
            s.route[v, c.ROUTE_COLUMNS + dimensions + x] += g.pickup[u, x]
    s.route[v, c.STAMP], s.route[v, c.COST], s.route[v, c.TRAVEL] = stamp | 1, cost, travel
    for x in range(dimensions):
        most = g.capacity[v, x]
        holds = holds and s.route[v, c.ROUTE_COLUMNS + x] <= most
        holds = holds and s.route[v, c.ROUTE_COLUMNS + dimensions + x] <= most
        if g.rule[c.MIXED]:
            holds = fill(g, s, v, x) <= most and holds
    return holds and travel <= g.vehicle[v, c.MOST_TRAVEL]


@compiled
def fill(g: Ground, s: State, v: int, x: int) -> int:
    """Keep the most that is on board up to each position and from it on, in one dimension: the most of all."""
    base, size = g.vehicle[v, c.BASE], s.route[v, c.SIZE]
    dimensions = g.rule[c.DIMENSIONS]
    column = c.TIMES + 4 * g.rule[c.LAYERS] + x
    aboard = s.route[v, c.ROUTE_COLUMNS + x]
    most = aboard
    s.pos[base, column] = aboard
    s.pos[base, column + dimensions] = aboard
    for q in range(base + 1, base + size + 1):
        u = s.pos[q, c.WHO]
        aboard += g.pickup[u, x] - g.delivery[u, x]
        most = max(most, aboard)
        s.pos[q, column] = most
        s.pos[q, column + dimensions] = aboard
    for q in range(base + size - 1, base - 1, -1):
        s.pos[q, column + dimensions] = max(s.pos[q, column + dimensions], s.pos[q + 1, column + dimensions])
    return most
