from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.capacity import capacity_of, cells_at, offered, remaining_s
from dispatchtui.core.model import CapacityCell, Customer, TerritoryId
from tests.builders import a_board, a_line, a_shift, a_technician, a_visit, a_work_order, an_absence, at

HOUR_S = 3600


def a_cell(*, start: str = "08:00", end: str = "12:00", territory: str = "EAST", **limits: object) -> CapacityCell:
    return CapacityCell(id="C1", territory=TerritoryId(territory), start_s=at(start), end_s=at(end), **limits)  # type: ignore[arg-type]


def people(*rows: object) -> Board:
    """Two plumbers of EAST from 08:00 to 17:00, one of WEST, and these rows."""
    three = [a_technician(id="T05"), a_technician(id="T06"), a_technician(id="T07", territory="WEST", covers=("EAST",))]
    return a_board(*three, *(a_shift(technician=each.id) for each in three), *rows)  # type: ignore[arg-type]


def test_the_shifts_of_the_territorys_own_people_inside_the_slot_are_offered():
    assert offered(people(), a_cell()) == 2 * 4 * HOUR_S
    assert offered(people(), a_cell(start="16:00", end="20:00")) == 2 * HOUR_S
    assert offered(people(), a_cell(territory="WEST")) == 4 * HOUR_S
    gone = people(a_technician(id="T06", active=False))
    assert offered(gone, a_cell()) == 4 * HOUR_S


def test_absences_are_not_offered_and_those_that_overlap_count_once():
    away = people(an_absence(start="09:00", end="10:30"), an_absence(id="A2", start="10:00", end="11:00"),
                  an_absence(id="A3", start="11:30", end="13:00"))  # fmt: skip
    assert offered(away, a_cell()) == 4 * HOUR_S + 1.5 * HOUR_S


def test_shifts_that_overlap_and_absences_that_are_over_count_as_they_are():
    twice = people(a_shift(technician="T05", start="10:00", end="14:00", id="S2"))
    assert offered(twice, a_cell()) == 8 * HOUR_S
    assert offered(people(an_absence(start="06:00", end="07:30")), a_cell()) == 8 * HOUR_S
    assert offered(people(an_absence(start="06:00", end="08:30")), a_cell()) == 7.5 * HOUR_S


def test_a_category_is_a_skill_or_all_that_a_work_type_needs():
    board = people(a_technician(id="T06", skills={"ELEC": 1, "PLUMB": 1}))
    assert offered(board, a_cell(category="ELEC")) == 4 * HOUR_S
    assert offered(board, a_cell(category="PLUMB")) == 8 * HOUR_S
    assert offered(board, a_cell(category="LEAK")) == 4 * HOUR_S, "LEAK needs PLUMB 2"


def test_the_part_of_planned_work_inside_the_slot_is_sold_for_everybody_who_goes():
    line = a_line(technician="T05", start="11:30", minutes=60)
    two = replace(a_visit(id="V61", technician="T05", start="11:30"), crew=(line, replace(line, technician_id="T06")))
    board = people(two, a_visit(id="V62", technician="T06", start="07:30"), a_visit(id="V63"),
                   a_visit(id="V64", technician="T07", start="09:00", territory="WEST"))  # fmt: skip
    found = capacity_of(board, a_cell())
    assert (found.offered_s, found.sold_s) == (8 * HOUR_S, 2 * 1800 + 1800)
    assert capacity_of(board, a_cell(), but="V61").sold_s == 1800


def test_a_category_sells_only_its_own_work():
    board = people(
        a_visit(id="V61", technician="T05", needs={"PLUMB": 2}),
        a_visit(id="V62", technician="T06", needs={"ELEC": 1}, minutes=30),
        a_work_order(id="W62", work_type="WIRES"),
    )
    assert capacity_of(board, a_cell(category="PLUMB")).sold_s == HOUR_S
    assert capacity_of(board, a_cell(category="LEAK")).sold_s == HOUR_S
    assert capacity_of(board, a_cell()).sold_s == 1.5 * HOUR_S


def test_a_slot_across_midnight_and_one_in_the_hour_that_comes_twice():
    shift = a_shift(technician="T05", start="22:00", end="30:00", id="N1")
    visits = [a_visit(id=name, technician="T05", start=start) for name, start in (("V61", "23:30"), ("V62", "24:30"))]
    night = people(shift, *visits)
    found = capacity_of(night, a_cell(start="23:00", end="26:00"))
    assert (found.offered_s, found.sold_s) == (3 * HOUR_S, 2 * HOUR_S)
    for day, hours in (("2019-11-03", 5), ("2019-03-10", 3)):
        start_s, end_s = at("00:00", day=day), at("04:00", day=day)
        shift = a_shift(technician="T05", start=start_s, end=end_s, id="D1")
        board = people(shift, a_visit(id="V61", technician="T05", start=at("00:30", day=day), minutes=120))
        cell = CapacityCell(id="C1", territory=TerritoryId("EAST"), start_s=start_s, end_s=end_s)
        found = capacity_of(board, cell)
        assert (found.offered_s, found.sold_s) == (hours * HOUR_S, 2 * HOUR_S), day


def test_what_remains_is_the_limit_less_what_is_sold_and_kept():
    board = people(
        a_visit(id="V61", technician="T05", start="09:00"), a_visit(id="V70"), a_work_order(id="W70", priority=1)
    )
    cell = a_cell(stop_at_percent=50, reserved_for="P1", reserved_s=2 * HOUR_S)
    assert remaining_s(board, cell, at("07:00")) == (4 - 1 - 2) * HOUR_S
    assert remaining_s(board, cell, at("07:00"), board.visits["V70"]) == 3 * HOUR_S
    assert remaining_s(board, cell, at("07:00"), board.visits["V61"]) == 2 * HOUR_S, "it does not stand in its own way"
    assert remaining_s(board, replace(cell, id="C2", closed=True), at("07:00")) == 0


def test_a_reserve_shrinks_by_what_its_class_has_taken():
    gold = replace(a_work_order(id="W61"), customer=Customer(id="C", tier="gold"))
    board = people(a_visit(id="V61", technician="T05", start="09:00"), gold)
    cell = a_cell(reserved_for="gold")
    assert [capacity_of(board, cell, but=name).class_s for name in ("", "V61", "V99")] == [HOUR_S, 0, HOUR_S]
    assert remaining_s(board, a_cell(reserved_for="gold", reserved_s=2 * HOUR_S), at("07:00")) == (8 - 1 - 1) * HOUR_S


def test_a_slot_is_sold_until_its_moment_and_no_longer():
    cell = a_cell(close_at_s=at("07:00"))
    assert remaining_s(people(), cell, at("07:00")) == 8 * HOUR_S
    assert remaining_s(people(), cell, at("07:00") + 1) == 0


def test_the_numbers_follow_every_row_and_a_fork_keeps_its_own():
    cell = a_cell()
    board = people(cell)
    assert remaining_s(board, cell, 0) == 8 * HOUR_S
    fork = board.fork()
    fork.put(a_visit(id="V61", technician="T05", start="09:00"))
    fork.put(an_absence(technician="T06", start="08:00", end="09:00"))
    assert remaining_s(fork, cell, 0) == 6 * HOUR_S
    assert remaining_s(board, cell, 0) == 8 * HOUR_S
    board.put(a_technician(id="T06", active=False))
    assert (remaining_s(board, cell, 0), remaining_s(fork, cell, 0)) == (4 * HOUR_S, 6 * HOUR_S)


def test_the_slots_of_an_arrival_hold_it_half_open_and_are_of_its_category():
    later = replace(a_cell(start="12:00", end="16:00", category="ELEC"), id="C2")
    board = people(a_cell(), later)
    visit: object = a_visit(id="V61", needs={"ELEC": 1})
    found = [[each.id for each in cells_at(board, visit, at(clock))] for clock in ("07:59", "08:00", "11:59", "12:00")]  # type: ignore[arg-type]
    assert found == [[], ["C1"], ["C1"], ["C2"]]
    assert cells_at(board, a_visit(id="V62"), at("12:00")) == ()
    board.put(a_cell(end="11:30"))
    assert [len(cells_at(board, visit, at(clock))) for clock in ("11:29", "11:30")] == [1, 0]  # type: ignore[arg-type]
