"""How a route is timed: the earliest forward, the latest backward, in layers of breaks already taken.

Source: Savelsbergh's forward time slack, in as many layers as there are breaks; waiting is free, so earlier is never
worse and the latest moment from which the rest can be done is one number in each layer.
"""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import Wide, compiled
from dispatchtui.engine.kernel.loads import add_up
from dispatchtui.engine.kernel.rows import crew_row, route_row, stop_row

BREAK = 3
"""The numbers of a break: earliest, latest, length."""


@compiled
def begin_after(g: Wide, me: int, at: int) -> int:
    """When the service of a stop can begin for who arrives at a moment: `FAR` if no more."""
    if at > g[me + c.LAST]:
        return c.FAR
    if at <= g[me + c.FIRST]:
        return g[me + c.FIRST]
    for x in range(g[me + c.WINDOW], g[me + c.WINDOW_END], 2):
        if at <= g[x + 1]:
            return max(at, g[x])
    return at


@compiled
def begin_before(g: Wide, me: int, at: int) -> int:
    """The latest moment not after this one at which the service of a stop can begin: `-FAR` if none."""
    if at < g[me + c.FIRST]:
        return -c.FAR
    for x in range(g[me + c.WINDOW_END] - 2, g[me + c.WINDOW] - 2, -2):
        if at >= g[x]:
            return min(at, g[x + 1])
    return min(at, g[me + c.LAST])


@compiled
def soft(g: Wide, me: int, begin: int) -> int:
    """What it costs that the service of a stop begins at a moment."""
    cost = 0
    if begin > g[me + c.DUE]:
        cost += (begin - g[me + c.DUE]) * g[me + c.LATE]
    if begin > g[me + c.READY]:
        cost += (begin - g[me + c.READY]) * g[me + c.WAITING]
    was = g[me + c.WAS]
    if was < c.FAR and abs(begin - was) > g[me + c.MOVED_BY]:
        cost += g[me + c.MOVED]
    return cost


@compiled
def length(g: Wide, me: int, before: int) -> int:
    """How long the service of a stop takes for who comes from a place."""
    if before != g[me + c.PLACE]:
        return g[me + c.SERVICE] + g[me + c.SETUP]
    return g[me + c.SERVICE]


@compiled
def through(g: Wide, first: int, many: int, leave: int, leg: int) -> int:
    """When one arrives who leaves at a moment and takes so many breaks on the way: `FAR` if one would be too late."""
    arrive = leave + leg
    for x in range(first, first + many * BREAK, BREAK):
        if leave > g[x + 1]:
            return c.FAR
        leave = max(leave, g[x]) + g[x + 2]
        arrive = max(arrive, g[x]) + g[x + 2]
    return arrive


@compiled
def leaving(g: Wide, first: int, many: int, arrive: int, leg: int) -> int:
    """When one must leave at the latest to arrive by a moment and take these breaks on the way: `-FAR` if never."""
    latest, taken, over = c.FAR, 0, -c.FAR
    for x in range(first, first + many * BREAK, BREAK):
        if over > g[x + 1]:
            return -c.FAR
        latest = min(latest, g[x + 1] - taken)
        taken += g[x + 2]
        over = max(over, g[x]) + g[x + 2]
    for x in range(first + (many - 1) * BREAK, first - BREAK, -BREAK):
        arrive -= g[x + 2]
        if g[x] > arrive:
            return -c.FAR
    return min(latest, arrive - leg)


@compiled
def extend(g: Wide, s: Wide, v: int, here: int, there: int, leg: int, u: int, place: int) -> None:
    """Carry the earliest departures of one row on to the next, in which stop `u` is served (-1: the end)."""
    van, me = crew_row(g, v), stop_row(u)
    first, layers = g[van + c.PAUSE], g[c.LAYERS]
    breaks = (g[van + c.PAUSE_END] - first) // BREAK
    so_far = c.TIMES + 3 * layers
    takes = 0 if u < 0 else length(g, me, place)
    for k in range(breaks + 1):
        earliest, cheapest = c.FAR, c.FAR
        for was in range(k + 1):
            leave = s[here + c.TIMES + was]
            if leave >= c.FAR:
                continue
            begin = through(g, first + was * BREAK, k - was, leave, leg)
            if begin < c.FAR and u >= 0:
                begin = begin_after(g, me, begin)
            if begin >= c.FAR or begin + takes > earliest:
                continue
            cost = 0
            if g[c.SOFT]:
                cost = s[here + so_far + was]
                if u >= 0:
                    cost += soft(g, me, begin)
                else:
                    cost += max(begin - g[van + c.CLOSE], 0) * g[van + c.OVERTIME]
            if begin + takes < earliest or cost < cheapest:
                earliest, cheapest = begin + takes, cost
        s[there + c.TIMES + k] = earliest
        s[there + so_far + k] = cheapest


@compiled
def withdraw(g: Wide, s: Wide, v: int, q: int) -> None:
    """Carry the latest arrivals of the next position back to this one, a stop's."""
    van, layers, width = crew_row(g, v), g[c.LAYERS], g[c.WIDTH]
    first = g[van + c.PAUSE]
    breaks = (g[van + c.PAUSE_END] - first) // BREAK
    me = stop_row(s[q + c.WHO])
    takes = length(g, me, s[q - width + c.AT])
    for k in range(breaks + 1):
        latest = -c.FAR
        for then in range(k, breaks + 1):
            arrive = s[q + width + c.TIMES + layers + then]
            if arrive > -c.FAR:
                latest = max(latest, leaving(g, first + k * BREAK, then - k, arrive, s[q + width + c.LEG]))
        s[q + c.TIMES + 2 * layers + k] = latest
        s[q + c.TIMES + layers + k] = begin_before(g, me, latest - takes) if latest > -c.FAR else -c.FAR


@compiled
def retime(g: Wide, s: Wide, v: int) -> bool:
    """Time a whole route again, with its loads, its stamp and its cost: whether it holds."""
    van, route = crew_row(g, v), route_row(g, v)
    base, size, width, layers = g[van + c.BASE], s[route + c.SIZE], g[c.WIDTH], g[c.LAYERS]
    breaks = (g[van + c.PAUSE_END] - g[van + c.PAUSE]) // BREAK
    end = base + (size + 1) * width
    for k in range(layers):
        s[base + c.TIMES + k] = c.FAR
        s[end + c.TIMES + layers + k] = -c.FAR
    s[base + c.TIMES] = g[van + c.OPEN]
    s[base + c.TIMES + 3 * layers] = 0
    s[end + c.TIMES + layers + breaks] = g[van + c.SHUT]
    holds = add_up(g, s, v)
    if size == 0:
        return True
    if g[c.SIMPLE]:
        forth_and_back(g, s, base, end)
    else:
        for q in range(base + width, end + 1, width):
            extend(g, s, v, q - width, q, s[q + c.LEG], s[q + c.WHO], s[q - width + c.AT])
        for q in range(end - width, base, -width):
            withdraw(g, s, v, q)
        if g[c.SOFT]:
            s[route + c.COST] += s[end + c.TIMES + 3 * layers + breaks]
    return holds and s[end + c.TIMES + breaks] <= g[van + c.SHUT]


@compiled
def forth_and_back(g: Wide, s: Wide, base: int, end: int) -> None:
    """Time a route with one window a stop and no breaks."""
    width = g[c.WIDTH]
    leave = s[base + c.TIMES]
    for q in range(base + width, end, width):
        me = stop_row(s[q + c.WHO])
        leave = max(leave + s[q + c.LEG], g[me + c.FIRST])
        leave = c.FAR if leave > g[me + c.LAST] else leave + g[me + c.SERVICE]
        s[q + c.TIMES] = leave
    s[end + c.TIMES] = leave + s[end + c.LEG]
    arrive = s[end + c.TIMES + 1]
    for q in range(end - width, base, -width):
        me = stop_row(s[q + c.WHO])
        arrive = min(arrive - s[q + width + c.LEG] - g[me + c.SERVICE], g[me + c.LAST])
        s[q + c.TIMES + 1] = arrive
