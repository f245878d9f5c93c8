"""Another order and other times in a day, on small days that can be checked by eye."""

from __future__ import annotations

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Row, Stamps, VisitState
from dispatchtui.core.zones import clock
from dispatchtui.solver.reorder import exchanged, merged, neighbour, shifted, swapped
from tests.builders import ZONE, a_visit, a_work_order, a_working_board, at, north, window


def a_running_day() -> Board:
    """Ten o'clock: V11 runs 40 minutes over, until 10:40; V12 and V13 wait behind it, 25 and 20 minutes apart."""
    places = {"W11": 0.0, "W12": 5.0, "W13": 25.0}
    orders: list[Row] = [a_work_order(id=name, location=north(far)) for name, far in places.items()]
    working = Stamps(on_site_s=at("08:50"), working_s=at("09:00"))
    return a_working_board(
        *orders,
        a_visit(id="V11", work_order="W11", technician="T02", start="09:00", extended_minutes=40,
                state=VisitState.WORKING, stamps=working),
        a_visit(id="V12", work_order="W12", technician="T02", start="10:15", promise=window("10:00", "12:00")),
        a_visit(id="V13", work_order="W13", technician="T02", start="11:35"),
    )  # fmt: skip


def told(moves: tuple[Move, ...]) -> list[str]:
    return [f"{each.visit_id} {each.technician_id} {clock(each.start_s, ZONE)}" for each in moves]


def test_two_visits_change_their_order_from_when_the_technician_is_free() -> None:
    assert told(swapped(a_running_day(), "V12", 1, at("10:00"))) == ["V13 T02 11:05", "V12 T02 12:25"]
    assert told(swapped(a_running_day(), "V13", -1, at("10:00"))) == ["V13 T02 11:05", "V12 T02 12:25"]


def test_nothing_changes_places_with_what_has_begun_or_is_not_there() -> None:
    board = a_running_day()
    assert swapped(board, "V12", -1, at("10:00")) == ()
    assert swapped(board, "V13", 1, at("10:00")) == ()
    assert neighbour(board, board.visits["V12"], 1) is board.visits["V13"]


def test_a_window_that_has_not_opened_is_waited_for() -> None:
    board = a_working_board(
        a_visit(id="V1", technician="T01", start="09:00"),
        a_visit(id="V2", technician="T01", start="13:00", promise=window("13:00", "15:00")),
    )
    assert told(swapped(board, "V1", 1, at("08:00"))) == ["V2 T01 13:00", "V1 T01 14:00"]


def three_hours() -> Board:
    return a_working_board(
        a_visit(id="V1", technician="T01", start="09:00"),
        a_visit(id="V2", technician="T01", start="10:10"),
        a_visit(id="V3", technician="T01", start="11:30"),
        a_visit(id="V4", technician="T01", start="15:00"),
    )


def test_what_stands_behind_is_pushed_no_further_than_it_must() -> None:
    assert told(shifted(three_hours(), "V1", 10 * 60)) == ["V1 T01 09:10"]
    assert told(shifted(three_hours(), "V1", 45 * 60)) == ["V1 T01 09:45", "V2 T01 10:45", "V3 T01 11:45"]
    assert told(shifted(three_hours(), "V2", -10 * 60)) == ["V2 T01 10:00"]


def test_two_visits_change_places_whoever_has_them() -> None:
    board = a_working_board(
        a_visit(id="V1", technician="T01", start="09:00"), a_visit(id="V2", technician="T02", start="13:00"),
        a_visit(id="V3"),
    )  # fmt: skip
    assert told(exchanged(board, "V1", "V2")) == ["V1 T02 13:00", "V2 T01 09:00"]
    assert exchanged(board, "V1", "V3")[0] == Move(visit_id="V1")
    assert told(exchanged(board, "V1", "V3")[1:]) == ["V3 T01 09:00"]
    assert exchanged(board, "V3", "V3") == ()


def test_a_visit_goes_where_it_was_sent_last() -> None:
    first, second = shifted(three_hours(), "V1", 600), shifted(three_hours(), "V1", 1200)
    assert told(merged(first, second)) == told(second)[:1] + told(second)[1:]
