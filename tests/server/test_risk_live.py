"""What is expected of every visit now, over HTTP: as the watch sees it, in scope, naming nothing hidden."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import ExtendVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.lifecycle import Step
from tests.builders import a_shift, a_technician, a_work_order, at
from tests.server.office import START_S, Office, Person, place, seed


@pytest.fixture
def lite(sqlite_url: str, open_office: Callable[..., Office]) -> Office:
    """A server that watches its board."""
    return open_office(sqlite_url, watch=True)


@pytest.fixture
def eva(lite: Office) -> Person:
    """A dispatcher of EAST, where V4 waits at T09 behind V2 of WEST, which runs an hour longer than planned."""
    seed(lite.admin, technicians=1, visits=3, west=True)
    lite.admin.acts(
        RecordTechnician(row=a_technician(id="T09", covers=("WEST",))),
        RecordShift(row=a_shift(technician="T09", start="00:30", end="23:30", territories=("EAST", "WEST"))),
        TakeRequest(row=a_work_order(id="W4", territory="EAST", response_due="08:10")),
        place("V2", "T09", "07:10"),
        place("V4", "T09", "08:10"),
    )
    for step in (Step.RELEASE, Step.ACCEPT, Step.DEPART, Step.ARRIVE, Step.START):
        assert lite.admin.act(AdvanceVisit(visit_id="V2", step=step)).status == "applied"
    assert lite.admin.act(ExtendVisit(visit_id="V2", by_s=3600)).status == "applied"
    return lite.hire("eva", "dispatcher", territories=["EAST"])


def of(person: Person, visit_id: str) -> dict[str, Any]:
    return next(each for each in person.get("/risk")["visits"] if each["visit_id"] == visit_id)


def test_every_open_visit_is_told_and_what_needs_somebody_first(lite: Office, eva: Person) -> None:
    seq = lite.admin.get("/readyz")["seq"]
    found = lite.admin.get("/risk")
    assert {each["visit_id"] for each in found["visits"]} == {"V1", "V2", "V3", "V4"}
    assert START_S <= found["at_s"] < START_S + 600
    assert found["seq"] >= seq
    first = found["visits"][0]
    assert (first["visit_id"], first["band"], first["percent"]) == ("V4", "late", 100)
    assert first["due_s"] == at("08:10")
    assert first["margin_s"] == first["due_s"] - first["eta_s"] < 0
    eta = first["eta"]
    assert eta["p10_s"] == eta["p50_s"] == eta["p90_s"] == first["eta_s"], "nothing was learned, so nothing is unsure"
    assert "V2" in first["cause"]
    assert (first["outlook"], first["technician_id"]) == ("", "T09")
    assert first["act_by_s"] == at("08:10"), "T01 is free and stands at the door"
    assert "T01" in first["act"]
    assert first["zone"] == "America/New_York"


def test_visits_behind_one_cause_come_each_by_their_own_last_moment(lite: Office, eva: Person) -> None:
    lite.admin.acts(
        TakeRequest(row=a_work_order(id="W5", territory="EAST", response_due="09:30")),
        TakeRequest(row=a_work_order(id="W6", territory="EAST", response_due="08:40")),
        place("V5", "T09", "09:20"),
        place("V6", "T01", "09:00"),
    )
    found = [each for each in lite.admin.get("/risk")["visits"] if each["visit_id"] in ("V4", "V5", "V6")]
    assert [(each["visit_id"], each["act_by_s"]) for each in found] == [
        ("V4", at("08:00")), ("V5", at("08:00")), ("V6", at("08:40")),
    ]  # fmt: skip
    assert found[0]["cause"] == found[1]["cause"] == "V2 runs over"


def test_each_sees_their_own_and_no_hidden_visit_is_named(eva: Person) -> None:
    found = eva.get("/risk")
    assert {each["visit_id"] for each in found["visits"]} == {"V1", "V3", "V4"}
    assert "V2" not in json.dumps(found)
    assert "other work" in of(eva, "V4")["cause"].casefold()


def test_one_visit_alone_is_told_and_one_that_is_not_there_is_said_so(lite: Office, eva: Person) -> None:
    assert [each["visit_id"] for each in eva.get("/risk", visit="V4")["visits"]] == ["V4"]
    for visit_id in ("V2", "V99"):
        answer = eva.http.get("/api/v1/risk", params={"visit": visit_id})
        assert (answer.status_code, answer.json()["detail"]) == (404, f"There is no visit {visit_id}.")
    assert lite.hire("tia", "technician", technician="T01").http.get("/api/v1/risk").status_code == 403


def test_it_follows_the_board(lite: Office, eva: Person) -> None:
    assert of(eva, "V4")["band"] == "late"
    assert lite.admin.act(place("V4", "T01", "07:30")).status == "applied"
    line = of(eva, "V4")
    assert (line["band"], line["percent"], line["technician_id"]) == (None, 0, "T01")
    assert (line["act_by_s"], line["outlook"], line["act"]) == (None, "none", "")


def test_a_server_that_does_not_watch_looks_when_it_is_asked(
    sqlite_url: str, open_office: Callable[..., Office]
) -> None:
    office = open_office(sqlite_url, watch=False)
    seed(office.admin, visits=2)
    assert office.admin.act(place("V1", "T01", "07:30")).status == "applied"
    found = office.admin.get("/risk")
    assert [each["visit_id"] for each in found["visits"]] == ["V2", "V1"], "nobody has V2"
    assert (found["seq"], found["visits"][1]["percent"]) == (office.admin.get("/readyz")["seq"], 0)


def test_whom_one_does_not_see_is_not_named_as_the_way_out(lite: Office, eva: Person) -> None:
    version = lite.admin.get("/technicians/T01")["technician"]["version"]
    row = a_technician(id="T01", territory="WEST", version=version)
    assert lite.admin.act(RecordTechnician(row=row)).status == "applied"
    whole = of(lite.admin, "V4")
    assert (whole["outlook"], "T01" in whole["act"]) == ("override: territory", True)
    hers = of(eva, "V4")
    assert (hers["outlook"], hers["act_by_s"], hers["act"]) == ("override: territory", whole["act_by_s"], "")
    assert "T01" not in json.dumps(eva.get("/risk"))
