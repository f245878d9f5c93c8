"""Journeys: a plan of several days says on which day each visit is, and what found no place on any of them."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.commands.moves import Move
from tests.builders import a_shift, at
from tests.journeys.journey import at_the_console
from tests.journeys.test_optimising import found
from tests.journeys.test_proposals import NOW, the_day
from tests.tui.small_worker import SmallWorker

IDLE = "Nobody has a shift recorded on Wed 23 Oct."
LEFT = "1 visit fits on none of the 3 days: nobody who works has ELEC 3 (V8)."


async def test_rows_of_other_days_say_the_day_and_what_does_not_fit_is_told_with_its_reason() -> None:
    worker = SmallWorker()
    shift = a_shift(technician="T02", start="32:00", end="41:00")
    async with at_the_console(*the_day(), shift, now_s=NOW, worker=worker) as me:
        await me.press(":")
        await me.type("plan-days 3")
        await me.press("enter")
        moves = (Move(visit_id="V61", technician_id="T02", start_s=at("33:00")),
                 Move(visit_id="V62", technician_id="T03", start_s=at("12:00")))  # fmt: skip
        worker.tell(replace(found(me, worker, moves=moves, final=True), sentences=(IDLE, LEFT)))
        await me.until(lambda: me.state.mode == "proposals")
        cells = {row.cells["id"][0]: row.cells for row in me.state.sheet.rows}
        assert (cells["V61"]["move"][0], cells["V61"]["there"][0]) == ("T01 11:00 → T02 Tue 09:00", "Tue 09:00")
        assert cells["V62"]["there"][0] == "12:00"
        assert "Tue 09:00" in me.screen()
        assert IDLE in me.said
        assert LEFT in " ".join(me.screen().split())  # in two lines
        assert IDLE in me.state.sheet.title
