"""What is taken out of a plan: strings of stops from routes near one another.

Source: Christiaens and Vanden Berghe, slack induction by string removals, 2020.
"""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.chance import below, share
from dispatchtui.engine.kernel.changes import settle, take_out, touch
from dispatchtui.engine.kernel.compiled import Narrow, Wide, compiled
from dispatchtui.engine.kernel.rows import crew_row, route_row, stop_row
from dispatchtui.engine.kernel.timing import retime

LONGEST_STRING = 10.0
SPLIT = 0.5
STAY_ON = 0.5


@compiled
def tear(g: Wide, w: Narrow, s: Wide, mean: float) -> None:
    """Take strings out of routes near a stop drawn by lot, about `mean` stops in all."""
    n, used = g[c.STOPS], s[c.USED]
    if used == 0:
        return
    longest = min(LONGEST_STRING, (n - s[c.OUT]) / used)
    most = 4.0 * mean / (1.0 + longest) - 1.0
    strings = int(share(s) * most + 1.0)
    near = g[c.NEAR] + below(s, n) * g[c.NEIGHBOURS]
    for x in range(near, near + g[c.NEIGHBOURS]):
        v = s[g[c.WHERE] + g[x]]
        if v < 0 or s[route_row(g, v) + c.TOUCHED]:
            continue
        size = s[route_row(g, v) + c.SIZE]
        many = int(share(s) * min(float(size), longest) + 1.0)
        touch(g, s, v)
        cut(g, w, s, g[x], v, min(many, size))
        strings -= 1
        if strings <= 0:
            return


@compiled
def cut(g: Wide, w: Narrow, s: Wide, u: int, v: int, many: int) -> None:
    """Take a string of so many stops with this one out of a route, or one with a part in its midst that stays."""
    base, size = g[crew_row(g, v) + c.BASE], s[route_row(g, v) + c.SIZE]
    at = 1
    while s[base + at * g[c.WIDTH] + c.WHO] != u:
        at += 1
    stays = 0
    if 1 < many < size and share(s) < SPLIT:
        stays = 1
        while many + stays < size and share(s) < STAY_ON:
            stays += 1
    span = many + stays
    low, high = max(1, at - span + 1), min(at, size - span + 1)
    first = low + below(s, high - low + 1)
    if stays == 0:
        take_out(g, w, s, v, first, many)
    else:
        head = 1 + below(s, many - 1)
        take_out(g, w, s, v, first + head + stays, many - head)
        take_out(g, w, s, v, first, head)
    if not retime(g, s, v):
        mend(g, w, s, v)
    if s[route_row(g, v) + c.SIZE] == 0:
        s[c.USED] -= 1
        settle(g, s, v)


@compiled
def mend(g: Wide, w: Narrow, s: Wide, v: int) -> None:
    """Take stops out of a route that does not hold until it does, of those before it fails the one of least price."""
    base, width = g[crew_row(g, v) + c.BASE], g[c.WIDTH]
    while not retime(g, s, v):
        fails = s[route_row(g, v) + c.SIZE]
        for x in range(fails, 0, -1):
            if s[base + x * width + c.TIMES] >= c.FAR:
                fails = x
        worst = fails
        least = g[stop_row(s[base + worst * width + c.WHO]) + c.PRICE]
        for x in range(fails, 0, -1):
            price = g[stop_row(s[base + x * width + c.WHO]) + c.PRICE]
            if price < least:
                worst, least = x, price
        take_out(g, w, s, v, worst, 1)
