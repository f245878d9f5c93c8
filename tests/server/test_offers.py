"""What somebody could take over HTTP: next, and into a time that has become free; nothing hidden is named."""

from __future__ import annotations

import json

import pytest

from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import AmendVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.server.api.candidates import HIDDEN, ranking_in
from dispatchtui.solver.saving import saving
from tests.builders import a_shift, a_technician, a_work_order, an_actor, at
from tests.server.office import START_S, Office, Person, place, seed
from tests.solver.test_kept_first import NOW, the_board

FREE = {"start": at("09:00"), "end": at("11:00")}


@pytest.fixture
def eva(lite: Office) -> Person:
    """A dispatcher of EAST; V1 and V3 are EAST's, V2 is WEST's; T01 is EAST's, T09 works in both."""
    seed(lite.admin, technicians=1, visits=3, west=True)
    lite.admin.acts(
        RecordTechnician(row=a_technician(id="T09", covers=("WEST",))),
        RecordShift(row=a_shift(technician="T09", start="00:30", end="23:30", territories=("EAST", "WEST"))),
    )
    return lite.hire("eva", "dispatcher", territories=["EAST"])


def test_what_presses_most_comes_first(lite: Office) -> None:
    seed(lite.admin, technicians=1, visits=2)
    lite.admin.acts(
        TakeRequest(row=a_work_order(id="W3", response_due="08:30")),
        TakeRequest(row=a_work_order(id="W4", priority=1)),
    )
    found = lite.admin.get("/technicians/T01/next")
    assert [each["visit_id"] for each in found["candidates"]] == ["V3", "V4", "V1", "V2"]
    assert {each["technician_id"] for each in found["candidates"]} == {"T01"}
    assert (found["candidates"][0]["start_s"], found["excluded"], found["further"]) == (START_S, [], 0)
    most = lite.admin.get("/technicians/T01/next", most=1)
    assert (most["candidates"], most["further"]) == (found["candidates"][:1], 3)


def test_a_free_time_is_filled_by_what_fits_and_the_rest_says_why(lite: Office) -> None:
    seed(lite.admin, technicians=1, visits=4)
    lite.admin.acts(place("V1", "T01", "08:00"), place("V2", "T01", "11:00"),
                    AmendVisit(visit_id="V4", earliest_s=at("12:00")))  # fmt: skip
    found = lite.admin.get("/technicians/T01/backfill", **FREE)
    (fits,) = found["candidates"]
    assert (fits["visit_id"], fits["start_s"], fits["after"], fits["before"]) == ("V3", at("09:00"), "V1", "V2")
    (late,) = found["excluded"]
    assert (late["visit_id"], late["violations"][0]["amount"]) == ("V4", 120)
    assert lite.admin.act(place("V3", "T01", fits["start_s"])).status == "applied"


def test_nothing_hidden_is_offered_or_named(lite: Office, eva: Person) -> None:
    for path, query in (("next", {}), ("backfill", FREE)):
        everything = lite.admin.get(f"/technicians/T09/{path}", **query)
        assert {each["visit_id"] for each in everything["candidates"]} == {"V1", "V2", "V3"}
        hers = eva.get(f"/technicians/T09/{path}", **query)
        assert [each["visit_id"] for each in hers["candidates"]] == ["V1", "V3"]
        assert "V2" not in json.dumps(hers)
    assert eva.get("/technicians/T09/next", most=1)["further"] == 1
    # WEST's comes first and is not hers, so another is looked for.
    lite.admin.acts(TakeRequest(row=a_work_order(id="W4", territory="WEST", priority=1)))
    some = eva.get("/technicians/T09/next", most=1)
    assert ([each["visit_id"] for each in some["candidates"]], some["further"]) == (["V1"], 1)
    lite.admin.acts(place("V2", "T09", "08:00"))
    (first, _) = eva.get("/technicians/T09/backfill", **FREE)["candidates"]
    assert (first["visit_id"], first["after"]) == ("V1", "")
    assert "V2" not in json.dumps(eva.get("/technicians/T09/next"))


def test_work_for_which_hidden_work_would_move_is_excluded_without_its_name(lite: Office, eva: Person) -> None:
    lite.admin.acts(
        place("V2", "T09", "07:10"),
        RecordShift(row=a_shift(technician="T09", start="07:00", end="08:05", territories=("EAST", "WEST"))),
        TakeRequest(row=a_work_order(id="W4", territory="EAST", resolution_due="07:30")),
    )
    whole = lite.admin.get("/technicians/T09/next")["candidates"]
    moving = [each["visit_id"] for each in whole if any(knock["visit_id"] == "V2" for knock in each["knock_on"])]
    assert moving, "the case is one in which a hidden visit moves"
    hers = eva.get("/technicians/T09/next")
    assert not any(each["knock_on"] for each in hers["candidates"])
    barred = {each["visit_id"]: each["sentence"] for each in hers["excluded"]}
    offered = {each["visit_id"] for each in hers["candidates"]}
    assert set(moving) <= offered | {name for name, sentence in barred.items() if sentence == HIDDEN}
    assert "V2" not in json.dumps(hers)


@pytest.mark.parametrize(
    ("path", "query", "status", "field"),
    [
        ("T77/next", {}, 404, ""),
        ("T01/next", {"most": 0}, 422, "most"),
        ("T02/backfill", FREE, 404, ""),
        ("T01/backfill", {"start": 5}, 422, ""),
        ("T01/backfill", {"start": -1, "end": 5}, 422, "start"),
        ("T01/backfill", {"start": 5, "end": 10**12}, 422, "end"),
        ("T01/backfill", {"start": at("11:00"), "end": at("11:00")}, 422, "end"),
        ("T01/backfill", {"start": at("11:00"), "end": at("11:00") + 15 * 86_400}, 422, "end"),
    ],
)
def test_what_cannot_be_asked_is_said(
    lite: Office, eva: Person, path: str, query: dict[str, int], status: int, field: str
) -> None:
    seed(lite.admin, technicians=2, visits=0, west=True)
    answer = eva.http.get(f"/api/v1/technicians/{path}", params=query)
    assert (answer.status_code, answer.json().get("field", "")) == (status, field)


def test_who_keeps_the_word_is_offered_first_whoever_is_cheapest() -> None:
    """T05 is near and comes too late for V61, T06 is far and in time."""
    board, dora = the_board(), an_actor(id="dora")
    eva = an_actor(id="eva", territories=("EAST",))
    for actor in (dora, eva):
        for most, left in ((None, 0), (2, 0), (1, 1)):
            for known in (None, saving(board, "V61", NOW)):
                told = ranking_in(board, "V61", NOW, actor, positions={}, most=most, saving=known)
                assert [each.technician_id for each in told.candidates] == ["T06", "T05"][:most]
                assert told.further == left
                assert told.candidates[0].sentence.startswith("first because it keeps the word with 100%, T05 with 0%;")
