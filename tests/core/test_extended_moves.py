"""What was added to a visit goes along with it once, on the board that is looked at as on the one that becomes."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.constraints.check import check_moves
from dispatchtui.core.commands.moves import Move, MoveVisits, moved
from dispatchtui.core.model import TechnicianId
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.work import ends_s
from tests.builders import a_visit, a_working_board, at

LATER = Move(visit_id="V1", technician_id=TechnicianId("T02"), start_s=at("10:00"))


def a_day():
    extended = replace(a_visit(id="V1", technician="T01", start="10:00", minutes=60), extended_s=30 * 60)
    return a_working_board(extended, a_visit(id="V2", technician="T02", start="11:40", minutes=30))


def test_a_visit_that_was_extended_lasts_as_long_as_when_it_has_been_moved():
    board = a_day()
    tried = moved(board, (LATER,)).visits["V1"]
    assert carry_out(board, MoveVisits(moves=(LATER,)), at("08:00")) is None
    done = board.visits["V1"]
    assert ends_s(tried, tried.crew[0]) == ends_s(done, done.crew[0]) == at("11:30")


def test_what_stands_behind_it_is_not_in_its_way():
    assert check_moves(a_day(), (LATER,), at_s=at("08:00"))["V1"].violations == ()
