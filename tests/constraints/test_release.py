"""What nobody may break is not told to a technician, neither by hand nor by the hour."""

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.check import check_visit
from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Override, Policy, Row, Rules, VisitState
from dispatchtui.core.refusals import Code, Level, Refusal
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor
from dispatchtui.server.rounds import AUTOMATION, due_for_release
from tests.builders import (
    a_board,
    a_competence,
    a_shift,
    a_technician,
    a_visit,
    an_absence,
    an_actor,
    at,
)

RELEASE = AdvanceVisit(visit_id="V60", step=Step.RELEASE)


def planned(*rows: Row, **technician: object) -> Board:
    """V60 is planned for T05 at 10:00."""
    return a_board(a_technician(**technician), a_shift(), a_visit(technician="T05", needs={"PLUMB": 2}), *rows)  # type: ignore[arg-type]


def release(board: Board, actor: Actor | None = None) -> Passed | Refusal:
    request = Request(id="r-1", act=RELEASE, override=Reason(code="other", text="He said that he can."))
    return judge(board, request, actor or an_actor("admin"), at("09:00"))


@pytest.mark.parametrize("actor", [an_actor("admin"), an_actor("dispatcher"), AUTOMATION], ids=lambda each: each.id)
def test_whoever_is_sick_is_told_of_no_work(actor: Actor):
    found = release(planned(an_absence(kind="sick", start="08:00", end="17:00")), actor)
    assert isinstance(found, Refusal)
    assert found.sentence == "T05 is sick from 08:00 to 17:00; V60 10:00 to 11:00 overlaps by 1 h."


def test_a_licence_that_has_expired_and_work_on_work_hold_a_release_up():
    gas = planned(a_visit(technician="T05", needs={"GAS": 1}),
                  skills=(a_competence(skill="GAS", valid_until_s=at("10:30")),))  # fmt: skip
    found = release(gas)
    assert isinstance(found, Refusal)
    assert found.sentence == ("GAS of T05 is valid until 10:30; V60 is from 10:00 to 11:00: 30 min without it.")
    overlap = release(planned(a_visit(id="V61", technician="T05", start="10:45")))
    assert isinstance(overlap, Refusal)
    assert (overlap.code, overlap.violations[0].amount) == (Code.OVERLAP, 15)


def test_what_somebody_may_answer_for_does_not_hold_it_up():
    board = planned(an_absence(kind="meeting", start="10:00", end="11:00"), skills={"PLUMB": 1}, territory="WEST")
    assert isinstance(release(board), Passed)


def test_automation_tells_of_nothing_that_is_broken_and_not_answered_for():
    board = planned(skills={"PLUMB": 1})
    assert isinstance(release(board), Passed)
    held = release(board, AUTOMATION)
    assert isinstance(held, Refusal)
    assert held.violations[0].constraint == "required_skills"
    assert due_for_release(board, at("09:50"), 1800) == []
    answer = Override(constraint="required_skills", code="urgent", text="He knows.", by="lea", at_s=at("08:00"),
                      level="L", subject="skills/PLUMB", need="PLUMB 2", have="PLUMB 1",
                      amount=1, unit="level")  # fmt: skip
    board.put(replace(board.visits["V60"], overrides=(answer,)))
    assert isinstance(release(board, AUTOMATION), Passed)
    assert len(due_for_release(board, at("09:50"), 1800)) == 1


def test_a_warning_does_not_keep_automation_from_telling():
    board = planned(a_visit(id="V61", work_order="W60", technician="T06", start="10:00"), a_technician(id="T06"))
    assert [each.level for each in check_visit(board, "V60", at("09:00"))] == [Level.WARNING]
    assert isinstance(release(board, AUTOMATION), Passed)


def test_touching_times_and_an_absence_that_ends_in_time_are_fine():
    board = planned(
        an_absence(kind="sick", start="08:00", end="10:00"), a_visit(id="V61", technician="T05", start="11:00")
    )
    assert isinstance(release(board), Passed)


def test_what_cannot_be_released_anyway_is_refused_for_its_state():
    board = planned(a_visit(state=VisitState.DONE, technician="T05"), an_absence(kind="sick", start="08:00"))
    found = release(board)
    assert isinstance(found, Refusal)
    assert found.code is Code.ILLEGAL


def test_the_round_goes_on_past_what_the_gate_would_refuse():
    sick = an_absence(kind="sick", start="10:30", end="12:00")
    board = planned(sick, a_technician(id="T06"), a_shift(technician="T06"), a_visit(id="V61", technician="T06"))
    due = due_for_release(board, at("09:50"), 1800)
    assert [each.act for each in due] == [AdvanceVisit(visit_id="V61", step=Step.RELEASE)]
    board.drop("absences", "A1")
    assert len(due_for_release(board, at("09:50"), 1800)) == 2


def test_cancelling_asks_the_terms_of_booking_and_no_lock():
    terms = Policy(id="P1", rules=Rules(cancel_notice_s=4 * 3600))
    cancel = Request(id="r-1", act=AdvanceVisit(visit_id="V60", step=Step.CANCEL), reason=Reason(code="customer"))
    refused = judge(planned(terms), cancel, an_actor("csr"), at("09:50"))
    assert isinstance(refused, Refusal)
    assert refused.right == "override_lead"
    assert isinstance(judge(planned(terms), cancel, an_actor("csr"), at("06:00")), Passed)
    assert isinstance(judge(planned(terms), cancel, an_actor("dispatcher"), at("09:50")), Passed), "inside the freeze"
