"""Clocks that are held and resumed by hand, and how that is taken back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core import events as e
from dispatchtui.core.board import Board
from dispatchtui.core.clocks import held_for
from dispatchtui.core.commands.clocks import HoldClock, ResumeClock
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import VisitState, Window
from dispatchtui.core.refusals import Code
from dispatchtui.core.sla import due_of
from dispatchtui.core.undo import inverse
from tests.builders import a_policy, a_visit, a_work_order, a_working_board, at, record
from tests.core.deciding import NOW, facts, no, one

HOLD = HoldClock(visit_id="V60", note="the customer is away")
RESUME = ResumeClock(visit_id="V60")


@pytest.fixture
def board() -> Board:
    policy = replace(a_policy(), pauses_by_hand=True)
    order = a_work_order(id="W60", sla_policy="STD", response_due="12:00", resolution_due="16:00")
    return a_working_board(a_visit(id="V60"), order, policy)


def hold(board: Board, at_s: int) -> None:
    record(board, e.ClockHeld(visit_id="V60", occurred_s=at_s, note="the customer is away"))


def resume(board: Board, at_s: int) -> None:
    record(board, e.ClockResumed(visit_id="V60", occurred_s=at_s))


def test_a_held_clock_is_due_later_by_as_long_as_it_was_held(board: Board) -> None:
    due_s = at("12:00")
    assert one(facts(board, HOLD), e.ClockHeld) == e.ClockHeld(visit_id="V60", occurred_s=NOW, note=HOLD.note)
    hold(board, at("08:00"))
    visit = board.visits["V60"]
    assert due_of(board, visit, at("09:00")) == due_s + 3600
    assert due_of(board, visit, at("09:30")) == due_s + 5400, "while it is held it stays as far away"
    resume(board, at("09:30"))
    assert due_of(board, board.visits["V60"], at("11:00")) == due_s + 5400
    hold(board, at("10:00"))
    resume(board, at("10:10"))
    assert held_for(board.visits["V60"], at("11:00")) == 5400 + 600


def test_what_was_promised_to_a_customer_does_not_move(board: Board) -> None:
    promise = Window(start_s=at("10:00"), end_s=at("11:00"))
    board.put(replace(board.visits["V60"], promise=promise))
    hold(board, at("08:00"))
    assert due_of(board, board.visits["V60"], at("10:30")) == at("11:00")


@pytest.mark.parametrize("state", [VisitState.DONE, VisitState.CANCELLED, VisitState.CLOSED])
def test_what_is_at_an_end_has_no_clock_to_hold(board: Board, state: VisitState) -> None:
    board.put(replace(board.visits["V60"], state=state))
    assert no(board, HOLD).sentence == "The clocks of V60 are at an end."


def test_nobody_holds_a_clock_whose_policy_does_not_let_them(board: Board) -> None:
    board.put(a_policy())
    refusal = no(board, HOLD)
    assert (refusal.code, refusal.sentence) == (
        Code.ILLEGAL, "The SLA policy STD lets nobody hold the clocks of V60.",
    )  # fmt: skip
    board.put(a_work_order(id="W60"))
    assert no(board, HOLD).sentence == "No SLA policy lets anybody hold the clocks of V60."


def test_a_note_says_why_and_twice_is_once_too_often(board: Board) -> None:
    assert no(board, HoldClock(visit_id="V60", note="  ")).sentence == "A note says why the clocks of V60 are held."
    assert no(board, HoldClock(visit_id="V60", note="x" * 4001)).field == "note"
    assert no(board, RESUME).sentence == "The clocks of V60 are not held."
    hold(board, NOW)
    assert no(board, HOLD).sentence == "The clocks of V60 are held already."
    assert no(board, HoldClock(visit_id="V99", note="x")).sentence == "There is no visit V99."


def test_holding_and_resuming_take_each_other_back(board: Board) -> None:
    assert inverse(board, HOLD) == RESUME
    assert inverse(board, RESUME) is None, "what is not held cannot be resumed, so there is nothing to take back"
    hold(board, NOW)
    assert inverse(board, RESUME) == HOLD
    board.put(a_policy())
    assert inverse(board, RESUME) is None, "nobody may hold it by hand any more"


def test_suspended_work_holds_the_clocks_where_the_policy_says_so(board: Board) -> None:
    board.put(replace(a_policy(), pauses_when_suspended=True))
    board.put(a_visit(id="V60", technician="T01", state=VisitState.WORKING))
    step = AdvanceVisit(visit_id="V60", step=Step.SUSPEND, reason="waits for a part", remaining_s=1800,
                        occurred_s=NOW - 600)  # fmt: skip
    record(board, *facts(board, step), at_s=NOW)
    assert board.visits["V60"].held_from_s == NOW - 600
    record(board, *facts(board, AdvanceVisit(visit_id="V60", step=Step.RESUME)), at_s=NOW)
    assert (board.visits["V60"].held_from_s, board.visits["V60"].held_s) == (None, 600)
