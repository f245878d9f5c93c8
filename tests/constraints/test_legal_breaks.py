"""Breaks that the law owes: after so much work, and those of the shift."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.check import check_board
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.model import Break, Row
from dispatchtui.core.refusals import Level
from dispatchtui.core.timeline import project_day
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north
from tests.constraints.asking import ask, only
from tests.time_rows import a_break, limits

RULE = "legal_hours"


def working(*rows: Row, minutes: int = 135) -> Board:
    """Two visits until 12:30, six hours of work at most without half an hour's break."""
    technician = replace(a_technician(), hours=limits(work=6, break_minutes=30))
    earlier = (
        a_visit(id="V59", technician="T05", start="08:00", minutes=135),
        a_visit(id="V60", technician="T05", start="10:15", minutes=135),
    )
    return a_board(technician, a_shift(), *earlier, a_visit(id="V61", minutes=minutes), *rows)


def test_work_without_a_break_is_added_up():
    found = only(ask(working(), RULE, start="12:30"))
    assert found.sentence == (
        "T05 would work 6 h 45 min from 08:00 to 14:45 without a break of 30 min, with V61; "
        "at most 6 h is legal: 45 min too much."
    )
    assert (found.level, found.amount) == (Level.NOBODY, 45)
    assert ask(working(minutes=90), RULE, start="12:30") == ()
    assert only(ask(working(minutes=91), RULE, start="12:30")).amount == 1
    later = a_visit(id="V62", technician="T05", start="16:00")
    assert only(ask(working(later), RULE, start="12:30")).amount == 45, "work after a break is another stretch"


def test_half_an_hour_without_work_or_travel_is_a_break():
    assert ask(working(), RULE, start="13:00") == ()
    assert only(ask(working(), RULE, start=at("13:00") - 1)).amount == 45
    away = a_work_order(id="W61", location=north(10))
    assert only(ask(working(away), RULE, start="13:00")).amount == 55, "ten minutes of it are driving"
    assert ask(working(away), RULE, start="13:10") == ()


def test_work_that_follows_counts_as_well_and_runs_across_midnight():
    night = a_visit(id="V62", technician="T05", start="24:30", minutes=200)
    technician = replace(a_technician(), hours=limits(work=6, break_minutes=30))
    board = a_board(technician, a_visit(id="V61", minutes=150), night)
    assert ask(board, RULE, start="21:30") == ()
    assert ask(board, RULE, start="22:00") == ()
    assert only(ask(a_board(technician, a_visit(id="V61", minutes=170), night), RULE, start="21:41")).amount == 10


def lunch(*rows: Row, minutes: int = 100, rest: Break | None = None) -> Board:
    shift = replace(a_shift(), breaks=(rest or a_break(),))
    return a_board(a_technician(), shift, a_visit(id="V61", minutes=minutes), *rows)


BEFORE = a_visit(id="V60", technician="T05", start="11:10", minutes=60)
"""Until 12:10, in a window from 11:00 to 14:00."""


def test_a_break_of_the_shift_needs_room_between_the_stops():
    found = only(ask(lunch(BEFORE), RULE, start="12:30"))
    assert found.sentence == (
        "T05 has a break of 30 min between 11:00 and 14:00; V61 12:30 to 14:10 leaves 10 min too little for it."
    )
    assert (found.level, found.amount, found.have) == (Level.NOBODY, 10, "20 min")
    assert found.subject == "shifts/T05:2019-10-21"
    assert ask(lunch(BEFORE), RULE, start="12:40") == ()
    assert only(ask(lunch(BEFORE), RULE, start=at("12:40") - 1)).amount == 1 / 60


def test_the_way_to_the_next_stop_takes_room_too():
    away = a_work_order(id="W61", location=north(10))
    assert only(ask(lunch(BEFORE, away), RULE, start="12:40")).amount == 10
    assert ask(lunch(BEFORE, away), RULE, start="12:50") == ()


def test_a_break_that_is_not_mandatory_is_a_dispatchers_to_break():
    found = only(ask(lunch(BEFORE, rest=a_break(mandatory=False)), RULE, start="12:30"))
    assert (found.level, found.amount) == (Level.DISPATCHER, 10)


def test_who_has_no_room_left_can_still_be_sent_at_other_times():
    full = a_visit(id="V60", technician="T05", start="10:50", minutes=200)
    assert ask(lunch(full), RULE, start="14:30") == ()
    assert ask(lunch(full), RULE, start="08:00") == ()
    assert [each.subject for each in check_board(lunch(full), at("07:00"))] == ["shifts/T05:2019-10-21"]


def test_a_fixed_break_has_one_place():
    fixed = a_break(start="12:00", end="12:30")
    assert ask(lunch(rest=fixed), RULE, start="12:30") == ()
    assert ask(lunch(rest=fixed), RULE, start=at("12:00") - 6000) == ()
    assert only(ask(lunch(rest=fixed), RULE, start="12:20")).amount == 10
    assert only(ask(lunch(rest=fixed), RULE, start="11:00")).amount == 30


def test_a_break_may_lie_in_the_overtime():
    rest = a_break(start="17:00", end="17:30")
    shift = replace(a_shift(overtime_minutes=60), breaks=(rest,))
    board = a_board(a_technician(), shift, a_visit(id="V61", minutes=20))
    assert only(ask(board, RULE, start="17:00")).amount == 20
    assert ask(board, RULE, start="17:30") == ()


def test_a_break_in_a_night_of_the_change_has_the_window_that_goes_by():
    for eve, hours in (("2019-11-02", 3), ("2019-03-09", 1)):
        start, end = at("25:00", day=eve), at("27:00", day=eve)
        assert (end - start) / 3600 == hours
        rest = Break(start_s=start, end_s=end, length_s=1800)
        shift = replace(a_shift(start=at("22:00", day=eve)), end_s=at("30:00", day=eve), breaks=(rest,))
        night = a_board(a_technician(), shift, a_visit(id="V61", minutes=hours * 60 - 30))
        assert ask(night, RULE, start=start, now=start - 9000) == ()
        assert only(ask(night, RULE, start=start + 60, now=start - 9000)).amount == 1


PLANS = st.lists(st.tuples(st.integers(0, 8), st.integers(1, 14), st.sampled_from([0, 5, 20])), min_size=1, max_size=8)
"""A day from 08:00 on as (idle before, length, how far north): tens of minutes, and minutes of driving."""


@given(plan=PLANS, begin=st.integers(6, 40), extra=st.integers(0, 10))
def test_a_mandatory_break_is_in_its_window_or_legal_hours_says_that_it_is_not(
    plan: list[tuple[int, int, int]], begin: int, extra: int
):
    rows: list[Row] = []
    clock_s, place = at("08:00"), north(plan[0][2])
    for number, (idle, length, away) in enumerate(plan):
        clock_s += idle * 600 + travel.seconds(place, north(away))
        place = north(away)
        rows.append(a_work_order(id=f"W{number}", location=place))
        rows.append(a_visit(id=f"V{number}", technician="T05", start=clock_s, minutes=length * 10))
        clock_s += length * 600
    rest = Break(start_s=at("08:00") + begin * 600, end_s=at("08:00") + (begin + 3 + extra) * 600, length_s=1800)
    board = a_board(a_technician(), replace(a_shift(end="30:00"), breaks=(rest,)), *rows)
    found = project_day(board, "T05", at("07:00"))
    (taken,) = found.rests
    assert not [stop for stop in found.stops if taken.start_s < stop.end_s and stop.start_s < taken.end_s]
    told = [each for each in check_board(board, at("07:00")) if each.constraint == RULE]
    has_room = is_room(board, rest)
    assert bool(told) is not has_room
    if has_room:
        assert not taken.late_s
        assert all(stop.start_s == stop.planned_start_s for stop in found.stops), "nobody waits for it"


def is_room(board: Board, rest: Break) -> bool:
    """Whether a break can begin at some moment of its window, by trying each second at which something changes."""
    route = [(visit.crew[0].start_s, visit.crew[0].end_s, travel.site_of(board, visit)) for visit in board.route("T05")]
    free = [(None, route[0]), *pairwise(route), (route[-1], None)]
    for before, after in free:
        for start_s in (rest.start_s, before[1] if before else rest.start_s):
            end_s = start_s + rest.length_s
            inside = rest.start_s <= start_s and end_s <= rest.end_s
            between = (before is None or before[1] <= start_s) and (after is None or end_s <= after[0])
            drive_s = travel.seconds(before[2], after[2]) if before and after else 0
            if inside and between and (not (before and after) or after[0] - before[1] - drive_s >= rest.length_s):
                return True
    return False
