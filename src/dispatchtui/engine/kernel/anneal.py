"""The search itself: ruin, recreate, and go on from what is better, or from what is worse while it is hot."""

from __future__ import annotations

import math

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.chance import share
from dispatchtui.engine.kernel.changes import keep, note_best, remember, take_back
from dispatchtui.engine.kernel.compiled import Narrow, Wide, compiled
from dispatchtui.engine.kernel.recreate import arrange, place_all, place_by_regret, some_order
from dispatchtui.engine.kernel.rows import crew_row, route_row, stop_row
from dispatchtui.engine.kernel.ruin import tear

MEAN = 10.0
"""How many stops are taken out in a round, on average."""
BLINK = 0.01
REGRETTING = 0.3
"""How many rounds in all insert by regret."""


@compiled
def total(g: Wide, s: Wide) -> int:
    """What the present plan costs."""
    cost = 0
    for v in range(g[c.VEHICLES]):
        cost += s[route_row(g, v) + c.COST]
    for x in range(g[c.OUTS], g[c.OUTS] + s[c.OUT]):
        cost += g[stop_row(s[x]) + c.PRICE]
    return cost


@compiled
def average_way(g: Wide, s: Wide) -> float:
    """What a way costs on average in the present plan."""
    width, cost, ways = g[c.WIDTH], 0, 1
    for v in range(g[c.VEHICLES]):
        base = g[crew_row(g, v) + c.BASE]
        for x in range(1, s[route_row(g, v) + c.SIZE] + 2):
            cost += s[base + x * width + c.WAY]
            ways += 1
    return cost / ways


@compiled
def rise(g: Wide, s: Wide) -> int:
    """What the present round has made the plan dearer by."""
    cost = 0
    for x in range(g[c.TOUCHED_ONES], g[c.TOUCHED_ONES] + s[c.TOUCHED_COUNT]):
        route = route_row(g, s[x])
        cost += s[route + c.COST] - s[g[c.OLD_ROUTE] + route + c.COST]
    for x in range(g[c.OUTS], g[c.OUTS] + s[c.OUT]):
        cost += g[stop_row(s[x]) + c.PRICE]
    for x in range(g[c.OLD_OUTS], g[c.OLD_OUTS] + s[c.OLD_OUT]):
        cost -= g[stop_row(s[x]) + c.PRICE]
    return cost


@compiled
def anneal(
    g: Wide, w: Narrow, s: Wide, first: int, rounds: int, hot: float, fall: float, mean: float, regretting: float
) -> None:
    """Search for so many rounds, the one of number x at a heat of hot * exp(-fall * x)."""
    keep(g, s)
    cost = total(g, s)
    if cost < s[c.BEST]:
        note_best(g, s, cost)
    for x in range(first, first + rounds):
        heat = hot * math.exp(-fall * x)
        remember(g, s)
        tear(g, w, s, mean)
        if regretting > 0.0 and share(s) < regretting:
            place_by_regret(g, w, s, BLINK)
        else:
            arrange(g, s, some_order(s))
            place_all(g, w, s, BLINK)
        more = rise(g, s)
        if more < -heat * math.log(max(share(s), 1e-300)):
            keep(g, s)
            cost += more
            if cost < s[c.BEST]:
                note_best(g, s, cost)
        else:
            take_back(g, s)
