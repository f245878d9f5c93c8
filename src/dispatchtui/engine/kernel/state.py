"""What a search changes: routes as rows of positions, who is where, what is left out, and what was found out.

A vehicle's positions are its start, its stops and its end, one row each, from its base on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import compiled
from dispatchtui.engine.kernel.ground import Ground
from dispatchtui.engine.kernel.timing import relay, retime
from dispatchtui.solver.problem import Ints

COUNTS = 8
OUT, TOUCHED, OLD_OUT, BEST_OUT, ASKED, TRIED, BETTER, BEST = range(COUNTS)
"""How many are left out, routes are touched, were left out before and in the best plan; and the best plan's cost."""


class State(NamedTuple):
    """A plan in the making: `pos` and `route` with copies of what was touched, `where` each stop is (-1: nowhere).

    `out` are the stops left out, `idle` the first unused vehicle of each kind, `known` [n, m, 3] stamp, cost and
    position of each stop's best insertion into each route, `best` and `best_size` the best plan so far.
    """

    pos: Ints
    route: Ints
    old_pos: Ints
    old_route: Ints
    where: NDArray[np.int32]
    out: NDArray[np.int32]
    old_out: NDArray[np.int32]
    touched: NDArray[np.int32]
    idle: Ints
    known: Ints
    best: NDArray[np.int32]
    best_size: NDArray[np.int32]
    best_out: NDArray[np.int32]
    count: Ints
    key: Ints
    chance: NDArray[np.uint64]


def state_of(g: Ground, seed: int) -> State:
    """A plan in which every vehicle is idle and every stop is left out."""
    n, m = int(g.rule[c.STOPS]), int(g.rule[c.VEHICLES])
    rows = int(np.sum(g.vehicle[:, c.ROOM] + 2)) + 2
    width, dimensions = int(g.rule[c.WIDTH]), int(g.rule[c.DIMENSIONS])
    s = State(
        pos=np.zeros((rows, width), dtype=np.int64),
        route=np.zeros((m, c.ROUTE_COLUMNS + 2 * dimensions), dtype=np.int64),
        old_pos=np.zeros((rows, width), dtype=np.int64),
        old_route=np.zeros((m, c.ROUTE_COLUMNS + 2 * dimensions), dtype=np.int64),
        where=np.full(n, -1, dtype=np.int32),
        out=np.arange(n, dtype=np.int32),
        old_out=np.zeros(n, dtype=np.int32),
        touched=np.zeros(m, dtype=np.int32),
        idle=np.zeros(m, dtype=np.int64),
        known=np.zeros((n, m, 3), dtype=np.int64),
        best=np.zeros(rows, dtype=np.int32),
        best_size=np.zeros(m, dtype=np.int32),
        best_out=np.arange(n, dtype=np.int32),
        count=np.zeros(COUNTS, dtype=np.int64),
        key=np.zeros(n, dtype=np.int64),
        chance=np.array([seed], dtype=np.uint64),
    )
    s.count[OUT] = n
    s.count[BEST] = c.FAR
    clear(g, s)
    return s


@compiled
def clear(g: Ground, s: State) -> None:
    """Give every vehicle an empty route."""
    for v in range(g.rule[c.VEHICLES]):
        base = g.vehicle[v, c.BASE]
        s.pos[base, c.WHO] = -1
        s.pos[base, c.AT] = g.vehicle[v, c.START]
        s.pos[base + 1, c.WHO] = -1
        s.pos[base + 1, c.AT] = g.vehicle[v, c.END]
        s.route[v, c.SIZE] = 0
        retime(g, s, v)
    for kind in range(len(g.alike_from) - 1):
        s.idle[kind] = g.alike[g.alike_from[kind]]


@compiled
def settle(g: Ground, s: State, v: int) -> None:
    """Find the first idle vehicle of this one's kind again: -1 if all are used."""
    kind = g.vehicle[v, c.KIND]
    s.idle[kind] = -1
    for x in range(g.alike_from[kind], g.alike_from[kind + 1]):
        if s.route[g.alike[x], c.SIZE] == 0:
            s.idle[kind] = g.alike[x]
            return


@compiled
def touch(g: Ground, s: State, v: int) -> None:
    """Keep a copy of a route before it is changed for the first time in this round."""
    if s.route[v, c.TOUCHED]:
        return
    base = g.vehicle[v, c.BASE]
    for q in range(base, base + s.route[v, c.SIZE] + 2):
        for x in range(s.pos.shape[1]):
            s.old_pos[q, x] = s.pos[q, x]
    for x in range(s.route.shape[1]):
        s.old_route[v, x] = s.route[v, x]
    s.route[v, c.TOUCHED] = 1
    s.touched[s.count[TOUCHED]] = v
    s.count[TOUCHED] += 1


@compiled
def take_back(g: Ground, s: State) -> None:
    """Put every touched route back as it was, and what was left out."""
    for x in range(s.count[OUT]):
        s.where[s.out[x]] = -1
    for i in range(s.count[TOUCHED]):
        v = s.touched[i]
        base = g.vehicle[v, c.BASE]
        was_idle = s.route[v, c.SIZE] == 0
        for x in range(s.route.shape[1]):
            s.route[v, x] = s.old_route[v, x]
        for q in range(base, base + s.route[v, c.SIZE] + 2):
            for x in range(s.pos.shape[1]):
                s.pos[q, x] = s.old_pos[q, x]
        for q in range(base + 1, base + 1 + s.route[v, c.SIZE]):
            s.where[s.pos[q, c.WHO]] = v
        if was_idle != (s.route[v, c.SIZE] == 0):
            settle(g, s, v)
    s.count[TOUCHED] = 0
    s.count[OUT] = s.count[OLD_OUT]
    for x in range(s.count[OUT]):
        s.out[x] = s.old_out[x]
        s.where[s.out[x]] = -1


@compiled
def keep(s: State) -> None:
    """Let what was changed stand."""
    for i in range(s.count[TOUCHED]):
        s.route[s.touched[i], c.TOUCHED] = 0
    s.count[TOUCHED] = 0


@compiled
def remember(s: State) -> None:
    """Begin a round: what is left out now is what to go back to."""
    s.count[OLD_OUT] = s.count[OUT]
    for x in range(s.count[OUT]):
        s.old_out[x] = s.out[x]


@compiled
def note_best(g: Ground, s: State, cost: int) -> None:
    """Keep the present plan as the best one."""
    s.count[BEST] = cost
    for v in range(g.rule[c.VEHICLES]):
        size = s.route[v, c.SIZE]
        base = g.vehicle[v, c.BASE]
        s.best_size[v] = size
        for q in range(base + 1, base + 1 + size):
            s.best[q] = s.pos[q, c.WHO]
    s.count[BEST_OUT] = s.count[OUT]
    for x in range(s.count[OUT]):
        s.best_out[x] = s.out[x]


@compiled
def insert(g: Ground, s: State, u: int, v: int, at: int) -> None:
    """Put a stop behind the position of that number in a vehicle's route."""
    touch(g, s, v)
    base = g.vehicle[v, c.BASE]
    size = s.route[v, c.SIZE]
    q = base + at
    for x in range(base + size + 1, q, -1):
        for y in range(s.pos.shape[1]):
            s.pos[x + 1, y] = s.pos[x, y]
    s.pos[q + 1, c.WHO] = u
    s.pos[q + 1, c.AT] = g.stop[u, c.PLACE]
    s.route[v, c.SIZE] = size + 1
    s.where[u] = v
    relay(g, s, v, q + 1)
    relay(g, s, v, q + 2)
    retime(g, s, v)
    if size == 0:
        settle(g, s, v)


@compiled
def take_out(g: Ground, s: State, v: int, first: int, many: int) -> None:
    """Take so many stops from a position on out of a vehicle's route, without timing it again."""
    base = g.vehicle[v, c.BASE]
    size = s.route[v, c.SIZE]
    for x in range(first, first + many):
        u = s.pos[base + x, c.WHO]
        s.where[u] = -1
        s.out[s.count[OUT]] = u
        s.count[OUT] += 1
    for x in range(base + first + many, base + size + 2):
        for y in range(s.pos.shape[1]):
            s.pos[x - many, y] = s.pos[x, y]
    s.route[v, c.SIZE] = size - many
    relay(g, s, v, base + first)
