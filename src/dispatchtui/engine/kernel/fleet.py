"""How a plan gets by with fewer vehicles: one route is given up, and its stops are pressed into the others.

Stops that have long been left out weigh more than those that have not, so that who is hard to place is placed first.
Source: Christiaens and Vanden Berghe, 2020, after Nagata and Bräysy, 2009.
"""

from __future__ import annotations

import math

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.anneal import BLINK, rise, total
from dispatchtui.engine.kernel.chance import share
from dispatchtui.engine.kernel.changes import keep, note_best, remember, settle, take_back, take_out
from dispatchtui.engine.kernel.compiled import Narrow, Wide, compiled
from dispatchtui.engine.kernel.recreate import arrange, place_all, some_order
from dispatchtui.engine.kernel.rows import crew_row, route_row
from dispatchtui.engine.kernel.ruin import tear
from dispatchtui.engine.kernel.timing import retime


@compiled
def thin(g: Wide, w: Narrow, s: Wide, rounds: int, heat: float, mean: float, least: int) -> int:
    """Search so many rounds for plans with fewer vehicles, down to so few, that leave nothing out: how many it took."""
    keep(g, s)
    for x in range(rounds):
        if s[c.OUT] == 0:
            cost = total(g, s)
            if cost < s[c.BEST]:
                note_best(g, s, cost)
            if s[c.USED] <= least:
                return x
            give_up(g, w, s)
        remember(g, s)
        tear(g, w, s, mean)
        arrange(g, s, some_order(s))
        place_all(g, w, s, BLINK)
        before = weight(g, s, g[c.OLD_OUTS], s[c.OLD_OUT])
        after = weight(g, s, g[c.OUTS], s[c.OUT])
        lighter = after < before
        if after == before and s[c.OUT] == s[c.OLD_OUT]:
            lighter = rise(g, s) < -heat * math.log(max(share(s), 1e-300))
        if lighter or s[c.OUT] == 0:
            keep(g, s)
        else:
            take_back(g, s)
        for i in range(g[c.OUTS], g[c.OUTS] + s[c.OUT]):
            s[g[c.ABSENT] + s[i]] += 1
    return rounds


@compiled
def weight(g: Wide, s: Wide, outs: int, many: int) -> int:
    """How often in all these stops have been left out."""
    total_weight = 0
    for x in range(outs, outs + many):
        total_weight += s[g[c.ABSENT] + s[x]]
    return total_weight


@compiled
def give_up(g: Wide, w: Narrow, s: Wide) -> None:
    """Empty the route whose stops have been left out least often, and make do with one vehicle fewer."""
    least, which, width = c.FAR, -1, g[c.WIDTH]
    for v in range(g[c.VEHICLES]):
        size = s[route_row(g, v) + c.SIZE]
        if size == 0:
            continue
        base, weighs = g[crew_row(g, v) + c.BASE], size
        for x in range(1, size + 1):
            weighs += s[g[c.ABSENT] + s[base + x * width + c.WHO]]
        if weighs < least:
            least, which = weighs, v
    if which < 0:
        return
    take_out(g, w, s, which, 1, s[route_row(g, which) + c.SIZE])
    retime(g, s, which)
    s[c.USED] -= 1
    s[c.MOST_USED] = s[c.USED]
    settle(g, s, which)
