"""Large problems part by part: vehicles near one another with their stops, several parts at once, then other parts.

Each round cuts the vehicles up anew, so that what was a seam lies within a part of the next; who is near whom is told
by the ways alone. Parts of one round share nothing, so that the answer does not depend on which is done first.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from dispatchtui.engine.run import Run, Stopped, Told
from dispatchtui.engine.slicing import part_of
from dispatchtui.solver.problem import NEVER, NOWHERE, Ints, Plan, Problem, Progress

PART_VEHICLES = 40
ROUNDS = (0.4, 0.15, 0.15, 0.15, 0.15)
"""Each round's share of the time; the first one begins from scratch, or from the plan that was given."""
POLISH = 0.2
"""How hot later rounds begin, in shares of the first one's heat."""
TELL_S = 0.2
Routes = list[tuple[int, ...]]


def is_large(problem: Problem) -> bool:
    """Whether a problem is better searched part by part than as a whole."""
    return problem.stops >= 1500 and problem.vehicles > PART_VEHICLES


def search_parts(
    problem: Problem,
    *,
    start: Plan | None,
    seconds: float,
    iterations: int,
    seed: int,
    threads: int,
    told: Told | None,
    stopped: Stopped | None,
) -> Plan:
    """The best plan found part by part, within so many seconds or so many iterations."""
    parts = Parts(problem, start, seed, told, stopped)
    began_s = time.perf_counter()
    for number, share in enumerate(ROUNDS):
        until = began_s + seconds * sum(ROUNDS[: number + 1])
        groups = parts.cut()
        heat = 1.0 if number == 0 and start is None else POLISH
        parts.work(groups, threads=threads, until_s=until, iterations=int(iterations * share), heat=heat)
        if stopped is not None and stopped():
            break
    return parts.plan()


class Parts:
    """A plan that is searched part by part."""

    def __init__(
        self, problem: Problem, start: Plan | None, seed: int, told: Told | None, stopped: Stopped | None
    ) -> None:
        """Set out from a plan, or from empty routes."""
        self.problem = problem
        self.routes: Routes = [()] * problem.vehicles if start is None else list(start.routes)
        self.routes += [()] * (problem.vehicles - len(self.routes))
        self.began_s = time.perf_counter()
        self.chance = np.random.default_rng(seed)
        self.told, self.stopped, self.lock = told, stopped, Lock()
        self.done, self.first_cost, self.told_s = 0, 0, 0.0
        self.starts = np.full(problem.stops, NEVER, dtype=np.int64)
        self.costs = np.full(problem.vehicles, -1, dtype=np.int64)
        self.left_out = self.unserved()

    def cut(self) -> list[tuple[Ints, Ints]]:
        """The parts of a round: vehicles, and stops: those on their routes, and of the rest those nearest to them."""
        at = self.standing()
        groups = self.halve(np.arange(self.problem.vehicles), at)
        mine = [[u for v in group.tolist() for u in self.routes[v]] for group in groups]
        for u, which in zip(self.left_out.tolist(), self.nearest(groups, at).tolist(), strict=True):
            if which >= 0:
                mine[which].append(u)
        return [(group, np.array(stops, dtype=np.int64)) for group, stops in zip(groups, mine, strict=True) if stops]

    def standing(self) -> Ints:
        """Where each vehicle is at home: its start, its end, or a stop of its own or of anybody's."""
        at = np.where(self.problem.start == NOWHERE, self.problem.end, self.problem.start).copy()
        for v in np.flatnonzero(at == NOWHERE).tolist():
            own = self.routes[v] or (int(self.chance.integers(self.problem.stops)),)
            at[v] = self.problem.place[own[len(own) // 2]]
        return at

    def halve(self, vehicles: Ints, at: Ints) -> list[Ints]:
        """Vehicles in groups of near ones: cut in two between two that are far apart, until they are few."""
        if len(vehicles) <= PART_VEHICLES:
            return [vehicles]
        way = self.problem.travel_s[0]
        here = at[vehicles]
        one = here[np.argmax(way[here[self.chance.integers(len(here))], here])]
        other = here[np.argmax(way[one, here])]
        order = vehicles[np.argsort(way[one, here].astype(np.int64) - way[other, here], kind="stable")]
        middle = int(len(order) * self.chance.uniform(0.4, 0.6))
        return [*self.halve(order[:middle], at), *self.halve(order[middle:], at)]

    def nearest(self, groups: list[Ints], at: Ints) -> NDArray[np.int64]:
        """For each stop that is left out the group whose vehicles that may serve it are nearest: -1 if none may."""
        far = np.iinfo(np.int64).max
        best = np.full(len(self.left_out), far, dtype=np.int64)
        which = np.full(len(self.left_out), -1, dtype=np.int64)
        places, may = self.problem.place[self.left_out], self.problem.may[self.left_out]
        for number, group in enumerate(groups):
            way = self.problem.travel_s[0][at[group]][:, places].astype(np.int64)
            way[~may[:, group].T] = far
            near = way.min(axis=0)
            # in later rounds what nobody near could take is offered to others, by lot
            if self.done:
                near = np.where(near < far, near % far * self.chance.integers(20, 100, len(near)), far)
            nearer = near < best
            best[nearer], which[nearer] = near[nearer], number
        return which

    def work(
        self, groups: list[tuple[Ints, Ints]], *, threads: int, until_s: float, iterations: int, heat: float
    ) -> None:
        """Search all parts of a round, so many at once, and put their routes together."""
        seeds = self.chance.integers(1 << 40, size=len(groups)).tolist()
        stops = max(sum(len(mine) for _, mine in groups), 1)
        left = [stops]

        def one(number: int) -> None:
            group, mine = groups[number]
            part, starts = part_of(self.problem, group, mine, self.routes)
            with self.lock:
                seconds = (until_s - time.perf_counter()) * threads * len(mine) / max(left[0], 1)
                left[0] -= len(mine)
            run = Run(part, start=starts, seed=seeds[number], heat=heat)
            share = max(1, iterations * len(mine) // stops) if iterations else 0
            plan = run.go(seconds=max(seconds, 0.01), iterations=share, told=None, stopped=self.stopped)
            costs = run.costs()
            with self.lock:
                self.take(group, mine, plan, costs)
                self.done += run.done
                self.tell()

        with ThreadPoolExecutor(max(threads, 1)) as pool:
            list(pool.map(one, range(len(groups))))
        self.left_out = self.unserved()

    def take(self, group: Ints, mine: Ints, plan: Plan, costs: Ints) -> None:
        """Put a part's plan into the whole."""
        for v, route in zip(group.tolist(), plan.routes, strict=True):
            self.routes[v] = tuple(mine[list(route)].tolist())
        self.starts[mine] = plan.starts
        self.costs[group] = costs

    def unserved(self) -> Ints:
        """The stops on nobody's route."""
        served = [u for route in self.routes for u in route]
        return np.setdiff1d(np.arange(self.problem.stops), np.array(served, dtype=np.int64))

    def tell(self) -> None:
        """Show the plan as it is, now and then."""
        now = time.perf_counter()
        known = all(cost >= 0 or not route for cost, route in zip(self.costs.tolist(), self.routes, strict=True))
        if self.told is None or not known or now - self.told_s < TELL_S:
            return
        plan = self.plan()
        self.first_cost = self.first_cost or plan.cost
        self.told_s = time.perf_counter()
        elapsed_s = self.told_s - self.began_s
        self.told(
            Progress(plan=plan, first_cost=self.first_cost, iterations=self.done, elapsed_s=elapsed_s, engine="kernel")
        )

    def plan(self) -> Plan:
        """The plan as it is, put together from its parts."""
        left_out = self.unserved().tolist()
        return Plan(
            routes=tuple(self.routes),
            starts=tuple(self.starts.tolist()),
            cost=int(np.maximum(self.costs, 0).sum()) + sum(self.problem.price[left_out].tolist()),
            left_out=tuple(left_out),
        )
