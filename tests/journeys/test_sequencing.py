"""Journeys: the best order of a day is proposed, seen before Enter, and sent as one act."""

from __future__ import annotations

from dispatchtui.core.commands.moves import MoveVisits
from dispatchtui.core.model import Row
from tests.builders import a_visit, a_work_order, a_working_board, at, north
from tests.journeys.journey import Dispatcher, at_the_console, starts

NOW = at("07:00")


def zigzag() -> tuple[Row, ...]:
    """Out 30 minutes, back to 10, out to 40."""
    far = {"W61": 30, "W62": 10, "W63": 40}
    return tuple(a_working_board(
        *(a_work_order(id=name, location=north(minutes)) for name, minutes in far.items()),
        a_visit(id="V61", work_order="W61", technician="T01", start="08:30"),
        a_visit(id="V62", work_order="W62", technician="T01", start="10:00"),
        a_visit(id="V63", work_order="W63", technician="T01", start="11:40"),
    ).rows())  # fmt: skip


async def command(me: Dispatcher, line: str) -> None:
    await me.press(":")
    await me.type(line)
    await me.press("enter")


async def test_a_day_is_put_into_its_best_order_by_one_verb_and_enter() -> None:
    async with at_the_console(*zigzag(), now_s=NOW) as me:
        await command(me, "sequence T01")
        assert me.said == "Enter: V62 08:10 (was 10:00), V61 09:30 (was 08:30), V63 10:40 (was 11:40)."
        assert "T01's day in a better order: 3 visits move" in me.screen()
        assert me.session.asked == []
        await me.press("enter")
        await me.until(lambda: me.state.done)
        assert starts(me) == {"V61": "T01 09:30", "V62": "T01 08:10", "V63": "T01 10:40"}
        (request,) = me.session.asked
        assert isinstance(request.act, MoveVisits)
        await command(me, "sequence T01")
        assert me.said == ":sequence T01   Nothing to gain: no other order of T01's day is sooner and breaks nothing."
