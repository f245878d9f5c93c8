"""Where the rows of stops, vehicles and routes begin, and what a way costs."""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import Narrow, Wide, compiled


@compiled
def stop_row(u: int) -> int:
    """Where the row of a stop begins."""
    return c.HEAD + u * c.STOP_COLUMNS


@compiled
def crew_row(g: Wide, v: int) -> int:
    """Where the row of a vehicle begins."""
    return g[c.CREW] + v * c.VEHICLE_COLUMNS


@compiled
def route_row(g: Wide, v: int) -> int:
    """Where the row of a vehicle's route begins."""
    return c.PLAN_HEAD + v * g[c.ROUTE_WIDTH]


@compiled
def ways_row(g: Wide, van: int, place: int) -> int:
    """Where a vehicle's ways to and from the place of a stop begin; `STRIDE` numbers for each other place."""
    return g[g[van + c.PROFILE_ROWS] + place]


@compiled
def relay(g: Wide, w: Narrow, s: Wide, v: int, q: int) -> None:
    """Look up the way to a position again."""
    here, there = s[q - g[c.WIDTH] + c.AT], s[q + c.AT]
    places = g[c.PLACES]
    van = crew_row(g, v)
    if s[route_row(g, v) + c.SIZE] == 0 or places in (here, there):
        s[q + c.WAY] = 0
        s[q + c.LEG] = 0
    elif s[q + c.WHO] >= 0:
        way = ways_row(g, van, there) + g[c.STRIDE] * here
        s[q + c.WAY] = w[way + g[c.HITHER]] * g[van + c.RATE]
        s[q + c.LEG] = w[way + g[c.HITHER_S]]
    else:
        way = ways_row(g, van, here) + g[c.STRIDE] * there
        s[q + c.WAY] = w[way + g[c.HENCE]] * g[van + c.RATE]
        s[q + c.LEG] = w[way + g[c.HENCE_S]]
