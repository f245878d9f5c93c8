"""Ranking against a plain, slow reference, and on small days that can be checked by eye."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from dispatchtui.constraints.check import check_placement
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Lock, Position, Row, Stamps, TechnicianId, VisitState
from dispatchtui.core.refusals import Level
from dispatchtui.core.timeline import project
from dispatchtui.core.work import service_s
from dispatchtui.solver.rank import Candidate, place_at, places, rank
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

S = VisitState
TIMELY = {"no_overlap", "shift_hours", "time_off", "not_past"}


def best(board: Board, now: str = "07:00", technician: str = "T05") -> Candidate:
    found = place_at(board, "V61", technician, at(now))
    assert found is not None
    return found


def gap(board: Board, now: str = "07:00", technician: str = "T05") -> Candidate:
    """The earliest place that pushes nobody and breaks nothing of time."""
    found = [each for each in places(board, "V61", technician, at(now)) if not each.knock_on]
    return min((each for each in found if not TIMELY & {one.constraint for one in each.violations}),
               key=lambda each: each.start_s, default=found[0])  # fmt: skip


def day(*rows: Row, **visit: object) -> Board:
    return a_board(a_technician(), a_shift(), a_visit(id="V61", **visit), *rows)  # type: ignore[arg-type]


def test_an_empty_day_begins_with_the_shift_or_the_promise_or_after_the_way_from_now():
    assert best(day()).start_s == at("08:00")
    assert best(day(promise=("10:00", "12:00"))).start_s == at("10:00")
    assert best(day(earliest_s=at("11:15"))).start_s == at("11:15")
    assert best(day(a_work_order(id="W61", location=north(25))), "10:00").start_s == at("10:25")


def test_the_first_gap_that_holds_the_work_and_the_way_on_either_side_is_taken():
    board = day(
        a_work_order(id="W1", location=north(20)),
        a_visit(id="V1", technician="T05", start="08:20"),
        a_visit(id="V2", technician="T05", start="10:30", work_order="W1", number=2),
        a_visit(id="V3", technician="T05", start="13:15", work_order="W1", number=3),
    )
    # 09:20 + 20 min of way + 60 min of work + 20 min of way leave no room before 10:30; 11:30 does before 13:15.
    found = gap(board)
    assert (found.start_s, found.travel_s, found.added_travel_s) == (at("11:50"), 1200, 2400)
    assert found.violations == ()


def test_a_gap_that_is_too_short_by_a_second_is_passed_by():
    board = day(a_visit(id="V1", technician="T05", start=at("09:00") - 1))
    assert gap(board).start_s == at("10:00") - 1
    assert gap(day(a_visit(id="V1", technician="T05", start="09:00"))).start_s == at("08:00")


def test_absences_are_stepped_over():
    board = day(an_absence(start="08:00", end="09:00"), an_absence(id="A2", start="09:30", end="11:00"))
    assert best(board).start_s == at("11:00")


def test_work_that_runs_late_is_waited_for_and_what_is_done_is_where_one_sets_out():
    working = a_visit(id="V1", technician="T05", start="08:00", state=S.WORKING, extended_minutes=20,
                      stamps=Stamps(working_s=at("08:30")))  # fmt: skip
    assert best(day(working), "09:15").start_s == at("09:50")
    stamps = Stamps(working_s=at("08:00"), done_s=at("08:30"))
    done = a_visit(id="V1", technician="T05", start="08:00", state=S.DONE, stamps=stamps)
    board = day(done, a_work_order(id="W1", location=north(12)))
    assert best(board, "08:40").start_s == at("08:52")


def test_what_a_device_that_runs_ahead_says_is_done_is_waited_for():
    stamps = Stamps(working_s=at("08:00"), done_s=at("08:44"))
    done = a_visit(id="V1", technician="T05", start="08:00", state=S.DONE, stamps=stamps)
    found = best(day(done), "08:40")
    assert (found.start_s, found.violations) == (at("08:44"), ())


def test_a_fresh_position_tells_where_one_sets_out():
    board = day(a_work_order(id="W61", location=north(30)))
    spot = north(20)
    here = Position(
        technician_id=TechnicianId("T05"), latitude=spot.latitude, longitude=spot.longitude, at_s=at("10:00")
    )
    found = place_at(board, "V61", "T05", at("10:00"), position=here)
    assert found is not None
    assert found.start_s == at("10:10")


def test_overtime_is_used_only_when_no_shift_has_room():
    full = [a_visit(id=f"V{hour}", technician="T05", start=f"{hour:02}:00") for hour in range(8, 17)]
    today = a_shift(overtime_minutes=90)
    tomorrow = a_shift(start="32:00", end="41:00", id="tomorrow")
    board = a_board(a_technician(), today, a_visit(id="V61"), *full)
    found = best(board)
    assert found.start_s == at("17:00")
    assert [(each.constraint, each.level) for each in found.violations] == [("shift_hours", Level.DISPATCHER)]
    assert best(a_board(a_technician(), today, tomorrow, a_visit(id="V61"), *full)).start_s == at("32:00")


def test_who_cannot_is_excluded_with_the_reason_and_who_could_with_leave_comes_last():
    board = a_working_board(a_visit(id="V61", needs={"PLUMB": 3}), technicians=2)
    board.put(a_technician(id="T03", skills={"PLUMB": 2}))
    board.put(a_shift(technician="T03"))
    board.put(a_technician(id="T04"))
    board.put(a_shift(technician="T04"))
    board.put(an_absence(technician="T04", start="06:00", end="20:00", kind="sick"))
    board.put(a_technician(id="T05", active=False))
    found = rank(board, "V61", at("07:00"))
    assert [each.technician_id for each in found.candidates] == ["T01", "T02", "T03"]
    assert found.candidates[2].violations[0].sentence.startswith("PLUMB 2 < 3")
    (sick,) = found.excluded
    assert sick.technician_id == "T04"
    assert sick.sentence.startswith("T04 is sick from 06:00 to 20:00")


def test_the_nearer_is_ranked_first_and_says_why():
    board = a_board(
        a_technician(id="T01", home=north(40)), a_shift(technician="T01"),
        a_technician(id="T02", home=north(10)), a_shift(technician="T02"),
        a_visit(id="V61", promise=("10:00", "12:00")),
    )  # fmt: skip
    first, second = rank(board, "V61", at("07:00")).candidates
    assert (first.technician_id, second.technician_id) == ("T02", "T01")
    assert first.sentence == "T02 at 10:00, 10 min away, +10 min of travel; 120 min before the promise ends."
    travel_s = [next(each.cost_s for each in one.terms if each.objective == "travel") for one in (first, second)]
    assert travel_s == [10 * 60, 40 * 60]


def test_the_scarce_are_kept_for_what_needs_them():
    board = a_board(
        a_technician(id="T01", skills={"PLUMB": 5}), a_shift(technician="T01"),
        a_technician(id="T02", skills={"PLUMB": 3}), a_shift(technician="T02"),
        a_visit(id="V61", needs={"PLUMB": 3}),
    )  # fmt: skip
    assert [each.technician_id for each in rank(board, "V61", at("07:00")).candidates] == ["T02", "T01"]


def test_being_late_costs_more_the_more_urgent_the_work_is():
    costs = []
    for priority in (1, 2, 3, 4):
        board = day(a_work_order(id="W61", priority=priority), promise=("06:00", "07:00"))
        costs.append(best(board).cost)
    late_s = 3600 + 90  # the hour until then is dearer too
    assert [round(high - low) for high, low in pairwise(costs)] == [
        36 * late_s, 2 * late_s, 1 * late_s,
    ]  # fmt: skip


def test_who_breaks_nothing_comes_first_however_late():
    order = a_work_order(priority=1, response_due="08:30", territory="WEST")
    near = a_technician(id="T01", territory="EAST")
    late = a_technician(id="T02", territory="WEST")
    busy = a_visit(id="V50", work_order="W50", technician="T02", start="08:00", minutes=480, lock=Lock.TIME)
    board = a_board(order, a_work_order(id="W50"), near, late, a_shift(technician="T01"),
                    a_shift(technician="T02", end="19:00"), busy, a_visit(territory="WEST"))  # fmt: skip
    first, *_, last = rank(board, "V60", at("07:00")).candidates
    assert (first.technician_id, first.violations, first.arrival_s) == ("T02", (), at("16:00"))
    assert (last.technician_id, [each.constraint for each in last.violations]) == ("T01", ["territory"])


def test_a_visit_may_stay_with_its_technician_and_is_not_in_its_own_way():
    board = a_board(a_technician(), a_shift(), a_visit(id="V61", technician="T05", start="08:00"))
    assert best(board).start_s == at("08:00")
    assert best(board).violations == ()


def test_who_is_not_there_is_not_ranked():
    board = a_working_board(a_visit(id="V61"))
    assert rank(board, "V99", 0).candidates == ()
    assert place_at(board, "V61", "T99", 0) is None
    assert place_at(board, "V99", "T01", 0) is None


def reference(board: Board, technician_id: str, at_s: int) -> int | None:
    """The earliest start inside a shift, found by trying every moment at which something begins or ends."""
    visit, technician = board.visits["V61"], board.technicians[technician_id]
    site, need_s = travel.site_of(board, visit), service_s(visit)
    stops = project(board, technician_id, at_s, skip="V61")
    standing = [stop for stop in stops if stop.state not in ENDED]
    running = [stop for stop in standing if stop.state not in PLACED]
    place, free_s = technician.home, at_s
    if running:
        last = max(running, key=lambda stop: stop.end_s)
        place, free_s = travel.site_of(board, board.visits[last.visit_id]), max(at_s, last.end_s)
    elif done := [stop for stop in stops if stop.state in ENDED and stop.end_s > at_s - 16 * 3600]:
        last = max(done, key=lambda stop: stop.end_s)
        place, free_s = travel.site_of(board, board.visits[last.visit_id]), max(at_s, last.end_s)
    wanted_s = max(free_s + travel.seconds(place, site), visit.promise.start_s if visit.promise else 0)
    after = {}
    for stop in standing:
        way_s = travel.seconds(travel.site_of(board, board.visits[stop.visit_id]), site)
        planned_s = stop.planned_end_s + board.visits[stop.visit_id].extended_s
        after[stop.visit_id] = max(planned_s, stop.end_s) + way_s
    moments = {wanted_s, *(shift.start_s for shift in board.shifts_of(technician_id)), *after.values()}
    moments |= {absence.end_s for absence in board.absences_of(technician_id)}
    for start_s in sorted(moments):
        if start_s < wanted_s:
            continue
        before = [stop for stop in standing if stop.planned_start_s < start_s]
        if any(after[stop.visit_id] > start_s for stop in before):
            continue
        if not any(s.start_s <= start_s and start_s + need_s <= s.end_s for s in board.shifts_of(technician_id)):
            continue
        broken = check_placement(board, "V61", technician_id, start_s, at_s=at_s)
        if not TIMELY & {each.constraint for each in broken.violations}:
            return start_s
    return None


STATES = (S.PLANNED, S.RELEASED, S.ACCEPTED, S.EN_ROUTE, S.WORKING, S.DONE)
STOPS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 8), st.integers(-20, 20), st.sampled_from(STATES)), max_size=7
)


def random_day(
    stops: list, absences: list, place: int, promise: int | None, second_shift: int | None, at_s: int
) -> Board:
    rows: list[Row] = [a_technician(), a_shift(overtime_minutes=60), a_work_order(id="W61", location=north(place))]
    if second_shift is not None:
        rows.append(a_shift(id="second", start=at("18:00") + second_shift * 900, end=at("20:00") + second_shift * 900))
    window = None if promise is None else (f"{8 + promise}:00", f"{10 + promise}:00")
    rows.append(a_visit(id="V61", minutes=45, promise=window))
    busy_s = at("08:00")
    running = False
    for number, (gap, quarters, where, drawn) in enumerate(stops):
        start_s = busy_s + gap * 300
        busy_s = start_s + quarters * 900
        # One thing at a time is under way, and what has happened lies in the past.
        begun = drawn in (S.EN_ROUTE, S.WORKING)
        early = (drawn is S.DONE and busy_s > at_s) or (begun and start_s > at_s)
        state = S.PLANNED if early or (running and begun) else drawn
        running = running or state in (S.EN_ROUTE, S.WORKING)
        stamps = {
            S.EN_ROUTE: Stamps(en_route_s=start_s - 300),
            S.WORKING: Stamps(working_s=start_s),
            S.DONE: Stamps(working_s=start_s, done_s=min(busy_s, start_s + 600)),
        }.get(state, Stamps())
        rows.append(a_work_order(id=f"W{number}", location=north(where)))
        rows.append(
            a_visit(id=f"V{number}", technician="T05", start=start_s, minutes=quarters * 15, state=state, stamps=stamps)
        )
    for number, (begin, quarters) in enumerate(absences):
        start = f"{8 + begin // 4}:{begin % 4 * 15:02}"
        end = f"{8 + (begin + quarters) // 4}:{(begin + quarters) % 4 * 15:02}"
        rows.append(an_absence(id=f"A{number}", start=start, end=end, kind=("meeting", "sick")[quarters % 2]))
    return a_board(*rows)


@example(stops=[(0, 1, 1, VisitState.DONE)], absences=[], place=0, promise=None, second_shift=None, now=29)
@given(
    stops=STOPS,
    absences=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=2),
    place=st.integers(-30, 30),
    promise=st.none() | st.integers(0, 9),
    second_shift=st.none() | st.integers(0, 12),
    now=st.integers(0, 40),
)
def test_the_start_is_the_earliest_that_the_checker_lets_pass(
    stops: list, absences: list, place: int, promise: int | None, second_shift: int | None, now: int
):
    at_s = at("07:00") + now * 900
    board = random_day(stops, absences, place, promise, second_shift, at_s)
    expected = reference(board, "T05", at_s)
    if expected is None:
        return
    found = [each for each in places(board, "V61", "T05", at_s) if not each.knock_on]
    timely = [each for each in found if not TIMELY & {one.constraint for one in each.violations}]
    assert min(each.start_s for each in timely) == expected
