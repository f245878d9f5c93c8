"""Scenario: at 15:30 seven visits in different danger, over a server that watches and a console.

Which comes first at the key, by when and what to do; acting on the three leaves no breach predicted; and what nobody
acts on is lost, stays in sight, and is told afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dispatchtui.core.events import Reason, Recorded
from dispatchtui.risk.story import story
from tests.builders import ZONE, at
from tests.journeys.journey import Dispatcher
from tests.journeys.scenarios import Desk, a_console, away, opened, position
from tests.server.office import Person, place, until
from tests.solver.test_scenario_triage import NOW, SITES, the_day

OPENING = ("territories", "skills", "sla_policies", "work_types", "technicians", "shifts", "work_orders", "visits")


def _named(told: str) -> str:
    """The visit that is told of after `(1 of 5)`."""
    found = re.search(r"\(\d of \d\) (\w+)", told)
    return found[1] if found else told


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    rows = [row for row in the_day().rows() if row.TABLE in OPENING]
    desk = opened(tmp_path / "home", *rows, now_s=NOW, watch=True)
    seen = away(10, 0, SITES["R5"])
    phone = desk.office.hire("t05", "technician", technician="T05")
    phone.post("/positions", {"positions": [position("T05", seen, NOW)]})
    yield desk
    desk.office.stop()


def alerts(person: Person) -> list[dict[str, Any]]:
    """What needs somebody among the seven, in its order."""
    return [each for each in person.get("/alerts") if each["visit_id"] in SITES]


def in_order(person: Person, *wanted: str) -> list[dict[str, Any]]:
    """The same, once these come in this order."""

    def found() -> list[dict[str, Any]] | None:
        lines = alerts(person)
        return lines if [each["visit_id"] for each in lines] == list(wanted) else None

    return until(found, " ".join(wanted))  # type: ignore[no-any-return]


async def _next(me: Dispatcher) -> str:
    await me.press("n")
    return " ".join(line.strip() for line in me.lines()[-4:])


def test_the_server_tells_the_order_the_moments_and_the_acts(desk: Desk) -> None:
    found = in_order(desk.office.hire("dp1", "dispatcher"), "R7", "R6", "R2", "R1", "R5")
    assert [each.get("act_by_s") for each in found] == [at("15:40"), at("15:55"), at("16:02"), None, None]
    assert [each.get("act", "") for each in found] == [
        "override: territory", "a: T06 keeps it", "a: T08 keeps it", "", "tell the customer"]  # fmt: skip
    assert "breached 12 min" in found[4]["sentence"]
    assert "savable only by override: territory" in found[0]["sentence"]


async def test_the_key_for_the_next_thing_goes_in_that_order_and_acting_on_the_three_saves_all(desk: Desk) -> None:
    dp1 = desk.office.hire("dp1", "dispatcher")
    in_order(dp1, "R7", "R6", "R2", "R1", "R5")
    async with a_console(desk, "dp2") as me:
        await me.foreseen()
        await me.until(lambda: [each.visit_id for each in me.state.picture.attention.found
                                if each.visit_id in SITES][:3] == ["R7", "R6", "R2"])  # fmt: skip
        told = [await _next(me) for _ in range(5)]
        assert [_named(each) for each in told] == ["R7", "R6", "R2", "R1", "R5"]
        assert "savable only by override: territory" in told[0]
        assert "breached 12 min" in told[4]
        assert "tell the customer" in told[4]


def test_acting_on_the_three_leaves_no_breach_predicted(desk: Desk) -> None:
    dp1 = desk.office.hire("dp1", "dispatcher")
    late = [each["visit_id"] for each in in_order(dp1, "R7", "R6", "R2", "R1", "R5") if each["band"] == "late"]
    assert late == ["R7", "R2"]
    for name, who, arrives in (("R7", "T11", "17:05"), ("R6", "T06", "17:35"), ("R2", "T08", "15:58")):
        act = place(name, who, arrives)
        if name == "R7":
            refused = desk.ask(dp1, act)
            assert refused.refusal is not None
            assert [each.constraint for each in refused.refusal.violations] == ["territory"]
        desk.do(dp1, act, override=Reason(code="promise") if name == "R7" else None)
    found = in_order(dp1, "R1", "R2", "R7", "R6", "R5")
    assert [each["band"] for each in found] == ["watch", "watch", "watch", "watch", "breached"]
    stands = {each["visit_id"]: each for each in dp1.get("/risk")["visits"]}
    assert {name: stands[name]["eta_s"] for name in ("R7", "R6", "R2")} == {
        "R7": at("17:05"), "R6": at("17:35"), "R2": at("15:58"),
    }  # fmt: skip
    desk.ends_well()


def test_what_nobody_acts_on_is_lost_and_stays_and_a_paused_clock_stands(desk: Desk) -> None:
    dp1 = desk.office.hire("dp1", "dispatcher")
    in_order(dp1, "R7", "R6", "R2", "R1", "R5")
    until(lambda: "breach:R7" in desk.board.tables["alerts"], "the alert of R7")
    desk.at(at("15:41"))
    until(lambda: desk.board.tables["alerts"]["breach:R7"].outlook == "lost", "that R7 is lost")
    lost = next(each for each in alerts(dp1) if each["visit_id"] == "R7")
    assert (lost["outlook"], lost["act"], lost["band"]) == ("lost", "tell the customer", "late")
    assert "R7 cannot be saved" in lost["sentence"]
    paused = dp1.get("/risk", visit="R4")["visits"][0]
    assert (paused["paused"], paused["margin_s"], paused.get("band")) == (True, 55 * 60, None)
    facts = msgspec.convert([{"actor": each["by"], **each} for each in dp1.get("/history", subject="R7")],
                            list[Recorded])  # fmt: skip
    told = story("R7", facts, ZONE)
    assert told[0] == (
        "15:30: R7 was first seen to be probably late, with 15:40 as the last moment to act, "
        "savable only by override: territory (not placed)."
    )
    lost_at = told.index("15:41: R7 could not be saved any more (not placed).")
    assert told[lost_at + 1 : lost_at + 3] == (
        "Nobody had acknowledged it.", "Nothing had been done about it by 15:40, the last moment to act.",
    )  # fmt: skip
