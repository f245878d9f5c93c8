"""Scenario: at 10:05 nobody has reported anything, and the board says that V11 will overrun and what that does.

Then 40 more minutes are reported: the cascade to the minute, one breach, and who keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from dispatchtui.core.commands.visits import ExtendVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Duration, Row, Visit
from tests.builders import at
from tests.journeys.scenarios import Desk, a_console, opened
from tests.journeys.test_scenario_overrun import PLAN
from tests.journeys.test_scenario_overrun import the_day as planned
from tests.server.office import Person, place, until


def the_day() -> list[Row]:
    """V11's p50 is 60 min and its p80 75; of all others both are 60."""
    return [_with_its_spread(each) if isinstance(each, Visit) else each for each in planned()]


def _with_its_spread(visit: Visit) -> Visit:
    p80_min = 75 if visit.id == "V11" else 60
    return replace(visit, duration=Duration(p50_s=60 * 60, p80_s=p80_min * 60))


class Overrun(Desk):
    """T02's day; V11 runs since 09:00."""

    def begin(self) -> Person:
        scheduler, dp1 = self.office.hire("sam", "scheduler"), self.office.hire("dp1", "dispatcher")
        for technician, route in PLAN.items():
            for visit, start in route.items():
                self.do(scheduler, place(visit, technician, start))
        self.at(at("08:40"))
        for visit in ("V11", "V12", "V13", "V14"):
            self.steps(dp1, visit, Step.RELEASE)
            self.steps(self.office.hire(f"t02-{visit}", "technician", technician="T02"), visit, Step.ACCEPT)
        self.steps(dp1, "V10", Step.RELEASE, Step.ACCEPT)
        self.at(at("09:00"))
        self.steps(dp1, "V11", Step.DEPART, Step.ARRIVE, Step.START)
        return dp1

    def line(self, person: Person, key: str, wanted: str) -> dict[str, Any]:
        """The entry of a cause, once its sentence says so."""

        def found() -> dict[str, Any] | None:
            lines = {each["id"]: each for each in person.get("/alerts")}
            return lines[key] if key in lines and wanted in lines[key]["sentence"] else None

        return until(found, f"{wanted!r} of {key}")  # type: ignore[no-any-return]

    def risk(self, person: Person) -> dict[str, dict[str, Any]]:
        """How each visit stands."""
        return {each["visit_id"]: each for each in person.get("/risk")["visits"]}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Overrun]:
    desk = Overrun(opened(tmp_path / "home", *the_day(), now_s=at("07:00"), watch=True).office)
    yield desk
    desk.office.stop()


def test_the_overrun_is_projected_before_anybody_reports_it(desk: Overrun) -> None:
    dp1 = desk.begin()
    for clock in ("09:20", "09:50", "10:00", "10:04"):
        now_s = at(clock)
        desk.at(now_s)
        until(lambda now_s=now_s: dp1.get("/risk")["at_s"] >= now_s, f"a look at {clock}")
        assert not any("V11" in each["id"] or "V11" in each["sentence"] for each in dp1.get("/alerts")), clock
        assert not any("V11" in key for key in desk.board.tables["alerts"]), clock
    assert not any(each["event"]["kind"].startswith("alert.") for each in dp1.get("/history", subject="V11"))
    desk.at(at("10:05"))
    found = desk.line(dp1, "overrun:V11", "15 min over its plan: V12 at 10:30 instead of 10:15")
    assert found["sentence"].startswith("V13 is due at 12:00, expected 11:50 (")
    assert found["sentence"].endswith(
        "V11 is expected to run to 10:15 (p80), 15 min over its plan: V12 at 10:30 instead of 10:15, "
        "V13 at 11:50 instead of 11:35, V14 at 13:30 instead of 13:15."
    )
    until(lambda: "overrun:V11" in desk.board.tables["alerts"], "the alert")
    told = dp1.get("/history", subject="V11")
    assert [each["event"]["row"]["id"] for each in told if each["event"]["kind"] == "alert.raised"] == ["overrun:V11"]


def test_what_is_reported_is_exact_and_one_visit_is_in_danger(desk: Overrun) -> None:
    dp1 = desk.begin()
    desk.at(at("10:00"))
    desk.do(dp1, ExtendVisit(visit_id="V11", by_s=40 * 60, reason="corroded"))
    found = desk.line(dp1, "overrun:V11", "as reported")
    assert (found["visit_id"], found["band"], found["percent"]) == ("V13", "late", 100)
    assert found["act"] == "a: T05 keeps it"
    assert found["sentence"].startswith("V13 is due at 12:00, expected 12:15: 15 min late (V11 runs over)")
    assert found["sentence"].endswith(
        "V11 runs to 10:40, 40 min over its plan, as reported: V12 at 10:55 instead of 10:15, "
        "V13 at 12:15 instead of 11:35, 15 min late, V14 at 13:55 instead of 13:15."
    )
    stands = desk.risk(dp1)
    assert {name: stands[name]["eta_s"] for name in ("V12", "V13", "V14")} == {
        "V12": at("10:55"), "V13": at("12:15"), "V14": at("13:55"),
    }  # fmt: skip
    assert [name for name, each in stands.items() if each.get("band") == "late"] == ["V13"]
    best = dp1.get("/visits/V13/candidates")["candidates"][0]
    assert (best["technician_id"], best["start_s"]) == ("T05", at("11:27"))


async def test_the_key_for_the_next_thing_tells_it_at_the_console(desk: Overrun) -> None:
    desk.begin()
    desk.at(at("10:05"))
    async with a_console(desk, "dp2") as me:
        await me.until(lambda: "overrun:V11" in me.app.given.session.replica.confirmed.tables["alerts"], 15)
        await me.until(lambda: any(each.id == "overrun:V11" for each in me.state.picture.attention.found), 15)
        await me.press("n")
        told = " ".join(line.strip() for line in me.lines()[-4:])
        assert "V13 is due at 12:00, expected 11:50 (" in told
        assert "V11 is expected to run to 10:15 (p80), 15 min over its plan: V12 at 10:30 instead of 10:15" in told
