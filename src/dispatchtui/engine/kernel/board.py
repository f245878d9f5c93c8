"""Plans into the kernel's rows and out of them again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import compiled
from dispatchtui.engine.kernel.ground import Ground
from dispatchtui.engine.kernel.ruin import mend
from dispatchtui.engine.kernel.state import OUT, State, clear, settle
from dispatchtui.engine.kernel.timing import begin_after, length, relay, retime, soft, through
from dispatchtui.solver.problem import NEVER, Ints, Plan, Problem


def lay(g: Ground, s: State, routes: Sequence[Sequence[int]]) -> None:
    """Make a state hold these routes; stops that cannot be where they are, are left out."""
    ends = np.cumsum([0, *(len(route) for route in routes)])
    flat = np.array([u for route in routes for u in route], dtype=np.int64)
    lay_flat(g, s, flat, ends)


def plan_of(problem: Problem, g: Ground, s: State) -> Plan:
    """The plan that a state holds, with its starts and its cost."""
    sizes = s.route[:, c.SIZE]
    bases = g.vehicle[:, c.BASE]
    routes = tuple(
        tuple(s.pos[base + 1 : base + 1 + size, c.WHO].tolist()) for base, size in zip(bases, sizes, strict=True)
    )
    starts = np.full(problem.stops, NEVER, dtype=np.int64)
    trace_all(g, s, starts)
    left_out = sorted(s.out[: s.count[OUT]].tolist())
    cost = int(s.route[:, c.COST].sum()) + sum(int(problem.price[u]) for u in left_out)
    return Plan(routes=routes, starts=tuple(starts.tolist()), cost=cost, left_out=tuple(left_out))


def best_routes(g: Ground, s: State) -> list[list[int]]:
    """The routes of the best plan that a search has found so far."""
    bases = g.vehicle[:, c.BASE].tolist()
    return [s.best[b + 1 : b + 1 + size].tolist() for b, size in zip(bases, s.best_size.tolist(), strict=True)]


@compiled
def lay_flat(g: Ground, s: State, flat: Ints, ends: Ints) -> None:
    """Make a state hold routes, vehicle v's from `ends[v]` to `ends[v + 1]` of the flat ones."""
    clear(g, s)
    s.where[:] = -1
    s.count[OUT] = 0
    for v in range(len(ends) - 1):
        base, size = g.vehicle[v, c.BASE], 0
        for x in range(ends[v], ends[v + 1]):
            u = flat[x]
            if s.where[u] >= 0 or size == g.vehicle[v, c.ROOM] or not able(g, u, v):
                continue
            size += 1
            s.pos[base + size, c.WHO] = u
            s.pos[base + size, c.AT] = g.stop[u, c.PLACE]
            s.where[u] = v
        s.pos[base + size + 1, c.WHO] = -1
        s.pos[base + size + 1, c.AT] = g.vehicle[v, c.END]
        s.route[v, c.SIZE] = size
        for q in range(base + 1, base + size + 2):
            relay(g, s, v, q)
        if not retime(g, s, v):
            mend(g, s, v)
    s.count[OUT] = 0
    for u in range(g.rule[c.STOPS]):
        if s.where[u] < 0:
            s.out[s.count[OUT]] = u
            s.count[OUT] += 1
    for kind in range(len(g.alike_from) - 1):
        settle(g, s, g.alike[g.alike_from[kind]])


@compiled
def able(g: Ground, u: int, v: int) -> bool:
    """Whether a vehicle may serve a stop."""
    for x in range(g.stop[u, c.ABLE], g.stop[u, c.ABLE_END]):
        if g.able[x] == v:
            return True
    return False


@compiled
def trace_all(g: Ground, s: State, starts: Ints) -> None:
    """Write down when each service begins."""
    layers = g.rule[c.LAYERS]
    so_far = c.TIMES + 3 * layers
    for v in range(g.rule[c.VEHICLES]):
        base, size = g.vehicle[v, c.BASE], s.route[v, c.SIZE]
        first = g.vehicle[v, c.PAUSE]
        k = g.vehicle[v, c.PAUSE_END] - first
        if size == 0:
            continue
        k = layer_before(g, s, v, base + size + 1, k, so_far)
        for q in range(base + size, base, -1):
            u = s.pos[q, c.WHO]
            starts[u] = s.pos[q, c.TIMES + k] - length(g, u, s.pos[q - 1, c.AT])
            k = layer_before(g, s, v, q, k, so_far)


@compiled
def layer_before(g: Ground, s: State, v: int, q: int, k: int, so_far: int) -> int:
    """How many breaks were over when the position before was left, on the way that leads to this one's layer."""
    first = g.vehicle[v, c.PAUSE]
    u = s.pos[q, c.WHO]
    takes = 0 if u < 0 else length(g, u, s.pos[q - 1, c.AT])
    for was in range(k + 1):
        leave = s.pos[q - 1, c.TIMES + was]
        if leave >= c.FAR:
            continue
        begin = through(g, first + was, first + k, leave, s.pos[q, c.LEG])
        if begin < c.FAR and u >= 0:
            begin = begin_after(g, u, begin)
        if begin >= c.FAR or begin + takes != s.pos[q, c.TIMES + k]:
            continue
        if not g.rule[c.SOFT]:
            return was
        cost = s.pos[q - 1, so_far + was]
        if u >= 0:
            cost += soft(g, u, begin)
        else:
            cost += max(begin - g.vehicle[v, c.CLOSE], 0) * g.vehicle[v, c.OVERTIME]
        if cost == s.pos[q, so_far + k]:
            return was
    return k
