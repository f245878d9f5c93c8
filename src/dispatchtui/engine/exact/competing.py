"""A plan made better by exact choices: again and again, who of a few takes which of a few, and where.

Each round frees stops that have to do with one another, lists what each vehicle near them could serve beside the rest
of its route, and chooses the best for all of them at once. Where greedy insertion and single exchanges see no way,
three routes changing together often are one.

Cost: a first answer in some tens of milliseconds; never worse than what it begins with.
Source: neighbourhoods searched exactly by set partitioning (Shaw 1998; Foster and Ryan 1976).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dispatchtui.engine.exact.choosing import choose
from dispatchtui.engine.exact.columns import Column, columns
from dispatchtui.engine.search import schedule
from dispatchtui.solver.problem import Plan, Problem, Progress

ENGINE = "exact"
MOST_STOPS = 1_500
"""Stops of a problem beyond which it is no repair any more, and is left to the kernel."""
FREED = (8, 12, 16)
"""Stops that are freed in a round, fewer first: small rounds are quick, large ones see more."""
VEHICLES = 8
"""Vehicles that a round looks at."""
STEPS = 6_000
"""Steps in which a vehicle's columns are grown."""
Stopped = Callable[[], bool]


def compete(
    problem: Problem,
    start: Plan,
    *,
    seconds: float = 1.0,
    rounds: int = 0,
    seed: int = 1,
    told: Callable[[Progress], None] | None = None,
    stopped: Stopped | None = None,
) -> Plan:
    """Improve a feasible plan for so many seconds, or rounds; the same rounds and seed give the same plan.

    What stands left out in `start` is looked at first. Stopped, it answers the best so far within 50 ms.
    """
    begun_s = time.monotonic()

    def over() -> bool:
        return (stopped is not None and stopped()) or (not rounds and time.monotonic() - begun_s >= seconds)

    routes = Routes(problem, start)
    if problem.stops > MOST_STOPS or not routes.sound:
        return start
    first_cost = routes.cost
    for done, freed in enumerate(_neighbourhoods(problem, routes, seed)):
        if over() or (rounds and done == rounds):
            break
        if _round(problem, routes, freed, seed, over) and told is not None:
            told(Progress(plan=routes.plan(), first_cost=first_cost, iterations=done + 1,
                          elapsed_s=time.monotonic() - begun_s, engine=ENGINE))  # fmt: skip
    return routes.plan() if routes.cost < first_cost else start


class Routes:
    """The routes of a plan as they become better, with what each costs."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """Begin with a plan; it is `sound` if every route can be driven."""
        self.problem = problem
        self.orders = [tuple(each) for each in plan.routes]
        served = {stop for order in self.orders for stop in order}
        self.left_out = {stop for stop in range(problem.stops) if stop not in served}
        alone = [
            columns(problem, vehicle, order, (), len(order) * 64 + 64) for vehicle, order in enumerate(self.orders)
        ]
        self.sound = all(alone)
        self.costs = [each[0].cost if each else 0 for each in alone]

    @property
    def cost(self) -> int:
        """What all routes and the stops left out cost."""
        return sum(self.costs) + sum(int(self.problem.price[stop]) for stop in self.left_out)

    def take(self, chosen: dict[int, Column], freed: Sequence[int]) -> None:
        """Let vehicles drive what was chosen for them."""
        for vehicle, column in chosen.items():
            self.orders[vehicle], self.costs[vehicle] = column.route, column.cost
        self.left_out -= {stop for column in chosen.values() for stop in column.route}
        served = {stop for column in chosen.values() for stop in column.route}
        self.left_out |= {stop for stop in freed if stop not in served}

    def plan(self) -> Plan:
        """The plan as it is now, with its times."""
        plan = Plan(routes=tuple(self.orders), left_out=tuple(sorted(self.left_out)), cost=self.cost)
        return schedule(self.problem, plan)


def _round(problem: Problem, routes: Routes, freed: Sequence[int], seed: int, over: Stopped) -> bool:
    """Choose anew who serves the freed stops; whether that was better."""
    vehicles = _vehicles(problem, routes, freed)
    free = set(freed)
    listed: list[list[Column]] = []
    present: list[Column] = []
    for vehicle in vehicles:
        order = routes.orders[vehicle]
        found = columns(problem, vehicle, [stop for stop in order if stop not in free], freed, STEPS)
        mine = sum(1 << place for place, stop in enumerate(freed) if stop in order)
        stands = Column(vehicle, mine, routes.costs[vehicle], order)
        # What stands is a choice too, even where too many steps were needed to find it again.
        if not any(each.free == mine and each.cost <= stands.cost for each in found):
            found = [each for each in found if each.free != mine] + [stands]
        listed.append(found)
        present.append(stands)
        if over():
            return False
    prices = [int(problem.price[stop]) for stop in freed]
    left = sum(price for stop, price in zip(freed, prices, strict=True) if stop in routes.left_out)
    chosen = choose(listed, prices, seed=seed, present=present, stopped=over)
    if chosen is None or chosen.cost >= sum(each.cost for each in present) + left:
        return False
    routes.take(chosen.columns, freed)
    return True


def _neighbourhoods(problem: Problem, routes: Routes, seed: int) -> Iterator[list[int]]:
    """What to free, round by round: what is left out with what is near it, then any stop with what is near it."""
    chance = np.random.default_rng(seed)
    number = 0
    while problem.stops:
        missing = sorted(routes.left_out, key=lambda stop: (-int(problem.price[stop]), stop))
        size = FREED[min(number // 4, len(FREED) - 1)] if number < 12 else int(chance.choice(FREED))
        if missing and number % 2 == 0:
            first = missing[(number // 2) % len(missing)]
        else:
            first = int(chance.integers(problem.stops))
        near = _nearness(problem, first, chance)
        wanted = [stop for stop in missing if problem.price[stop] >= problem.price[first]][: size // 2]
        yield list(dict.fromkeys([first, *(wanted if number == 0 else ()), *near]))[:size]
        number += 1


def _nearness(problem: Problem, first: int, chance: np.random.Generator) -> list[int]:
    """Stops by how much they have to do with one: near it, at about its time, served by the same people."""
    ways: NDArray[np.float64] = problem.travel_s[0][problem.place[first], problem.place].astype(np.float64)
    begins = problem.windows[problem.window_from[:-1], 0].astype(np.float64)
    apart = np.abs(begins - begins[first])
    shared = (problem.may & problem.may[first]).any(axis=1)
    score = (ways + np.minimum(apart, 4 * 3600) * 0.2) * chance.uniform(0.6, 1.4, problem.stops)
    score[~shared] = np.inf
    return [int(each) for each in np.argsort(score, kind="stable")[:64] if np.isfinite(score[each])]


def _vehicles(problem: Problem, routes: Routes, freed: Sequence[int]) -> list[int]:
    """Who serves the freed stops now, and who else may and is near: all of the former, some of the latter."""
    holding = [vehicle for vehicle, order in enumerate(routes.orders) if set(order) & set(freed)]
    others: list[tuple[int, int]] = []
    for vehicle in range(problem.vehicles):
        able = [stop for stop in freed if problem.may[stop, vehicle]]
        if vehicle in holding or not able:
            continue
        at = [problem.place[stop] for stop in routes.orders[vehicle]] or [max(int(problem.start[vehicle]), 0)]
        ways = problem.travel_s[int(problem.profile[vehicle])][np.ix_(at, problem.place[able])]
        others.append((int(ways.min(axis=0).sum() // len(able)), vehicle))
    return holding + [vehicle for _, vehicle in sorted(others)[: max(0, VEHICLES - len(holding))]]
