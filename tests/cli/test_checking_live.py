"""The live board is judged by its server: what is hidden from the asker counts, and is not named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatchtui.core.commands.visits import AmendVisit
from dispatchtui.core.model import Dependency, VisitId
from tests.builders import at
from tests.cli.conftest import Shell
from tests.server.office import Office, place, seed, settings_for

HIDDEN = "It waits for work outside your territories, or such work waits for it."


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """V1 of EAST, at 10:00, has come to wait for V2 of WEST, which ends at 11:00."""
    office = Office(settings_for(tmp_path_factory.mktemp("home")))
    seed(office.admin, visits=3, west=True)
    office.admin.acts(place("V2", "T02", "10:00"), place("V1", "T01", "10:00"))
    office.admin.acts(AmendVisit(visit_id="V1", dependencies=(Dependency(visit_id=VisitId("V2")),)))
    yield office
    office.stop()


@pytest.fixture
def eva(shell: Shell, office: Office) -> Shell:
    """The shell of a dispatcher who sees EAST alone."""
    person = office.hire("eva", "dispatcher", territories=["EAST"])
    shell.environ |= {"DISPATCHTUI_TOKEN": person.token, "DISPATCHTUI_URL": office.url}
    return shell


def test_who_sees_a_part_hears_of_a_wait_for_what_they_do_not_see(eva: Shell) -> None:
    done = eva("check", "--json")
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    (broken,) = found["violations"]
    assert (broken["visit_id"], broken["constraint"], broken["sentence"]) == ("V1", "dependencies", HIDDEN)
    assert (found["ok"], found["visits"]) == (False, 2)
    assert at("07:00") <= found["at_s"] < at("07:30")
    assert found["by_constraint"] == {"dependencies": 1}
    assert "V2" not in done.stdout
    assert HIDDEN in eva("check").stdout


def test_acts_alone_in_a_file_are_judged_on_the_live_board(eva: Shell, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "acts.json"
    move = {"visit_id": "V3", "technician_id": "T01", "start_s": at("10:30")}
    path.write_text(json.dumps({"moves": [move]}))
    head = office.admin.get("/readyz")["seq"]
    done = eva("check", str(path), "--json")
    assert done.returncode == 1, done.stderr
    acts = json.loads(done.stdout)["acts"]
    assert [(each["constraint"], each["amount"]) for each in acts["violations"]] == [("no_overlap", 30.0)]
    path.write_text(json.dumps({"acts": [{"type": "unplace_visit", "visit_id": "V2"}]}))
    refused = json.loads(eva("check", str(path), "--json").stdout)["acts"]
    assert refused["refusal"]["sentence"] == "There is no visit V2."
    assert office.admin.get("/readyz")["seq"] == head


def test_the_live_board_is_judged_as_it_is_now(eva: Shell) -> None:
    assert eva.refused("check", "--at", "2019-10-21").startswith("The live board is judged as it is now.")


def test_gaps_are_those_that_the_server_finds(eva: Shell, office: Office) -> None:
    found = json.loads(eva.well("get", "health", "--json"))
    person = office.person(eva.environ["DISPATCHTUI_TOKEN"])
    assert found == person.get("/data-health")
