"""Several searches, and the best that can be put together of all routes that they found on their way.

A search ends where nothing near is better; another seed ends elsewhere, and is better in other routes. Which of them to
take together, one for each vehicle and no stop twice, is a choice of sets that is made exactly. From the best of it the
next search sets out, every other one from the beginning again, so that they stay different.

Cost: that of the searches, and some milliseconds a choice; never worse than what it begins with.
Source: routes of a heuristic recombined by set partitioning (Rochat and Taillard 1995).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from dispatchtui.engine.exact.choosing import Column, choose
from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.board import lay, state_of
from dispatchtui.engine.kernel.ground import ground_of
from dispatchtui.engine.kernel.rows import route_row
from dispatchtui.engine.search import schedule, search
from dispatchtui.solver.problem import Plan, Problem, Progress

ENGINE = "exact"
RUNS = 8
"""Searches among which time is shared."""
Stopped = Callable[[], bool]
Told = Callable[[Progress], None]


def compete(
    problem: Problem,
    start: Plan,
    *,
    seconds: float = 1.0,
    iterations: int = 0,
    seed: int = 1,
    told: Told | None = None,
    stopped: Stopped | None = None,
) -> Plan:
    """The best plan put together of several searches within so many seconds, or iterations, in all.

    The same iterations and seed give the same plan. Stopped, it answers the best so far within 50 ms.
    """
    begun_s = time.monotonic()
    over = stopped or (lambda: False)
    pool = Pool(problem)
    best = pool.take(schedule(problem, start))
    first_cost = least = best.cost

    def heard(progress: Progress) -> None:
        nonlocal least
        pool.note(progress.plan)
        if progress.plan.cost < least:
            least = progress.plan.cost
            tell(progress.plan, progress.iterations)

    def tell(plan: Plan, done: int) -> None:
        if told is not None:
            told(Progress(plan=plan, first_cost=first_cost, iterations=done,
                          elapsed_s=time.monotonic() - begun_s, engine=ENGINE))  # fmt: skip

    for run in range(RUNS):
        left_s = seconds - (time.monotonic() - begun_s)
        if over() or (not iterations and left_s <= 0):
            break
        found = search(
            problem,
            start=best if run % 2 else start,
            seconds=left_s / (RUNS - run),
            iterations=-(-iterations // RUNS),
            seed=seed * RUNS + run,
            told=heard,
            stopped=over,
        )
        found = pool.take(found)
        best = found if found.cost < best.cost else best
        if not over():
            chosen = pool.best(best, seed, over)
            best = chosen if chosen.cost < best.cost else best
        if best.cost < least:
            least = best.cost
            tell(best, run + 1)
    return best


class Pool:
    """The routes that were found, by vehicle: of each set of stops the cheapest order."""

    def __init__(self, problem: Problem) -> None:
        """Begin with no routes."""
        self.problem = problem
        self._ground = ground_of(problem)
        self._state = state_of(self._ground, 1)
        self._routes: dict[tuple[int, int], Column] = {}
        self._seen = 0

    def note(self, plan: Plan) -> None:
        """Keep the routes of a plan."""
        lay(self._ground, self._state, plan.routes)
        for vehicle, route in enumerate(plan.routes):
            cost = int(self._state[route_row(self._ground.g, vehicle) + c.COST])
            free = sum(1 << stop for stop in route)
            known = self._routes.get((vehicle, free))
            if known is None or cost < known.cost:
                self._routes[vehicle, free] = Column(vehicle, free, cost, route)

    def take(self, plan: Plan) -> Plan:
        """Keep the routes of a plan; answers the plan."""
        self.note(plan)
        return plan

    def best(self, present: Plan, seed: int, over: Stopped) -> Plan:
        """The best plan of routes that are here, or the present one where there are none but its own."""
        if len(self._routes) == self._seen:
            return present
        self._seen = len(self._routes)
        columns: list[list[Column]] = [[] for _ in range(self.problem.vehicles)]
        for column in self._routes.values():
            columns[column.vehicle].append(column)
        known = [
            self._routes[vehicle, sum(1 << stop for stop in route)] for vehicle, route in enumerate(present.routes)
        ]
        chosen = choose(columns, [int(price) for price in self.problem.price], seed=seed, present=known, stopped=over)
        if chosen is None:
            return present
        routes = tuple(chosen.columns[vehicle].route for vehicle in range(self.problem.vehicles))
        served = {stop for route in routes for stop in route}
        left_out = tuple(stop for stop in range(self.problem.stops) if stop not in served)
        return schedule(self.problem, Plan(routes=routes, left_out=left_out))
