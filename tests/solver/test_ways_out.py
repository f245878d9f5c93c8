"""In which order what can be done is worked out, and that the last moment to act does not jump to and fro."""

from __future__ import annotations

from dispatchtui.core.board import Board
from dispatchtui.core.model import Row
from dispatchtui.risk.forecast import RouteForecast, forecast
from dispatchtui.solver.ways_out import WaysOut
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north

NOW = at("10:00")


def a_board_of(**dues: str) -> Board:
    rows: list[Row] = [a_technician(home=north(20)), a_shift()]
    for visit_id, due in dues.items():
        rows += [a_work_order(id=f"W{visit_id[1:]}", response_due=due), a_visit(id=visit_id)]
    return a_board(*rows)


def next_of(ways_out: WaysOut, board: Board) -> str:
    def route(who: str) -> RouteForecast:
        return forecast(board, who, NOW)

    found = ways_out.work(board, NOW, {}, route, lambda: False)
    return found[0] if found is not None else ""


def test_what_is_new_comes_before_what_is_old_and_the_first_that_is_due_before_that():
    board = a_board_of(V61="12:00", V62="13:00", V63="11:30", V64="12:30")
    ways_out = WaysOut()
    ways_out.ask("V62", at("13:00"))
    ways_out.ask("V61", at("12:00"))
    assert [next_of(ways_out, board) for _ in range(3)] == ["V61", "V62", ""]
    ways_out.age()
    ways_out.ask("V64", at("12:30"))
    ways_out.ask("V63", at("11:30"))
    ways_out.ask("V61", at("12:00"))
    assert [next_of(ways_out, board) for _ in range(5)] == ["V63", "V64", "V61", "V62", ""]
    ways_out.ask("V65", at("11:00"))
    ways_out.drop("V65")
    assert not next_of(ways_out, board), "what is dropped is asked for no more"
