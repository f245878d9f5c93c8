"""What is kept up by following events is what checking the whole board says, and nothing else is asked again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from dispatchtui.constraints.check import check_board
from dispatchtui.constraints.watch import Watch
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.model import Policy, Row, Rules
from tests.builders import (
    a_board,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    a_working_board,
    an_absence,
    at,
    north,
)
from tests.core.random_acts import DAYS, Drawn, play

NOW_S = at("07:00")


def changed(board: Board, *rows: Row) -> list[str]:
    """Put rows on a board and name them."""
    for row in rows:
        board.put(row)
    return [f"{row.TABLE}/{row.id}" for row in rows]


def a_long_board(technicians: int = 40) -> Board:
    """So many technicians with three visits each, the third of which outlasts the shift."""
    rows: list[Row] = []
    for number in range(1, technicians + 1):
        who = f"T{number:02}"
        rows += [a_technician(id=who), a_shift(technician=who)]
        for place, start in enumerate(("08:00", "12:00", "16:30"), 1):
            name = f"{number}{place}"
            rows.append(a_work_order(id=f"W{name}", location=north(int(name) / 1000)))
            rows.append(a_visit(id=f"V{name}", technician=who, start=start))
    return a_board(*rows)


def a_busy_board() -> Board:
    """Six visits in the routes of three technicians, close together, so that every drawn act meets somebody's plan."""
    starts = ("08:00", "08:30", "10:00", "11:00", "13:00", "16:30")
    visits = [
        a_visit(id=f"V{place}", technician=f"T0{1 + place % 3}", start=start, needs={"PLUMB": 2})
        for place, start in enumerate(starts, 1)
    ]
    sites = [a_work_order(id=f"W{place}", location=north(place % 2 * 8)) for place in range(1, 7)]
    return a_working_board(*sites, *visits)


@given(day=DAYS)
@settings(max_examples=60, deadline=None)
def test_following_any_day_ends_where_checking_all_of_it_ends(day: list[Drawn]) -> None:
    board = a_busy_board()
    board.changes = []
    watch = Watch(board, NOW_S)
    for drawn in day:
        play(board, [drawn])
        keys = [f"{each.table}/{each.id}" for each in board.changes]
        board.changes = []
        watch.follow(keys, NOW_S)
        assert watch.all() == check_board(board, NOW_S)
        assert set(watch.violations) == {key for key in board.visits if watch.violations.get(key)}


@given(before=DAYS, after=DAYS)
@settings(max_examples=30, deadline=None)
def test_a_fork_with_acts_on_it_is_followed_and_left_again(before: list[Drawn], after: list[Drawn]) -> None:
    board = a_busy_board()
    play(board, before)
    watch = Watch(board, NOW_S)
    fork = board.fork(recording=True)
    play(fork, after)
    keys = [f"{each.table}/{each.id}" for each in fork.changes or ()]
    watch.follow(keys, NOW_S, fork)
    assert watch.all() == check_board(fork, NOW_S)
    watch.follow(keys, NOW_S, board)
    assert watch.all() == check_board(board, NOW_S)


@given(day=DAYS)
@settings(max_examples=30, deadline=None)
def test_what_a_standing_plan_breaks_does_not_change_by_waiting(day: list[Drawn]) -> None:
    """Or a watch would have to ask everything again whenever time passes."""
    board = a_busy_board()
    play(board, day)
    now = check_board(board, NOW_S)
    assert now == check_board(board, at("16:00")) == check_board(board, NOW_S + 400 * 24 * 3600)


def test_a_move_asks_the_two_routes_again_and_no_others() -> None:
    board = a_long_board()
    watch = Watch(board, NOW_S)
    assert len(watch.violations) == 40
    again = watch.follow(changed(board, a_visit(id="V11", technician="T02", start="10:00")), NOW_S)
    assert "V11" in again
    assert again <= {"V11", "V12", "V13", "V21", "V22", "V23"}
    assert watch.all() == check_board(board, NOW_S)


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        (an_absence(technician="T03", start="07:00", end="17:00"), {"V31", "V32", "V33"}),
        (a_shift(technician="T03", end="17:30"), {"V31", "V32", "V33"}),
        (a_technician(id="T03", territory="WEST"), {"V31", "V32", "V33"}),
    ],
)
def test_a_change_of_one_person_concerns_their_visits(row: Row, asked: set[str]) -> None:
    board = a_long_board()
    watch = Watch(board, NOW_S)
    before = watch.violations.copy()
    assert watch.follow(changed(board, row), NOW_S) == asked
    assert watch.violations != before
    assert watch.all() == check_board(board, NOW_S)


def test_the_site_of_an_order_concerns_the_stops_on_the_way() -> None:
    board = a_long_board()
    watch = Watch(board, NOW_S)
    order = board.work_orders["W12"]
    far = replace(order, site=replace(order.site, location=north(200)))
    again = watch.follow(changed(board, far), NOW_S)
    assert again == {"V11", "V12", "V13"}
    assert {each.constraint for each in watch.violations["V11"]} >= {"no_overlap"}
    assert watch.all() == check_board(board, NOW_S)


def test_a_policy_of_one_territory_concerns_its_visits_only() -> None:
    board = a_working_board(
        a_visit(id="V1", technician="T01", start="09:00"),
        a_visit(id="V2", territory="WEST", technician="T02", start="09:00"),
        a_visit(id="V3", territory="WEST", technician="T02", start="10:05"),
        a_work_order(id="W3", territory="WEST", location=north(9)),
    )
    watch = Watch(board, NOW_S)
    tight = Policy(id="P0", rules=Rules(tight_s=60))
    assert watch.follow(changed(board, tight), NOW_S) >= {"V2", "V3"}
    local = Policy(id="P1", scope="territory", scope_id="WEST", rules=Rules(tight_s=300))
    assert watch.follow(changed(board, local), NOW_S) == {"V2", "V3"}
    assert watch.all() == check_board(board, NOW_S)
    elsewhere = Policy(id="P2", scope="territory", scope_id="EAST", rules=Rules(tight_s=0))
    assert not watch.follow(changed(board, elsewhere), NOW_S) & {"V2", "V3"}


def test_a_visit_that_goes_is_forgotten_with_what_it_broke() -> None:
    board = a_long_board(1)
    watch = Watch(board, NOW_S)
    board.drop("visits", "V13")
    watch.follow(["visits/V13"], NOW_S)
    assert watch.violations == {}
    assert watch.all() == check_board(board, NOW_S) == ()


def test_what_did_not_change_is_not_asked_again() -> None:
    board = a_long_board(2)
    watch = Watch(board, NOW_S)
    assert watch.follow(["visits/V11", "nowhere/V11", "visits/V99"], NOW_S) == frozenset()


def test_beginning_anew_takes_another_board() -> None:
    watch = Watch(a_long_board(2), NOW_S)
    other = board_of(a_long_board(3).rows())
    watch.restart(other, NOW_S)
    assert watch.all() == check_board(other, NOW_S)
    assert watch.violations["V33"][0].constraint == "shift_hours"
