"""How a plan in the making is changed, and how a change is taken back.

A vehicle's positions are its start, its stops and its end, one row each, from its base on.
"""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import Narrow, Wide, compiled
from dispatchtui.engine.kernel.rows import crew_row, relay, route_row, stop_row
from dispatchtui.engine.kernel.timing import retime


@compiled
def clear(g: Wide, s: Wide) -> None:
    """Give every vehicle an empty route, and leave every stop out."""
    for v in range(g[c.VEHICLES]):
        van = crew_row(g, v)
        base = g[van + c.BASE]
        end = base + g[c.WIDTH]
        s[base + c.WHO], s[end + c.WHO] = -1, -1
        s[base + c.AT], s[end + c.AT] = g[van + c.START], g[van + c.END]
        s[end + c.WAY], s[end + c.LEG] = 0, 0
        s[route_row(g, v) + c.SIZE] = 0
        retime(g, s, v)
    for kind in range(g[c.KINDS]):
        s[g[c.IDLE] + kind] = g[g[c.ALIKE] + g[g[c.ALIKE_FROM] + kind]]
    s[c.OUT], s[c.USED], s[c.MOST_USED] = g[c.STOPS], 0, g[c.VEHICLES]
    for u in range(g[c.STOPS]):
        s[g[c.OUTS] + u] = u
        s[g[c.WHERE] + u] = -1


@compiled
def settle(g: Wide, s: Wide, v: int) -> None:
    """Find the first idle vehicle of this one's kind again: -1 if all are used."""
    kind = g[crew_row(g, v) + c.KIND]
    idle = g[c.IDLE] + kind
    s[idle] = -1
    for x in range(g[g[c.ALIKE_FROM] + kind], g[g[c.ALIKE_FROM] + kind + 1]):
        other = g[g[c.ALIKE] + x]
        if s[route_row(g, other) + c.SIZE] == 0:
            s[idle] = other
            return


@compiled
def touch(g: Wide, s: Wide, v: int) -> None:
    """Keep a copy of a route before it is changed for the first time in this round."""
    route = route_row(g, v)
    if s[route + c.TOUCHED]:
        return
    base = g[crew_row(g, v) + c.BASE]
    for x in range(base, base + (s[route + c.SIZE] + 2) * g[c.WIDTH]):
        s[g[c.OLD] + x] = s[x]
    for x in range(route, route + g[c.ROUTE_WIDTH]):
        s[g[c.OLD_ROUTE] + x] = s[x]
    s[route + c.TOUCHED] = 1
    s[g[c.TOUCHED_ONES] + s[c.TOUCHED_COUNT]] = v
    s[c.TOUCHED_COUNT] += 1


@compiled
def remember(g: Wide, s: Wide) -> None:
    """Begin a round: what is left out now is what to go back to."""
    s[c.OLD_OUT] = s[c.OUT]
    for x in range(s[c.OUT]):
        s[g[c.OLD_OUTS] + x] = s[g[c.OUTS] + x]


@compiled
def keep(g: Wide, s: Wide) -> None:
    """Let what was changed stand."""
    for x in range(s[c.TOUCHED_COUNT]):
        s[route_row(g, s[g[c.TOUCHED_ONES] + x]) + c.TOUCHED] = 0
    s[c.TOUCHED_COUNT] = 0


@compiled
def take_back(g: Wide, s: Wide) -> None:
    """Put every touched route back as it was, and what was left out."""
    width = g[c.WIDTH]
    for i in range(s[c.TOUCHED_COUNT]):
        v = s[g[c.TOUCHED_ONES] + i]
        base, route = g[crew_row(g, v) + c.BASE], route_row(g, v)
        was_idle = s[route + c.SIZE] == 0
        for x in range(route, route + g[c.ROUTE_WIDTH]):
            s[x] = s[g[c.OLD_ROUTE] + x]
        size = s[route + c.SIZE]
        for x in range(base, base + (size + 2) * width):
            s[x] = s[g[c.OLD] + x]
        for q in range(base + width, base + (size + 1) * width, width):
            s[g[c.WHERE] + s[q + c.WHO]] = v
        if was_idle != (size == 0):
            s[c.USED] += 1 if was_idle else -1
            settle(g, s, v)
    s[c.TOUCHED_COUNT] = 0
    s[c.OUT] = s[c.OLD_OUT]
    for x in range(s[c.OUT]):
        u = s[g[c.OLD_OUTS] + x]
        s[g[c.OUTS] + x] = u
        s[g[c.WHERE] + u] = -1


@compiled
def note_best(g: Wide, s: Wide, cost: int) -> None:
    """Keep the present plan as the best one."""
    s[c.BEST] = cost
    to = g[c.BEST_STOPS]
    width = g[c.WIDTH]
    for v in range(g[c.VEHICLES]):
        size = s[route_row(g, v) + c.SIZE]
        s[g[c.BEST_SIZES] + v] = size
        q = g[crew_row(g, v) + c.BASE] + c.WHO
        for _ in range(size):
            q += width
            s[to] = s[q]
            to += 1


@compiled
def insert(g: Wide, w: Narrow, s: Wide, u: int, v: int, behind: int) -> None:
    """Put a stop into a vehicle's route, so far behind its first position."""
    touch(g, s, v)
    route, width = route_row(g, v), g[c.WIDTH]
    base, size = g[crew_row(g, v) + c.BASE], s[route + c.SIZE]
    q = base + behind + width
    for x in range(base + (size + 2) * width - 1, q - 1, -1):
        s[x + width] = s[x]
    s[q + c.WHO] = u
    s[q + c.AT] = g[stop_row(u) + c.PLACE]
    s[route + c.SIZE] = size + 1
    s[g[c.WHERE] + u] = v
    relay(g, w, s, v, q)
    relay_hence(g, w, s, v, q)
    retime(g, s, v)
    if size == 0:
        s[c.USED] += 1
        settle(g, s, v)


@compiled
def relay_hence(g: Wide, w: Narrow, s: Wide, v: int, q: int) -> None:
    """Look up the way from a stop's position to the next one, in the stop's own row."""
    there = q + g[c.WIDTH]
    if s[there + c.AT] == g[c.PLACES]:
        s[there + c.WAY], s[there + c.LEG] = 0, 0
        return
    van = crew_row(g, v)
    way = g[g[van + c.PROFILE_ROWS] + s[q + c.AT]] + g[c.STRIDE] * s[there + c.AT]
    s[there + c.WAY] = w[way + g[c.HENCE]] * g[van + c.RATE]
    s[there + c.LEG] = w[way + g[c.HENCE_S]]


@compiled
def take_out(g: Wide, w: Narrow, s: Wide, v: int, first: int, many: int) -> None:
    """Take so many stops, from the one of that number on, out of a vehicle's route, without timing it again."""
    route, width = route_row(g, v), g[c.WIDTH]
    base, size = g[crew_row(g, v) + c.BASE], s[route + c.SIZE]
    low, high = base + first * width, base + (first + many) * width
    for q in range(low, high, width):
        u = s[q + c.WHO]
        s[g[c.WHERE] + u] = -1
        s[g[c.OUTS] + s[c.OUT]] = u
        s[c.OUT] += 1
    for x in range(high, base + (size + 2) * width):
        s[x - many * width] = s[x]
    s[route + c.SIZE] = size - many
    relay(g, w, s, v, low)


@compiled
def retire(g: Wide, s: Wide, spare: float) -> None:
    """Forget idle vehicles of a kind beyond a share of those of it that are used, and three: none will be missed."""
    for kind in range(g[c.KINDS]):
        low, high = g[g[c.ALIKE_FROM] + kind], g[g[c.ALIKE_FROM] + kind + 1]
        used = 0
        for x in range(low, high):
            used += s[route_row(g, g[g[c.ALIKE] + x]) + c.SIZE] > 0
        idle, most = 0, 3 + int(used * spare)
        for x in range(low, high):
            van = crew_row(g, g[g[c.ALIKE] + x])
            if s[route_row(g, g[g[c.ALIKE] + x]) + c.SIZE] == 0:
                idle += 1
                if idle > most:
                    g[van + c.ROOM] = 0
    for u in range(g[c.STOPS]):
        me = stop_row(u)
        to = g[me + c.ABLE]
        for x in range(to, g[me + c.ABLE_END]):
            if g[crew_row(g, g[x]) + c.ROOM] > 0:
                g[to] = g[x]
                to += 1
        g[me + c.ABLE_END] = to
