"""Large problems are searched part by part, and the whole keeps the rules and is the same each time."""

from __future__ import annotations

import numpy as np

from dispatchtui.engine.regions import is_large
from dispatchtui.engine.search import schedule, search
from dispatchtui.engine.slicing import part_of
from dispatchtui.solver.problem import NOWHERE, Plan, Problem
from scripts.benchmarks.judge import judge
from tests.engine.problems import a_problem, on_a_line, whole


def a_country(stops: int = 1500, vehicles: int = 60) -> Problem:
    """Many stops and vehicles here and there, each stop for some of the vehicles."""
    chance = np.random.default_rng(5)
    xy = chance.integers(0, 5000, (stops + vehicles, 2))
    ways = np.abs(xy[:, None] - xy[None]).sum(axis=2)
    return a_problem(
        ways,
        vehicles,
        place=np.arange(stops),
        start=np.arange(stops, stops + vehicles),
        end=np.arange(stops, stops + vehicles),
        may=chance.random((stops, vehicles)) < 0.6,
        service_s=whole([600] * stops),
        close_s=whole([20_000] * vehicles),
        price=whole([30_000] * stops),
    )


def test_parts_keep_the_rules_and_give_the_same_plan_with_one_thread_as_with_two() -> None:
    problem = a_country()
    assert is_large(problem)
    plan = search(problem, iterations=1500, threads=2)
    assert plan == search(problem, iterations=1500, threads=1)
    verdict = judge(problem, plan)
    assert verdict.broken == ()
    assert verdict.cost == plan.cost
    assert len(plan.left_out) < 150


def test_a_part_speaks_of_its_own_stops_and_vehicles() -> None:
    problem = a_problem(
        on_a_line(0, 10, 20, 30),
        2,
        start=whole([0, NOWHERE]),
        windows=whole([[0, 5], [7, 9], [11, 12]]),
        window_from=whole([0, 1, 3, 3]),
        breaks=whole([[1, 2, 3]]),
        break_from=whole([0, 0, 1]),
    )
    part, plan = part_of(problem, whole([1]), whole([1, 2]), ((0,), (2, 1)))
    assert plan.routes == ((1, 0),)
    assert part.travel_s.tolist() == [[[0, 20, 30], [20, 0, 10], [30, 10, 0]]]
    assert (part.place.tolist(), part.start.tolist(), part.end.tolist()) == ([1, 2], [NOWHERE], [0])
    assert (part.windows.tolist(), part.window_from.tolist()) == ([[7, 9], [11, 12]], [0, 2, 2])
    assert (part.breaks.tolist(), part.break_from.tolist()) == ([[1, 2, 3]], [0, 1])


def test_a_start_that_is_given_is_not_made_worse() -> None:
    problem = a_country()
    start = search(problem, iterations=500)
    better = search(problem, start=Plan(routes=start.routes), iterations=500)
    assert better.cost <= start.cost == schedule(problem, start).cost
