"""What an amendment newly breaks is told with it, shown before it, and keeps the plan from being released."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.constraints.answer import answer
from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import AmendVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.refusals import Code, Refusal, Violation
from dispatchtui.core.rights import Actor
from tests.builders import (
    a_board,
    a_duration,
    a_request,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    an_actor,
    at,
    record,
)

NOW = at("07:00")
LONGER = AmendVisit(visit_id="V60", duration=a_duration(minutes=90))
OVERLAP = "T05 is at V61 from 10:00 to 11:00; V60 09:00 to 10:30 overlaps by 30 min."


def a_full_board() -> Board:
    """V60 stands with T05 from 09:00 to 10:00, V61 of WEST from 10:00 to 11:00; V62 waits."""
    return a_board(
        a_technician(covers=("WEST",)), a_shift(), a_work_order(id="W60", external=(("311", "one"),)),
        a_visit(id="V60", work_order="W60", technician="T05", start="09:00"), a_visit(id="V62"),
        a_visit(id="V61", work_order="W61", territory="WEST", technician="T05", start="10:00"),
    )  # fmt: skip


def passed(board: Board, act: Command, actor: Actor | None = None) -> tuple[Violation, ...]:
    """What is told of an act that is done, and do it."""
    verdict = judge(board, a_request(act=act), actor or an_actor(), NOW)
    assert isinstance(verdict, Passed), verdict
    record(board, *verdict.events, at_s=NOW)
    return verdict.warnings


def test_longer_work_is_done_and_told():
    board = a_full_board()
    (told,) = passed(board, LONGER)
    assert (told.constraint, told.level, told.amount, told.sentence) == ("no_overlap", "X", 30, OVERLAP)
    assert board.visits["V60"].duration == LONGER.duration
    assert passed(board, AmendVisit(visit_id="V60", earliest_s=at("08:00"))) == (), "nothing is told twice"
    (told,) = passed(board, AmendVisit(visit_id="V60", duration=a_duration(minutes=100)))
    assert told.amount == 40
    assert passed(board, AmendVisit(visit_id="V60", duration=a_duration(minutes=60))) == ()


def test_what_a_request_taken_again_breaks_is_told():
    board = a_full_board()
    again = TakeRequest(row=replace(board.work_orders["W60"], id="", version=0, changed=None), duration=LONGER.duration)
    (told,) = passed(board, again, an_actor("integration"))
    assert told.sentence == OVERLAP
    assert passed(board, again, an_actor("integration")) == ()


def test_what_stands_in_no_plan_breaks_nothing():
    board = a_full_board()
    assert passed(board, AmendVisit(visit_id="V62", duration=a_duration(minutes=900))) == ()


def test_what_is_hidden_is_told_without_its_name():
    (told,) = passed(a_full_board(), LONGER, an_actor(territories=("EAST",)))
    assert (told.subject, told.amount) == ("", 0)
    assert told.sentence == "The technician has other work then, outside your territories."


def test_the_checker_shows_it_before_it_is_done():
    found = answer(a_full_board(), [LONGER], NOW)
    assert (found.ok, found.violations) == (True, ())
    assert [(each.constraint, each.amount) for each in found.effects.broken] == [("no_overlap", 30)] * 2
    (eta,) = found.effects.etas
    assert (eta.visit_id, eta.was_s, eta.eta_s, eta.late_s) == ("V61", at("10:00"), at("10:30"), 1800)


def test_it_is_not_released():
    board = a_full_board()
    passed(board, LONGER)
    for visit in ("V60", "V61"):
        held = judge(board, a_request(act=AdvanceVisit(visit_id=visit, step=Step.RELEASE)), an_actor(), NOW)
        assert isinstance(held, Refusal)
        assert held.code is Code.OVERLAP
