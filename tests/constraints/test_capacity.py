from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import CapacityCell, Customer, TechnicianId, TerritoryId
from dispatchtui.core.refusals import Level
from dispatchtui.core.rights import Standing
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at
from tests.constraints.asking import ask, only

HOUR_S = 3600


def a_cell(*, start: str = "10:00", end: str = "12:00", **limits: object) -> CapacityCell:
    return CapacityCell(id="C1", territory=TerritoryId("EAST"), start_s=at(start), end_s=at(end), **limits)  # type: ignore[arg-type]


def board(cell: CapacityCell, *rows: object, minutes: int = 60) -> Board:
    """One plumber, so that a slot from 10:00 to 12:00 offers two hours, and a visit of an hour."""
    order = replace(a_work_order(id="W61"), customer=Customer(id="C", tier="gold"))
    return a_board(a_technician(), a_shift(), a_visit(id="V61", minutes=minutes), order, cell, *rows)  # type: ignore[arg-type]


def test_a_closed_slot_is_not_sold_and_says_why():
    found = only(ask(board(a_cell(closed=True, reason="storm")), "capacity"))
    assert found.sentence == "EAST 10:00 to 12:00 is closed: storm."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.DISPATCHER, "capacity_cells/C1", 1, "slot")


def test_only_the_desk_may_sell_it_all_the_same():
    closed = board(a_cell(closed=True))
    levels = {who: only(ask(closed, "capacity", standing=who)).level for who in Standing}
    nobody = Level.NOBODY
    assert levels == {Standing.DESK: Level.DISPATCHER, Standing.OFFICE: nobody, Standing.CUSTOMER: nobody,
                      Standing.AUTOMATION: nobody}  # fmt: skip


def test_what_was_sold_until_a_moment_is_not_sold_later():
    sold = board(a_cell(close_at_s=at("07:00")))
    assert ask(sold, "capacity", now="07:00") == ()
    found = only(ask(sold, "capacity", now="07:25"))
    assert found.sentence == "EAST 10:00 to 12:00 was sold until 07:00, 25 min ago."
    assert (found.amount, found.unit) == (25, "min")


def test_more_than_the_limit_is_too_much_by_an_exact_amount():
    full = board(a_cell(stop_at_percent=75), a_visit(id="V62", technician="T05", start="11:00", minutes=45))
    found = only(ask(full, "capacity"))
    assert found.sentence == (
        "EAST 10:00 to 12:00 sells at most 1 h 30 min (75% of 2 h) and has sold 45 min; V61 takes 1 h: 15 min too much."
    )
    assert (found.amount, found.need, found.have) == (15, "at most 1 h 30 min", "45 min sold")


def test_the_last_minute_that_is_offered_may_be_sold():
    exactly = board(a_cell(), a_visit(id="V62", technician="T05", start="11:00"))
    assert ask(exactly, "capacity") == ()
    beyond = board(a_cell(), a_visit(id="V62", technician="T05", start="11:00"), minutes=61)
    assert only(ask(beyond, "capacity")).amount == 1


def test_the_arrival_chooses_the_slot_and_only_the_work_inside_it_counts():
    late = board(a_cell(stop_at_percent=25))
    assert ask(late, "capacity", start="12:00") == ()
    assert ask(late, "capacity", start="11:30") == (), "half an hour of it is in the slot"
    assert only(ask(late, "capacity", start="11:29")).amount == 1


def test_what_is_kept_for_a_class_is_sold_to_it_alone():
    kept = a_cell(reserved_for="P1", reserved_s=5400)
    found = only(ask(board(kept), "capacity"))
    assert found.sentence == "EAST 10:00 to 12:00 keeps 1 h 30 min for P1 and V61 would leave 1 h: 30 min too little."
    assert found.amount == 30
    for reserved_for in ("gold", "LEAK", "P3"):
        assert ask(board(replace(kept, reserved_for=reserved_for)), "capacity") == (), reserved_for
    assert ask(board(replace(kept, reserved_s=HOUR_S)), "capacity") == ()


def test_work_of_its_class_uses_a_reserve_up():
    urgent = (a_visit(id="V62", technician="T05", start="10:00"), a_work_order(id="W62", priority=1))
    assert ask(board(a_cell(reserved_for="P1", reserved_s=HOUR_S), *urgent), "capacity", start="11:00") == ()


def test_a_visit_in_its_own_slot_sells_nothing_twice():
    closed = board(a_cell(closed=True))
    closed.put(a_visit(id="V61", technician="T05", start="10:00"))
    assert ask(closed, "capacity", start="10:30") == ()
    full = board(a_cell(stop_at_percent=50))
    full.put(a_visit(id="V61", technician="T05", start="09:30"))
    assert ask(full, "capacity", start="10:00") == ()
    full.put(a_visit(id="V62", technician="T05", start="11:30", minutes=30))
    full.put(a_visit(id="V61", technician="T05", start="11:30"))
    assert only(ask(full, "capacity", start="10:30")).amount == 30, "it takes half an hour more than it did"


def test_a_slot_of_another_category_or_territory_says_nothing():
    assert ask(board(a_cell(closed=True, category="ELEC")), "capacity") == ()
    assert only(ask(board(a_cell(closed=True, category="LEAK")), "capacity")).sentence == (
        "EAST 10:00 to 12:00 for LEAK is closed."
    )
    assert ask(board(replace(a_cell(closed=True), territory=TerritoryId("WEST"))), "capacity") == ()


def test_everybody_who_goes_takes_time_of_the_slot():
    two = board(a_cell(), a_technician(id="T06"), a_shift(technician="T06"))
    two.put(a_cell(stop_at_percent=25))
    assert ask(two, "capacity") == ()
    assert only(ask(two, "capacity", mates=(TechnicianId("T06"),))).amount == 60


def test_a_slot_across_midnight_and_one_in_the_hour_that_comes_twice():
    night = board(replace(a_cell(closed=True), start_s=at("22:00"), end_s=at("26:00")))
    assert only(ask(night, "capacity", start="25:00")).sentence == ("EAST 22:00 to Tue 22 Oct 02:00 is closed.")
    fall = "2019-11-03"
    first_s, second_s = at("01:00", day=fall), at("01:00", day=fall, fold=1)
    twice = board(replace(a_cell(closed=True), start_s=first_s, end_s=second_s))
    assert only(ask(twice, "capacity", start=second_s - 1)).sentence.startswith("EAST Sun 3 Nov 01:00 EDT to 01:00 EST")
    assert ask(twice, "capacity", start=second_s) == ()
    spring, now = "2019-03-10", at("00:00", day="2019-03-10")
    skipped = board(replace(a_cell(closed=True), start_s=at("01:00", day=spring), end_s=at("03:00", day=spring)))
    last_s = at("01:59", day=spring)
    assert len(ask(skipped, "capacity", start=last_s, now=now)) == 1
    assert ask(skipped, "capacity", start=last_s + 60, now=now) == ()
