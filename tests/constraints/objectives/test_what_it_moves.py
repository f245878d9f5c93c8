"""Objectives about time, and about what a placement makes of the other visits."""

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Policy, Row, Rules, VisitState
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at
from tests.constraints.objectives.weighing import displaced, knock, said, weigh


def board(*rows: Row, priority: int = 3, **order: object) -> Board:
    """T05 on shift from 08:00 to 17:00, V60 in the queue, and V31 (P2) at 14:00."""
    later = a_visit(id="V31", technician="T05", start="14:00")
    return a_board(a_technician(), a_shift(), a_visit(id="V60"), later, a_work_order(id="W31", priority=2),
                   a_work_order(id="W60", priority=priority, **order), *rows)  # type: ignore[arg-type]  # fmt: skip


def test_arriving_late_weighs_by_priority():
    assert said(weigh(board(), start="10:25", due="10:00"), "sla_lateness") == (50, 3000, "V60 (P3) is 25 min late.")
    assert said(weigh(board(priority=1), start="10:01", due="10:00"), "sla_lateness") == (
        40, 2400, "V60 (P1) is 1 min late.",
    )  # fmt: skip
    assert said(weigh(board(), start="10:00", due="10:00"), "sla_lateness") is None
    assert said(weigh(board(), start="10:00"), "sla_lateness") is None


def test_of_the_two_clocks_the_one_that_is_later_counts():
    assert said(weigh(board(resolution_due="10:30"), due="09:50"), "sla_lateness") == (
        60, 3600, "V60 (P3) is 30 min late.",
    )  # fmt: skip
    assert said(weigh(board(resolution_due="10:55"), due="09:50"), "sla_lateness") == (
        20, 1200, "V60 (P3) is 10 min late.",
    )  # fmt: skip
    assert said(weigh(board(resolution_due="11:00")), "sla_lateness") is None


def test_only_lateness_that_is_added_downstream_counts():
    pushed = (knock("V31", planned="14:00", start="14:20", late=15),)
    assert said(weigh(board(), knock_on=pushed), "sla_lateness") == (60, 3600, "V31 (P2) gets 15 min late.")
    worse = (knock("V31", planned="14:00", start="14:20", late=35, was_late=15),)
    assert said(weigh(board(), start="10:05", due="10:00", knock_on=worse), "sla_lateness") == (
        90, 5400, "V60 (P3) is 5 min late, V31 (P2) gets 20 min later.",
    )  # fmt: skip
    gone = (replace(pushed[0], displaced=True),)
    assert said(weigh(board(), knock_on=gone), "sla_lateness") is None, "it has no arrival any more"
    better = (knock("V31", planned="14:00", start="13:50", late=5, was_late=15),)
    assert said(weigh(board(), knock_on=better), "sla_lateness") is None


@pytest.mark.parametrize(("priority", "cost_s"), [(1, 200_000), (2, 60_000), (3, 20_000), (4, 7_200)])
def test_what_goes_back_to_the_queue_costs_by_its_priority(priority: int, cost_s: int):
    low = board(a_visit(id="V32", technician="T05", start="12:00"), a_work_order(id="W32", priority=priority))
    found = said(weigh(low, knock_on=(displaced("V32", planned="12:00"),)), "unassigned")
    assert found == (cost_s, cost_s, f"V32 (P{priority}) goes back to the queue.")
    assert said(weigh(low, knock_on=(knock("V32", planned="12:00", start="13:00"),)), "unassigned") is None


def test_displacing_the_same_visit_again_costs_extra():
    twice = (displaced("V31", planned="14:00"), displaced("V32", planned="15:00"))
    fresh = board(a_visit(id="V32", technician="T05", start="15:00"))
    assert said(weigh(fresh, knock_on=twice), "bump_again") is None
    again = board(replace(a_visit(id="V32", technician="T05", start="15:00"), bump_count=1))
    assert said(weigh(again, knock_on=twice), "bump_again") == (1, 20_000, "V32 was displaced before.")


def test_the_urgent_begin_sooner():
    assert said(weigh(board(priority=1), start="10:00", now="08:00"), "priority_start") == (
        4800, 7200, "V60 (P1) begins in 2 h.",
    )  # fmt: skip
    assert said(weigh(board(), start="10:00", now="09:59"), "priority_start") == (2, 3, "V60 (P3) begins in 1 min.")
    assert said(weigh(board(), start="10:00", now="10:00"), "priority_start") is None


def test_waiting_is_time_that_passes_where_a_clock_changes():
    for day, minutes in (("2019-03-10", 180), ("2019-11-03", 300)):
        found = said(weigh(board(), start=at("04:00", day=day), now=at("00:00", day=day)), "priority_start")
        assert found is not None
        assert found[0] == 2 * minutes


def test_travel_costs_by_the_class_of_the_technician():
    assert said(weigh(board(), added_minutes=12), "travel") == (12, 720, "T05 travels 12 min more.")
    assert said(weigh(board(), added_minutes=-3), "travel") == (-3, -180, "T05 travels 3 min less.")
    hired = board(replace(a_technician(), cost_class="contractor"))
    assert said(weigh(hired, added_minutes=12), "travel") == (
        18, 1080, "T05 travels 12 min more at 1.5 times the usual rate.",
    )  # fmt: skip
    assert said(weigh(board()), "travel") is None


def test_overtime_is_what_lies_beyond_the_shift_and_was_not_there_before():
    assert said(weigh(board(), start="16:00"), "overtime") is None
    assert said(weigh(board(), start="16:20"), "overtime") == (20, 1800, "T05 works 20 min beyond the shift.")
    pushed = (knock("V31", planned="16:10", start="16:40"),)
    late = board(a_visit(id="V31", technician="T05", start="16:10"))
    assert said(weigh(late, start="14:00", knock_on=pushed), "overtime") == (
        30, 2700, "T05 works 30 min beyond the shift.",
    )  # fmt: skip
    hired = board(replace(a_technician(), cost_class="low"))
    assert said(weigh(hired, start="16:30"), "overtime") == (
        24, 2160, "T05 works 30 min beyond the shift at 0.8 times the usual rate.",
    )  # fmt: skip


def test_overtime_is_told_from_the_shift_that_has_begun_across_midnight():
    night = board(a_shift(start="22:00", end="30:00", id="N1"))
    assert said(weigh(night, start="29:30"), "overtime") == (30, 2700, "T05 works 30 min beyond the shift.")
    assert said(weigh(night, start="29:00"), "overtime") is None


def test_what_people_count_on_is_better_left():
    planned = board(
        a_technician(id="T06"), a_visit(id="V60", technician="T05", start="10:00", promise=("09:00", "11:00"))
    )
    assert said(weigh(planned, start="10:00"), "stability") is None
    assert said(weigh(planned, start="10:30"), "stability") == (
        2, 240, "V60 would not stay as it is: 2 points of change.",
    )  # fmt: skip
    assert said(weigh(planned, technician="T06", start="10:30"), "stability") == (
        4, 480, "V60 would not stay as it is: 4 points of change.",
    )  # fmt: skip
    told = board(a_visit(id="V31", technician="T05", start="14:00", state=VisitState.ACCEPTED))
    assert said(weigh(told, knock_on=(knock("V31", planned="14:00", start="14:10"),)), "stability") == (
        3, 360, "V31 would not stay as it is: 3 points of change.",
    )  # fmt: skip
    released = board(a_visit(id="V31", technician="T05", start="14:00", state=VisitState.RELEASED))
    assert said(weigh(released, knock_on=(displaced("V31", planned="14:00"),)), "stability") == (
        3, 360, "V31 would not stay as it is: 3 points of change.",
    )  # fmt: skip


def test_a_customer_is_told_again_only_of_what_matters():
    promised = board(a_visit(id="V31", technician="T05", start="14:00", promise=("14:00", "16:00")))
    inside = (knock("V31", planned="14:00", start="14:19"),)
    assert said(weigh(promised, knock_on=inside), "message_cost") is None
    far = (knock("V31", planned="14:00", start="14:20"),)
    words = "The customer of V31 must be told a new time."
    assert said(weigh(promised, knock_on=far), "message_cost") == (1, 300, words)
    gone = (displaced("V31", planned="14:00"),)
    assert said(weigh(promised, knock_on=gone), "message_cost") == (1, 300, words)
    assert said(weigh(board(), knock_on=gone), "message_cost") is None, "nothing was promised"
    strict = board(promised.visits["V31"], Policy(id="P1", rules=Rules(eta_change_s=600)))
    assert said(weigh(strict, knock_on=(knock("V31", planned="14:00", start="14:10"),)), "message_cost") is not None


def test_missing_the_promise_tells_the_customer_anew():
    promised = board(a_visit(id="V60", promise=("10:00", "12:00")))
    assert said(weigh(promised, start="12:00"), "message_cost") is None
    assert said(weigh(promised, start=at("12:00") + 60), "message_cost") is not None


def test_who_knows_of_a_missed_promise_is_told_again_only_of_much():
    missed = board(a_visit(id="V60", technician="T05", start="12:30", promise=("10:00", "12:00")))
    assert said(weigh(missed, start="12:40"), "message_cost") is None
    assert said(weigh(missed, start="12:50"), "message_cost") is not None


def test_waiting_before_the_visit_is_idle_from_the_stop_before_the_shift_or_now():
    day = board(a_visit(id="V30", technician="T05", start="09:00"))
    assert said(weigh(day, start="10:40"), "idle") == (40, 120, "T05 has 40 min with nothing to do before.")
    assert said(weigh(day, start="10:00"), "idle") is None
    assert said(weigh(board(), start="08:30", now="06:00"), "idle") == (
        30, 90, "T05 has 30 min with nothing to do before.",
    )  # fmt: skip
    assert said(weigh(board(), start="10:00", now="09:50"), "idle") == (
        10, 30, "T05 has 10 min with nothing to do before.",
    )  # fmt: skip
    own = board(a_visit(id="V60", technician="T05", start="10:00"))
    assert said(weigh(own, start="10:30", now="08:00"), "idle") == (
        150, 450, "T05 has 2 h 30 min with nothing to do before.",
    )  # fmt: skip
