"""Journeys: which time `B` fills: the one that became free last, whatever act freed it, and not one taken back."""

from __future__ import annotations

from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.tui.effects import Submit
from tests.builders import at
from tests.journeys.days import a_route
from tests.journeys.journey import Dispatcher, at_the_console

NOW = at("10:00")


async def puts_back(me: Dispatcher, number: str) -> None:
    """Put one visit back in the queue."""
    await me.type(f":un {number}")
    await me.press("enter")
    await me.until(lambda: f"V{number} back in the queue" in me.said and not me.state.pending)


def freed(me: Dispatcher) -> list[str]:
    return [each.technician_id for each in me.state.freed_times]


async def test_the_result_of_several_leaves_the_time_freed_last() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await puts_back(me, "62")
        assert freed(me) == ["T01"]
        await me.type(":goto 63")
        await me.press("enter", "v", "j", "U", "enter")
        await me.until(lambda: "2 applied" in me.said)
        await me.press("escape", "B")
        assert "T02 is free 10:00" in me.screen()


async def test_a_what_if_that_is_committed_leaves_the_time_that_it_freed() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await puts_back(me, "62")
        await me.press("W")
        await me.type(":un 64")
        await me.press("enter", "y")
        await me.until(lambda: "1 applied" in me.said)
        await me.press("escape", "B")
        assert "T02 is free 10:00" in me.screen()


async def test_a_placing_that_sends_another_back_leaves_what_is_left_of_its_time() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        act = MoveVisits(moves=(
            Move(visit_id="V61", technician_id="T02", start_s=at("16:00")), Move(visit_id="V64", bumped=True),
        ))  # fmt: skip
        me.app.connection.submit(Submit(act=act, label="V61 in place of V64"), lambda: None)
        await me.until(lambda: me.state.done)
        await me.press("B")
        assert "T02 is free 10:00 to 16:00" in me.screen()


async def test_a_visit_put_back_in_its_place_leaves_the_time_freed_before_it() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await puts_back(me, "62")
        await puts_back(me, "64")
        assert freed(me) == ["T01", "T02"]
        for left in (["T01"], []):
            await me.do("undo")
            await me.until(lambda: me.said.startswith("Undone") and not me.state.pending)
            assert freed(me) == left
            await me.press("escape")
        await me.press("B")
        assert me.said == "No time has become free by an act from this console."


async def test_the_time_of_somebody_who_is_sick_since_is_not_filled() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await puts_back(me, "64")
        await me.type(":sick T02")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.absences and not me.state.pending)
        await me.press("B")
        assert me.said.endswith("with T02: T02 is absent.")
