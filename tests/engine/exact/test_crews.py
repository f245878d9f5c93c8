"""Crews: the begin at which everybody is free, people shared among visits, and nothing that the checker refuses."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.check import check_moves
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Row
from dispatchtui.engine.exact.crews import place_crews
from dispatchtui.solver.rank import rank
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at, north
from tests.supplies import a_crew, a_crew_need


def crewed(*rows: Row, visits: int = 1, needs: dict[str, int] | None = None) -> Board:
    """Visits for two at the centre; T05 and T06 live there, T07 ten minutes and T08 twenty minutes away."""
    people = [a_technician(id=f"T0{number}", home=north(10 * max(0, number - 6))) for number in (5, 6, 7, 8)]
    shifts = [a_shift(technician=f"T0{number}") for number in (5, 6, 7, 8)]
    work = [replace(a_visit(id=f"V6{number}"), crew_needs=(a_crew_need(needs=needs),)) for number in range(visits)]
    return a_board(*people, *shifts, *work, *rows)


def placed(board: Board) -> dict[str, Move]:
    ids = [each.id for each in board.visits.values() if each.crew_needs and not each.crew]
    moves = place_crews(board, ids, at("07:00"))
    assert not [each for found in check_moves(board, moves, at_s=at("07:00")).values() for each in found.violations]
    return {each.visit_id: each for each in moves}


def test_two_who_are_there_go_at_once():
    found = placed(crewed())["V60"]
    assert set(found.people) == {"T05", "T06"}
    assert found.start_s == at("08:00")


def test_they_begin_when_both_are_free():
    board = crewed(
        a_visit(id="V1", technician="T05", start="08:00", minutes=120),
        a_visit(id="V2", technician="T06", start="10:30", minutes=390),
        *(an_absence(id=who, technician=who, start="08:00", end="17:00") for who in ("T07", "T08")),
    )
    # T05 is free from 10:00 on and T06 until 10:30 and never again: no hour is left for both.
    assert placed(board) == {}
    later = replace(board.visits["V2"], crew=(replace(board.visits["V2"].crew[0], start_s=at("11:00")),))
    board.put(later)
    found = placed(board)["V60"]
    assert set(found.people) == {"T05", "T06"}
    assert found.start_s == at("10:00")


def test_who_alone_has_the_skill_is_left_to_the_visit_that_needs_it():
    gas = a_technician(id="T06", skills={"PLUMB": 3, "GAS": 2})
    third = replace(a_visit(id="V69", promise=("08:00", "08:00")), crew_needs=(a_crew_need(needs={"GAS": 2}),))
    board = crewed(gas, third)
    board.put(replace(board.visits["V60"], promise=third.promise))
    found = placed(board)
    assert "T06" in found["V69"].mates
    assert "T06" not in found["V60"].people
    assert found["V60"].start_s == found["V69"].start_s == at("08:00")


def test_a_standing_crew_goes_before_who_is_nearer():
    board = crewed(a_crew(members=("T07", "T08")))
    assert set(placed(board)["V60"].people) == {"T07", "T08"}
    assert set(placed(crewed(a_crew(members=("T05", "T08"), until_s=at("07:30"))))["V60"].people) == {"T05", "T06"}


def test_where_somebody_is_missing_nobody_goes():
    assert placed(crewed(needs={"GAS": 2})) == {}


def test_more_visits_than_are_chosen_for_at_once_share_the_day():
    found = placed(crewed(visits=8))
    assert len(found) == 8
    assert {each.start_s for each in found.values()} == {at(f"{hour:02}:00") for hour in range(8, 12)}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    stops=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(1, 6), st.integers(-15, 15)), max_size=8
    ),
    needs=st.lists(st.sampled_from([None, {"PLUMB": 2}, {"GAS": 1}]), min_size=1, max_size=3),
)
def test_no_crew_breaks_a_rule_and_as_many_are_placed_as_ranking_places(stops: list, needs: list):
    rows: list[Row] = []
    taken: dict[int, int] = {}
    for number, (who, gap, quarters, where) in enumerate(stops):
        begin = taken.get(who, 480) + gap * 15 + 40
        taken[who] = begin + quarters * 15
        if taken[who] < 1000:
            rows.append(a_work_order(id=f"W{number}", location=north(where)))
            rows.append(a_visit(id=f"V{number}", technician=f"T0{who + 5}", minutes=quarters * 15,
                                start=f"{begin // 60:02}:{begin % 60:02}"))  # fmt: skip
    waiting = [replace(a_visit(id=f"V6{n}"), crew_needs=(a_crew_need(needs=need),)) for n, need in enumerate(needs)]
    board = crewed(*rows, *waiting, a_technician(id="T08", home=north(20), skills={"PLUMB": 3, "GAS": 2}))
    found = placed(board)
    first = rank(board, "V60", at("07:00"), most=1).candidates
    if len(needs) == 1 and first and not first[0].violations and len(first[0].moves) <= 1:
        assert found
