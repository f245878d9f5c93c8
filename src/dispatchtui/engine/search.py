"""A search for a better plan of a problem: compiled, anytime, with a limit of time or of rounds.

Cost: `first` 0.5 ms for ten stops among a hundred routes; `search` what it is given, and some ms for its tables.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from dispatchtui.engine.kernel import anneal as annealing
from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.board import best_routes, lay, plan_of, state_of
from dispatchtui.engine.kernel.changes import retire
from dispatchtui.engine.kernel.compiled import Wide, is_kept
from dispatchtui.engine.kernel.ground import Ground, ground_of
from dispatchtui.engine.kernel.recreate import DEAR_FIRST, arrange, place_all
from dispatchtui.solver.problem import Plan, Problem, Progress

SLICE_S = 0.01
"""How long compiled code runs at a stretch: a search hears within this that it is to stop."""
TELL_S = 0.05
HOT = 0.3
"""The first heat of annealing, in average ways between stops."""
COLD = 0.01

Told = Callable[[Progress], None]
Stopped = Callable[[], bool]


def search(
    problem: Problem,
    *,
    start: Plan | None = None,
    seconds: float = 10.0,
    iterations: int = 0,
    seed: int = 1,
    threads: int = 1,
    told: Told | None = None,
    stopped: Stopped | None = None,
) -> Plan:
    """The best plan found within so many seconds or, if given, exactly so many iterations: the same for one seed.

    It sets out from `start`, whose stops are left out and inserted anew where they cannot be as they stand there.
    """
    run = Run(problem, start=start, seed=seed)
    return run.go(seconds=seconds, iterations=iterations, told=told, stopped=stopped)


def first(problem: Problem, start: Plan | None = None) -> Plan:
    """A plan in which what `start` leaves out is inserted where it costs least, dear stops first; the rest stays."""
    kept = () if start is None else start.routes
    flat = [u for route in kept for u in route]
    whose = [v for v, route in enumerate(kept) for _ in route]
    only = np.setdiff1d(np.arange(problem.stops), flat)
    g = ground_of(problem, only=only)
    s = state_of(g, 1)
    if not (problem.may[flat, whose].all() and lay(g, s, kept)):
        g = ground_of(problem)
        s = state_of(g, 1)
        lay(g, s, kept)
    arrange(g.g, s, DEAR_FIRST)
    place_all(g.g, g.w, s, 0.0)
    return plan_of(problem, g, s)


def schedule(problem: Problem, plan: Plan) -> Plan:
    """The same routes with their starts and their cost; stops that cannot be where they are, are left out."""
    g = ground_of(problem)
    s = state_of(g, 1)
    lay(g, s, plan.routes)
    return plan_of(problem, g, s)


def cost(problem: Problem, plan: Plan) -> int:
    """What a plan costs, as the kernel counts it."""
    return schedule(problem, plan).cost


class Run:
    """One search over one problem: its tables, its state, its clock."""

    def __init__(self, problem: Problem, *, start: Plan | None = None, seed: int = 1) -> None:
        self.began_s = time.perf_counter()
        self.problem = problem
        self.ground: Ground = ground_of(problem)
        self.state: Wide = state_of(self.ground, seed)
        self.shown: Wide | None = None
        lay(self.ground, self.state, () if start is None else start.routes)
        self.first_cost = int(annealing.total(self.ground.g, self.state))
        arrange(self.ground.g, self.state, DEAR_FIRST)
        place_all(self.ground.g, self.ground.w, self.state, 0.0)
        retire(self.ground.g, self.state, 0.15)

    def go(self, *, seconds: float, iterations: int, told: Told | None, stopped: Stopped | None) -> Plan:
        """Search until the time or the rounds are over, or until it is told to stop."""
        g, w, s = self.ground.g, self.ground.w, self.state
        way = self.average_way()
        hot, cold = HOT * way, COLD * way
        done, chunk, told_at, told_best = 0, 50, 0.0, c.FAR
        annealing.anneal(g, w, s, 0, 0, hot, 0.0, annealing.MEAN)
        while not (stopped is not None and stopped()):
            elapsed = time.perf_counter() - self.began_s
            if done >= iterations if iterations else elapsed >= seconds:
                break
            before = time.perf_counter()
            if iterations:
                chunk = min(chunk, iterations - done)
                annealing.anneal(g, w, s, done, chunk, hot, math.log(hot / cold) / iterations, annealing.MEAN)
            else:
                heat = hot * (cold / hot) ** min(elapsed / seconds, 1.0)
                annealing.anneal(g, w, s, done, chunk, heat, 0.0, annealing.MEAN)
            done += chunk
            now = time.perf_counter()
            slice_s = SLICE_S if iterations else min(SLICE_S, max(seconds - (now - self.began_s), 1e-4))
            chunk = max(1, min(int(chunk * slice_s / max(now - before, 1e-6)), 4 * chunk))
            if told is not None and s[c.BEST] < told_best and now - told_at >= TELL_S:
                told_at, told_best = now, int(s[c.BEST])
                told(Progress(plan=self.best(), first_cost=self.first_cost, iterations=done, elapsed_s=now - self.began_s, engine="kernel"))
        self.done = done
        return self.best()

    def average_way(self) -> float:
        """What a way costs on average in the present plan; at least 1."""
        g, s = self.ground.g, self.state
        return max(float(annealing.average_way(g, s)), 1.0)

    def best(self) -> Plan:
        """The best plan so far."""
        if self.shown is None:
            self.shown = state_of(self.ground, 1)
        lay(self.ground, self.shown, best_routes(self.ground, self.state))
        return plan_of(self.problem, self.ground, self.shown)


def warm() -> None:
    """Compile whatever a search needs, or read it from where it is kept."""
    n = 3
    none = np.zeros(1, dtype=np.int64)
    far = np.full(1, 1 << 60, dtype=np.int64)
    tiny = Problem(
        travel_s=np.ones((1, n, n), dtype=np.int32),
        place=np.arange(n),
        service_s=np.ones(n, dtype=np.int64),
        setup_s=np.zeros(n, dtype=np.int64),
        windows=np.zeros((0, 2), dtype=np.int64),
        window_from=np.zeros(n + 1, dtype=np.int64),
        delivery=np.zeros((n, 1), dtype=np.int64),
        pickup=np.zeros((n, 1), dtype=np.int64),
        price=np.full(n, 100, dtype=np.int64),
        may=np.ones((n, 1), dtype=np.bool_),
        profile=none,
        start=none,
        end=none,
        open_s=none,
        close_s=far,
        overtime_s=none,
        overtime_price=none,
        travel_price=none + 1,
        fixed=none,
        capacity=none.reshape(1, 1),
        most_stops=far,
        most_travel_s=far,
        longest_leg_s=far,
        breaks=np.zeros((0, 3), dtype=np.int64),
        break_from=np.zeros(2, dtype=np.int64),
    )
    search(tiny, start=first(tiny), iterations=10)


def is_warm() -> bool:
    """Whether a search begins at once: what it needs has been compiled and is kept."""
    return is_kept()
