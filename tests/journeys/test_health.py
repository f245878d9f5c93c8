"""Data health at the desk: what keeps people or work out without a word, counted, listed, and mended from there."""

from __future__ import annotations

from dispatchtui.tui import health
from dispatchtui.tui.offers import PLACEHOLDER
from tests.builders import a_technician, a_visit, a_working_board, at
from tests.journeys.journey import Dispatcher, at_the_console

NOW = at("10:00")


def a_day_with_gaps() -> tuple:
    """V60 takes nobody knows how long; T09 has no shift and no skills."""
    board = a_working_board(a_visit(id="V60", minutes=None, needs={"PLUMB": 1}), a_technician(id="T09", skills={}))
    return tuple(board.rows())


def listed(me: Dispatcher, what: str, lacks: str) -> str:
    return next((line for line in me.lines() if what in line.split() and lacks in line), "")


async def test_what_is_missing_is_listed_with_whom_it_keeps_out_and_what_mends_it() -> None:
    async with at_the_console(*a_day_with_gaps(), now_s=NOW, size=(200, 60)) as me:
        await me.do("health")
        line = listed(me, "V60", "duration")
        assert "automation from placing V60" in line
        assert "dispatchtui do '" in line
        assert "T09 from 1 of 1 waiting visit" in listed(me, "T09", "skills")
        assert listed(me, "WEST", "anybody who covers it") == ""
        assert "keep people or work out now; Enter mends" in me.screen()


async def test_the_message_says_the_whole_of_what_the_columns_cut() -> None:
    async with at_the_console(*a_day_with_gaps(), now_s=NOW, size=(80, 24)) as me:
        await me.do("health")
        assert me.state.sheet.rows[0].cells["id"][0] == "V60"
        assert "V60 has no duration. It keeps automation from placing V60." in me.said


async def test_enter_types_the_act_that_mends_and_what_was_not_filled_in_is_said() -> None:
    async with at_the_console(*a_day_with_gaps(), now_s=NOW, size=(160, 40)) as me:
        await me.do("health")
        await me.press("enter")
        assert me.state.entry.text.startswith('{"type": "amend_visit", "visit_id": "V60"')
        assert me.state.entry.text[me.state.entry.at :].startswith("SECONDS, ")
        assert "fill in SECONDS, then Enter" in me.said
        await me.press("enter")
        assert "What stands in capitals must be filled in." in me.state.entry.error
        assert me.session.asked == []
        text = me.state.entry.text.replace("SECONDS", "3600")
        me.state.entry = me.state.entry.with_text(text)
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].duration is not None)
        assert me.session.desk.board.visits["V60"].duration.p50_s == 3600


def test_what_is_to_be_filled_in_is_found_and_names_are_not() -> None:
    line = '{"type": "count_stock", "stock_id": "STOCK", "part": "PART", "on_hand": NUMBER}'
    assert PLACEHOLDER.findall(line) == ["PART", "NUMBER"]
    assert PLACEHOLDER.findall('{"type": "amend_work_order", "row": WORK_ORDER}') == ["WORK_ORDER"]
    assert PLACEHOLDER.findall('{"territory": "EAST", "p50_s": 60}') == []


async def test_what_only_a_file_mends_is_shown_as_it_is_typed_in_a_shell() -> None:
    async with at_the_console(*a_day_with_gaps(), now_s=NOW, size=(120, 40)) as me:
        await me.do("health")
        while me.state.sheet.rows[me.state.sheet.picked()].cells["lacks"][0] != "skills":
            await me.press("j")
        await me.press("enter")
        assert me.said == "In a shell: dispatchtui import FILE -m technicians"
        assert me.state.entry is None


async def test_the_count_of_gaps_stands_in_the_status_line_and_goes_with_them() -> None:
    async with at_the_console(*a_day_with_gaps(), now_s=NOW) as me:
        health.recount(me.state)
        before = me.state.gaps
        assert before >= 3
        me.app.draw()
        assert f"{before} gaps: D" in me.lines()[0]
        assert not health.recount(me.state)


async def test_a_whole_board_has_no_count() -> None:
    async with at_the_console(*a_day_with_gaps(), now_s=NOW) as me:
        me.state.gaps = 0
        me.app.draw()
        assert "gap" not in me.lines()[0]
