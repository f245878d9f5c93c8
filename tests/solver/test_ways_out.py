"""In which order what can be done is worked out, and that the last moment to act does not jump to and fro."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.foresight import Behaviour, Driving
from dispatchtui.core.model import Row
from dispatchtui.risk.forecast import RouteForecast, forecast
from dispatchtui.solver.saving import Saving, saving
from dispatchtui.solver.ways_out import WaysOut
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north

NOW = at("10:00")


DEVIATIONS = (-1.6, -1.0, -0.5, 0.0, 0.5, 1.0, 1.6)
UNSURE = Behaviour(id="field", driving=Driving(shape=DEVIATIONS, share=0.2))


def saved(seconds: int, latest: Saving | None = None, *rows: Row) -> Saving:
    """What can be done for V61, which is due so many seconds before noon and 20 minutes from T05, more or less."""
    order = replace(a_work_order(id="W61"), response_due_s=at("12:00") - seconds)
    board = a_board(UNSURE, a_technician(home=north(20)), a_shift(), order, a_visit(id="V61"), *rows)
    return saving(board, "V61", NOW, latest=latest)


def test_who_was_told_latest_stays_while_they_are_all_but_sure_enough():
    first = saved(0)
    assert first.act_by_s is not None
    little = next(each for each in range(0, 90, 5) if (saved(each).act_by_s or 0) < first.act_by_s)
    assert saved(little).act_by_s == first.act_by_s - 60, "asked anew it is a minute earlier"
    assert saved(little, first).act_by_s == first.act_by_s, "79% is no reason to tell another moment"
    assert saved(little + 90, first).act_by_s == saved(little + 90).act_by_s, "sixty-odd are"
    assert saved(-120, first).act_by_s == saved(-120).act_by_s == first.act_by_s + 120, "and what is better is told"


def test_who_breaks_less_is_told_though_the_latest_would_still_do():
    west = replace(a_visit(id="V61", territory="WEST"), version=0)
    first = saved(0, None, west)
    assert first.outlook == "override: territory"
    near = (west, a_technician(id="T06", territory="WEST", home=north(30)), a_shift(id="S06", technician="T06"))
    assert saved(20, first, *near).outlook == ""


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
