"""The table of positions: never narrower than what a look at the day itself finds, and it changes no answer."""

from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Break, Row
from dispatchtui.solver.common import Common
from dispatchtui.solver.latest import AHEAD_S, bound_of, ways_of
from dispatchtui.solver.look import ask, look_at
from dispatchtui.solver.saving import limit_of, saving
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north
from tests.solver.test_saving import NOW, mornings


def is_never_narrower(board: Board, visit_id: str = "V61") -> int:
    """That the table tells of nobody that they are too late who is not; of how many it tells anything."""
    visit, common = board.visits[visit_id], Common(board, NOW)
    limit_s = limit_of(board, visit, NOW)
    assert limit_s is not None
    asked = ask(board, visit, NOW, scene=common.scene)
    for technician in board.technicians.values():
        common.ways(asked, technician, limit_s)
    bounds = common.bounds(asked, limit_s)
    if bounds is None:
        return 0
    for who in bounds.noted:
        look = look_at(asked, board.technicians[who])
        in_time, ever = ways_of(look, limit_s), ways_of(look, NOW + AHEAD_S)
        sent_s = max((bound_of(way, limit_s) - way.slot.way_s for way in in_time), default=-inf)
        assert bounds.sent_s.get(who, -inf) >= sent_s
        assert bounds.there_s.get(who, inf) <= min((way.slot.start_s for way in ever), default=inf)
    return len(bounds.noted)


@given(mornings())
def test_it_is_never_narrower_than_a_look_at_the_day(board: Board):
    assert is_never_narrower(board) == len(board.technicians)


@given(st.integers(0, 90), st.integers(0, 12), st.integers(15, 90), st.integers(-30, 30), st.integers(30, 240))
def test_nor_where_a_break_is_in_the_way(pause: int, begin: int, work: int, where: int, due: int):
    lunch = Break(start_s=at("11:30"), end_s=at("13:30"), length_s=1800)
    start_s = NOW + begin * 900
    rows: list[Row] = [
        a_technician(home=north(where)), replace(a_shift(), breaks=(lunch,)),
        a_visit(id="V1", technician="T05", start=start_s), a_work_order(id="W1", location=north(-where)),
        a_visit(id="V2", technician="T05", start=start_s + 3600 + pause * 60, promise=("10:00", "14:00")),
        a_visit(id="V61", minutes=work), replace(a_work_order(id="W61"), response_due_s=NOW + due * 60),
    ]  # fmt: skip
    assert is_never_narrower(a_board(*rows)) == 1


def test_it_tells_who_must_leave_for_what_comes_next():
    """T05 is to be 20 min away at 12:00, and an hour of work comes before that; they are 20 min away now."""
    stop = a_visit(id="V1", technician="T05", start="12:00", promise=("11:30", "12:00"))
    visit = a_visit(id="V61", minutes=60)
    board = a_board(a_technician(home=north(20)), a_shift(), stop, a_work_order(id="W1", location=north(20)),
                    visit, a_work_order(id="W61", response_due="12:00"))  # fmt: skip
    common = Common(board, NOW)
    asked = ask(board, visit, NOW)
    common.ways(asked, board.technicians["T05"], at("12:00"))
    bounds = common.bounds(asked, at("12:00"))
    assert bounds is not None
    assert abs(bounds.sent_s["T05"] - at("10:20")) <= 10
    assert abs(bounds.there_s["T05"] - at("10:20")) <= 10
    common.forget("T05")
    assert common.bounds(asked, at("12:00")) is None or not common.bounds(asked, at("12:00")).noted  # type: ignore[union-attr]


@given(mornings())
def test_what_others_asked_before_changes_no_answer(board: Board):
    common = Common(board, NOW)
    alone = saving(board, "V61", NOW)
    assert saving(board, "V61", NOW, common=common) == alone
    assert saving(board, "V61", NOW, common=common) == alone
