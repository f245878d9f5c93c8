"""What is read over HTTP: nothing hidden is named, pages go on, and a wrong question is answered by its name."""

from __future__ import annotations

import json

import pytest

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import AddNote
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.server.api import history
from tests.builders import a_shift, a_technician, a_work_order, at
from tests.server.office import Office, Person, place, seed


@pytest.fixture
def eva(lite: Office) -> Person:
    """A dispatcher of EAST; T09 works in both territories and stands at V2 of WEST from 10:00."""
    seed(lite.admin, technicians=1, visits=3, west=True)
    lite.admin.acts(
        RecordTechnician(row=a_technician(id="T09", covers=("WEST",))),
        RecordShift(row=a_shift(technician="T09", start="00:30", end="23:30", territories=("EAST", "WEST"))),
        place("V2", "T09", "07:10"),
    )
    return lite.hire("eva", "dispatcher", territories=["EAST"])


def test_a_ranking_does_not_name_hidden_visits_and_moves_none(lite: Office, eva: Person) -> None:
    lite.admin.acts(
        TakeRequest(row=a_work_order(id="", territory="WEST", resolution_due="07:20")),
        RecordShift(row=a_shift(technician="T09", start="07:00", end="08:05", territories=("EAST", "WEST"))),
    )
    everything = lite.admin.get("/visits/V1/candidates")
    (moving,) = (each for each in everything["candidates"] if each["technician_id"] == "T09")
    assert [each["visit_id"] for each in moving["knock_on"]] == ["V2"], "the case is one in which a hidden visit moves"
    found = eva.get("/visits/V1/candidates")
    assert "V2" not in json.dumps(found)
    whole = lite.admin.get("/visits/V1/candidates", technician="T09")["candidates"]
    hers = eva.get("/visits/V1/candidates", technician="T09")["candidates"]
    assert "V2" not in json.dumps(hers)
    assert any("V2" in json.dumps(each["violations"]) for each in whole)
    told = json.dumps([each["violations"] for each in hers] + [each["violations"] for each in found["excluded"]])
    assert "The technician has other work then, outside your territories." in told or not hers
    assert {each["technician_id"] for each in (*found["candidates"], *found["excluded"])} == {"T01", "T09"}


def test_every_position_of_one_technician_is_told_and_the_best_is_the_ranked_one(lite: Office) -> None:
    seed(lite.admin, visits=4)
    lite.admin.acts(place("V1", "T01", "10:00"), place("V2", "T01", "12:00"))
    ranked = lite.admin.get("/visits/V3/candidates")["candidates"]
    best = next(each for each in ranked if each["technician_id"] == "T01")
    every = lite.admin.get("/visits/V3/candidates", technician="T01")["candidates"]
    assert len(every) >= 3
    assert {each["technician_id"] for each in every} == {"T01"}
    assert (every[0]["start_s"], every[0]["cost"]) == (best["start_s"], best["cost"])
    assert lite.admin.get("/visits/V3/candidates", most=1)["candidates"] == ranked[:1]
    for query, status in (({"technician": "T77"}, 404), ({"most": 0}, 422)):
        assert lite.admin.http.get("/api/v1/visits/V3/candidates", params=query).status_code == status


def test_a_technicians_status_does_not_name_a_hidden_visit(lite: Office, eva: Person) -> None:
    for step in (Step.RELEASE, Step.ACCEPT, Step.DEPART):
        assert lite.admin.act(AdvanceVisit(visit_id="V2", step=step)).status == "applied"
    assert lite.admin.get("/technicians/T09")["status"]["visit_id"] == "V2"
    status = eva.get("/technicians/T09")["status"]
    assert (status["word"], status.get("visit_id")) == ("travelling", None)
    listed = next(each for each in eva.get("/technicians") if each["id"] == "T09")
    assert (listed["status"]["word"], listed["status"].get("visit_id")) == ("travelling", None)


def _pages(person: Person, **query: object) -> list[list[int]]:
    """Every page of a history, following what `Link` says."""
    found = []
    address = "/api/v1/history"
    answer = person.http.get(address, params=query)  # type: ignore[arg-type]
    while True:
        assert answer.status_code == 200, answer.text
        found.append([fact["seq"] for fact in answer.json()])
        if "next" not in answer.links:
            return found
        answer = person.http.get(answer.links["next"]["url"])


@pytest.mark.parametrize("newest", [False, True])
def test_a_scoped_history_pages_on_until_the_log_ends(
    lite: Office, eva: Person, monkeypatch: pytest.MonkeyPatch, newest: bool
) -> None:
    for number in range(40):
        visit = "V1" if number % 8 == 0 else "V2"
        assert lite.admin.act(AddNote(visit_id=visit, text="one more")).status == "applied"
    everything = [fact["seq"] for fact in eva.get("/history", limit=1000, newest=newest)]
    assert len(everything) < len(lite.admin.get("/history", limit=1000)) - 30
    assert len(eva.get("/history", limit=5)) == 5, "what is hidden does not shorten a page"
    pages = _pages(eva, limit=4, newest=newest)
    assert [len(page) for page in pages[:-1]] == [4] * (len(pages) - 1)
    assert [seq for page in pages for seq in page] == everything
    last = eva.get("/history", limit=1, after=everything[3 if not newest else 4])[0]["seq"]
    assert last == everything[4 if not newest else 3]
    monkeypatch.setattr(history, "MOST_READ", 7)
    monkeypatch.setattr(history, "AT_ONCE", 7)
    pages = _pages(eva, limit=4, newest=newest)
    assert [] in pages, "a page that read enough and found nothing still says where to go on"
    assert [seq for page in pages for seq in page] == everything


@pytest.mark.parametrize(
    ("address", "field", "says"),
    [
        ("/history?after=-1", "after", "after: -1 is not right; it is the number of a fact, from 0."),
        ("/history?before=0", "before", "it is the number of a fact, from 1."),
        ("/history?limit=0", "limit", "limit: 0 is not right; it goes from 1 to 1000."),
        ("/history?limit=x", "limit", "Expected `int`"),
        ("/history?sujbect=V1", "sujbect", "the parameters here are subject, actor, after, before, limit, newest"),
        ("/history?limit=1&limit=2", "limit", "limit is given more than once."),
        ("/visits?state=BOGUS", "state", "'BOGUS' is no state; it is one of NEW, QUALIFIED, PLANNED"),
        ("/visits?limit=-1", "limit", "limit: -1 is not right; it goes from 0 to 10000."),
        ("/alerts?band=late", "band", "'band' is not a parameter; there are none here."),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_right(lite: Office, address: str, field: str, says: str) -> None:
    answer = lite.admin.http.get(f"/api/v1{address}")
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert says in answer.json()["detail"]


def test_a_state_is_known_in_any_case_of_letters(lite: Office) -> None:
    seed(lite.admin)
    lite.admin.act(place("V1", "T01", at("10:00")))
    assert [each["id"] for each in lite.admin.get("/visits", state="planned")] == ["V1"]
    assert lite.admin.http.get("/livez?probe=1").status_code == 200
