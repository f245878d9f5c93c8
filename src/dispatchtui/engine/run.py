"""One search over one problem: its tables, its state, its clock."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from dispatchtui.engine.kernel import anneal as annealing
from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.board import best_routes, lay, plan_of, state_of
from dispatchtui.engine.kernel.changes import retire
from dispatchtui.engine.kernel.compiled import Wide
from dispatchtui.engine.kernel.ground import Ground, ground_of
from dispatchtui.engine.kernel.recreate import DEAR_FIRST, arrange, place_all
from dispatchtui.solver.problem import Ints, Plan, Problem, Progress

SLICE_S = 0.01
"""How long compiled code runs at a stretch: a search hears within this that it is to stop."""
TELL_S = 0.05
HOT = 1.0
"""The first heat of annealing, in average ways between stops."""
COLD = 0.05

Told = Callable[[Progress], None]
Stopped = Callable[[], bool]


class Run:
    """One search over one problem: its tables, its state, its clock."""

    def __init__(self, problem: Problem, *, start: Plan | None = None, seed: int = 1, heat: float = 1.0) -> None:
        """Set out from a plan, or from empty routes, and insert what is left out; `heat` in shares of the usual."""
        self.began_s = time.perf_counter()
        self.problem, self.heat, self.done = problem, heat, 0
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
        hot, cold = max(HOT * self.heat, COLD) * way, COLD * way
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
                self.tell(told, done, now - self.began_s)
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

    def tell(self, told: Told, done: int, elapsed_s: float) -> None:
        """Show the best plan so far."""
        told(
            Progress(
                plan=self.best(), first_cost=self.first_cost, iterations=done, elapsed_s=elapsed_s, engine="kernel"
            )
        )

    def costs(self) -> Ints:
        """What each route of the best plan costs, once it has been asked for."""
        assert self.shown is not None
        g = self.ground.g
        routes = self.shown[c.PLAN_HEAD : c.PLAN_HEAD + g[c.VEHICLES] * g[c.ROUTE_WIDTH]]
        return np.array(routes.reshape(-1, g[c.ROUTE_WIDTH])[:, c.COST])
