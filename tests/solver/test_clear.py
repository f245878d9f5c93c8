"""A time is offered at which nothing is broken, wherever a gap has one, and no later than the first."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from msgspec.structs import replace

from dispatchtui.constraints.check import check_placement
from dispatchtui.core.board import Board
from dispatchtui.core.model import Break, CapacityCell, Dependency, Opening, Policy, Row, Rules, TerritoryId, VisitId
from dispatchtui.core.refusals import Level
from dispatchtui.core.timeline import project
from dispatchtui.solver.rank import place_at, places, rank
from dispatchtui.solver.waiting import backfill
from tests.builders import a_board, a_competence, a_shift, a_technician, a_visit, a_work_order, an_absence, at, window
from tests.hindered_boards import STEP_S, boards
from tests.supplies import a_vehicle, an_alert
from tests.time_rows import limits

NOW = at("07:00")
SHIFT = a_shift(end="16:00")


def office(**rules: object) -> Policy:
    return Policy(id="P1", rules=Rules(**rules))  # type: ignore[arg-type]


def full_until_noon() -> list[Row]:
    hours = (8, 9, 10, 11)
    return [a_visit(id=f"V{hour}", technician="T05", start=f"{hour:02}:00", minutes=60) for hour in hours]


def closed(start: str, end: str) -> CapacityCell:
    return CapacityCell(id="C1", territory=TerritoryId("EAST"), start_s=at(start), end_s=at(end), closed=True)


def day(*rows: Row, **visit: object) -> Board:
    """T05 from eight to four and V61 of an hour that waits; rows given later replace them."""
    wanted = replace(a_visit(id="V61", minutes=60), **visit)  # type: ignore[arg-type]
    return a_board(a_technician(), SHIFT, wanted, *rows)


STORM = an_alert(start="07:00", end="12:00", kind="storm")
WAITS = (Dependency(visit_id=VisitId("V1"), min_gap_s=1800),)
FLOATING = Break(start_s=at("11:30"), end_s=at("13:30"), length_s=1800)
MORNING = (Opening(weekdays=(0, 1, 2, 3, 4), opens_min=480, closes_min=720),)
ROWS = {
    "storm": (day(STORM, outdoor=True), "12:00"),
    "licence": (
        day(a_technician(skills=(a_competence(valid_from_s=at("13:00")),)), needs=a_visit(needs={"PLUMB": 1}).needs),
        "13:00",
    ),
    "own hours": (day(replace(a_technician(), hours=limits(work=4, break_minutes=30)), *full_until_noon()), "12:30"),
    "floating break": (
        day(replace(SHIFT, breaks=(FLOATING,)), a_visit(id="V1", technician="T05", start="08:00", minutes=270)),
        "13:00",
    ),
    "on call": (day(replace(a_technician(), tags=("on_call",)), office(working=MORNING)), "12:00"),
    "vehicle": (day(a_vehicle(out=(at("06:00"), at("13:00")), equipment=("lift",)), equipment=("lift",)), "13:00"),
    "dependency": (
        day(a_technician(id="T06"), a_visit(id="V1", technician="T06", start="11:00"), dependencies=WAITS),
        "12:30",
    ),
    "slot": (day(closed("08:00", "12:00")), "12:00"),
    "blackout": (day(office(blackouts=(window("08:00", "14:00"),))), "14:00"),
    "slot, then blackout": (day(closed("08:00", "12:00"), office(blackouts=(window("12:00", "14:00"),))), "14:00"),
    "notice": (day(office(notice_s=6 * 3600)), "13:00"),
    "storm, then meeting": (day(STORM, an_absence(start="12:30", end="14:00"), outdoor=True), "14:00"),
}


@pytest.mark.parametrize("what", ROWS)
def test_who_can_go_later_that_day_is_offered_then_with_nothing_broken(what: str):
    board, start = ROWS[what]
    found = next(each for each in rank(board, "V61", NOW).candidates if each.technician_id == "T05")
    assert (found.start_s, found.violations) == (at(start), ())
    assert place_at(board, "V61", "T05", NOW) == found


def test_a_minute_before_the_time_that_is_offered_something_is_broken():
    for board, start in ROWS.values():
        assert check_placement(board, "V61", "T05", at(start) - 60, at_s=NOW).violations


def test_where_no_time_is_clean_the_earliest_is_offered_with_what_it_breaks():
    out = a_vehicle(out=(at("06:00"), None))
    found = rank(day(out), "V61", NOW).candidates[0]
    assert (found.start_s, [each.constraint for each in found.violations]) == (at("08:00"), ["equipment"])


def test_a_gap_with_a_clean_time_is_offered_at_that_time_alone():
    board = day(STORM, a_visit(id="V1", technician="T05", start="14:00"), outdoor=True)
    found = [each for each in places(board, "V61", "T05", NOW) if not each.knock_on]
    offered = sorted((each.place, each.start_s, each.violations) for each in found)
    assert offered == [(0, at("12:00"), ()), (1, at("15:00"), ())]


def test_a_time_that_would_be_clear_only_on_another_day_is_left_to_that_day():
    out = a_vehicle(out=(at("06:00"), at("36:00")))
    found = places(day(out, a_shift(id="next", start="32:00", end="40:00")), "V61", "T05", NOW)
    broken = [(each.start_s, [one.constraint for one in each.violations]) for each in found]
    assert sorted(broken) == [(at("08:00"), ["equipment"]), (at("36:00"), [])]


def test_a_time_after_the_promise_does_not_hide_the_one_that_a_lead_may_allow():
    board = day(a_vehicle(out=(at("06:00"), at("13:00"))), promise=window("08:00", "10:00"))
    starts = {each.start_s: [one.constraint for one in each.violations] for each in places(board, "V61", "T05", NOW)}
    assert starts == {at("08:00"): ["equipment"], at("13:00"): ["promise_window"]}


def test_a_visit_that_is_pushed_is_pushed_to_where_nothing_is_in_its_way():
    pushed = replace(a_visit(id="V1", technician="T05", start="10:00"), outdoor=True)
    storm = an_alert(start="11:00", end="13:00")
    board = day(pushed, storm, a_work_order(id="W61", priority=1), promise=window("10:00", "10:00"))
    found = next(each for each in places(board, "V61", "T05", at("09:00")) if len(each.moves) > 1)
    assert [(each.visit_id, each.start_s) for each in found.moves] == [("V61", at("10:00")), ("V1", at("13:00"))]
    assert found.level is not Level.NOBODY


def test_a_visit_that_stands_where_it_should_not_is_pushed_no_further_for_that():
    pushed = replace(a_visit(id="V1", technician="T05", start="10:00"), outdoor=True)
    storm = an_alert(start="09:00", end="13:00")
    board = day(pushed, storm, a_work_order(id="W61", priority=1), promise=window("10:00", "10:00"))
    found = next(
        each
        for each in places(board, "V61", "T05", at("09:00"))
        if [not one.displaced for one in each.knock_on] == [True]
    )
    assert [(each.visit_id, each.start_s) for each in found.moves] == [("V61", at("10:00")), ("V1", at("11:00"))]


def test_a_free_time_is_filled_from_the_first_clear_begin_in_it():
    board = day(STORM, outdoor=True)
    found = backfill(board, "T05", at("10:00"), at("14:00"), NOW)
    assert [(each.visit_id, each.start_s, each.violations) for each in found.candidates] == [("V61", at("12:00"), ())]


@given(boards())
def test_wherever_a_scan_finds_a_clean_begin_one_is_offered_no_later(board: Board):
    ranked = {each.technician_id: each for each in rank(board, "V61", NOW).candidates}
    for who in ("T05", "T06"):
        # Who will be late for a stop by the rests on the way is free later than the plan says.
        assume(all(stop.start_s == stop.planned_start_s for stop in project(board, who, NOW)))
        scanned = (
            start_s
            for start_s in range(at("08:00"), at("17:00"), STEP_S)
            if not check_placement(board, "V61", who, start_s, at_s=NOW).violations
        )
        first_s = next(scanned, None)
        if first_s is not None:
            offered = [each.start_s for each in places(board, "V61", who, NOW) if not each.violations]
            assert min(offered) <= first_s
            assert not ranked[who].violations
