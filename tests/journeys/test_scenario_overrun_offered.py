"""Scenario: at 10:05 an overrun is projected, then 40 min are reported; the ways out at a console with its worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatchtui.core.timeline import project_day
from dispatchtui.core.zones import clock
from tests.builders import ZONE, at
from tests.journeys.proposing import MOST_S, accepted, brief, keyed, offered, opened_on, typed
from tests.journeys.scenarios import Desk, a_console, opened, rows_to_open
from tests.journeys.test_scenario_overrun_risk import Overrun, the_day
from tests.solver.proposing.scenes import overrun, shifted

DAY_S = 24 * 3600
REPORTED, PROJECTED = "OVERRUN_REPORTED:V11", "OVERRUN_PROJECTED:V11"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Overrun]:
    desk = Overrun(opened(tmp_path / "home", *the_day(), now_s=at("07:00")).office)
    yield desk
    desk.office.stop()


def route(desk: Desk, technician: str) -> dict[str, str]:
    """Who comes when, as things stand."""
    day = project_day(desk.board, technician, at("10:05"))
    return {stop.visit_id: clock(stop.arrival_s, ZONE) for stop in day.stops}


async def test_it_is_projected_then_reported_and_who_is_free_comes_first(desk: Overrun) -> None:
    desk.begin()
    desk.at(at("10:04"))
    async with a_console(desk, "dp1", plans=True) as me, a_console(desk, "dp2") as other:
        assert PROJECTED not in {each.id for each in me.state.offered.ready}
        desk.at(at("10:05"))
        assert await offered(me, PROJECTED) < MOST_S
        projected = await opened_on(me, PROJECTED)
        assert [brief(each) for each in projected.options] == [("move", "V13 T05"), ("keep_and_tell", "V13 T02")]
        await keyed(me, "escape")
        await typed(me, "goto V11")
        await keyed(me, "e", "4", "0", "enter")
        assert await offered(me, REPORTED) < MOST_S
        shown = await opened_on(me, REPORTED)
        assert route(desk, "T02") == {"V11": "09:00", "V12": "10:55", "V13": "12:15", "V14": "13:55"}
        assert [brief(each) for each in shown.options] == [("move", "V13 T05"), ("keep_and_tell", "V13 T02")]
        first, last = (each.rows[0] for each in shown.options)
        assert (first.arrival_s, first.late_s, first.was_percent, first.percent) == (at("11:27"), 0, 100, 0)
        assert (last.arrival_s, last.late_s) == (at("12:15"), 15 * 60)
        told = [each.visit_id for each in shown.options[0].effects.notices if each.to == "customer"]
        assert sorted(told) == ["V12", "V13"]
        assert "11:27" in me.listed(" V13 ")
        await accepted(me, desk, REPORTED)
        assert route(desk, "T05") == {"V10": "10:15", "V13": "11:27", "V15": "12:45"}
        assert route(desk, "T02") == {"V11": "09:00", "V12": "10:55", "V14": "13:15"}
        await other.until(lambda: "T05" in other.line_of(" V13 "))
        await keyed(me, "escape", "u")
        assert "Undo 1 accepted together" in me.screen()
        await keyed(me, "u")
        await me.until(lambda: desk.board.visits["V13"].crew[0].technician_id == "T02", 10)
        assert route(desk, "T02") == {"V11": "09:00", "V12": "10:55", "V13": "12:15", "V14": "13:55"}
        assert desk.board.visits["V13"].crew[0].start_s == at("11:35")
        await desk.ends_well_on(me, other)


async def test_keeping_it_is_an_answer_and_it_is_not_offered_again(desk: Overrun) -> None:
    desk.begin()
    desk.at(at("10:05"))
    async with a_console(desk, "dp1", plans=True) as me:
        await opened_on(me, PROJECTED)
        await keyed(me, "2", "y")
        await me.until(lambda: PROJECTED in desk.board.tables["answers"], 10)
        answer = desk.board.tables["answers"][PROJECTED]
        assert (answer.outcome, answer.option) == ("accepted", "keep_and_tell")
        assert desk.board.visits["V13"].crew[0].technician_id == "T02"
        await me.until(lambda: not me.state.offered.looking and not me.state.offered.ready, 20)
        await desk.ends_well_on(me)


@pytest.mark.parametrize(("by_s", "zone"), [(9 * DAY_S, "America/New_York"), (DAY_S + 7200, "America/Denver")])
async def test_it_is_the_same_on_another_day_in_another_zone_by_other_names(
    tmp_path: Path, by_s: int, zone: str
) -> None:
    there = shifted(overrun(extended=0), by_s, zone, (r"^(T|V)(\d+)", r"\g<1>7\2"))
    desk = opened(tmp_path / "home", *rows_to_open(there), now_s=at("10:05") + by_s)
    try:
        async with a_console(desk, "dp1", plans=True) as me:
            await offered(me, "OVERRUN_PROJECTED:V711")
            await typed(me, "extend 711 40")
            shown = await opened_on(me, "OVERRUN_REPORTED:V711")
            assert [brief(each) for each in shown.options] == [("move", "V713 T705"), ("keep_and_tell", "V713 T702")]
            assert [each.rows[0].arrival_s for each in shown.options] == [at("11:27") + by_s, at("12:15") + by_s]
            await accepted(me, desk, "OVERRUN_REPORTED:V711")
            assert desk.board.visits["V713"].crew[0].start_s == at("11:27") + by_s
            await desk.ends_well_on(me)
    finally:
        desk.office.stop()
