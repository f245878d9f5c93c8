"""Scenario: V40 is cancelled at 13:05; what fits into its time, in which order, and why the rest does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Row, VisitState
from dispatchtui.core.travel import seconds, site_of
from tests.builders import a_shift, a_technician, a_territory, a_visit, a_work_order, at
from tests.journeys.scenarios import CENTRE, Desk, a_console, away, between, opened
from tests.server.office import place

NOW = at("13:05")
V39, V41 = CENTRE, away(20, 45)
THIS_SIDE, THAT_SIDE = (between(V39, 10, V41, 15, side=side) for side in (1, -1))
CANDIDATES = ("B1", "B2", "B3", "B4", "B5")


def the_day() -> list[Row]:
    """T07 is done at 13:50, has V40 until 15:30, V41 at 15:45; what waits is 10 min from V39, 15 from V41."""
    people = [a_technician(id=who, territory="NORTH", home=home) for who, home in (("T01", THAT_SIDE), ("T07", V39))]

    def visit(name: str, **said: object) -> Row:
        return a_visit(id=name, work_order=f"W{name[1:]}" if name[0] == "V" else f"W{name}", territory="NORTH", **said)

    def order(name: str, site: object, **said: object) -> Row:
        return a_work_order(id=name, territory="NORTH", location=site, address=f"{name[1:]} Mill St", **said)

    return [
        a_territory(id="NORTH", name="North"), *people,
        *(a_shift(technician=each.id, end="20:00", territories=("NORTH",)) for each in people),
        order("W39", V39), visit("V39"), order("W40", THIS_SIDE), visit("V40", minutes=90),
        order("W41", V41), visit("V41"),
        order("WB1", THIS_SIDE, priority=2), visit("B1", earliest_s=at("12:00")),
        order("WB2", THAT_SIDE, priority=2), visit("B2", minutes=120),
        order("WB3", THIS_SIDE, priority=3, response_due="16:00"), visit("B3", minutes=75),
        order("WB4", THAT_SIDE, priority=2), visit("B4", earliest_s=at("17:00")),
        order("WB5", THIS_SIDE, priority=4), visit("B5", minutes=45),
    ]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = opened(tmp_path / "home", *the_day(), now_s=at("07:00"))
    scheduler = desk.office.hire("sam", "scheduler")
    for visit, technician, start in (("V39", "T07", "12:50"), ("V40", "T07", "14:00"), ("V41", "T07", "15:45"),
                                     ("B1", "T01", "16:00")):  # fmt: skip
        desk.do(scheduler, place(visit, technician, start))
    desk.at(at("12:40"))
    desk.steps(desk.admin, "V39", Step.RELEASE, Step.ACCEPT, Step.DEPART)
    desk.at(at("12:50"))
    desk.steps(desk.admin, "V39", Step.ARRIVE, Step.START)
    desk.at(NOW)
    yield desk
    desk.office.stop()


def test_the_ways_are_as_long_as_the_scenario_says(desk: Desk) -> None:
    board = desk.board
    sites = {name: site_of(board, visit) for name, visit in board.visits.items()}
    assert {seconds(sites["V39"], sites[name]) for name in CANDIDATES} == {10 * 60}
    assert {seconds(sites[name], sites["V41"]) for name in CANDIDATES} == {15 * 60}


def test_what_fits_is_told_over_http_with_why_the_rest_does_not(desk: Desk) -> None:
    dp1 = desk.office.hire("dp1", "dispatcher")
    desk.do(dp1, AdvanceVisit(visit_id="V40", step=Step.CANCEL, reason="solved"))
    found = dp1.get("/technicians/T07/backfill", start=at("13:50"), end=at("15:45"))
    assert [(each["visit_id"], each["start_s"], each["travel_s"]) for each in found["candidates"]] == [
        ("B3", at("14:00"), 600), ("B1", at("14:00"), 600), ("B5", at("14:00"), 600),
    ]  # fmt: skip
    assert {each["visit_id"]: each["sentence"].partition(": ")[0] for each in found["excluded"]} == {
        "B2": "120 > 90", "B4": "access from 17:00",
    }  # fmt: skip
    desk.ends_well()


async def test_cancelling_offers_what_fits_and_enter_places_the_first(desk: Desk) -> None:
    async with a_console(desk, "dp1") as me, a_console(desk, "dp2") as other:
        await me.type(":goto V40")
        await me.press("enter", "c", "1", "enter")
        await me.until(lambda: desk.board.visits["V40"].state is VisitState.CANCELLED)
        await me.until(lambda: "T07 is free 13:50 to 15:45: 3 fit, 2 not" in me.screen())
        assert [row.id for row in me.state.sheet.rows] == ["B3", "B1", "B5"]
        assert all("14:00" in me.listed(f" {name} ") for name in ("B3", "B1", "B5"))
        await me.press("w")
        assert "120 > 90" in me.listed(" B2 ")
        assert "access from 17:00" in me.listed(" B4 ")
        await me.press("escape", "enter")
        await me.until(lambda: desk.board.visits["B3"].crew)
        line = desk.board.visits["B3"].crew[0]
        assert (line.technician_id, line.start_s, line.end_s, line.travel_s) == (
            "T07", at("14:00"), at("15:15"), 600,
        )  # fmt: skip
        assert desk.board.visits["V40"].state_reason
        await other.until(lambda: "T07" in other.line_of(" B3 "))
        await desk.ends_well_on(me, other)
