"""Until when one must act: held against asking again at every later moment, and on days that can be checked by eye."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Duration, Row, Stamps, Visit, VisitState, Window
from dispatchtui.core.refusals import Level
from dispatchtui.solver.rank import Candidate, place_at, places
from dispatchtui.solver.saving import Saving, keeps, limit_of, saving
from tests.builders import (
    a_board,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    an_absence,
    at,
    north,
)

S = VisitState
NOW = at("10:00")
ANY: set[Level | None] = {None, Level.DISPATCHER, Level.LEAD}


def sure(visit: Visit, minutes: int = 60) -> Visit:
    """The same visit, with work that takes exactly so long."""
    return replace(visit, duration=Duration(p50_s=minutes * 60, p80_s=minutes * 60))


def waiting(minutes: int = 60, **more: object) -> Visit:
    return sure(a_visit(id="V61", **more), minutes)  # type: ignore[arg-type]


def found(*rows: Row, now: str = "10:00", due: str | None = "12:00", home: int = 20) -> Saving:
    """What can be done for V61, which is due at noon and 20 minutes from T05, who works from 08:00 to 17:00."""
    given_rows: list[Row] = [a_technician(home=north(home)), a_shift(), a_work_order(id="W61", response_due=due), *rows]
    if not any(row.id == "V61" for row in rows):
        given_rows.append(waiting())
    return saving(a_board(*given_rows), "V61", at(now))


def test_who_is_free_may_be_sent_as_late_as_the_way_is_long():
    act = found()
    assert (act.outlook, act.act_by_s, act.arrives_s, act.chance) == ("", at("11:40"), at("10:20"), 1.0)
    assert act.sentence == "V61 is kept if T05 is sent by 11:40: there at 10:20 if sent now."


def test_who_is_busy_until_later_loses_nothing_until_then():
    begun = Stamps(working_s=at("09:30"))
    busy = sure(a_visit(id="V1", technician="T05", start="09:30", state=S.WORKING, stamps=begun), 90)
    act = found(busy, a_work_order(id="W1", location=north(5)))
    assert (act.act_by_s, act.arrives_s) == (at("11:55"), at("11:05")), "five minutes from where they work until 11:00"
    assert found(busy, a_work_order(id="W1", location=north(5)), due="11:04").outlook == "lost"


def test_what_comes_next_must_not_wait():
    later = sure(a_visit(id="V1", technician="T05", start="12:30", promise=("12:00", "12:30")))
    act = found(later, a_work_order(id="W1", location=north(20)))
    assert act.act_by_s == at("10:50"), "an hour of work, and 20 min back, before 12:30"


def test_a_shift_that_ends_ends_it():
    act = found(a_shift(end="12:30"))
    assert (act.outlook, act.act_by_s) == ("", at("11:10"))


def test_a_promise_that_begins_later_leaves_more_time():
    act = found(waiting(promise=("13:00", "14:00")), due=None)
    assert (act.act_by_s, act.arrives_s) == (at("13:40"), at("13:00"))


def test_a_neighbour_that_may_not_be_moved_any_more_bounds_it():
    """V1 can be pushed by half an hour within its promise, but not once T05 is about to leave for it."""
    later = sure(a_visit(id="V1", technician="T05", start="11:20", promise=("11:00", "14:00"), travel_minutes=20))
    act = found(later, a_work_order(id="W1", location=north(40)), home=20)
    assert (act.outlook, act.act_by_s) == ("", at("10:30")), "it leaves at 11:00, and is frozen 30 min before"


def test_that_the_visit_itself_is_about_to_leave_does_not_keep_it_from_being_saved():
    late = sure(a_visit(id="V61", technician="T06", start="10:20", travel_minutes=10))
    act = found(late, a_technician(id="T06", home=north(150)), a_shift(technician="T06"))
    assert (act.outlook, act.best.technician_id if act.best else "", act.act_by_s) == ("", "T05", at("11:40"))


def test_what_its_own_plan_keeps_needs_nothing():
    kept = sure(a_visit(id="V61", technician="T05", start="11:30"))
    assert found(kept) == Saving(visit_id="V61", outlook="none", chance=1.0)


def test_another_time_with_the_same_one_is_an_act_and_leaving_it_is_none():
    late = sure(a_visit(id="V61", technician="T05", start="13:00"))
    act = found(late)
    assert (act.outlook, act.best.technician_id if act.best else "", act.act_by_s) == ("", "T05", at("11:40"))
    hopeless = found(late, now="11:45")
    assert (hopeless.outlook, hopeless.best.arrival_s if hopeless.best else 0) == ("lost", at("12:05"))


def test_only_an_override_saves_what_lies_elsewhere():
    elsewhere = waiting(territory="WEST")
    act = found(elsewhere)
    assert (act.outlook, act.act_by_s, act.clean_s) == ("override: territory", at("11:40"), None)
    far = found(elsewhere, a_technician(id="T06", territory="WEST", home=north(150)), a_shift(technician="T06"))
    assert (far.outlook, far.act_by_s, far.clean_s) == ("override: territory", at("11:40"), at("12:30"))
    near = found(elsewhere, a_technician(id="T06", territory="WEST", home=north(50)), a_shift(technician="T06"))
    assert (near.outlook, near.act_by_s) == ("", at("11:10")), "who breaks nothing comes first, though they are farther"


def test_what_nobody_may_break_saves_nothing():
    act = found(an_absence(technician="T05", start="09:00", end="17:00", kind="sick"))
    assert act.outlook == "lost"


def test_of_what_is_lost_the_least_late_is_told():
    act = found(now="11:50")
    assert (act.outlook, act.act_by_s, act.arrives_s, act.clean_s) == ("lost", None, at("12:10"), at("12:10"))
    assert act.sentence == "V61 cannot be saved: the least late is T05 at 12:10, 10 min late."


def test_work_that_must_be_done_is_begun_in_time_for_its_longer_course():
    order = a_work_order(id="W61", resolution_due="13:00")
    visit = replace(a_visit(id="V61"), duration=Duration(p50_s=3600, p80_s=4500))
    board = a_board(order, visit)
    assert limit_of(board, visit, NOW) == at("11:45")


def test_a_paused_clock_asks_for_nothing_and_what_is_due_tomorrow_not_yet():
    assert found(due=None) == Saving(visit_id="V61")
    assert found(due="34:01").act_by_s is None
    assert found(due="34:00", now="10:00").act_by_s is not None


def test_what_is_being_worked_on_cannot_be_given_to_anybody():
    visit = sure(
        a_visit(id="V61", technician="T05", start="09:00", state=S.WORKING, stamps=Stamps(working_s=at("09:30")))
    )
    board = a_board(a_technician(), a_shift(), a_work_order(id="W61", resolution_due="10:10"), visit)
    assert saving(board, "V61", NOW).outlook == "lost"


@pytest.mark.parametrize(("due", "percent"), [("10:20", 100), ("10:19", 0), (None, None)])
def test_a_candidate_keeps_the_promise_or_not(due: str | None, percent: int | None):
    board = a_board(a_technician(home=north(20)), a_shift(), a_work_order(id="W61", response_due=due), waiting())
    candidate = place_at(board, "V61", "T05", NOW)
    assert candidate is not None
    assert keeps(board, candidate, NOW) == percent


# Held against asking again.

PEOPLE = st.lists(
    st.tuples(
        st.integers(-60, 60),  # home
        st.integers(1, 4),  # skill
        st.sampled_from(("EAST", "EAST", "WEST")),
        st.none() | st.tuples(st.integers(0, 12), st.integers(1, 6)),  # quarters after ten: absent
        st.lists(st.tuples(st.integers(0, 8), st.integers(1, 6), st.integers(-40, 40), st.none() | st.integers(0, 3)),
                 max_size=3),  # later stops: pause, work, where, promise
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip


@st.composite
def mornings(draw: st.DrawFn) -> Board:
    """A board at ten on which nobody has anything to do before half past twelve, and V61 is due by then."""
    due_s = NOW + draw(st.integers(20, 145)) * 60
    promised = draw(st.booleans())
    order = a_work_order(id="W61", location=north(draw(st.integers(-20, 20))))
    visit = waiting(draw(st.sampled_from((15, 30, 60))), needs={"PLUMB": draw(st.integers(1, 3))})
    if promised:
        visit = replace(visit, promise=Window(start_s=at("09:00"), end_s=due_s))
    else:
        order = replace(order, response_due_s=due_s)
    rows: list[Row] = [order, visit]
    for number, (home, level, where, absent, stops) in enumerate(draw(PEOPLE)):
        who, free_s = f"T{number:02}", at("14:30")
        rows += [
            a_technician(id=who, home=north(home), skills={"PLUMB": level}, territory=where),
            a_shift(technician=who),
        ]
        if absent is not None:
            begin, quarters = absent
            rows.append(replace(an_absence(id=f"A{number}", technician=who), start_s=NOW + begin * 900,
                                end_s=NOW + (begin + quarters) * 900))  # fmt: skip
        for place, (pause, quarters, site, promise) in enumerate(stops):
            name = f"{number + 1}{place}"
            start_s = free_s + pause * 900
            stop = sure(a_visit(id=f"V{name}", technician=who, start=start_s), quarters * 15)
            if promise is not None:
                stop = replace(
                    stop, promise=replace(a_visit(promise=("09:00", "10:00")).promise, end_s=start_s + promise * 1800)
                )  # type: ignore[type-var]
            rows += [a_work_order(id=f"W{name}", location=north(site)), stop]
            free_s = start_s + quarters * 900
    return a_board(*rows)


def saves(board: Board, at_s: int, levels: set[Level | None]) -> list[Candidate]:
    """Every placement from a moment on that keeps the word, and that of others, and breaks nothing above these."""
    limit_s = limit_of(board, board.visits["V61"], NOW)
    assert limit_s is not None
    return [
        each
        for who in board.technicians
        for each in places(board, "V61", who, at_s)
        if each.arrival_s <= limit_s
        and each.level in levels
        and not any(board.visits[one.visit_id].promise if one.displaced else one.late_s > one.was_late_s
                    for one in each.knock_on)
    ]  # fmt: skip


@given(mornings())
def test_at_the_last_moment_somebody_still_saves_it_and_a_minute_later_nobody_does(board: Board):
    found = saving(board, "V61", NOW)
    if found.outlook == "lost":
        assert not saves(board, NOW, ANY)
        return
    assert found.act_by_s is not None
    assert found.best is not None
    levels: set[Level | None] = {"": {None}, "D": {None, Level.DISPATCHER}}.get(found.best.level or "", set(ANY))
    assert saves(board, found.act_by_s, levels)
    for later in (1, 2, 5, 15, 40):
        assert not saves(board, found.act_by_s + later * 60, levels), f"{later} min later"
    if found.outlook:
        assert not saves(board, NOW, levels - {found.best.level}), "who breaks less comes first"
