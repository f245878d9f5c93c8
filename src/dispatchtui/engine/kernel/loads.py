"""What a route carries, drives and costs, but for time."""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import Wide, compiled
from dispatchtui.engine.kernel.rows import crew_row, route_row

MIX = 0x5851F42D4C957F2D


@compiled
def add_up(g: Wide, s: Wide, v: int) -> bool:
    """Sum a route's stamp, ways and loads up again: whether its limits hold, but for time."""
    van, route = crew_row(g, v), route_row(g, v)
    base, size, width = g[van + c.BASE], s[route + c.SIZE], g[c.WIDTH]
    dimensions, longest = g[c.DIMENSIONS], 0
    out = route + c.ROUTE_COLUMNS
    stamp, cost, travel = 0, 0, 0
    for x in range(2 * dimensions):
        s[out + x] = 0
    for q in range(base + width, base + (size + 1) * width, width):
        u = s[q + c.WHO]
        cost += s[q + c.WAY]
        travel += s[q + c.LEG]
        longest = max(longest, s[q + c.LEG])
        stamp = (stamp + u + 1) * MIX
        stamp ^= stamp >> 29
        if g[c.PAIRED]:
            cost += g[g[c.PAIR] + u * g[c.VEHICLES] + v]
        for x in range(dimensions):
            s[out + x] += g[g[c.DELIVERY] + u * dimensions + x]
            s[out + dimensions + x] += g[g[c.PICKUP] + u * dimensions + x]
    if size:
        end = base + (size + 1) * width
        cost += g[van + c.FIXED] + s[end + c.WAY]
        travel += s[end + c.LEG]
        longest = max(longest, s[end + c.LEG])
    s[route + c.STAMP], s[route + c.COST], s[route + c.TRAVEL] = stamp | 1, cost, travel
    holds = size <= g[van + c.MOST_STOPS] and travel <= g[van + c.MOST_TRAVEL] and longest <= g[van + c.LONGEST]
    for x in range(dimensions):
        most = g[g[c.CAPACITY] + v * dimensions + x]
        holds = holds and s[out + x] <= most and s[out + dimensions + x] <= most
        if g[c.MIXED]:
            holds = fill(g, s, v, x) <= most and holds
    return holds or size == 0


@compiled
def fill(g: Wide, s: Wide, v: int, x: int) -> int:
    """Keep the most that is on board up to each position and from it on, in one dimension: the most of all."""
    route, width, dimensions = route_row(g, v), g[c.WIDTH], g[c.DIMENSIONS]
    column = c.TIMES + 4 * g[c.LAYERS] + x
    base = g[crew_row(g, v) + c.BASE]
    last = base + s[route + c.SIZE] * width
    aboard = s[route + c.ROUTE_COLUMNS + x]
    most = aboard
    s[base + column] = aboard
    s[base + column + dimensions] = aboard
    for q in range(base + width, last + 1, width):
        u = s[q + c.WHO]
        aboard += g[g[c.PICKUP] + u * dimensions + x] - g[g[c.DELIVERY] + u * dimensions + x]
        most = max(most, aboard)
        s[q + column] = most
        s[q + column + dimensions] = aboard
    for q in range(last - width, base - 1, -width):
        s[q + column + dimensions] = max(s[q + column + dimensions], s[q + width + column + dimensions])
    return most


@compiled
def carries(g: Wide, s: Wide, u: int, v: int) -> bool:
    """Whether a vehicle has room for a stop's load at the start and at the end."""
    dimensions = g[c.DIMENSIONS]
    out = route_row(g, v) + c.ROUTE_COLUMNS
    for x in range(dimensions):
        most = g[g[c.CAPACITY] + v * dimensions + x]
        if s[out + x] + g[g[c.DELIVERY] + u * dimensions + x] > most:
            return False
        if s[out + dimensions + x] + g[g[c.PICKUP] + u * dimensions + x] > most:
            return False
    return True


@compiled
def carries_here(g: Wide, s: Wide, u: int, v: int, q: int) -> bool:
    """Whether a stop's load has room behind a position, where some load goes out while other load comes in."""
    dimensions = g[c.DIMENSIONS]
    column = q + c.TIMES + 4 * g[c.LAYERS]
    for x in range(dimensions):
        most = g[g[c.CAPACITY] + v * dimensions + x]
        if s[column + x] + g[g[c.DELIVERY] + u * dimensions + x] > most:
            return False
        if s[column + dimensions + x] + g[g[c.PICKUP] + u * dimensions + x] > most:
            return False
    return True
