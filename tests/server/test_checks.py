"""The checker over HTTP: asked about acts and the whole board without doing anything; exceptions counted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import AmendVisit, LockVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.model import Dependency, Lock, VisitId
from dispatchtui.server.api.checks import Acts
from tests.builders import at
from tests.server.office import START_S, Office, Person, place, seed

AGREED = Reason(code="agreed")


def asked(person: Person, *acts: Any) -> dict[str, Any]:
    answer = person.post("/check", Acts(acts=acts))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def eva(lite: Office) -> Person:
    """A dispatcher of EAST, where V1 and V3 are; V2 of WEST stands at T02 from 10:00."""
    seed(lite.admin, visits=3, west=True)
    lite.admin.acts(place("V2", "T02", "10:00"))
    return lite.hire("eva", "dispatcher", territories=["EAST"])


def test_an_act_is_judged_as_the_desk_would_and_nothing_is_done(lite: Office, eva: Person):
    head = lite.admin.get("/readyz")["seq"]
    fine = asked(eva, place("V1", "T01", "10:00"))
    assert fine["ok"]
    assert fine["versions"]["visits/V1"] == 1
    late = asked(eva, place("V1", "T01", "23:00"))
    said = [each["sentence"] for each in late["violations"]]
    refused = eva.act(place("V1", "T01", "23:00"))
    assert refused.refusal is not None
    assert [each.sentence for each in refused.refusal.violations] == said != []
    assert lite.admin.get("/readyz")["seq"] == head


def test_acts_are_judged_together(lite: Office):
    seed(lite.admin)
    lite.admin.acts(place("V1", "T01", "10:00"), place("V2", "T02", "10:00"))
    assert not asked(lite.admin, place("V1", "T02", "10:00"))["ok"]
    swapped = asked(lite.admin, place("V1", "T02", "10:00"), place("V2", "T01", "10:00"))
    assert swapped["ok"], swapped
    moves = (Move(visit_id="V1", technician_id="T02", start_s=at("10:00")),
             Move(visit_id="V2", technician_id="T02", start_s=at("10:30")))  # fmt: skip
    both = asked(lite.admin, MoveVisits(moves=moves))
    assert not both["ok"]
    assert {each["constraint"] for each in both["violations"]} >= {"no_overlap"}


def test_a_question_about_what_is_hidden_is_answered_as_if_it_were_not_there(lite: Office, eva: Person):
    hidden = asked(eva, UnplaceVisit(visit_id="V2"))
    nowhere = asked(eva, UnplaceVisit(visit_id="V77"))
    assert hidden == json.loads(json.dumps(nowhere).replace("V77", "V2"))
    assert hidden["refusal"]["sentence"] == "There is no visit V2."
    answer = eva.post("/check", {"acts": []})
    assert (answer.status_code, answer.json()["field"]) == (422, "acts")


def test_nothing_that_is_asked_names_a_hidden_visit(lite: Office, eva: Person):
    wait = Dependency(visit_id=VisitId("V2"), min_gap_s=3600)
    lite.admin.acts(AmendVisit(visit_id="V1", dependencies=(wait,)))
    act = place("V1", "T01", "10:30")
    told = asked(lite.admin, act)
    assert "V2" in json.dumps(told["violations"]), "the case is one in which a hidden visit stands in the way"
    found = asked(eva, act)
    assert "V2" not in json.dumps(found)
    (violation,) = (each for each in found["violations"] if each["constraint"] == "dependencies")
    assert violation["sentence"] == "It waits for work outside your territories, or such work waits for it."
    assert "10:" not in json.dumps(violation)
    lead = lite.hire("lea", "lead", territories=["EAST"])
    assert lead.act(act, override=Reason(code="other", text="agreed by telephone")).status == "applied"
    overrides = lead.get("/visits/V1")["visit"]["overrides"]
    assert "V2" not in json.dumps(overrides)
    unanswered = [each["visit_id"] for each in lite.admin.get("/violations")]
    assert "V1" not in unanswered, "who answered for it without knowing its name answered for it"


def test_the_whole_board_is_judged_and_each_sees_their_own(lite: Office, eva: Person):
    dana = lite.hire("dana", "lead")
    for act in (place("V1", "T01", "10:00"), place("V2", "T02", "12:00")):
        assert dana.act(act).status == "applied"
    assert lite.admin.get("/violations") == []
    lite.admin.acts(*(AmendVisit(visit_id=each, latest_s=at("09:00")) for each in ("V1", "V2")))
    found = lite.admin.get("/violations")
    assert [each["visit_id"] for each in found] == ["V1", "V2"]
    assert all(each["violations"] for each in found)
    assert [each["visit_id"] for each in eva.get("/violations")] == ["V1"]


def test_data_health_is_that_of_the_askers_scope(lite: Office, eva: Person):
    subjects = [{each["subject"] for each in person.get("/data-health")} for person in (lite.admin, eva)]
    assert subjects[1] <= subjects[0]
    assert not {"technicians/T02", "visits/V2", "territories/WEST"} & subjects[1]


def test_exceptions_are_counted_by_rule_reason_and_person(lite: Office, eva: Person):
    dana = lite.hire("dana", "dispatcher")
    lite.admin.acts(place("V1", "T01", "10:00"), LockVisit(visit_id="V1", lock=Lock.RESOURCE_AND_TIME))
    for start in ("11:00", "12:00"):
        assert dana.act(place("V1", "T01", start), override=AGREED).status == "applied"
    assert dana.act(UnplaceVisit(visit_id="V1"), override=AGREED).status == "applied"
    assert dana.act(place("V3", "T03", "10:00")).status == "applied"
    found = lite.admin.get("/exceptions")
    assert (found["placements"], found["with_override"], found["rate"]) == (5, 2, 0.4)
    assert {"constraint": "locked", "code": "agreed", "by": "dana", "count": 3} in found["by"]
    hers = eva.get("/exceptions")
    assert (hers["placements"], hers["with_override"]) == (4, 2), "V2 lies in WEST"
    assert lite.admin.get("/exceptions", since=START_S + 3600, until=START_S + 7200)["placements"] == 0
    answer = lite.admin.http.get("/api/v1/exceptions", params={"since": 5, "until": 1})
    assert (answer.status_code, answer.json()["field"]) == (422, "until")


def test_long_questions_are_about_the_board_as_it_is(lite: Office):
    seed(lite.admin)
    assert lite.admin.get("/violations") == []
    act = PlaceVisit(visit_id="V1", technician_id="T01", start_s=at("10:00"))
    for hour in range(10, 20):
        lite.admin.acts(replace(act, start_s=at(f"{hour}:00")))
        overlapping = asked(lite.admin, place("V2", "T01", f"{hour}:30"))
        assert "V1" in json.dumps(overlapping["violations"]), hour
        assert asked(lite.admin, place("V2", "T01", f"{hour + 1}:30"))["ok"]
