"""What a move breaks whatever else is moved with it, found alone and among everything that the checker finds."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.check import check_alone, check_moves
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import TechnicianId
from dispatchtui.core.refusals import WORST_FIRST, Violation
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at
from tests.solver.random_boards import AT_S, boards
from tests.supplies import a_level, a_part, a_reservation, a_van


def whole(board: Board, moves: list[Move], at_s: int) -> list[Violation]:
    return [each for verdict in check_moves(board, moves, at_s=at_s).values()
            for each in (*verdict.violations, *verdict.warnings)]  # fmt: skip


def test_the_first_move_is_asked_of_its_skills_and_the_pushed_one_of_its_promise():
    board = a_board(
        a_technician(), a_shift(), a_visit(id="V61", needs={"PLUMB": 5}), a_work_order(id="W1"),
        a_visit(id="V1", technician="T05", start="10:00", promise=("09:30", "10:30"), needs={"GAS": 1}),
    )  # fmt: skip
    moves = [Move(visit_id="V61", technician_id=TechnicianId("T05"), start_s=at("09:30")),
             Move(visit_id="V1", technician_id=TechnicianId("T05"), start_s=at("10:40"))]  # fmt: skip
    found = check_alone(board, moves, at_s=at("07:00"))
    assert [each.constraint for each in found] == ["required_skills", "promise_window"]
    assert found[1].sentence.startswith("V1 ")


@given(boards(), st.data())
def test_what_is_found_alone_is_found_by_the_checker_too(board: Board, data: st.DataObject):
    visits = data.draw(st.permutations(sorted(board.visits)))[: data.draw(st.integers(1, 3))]
    who, quarters = st.sampled_from(sorted(board.technicians)), st.integers(-6, 40)
    moves = [
        Move(visit_id=each, technician_id=TechnicianId(data.draw(who)), start_s=AT_S + data.draw(quarters) * 900)
        if data.draw(st.integers(0, 4)) or not board.visits[each].crew
        else Move(visit_id=each, bumped=True)
        for each in visits
    ]  # fmt: skip
    alone = Counter((each.constraint, each.subject) for each in check_alone(board, moves, at_s=AT_S))
    told = Counter((each.constraint, each.subject) for each in whole(board, moves, AT_S))
    assert not alone - told


@given(st.integers(0, 4), st.integers(1, 3), st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))
def test_a_part_that_is_not_there_is_lacking_whoever_else_takes_of_it(
    there: int, needed: int, others: int, aside: int, elsewhere: int
):
    taking = (a_part(quantity=others),) if others else ()
    board = a_board(
        a_technician(), a_shift(), a_van(), a_level(on_hand=there),
        replace(a_visit(id="V1", technician="T05", start="08:00"), parts=taking),
        replace(a_visit(id="V61"), parts=(a_part(quantity=needed),)),
        *([a_reservation(visit="V61", stock="VAN05", quantity=aside)] if aside else []),
        *([a_reservation(visit="V61", stock="DEPOT", quantity=elsewhere)] if elsewhere else []),
    )  # fmt: skip
    moves = [Move(visit_id="V61", technician_id=TechnicianId("T05"), start_s=at("09:30"))]
    alone = [each for each in check_alone(board, moves, at_s=at("07:00")) if each.constraint == "parts_on_van"]
    told = [each for each in whole(board, moves, at("07:00")) if each.subject == "part_levels/VAN05:CAP-45"]
    assert bool(alone) == (there < needed)
    assert all(WORST_FIRST[told[0].level] <= WORST_FIRST[each.level] for each in alone)
