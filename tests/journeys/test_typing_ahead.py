"""Keys that were meant for elsewhere: `:` opens the line from everything, and the rest of a word assigns nobody."""

from __future__ import annotations

import pytest

from dispatchtui.core.lifecycle import UNPLACED
from dispatchtui.tui.actions import ACTIONS
from dispatchtui.tui.haste import PAUSE_S
from dispatchtui.tui.state import LINE, MODES
from tests.builders import at
from tests.journeys.days import a_day
from tests.journeys.journey import Dispatcher, at_the_console

NOW = at("10:00")


def later(me: Dispatcher) -> None:
    """As if the keys had rested."""
    me.app.haste._asked_at -= PAUSE_S
    me.app.haste._deaf_until -= PAUSE_S


@pytest.mark.parametrize("key", [":", "?", "/"])
def test_three_keys_mean_something_wherever_one_is(key: str) -> None:
    for mode in MODES:
        named = [each.name for each in ACTIONS if mode in each.modes and key in each.keys]
        assert len(named) == (mode != LINE), mode


@pytest.mark.parametrize("opening", ["a", "b", "w", "D", ".", "?", "c", "Q", ">"])
async def test_the_command_line_opens_from_every_list(opening: str) -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.type(":goto 61")
        await me.press("enter", opening)
        assert me.state.sheet is not None
        await me.type(":a 60 3")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].crew)
        assert me.session.desk.board.visits["V60"].crew[0].technician_id == "T03"
        assert len(me.session.asked) == 1


async def test_the_rest_of_a_word_that_a_list_does_not_know_gives_nothing_to_nobody() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("a")
        await me.type("Z 60 2")
        await me.press("enter")
        assert "does not count" in me.said
        assert me.session.asked == []
        assert me.session.desk.board.visits["V60"].state in UNPLACED
        later(me)
        await me.press("2")
        await me.until(lambda: me.session.desk.board.visits["V60"].crew)
        assert me.session.desk.board.visits["V60"].crew[0].technician_id == "T02"


async def test_a_narrowed_list_keeps_its_numbers() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("a")
        third = me.state.sheet.rows[2].id
        await me.press("/")
        await me.type(third)
        await me.press("enter", "1")
        assert me.said == "There is no candidate 1."
        assert me.session.asked == []
        await me.press("3")
        await me.until(lambda: me.session.desk.board.visits["V60"].crew)
        assert me.session.desk.board.visits["V60"].crew[0].technician_id == third


async def test_any_list_to_read_is_narrowed_and_gets_its_rows_back() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("b")
        whole = [row.id for row in me.state.sheet.rows]
        assert len(whole) == 2
        await me.press("/")
        await me.type("V63")
        assert [row.id for row in me.state.sheet.rows] == ["V63"]
        await me.press("escape")
        assert [row.id for row in me.state.sheet.rows] == whole
        await me.press("escape", "c", "/")
        assert me.said.startswith("Here every row counts")


async def test_what_was_gone_to_by_a_line_is_not_hidden_by_the_list_it_was_typed_over() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("a")
        await me.type(":goto 61")
        await me.press("enter")
        assert me.state.sheet is None
        assert me.cursor == "V61"


async def test_a_pasted_capital_q_with_its_line_end_does_not_leave_the_day() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("Q", "enter")
        assert me.app.is_running
        assert "Leave the console?" in me.screen()
        assert "press it again to leave" in me.said
        later(me)
        await me.press("enter")
        await me.until(lambda: not me.app.is_running)
