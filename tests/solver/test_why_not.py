"""Why one technician is not offered, as the whole ranking says it."""

from __future__ import annotations

from hypothesis import given

from dispatchtui.core.board import Board
from dispatchtui.solver.rank import rank, why_not
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at
from tests.solver.random_boards import AT_S, boards


def test_the_reason_is_told_of_who_is_away_and_none_of_who_can_be_offered():
    board = a_board(
        a_technician(id="T01"), a_shift(technician="T01"), a_technician(id="T02"), a_shift(technician="T02"),
        an_absence(technician="T02", start="06:00", end="20:00", kind="sick"), a_work_order(), a_visit(id="V61"),
    )  # fmt: skip
    out = why_not(board, "V61", "T02", at("07:00"))
    assert out is not None
    assert out.sentence.startswith("T02 is sick from 06:00 to 20:00")
    assert why_not(board, "V61", "T01", at("07:00")) is None
    assert why_not(board, "V99", "T01", at("07:00")) is None
    assert why_not(board, "V61", "T99", at("07:00")) is None


@given(boards())
def test_it_says_of_each_what_ranking_everybody_says(board: Board):
    everybody = {each.technician_id: each for each in rank(board, "V0", AT_S).excluded}
    assert {who: why_not(board, "V0", who, AT_S) for who in board.technicians} == {
        who: everybody.get(who) for who in board.technicians
    }
