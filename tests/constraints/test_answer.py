"""The checker's whole answer to acts: what they break together, what they change, and what they rest on."""

from __future__ import annotations

import msgspec

from dispatchtui.constraints.answer import Findings, answer
from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import AddNote, PlaceVisit, UnplaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, TechnicianId, VisitState
from dispatchtui.core.rights import Standing
from tests.builders import DAY, a_visit, a_working_board, at

NOW = at("08:30")
T01, T02 = TechnicianId("T01"), TechnicianId("T02")


def a_pair() -> Board:
    """V1 with T01 and V2 with T02, both at 10:00."""
    return a_working_board(a_visit(id="V1", technician="T01"), a_visit(id="V2", technician="T02"))


def place(visit: str, technician: TechnicianId, start: str = "10:00") -> PlaceVisit:
    return PlaceVisit(visit_id=visit, technician_id=technician, start_s=at(start))


def test_two_acts_that_only_hold_together_are_judged_together():
    board = a_pair()
    alone = answer(board, [place("V1", T02)], NOW)
    assert [each.constraint for each in alone.violations] == ["no_overlap"]
    assert not alone.ok
    both = answer(board, [place("V1", T02), place("V2", T01)], NOW)
    assert both.ok
    assert both.violations == ()
    assert [(each.visit_id, each.technician_id) for each in both.effects.etas] == [("V1", "T02"), ("V2", "T01")]
    assert both.versions == {
        "visits/V1": 1, "visits/V2": 1, f"lanes/T01:{DAY}": 0, f"lanes/T02:{DAY}": 0,
    }  # fmt: skip


def test_one_visit_moved_twice_ends_where_it_was_moved_last():
    board = a_pair()
    found = answer(board, [place("V1", T02, "12:00"), place("V1", T02, "14:00")], NOW)
    assert found.ok
    assert [each.eta_s for each in found.effects.etas] == [at("14:00")]


def test_an_act_that_cannot_be_done_says_why_and_changes_nothing():
    board = a_working_board(a_visit(id="V1", technician="T01", state=VisitState.RELEASED), a_visit(id="V2"))
    recall = answer(board, [UnplaceVisit(visit_id="V1"), place("V2", T02)], NOW)
    assert recall.refusal is not None
    assert recall.refusal.sentence == "V1 is released and cannot be unplaced: recall it first."
    assert not recall.ok
    assert recall.versions == {}
    nobody = answer(board, [place("V2", TechnicianId("T99"))], NOW)
    assert nobody.refusal is not None
    assert nobody.refusal.sentence == "There is no technician T99."


def test_acts_that_move_nothing_are_answered_in_their_order():
    board = a_working_board(a_visit(id="V1", technician="T01"))
    acts = [AdvanceVisit(visit_id="V1", step=Step.RELEASE), AddNote(visit_id="V1", text="Ring twice."),
            AdvanceVisit(visit_id="V1", step=Step.ACCEPT)]  # fmt: skip
    found = answer(board, acts, NOW)
    assert found.ok
    assert [each.sentence for each in found.effects.notices] == ["T01 is told: V1 is theirs, to begin at 10:00."]
    assert found.versions == {"visits/V1": 1}


def test_who_stands_behind_an_act_decides_how_grave_a_violation_is():
    board = a_working_board(a_visit(id="V1", technician="T01", lock=Lock.RESOURCE))
    act = place("V1", T02)
    assert [each.level for each in answer(board, [act], NOW).violations] == ["D"]
    assert [each.level for each in answer(board, [act], NOW, standing=Standing.AUTOMATION).violations] == ["X"]


def test_the_board_is_only_read_and_the_answer_is_plain_json():
    board = a_pair()
    digest = board.digest_hex()
    found = answer(board, [place("V1", T01, "16:30")], NOW)
    assert board.digest_hex() == digest
    assert msgspec.json.decode(msgspec.json.encode(found), type=Findings) == found
    assert found.effects.overtime_s == 30 * 60
