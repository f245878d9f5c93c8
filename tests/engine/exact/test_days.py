"""Days: the shape keeps to what each day holds, routes break nothing, and a plan that stands is never made worse."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.judge import judge
from benchmarks.solver_horizons import Span, span
from dispatchtui.engine.exact.days import days_in_turn, plan_days
from dispatchtui.engine.exact.part import part, plan_of_part, put_back
from dispatchtui.engine.exact.shape import NO_DAY, shape
from dispatchtui.solver.problem import Plan
from tests.engine.exact.problems import a_problem, judged, nothing


def shaped(seed: int, visits: int = 200, days: int = 4) -> tuple[Span, np.ndarray]:
    drawn = span(6, visits, days, seed)
    free = np.zeros(drawn.problem.vehicles, np.int64)
    return drawn, shape(drawn.problem, drawn.days, np.arange(visits), free)


@pytest.mark.parametrize("seed", range(3))
def test_a_stop_gets_a_day_on_which_somebody_may_serve_it(seed: int):
    drawn, day_of = shaped(seed)
    problem = drawn.problem
    for stop in np.flatnonzero(day_of != NO_DAY):
        opens, closes = problem.windows[stop]
        fit = (drawn.days == day_of[stop]) & problem.may[stop]
        fit &= (problem.open_s <= closes) & (
            np.maximum(problem.open_s, opens) + problem.service_s[stop] <= problem.close_s
        )
        assert fit.any()


@pytest.mark.parametrize("seed", range(3))
def test_no_day_gets_more_work_than_it_has_time_and_what_is_dear_goes_first(seed: int):
    drawn, day_of = shaped(seed)
    problem = drawn.problem
    for day in range(4):
        room_s = (problem.close_s - problem.open_s - 1800)[drawn.days == day].sum()
        # A group's shares are rounded, so a day may get a stop or two more than fit.
        assert problem.service_s[day_of == day].sum() <= room_s + 3 * 5 * 3600
    left = day_of == NO_DAY
    assert left.any()
    assert problem.price[left].mean() < problem.price[~left].mean()


def test_what_is_spoken_for_is_not_given_away():
    drawn = span(6, 200, 4, 1)
    taken = (drawn.problem.close_s - drawn.problem.open_s) * (drawn.days == 1)
    day_of = shape(drawn.problem, drawn.days, np.arange(200), taken)
    assert not (day_of == 1).any()
    assert (day_of == 2).any()


def test_days_are_planned_without_a_broken_rule_and_better_than_one_after_the_other():
    drawn = span(6, 160, 4, 3)
    found = plan_days(drawn.problem, drawn.days, seconds=3.0)
    assert judged(drawn.problem, found) == found.cost
    assert not (drawn.priority[list(found.left_out)] == 1).any()


def test_what_stands_is_kept_or_made_better():
    drawn = span(5, 80, 3, 4)
    stands = plan_days(drawn.problem, drawn.days, seconds=0.5)
    again = plan_days(drawn.problem, drawn.days, start=stands, seconds=0.5)
    assert judged(drawn.problem, again) <= judged(drawn.problem, stands)


def test_one_that_is_stopped_leaves_what_stood():
    drawn = span(5, 80, 3, 5)
    stands = plan_days(drawn.problem, drawn.days, seconds=0.2)
    found = plan_days(drawn.problem, drawn.days, start=stands, stopped=lambda: True)
    assert found.routes == stands.routes
    assert (found.cost, found.starts) == (stands.cost, stands.starts)


def test_a_plan_of_all_days_is_told_at_once_and_then_each_day_that_is_done():
    drawn, told = span(5, 80, 3, 6), list[tuple[int, int]]()
    plan_days(drawn.problem, drawn.days, seconds=0.0,
              told=lambda progress: told.append((len(progress.plan.left_out), progress.plan.cost)))  # fmt: skip
    assert len(told) == 4
    assert told[0][0] < 80
    assert told == sorted(told, reverse=True)


def test_days_that_are_searched_at_once_break_nothing_and_serve_nothing_twice():
    drawn = span(5, 80, 3, 6)
    found = plan_days(drawn.problem, drawn.days, seconds=1.0, threads=3)
    assert judged(drawn.problem, found) == found.cost
    assert sorted([*(stop for route in found.routes for stop in route), *found.left_out]) == list(range(80))


def test_a_shape_that_nobody_wants_any_more_gives_no_days():
    drawn = span(6, 200, 4, 1)
    free = np.zeros(drawn.problem.vehicles, np.int64)
    assert (shape(drawn.problem, drawn.days, np.arange(200), free, stopped=lambda: True) == NO_DAY).all()


def test_a_part_costs_what_it_costs_in_the_whole():
    problem = a_problem(12, 4, 5, rich=True)
    stops, vehicles = np.array([1, 3, 4, 8, 11]), np.array([3, 1])
    some = part(problem, stops, vehicles)
    served = next(place for place in range(5) if some.may[place, 1])
    found = Plan(routes=((), (served,)), left_out=tuple(each for each in range(5) if each != served))
    routes = put_back(nothing(problem).routes, found, stops, vehicles)
    assert routes[1] == (int(stops[served]),)
    whole = judge(problem, Plan(routes=tuple(routes)))
    assert judge(some, found).cost - judge(some, found).left_cost == whole.cost - whole.left_cost
    assert plan_of_part(Plan(routes=tuple(routes)), stops, vehicles).routes == found.routes


def test_less_is_driven_for_each_stop_than_when_days_are_filled_in_turn():
    drawn = span(6, 160, 4, 3)
    problem = drawn.problem

    def driven_s(plan: Plan) -> float:
        left_s = sum(int(problem.price[stop]) for stop in plan.left_out)
        return (plan.cost - left_s) / (problem.stops - len(plan.left_out))

    found = plan_days(problem, drawn.days, seconds=3.0)
    assert driven_s(found) < 0.9 * driven_s(days_in_turn(problem, drawn.days))
