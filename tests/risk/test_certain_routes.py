"""What is certain is forecast as the timeline projects it, to the second, whichever way it is worked out."""

from random import Random

import pytest
from hypothesis import given
from msgspec.structs import replace

from benchmarks.risk_engines import WHO, a_route
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.model import Duration, Position, Visit, VisitState
from dispatchtui.core.timeline import project
from dispatchtui.risk import analytic, sampled
from dispatchtui.risk.course import course_of
from dispatchtui.risk.dice import Even
from dispatchtui.risk.forecast import forecast
from tests.builders import a_board, a_shift, a_technician, a_visit, at
from tests.core.random_acts import DAYS, PEOPLE, Drawn, a_start, play
from tests.time_rows import a_break

DICE = 128
"""Of what is certain every sample is the same."""


def certainly(board: Board) -> Board:
    """The same board, on which all work takes exactly as long as is planned, and nobody has learned anything."""
    rows = [row for row in board.rows() if row.TABLE != "behaviours"]
    for place, row in enumerate(rows):
        if isinstance(row, Visit) and row.duration is not None:
            rows[place] = replace(row, duration=Duration(p50_s=row.duration.p50_s, p80_s=row.duration.p50_s))
    return board_of(rows)


def expect_the_timeline(board: Board, technician_id: str, now_s: int, position: Position | None = None) -> int:
    """Every engine agrees with the timeline wherever nothing is uncertain; how many stops that were."""
    course = course_of(board, technician_id, now_s, position)
    if not course.certain:
        return 0
    plain = {each.visit_id: each for each in project(board, technician_id, now_s, position)}
    engines = [sampled.follow(course, Even(DICE))] + ([] if course.owed else [analytic.follow(course)])
    for outcomes in engines:
        followed = list(outcomes)
        assert len(followed) == len(plain)
        for each in followed:
            stop = plain[each.leg.step.stop.visit_id]
            assert each.arrival.quantiles((0.01, 0.99)) == [stop.arrival_s] * 2
            assert each.start.quantiles((0.01, 0.99)) == [stop.start_s] * 2
            assert each.end.quantiles((0.01, 0.99)) == [stop.end_s] * 2
    route = forecast(board, technician_id, now_s, position)
    assert route.method == "exact"
    assert [each.stop for each in route.stops] == list(project(board, technician_id, now_s, position))
    assert all(each.arrival.certain and each.end.p50_s == each.stop.end_s for each in route.stops)
    assert all(clock.breach == float(clock.eta_s > clock.due_s) for each in route.stops for clock in each.clocks
               if not board.absences)  # fmt: skip
    return len(plain)


@given(DAYS)
def test_any_day_that_the_desk_can_make(acts: list[Drawn]):
    board = a_start()
    play(board, acts)
    board = certainly(board)
    for technician_id in PEOPLE:
        expect_the_timeline(board, technician_id, at("07:00") + board.seq * 60)


@pytest.mark.parametrize("breaks", [False, True])
def test_random_routes_with_windows_states_positions_and_breaks(breaks: bool):
    compared = 0
    for seed in range(150):
        board, now_s = a_route(seed, breaks=breaks, habits=False)
        seen = Random(seed)
        position = Position(technician_id=WHO, latitude=39.29 + seen.uniform(-0.05, 0.05), longitude=-76.6,
                            at_s=now_s - seen.randrange(0, 500))  # fmt: skip
        compared += expect_the_timeline(certainly(board), WHO, now_s, position)
    assert compared > 400, "enough of the routes are certain for this to say something"


def test_two_breaks_that_push_each_other_are_taken_as_the_timeline_takes_them():
    shift = replace(a_shift(), breaks=(a_break(start="11:00", end="12:00", minutes=30),
                                       a_break(start="11:30", end="12:15", minutes=30, mandatory=False),
                                       a_break(start="12:10", end="13:00", minutes=20)))  # fmt: skip
    for begin in range(540, 780, 7):
        visits = [a_visit(id=f"V{place}", technician="T05", start=at("00:00") + (begin + place * 75) * 60)
                  for place in range(4)]  # fmt: skip
        board = certainly(a_board(a_technician(), shift, *visits))
        assert expect_the_timeline(board, "T05", at("09:00")) == 4


def test_a_break_is_taken_where_there_is_slack_for_it_and_delays_nothing_later():
    shift = replace(a_shift(), breaks=(a_break(start="11:00", end="14:00"),))
    visits = [
        a_visit(id=f"V{start[:2]}", technician="T05", start=start) for start in ("10:00", "11:40", "12:40", "13:40")
    ]
    board = certainly(a_board(a_technician(), shift, *visits))
    assert expect_the_timeline(board, "T05", at("09:00")) == 4
    assert [each.start.p50_s for each in forecast(board, "T05", at("09:00"), method="sampled").stops] == [
        at(start) for start in ("10:00", "11:40", "12:40", "13:40")
    ]


def test_odd_rows_are_told_as_the_timeline_tells_them():
    backwards = a_visit(id="V1", technician="T05", start="09:00", minutes=None)
    line = replace(backwards.crew[0], end_s=backwards.crew[0].start_s - 600)
    odd = [
        replace(backwards, crew=(line,)),
        a_visit(id="V2", technician="T05", start="10:00", minutes=0),
        a_visit(id="V3", technician="T05", start="11:00", state=VisitState.EN_ROUTE),
        a_visit(id="V4", technician="T05", start="12:00", state=VisitState.WORKING),
        a_visit(id="V5", technician="T05", start="13:00", state=VisitState.SUSPENDED),
        a_visit(id="V6", technician="T05", start="14:00", state=VisitState.NO_ACCESS),
    ]
    board = a_board(a_technician(home=None), *odd)
    board.drop("work_orders", "W2")
    for method in ("", "analytic", "sampled"):
        for now in ("07:00", "10:30", "20:00"):
            route = forecast(board, "T05", at(now), method=method)
            assert [each.visit_id for each in route.stops] == ["V1", "V2", "V3", "V4", "V5", "V6"]
    assert forecast(board, "T99", at("07:00")).stops == ()
