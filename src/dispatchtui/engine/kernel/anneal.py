"""The search itself: ruin, recreate, and go on from what is better, or from what is worse while it is hot."""

from __future__ import annotations

import math

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.chance import share
from dispatchtui.engine.kernel.compiled import compiled
from dispatchtui.engine.kernel.ground import Ground
from dispatchtui.engine.kernel.recreate import arrange, place_all, some_order
from dispatchtui.engine.kernel.ruin import tear
from dispatchtui.engine.kernel.state import BEST, OLD_OUT, OUT, TOUCHED, State, keep, note_best, remember, take_back

MEAN = 10.0
"""How many stops are taken out in a round, on average."""
BLINK = 0.01


@compiled
def total(g: Ground, s: State) -> int:
    """What the present plan costs."""
    cost = 0
    for v in range(g.rule[c.VEHICLES]):
        cost += s.route[v, c.COST]
    for x in range(s.count[OUT]):
        cost += g.stop[s.out[x], c.PRICE]
    return cost


@compiled
def rise(g: Ground, s: State) -> int:
    """What the present round has made the plan dearer by."""
    cost = 0
    for i in range(s.count[TOUCHED]):
        v = s.touched[i]
        cost += s.route[v, c.COST] - s.old_route[v, c.COST]
    for x in range(s.count[OUT]):
        cost += g.stop[s.out[x], c.PRICE]
    for x in range(s.count[OLD_OUT]):
        cost -= g.stop[s.old_out[x], c.PRICE]
    return cost


@compiled
def anneal(g: Ground, s: State, first: int, rounds: int, hot: float, fall: float, mean: float) -> int:
    """Search for so many rounds, the one of number x at a heat of hot * exp(-fall * x): the present cost."""
    keep(s)
    cost = total(g, s)
    if cost < s.count[BEST]:
        note_best(g, s, cost)
    for x in range(first, first + rounds):
        heat = hot * math.exp(-fall * x)
        remember(s)
        tear(g, s, mean)
        arrange(g, s, some_order(s))
        place_all(g, s, BLINK)
        more = rise(g, s)
        if more < -heat * math.log(max(share(s.chance), 1e-300)):
            keep(s)
            cost += more
            if cost < s.count[BEST]:
                note_best(g, s, cost)
        else:
            take_back(g, s)
    return cost
