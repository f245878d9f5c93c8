"""The judge of all engines: plans made by hand that keep or break each rule, with the sentence and the cost of each."""

from typing import Any

import numpy as np
import pytest

from benchmarks.judge import judge, timing
from dispatchtui.solver.problem import NEVER, NOWHERE, Plan
from tests.bench.lines import a_line, with_breaks


def plan(*routes: tuple[int, ...], **told: Any) -> Plan:
    return Plan(routes=routes, **told)


def test_a_plan_that_keeps_everything_costs_its_ways_and_what_it_leaves_out() -> None:
    verdict = judge(a_line(), plan((0, 1), ()))
    assert (verdict.cost, verdict.left_cost, verdict.left_out, verdict.broken) == (400 + 60_000, 60_000, (2,), ())


def test_a_route_that_serves_nothing_costs_nothing_and_owes_no_break() -> None:
    problem = with_breaks((0, 0, 9_999), fixed=[500])
    assert judge(problem, plan(())).cost == 7_200 + 20_000 + 60_000
    assert judge(problem, plan(())).broken == ()


@pytest.mark.parametrize(
    ("changed", "routes", "sentence"),
    [
        ({}, ((0, 1, 2),), "The plan has 1 routes for 2 vehicles."),
        ({}, ((0, 7), ()), "Vehicle 0 serves stop 7, which does not exist."),
        ({}, ((0, 1), (1, 2)), "Stop 1 is served by vehicle 0 and again by vehicle 1."),
        ({"price": [1, NEVER, 1]}, ((0,), ()), "Stop 1 must be served and is left out."),
        ({"may": [[False, True], [True] * 2, [True] * 2]}, ((0,), ()), "Vehicle 0 serves stop 0, which it may not."),
        ({"most_stops": [2, 2]}, ((0, 1, 2), ()), "Vehicle 0 makes 3 stops, at most 2 are allowed."),
        ({"most_travel_s": [599, 9]}, ((0, 1, 2), ()), "Vehicle 0 travels 600 s, at most 599 s are allowed."),
        ({"longest_leg_s": [299, 9]}, ((0, 1, 2), ()), "Vehicle 0 has a leg of 300 s, at most 299 s are allowed."),
        ({"close_s": [629, 9]}, ((0, 1, 2), ()), "Vehicle 0 ends 1 s after its close with 0 s allowed."),
        (
            {"close_s": [600, 9], "overtime_s": [29, 0]},
            ((0, 1, 2), ()),
            "Vehicle 0 ends 30 s after its close with 29 s allowed.",
        ),
        (
            {"windows": [[0, 99], [0, 209], [0, 9_999]]},
            ((0, 1, 2), ()),
            "Vehicle 0 can begin stop 0 at 100 s, its last window ends at 99 s.",
        ),
        (
            {"delivery": [[4], [4], [2]]},
            ((0, 1, 2), ()),
            "Vehicle 0 carries 10 of load 0, its capacity is 9.",
        ),
        (
            {"delivery": [[0], [5], [0]], "pickup": [[5], [0], [0]]},
            ((0, 1), ()),
            "Vehicle 0 carries 10 of load 0, its capacity is 9.",
        ),
    ],
)  # fmt: skip
def test_each_broken_rule_has_its_sentence(changed: dict[str, Any], routes: Any, sentence: str) -> None:
    assert sentence in judge(a_line(**changed), plan(*routes)).broken


@pytest.mark.parametrize(
    ("changed", "routes"),
    [
        ({"most_stops": [3, 0], "most_travel_s": [600, 0], "longest_leg_s": [300, 0]}, ((0, 1, 2), ())),
        ({"close_s": [630, 0]}, ((0, 1, 2), ())),
        ({"windows": [[0, 100], [0, 210], [0, 320]]}, ((0, 1, 2), ())),
        ({"delivery": [[0], [5], [0]], "pickup": [[5], [0], [0]]}, ((1, 0), ())),
        ({"close_s": [600, 0], "overtime_s": [30, 0]}, ((0, 1, 2), ())),
    ],
)  # fmt: skip
def test_what_is_just_within_a_limit_breaks_nothing(changed: dict[str, Any], routes: Any) -> None:
    assert judge(a_line(**changed), plan(*routes)).broken == ()


def test_a_service_begins_in_the_first_of_its_windows_that_is_still_open() -> None:
    problem = a_line(windows=[[0, 99], [150, 160], [0, 500], [0, 999]], window_from=[0, 2, 3, 4])
    assert timing(problem, 0, (0,)).starts == (150,)
    assert timing(problem, 0, (1, 0)).broken == ("Vehicle 0 can begin stop 0 at 310 s, its last window ends at 160 s.",)


def test_a_stop_without_a_window_is_served_at_any_time() -> None:
    assert timing(a_line(windows=[[0, 5], [0, 5]], window_from=[0, 0, 1, 2]), 0, (0,)).broken == ()


def test_a_setup_is_spared_at_the_place_of_the_stop_before_or_of_the_start() -> None:
    problem = a_line(setup_s=[30, 30, 30], place=[1, 1, 0])
    assert timing(problem, 0, (0, 1)).starts == (100, 140)
    assert timing(problem, 0, (2,)).starts == (0,)


def test_a_route_from_nowhere_to_nowhere_pays_for_the_ways_between_its_stops_alone() -> None:
    timed = timing(a_line(start=[NOWHERE, 0], end=[NOWHERE, 0]), 0, (2, 0))
    assert (timed.starts, timed.end_s, timed.cost) == ((0, 210), 220, 200)


def test_a_break_interrupts_a_way_and_falls_where_it_costs_least() -> None:
    assert timing(with_breaks((150, 150, 60)), 0, (0, 1)).starts == (100, 270)
    late = with_breaks((150, 150, 60), windows=[[0, 999], [0, 269], [0, 999]])
    assert timing(late, 0, (0, 1)).broken == ("Vehicle 0 can begin stop 1 at 270 s, its last window ends at 269 s.",)


def test_a_break_after_its_latest_departure_is_broken() -> None:
    problem = with_breaks((0, 50, 60), windows=[[0, 100], [0, 999], [0, 999]])
    assert timing(problem, 0, (0,)).broken == ("Vehicle 0 can begin stop 0 at 160 s, its last window ends at 100 s.",)
    assert timing(with_breaks((0, 50, 60), open_s=[51]), 0, (0,)).broken == (
        "Vehicle 0 can begin its break at 51 s, the latest is 50 s.",
    )


def test_a_break_after_the_last_service_delays_the_return() -> None:
    problem = with_breaks((200, 300, 60), windows=[[0, 100], [0, 999], [0, 999]], close_s=[270])
    assert timing(problem, 0, (0,)).end_s == 270
    assert timing(problem, 0, (0,)).broken == ()


def test_two_breaks_on_one_way_are_taken_one_after_the_other() -> None:
    problem = with_breaks((0, 0, 60), (0, 60, 40))
    assert timing(problem, 0, (0,)).starts == (200,)
    problem = with_breaks((0, 0, 60), (0, 59, 40))
    assert timing(problem, 0, (0,)).broken == ("Vehicle 0 can begin its break at 60 s, the latest is 59 s.",)


def test_what_is_said_of_times_must_be_one_of_the_ways_to_take_the_breaks() -> None:
    problem = with_breaks((0, 500, 60))
    assert judge(problem, plan((0, 1), starts=(160, 270, NEVER), left_out=(2,))).broken == ()
    assert judge(problem, plan((0, 1), starts=(100, 270, NEVER), left_out=(2,))).broken == ()
    assert judge(problem, plan((0, 1), starts=(101, 270, NEVER), left_out=(2,))).broken == (
        "Vehicle 0 is said to begin at (101, 270) s; no placing of its breaks gives that.",
    )
    assert judge(problem, plan((0, 1), starts=(160, 270, NEVER))).broken == (
        "The plan says that it leaves out [], but it leaves out others.",
    )


def test_every_price_is_counted() -> None:
    ways = np.full((1, 4, 4), 7, dtype=np.int32)
    problem = a_line(fixed=[1_000, 0], way_cost=ways, travel_price=[3, 1], close_s=[600, 0], overtime_s=[30, 0],
                     overtime_price=[2, 0])  # fmt: skip
    assert judge(problem, plan((0, 1, 2), ())).cost == 1_000 + 4 * 7 * 3 + 30 * 2
    soft = a_line(pair_cost=[[5, 0], [6, 0], [7, 0]], due_s=[90, 210, 0], late_price=[2, 9, 0],
                  start_price=[0, 0, 1], ready_s=[0, 0, 300], was_s=[160, 269, NEVER], moved_price=[50, 40, 30],
                  moved_by_s=59)  # fmt: skip
    assert judge(soft, plan((0, 1, 2), ())).cost == 600 + (5 + 6 + 7) + 10 * 2 + 20 + 50
