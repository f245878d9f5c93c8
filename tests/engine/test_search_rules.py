"""Whatever is searched, the answer keeps every rule and costs what the engine says: a slow judge recounts it."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatchtui.engine.search import cost, first, schedule, search
from dispatchtui.solver.problem import NEVER, Plan, Problem
from scripts.benchmarks.judge import judge
from tests.engine.problems import any_problem

SLOW = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck), derandomize=True)


def expect_kept(problem: Problem, plan: Plan) -> None:
    """Every rule but that of what must be served is kept, and the cost is right."""
    verdict = judge(problem, plan)
    assert [line for line in verdict.broken if "must be served" not in line] == []
    assert plan.left_out == verdict.left_out
    must = sum(NEVER for u in plan.left_out if problem.price[u] >= NEVER)
    assert plan.cost == verdict.cost + must


@given(any_problem(), st.integers(0, 99))
@SLOW
def test_a_plan_keeps_every_rule_and_costs_what_it_says(problem: Problem, seed: int) -> None:
    expect_kept(problem, search(problem, iterations=60, seed=seed))


@given(any_problem(), st.randoms(use_true_random=False))
@SLOW
def test_a_plan_from_any_start_keeps_every_rule(problem: Problem, chance: np.random.Generator) -> None:
    routes: list[list[int]] = [[] for _ in range(problem.vehicles)]
    for u in range(problem.stops):
        if chance.random() < 0.8:
            routes[chance.randrange(problem.vehicles)].append(u)  # type: ignore[attr-defined]
    start = Plan(routes=tuple(tuple(route) for route in routes))
    expect_kept(problem, first(problem, start))
    expect_kept(problem, schedule(problem, start))
    expect_kept(problem, search(problem, start=start, iterations=20))


@given(any_problem())
@SLOW
def test_what_holds_stays_and_only_the_rest_is_inserted(problem: Problem) -> None:
    whole = search(problem, iterations=40)
    routes = [list(route) for route in whole.routes]
    out = [route.pop() for route in routes if route]
    left = schedule(problem, Plan(routes=tuple(tuple(route) for route in routes)))
    plan = first(problem, left)
    expect_kept(problem, plan)
    for kept, route in zip(left.routes, plan.routes, strict=True):
        assert tuple(u for u in route if u in kept) == kept
    assert cost(problem, plan) == plan.cost
    assert set(plan.left_out) <= {*out, *left.left_out}


def cheapest(problem: Problem) -> int:
    """What the best of all plans costs, tried one by one."""
    best = NEVER * 100
    for whose in product(range(-1, problem.vehicles), repeat=problem.stops):
        given_to = [[u for u, v in enumerate(whose) if v == which] for which in range(problem.vehicles)]
        for routes in product(*(list(permutations(stops)) for stops in given_to)):
            verdict = judge(problem, Plan(routes=routes))
            if any("must be served" not in line for line in verdict.broken):
                continue
            must = sum(NEVER for u in verdict.left_out if problem.price[u] >= NEVER)
            best = min(best, verdict.cost + must)
    return best


@given(any_problem(most_stops=4, most_vehicles=2).filter(lambda problem: not soft(problem)))
@settings(SLOW, max_examples=40)
def test_the_best_of_all_plans_is_found(problem: Problem) -> None:
    assert search(problem, iterations=2000).cost == cheapest(problem)


def soft(problem: Problem) -> bool:
    """Whether beginnings have prices: then the cheapest way to place breaks is not always the one that ends first."""
    priced = (problem.late_price, problem.start_price, problem.moved_price)
    return len(problem.breaks) > 0 and any(price is not None for price in priced)


@pytest.mark.parametrize("seed", [1, 2])
@given(problem=any_problem())
@settings(SLOW, max_examples=20)
def test_the_same_seed_and_rounds_give_the_same_plan(problem: Problem, seed: int) -> None:
    assert search(problem, iterations=100, seed=seed) == search(problem, iterations=100, seed=seed)
