"""The exact engine on a repair: never worse than what it begins with, right by the judge, the same for a seed."""

from __future__ import annotations

import time
from itertools import product

import pytest
from msgspec.structs import replace

from dispatchtui.engine.exact.competing import Pool, compete
from dispatchtui.engine.search import schedule, search
from dispatchtui.solver.problem import Problem
from tests.engine.exact.problems import a_problem, cheapest_with, judged, nothing


def least(problem: Problem) -> int:
    """What the best plan costs, by trying every division of the stops."""
    best = None
    known: dict[tuple[int, tuple[int, ...]], int | None] = {}
    for division in product(range(-1, problem.vehicles), repeat=problem.stops):
        cost = sum(int(problem.price[stop]) for stop, vehicle in enumerate(division) if vehicle < 0)
        for vehicle in range(problem.vehicles):
            chosen = tuple(stop for stop, each in enumerate(division) if each == vehicle)
            if (vehicle, chosen) not in known:
                known[vehicle, chosen] = cheapest_with(problem, vehicle, (), chosen)
            own = known[vehicle, chosen]
            if own is None:
                break
            cost += own
        else:
            best = cost if best is None else min(best, cost)
    assert best is not None
    return best


@pytest.mark.parametrize("seed", range(2))
def test_what_is_small_is_solved_to_the_end(seed: int):
    problem = a_problem(6, 2, seed)
    found = compete(problem, nothing(problem), iterations=4_000)
    assert judged(problem, found) == found.cost == least(problem)


@pytest.mark.parametrize("rich", [False, True])
def test_it_is_never_worse_than_its_beginning_and_right_by_the_judge(rich: bool):
    for seed in range(3):
        problem = a_problem(24, 4, seed, rich=rich)
        plan = nothing(problem)
        for iterations in (80, 400, 2_000):
            better = compete(problem, plan, iterations=iterations, seed=seed)
            assert judged(problem, better) == better.cost <= judged(problem, plan)
            plan = better


def test_the_same_seed_and_iterations_give_the_same_plan():
    problem = a_problem(30, 5, 7)
    one, other = (compete(problem, nothing(problem), iterations=800, seed=3) for _ in range(2))
    assert one == other
    assert compete(problem, nothing(problem), iterations=800, seed=4) != one


def test_routes_of_different_plans_are_put_together():
    problem = a_problem(24, 4, 1)
    whole = search(problem, iterations=2_000)
    assert all(whole.routes)
    pool = Pool(problem)
    lame = [schedule(problem, replace(whole, routes=((), *whole.routes[1:]))),
            schedule(problem, replace(whole, routes=(*whole.routes[:3], ())))]  # fmt: skip
    for plan in lame:
        pool.note(plan)
    found = pool.best(lame[0], 1, lambda: False)
    assert found.routes == whole.routes
    assert judged(problem, found) == found.cost == whole.cost < min(plan.cost for plan in lame)


def test_it_tells_each_better_plan_and_stops_when_it_is_told_to():
    problem, costs = a_problem(40, 6, 8), list[int]()
    began_s = time.perf_counter()
    found = compete(problem, nothing(problem), seconds=120.0, told=lambda progress: costs.append(progress.plan.cost),
                    stopped=lambda: time.perf_counter() > began_s + 0.3)  # fmt: skip
    assert time.perf_counter() - began_s < 30.0
    assert costs == sorted(costs, reverse=True)
    assert judged(problem, found) == found.cost <= min(costs)
