"""What is overridden is stored with its facts, and no longer answered for when they get worse."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.constraints.check import check_visit
from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import AmendVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, Override, TechnicianId, VisitState
from dispatchtui.core.refusals import Code, Refusal
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor
from tests.builders import a_board, a_shift, a_technician, a_visit, an_actor, at, record, window

NOW = at("07:00")
URGENT = Reason(code="urgent")
T05 = TechnicianId("T05")


def a_late_board() -> Board:
    """V61 is promised until 10:00, V62 until 12:00, and nobody has either."""
    first = a_visit(id="V61", promise=window("09:00", "10:00"))
    second = a_visit(id="V62", promise=window("10:00", "12:00"))
    return a_board(a_technician(), a_shift(), first, second)


def ask(board: Board, act: Command, override: Reason | None = URGENT, actor: Actor | None = None) -> Passed | Refusal:
    request = Request(id="r1", act=act, override=override)
    return judge(board, request, actor or an_actor("dispatcher"), NOW)


def do(board: Board, act: Command, override: Reason | None = URGENT) -> None:
    verdict = ask(board, act, override)
    assert isinstance(verdict, Passed), verdict
    record(board, *verdict.events, at_s=NOW)


def test_an_override_is_stored_with_the_facts_that_were_answered_for():
    board = a_late_board()
    do(board, PlaceVisit(visit_id="V61", technician_id=T05, start_s=at("10:15")))
    assert board.visits["V61"].overrides == (
        Override(constraint="promise_window", code="urgent", by=an_actor("dispatcher").id, at_s=NOW, level="D",
                 subject="visits/V61", need="promised 09:00 to 10:00", have="arrival 10:15", amount=15, unit="min"),
    )  # fmt: skip
    assert check_visit(board, "V61", NOW) == ()


def test_a_promise_told_anew_is_a_fact_nobody_answered_for():
    board = a_late_board()
    do(board, PlaceVisit(visit_id="V61", technician_id=T05, start_s=at("10:15")))
    do(board, AmendVisit(visit_id="V61", promise=window("09:00", "10:05")))
    (broken,) = check_visit(board, "V61", NOW)
    assert (broken.constraint, broken.amount) == ("promise_window", 10)
    do(board, AmendVisit(visit_id="V61", promise=window("09:00", "10:15")))
    assert check_visit(board, "V61", NOW) == ()


def test_an_answer_covers_what_got_better_and_not_what_got_worse():
    board = a_late_board()
    visit = a_visit(id="V63", technician="T05", start="17:15", minutes=60)
    facts = Override(constraint="shift_hours", code="urgent", by="dora", at_s=NOW, level="L",
                     subject=f"shifts/{a_shift().id}", need="08:00 to 17:00",
                     have="17:15 to 18:15", amount=75, unit="min")  # fmt: skip
    for row in a_board(a_technician(), a_shift(), replace(visit, overrides=(facts,))).rows():
        board.put(row)
    assert check_visit(board, "V63", NOW) == ()
    board.put(replace(board.visits["V63"], overrides=(replace(facts, amount=74),)))
    assert [each.constraint for each in check_visit(board, "V63", NOW)] == ["shift_hours"]
    board.put(replace(board.visits["V63"], overrides=(replace(facts, amount=76),)))
    assert check_visit(board, "V63", NOW) == ()
    board.put(replace(board.visits["V63"], overrides=(replace(facts, level="D"),)))
    assert [each.constraint for each in check_visit(board, "V63", NOW)] == ["shift_hours"]


def test_a_new_placing_needs_its_own_answer():
    board = a_late_board()
    do(board, PlaceVisit(visit_id="V61", technician_id=T05, start_s=at("10:15")))
    again = PlaceVisit(visit_id="V61", technician_id=T05, start_s=at("10:30"))
    refusal = ask(board, again, override=None)
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.VIOLATIONS
    do(board, PlaceVisit(visit_id="V61", technician_id=T05, start_s=at("09:30")), override=None)
    assert board.visits["V61"].overrides == ()


def test_of_several_moves_each_visit_keeps_what_was_answered_for_it():
    board = a_late_board()
    moves = (Move(visit_id="V61", technician_id=T05, start_s=at("10:15")),
             Move(visit_id="V62", technician_id=T05, start_s=at("11:30")))  # fmt: skip
    do(board, MoveVisits(moves=moves))
    assert [each.subject for each in board.visits["V61"].overrides] == ["visits/V61"]
    assert board.visits["V62"].overrides == ()


def test_taking_back_what_is_locked_is_answered_for_on_the_visit():
    for state, act in (
        (VisitState.PLANNED, UnplaceVisit(visit_id="V61")),
        (VisitState.RELEASED, AdvanceVisit(visit_id="V61", step=Step.RECALL)),
        (VisitState.RELEASED, MoveVisits(moves=(Move(visit_id="V61"),))),
    ):
        visit = a_visit(id="V61", technician="T05", start="10:00", state=state, lock=Lock.TIME)
        board = a_board(a_technician(), a_shift(), visit)
        assert isinstance(ask(board, act, override=None), Refusal)
        do(board, act)
        after = board.visits["V61"]
        assert (after.state, after.crew) == (VisitState.QUALIFIED, ())
        assert [(each.constraint, each.code) for each in after.overrides] == [("locked", "urgent")]


def test_a_lead_needs_words_and_a_dispatcher_is_not_enough():
    board = a_late_board()
    act = PlaceVisit(visit_id="V62", technician_id=T05, start_s=at("18:00"))
    barred = ask(board, act)
    assert isinstance(barred, Refusal)
    assert barred.right == "override_lead"
    assert isinstance(ask(board, act, actor=an_actor("lead")), Refusal)
    told = Reason(code="urgent", text="hospital without water")
    assert isinstance(ask(board, act, told, an_actor("lead")), Passed)
