"""The exact engine on a repair: never worse than what it begins with, right by the judge, the same for a seed."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from dispatchtui.engine.exact.competing import compete
from dispatchtui.solver.problem import Plan, Problem
from tests.engine.exact.problems import a_problem, cheapest_with, judged, nothing, route_cost


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
    found = compete(problem, nothing(problem), rounds=4)
    assert judged(problem, found) == found.cost == least(problem)


@pytest.mark.parametrize("rich", [False, True])
def test_it_is_never_worse_than_its_beginning_and_right_by_the_judge(rich: bool):
    for seed in range(3):
        problem = a_problem(24, 4, seed, rich=rich)
        plan = nothing(problem)
        for rounds in (1, 3, 6):
            better = compete(problem, plan, rounds=rounds, seed=seed)
            assert judged(problem, better) == better.cost <= judged(problem, plan)
            plan = better


def test_the_same_seed_and_rounds_give_the_same_plan():
    problem = a_problem(30, 5, 7)
    assert compete(problem, nothing(problem), rounds=6, seed=3) == compete(problem, nothing(problem), rounds=6, seed=3)


def test_it_tells_each_better_plan_and_stops_when_it_is_told_to():
    problem, costs = a_problem(30, 5, 8), list[int]()
    found = compete(problem, nothing(problem), seconds=60.0, told=lambda progress: costs.append(progress.plan.cost),
                    stopped=lambda: len(costs) >= 2)  # fmt: skip
    assert len(costs) == 2
    assert costs[0] > costs[1] == found.cost


def test_a_plan_that_cannot_be_driven_is_left_as_it_is():
    problem = a_problem(8, 1, 2)
    problem.may[:] = True
    route = next(order for order in permutations(range(8), 4) if route_cost(problem, 0, order) is None)
    start = Plan(routes=(route,), left_out=tuple(stop for stop in range(8) if stop not in route))
    assert compete(problem, start, rounds=3) == start
