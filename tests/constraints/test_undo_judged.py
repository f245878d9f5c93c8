"""Undo is judged like any other act: it may be refused, and it answers again for what it breaks again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import TOLD, Step
from dispatchtui.core.model import Override, TechnicianId, VisitState
from dispatchtui.core.refusals import Code, Refusal
from dispatchtui.core.requests import Request
from dispatchtui.core.undo import Undo, undo_of
from tests.builders import a_shift, a_technician, a_visit, a_working_board, an_actor, at, record

NOW = at("08:00")
WEST = (a_technician(id="T09", territory="WEST"), a_shift(technician="T09"))


def ask(
    board: Board, act: Command, *, override: Reason | None = None, at_s: int = NOW, role: str = "lead"
) -> Refusal | Board:
    found = judge(board, Request(id="r", act=act, override=override), an_actor(role), at_s)
    if not isinstance(found, Passed):
        return found
    after = board.fork()
    record(after, *found.events, at_s=at_s)
    return after


def done(board: Board, act: Command, *, override: Reason | None = None, at_s: int = NOW) -> Board:
    found = ask(board, act, override=override, at_s=at_s)
    assert isinstance(found, Board), found
    return found


def undo(before: Board, act: Command, now: Board) -> Undo:
    found = undo_of(before, act, now, NOW)
    assert found is not None
    return found


def place(technician: str, start: str = "10:00") -> PlaceVisit:
    return PlaceVisit(visit_id="V1", technician_id=TechnicianId(technician), start_s=at(start))


def test_a_place_that_breaks_a_rule_again_is_had_again_for_the_former_reason():
    agreed = Reason(code="agreed", text="Nearest by far.")
    before = done(a_working_board(*WEST, a_visit(id="V1")), place("T09"), override=agreed)
    now = done(before, place("T01"))
    assert now.visits["V1"].overrides == ()
    back = undo(before, place("T01"), now)
    refusal = ask(now, back.act)
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.VIOLATIONS
    again = done(now, back.act, override=back.override).visits["V1"]
    assert (again.crew[0].technician_id, again.crew[0].start_s) == ("T09", at("10:00"))
    assert [(each.constraint, each.code, each.text) for each in again.overrides] == [
        ("territory", "agreed", "Nearest by far.")
    ]


def test_a_place_that_somebody_took_meanwhile_is_not_had_again():
    before = a_working_board(a_visit(id="V1", technician="T01"), a_visit(id="V2"))
    act = AdvanceVisit(visit_id="V1", step=Step.PARK, reason="customer")
    now = done(before, act)
    taken = done(now, PlaceVisit(visit_id="V2", technician_id=TechnicianId("T01"), start_s=at("10:30")))
    refusal = ask(taken, undo(before, act, taken).act)
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.OVERLAP
    assert refusal.subject == "visits/V2"


def test_a_place_that_has_passed_is_not_had_again():
    before = a_working_board(a_visit(id="V1", technician="T01"))
    act = AdvanceVisit(visit_id="V1", step=Step.PARK, reason="customer")
    now = done(before, act)
    refusal = ask(now, undo(before, act, now).act, at_s=at("10:06"))
    assert isinstance(refusal, Refusal)
    assert refusal.sentence == "V1 cannot begin at 10:00: it is 10:06, 6 min later."


def test_a_release_is_taken_back_even_inside_the_freeze_window():
    before = a_working_board(a_visit(id="V1", technician="T01"))
    act = AdvanceVisit(visit_id="V1", step=Step.RELEASE)
    now = done(before, act, at_s=at("09:50"))
    assert now.visits["V1"].state is VisitState.RELEASED
    again = done(now, undo(before, act, now).act, at_s=at("09:51")).visits["V1"]
    assert (again.state, again.crew) == (VisitState.PLANNED, before.visits["V1"].crew)


STATES = st.sampled_from([VisitState.QUALIFIED, VisitState.PLANNED, VisitState.RELEASED, VisitState.ACCEPTED])
ACTS = st.one_of(
    st.builds(place, st.sampled_from(["T01", "T02", "T09"]), st.sampled_from(["10:00", "12:00", "16:30"])),
    st.sampled_from([Step.RELEASE, Step.RECALL, Step.PARK]).map(
        lambda step: AdvanceVisit(visit_id="V1", step=step, reason="so")
    ),
)


@given(STATES, st.sampled_from(["T01", "T09"]), ACTS)
def test_whatever_passed_the_gate_is_undone_through_the_gate(state: VisitState, technician: str, act: Command):
    answer = Reason(code="agreed", text="Nearest by far.")
    kept = (Override(constraint="territory", code="agreed", text="Nearest by far.", by="lea", at_s=1),)
    placed = state is not VisitState.QUALIFIED
    overrides = kept if placed and technician == "T09" else ()
    visit = a_visit(id="V1", technician=technician if placed else "", state=state, overrides=overrides)
    before = a_working_board(*WEST, visit)
    now = ask(before, act, override=answer)
    back = undo_of(before, act, now, NOW) if isinstance(now, Board) else None
    if not isinstance(now, Board) or back is None:
        return
    was, again = before.visits["V1"], done(now, back.act, override=back.override).visits["V1"]
    assert again.crew == was.crew
    assert again.state is was.state or (again.state in TOLD and was.state in TOLD)
    assert {(each.constraint, each.code) for each in again.overrides} == {
        (each.constraint, each.code) for each in was.overrides
    }
