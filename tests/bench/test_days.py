"""Days drawn by a seed, what is left of a plan that breaks rules, and a day in regions."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import asdict

from benchmarks.judge import judge
from benchmarks.solver_days import HOUR_S, PARTS, PRICES, a_day
from benchmarks.solver_mend import mended
from benchmarks.solver_peers.alike import all_must, kinds, skills
from benchmarks.solver_peers.parcel import opened, packed
from benchmarks.solver_peers.regions import by_region, part
from dispatchtui.solver.problem import Plan, Problem
from tests.bench.lines import a_line


def test_a_seed_is_a_day_and_another_seed_another() -> None:
    one, same, other = a_day(10, 60, 1), a_day(10, 60, 1), a_day(10, 60, 2)
    assert np.array_equal(one.problem.travel_s, same.problem.travel_s)
    assert np.array_equal(one.problem.may, same.problem.may)
    assert not np.array_equal(one.problem.windows, other.problem.windows)


def test_a_day_has_every_kind_of_rule() -> None:
    problem = a_day(30, 200, 3).problem
    lengths = (problem.windows[:, 1] - problem.windows[:, 0]) / HOUR_S
    assert set(lengths) == {2, 3, 4, 11}
    assert set(problem.price) == set(PRICES)
    assert (problem.may.sum(axis=1) >= 1).mean() > 0.99
    assert 5 < problem.may.sum(axis=1).mean() < 20
    assert (problem.may.sum(axis=1) == 1).any()
    assert problem.delivery.shape == (200, PARTS)
    assert 0.2 < problem.delivery.any(axis=1).mean() < 0.4
    assert 20 < len(problem.breaks) <= 30
    assert np.array_equal(problem.breaks[:, 1] - problem.breaks[:, 0], np.full(len(problem.breaks), 2 * HOUR_S))


def test_a_native_day_has_no_skills_and_no_breaks() -> None:
    problem = a_day(10, 60, 1, native=True).problem
    assert problem.may.all()
    assert len(problem.breaks) == 0


def test_a_plan_is_mended_by_leaving_out_what_breaks_it_and_costs_least() -> None:
    tight = a_line(close_s=[420, 10_000])
    assert mended(tight, [[0, 1, 2], [0]]).routes == ((0, 1), ())
    forbidden = a_line(may=[[True, True], [False, True], [True, True]])
    assert mended(forbidden, [[0, 1, 2]]).routes == ((0, 2), ())
    windows = a_line(windows=[[0, 99], [0, 999], [0, 999]])
    assert mended(windows, [[0, 1, 2], []]).routes == ((1, 2), ())


def test_a_plan_that_breaks_nothing_is_left_as_it_is() -> None:
    assert mended(a_line(), [[2, 0], [1]]).routes == ((2, 0), (1,))


def test_a_day_comes_back_from_its_file(tmp_path: Path) -> None:
    day = a_day(5, 20, 1)
    packed(day, tmp_path / "day.npz")
    read = opened(tmp_path / "day.npz")
    for name, value in asdict(day.problem).items():
        assert np.array_equal(getattr(read.problem, name), value), name
    assert np.array_equal(read.stop_region, day.stop_region)


def one_each(problem: Problem, _seconds: float, _threads: int, _seed: int) -> list[list[int]]:
    """Give each vehicle one stop that it may serve."""
    free, routes = set(range(problem.stops)), []
    for vehicle in range(problem.vehicles):
        mine = next((stop for stop in sorted(free) if problem.may[stop, vehicle]), None)
        free.discard(mine)  # type: ignore[arg-type]
        routes.append([] if mine is None else [mine])
    return routes


def test_a_large_day_is_routed_region_by_region_and_joined() -> None:
    day = a_day(200, 400, 1)
    assert day.regions == 2
    routes = by_region(one_each, day, 1.0, 2, 1)
    for vehicle, route in enumerate(routes):
        for stop in route:
            assert day.stop_region[stop] == day.vehicle_region[vehicle]
            assert day.problem.may[stop, vehicle]
    served = [stop for route in routes for stop in route]
    assert len(served) == len(set(served)) > 150


def test_a_part_of_a_problem_costs_what_the_whole_says_of_it() -> None:
    problem = a_day(10, 60, 4).problem
    stops, vehicles = np.array([5, 9, 30]), np.array([2, 7])
    few = part(problem, stops, vehicles)
    route = tuple(place for place, stop in enumerate(stops) if problem.may[stop, 7])[:1]
    whole = judge(
        problem, Plan(routes=tuple((int(stops[route[0]]),) if each == 7 and route else () for each in range(10)))
    )
    inside = judge(few, Plan(routes=((), route)))
    assert inside.cost - inside.left_cost == whole.cost - whole.left_cost
    assert len(inside.broken) == len(whole.broken)


def test_vehicles_that_differ_in_nothing_are_of_one_kind_and_stops_ask_for_who_may() -> None:
    problem = a_line(stops=3, vehicles=3, may=[[True, True, True], [False, True, True], [True, False, False]])
    assert kinds(problem) == [[0], [1, 2]]
    asked, has = skills(problem)
    assert asked == [0, 1, 2]
    assert has == [{2}, {1}, {1}]


@pytest.mark.parametrize(("price", "must"), [(2_000, True), (1_000, False)])
def test_all_must_be_served_where_leaving_out_is_dearer_than_any_plan(price: int, must: bool) -> None:
    assert all_must(a_line(price=[price] * 3)) is must  # five ways of 300 s at most
