"""Undo: the inverse, recorded after the act, brings back what the act had changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command, decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.technicians import (
    RecordAbsence,
    RecordShift,
    RecordTechnician,
    RemoveAbsence,
    RemoveShift,
)
from dispatchtui.core.commands.visits import (
    AddNote,
    AmendVisit,
    ExtendVisit,
    LockVisit,
    PlaceVisit,
    RecordAgreement,
    UnplaceVisit,
    service_s,
)
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, Override, Row, Stamps, TechnicianId, Visit, VisitState
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.undo import inverse, undo_of
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
RELEASE = AdvanceVisit(visit_id="V61", step=Step.RELEASE)
T02 = TechnicianId("T02")
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
    ({"technician": "T01"}, RELEASE),
    ({"technician": "T01"}, AdvanceVisit(visit_id="V61", step=Step.PARK, reason="customer")),
    ({"technician": "T01"}, UnplaceVisit(visit_id="V61", bumped=True)),
    ({"technician": "T01"}, MoveVisits(moves=(Move(visit_id="V61", bumped=True),))),
    (
        {"technician": "T01"},
        MoveVisits(moves=(Move(visit_id="V61", technician_id=T02, start_s=at("14:00"), told=True),)),
    ),
    ({}, MoveVisits(moves=(Move(visit_id="V61", technician_id=T02, start_s=at("14:00"), told=True),))),
    ({}, RecordAgreement(visit_id="V61", about="access", text="The neighbour opens.")),
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
        now[key] = replace(now[key], paused_s=0, stills=(), state_reason="")  # type: ignore[call-arg]
        former[key] = replace(former[key], paused_s=0, stills=(), state_reason="")  # type: ignore[call-arg]
    if act is PLACE:
        lines = [replace(row, crew=tuple(replace(line, travel_s=0) for line in row.crew)) for row in
                 (now["visits/V61"], former["visits/V61"])]  # type: ignore[call-arg, attr-defined]  # fmt: skip
        assert lines[0] == lines[1]
    else:
        assert now == former


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (S.PLANNED, AdvanceVisit(visit_id="V61", step=Step.CANCEL, reason="so")),
        (S.EN_ROUTE, AdvanceVisit(visit_id="V61", step=Step.PARK, reason="so")),
        (S.RELEASED, AdvanceVisit(visit_id="V61", step=Step.ACCEPT)),
        (S.RELEASED, AdvanceVisit(visit_id="V61", step=Step.REJECT, reason="so")),
        (S.WORKING, MoveVisits(moves=(Move(visit_id="V61"),))),
        (S.PLANNED, MoveVisits(moves=(Move(visit_id="V99"),))),
        (S.WORKING, AdvanceVisit(visit_id="V61", step=Step.COMPLETE)),
        (S.PLANNED, AddNote(visit_id="V61", text="x")),
        (S.PLANNED, TakeRequest(row=a_work_order())),
        (S.PLANNED, AmendVisit(visit_id="V61", latest_s=5)),
        (S.PLANNED, RecordAbsence(row=replace(an_absence(technician="T01"), id=""))),
        (S.PLANNED, RemoveAbsence(absence_id="A9")),
        (S.PLANNED, LockVisit(visit_id="V99", lock=Lock.TIME)),
        (S.WORKING, PLACE),
    ],
)
def test_what_the_field_did_or_nothing_can_unsay_has_no_inverse(state: VisitState, act: Command):
    assert inverse(a_working_board(a_visit(id="V61", technician="T01", state=state)), act) is None


def test_the_way_taken_back_is_taken_up_again_at_its_own_time():
    board = a_working_board(
        a_visit(id="V61", technician="T01", state=S.EN_ROUTE, stamps=Stamps(en_route_s=at("09:00")))
    )
    assert inverse(board, AdvanceVisit(visit_id="V61", step=Step.STOP_TRAVEL)) == AdvanceVisit(
        visit_id="V61", step=Step.DEPART, occurred_s=at("09:00")
    )


EVERY = st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 95))


@given(DAYS, EVERY)
def test_an_inverse_is_never_illegal_right_after_its_act(day: list[Drawn], drawn: Drawn):
    board = a_start()
    play(board, day)
    act = act_of(drawn)
    undo = inverse(board, act)
    after = board.fork()
    if do(after, act) and undo is not None:
        found = decide(after, undo, Ask(actor=an_actor("admin"), at_s=at("23:00")))
        assert not isinstance(found, Refusal), (act, undo, found)


def told(state: VisitState) -> VisitState:
    """Who accepted what was taken back is asked anew, so both states of being told are one."""
    return S.RELEASED if state is S.ACCEPTED else state


def as_it_was(visit: Visit) -> dict[str, object]:
    """Everything that undo restores of a visit: all but its history, and lengths that follow what is known."""
    return {
        "people": [(line.technician_id, line.start_s, line.day, line.role) for line in visit.crew],
        "state": told(visit.state),
        "agreements": {each.about: each.text for each in visit.agreements},
        "service_s": service_s(visit),
        **{name: getattr(visit, name) for name in (
            "work_order_id", "territory", "needs", "parts", "lock", "promise", "earliest_s", "latest_s",
            "bump_count", "parts_used", "dependencies", "required_technician",
        )},
    }  # fmt: skip


STEPS = st.sampled_from([Step.RELEASE, Step.RECALL, Step.PARK, Step.UNPARK, Step.ACCEPT, Step.DEPART])
MOVES = st.lists(
    st.builds(
        Move,
        visit_id=st.sampled_from(["V1", "V2", "V3"]),
        technician_id=st.sampled_from([TechnicianId(each) for each in ("", "T01", "T02")]),
        start_s=st.integers(0, 40).map(lambda slot: at("08:00") + slot * 900),
        bumped=st.booleans(),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda move: move.visit_id,
)
ACTS = st.one_of(
    EVERY.map(act_of),
    MOVES.map(lambda moves: MoveVisits(moves=tuple(moves))),
    st.builds(lambda which, step: AdvanceVisit(visit_id=which, step=step, reason="so"),
              st.sampled_from(["V1", "V2", "V3"]), STEPS),
    st.builds(lambda which, text: RecordAgreement(visit_id=which, about="access", text=text),
              st.sampled_from(["V1", "V2", "V3"]), st.sampled_from(["The key is with the guard.", ""])),
)  # fmt: skip


@settings(max_examples=300)
@given(DAYS, st.lists(ACTS, max_size=6), st.booleans(), ACTS)
def test_an_act_and_its_undo_leave_every_visit_as_it_was(
    day: list[Drawn], more: list[Command], released: bool, act: Command
):
    board = a_start()
    play(board, [("take", 0, 0), ("take", 1, 0), ("take", 2, 0), *day])
    placed = [Move(visit_id=f"V{which}", technician_id=T02, start_s=at("10:00") + which * 7200, told=released)
              for which in (1, 2)]  # fmt: skip
    for each in (MoveVisits(moves=tuple(placed)), *more):
        do(board, each)
    now = board.fork()
    if not do(now, act):
        return
    undo = undo_of(board, act, now, at("07:00") + 60 * now.seq)
    if undo is None or undo.refusal is not None:
        return
    assert do(now, undo.act)
    for visit_id, was in board.visits.items():
        expected, found = as_it_was(was), as_it_was(now.visits[visit_id])
        # What remained was asked anew, and then speaks in place of what had been planned and added.
        if now.visits[visit_id].remaining_s is not None:
            expected["service_s"] = found["service_s"] = None
        assert found == expected, (act, undo.act)


def after(board: Board, act: Command) -> Board:
    now = board.fork()
    assert do(now, act)
    return now


def test_a_release_taken_back_is_planned_as_before_and_told_as_a_recall():
    board = a_working_board(a_visit(id="V61", technician="T01", start="11:35"))
    undo = undo_of(board, RELEASE, after(board, RELEASE), at("10:00"))
    assert undo is not None
    assert undo.act == MoveVisits(
        moves=(Move(visit_id="V61", technician_id=TechnicianId("T01"), start_s=at("11:35"), told=False),)
    )
    assert [each.sentence for each in undo.notices] == ["T01 is told: V61 at 11:35 is no longer theirs."]


def test_a_recall_taken_back_is_released_again_and_told():
    board = a_working_board(a_visit(id="V61", technician="T01", start="11:35", state=S.ACCEPTED))
    act = AdvanceVisit(visit_id="V61", step=Step.RECALL)
    now = after(board, act)
    undo = undo_of(board, act, now, at("10:00"))
    assert undo is not None
    assert [each.sentence for each in undo.notices] == ["T01 is told: V61 is theirs, to begin at 11:35."]
    assert after(now, undo.act).visits["V61"].state is S.RELEASED


def test_what_takes_back_a_parking_takes_every_right_that_it_needs():
    board = a_working_board(a_visit(id="V61", technician="T01", state=S.RELEASED))
    act = AdvanceVisit(visit_id="V61", step=Step.PARK, reason="customer")
    now = after(board, act)
    undo = undo_of(board, act, now, at("09:00"))
    assert undo is not None
    scheduler = Ask(actor=an_actor("scheduler"), at_s=at("09:00"))
    found = decide(now, undo.act, scheduler)
    assert isinstance(found, Refusal)
    assert found.right == "release"
    assert found.sentence == "Moving V61 like this needs the right to release."
    again = after(now, undo.act).visits["V61"]
    assert (again.state, again.crew[0].technician_id, again.crew[0].start_s) == (S.RELEASED, "T01", at("10:00"))


def test_an_undo_that_the_board_has_overtaken_says_why_and_tells_nobody():
    board = a_working_board(a_visit(id="V61"))
    now = after(after(board, PLACE), RELEASE)
    undo = undo_of(board, PLACE, now, at("09:00"))
    assert undo is not None
    assert undo.refusal is not None
    assert undo.refusal.sentence == "V61 is released and cannot be unplaced: recall it first."
    assert undo.notices == ()


def test_a_place_that_somebody_answered_for_is_had_again_for_the_same_reason():
    kept = Override(constraint="territory", code="agreed", by="dora", at_s=1, level="D")
    graver = Override(constraint="required_skills", code="other", text="Shadowed by T03.", by="lea", at_s=1, level="L")
    board = a_working_board(a_visit(id="V61", technician="T01", overrides=(kept, graver)))
    undo = undo_of(board, PLACE, after(board, PLACE), at("09:00"))
    assert undo is not None
    assert undo.override == Reason(code="other", text="Shadowed by T03.")
    free = a_working_board(a_visit(id="V61", technician="T01"))
    plain = undo_of(free, PLACE, after(free, PLACE), at("09:00"))
    assert plain is not None
    assert plain.override is None
