"""A visit is offered where it leaves the breaks of a shift their room: before them, or after."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.check import check_placement
from dispatchtui.core.board import Board
from dispatchtui.core.model import Break, Row
from dispatchtui.core.refusals import Level
from dispatchtui.core.timeline import project
from dispatchtui.solver.rank import places, rank
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at, north

TIMELY = {"no_overlap", "shift_hours", "time_off", "not_past", "legal_hours"}
STEP_S = 300


def lunch(start: str = "11:30", end: str = "12:30", minutes: int = 30, *, mandatory: bool = True) -> Break:
    return Break(start_s=at(start), end_s=at(end), length_s=minutes * 60, mandatory=mandatory)


def day(*rows: Row, breaks: tuple[Break, ...] = (lunch(),), **visit: object) -> Board:
    shift = replace(a_shift(overtime_minutes=60), breaks=breaks)
    return a_board(a_technician(), shift, a_visit(id="V61", **visit), *rows)  # type: ignore[arg-type]


def starts(board: Board, now: str = "07:00") -> list[int]:
    return [each.start_s for each in rank(board, "V61", at(now)).candidates]


def test_work_that_would_take_the_room_of_a_break_begins_after_it():
    assert starts(day(minutes=60, promise=("11:30", "14:00"))) == [at("12:00")]
    assert starts(day(minutes=60, promise=("11:30", "14:00"), breaks=())) == [at("11:30")]


def test_work_that_leaves_the_break_its_room_to_the_second_begins_at_once():
    assert starts(day(minutes=30, promise=("11:30", "14:00"))) == [at("11:30")]
    late = lunch(end="12:29")
    assert starts(day(minutes=30, promise=("11:30", "14:00"), breaks=(late,))) == [at("12:00")]


def test_the_way_to_the_visit_is_driven_beside_the_break():
    before = [a_work_order(id="W1", location=north(20)), a_visit(id="V1", technician="T05", start="10:45", minutes=60)]
    # Free at 11:45: 30 min of rest and 20 min of way.
    found = places(day(*before, minutes=90, promise=("11:50", "14:00")), "V61", "T05", at("07:00"))
    assert [each.start_s for each in found if not each.knock_on] == [at("12:35")]


def test_what_is_pushed_leaves_the_break_its_room_too():
    board = day(
        a_work_order(id="W61", priority=1),
        a_visit(id="V1", technician="T05", start="11:00", minutes=60),
        minutes=60,
        promise=("10:30", "10:45"),
    )
    found = next(each for each in places(board, "V61", "T05", at("10:30")) if len(each.moves) > 1)
    assert [(each.visit_id, each.start_s) for each in found.moves] == [("V61", at("10:30")), ("V1", at("12:00"))]
    assert found.level is not Level.NOBODY


def test_a_break_that_somebody_may_forgo_is_left_its_room_as_well():
    found = rank(day(minutes=60, promise=("11:30", "14:00"), breaks=(lunch(mandatory=False),)), "V61", at("07:00"))
    assert [(each.start_s, each.violations) for each in found.candidates] == [(at("12:00"), ())]


BREAKS = st.lists(st.tuples(st.integers(0, 84), st.integers(0, 18), st.integers(2, 9), st.booleans()),
                  min_size=1, max_size=3)  # fmt: skip
STOPS = st.lists(st.tuples(st.integers(0, 24), st.integers(1, 6), st.integers(-20, 20)), max_size=5)


def random_day(breaks: list, stops: list, length: int, place: int, absence: int | None) -> Board:
    rests = tuple(
        Break(start_s=at("08:00") + begin * 300, end_s=at("08:00") + (begin + long + slack) * 300, length_s=long * 300,
              mandatory=mandatory)
        for begin, slack, long, mandatory in breaks
    )  # fmt: skip
    rows: list[Row] = [a_work_order(id="W61", location=north(place))]
    busy_s = at("08:00")
    for number, (gap, quarters, where) in enumerate(stops):
        start_s = busy_s + gap * 300
        busy_s = start_s + quarters * 900
        rows.append(a_work_order(id=f"W{number}", location=north(where)))
        rows.append(a_visit(id=f"V{number}", technician="T05", start=start_s, minutes=quarters * 15))
    if absence is not None:
        hours, quarter = divmod(absence, 4)
        rows.append(an_absence(start=f"{8 + hours}:{quarter * 15:02}", end=f"{8 + hours}:{quarter * 15 + 14:02}"))
    return day(*rows, minutes=length * 15, breaks=rests)


@given(BREAKS, STOPS, st.integers(1, 8), st.integers(-20, 20), st.none() | st.integers(0, 30))
def test_wherever_a_begin_breaks_nothing_of_time_one_is_offered_no_later(
    breaks: list, stops: list, length: int, place: int, absence: int | None
):
    board, at_s = random_day(breaks, stops, length, place, absence), at("07:00")
    # Who will be late for a stop by the rests on the way is free later than the plan says.
    assume(all(stop.start_s == stop.planned_start_s for stop in project(board, "T05", at_s)))
    first_s = next(
        (
            start_s
            for start_s in range(at("08:00"), at("17:00"), STEP_S)
            if not TIMELY & {each.constraint for each in
                             check_placement(board, "V61", "T05", start_s, at_s=at_s).violations}
        ),
        None,
    )  # fmt: skip
    if first_s is None:
        return
    offered = [each for each in places(board, "V61", "T05", at_s) if each.level is not Level.NOBODY]
    assert min(each.start_s for each in offered) <= first_s + STEP_S
    assert rank(board, "V61", at_s).candidates
