"""Columns: every set that fits, at the price of its cheapest order, as trying all orders finds it."""

from __future__ import annotations

from itertools import combinations

import pytest

from dispatchtui.engine.exact.columns import columns
from tests.engine.exact.problems import a_problem, cheapest_with, route_cost


@pytest.mark.parametrize("rich", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_every_set_is_there_at_the_price_of_its_cheapest_order(seed: int, rich: bool):
    problem = a_problem(6, 2, seed, rich=rich)
    for vehicle in range(2):
        pairs = [each for each in combinations(range(6), 2) if route_cost(problem, vehicle, each) is not None]
        kept = pairs[0] if pairs else ()
        free = [stop for stop in range(6) if stop not in kept]
        expected = {}
        for size in range(5):
            for chosen in combinations(free, size):
                cost = cheapest_with(problem, vehicle, kept, chosen)
                if cost is not None:
                    expected[sum(1 << free.index(stop) for stop in chosen)] = cost
        found = columns(problem, vehicle, kept, free, 100_000)
        assert {each.free: each.cost for each in found} == expected
        for each in found:
            assert route_cost(problem, vehicle, each.route) == each.cost


def test_what_somebody_keeps_stays_in_its_order():
    problem = a_problem(8, 1, 3)
    problem.may[:] = True
    kept = next(order for order in combinations(range(8), 3) if route_cost(problem, 0, order) is not None)
    free = [stop for stop in range(8) if stop not in kept]
    for each in columns(problem, 0, kept, free, 100_000):
        assert tuple(stop for stop in each.route if stop in kept) == kept


def test_with_few_steps_the_larger_sets_are_missing_and_the_others_are_right():
    problem = a_problem(9, 1, 1)
    problem.may[:] = True
    every = {each.free: each.cost for each in columns(problem, 0, (), range(9), 100_000)}
    some = {each.free: each.cost for each in columns(problem, 0, (), range(9), 12)}
    assert 0 < len(some) < len(every)
    assert all(every[free] == cost for free, cost in some.items())


def test_a_route_that_cannot_be_driven_has_no_columns():
    problem = a_problem(4, 1, 2)
    problem.may[:] = True
    problem.close_s[:] = problem.open_s + 1800
    assert columns(problem, 0, (0, 1), (2, 3), 1_000) == []
