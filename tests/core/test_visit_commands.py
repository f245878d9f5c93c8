"""What each command on a visit decides."""

import pytest
from msgspec.structs import replace

from dispatchtui.core import events as e
from dispatchtui.core.commands import decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import (
    AddNote,
    AmendVisit,
    ExtendVisit,
    LockVisit,
    PlaceVisit,
    UnplaceVisit,
)
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Duration, Lock, Stamps, TechnicianId, VisitState
from dispatchtui.core.refusals import Code, Refusal
from tests.builders import (
    a_visit,
    a_work_order,
    a_work_type,
    a_working_board,
    an_actor,
    at,
    north,
    record,
    window,
)
from tests.core.deciding import NOW, S, facts, no, one


def place(start: str = "10:00", technician: str = "T01", visit: str = "V61") -> PlaceVisit:
    return PlaceVisit(visit_id=visit, technician_id=TechnicianId(technician), start_s=at(start))


def test_placing_writes_times_travel_and_lane_and_moving_touches_both_lanes():
    board = a_working_board(a_visit(id="V61"), a_work_order(id="W61", location=north(12)))
    line = one(facts(board, place()), e.VisitPlaced).crew[0]
    assert (line.start_s, line.end_s, line.travel_s, line.day) == (at("10:00"), at("11:00"), 720, "2019-10-21")
    record(board, *facts(board, place()))
    assert facts(board, place()) == []
    record(board, *facts(board, place(technician="T02")))
    assert {key: lane.version for key, lane in board.lanes.items()} == {"T01:2019-10-21": 2, "T02:2019-10-21": 1}


def test_travel_is_measured_from_the_stop_before_even_when_the_visit_itself_stood_there():
    board = a_working_board(
        a_work_order(id="W61"),
        a_visit(id="V59", technician="T01", start="08:00"),
        a_work_order(id="W59", location=north(9)),
        a_visit(id="V61", technician="T01", start="10:00"),
    )
    for start in ("10:05", "12:00", "09:30"):
        assert one(facts(board, place(start)), e.VisitPlaced).crew[0].travel_s == 540


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (S.NEW, "V61 is new and cannot be placed: qualify it first."),
        (S.PARKED, "V61 is parked and cannot be placed: unpark it first."),
        (S.EN_ROUTE, "V61 is en route and cannot be placed: stop the travel first."),
        (S.NO_ACCESS, "V61 is no access and cannot be placed: return it to the queue first."),
        (S.WORKING, "V61 is working and cannot be placed."),
        (S.CANCELLED, "V61 is cancelled and cannot be placed."),
    ],
)
def test_what_cannot_be_placed_says_what_would_help(state: VisitState, sentence: str):
    assert no(a_working_board(a_visit(id="V61", state=state)), place()).sentence == sentence


def test_unplacing_frees_and_counts_a_bump():
    board = a_working_board(a_visit(id="V61", technician="T01"))
    record(board, *facts(board, UnplaceVisit(visit_id="V61", bumped=True)))
    visit = board.visits["V61"]
    assert (visit.state, visit.crew, visit.bump_count) == (S.QUALIFIED, (), 1)
    told = a_working_board(a_visit(id="V61", technician="T01", state=S.ACCEPTED))
    assert no(told, UnplaceVisit(visit_id="V61")).sentence == "V61 is accepted and cannot be unplaced: recall it first."


def test_amending_says_only_what_is_new_and_not_of_what_has_ended():
    board = a_working_board(a_visit(id="V61", promise=("10:00", "12:00")))
    assert facts(board, AmendVisit(visit_id="V61", promise=window("10:00", "12:00"))) == []
    record(board, *facts(board, AmendVisit(visit_id="V61", latest_s=at("15:00"))))
    assert board.visits["V61"].promise == window("10:00", "12:00")
    assert board.visits["V61"].latest_s == at("15:00")
    done = a_working_board(a_visit(id="V61", technician="T01", state=S.DONE))
    assert no(done, AmendVisit(visit_id="V61", latest_s=5)).code is Code.ILLEGAL


def test_what_was_added_to_running_work_stays_with_the_visit_when_it_is_placed_anew():
    board = a_working_board(a_visit(id="V61", technician="T01", state=S.EN_ROUTE))
    record(board, *facts(board, ExtendVisit(visit_id="V61", by_s=1800)))
    assert board.visits["V61"].extended_s == 1800
    record(board, *facts(board, AdvanceVisit(visit_id="V61", step=Step.STOP_TRAVEL)))
    for start in ("12:00", "14:00"):
        record(board, *facts(board, place(start)))
        line, visit = board.visits["V61"].crew[0], board.visits["V61"]
        assert (line.end_s - line.start_s, visit.extended_s) == (5400, 0)


def test_an_extension_is_bounded_and_only_for_what_runs():
    running = a_working_board(a_visit(id="V61", technician="T01", state=S.WORKING))
    for by_s in (0, 86_401, -86_401):
        assert no(running, ExtendVisit(visit_id="V61", by_s=by_s)).field == "by_s"
    planned = a_working_board(a_visit(id="V61", technician="T01"))
    assert no(planned, ExtendVisit(visit_id="V61", by_s=60)).code is Code.ILLEGAL


def test_suspending_always_knows_what_remains():
    working = a_visit(id="V61", technician="T01", state=S.WORKING, stamps=Stamps(working_s=NOW - 1200))
    board = a_working_board(replace(working, extended_s=600))
    suspend = AdvanceVisit(visit_id="V61", step=Step.SUSPEND, reason="a part is missing")
    fact = facts(board, suspend)
    assert one(fact, e.VisitAdvanced).remaining_s == 3000
    record(board, *fact)
    assert (board.visits["V61"].remaining_s, board.visits["V61"].extended_s) == (3000, 0)
    assert one(facts(a_working_board(working), replace(suspend, remaining_s=60)), e.VisitAdvanced).remaining_s == 60
    assert no(a_working_board(working), replace(suspend, remaining_s=-1)).field == "remaining_s"


def test_work_left_incomplete_leaves_a_visit_that_carries_the_rest():
    board = a_working_board(a_visit(id="V61", technician="T01", state=S.WORKING, needs={"PLUMB": 2}))
    leave = AdvanceVisit(visit_id="V61", step=Step.LEAVE_INCOMPLETE, reason="dark", remaining_s=1800)
    record(board, *facts(board, leave))
    rest = board.visits["V62"]
    assert (rest.state, rest.number, rest.kind, rest.work_order_id) == (S.QUALIFIED, 2, "return", "W61")
    assert rest.duration == Duration(p50_s=1800, p80_s=1800, source="technician")
    assert rest.needs == board.visits["V61"].needs
    assert no(a_working_board(a_visit(technician="T01", state=S.WORKING)), AdvanceVisit(
        visit_id="V60", step=Step.LEAVE_INCOMPLETE, reason="dark")).field == "remaining_s"  # fmt: skip


def test_done_asks_for_the_documents_of_the_work_type():
    board = a_working_board(
        a_work_type(documents=("photo", "signature")), a_visit(id="V61", technician="T01", state=S.WORKING)
    )
    done = AdvanceVisit(visit_id="V61", step=Step.COMPLETE, documents=("photo",))
    assert no(board, done).sentence == "V61 needs signature before it is done."
    assert facts(board, replace(done, documents=("photo", "signature")))


def test_qualifying_and_unparking_ask_for_a_work_type_and_a_duration():
    board = a_working_board(a_work_order(id="W61", work_type=""), a_visit(id="V61", state=S.NEW))
    assert no(board, AdvanceVisit(visit_id="V61", step=Step.QUALIFY)).field == "work_type"
    board = a_working_board(a_visit(id="V61", state=S.PARKED, minutes=None))
    assert no(board, AdvanceVisit(visit_id="V61", step=Step.UNPARK)).field == "duration"


def test_a_device_may_run_ahead_a_little_and_no_more():
    board = a_working_board(a_visit(id="V61", technician="T01", state=S.RELEASED))
    assert facts(board, AdvanceVisit(visit_id="V61", step=Step.ACCEPT, occurred_s=NOW + 300))
    late = AdvanceVisit(visit_id="V61", step=Step.ACCEPT, occurred_s=NOW + 301)
    assert no(board, late).field == "occurred_s"


def test_a_rejection_cools_down_and_reopening_keeps_the_old_stamps():
    board = a_working_board(a_visit(id="V61", technician="T01", state=S.RELEASED))
    record(board, *facts(board, AdvanceVisit(visit_id="V61", step=Step.REJECT, reason="too far")))
    (cool_down,) = board.visits["V61"].cool_downs
    assert (cool_down.technician_id, cool_down.until_s) == ("T01", NOW + 86_400)
    stamps = Stamps(working_s=5, done_s=9)
    board = a_working_board(a_visit(id="V61", technician="T01", state=S.DONE, stamps=stamps))
    record(board, *facts(board, AdvanceVisit(visit_id="V61", step=Step.REOPEN, reason="leaks")))
    assert board.visits["V61"].former_stamps == (stamps,)
    assert board.visits["V61"].stamps == Stamps(working_s=5)


def test_parking_stops_a_clock_and_unparking_counts_how_long_it_stood():
    board = a_working_board(a_visit(id="V61"))
    for step, clock in ((Step.PARK, "08:00"), (Step.UNPARK, "09:30"), (Step.PARK, "10:00"), (Step.UNPARK, "10:10")):
        act = AdvanceVisit(visit_id="V61", step=step, reason="customer", occurred_s=at(clock))
        found = decide(board, act, Ask(actor=an_actor("admin"), at_s=at(clock)))
        assert not isinstance(found, Refusal)
        record(board, *found)
    assert (board.visits["V61"].paused_s, board.visits["V61"].paused_from_s) == (6000, None)


def test_notes_and_locks():
    board = a_working_board(a_visit(id="V61"))
    assert no(board, AddNote(visit_id="V61", text="  ")).field == "text"
    assert no(board, AddNote(visit_id="V61", text="x" * 4001)).field == "text"
    for number in range(60):
        record(board, *facts(board, AddNote(visit_id="V61", text=str(number))))
    assert [note.text for note in board.visits["V61"].notes] == [str(number) for number in range(10, 60)]
    record(board, *facts(board, LockVisit(visit_id="V61", lock=Lock.TIME)))
    assert facts(board, LockVisit(visit_id="V61", lock=Lock.TIME)) == []


def test_what_is_not_there_is_said_by_name():
    for act in (
        place(visit="V99"), UnplaceVisit(visit_id="V99"), AmendVisit(visit_id="V99"),
        ExtendVisit(visit_id="V99", by_s=1),
        LockVisit(visit_id="V99", lock=Lock.TIME), AddNote(visit_id="V99", text="x"),
        AdvanceVisit(visit_id="V99", step=Step.ACCEPT),
    ):  # fmt: skip
        found = no(a_working_board(), act)
        assert (found.code, found.sentence) == (Code.NOT_FOUND, "There is no visit V99.")
