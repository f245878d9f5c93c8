"""What is taken out of a plan: strings of stops from routes near one another.

Source: Christiaens and Vanden Berghe, slack induction by string removals, 2020.
"""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.chance import below, share
from dispatchtui.engine.kernel.compiled import compiled
from dispatchtui.engine.kernel.ground import Ground
from dispatchtui.engine.kernel.state import OUT, State, settle, take_out, touch
from dispatchtui.engine.kernel.timing import retime

LONGEST_STRING = 10.0
SPLIT = 0.5
SKIP_ON = 0.99


@compiled
def tear(g: Ground, s: State, mean: float) -> None:
    """Take strings out of routes near a stop drawn by lot, about `mean` stops in all."""
    n = g.rule[c.STOPS]
    used, served = 0, n - s.count[OUT]
    for v in range(g.rule[c.VEHICLES]):
        used += s.route[v, c.SIZE] > 0
    if used == 0:
        return
    longest = min(LONGEST_STRING, served / used)
    most = 4.0 * mean / (1.0 + longest) - 1.0
    strings = int(share(s.chance) * most + 1.0)
    seed = below(s.chance, n)
    torn = 0
    for x in range(g.near.shape[1]):
        u = g.near[seed, x]
        v = s.where[u]
        if v < 0 or s.route[v, c.TOUCHED]:
            continue
        size = s.route[v, c.SIZE]
        many = int(share(s.chance) * min(float(size), longest) + 1.0)
        touch(g, s, v)
        cut(g, s, u, v, min(many, size))
        torn += 1
        if torn >= strings:
            return


@compiled
def cut(g: Ground, s: State, u: int, v: int, many: int) -> None:
    """Take a string of so many stops with this one out of a route, or one with a part in its midst that stays."""
    base, size = g.vehicle[v, c.BASE], s.route[v, c.SIZE]
    at = 1
    while s.pos[base + at, c.WHO] != u:
        at += 1
    stays = 0
    if many > 1 and many < size and share(s.chance) < SPLIT:
        stays = 1
        while many + stays < size and share(s.chance) < SKIP_ON * 0.5:
            stays += 1
    span = many + stays
    low, high = max(1, at - span + 1), min(at, size - span + 1)
    first = low + below(s.chance, high - low + 1)
    if stays == 0:
        take_out(g, s, v, first, many)
    else:
        head = 1 + below(s.chance, many - 1)
        take_out(g, s, v, first + head + stays, many - head)
        take_out(g, s, v, first, head)
    if not retime(g, s, v):
        mend(g, s, v)
    if s.route[v, c.SIZE] == 0:
        settle(g, s, v)


@compiled
def mend(g: Ground, s: State, v: int) -> None:
    """Take stops out of a route that does not hold until it does, of those before it fails the one of least price."""
    base = g.vehicle[v, c.BASE]
    while not retime(g, s, v):
        size = s.route[v, c.SIZE]
        fails = size
        for x in range(size, 0, -1):
            if s.pos[base + x, c.TIMES] >= c.FAR:
                fails = x
        worst = fails
        for x in range(fails, 0, -1):
            if g.stop[s.pos[base + x, c.WHO], c.PRICE] < g.stop[s.pos[base + worst, c.WHO], c.PRICE]:
                worst = x
        take_out(g, s, v, worst, 1)
