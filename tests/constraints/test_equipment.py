from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Row
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit, at, north
from tests.constraints.asking import ask, only
from tests.supplies import a_vehicle, an_order_at


def board(*more: Row, needs: tuple[str, ...] = ("LIFT",)) -> Board:
    people = (a_technician(), a_technician(id="T06"), a_shift(), a_shift(technician="T06"))
    return a_board(*people, replace(a_visit(id="V61"), equipment=needs), *more)


def test_what_no_vehicle_has_is_named_for_each_kind():
    found = ask(board(a_vehicle(equipment=("SAW",)), needs=("LIFT", "PUMP")), "equipment")
    assert [each.sentence for each in found] == [
        "V61 needs LIFT; no vehicle of T05 has it.",
        "V61 needs PUMP; no vehicle of T05 has it.",
    ]
    assert [(each.level, each.subject, each.amount, each.unit) for each in found] == [
        (Level.LEAD, "equipment/LIFT", 1, "kind"),
        (Level.LEAD, "equipment/PUMP", 1, "kind"),
    ]


def test_who_has_no_vehicle_has_no_equipment_and_without_need_lacks_nothing():
    assert only(ask(board(), "equipment")).sentence == "V61 needs LIFT; no vehicle of T05 is recorded."
    assert ask(board(needs=()), "equipment") == ()


def test_equipment_of_any_vehicle_of_theirs_suffices_and_so_does_the_kind_of_vehicle():
    assert ask(board(a_vehicle(), a_vehicle(id="CAR2", equipment=("LIFT",))), "equipment") == ()
    assert ask(board(a_vehicle(kind="LIFT")), "equipment") == ()
    assert only(ask(board(a_vehicle(technician="T06", equipment=("LIFT",))), "equipment")).amount == 1


def test_who_goes_along_brings_their_vehicle_and_is_told_nothing_of_what_the_lead_lacks():
    assert ask(board(a_vehicle(technician="T06", equipment=("LIFT",))), "equipment", mates=("T06",)) == ()
    found = only(ask(board(), "equipment", mates=("T06",)))
    assert found.sentence == "V61 needs LIFT; no vehicle of T05 and T06 is recorded."


def out(start: str, end: str | None, *, reason: str = "", needs: tuple[str, ...] = ("LIFT",)) -> Board:
    times = (at(start), None if end is None else at(end))
    return board(a_vehicle(equipment=("LIFT",), out=times, reason=reason), needs=needs)


def test_a_vehicle_out_of_service_during_the_work_is_said_with_its_times():
    found = only(ask(out("10:15", "12:00"), "equipment"))
    assert found.sentence == (
        "V61 needs LIFT, which CAR05 has: CAR05 is out of service from 10:15 to 12:00, "
        "45 min of the way to V61 and the work there."
    )
    assert (found.level, found.subject, found.amount, found.unit) == (Level.LEAD, "vehicles/CAR05", 45, "min")


def test_a_breakdown_lasts_until_further_notice_and_tells_its_reason():
    found = only(ask(out("09:00", None, reason="flat tyre"), "equipment"))
    assert found.sentence == (
        "V61 needs LIFT, which CAR05 has: CAR05 is out of service from 09:00 until further notice (flat tyre), "
        "1 h of the way to V61 and the work there."
    )


def test_who_has_no_other_vehicle_cannot_drive_even_where_nothing_is_needed():
    found = only(ask(out("10:15", "12:00", needs=()), "equipment"))
    assert found.sentence == (
        "T05 has no vehicle to drive: CAR05 is out of service from 10:15 to 12:00, "
        "45 min of the way to V61 and the work there."
    )
    spare = out("10:15", "12:00", needs=())
    spare.put(a_vehicle(id="CAR2"))
    assert ask(spare, "equipment") == ()


def test_the_lead_and_who_goes_along_each_need_something_to_drive():
    board = out("09:00", None, needs=())
    board.put(a_vehicle(technician="T06", id="CAR06", out=(at("09:00"), None)))
    assert [each.subject for each in ask(board, "equipment", mates=("T06",))] == ["vehicles/CAR05", "vehicles/CAR06"]


def test_a_vehicle_that_is_back_as_they_set_out_or_goes_out_as_they_end_is_in_service():
    assert ask(out("08:00", "10:00"), "equipment") == ()
    assert ask(out("11:00", None), "equipment") == ()
    assert only(ask(out("08:00", "10:00"), "equipment", start=at("10:00") - 1)).amount == 1 / 60
    assert only(ask(out("11:00", None), "equipment", start=at("10:00") + 1)).amount == 1 / 60


def test_the_way_counts_too():
    board = out("08:00", "10:00")
    board.put(an_order_at(location=north(20)))
    assert only(ask(board, "equipment", start="10:00")).amount == 20
    assert ask(board, "equipment", start="10:20") == ()


def test_across_midnight_the_dates_are_told():
    found = only(ask(out("23:00", "24:30"), "equipment", start="24:10"))
    assert found.amount == 20
    assert "out of service from Mon 21 Oct 23:00 to 00:30, 20 min" in found.sentence


def test_in_the_nights_when_the_clock_changes_minutes_are_true():
    for day, first, end, minutes in (("2019-11-03", "00:30", "03:00", 210), ("2019-03-10", "00:30", "03:00", 90)):
        times = (at(first, day=day), at(end, day=day))
        night = board(a_vehicle(equipment=("LIFT",), out=times))
        night.put(replace(night.visits["V61"], duration=a_visit(minutes=600).duration))
        assert only(ask(night, "equipment", start=at("00:00", day=day))).amount == minutes
