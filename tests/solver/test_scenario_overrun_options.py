"""Scenario: at 10:00 a job runs over by 40 minutes; what is offered, what is not, and the times to the minute."""

from __future__ import annotations

import pytest

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.requests import Request
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.matter import Matter
from dispatchtui.solver.proposing.proposal import Proposal
from dispatchtui.solver.proposing.resequencing import resequencing
from dispatchtui.solver.reorder import swapped
from tests.builders import an_actor, at
from tests.solver.proposing.scenes import brief, ids, offered, overrun, shifted

NOW = at("10:00")
DAY_S = 24 * 3600


def proposal() -> Proposal:
    return offered(overrun(), "OVERRUN_REPORTED:V11", NOW)


def test_who_is_free_comes_first_and_to_leave_it_comes_last() -> None:
    assert [brief(each) for each in proposal().options] == [
        ("move", ("V13", "T05", at("11:27"))),
        ("keep_and_tell", ("V13", "T02", at("12:15"))),
    ]
    first, last = proposal().options
    assert (first.rows[0].late_s, last.rows[0].late_s) == (0, 15 * 60)
    assert (first.confidence, last.confidence) == (1.0, 0.0)
    assert first.sentence == "V13 goes from T02 to T05 at 11:27, 33 min to spare; whoever was told is recalled."
    assert last.sentence == "V13 stays with T02, there at 12:15, 15 min late; the customer is told."


def test_the_other_order_is_not_offered_for_it_breaks_another_word() -> None:
    board = overrun()
    (found,) = disruptions(board, NOW)
    assert {each.visit_id: each.start_s for each in swapped(board, "V13", -1, NOW)} == {
        "V13": at("11:05"), "V12": at("12:25"), "V14": at("13:45"),
    }  # fmt: skip
    assert list(resequencing(Matter(board, found, NOW))) == []


def test_two_customers_are_told_if_it_is_taken_and_no_third() -> None:
    first = proposal().options[0]
    told = [(each.visit_id, each.sentence) for each in first.effects.notices if each.to == "customer"]
    assert told == [
        ("V13", "The customer of V13 is told: T05 comes instead, at 11:27."),
        ("V12", "The customer of V12 is told: T02 comes at 10:55 instead of 10:15."),
    ]


def test_it_passes_the_gate_as_it_is() -> None:
    row = proposal().options[0].rows[0]
    assert isinstance(judge(overrun(), Request(id="r", act=row.acts[0], pre=row.pre), an_actor(), NOW), Passed)
    assert (row.was_percent, row.percent) == (100, 0)


def test_it_is_projected_before_anybody_reports_it() -> None:
    board = overrun(extended=0)
    assert ids(disruptions(board, at("10:04"))) == ["AT_RISK:V13"], "within its grace no work is said to run over"
    (found,) = disruptions(board, at("10:05"))
    assert (found.id, found.subject) == ("OVERRUN_PROJECTED:V11", "visits/V11")
    assert found.visits == ("V13",), "of as much more as work takes at p80, V13 is reached too late too often"


def test_where_nobody_else_can_come_all_that_is_left_is_to_tell() -> None:
    found = offered(overrun(free=False), "OVERRUN_REPORTED:V11", NOW)
    assert found.options[-1].kind == "keep_and_tell"
    assert all(each.kind != "move" for each in found.options)


@pytest.mark.parametrize(("by_s", "zone"), [(9 * DAY_S, "America/New_York"), (DAY_S, "America/Denver"),
                                            (13 * DAY_S - 9 * 3600, "America/New_York")])  # fmt: skip
def test_it_is_the_same_on_other_days_and_in_the_night_of_a_clock_change(by_s: int, zone: str) -> None:
    there = shifted(overrun(), by_s, zone, (r"^(T|V)(\d+)", r"\g<1>7\2"))
    found = offered(there, "OVERRUN_REPORTED:V711", NOW + by_s)
    assert [brief(each) for each in found.options] == [
        ("move", ("V713", "T705", at("11:27") + by_s)),
        ("keep_and_tell", ("V713", "T702", at("12:15") + by_s)),
    ]
    assert ids(disruptions(there, NOW + by_s)) == ["OVERRUN_REPORTED:V711"]


def test_what_only_makes_people_wait_is_told_and_nobody_is_moved() -> None:
    board = overrun(extended=25)
    (found,) = disruptions(board, NOW)
    assert (found.id, found.visits) == ("OVERRUN_REPORTED:V11", ("V12", "V13", "V14"))
    proposal = offered(board, found.id, NOW)
    assert [each.kind for each in proposal.options] == ["keep_and_tell"]
    assert proposal.options[0].sentence == (
        "V12 stays with T02, there at 10:40, 1 h 20 min to spare; V13 stays with T02, there at 12:00, nothing to "
        "spare; V14 stays with T02, there at 13:40, 1 h 20 min to spare; the customers of V12, V13 and V14 are told."
    )
