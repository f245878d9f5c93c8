"""A search tells what it finds, ends when it is told to, and leaves alone what nobody asked it to move."""

from __future__ import annotations

import time
from threading import Timer

import numpy as np
import pytest

from dispatchtui.engine.search import cost, first, is_warm, schedule, search, warm
from dispatchtui.solver.problem import NEVER, Plan, Problem, Progress
from tests.engine.problems import a_problem, on_a_line, whole


@pytest.fixture(autouse=True)
def _compiled() -> None:
    warm()


def a_town(stops: int, vehicles: int, seed: int = 1, **changes: object) -> Problem:
    """Stops here and there, vehicles that begin and end at one place, and windows of an hour or two."""
    chance = np.random.default_rng(seed)
    xy = chance.integers(0, 2000, (stops + 1, 2))
    ways = np.abs(xy[:, None] - xy[None]).sum(axis=2)
    low = chance.integers(0, 25_000, stops)
    windows = np.column_stack([low, low + 5400]).astype(np.int64)
    values = {
        "service_s": whole([900] * stops),
        "windows": windows,
        "window_from": np.arange(stops + 1),
        "close_s": whole([36_000] * vehicles),
        "price": whole([50_000] * stops),
    }
    return a_problem(ways, vehicles, **(values | changes))


def test_once_compiled_it_is_warm() -> None:
    assert is_warm()


def test_a_route_on_a_line_goes_there_and_back() -> None:
    plan = search(a_problem(on_a_line(0, 30, 10, 20)), iterations=200)
    assert plan.cost == 60
    assert plan.left_out == ()


def test_a_break_falls_where_it_delays_nothing() -> None:
    problem = a_problem(
        on_a_line(0, 10, 20),
        service_s=whole([100, 100]),
        windows=whole([[0, 20], [0, 130]]),
        window_from=whole([0, 1, 2]),
        breaks=whole([[50, 300, 60]]),
        break_from=whole([0, 1]),
    )
    plan = schedule(problem, Plan(routes=((0, 1),)))
    assert plan.starts == (10, 120)


def test_the_stop_that_is_worth_least_is_left_out() -> None:
    problem = a_problem(
        on_a_line(0, 10, 10, 10), price=whole([500, NEVER, 400]), service_s=whole([30] * 3), close_s=whole([80])
    )
    plan = search(problem, iterations=100)
    assert (plan.left_out, plan.cost) == ((2,), 420)
    assert plan.starts[2] == NEVER


def test_a_start_that_breaks_a_rule_is_repaired() -> None:
    problem = a_problem(on_a_line(0, 10, 20), 2, may=np.array([[True, False], [True, True]]))
    plan = search(problem, start=Plan(routes=((1,), (0,))), iterations=1)
    assert plan.left_out == ()
    assert 0 in plan.routes[0]


def test_what_stands_is_not_moved_for_less_than_that_costs() -> None:
    ways = on_a_line(0, 10, 11)
    here = a_problem(ways, 2, pair_cost=whole([[0, 50], [50, 0]]))
    plan = search(here, start=Plan(routes=((0,), (1,))), iterations=200)
    assert plan.routes == ((0,), (1,))
    cheap = search(a_problem(ways, 2), start=Plan(routes=((0,), (1,))), iterations=200)
    assert cheap.cost == 22


def test_who_drops_out_is_made_good_without_moving_others() -> None:
    problem = a_town(120, 20)
    before = search(problem, iterations=3000)
    gone = max(range(20), key=lambda v: len(before.routes[v]))
    may = problem.may.copy()
    may[:, gone] = False
    whose = {u: v for v, route in enumerate(before.routes) for u in route}
    pair = whole([[0 if whose.get(u, v) in {v, gone} else 5000 for v in range(20)] for u in range(120)])
    sick = a_town(120, 20, may=may, pair_cost=pair)
    start = Plan(routes=tuple(() if v == gone else route for v, route in enumerate(before.routes)))
    found = first(sick, start)
    better = search(sick, start=start, iterations=3000)
    assert better.cost <= found.cost
    moved = [u for v, route in enumerate(better.routes) for u in route if whose.get(u, v) not in {v, gone}]
    assert len(moved) <= 2


def test_it_tells_of_each_better_plan_and_not_too_often() -> None:
    heard: list[Progress] = []
    plan = search(a_town(200, 20), seconds=0.6, told=heard.append)
    assert len(heard) <= 13
    costs = [progress.plan.cost for progress in heard]
    assert costs == sorted(costs, reverse=True)
    assert plan.cost <= costs[-1] < heard[0].first_cost
    assert heard[0].engine == "kernel"


def test_it_ends_soon_after_it_is_told_to() -> None:
    told_at: list[float] = []
    timer = Timer(0.3, lambda: told_at.append(time.perf_counter()))
    timer.start()
    plan = search(a_town(200, 20), seconds=60, stopped=lambda: bool(told_at))
    assert time.perf_counter() - told_at[0] < 0.5
    assert plan.cost == cost(a_town(200, 20), plan)


def test_telling_and_asking_change_nothing() -> None:
    problem = a_town(100, 10)
    alone = search(problem, iterations=500, seed=7)
    assert search(problem, iterations=500, seed=7, told=lambda _: None, stopped=lambda: False) == alone


def test_a_problem_without_stops_or_vehicles_has_a_plan() -> None:
    empty = search(a_problem([[0]]), iterations=10)
    assert (empty.routes, empty.cost) == (((),), 0)
    nobody = search(a_problem(on_a_line(0, 5), 0), iterations=10)
    assert (nobody.routes, nobody.left_out, nobody.cost) == ((), (0,), 100_000)


def test_fewer_vehicles_come_first_where_they_cost_more_than_ways() -> None:
    problem = a_town(
        40, 20, windows=whole([[0, 30_000]] * 40), fixed=whole([10_000_000] * 20), price=whole([NEVER] * 40)
    )
    assert sum(1 for route in search(problem, iterations=4000).routes if route) == 2


def test_where_no_vehicle_can_be_spared_all_rounds_are_for_ways() -> None:
    problem = a_town(
        40,
        8,
        windows=whole([[0, 36_000]] * 40),
        fixed=whole([10_000_000] * 8),
        price=whole([NEVER] * 40),
        delivery=whole([[1]] * 40),
        pickup=whole([[0]] * 40),
        capacity=whole([[5]] * 8),
    )
    plan = search(problem, seconds=0.5)
    assert [len(route) for route in plan.routes] == [5] * 8
    assert plan.cost < first(problem).cost
