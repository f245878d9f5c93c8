"""Duty, rest and weeks, each broken by an exact amount, just kept, and at its boundary."""

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.duty import weeks_of
from dispatchtui.core.model import Absence, Hours, Policy, Row, Rules, Shift, Stamps, TechnicianId, VisitState
from dispatchtui.core.refusals import Level
from tests.builders import ZONE, a_board, a_shift, a_technician, a_visit, an_absence, at
from tests.constraints.asking import ask, only
from tests.time_rows import limits

RULE = "legal_hours"


def board(hours: Hours, *rows: Row, minutes: int = 60, tags: tuple[str, ...] = ()) -> Board:
    technician = replace(a_technician(), hours=hours, tags=tags)
    return a_board(technician, a_visit(id="V61", minutes=minutes), *rows)


def a_night(start_s: int, hours: float) -> Shift:
    end_s = start_s + round(hours * 3600)
    return Shift(id="night", technician_id=TechnicianId("T05"), start_s=start_s, end_s=end_s, version=1)


def test_a_duty_is_the_shift_and_the_work_that_belongs_to_it():
    found = only(ask(board(limits(duty=10), a_shift()), RULE, start="17:30"))
    assert found.sentence == (
        "T05 would be on duty from 08:00 to 18:30, 10 h 30 min, with V61; at most 10 h is legal: 30 min too long."
    )
    assert (found.level, found.amount, found.unit) == (Level.NOBODY, 30, "min")
    assert (found.need, found.have, found.subject) == ("at most 10 h", "10 h 30 min", "technicians/T05")


def test_a_duty_may_last_to_its_last_second():
    assert ask(board(limits(duty=10), a_shift()), RULE, start="17:00") == ()
    assert only(ask(board(limits(duty=10), a_shift()), RULE, start=at("17:00") + 1)).amount == 1 / 60


def test_work_before_the_shift_begins_the_duty():
    assert only(ask(board(limits(duty=10), a_shift()), RULE, start="06:30", now="06:00")).amount == 30
    assert ask(board(limits(duty=10), a_shift()), RULE, start="07:00", now="06:00") == ()


def test_of_a_shift_that_is_too_long_the_legal_part_can_be_used():
    long = board(limits(duty=10), a_shift(start="08:00", end="20:00"))
    assert ask(long, RULE, start="08:00") == ()
    assert ask(long, RULE, start="17:00") == ()
    assert only(ask(long, RULE, start="17:15")).amount == 15


def test_stretches_under_three_hours_apart_are_one_duty_and_from_then_on_two():
    split = a_shift(start="08:00", end="12:00", id="early"), a_shift(start="14:00", end="18:00", id="late")
    assert only(ask(board(limits(duty=9, rest=11), *split), RULE, start="17:00")).amount == 60
    night = board(limits(duty=13, rest=11), a_shift())
    assert ask(night, RULE, start=at("20:00") - 1) == ()
    assert only(ask(night, RULE, start="20:00")).sentence == (
        "T05 would rest 3 h, from 17:00 to 20:00, with V61; at least 11 h is legal: 8 h too short."
    )


def test_a_rest_shorter_than_that_parts_duties_where_it_is_all_that_the_law_asks():
    assert ask(board(limits(duty=10, rest=2), a_shift()), RULE, start="19:30") == ()
    assert only(ask(board(limits(duty=10), a_shift()), RULE, start="19:30")).amount == 150


def test_the_rest_between_two_duties_is_long_enough():
    days = board(limits(rest=11), a_shift(), a_shift(start="32:00", end="41:00", id="tomorrow"), minutes=180)
    late = only(ask(days, RULE, start="18:30"))
    assert late.sentence == (
        "T05 would rest 10 h 30 min, from 21:30 to Tue 22 Oct 08:00, with V61; "
        "at least 11 h is legal: 30 min too short."
    )
    assert late.amount == 30
    assert ask(days, RULE, start="18:00") == ()
    assert only(ask(days, RULE, start=at("18:00") + 1)).amount == 1 / 60


def test_who_worked_late_begins_later():
    late = a_visit(id="V60", technician="T05", start="20:00", minutes=180)
    days = board(limits(rest=11), a_shift(end="20:00"), a_shift(start="31:00", end="40:00", id="tomorrow"), late)
    assert only(ask(days, RULE, start="32:00")).have == "9 h"
    assert only(ask(days, RULE, start="33:59")).amount == 1
    assert ask(days, RULE, start="34:00") == ()


def test_what_really_happened_counts_and_not_what_was_planned():
    stamps = Stamps(on_site_s=at("16:00"), working_s=at("16:00"), done_s=at("22:00"))
    ran_on = a_visit(id="V60", technician="T05", start="16:00", state=VisitState.DONE, stamps=stamps)
    days = board(limits(rest=11), a_shift(), a_shift(start="32:00", end="41:00", id="tomorrow"), ran_on)
    assert only(ask(days, RULE, start="32:00")).have == "10 h"
    assert ask(days, RULE, start="33:00") == ()


def test_running_work_counts_with_what_was_added_and_ended_work_without_stamps_does_not():
    days = a_shift(), a_shift(start="32:00", end="41:00", id="tomorrow")
    stamps = Stamps(on_site_s=at("20:00"), working_s=at("20:00"))
    running = a_visit(id="V60", technician="T05", start="20:00", state=VisitState.WORKING, stamps=stamps,
                      extended_minutes=40)  # fmt: skip
    assert only(ask(board(limits(rest=11), *days, running), RULE, start="32:00")).have == "10 h 20 min"
    untold = replace(running, state=VisitState.DONE, stamps=Stamps())
    assert ask(board(limits(rest=11), *days, untold), RULE, start="32:00") == ()


def test_the_stricter_of_the_office_and_the_person_counts():
    office = Policy(id="LAW", rules=Rules(legal=limits(duty=12, rest=11)))
    strict = board(limits(duty=10, rest=9), a_shift(), a_shift(start="32:00", end="41:00", id="tomorrow"), office)
    assert [each.need for each in ask(strict, RULE, start="20:30")] == ["at least 11 h", "at least 11 h"]
    assert only(ask(strict, RULE, start="17:30")).need == "at most 10 h"
    alone = a_board(a_technician(), a_shift(), a_visit(id="V61"), office)
    assert only(ask(alone, RULE, start="19:30")).amount == 30
    assert ask(a_board(a_technician(), a_shift(), a_visit(id="V61")), RULE, start="23:30") == ()


def test_a_night_shift_is_one_duty_and_the_change_of_the_clock_makes_it_longer_or_shorter():
    for eve, hours in (("2019-10-21", 8), ("2019-11-02", 9), ("2019-03-09", 7)):
        start_s, end_s = at("22:00", day=eve), at("30:00", day=eve)
        night = board(limits(duty=9.5), a_night(start_s, hours))
        assert (end_s - start_s) / 3600 == hours
        found = ask(night, RULE, start=end_s, now=start_s)
        assert [each.amount for each in found] == ([] if hours + 1 <= 9.5 else [30])


def a_week(*rows: Row, minutes: int = 60, **hours: float) -> Board:
    """Five shifts of nine hours, Monday to Friday, and these limits."""
    shifts = [a_shift(start=f"{24 * day + 8}:00", end=f"{24 * day + 17}:00", id=f"day{day}") for day in range(5)]
    return board(limits(**hours), *shifts, *rows, minutes=minutes)  # type: ignore[arg-type]


def test_the_duty_of_a_calendar_week_is_its_shifts_and_the_work_outside_them():
    assert ask(a_week(week=46), RULE, start="128:00") == ()
    found = only(ask(a_week(week=46, minutes=90), RULE, start="128:00"))
    assert found.sentence == (
        "T05 would be on duty 46 h 30 min in the week of Mon 21 Oct, with V61; at most 46 h is legal: 30 min too much."
    )
    assert only(ask(a_week(week=46, minutes=90), RULE, start="18:00")).amount == 30, "early in the week as late"
    assert only(ask(a_week(week=44), RULE, start="112:00")).amount == 60
    assert ask(a_week(week=44), RULE, start="111:00") == ()
    assert ask(a_week(week=44), RULE, start="176:00") == (), "the next week is another one"


def test_a_night_from_sunday_to_monday_is_shared_by_two_weeks():
    night = board(limits(week=3), a_night(at("22:00", day="2019-10-27"), 8))
    assert ask(night, RULE, start=at("23:30", day="2019-10-27")) == ()
    assert ask(night, RULE, start=at("02:00", day="2019-10-28")) == ()
    found = only(ask(night, RULE, start=at("03:30", day="2019-10-28")))
    assert (found.amount, found.have) == (90, "4 h 30 min")
    assert "in the week of Mon 28 Oct" in found.sentence


def test_work_from_sunday_to_monday_is_asked_of_both_weeks_each_with_its_own_part():
    found = only(ask(board(limits(week=3), minutes=300), RULE, start=at("23:00", day="2019-10-27")))
    assert (found.amount, "in the week of Mon 28 Oct" in found.sentence) == (60, True)
    night = board(limits(week=2), a_night(at("22:00", day="2019-10-27"), 8))
    assert ask(night, RULE, start=at("23:30", day="2019-10-27")) == ()
    assert len(weeks_of(at("23:00", day="2019-10-27"), at("24:00", day="2019-10-27"), ZONE)) == 1


def test_a_week_in_which_the_clock_changes_has_the_hours_that_go_by():
    for eve, hours in (("2019-11-02", 9), ("2019-03-09", 7)):
        night = board(limits(week=hours), a_night(at("22:00", day=eve), hours))
        assert ask(night, RULE, start=at("29:00", day=eve), now=at("22:00", day=eve)) == ()
        assert only(ask(night, RULE, start=at("29:01", day=eve), now=at("22:00", day=eve))).amount == 1


def test_overtime_is_what_is_planned_outside_shifts_in_a_week():
    before = a_visit(id="V60", technician="T05", start="16:00", minutes=150)
    assert ask(a_week(before, overtime=2.5), RULE, start="41:00") == ()
    found = only(ask(a_week(before, overtime=2.5, minutes=75), RULE, start="41:00"))
    assert found.sentence == (
        "T05 would work 2 h 45 min outside shifts in the week of Mon 21 Oct, with V61; "
        "at most 2 h 30 min is legal: 15 min too much."
    )
    assert ask(a_week(before, overtime=1), RULE, start="34:00") == (), "work inside a shift adds nothing"
    assert ask(a_week(before, overtime=2.5, minutes=75), RULE, start="209:00") == ()
    assert only(ask(a_week(overtime=1, minutes=75), RULE, start="209:00")).amount == 15, "no shift, no time inside"
    assert ask(board(limits(overtime=1), minutes=75), RULE) == (), "who never has a shift lacks data"


def test_on_call_a_shift_is_readiness_and_only_work_is_duty():
    ready = a_night(at("08:00"), 24)
    assert only(ask(board(limits(duty=10), ready), RULE, start="20:00")).amount == 180
    assert ask(board(limits(duty=10), ready, tags=("on_call",)), RULE, start="20:00") == ()


def test_leave_and_sickness_are_no_duty_and_a_meeting_is():
    away = an_absence(start="08:00", end="12:00", kind="leave")
    assert ask(board(limits(duty=7), a_shift(), away), RULE, start="18:00") == ()
    meeting: Absence = replace(away, kind="meeting")
    assert only(ask(board(limits(duty=7), a_shift(), meeting), RULE, start="18:00")).amount == 240
