"""What each command on work orders, people and reference data decides."""

import pytest
from msgspec.structs import replace

from dispatchtui.core import events as e
from dispatchtui.core.commands.reference import RecordSkill, RecordSlaPolicy, RecordTerritory, RecordWorkType
from dispatchtui.core.commands.technicians import (
    RecordAbsence,
    RecordShift,
    RecordTechnician,
    RemoveAbsence,
    RemoveShift,
)
from dispatchtui.core.commands.visits import (
    AmendVisit,
)
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.model import Duration, Location, Window, WorkOrder
from dispatchtui.core.refusals import Code
from tests.builders import (
    a_policy,
    a_shift,
    a_skill,
    a_technician,
    a_territory,
    a_visit,
    a_work_order,
    a_work_type,
    a_working_board,
    an_absence,
    record,
    window,
)
from tests.core.deciding import NOW, S, facts, no, one


def a_new(**changes: object) -> WorkOrder:
    return replace(a_work_order(), **{"id": "", "requested_s": 0, **changes})  # type: ignore[arg-type]


def test_a_request_becomes_a_work_order_and_its_first_visit_from_the_work_type():
    board = a_working_board(a_visit(id="V61"))
    opened, added = facts(board, TakeRequest(row=a_new(), promise=window("10:00", "12:00")))
    assert isinstance(opened, e.WorkOrderOpened)
    assert isinstance(added, e.VisitAdded)
    order, visit = opened.row, added.row
    assert (order.id, order.requested_s, order.sla_policy) == ("W62", NOW, "STD")
    assert (order.response_due_s, order.resolution_due_s) == (NOW + 4 * 3600, NOW + 8 * 3600)
    assert (visit.id, visit.work_order_id, visit.state, visit.territory) == ("V62", "W62", S.QUALIFIED, "EAST")
    assert [(need.skill, need.level) for need in visit.needs] == [("PLUMB", 2)]
    assert visit.duration is not None
    assert (visit.duration.p50_s, visit.promise) == (3600, window("10:00", "12:00"))


def test_a_request_without_a_work_type_waits_to_be_qualified():
    _, added = facts(a_working_board(), TakeRequest(row=a_new(work_type="")))
    assert isinstance(added, e.VisitAdded)
    assert added.row.state is S.NEW


def test_the_same_request_taken_twice_changes_nothing_and_a_changed_one_amends():
    board = a_working_board()
    first = a_work_order(external=(("311", "19-1"),))
    take = TakeRequest(row=replace(first, id=""))
    record(board, *facts(board, take))
    assert facts(board, take) == []
    urgent = TakeRequest(row=replace(first, id="", priority=1), promise=window("09:00", "11:00"))
    amended, visit = facts(board, urgent)
    assert isinstance(amended, e.WorkOrderAmended)
    assert (amended.row.id, amended.row.priority) == ("W1", 1)
    assert isinstance(visit, e.VisitAmended)
    assert visit.promise == window("09:00", "11:00")


def test_a_request_taken_again_leaves_a_visit_that_has_ended_as_it_is():
    board = a_working_board()
    take = TakeRequest(row=replace(a_work_order(external=(("311", "19-1"),)), id=""), promise=window("10:00", "12:00"))
    record(board, *facts(board, take))
    board.put(replace(board.visits["V1"], state=S.DONE))
    assert facts(board, TakeRequest(row=take.row, promise=window("15:00", "16:00"))) == []


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"priority": 5}, "row.priority", "Priority goes from 1 to 4, not 5."),
        ({"work_type": "X"}, "row.work_type", "There is no work type X."),
        ({"territory": "X"}, "row.territory", "There is no territory X."),
        ({"sla_policy": "X"}, "row.sla_policy", "There is no SLA policy X."),
        (
            {"site": replace(a_work_order().site, zone="Mars/Base")},
            "row.site.zone",
            "'Mars/Base' is not an IANA time zone such as America/New_York.",
        ),
        (
            {"site": replace(a_work_order().site, location=Location(latitude=91, longitude=0))},
            "row.site.location",
            "Latitude goes to 90 and longitude to 180 degrees.",
        ),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_by_field(changes: dict[str, object], field: str, sentence: str):
    found = no(a_working_board(), TakeRequest(row=a_new(**changes)))
    assert (found.code, found.field, found.sentence) == (Code.INVALID, field, sentence)
    board = a_working_board(a_work_order())
    assert no(board, AmendWorkOrder(row=replace(a_work_order(), **changes))).field == field  # type: ignore[arg-type]


def test_windows_and_durations_are_the_right_way_round():
    back = Window(start_s=10, end_s=9)
    assert no(a_working_board(), TakeRequest(row=a_new(), promise=back)).field == "promise"
    for wrong in (Duration(p50_s=10, p80_s=9), Duration(p50_s=-1, p80_s=9)):
        assert no(a_working_board(), TakeRequest(row=a_new(), duration=wrong)).field == "duration"
        assert no(a_working_board(a_visit()), AmendVisit(visit_id="V60", duration=wrong)).field == "duration"
    assert no(a_working_board(a_visit()), AmendVisit(visit_id="V60", promise=back)).field == "promise"


def test_an_outside_name_belongs_to_one_work_order():
    board = a_working_board(
        a_work_order(id="W1", external=(("311", "a"),)), a_work_order(id="W2", external=(("311", "b"),))
    )
    theft = AmendWorkOrder(row=a_work_order(id="W2", external=(("311", "a"),)))
    assert no(board, theft).sentence == "311 a is the name of another work order."
    both = TakeRequest(row=replace(a_work_order(external=(("311", "a"), ("311", "b"))), id=""))
    assert no(board, both).field == "row.external"


def test_amending_a_work_order_takes_its_visits_along():
    board = a_working_board(a_visit(id="V61"))
    order = board.work_orders["W61"]
    record(board, *facts(board, AmendWorkOrder(row=replace(order, territory="WEST"))))
    assert (board.work_orders["W61"].territory, board.visits["V61"].territory) == ("WEST", "WEST")
    assert facts(board, AmendWorkOrder(row=board.work_orders["W61"])) == []
    assert no(board, AmendWorkOrder(row=replace(order, id="W99"))).sentence == "There is no work order W99."


def test_technicians_are_recorded_once_and_what_is_theirs_follows_them():
    board = a_working_board()
    lead = replace(a_technician(id="T01"), territory="WEST", version=0)
    record(board, *facts(board, RecordTechnician(row=lead)))
    assert facts(board, RecordTechnician(row=lead)) == []
    assert board.shifts["T01:2019-10-21"].territories == ("WEST",)
    for wrong, field in (
        (replace(lead, id=""), "row.id"),
        (replace(lead, zone="Mars/Base"), "row.zone"),
        (replace(lead, covers=("NORTH",)), "row.territory"),
        (a_technician(skills={"MAGIC": 1}), "row.skills"),
        (a_technician(skills={"PLUMB": 6}), "row.skills"),
    ):
        assert no(board, RecordTechnician(row=wrong)).field == field


def test_shifts_and_absences_end_after_they_start_and_can_be_taken_back():
    board = a_working_board()
    shift = board.shifts["T01:2019-10-21"]
    assert facts(board, RecordShift(row=replace(shift, territories=()))) == []
    assert no(board, RecordShift(row=replace(shift, end_s=shift.start_s))).field == "row.end_s"
    record(board, *facts(board, RemoveShift(shift_id=shift.id)))
    assert no(board, RemoveShift(shift_id=shift.id)).sentence == f"There is no shift {shift.id}."
    absence = an_absence(technician="T01", kind="party")
    assert no(board, RecordAbsence(row=absence)).field == "row.kind"
    assert no(board, RecordAbsence(row=replace(absence, kind="sick", end_s=0))).field == "row.end_s"
    assert no(board, RemoveAbsence(absence_id="A1")).code is Code.NOT_FOUND


def test_numbers_are_never_used_twice_not_even_after_the_row_is_gone_and_the_board_is_rebuilt():
    from dispatchtui.core.board import board_of

    board, seen = a_working_board(), set()
    for _ in range(5):
        absence = replace(an_absence(technician="T01", kind="sick"), id="")
        fact = one(facts(board, RecordAbsence(row=absence)), e.AbsenceRecorded)
        assert fact.row.id not in seen
        seen.add(fact.row.id)
        record(board, fact)
        record(board, *facts(board, RemoveAbsence(absence_id=fact.row.id)))
        board = board_of(board.rows(), board.seq)
    for number in range(3):
        record(board, *facts(board, TakeRequest(row=a_new())))
        assert list(board.visits)[-1] == f"V{number + 1}"


def test_reference_data_is_recorded_once_and_stands_on_what_is_there():
    board = a_working_board()
    for act in (
        RecordTerritory(row=a_territory(id="SOUTH")),
        RecordSkill(row=a_skill(id="ROOF")),
        RecordSlaPolicy(row=a_policy(id="GOLD")),
        RecordWorkType(row=a_work_type(id="TILE", needs={"ROOF": 1}, sla_policy="GOLD")),
    ):
        record(board, *facts(board, act))
        assert facts(board, act) == []
    assert no(board, RecordTerritory(row=a_territory(id="X", zone=""))).field == "row.zone"
    assert no(board, RecordSkill(row=a_skill(id=""))).field == "row.id"
    assert no(board, RecordWorkType(row=a_work_type(id="X", needs={"MAGIC": 1}))).field == "row.skills"
    assert no(board, RecordWorkType(row=a_work_type(id="X", sla_policy="TIN"))).field == "row.sla_policy"


def test_a_shift_that_is_new_is_recorded():
    fact = one(facts(a_working_board(), RecordShift(row=a_shift(technician="T01", id="extra"))), e.ShiftRecorded)
    assert fact.row.id == "extra"
