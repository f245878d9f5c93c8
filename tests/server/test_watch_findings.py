"""What the watch of a running server finds beside visits at risk: who is not covered, away, silent or late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.technicians import RecordAbsence
from dispatchtui.core.lifecycle import Step
from tests.builders import an_absence, at
from tests.server.office import Office, place, seed, until

Open = Callable[..., Office]


@pytest.fixture
def watched(sqlite_url: str, open_office: Open) -> Office:
    """A server that watches, with three plumbers from 08:00 on and three visits."""
    office = open_office(sqlite_url, watch=True, clock_speed=1e-6)
    seed(office.admin)
    return office


def alert(office: Office, key: str, *, state: str = "standing") -> dict[str, Any]:
    """The line of a cause, once it stands."""

    def found() -> dict[str, Any] | None:
        lines = {each["id"]: each for each in office.admin.get("/alerts")}
        return lines[key] if key in lines and lines[key]["state"] == state else None

    return until(found, key)  # type: ignore[no-any-return]


def gone(office: Office, key: str) -> None:
    until(lambda: key not in {each["id"] for each in office.admin.get("/alerts")}, f"the end of {key}")


def move_to(office: Office, clock: str) -> None:
    running = office.server.office
    assert running is not None
    running.clock.not_before(at(clock))


def test_a_territory_without_anybody_is_told_of_until_somebody_is_back(watched: Office) -> None:
    for number in (1, 2, 3):
        away = an_absence(id="", technician=f"T0{number}", kind="leave", start="07:30", end="09:00", territories=())
        watched.admin.act(RecordAbsence(row=away))
    found = alert(watched, "coverage:EAST:PLUMB")
    assert found["sentence"] == (
        "EAST is without PLUMB from 07:30 to 09:00: T01 is on leave, T02 is on leave, T03 is on leave."
    )
    assert (found["act_by_s"], found["act"]) == (at("07:30"), "find somebody with PLUMB")
    move_to(watched, "09:01")
    alert(watched, "coverage:EAST:PLUMB", state="over")
    move_to(watched, "09:04")
    gone(watched, "coverage:EAST:PLUMB")


def test_who_falls_sick_is_one_alert_and_who_does_not_accept_another(watched: Office) -> None:
    watched.admin.acts(place("V1", "T01", "10:00"), place("V2", "T01", "12:00"), place("V3", "T02", "11:00"))
    watched.admin.act(AdvanceVisit(visit_id="V3", step=Step.RELEASE))
    sick = an_absence(id="", technician="T01", kind="sick", start="07:10", end="17:00", territories=())
    watched.admin.act(RecordAbsence(row=sick))
    found = alert(watched, "absent:T01")
    assert found["sentence"].endswith(
        "T01 is sick until 17:00: 2 visits are still planned with them, V1 at 10:00 first."
    )
    assert {found["visit_id"], *found["others"]} == {"V1", "V2"}
    move_to(watched, "07:11")
    found = alert(watched, "no_ack:T02")
    assert found["sentence"] == ("T02 has not accepted V3: released at 07:00, 11 min ago, to set out at 11:00.")
    watched.admin.act(AdvanceVisit(visit_id="V3", step=Step.ACCEPT))
    gone(watched, "no_ack:T02")


def test_who_has_not_set_out_is_seen_and_then_silent(watched: Office) -> None:
    watched.admin.acts(place("V1", "T01", "09:00"))
    for step in (Step.RELEASE, Step.ACCEPT):
        watched.admin.act(AdvanceVisit(visit_id="V1", step=step))
    move_to(watched, "09:06")
    assert "T01 should have set out for V1 at 09:00 and has not: 6 min late" in alert(
        watched, "late:T01", state="seen")["sentence"]  # fmt: skip
    move_to(watched, "10:31")
    assert "no step was reported for 1 h 31 min" in alert(watched, "stale:T01")["sentence"]
