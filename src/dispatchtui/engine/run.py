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
from dispatchtui.engine.kernel.fleet import thin
from dispatchtui.engine.kernel.ground import Ground, ground_of
from dispatchtui.engine.kernel.recreate import DEAR_FIRST, arrange, place_all, place_by_regret
from dispatchtui.solver.problem import Ints, Plan, Problem, Progress

SLICE_S = 0.01
"""How long compiled code runs at a stretch: a search hears within this that it is to stop."""
TELL_S = 0.05
HOT = 1.0
"""The first heat of annealing, in average ways between stops."""
COLD = 0.03
FLEET_SHARE = 0.7
"""Which part of a search is spent on fewer vehicles where those are what costs."""

LARGE = 400
REGRET_PAIRS = 50_000_000
"""Above so many looks at who may serve what, a plan is begun in a simpler way."""

Told = Callable[[Progress], None]
Stopped = Callable[[], bool]


class Run:
    """One search over one problem: its tables, its state, its clock."""

    def __init__(self, problem: Problem, *, start: Plan | None = None, seed: int = 1, heat: float = 1.0) -> None:
        """Set out from a plan, or from empty routes, and insert what is left out; `heat` in shares of the usual."""
        self.began_s = time.perf_counter()
        self.problem, self.heat, self.done = problem, heat, 0
        self.told_s, self.told_best = 0.0, c.FAR
        self.told: Told | None = None
        self.stopped: Stopped | None = None
        self.seconds, self.iterations = 0.0, 0
        self.ground: Ground = ground_of(problem)
        self.state: Wide = state_of(self.ground, seed)
        self.shown: Wide | None = None
        lay(self.ground, self.state, () if start is None else start.routes)
        self.first_cost = int(annealing.total(self.ground.g, self.state))
        self.fill()
        retire(self.ground.g, self.state, 0.15)

    def fill(self) -> None:
        """Insert what is left out: by regret, where looking at all pairs so often takes little."""
        g, w, s = self.ground.g, self.ground.w, self.state
        if int(s[c.OUT]) * np.count_nonzero(self.problem.may) <= REGRET_PAIRS:
            place_by_regret(g, w, s, 0.0)
        else:
            arrange(g, s, DEAR_FIRST)
            place_all(g, w, s, 0.0)

    def go(self, *, seconds: float, iterations: int, told: Told | None, stopped: Stopped | None) -> Plan:
        """Search until the time or the rounds are over, or until it is told to stop."""
        self.told, self.stopped, self.seconds, self.iterations = told, stopped, seconds, iterations
        g, w, s = self.ground.g, self.ground.w, self.state
        way = self.average_way()
        regretting = self.regretting()
        hot, cold = max(HOT * self.heat, COLD) * way, COLD * way
        annealing.anneal(g, w, s, 0, 0, hot, 0.0, annealing.MEAN, regretting)
        thinned = self.fewest()
        if thinned:
            self.work(FLEET_SHARE, lambda _x, many, _t: int(thin(g, w, s, many, cold, annealing.MEAN, thinned)))
            lay(self.ground, s, best_routes(self.ground, s))
            s[c.MOST_USED] = s[c.USED]
        begins = self.progress() if thinned else 0.0
        fall = math.log(hot / cold) / max(iterations * (1.0 - begins), 1.0) if iterations else 0.0

        def anneal(x: int, many: int, progress: float) -> int:
            spent = max(progress - begins, 0.0) / max(1.0 - begins, 1e-9)
            heat = hot if iterations else hot * (cold / hot) ** spent
            annealing.anneal(g, w, s, x, many, heat, fall, annealing.MEAN, regretting)
            return many

        self.work(1.0, anneal)
        return self.best()

    def regretting(self) -> float:
        """How many rounds insert by regret: those that choose what to leave out gain most, small ones without lose."""
        if bool((self.problem.price < c.HARD).any()):
            return annealing.REGRETTING
        return annealing.REGRETTING if self.problem.stops >= LARGE else 0.0

    def progress(self) -> float:
        """Which part of the time, or of the rounds, is over."""
        if self.iterations:
            return self.done / self.iterations
        return min((time.perf_counter() - self.began_s) / self.seconds, 1.0) if self.seconds > 0 else 1.0

    def work(self, ends: float, step: Callable[[int, int, float], int]) -> None:
        """Call compiled code slice by slice for a part of the time or the rounds, or until there is no more to do."""
        first, chunk, s = self.done, 50, self.state
        last = int(self.iterations * ends)
        while not (self.stopped is not None and self.stopped()):
            before, progress = time.perf_counter(), self.progress()
            if self.done >= last if self.iterations else progress >= ends:
                break
            if self.iterations:
                chunk = min(chunk, last - self.done)
            took = step(self.done - first, chunk, progress)
            self.done += took
            if took < chunk:
                break
            now = time.perf_counter()
            left_s = SLICE_S if self.iterations else max(self.seconds * ends - (now - self.began_s), 1e-4)
            faster = int(chunk * min(SLICE_S, left_s) / max(now - before, 1e-6))
            chunk = max(1, min(faster, 4 * chunk))
            if self.told is not None and s[c.BEST] < self.told_best and now - self.told_s >= TELL_S:
                self.told_s, self.told_best = now, int(s[c.BEST])
                self.tell(self.told, self.done, now - self.began_s)

    def fewest(self) -> int:
        """To how few vehicles it is worth to go down: none unless one costs more than what an average route drives."""
        p, s = self.problem, self.state
        used = int(s[c.USED])
        if s[c.OUT] or used < 2 or not int(p.fixed.min()) * used > int(s[c.BEST]) - int(p.fixed.min()) * used:
            return 0
        most = np.maximum(p.capacity.max(axis=0), 1)
        by_load = np.maximum(-(-p.delivery.sum(axis=0) // most), -(-p.pickup.sum(axis=0) // most))
        return max(1, int(by_load.max(initial=0)))

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
