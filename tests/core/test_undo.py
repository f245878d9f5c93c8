"""Undo: the inverse, recorded after the act, brings back what the act had changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command, decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.technicians import (
    RecordAbsence,
    RecordShift,
    RecordTechnician,
    RemoveAbsence,
    RemoveShift,
)
from dispatchtui.core.commands.visits import AddNote, AmendVisit, ExtendVisit, LockVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, Row, Stamps, TechnicianId, VisitState
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.undo import inverse
from tests.builders import (
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    a_working_board,
    an_absence,
    an_actor,
    at,
    record,
)
from tests.core.random_acts import DAYS, KINDS, Drawn, a_start, act_of, play

S = VisitState


def do(board: Board, act: Command) -> bool:
    found = decide(board, act, Ask(actor=an_actor("admin"), at_s=at("07:00") + 60 * board.seq))
    if isinstance(found, Refusal):
        return False
    record(board, *found, at_s=at("07:00") + 60 * board.seq)
    return True


def essence(board: Board) -> dict[str, Row]:
    """What a board says, without who said it last, when, and how often; lanes are only versions."""
    rows = {}
    for row in board.rows():
        if row.TABLE != "lanes":
            rows[f"{row.TABLE}/{row.id}"] = replace(row, version=0, changed=None)
    return rows


PLACE = PlaceVisit(visit_id="V61", technician_id=TechnicianId("T02"), start_s=at("14:00"))
SHIFT = a_shift(technician="T01", id="S1")
UNDOABLE: list[tuple[dict[str, object], Command]] = [
    ({}, PLACE),
    ({"technician": "T01"}, PLACE),
    ({"technician": "T01"}, UnplaceVisit(visit_id="V61")),
    ({}, LockVisit(visit_id="V61", lock=Lock.TIME)),
    ({"technician": "T01", "state": S.WORKING}, ExtendVisit(visit_id="V61", by_s=600)),
    ({"promise": ("10:00", "12:00")}, AmendVisit(visit_id="V61", promise=a_visit(promise=("13:00", "14:00")).promise)),
    ({}, AdvanceVisit(visit_id="V61", step=Step.PARK, reason="customer")),
    ({"technician": "T01", "state": S.ACCEPTED}, AdvanceVisit(visit_id="V61", step=Step.DEPART)),
    ({}, AmendWorkOrder(row=replace(a_work_order(id="W61"), priority=1))),
    ({}, RecordShift(row=SHIFT)),
    ({}, RemoveShift(shift_id="T01:2019-10-21")),
    ({}, RecordShift(row=replace(a_shift(technician="T01"), end_s=at("20:00")))),
    ({}, RecordAbsence(row=an_absence(technician="T01"))),
    ({}, RecordTechnician(row=replace(a_technician(id="T01"), name="Somebody Else"))),
]


@pytest.mark.parametrize(("visit", "act"), UNDOABLE)
def test_the_inverse_brings_everything_back(visit: dict[str, object], act: Command):
    board = a_working_board(a_visit(id="V61", **visit))  # type: ignore[arg-type]
    before, former = board.fork(), essence(board)
    undo = inverse(before, act)
    assert undo is not None
    after = board.fork()
    assert do(after, act)
    assert essence(after) != former
    assert do(after, undo)
    now = essence(after)
    # How long a clock stood, and what a step was for, are history that stays.
    for key in ("visits/V61",):
        now[key] = replace(now[key], paused_s=0, state_reason="")  # type: ignore[call-arg]
        former[key] = replace(former[key], paused_s=0, state_reason="")  # type: ignore[call-arg]
    if act is PLACE:
        lines = [replace(row, crew=tuple(replace(line, travel_s=0) for line in row.crew)) for row in
                 (now["visits/V61"], former["visits/V61"])]  # type: ignore[call-arg, attr-defined]  # fmt: skip
        assert lines[0] == lines[1]
    else:
        assert now == former


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (S.PLANNED, AdvanceVisit(visit_id="V61", step=Step.RELEASE)),
        (S.RELEASED, AdvanceVisit(visit_id="V61", step=Step.RECALL)),
        (S.RELEASED, AdvanceVisit(visit_id="V61", step=Step.ACCEPT)),
        (S.WORKING, AdvanceVisit(visit_id="V61", step=Step.COMPLETE)),
        (S.PLANNED, AdvanceVisit(visit_id="V61", step=Step.PARK, reason="so")),
        (S.PLANNED, AddNote(visit_id="V61", text="x")),
        (S.PLANNED, TakeRequest(row=a_work_order())),
        (S.PLANNED, AmendVisit(visit_id="V61", latest_s=5)),
        (S.PLANNED, RecordAbsence(row=replace(an_absence(technician="T01"), id=""))),
        (S.PLANNED, RemoveAbsence(absence_id="A9")),
        (S.PLANNED, LockVisit(visit_id="V99", lock=Lock.TIME)),
        (S.WORKING, PLACE),
    ],
)
def test_what_told_somebody_something_or_cannot_be_unsaid_has_no_inverse(state: VisitState, act: Command):
    assert inverse(a_working_board(a_visit(id="V61", technician="T01", state=state)), act) is None


def test_the_way_taken_back_is_taken_up_again_at_its_own_time():
    board = a_working_board(
        a_visit(id="V61", technician="T01", state=S.EN_ROUTE, stamps=Stamps(en_route_s=at("09:00")))
    )
    assert inverse(board, AdvanceVisit(visit_id="V61", step=Step.STOP_TRAVEL)) == AdvanceVisit(
        visit_id="V61", step=Step.DEPART, occurred_s=at("09:00")
    )


@given(DAYS, st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 95)))
def test_an_inverse_is_never_illegal_right_after_its_act(day: list[Drawn], drawn: Drawn):
    board = a_start()
    play(board, day)
    act = act_of(drawn)
    undo = inverse(board, act)
    after = board.fork()
    if do(after, act) and undo is not None:
        found = decide(after, undo, Ask(actor=an_actor("admin"), at_s=at("23:00")))
        assert not isinstance(found, Refusal), (act, undo, found)
