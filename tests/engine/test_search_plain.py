"""The plain path keeps the same rules as the compiled one, and counts the same."""

from __future__ import annotations

from hypothesis import given

from dispatchtui.engine import plain
from dispatchtui.engine.search import schedule, search
from dispatchtui.solver.problem import Plan, Problem
from tests.engine.problems import a_problem, any_problem, on_a_line
from tests.engine.test_search_rules import SLOW, expect_kept


@given(any_problem())
@SLOW
def test_both_paths_count_the_same(problem: Problem) -> None:
    plan = search(problem, iterations=30)
    assert plain.first(problem, plan).cost <= plan.cost
    assert schedule(problem, plain.first(problem, Plan(routes=plan.routes))).cost <= plan.cost
    expect_kept(problem, plain.first(problem))


@given(any_problem())
@SLOW
def test_the_plain_search_improves_and_keeps_the_rules(problem: Problem) -> None:
    before, after = plain.first(problem), plain.improve(problem)
    expect_kept(problem, after)
    assert after.cost <= before.cost
    assert plain.improve(problem) == after


def test_a_stop_goes_back_to_where_it_is_on_the_way() -> None:
    problem = a_problem(on_a_line(0, 10, 20, 30))
    assert plain.first(problem, Plan(routes=((0, 2),))).routes == ((0, 1, 2),)


def test_a_stop_moves_to_whoever_passes_it() -> None:
    problem = a_problem(on_a_line(0, 10, 20, -10), 2)
    assert plain.improve(problem, Plan(routes=((1,), (2, 0)))).cost == 60
