"""Scenario: V40 is cancelled by keys at 13:05; what its time is offered for, at a console with its worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatchtui.core.model import VisitState
from tests.builders import at
from tests.journeys.journey import Dispatcher
from tests.journeys.proposing import MOST_S, accepted, brief, keyed, offered, opened_on, typed
from tests.journeys.scenarios import Desk, a_console, opened, rows_to_open
from tests.journeys.test_scenario_backfill import desk
from tests.solver.proposing.scenes import freed, shifted

__all__ = ["desk"]
DAY_S = 24 * 3600
CAUSE = "CUSTOMER_CANCEL:V40"


async def cancelled(me: Dispatcher, visit: str = "V40") -> None:
    """Cancel a visit by keys; what fits into its time is listed at once, and put away here."""
    await typed(me, f"goto {visit}")
    await keyed(me, "c", "1", "enter")
    await me.until(lambda: "T07 is free 13:50 to 15:45: 3 fit, 2 not" in me.screen())
    assert [row.id[-1] for row in me.state.sheet.rows] == ["3", "1", "5"]
    await keyed(me, "escape")


async def test_what_is_due_is_offered_first_and_one_key_places_it(desk: Desk) -> None:
    async with a_console(desk, "dp1", plans=True) as me, a_console(desk, "dp2") as other:
        await cancelled(me)
        assert await offered(me, CAUSE) < MOST_S
        shown = await opened_on(me, CAUSE)
        assert [brief(each) for each in shown.options] == [
            ("backfill", "B3 T07"), ("backfill", "B1 T07"), ("backfill", "B5 T07")]  # fmt: skip
        assert {each.rows[0].start_s for each in shown.options} == {at("14:00")}
        assert [each.rows[0].asks for each in shown.options] == [(), ("consent",), ()]
        out = {each.visit_id: each.sentence.partition(": ")[0] for each in shown.options[0].out}
        assert out == {"B2": "120 > 90", "B4": "access from 17:00"}
        await accepted(me, desk, CAUSE)
        line = desk.board.visits["B3"].crew[0]
        assert (line.technician_id, line.start_s, line.end_s, line.travel_s) == ("T07", at("14:00"), at("15:15"), 600)
        assert desk.board.visits["V40"].state is VisitState.CANCELLED
        assert desk.board.visits["V40"].state_reason
        await me.until(lambda: CAUSE not in {each.id for each in me.state.offered.ready}, 20)
        await other.until(lambda: "T07" in other.line_of(" B3 "))
        await desk.ends_well_on(me, other)


async def test_who_comes_earlier_agrees_first_and_that_is_written_down(desk: Desk) -> None:
    async with a_console(desk, "dp1", plans=True) as me:
        await cancelled(me)
        await opened_on(me, CAUSE)
        await keyed(me, "2", "y")
        assert "B1: the customer has to agree" in me.screen()
        await keyed(me, "1", "enter")
        await me.until(lambda: CAUSE in desk.board.tables["answers"], 10)
        moved = desk.board.visits["B1"]
        assert [(line.technician_id, line.start_s) for line in moved.crew] == [("T07", at("14:00"))]
        assert moved.promise is not None
        assert moved.promise.start_s == at("14:00")
        await desk.ends_well_on(me)


@pytest.mark.parametrize(("by_s", "zone"), [(DAY_S, "America/New_York"), (3 * 3600, "America/Los_Angeles")])
async def test_it_is_the_same_on_another_day_in_another_zone_by_other_names(
    tmp_path: Path, by_s: int, zone: str
) -> None:
    rows = rows_to_open(shifted(freed(), by_s, zone, (r"^(V|B)(\d+)", r"\g<1>9\2")))
    desk = opened(tmp_path / "home", *rows, now_s=at("13:05") + by_s)
    try:
        async with a_console(desk, "dp1", plans=True) as me:
            await cancelled(me, "V940")
            shown = await opened_on(me, "CUSTOMER_CANCEL:V940")
            assert [brief(each) for each in shown.options] == [
                ("backfill", "B93 T07"), ("backfill", "B91 T07"), ("backfill", "B95 T07")]  # fmt: skip
            await accepted(me, desk, "CUSTOMER_CANCEL:V940")
            assert desk.board.visits["B93"].crew[0].start_s == at("14:00") + by_s
            await desk.ends_well_on(me)
    finally:
        desk.office.stop()
