"""Who goes along: the standing crew first, then the nearest who is free and brings what is needed."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.model import Row
from dispatchtui.solver.rank import Candidate, place_at
from tests.builders import a_board, a_shift, a_technician, a_visit, an_absence, at, north
from tests.supplies import a_crew, a_crew_need


def crewed(*rows: Row, needs: dict[str, int] | None = None) -> Board:
    """A visit for two at the centre; T05 leads, T06 lives there, T07 ten minutes and T08 twenty minutes away."""
    people = [a_technician(id=f"T0{number}", home=north(10 * (number - 6))) for number in (6, 7, 8)]
    shifts = [a_shift(technician=f"T0{number}") for number in (5, 6, 7, 8)]
    visit = replace(a_visit(id="V61"), crew_needs=(a_crew_need(needs=needs),))
    return a_board(a_technician(), *people, *shifts, visit, *rows)


def with_whom(board: Board) -> Candidate:
    found = place_at(board, "V61", "T05", at("09:00"))
    assert found is not None
    return found


def test_the_nearest_who_is_free_goes_along_and_is_part_of_the_act():
    found = with_whom(crewed())
    assert found.mates == ("T06",)
    assert found.act == PlaceVisit(visit_id="V61", technician_id="T05", start_s=at("09:00"), mates=("T06",))
    assert "crew_complete" not in {each.constraint for each in found.violations}
    assert found.sentence.startswith("T05 with T06 at 09:00")


def test_a_standing_crew_goes_before_who_is_nearer_while_it_is_one():
    assert with_whom(crewed(a_crew(members=("T05", "T08")))).mates == ("T08",)
    assert with_whom(crewed(a_crew(members=("T05", "T08"), until_s=at("09:00")))).mates == ("T06",)


def test_who_is_busy_away_or_lacks_the_skill_stays():
    busy = a_visit(id="V1", technician="T06", start="09:59")
    assert with_whom(crewed(busy)).mates == ("T07",)
    assert with_whom(crewed(a_visit(id="V1", technician="T06", start="10:00"))).mates == ("T06",)
    assert with_whom(crewed(an_absence(technician="T06", start="08:00", end="12:00"))).mates == ("T07",)
    gas = a_technician(id="T08", home=north(20), skills={"GAS": 2})
    assert with_whom(crewed(gas, needs={"GAS": 2})).mates == ("T08",)


def test_where_nobody_is_free_the_place_stays_open_and_the_checker_says_so():
    found = with_whom(crewed(needs={"GAS": 2}))
    assert found.mates == ()
    assert "crew_complete" in {each.constraint for each in found.violations}


def test_nobody_is_taken_whom_another_part_lacks():
    board = crewed(a_technician(id="T06", skills={"PLUMB": 3, "GAS": 2}))
    both = (a_crew_need(needs={"PLUMB": 1}), a_crew_need(role="third", needs={"GAS": 2}))
    board.put(replace(board.visits["V61"], crew_needs=both))
    assert with_whom(board).mates == ("T07", "T06")
