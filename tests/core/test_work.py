"""A duration that is told anew counts with everything at once; shorter work frees nothing until it is placed anew."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.check import check_board, check_visit
from dispatchtui.core.board import Board
from dispatchtui.core.capacity import capacity_of
from dispatchtui.core.duty import works_of
from dispatchtui.core.events import DurationExtended, VisitAmended, VisitPlaced
from dispatchtui.core.model import CapacityCell, Hazard, Row, TechnicianId, TerritoryId, VisitState
from dispatchtui.core.planning import planned_crew
from dispatchtui.core.timeline import project
from dispatchtui.core.work import ends_s, lines_of
from tests.builders import a_board, a_duration, a_shift, a_technician, a_visit, a_work_order, at, record

NOW = at("07:00")
CELL = CapacityCell(id="C1", territory=TerritoryId("EAST"), start_s=at("08:00"), end_s=at("12:00"))


def two(*rows: Row, state: VisitState = VisitState.PLANNED) -> Board:
    """V60 is planned for T05 from 09:00 to 10:00, and V61 from 10:00 to 11:00."""
    first = a_visit(technician="T05", start="09:00", state=state)
    return a_board(a_technician(), a_shift(), first, a_visit(id="V61", technician="T05", start="10:00"), *rows)


def amend(board: Board, minutes: int, visit: str = "V60") -> None:
    record(board, VisitAmended(visit_id=visit, duration=a_duration(minutes=minutes)), at_s=NOW)


def told(board: Board, visit: str) -> list[tuple[str, str, float]]:
    return [(each.constraint, each.level, each.amount) for each in check_visit(board, visit, NOW)]


def test_longer_work_runs_into_what_comes_next_on_both_sides():
    board = two()
    assert check_board(board, NOW) == ()
    amend(board, 90)
    assert board.visits["V60"].crew[0].end_s == at("10:00"), "the plan itself is as it was written"
    assert (told(board, "V60"), told(board, "V61")) == ([("no_overlap", "X", 30)], [("no_overlap", "X", 30)])
    assert check_visit(board, "V60", NOW)[0].sentence == (
        "T05 is at V61 from 10:00 to 11:00; V60 09:00 to 10:30 overlaps by 30 min."
    )
    amend(board, 60)
    assert check_board(board, NOW) == ()


def test_longer_work_is_followed_by_a_later_arrival():
    board = two()
    assert [stop.late_s for stop in project(board, "T05", NOW)] == [0, 0]
    amend(board, 90)
    first, second = project(board, "T05", NOW)
    assert (first.end_s, second.arrival_s, second.late_s) == (at("10:30"), at("10:30"), 30 * 60)


def test_longer_work_beyond_the_shift_is_told():
    board = two()
    amend(board, 8 * 60, "V61")
    assert told(board, "V61") == [("shift_hours", "L", 60)]


def test_longer_work_alone_is_judged_at_its_real_length():
    site = replace(a_work_order().site, hazards=(Hazard(kind="a pit", alone_s=3600),))
    board = a_board(a_technician(), a_shift(), a_visit(technician="T05", start="09:00"),
                    replace(a_work_order(id=a_visit().work_order_id), site=site))  # fmt: skip
    assert told(board, "V60") == []
    amend(board, 75)
    assert told(board, "V60") == [("safety", "X", 15)]


def test_longer_work_sells_more_of_a_slot_and_counts_as_duty():
    board = two(CELL)
    assert capacity_of(board, CELL).sold_s == 2 * 3600
    amend(board, 90)
    assert capacity_of(board, CELL).sold_s == 2 * 3600 + 1800
    works = works_of(board, "T05", at("08:00"), at("12:00"))
    assert [(each.visit_id, each.end_s) for each in works] == [("V60", at("10:30")), ("V61", at("11:00"))]


def test_work_that_became_long_is_found_behind_shorter_work():
    board = a_board(a_technician(), a_shift(), a_visit(technician="T05", start="08:00"),
                    a_visit(id="V61", technician="T05", start="09:00", minutes=15),
                    a_visit(id="V62", technician="T05", start="13:00"))  # fmt: skip
    amend(board, 6 * 60)
    assert told(board, "V62") == [("no_overlap", "X", 60)]


@pytest.mark.parametrize(("minutes", "added", "end"), [
    (60, 0, "10:00"), (30, 0, "10:00"), (61, 0, "10:01"), (60, 30, "10:30"), (60, -30, "09:30"), (90, 15, "10:45"),
])  # fmt: skip
def test_a_line_takes_the_later_of_its_planned_end_and_of_what_the_work_takes(minutes: int, added: int, end: str):
    board = two(state=VisitState.WORKING)
    amend(board, minutes)
    if added:
        record(board, DurationExtended(visit_id="V60", by_s=added * 60), at_s=NOW)
    visit = board.visits["V60"]
    assert ends_s(visit, visit.crew[0]) == at(end)
    assert [line.end_s for line in lines_of(visit)] == [at(end)]
    assert board.indexes.route("T05")[0] == (at("09:00"), at(end), "V60")


def test_shorter_work_frees_its_time_when_it_is_placed_anew():
    board = two()
    amend(board, 30)
    visit = board.visits["V60"]
    assert ends_s(visit, visit.crew[0]) == at("10:00")
    crew = planned_crew(board, visit, [TechnicianId("T05")], at("09:00"))
    record(board, VisitPlaced(visit_id="V60", crew=crew), at_s=NOW)
    visit = board.visits["V60"]
    assert ends_s(visit, visit.crew[0]) == at("09:30")
