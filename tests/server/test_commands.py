"""Commands over HTTP: recorded once, answered alike, all or none; conflicts say whose and what."""

from __future__ import annotations

import msgspec

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import AddNote, UnplaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.requests import Reply, Request
from tests.builders import at
from tests.server.office import Office, place, seed


def test_an_act_is_recorded_and_the_answer_names_what_it_touched(office: Office):
    seed(office.admin)
    status, reply = office.admin.ask(Request(id="c1", act=place("V1", "T01", "10:00"), pre={"visits/V1": 1}))
    assert (status, reply.status) == (200, "applied")
    assert reply.versions == {"visits/V1": 2, "lanes/T01:2019-10-21": 1}
    brief = office.admin.get("/visits/V1")
    assert brief["visit"]["crew"][0]["technician_id"] == "T01"
    assert brief["facts"][0]["seq"] == reply.seq


def test_the_same_request_is_answered_alike_and_done_once(office: Office):
    seed(office.admin)
    request = Request(id="note", act=AddNote(visit_id="V1", text="Ring twice."))
    _, first = office.admin.ask(request)
    _, again = office.admin.ask(request)
    assert again.duplicate
    assert not first.duplicate
    assert msgspec.structs.replace(again, duplicate=False) == first
    assert len(office.admin.get("/visits/V1")["visit"]["notes"]) == 1


def test_a_refusal_is_answered_alike_too(office: Office):
    seed(office.admin)
    request = Request(id="early", act=UnplaceVisit(visit_id="V1"))
    _, first = office.admin.ask(request)
    office.admin.act(place("V1", "T01", "10:00"))
    status, again = office.admin.ask(request)
    assert status == 422
    assert first.refusal == again.refusal


def test_an_id_used_for_something_else_is_refused(office: Office):
    seed(office.admin)
    office.admin.ask(Request(id="x", act=AddNote(visit_id="V1", text="one")))
    status, reply = office.admin.ask(Request(id="x", act=AddNote(visit_id="V1", text="two")))
    assert status == 422
    assert reply.refusal is not None
    assert reply.refusal.sentence == "The id x was used before for another request."
    dora = office.hire("dora", "dispatcher")
    status, reply = dora.ask(Request(id="x", act=AddNote(visit_id="V1", text="one")))
    assert status == 422, "another person's id tells nothing of their answer"


def test_an_atomic_batch_is_all_or_none(office: Office):
    seed(office.admin)
    acts = [place("V1", "T01", "10:00"), place("V2", "T01", "10:30"), place("V3", "T02", "10:00")]
    requests = [Request(id=f"b{number}", act=act) for number, act in enumerate(acts)]
    answer = office.admin.post("/commands", {"requests": requests, "atomic": True})
    replies = msgspec.convert(answer.json()["replies"], list[Reply])
    assert [reply.status for reply in replies] == ["refused", "conflict", "refused"]
    assert replies[0].refusal is not None
    assert replies[0].refusal.sentence == "Nothing of this batch was done, because b1 was refused."
    assert all(not visit.get("crew") for visit in office.admin.get("/visits"))
    answer = office.admin.post("/commands", {"requests": [requests[0], requests[2]], "atomic": True})
    assert [reply["outcome"] for reply in answer.json()["replies"]] == ["applied", "applied"]


def test_without_atomic_each_stands_alone(office: Office):
    seed(office.admin)
    acts = [place("V1", "T01", "10:00"), place("V2", "T01", "10:30"), place("V3", "T02", "10:00")]
    body = {"requests": [Request(id=f"b{number}", act=act) for number, act in enumerate(acts)]}
    replies = office.admin.post("/commands", body).json()["replies"]
    assert [reply["outcome"] for reply in replies] == ["applied", "conflict", "applied"]


def test_overlap_is_said_before_stale_with_theirs_and_by_whom(office: Office):
    seed(office.admin)
    ana, ben = office.hire("ana", "dispatcher"), office.hire("ben", "dispatcher")
    ana.act(place("V1", "T01", "10:00"))
    pre = {"visits/V2": 1, "lanes/T01:2019-10-21": 0}
    status, reply = ben.ask(Request(id="mine", act=place("V2", "T01", "10:30"), pre=pre))
    assert (status, reply.status) == (409, "conflict")
    assert reply.refusal is not None
    assert (reply.refusal.code, reply.refusal.by, reply.refusal.subject) == ("overlap", "ana", "visits/V1")
    assert reply.refusal.at_s is not None
    assert abs(reply.refusal.at_s - at("07:00")) < 60
    assert reply.theirs is not None
    assert reply.theirs["id"] == "V1"
    assert reply.theirs["crew"][0]["technician_id"] == "T01"


def test_stale_says_which_version_and_by_whom(office: Office):
    seed(office.admin)
    ana, ben = office.hire("ana", "dispatcher"), office.hire("ben", "dispatcher")
    ana.act(place("V1", "T01", "10:00"), pre={"visits/V1": 1})
    status, reply = ben.ask(Request(id="mine", act=place("V1", "T02", "12:00"), pre={"visits/V1": 1}))
    assert (status, reply.status) == (409, "conflict")
    assert reply.refusal is not None
    assert reply.refusal.code == "stale"
    assert reply.refusal.sentence == "V1 was changed by ana: you saw version 1, it is now 2."
    assert (reply.refusal.by, reply.refusal.subject) == ("ana", "visits/V1")
    assert reply.theirs is not None
    assert reply.theirs["version"] == 2
    lane = {"lanes/T01:2019-10-21": 0}
    _, reply = ben.ask(Request(id="lane", act=place("V2", "T01", "14:00"), pre=lane))
    assert reply.refusal is not None
    assert (reply.refusal.code, reply.refusal.subject) == ("stale", "lanes/T01:2019-10-21")


def test_what_was_removed_is_gone(office: Office):
    from dispatchtui.core.commands.technicians import RemoveShift

    seed(office.admin)
    shift = "T01:2019-10-21"
    office.admin.act(RemoveShift(shift_id=shift))
    status, reply = office.admin.ask(Request(id="late", act=place("V1", "T01", "10:00"), pre={f"shifts/{shift}": 1}))
    assert status == 409
    assert reply.refusal is not None
    assert (reply.refusal.code, reply.refusal.subject) == ("gone", f"shifts/{shift}")


def test_every_refusal_names_the_right_that_was_missing(office: Office):
    seed(office.admin)
    eve = office.hire("eve", "support")
    status, reply = eve.ask(Request(id="no", act=place("V1", "T01", "10:00")))
    assert status == 403
    assert reply.refusal is not None
    assert reply.refusal.right == "place"
    answer = eve.http.get("/api/v1/users")
    assert (answer.status_code, answer.json()["right"]) == (403, "users")
    step = AdvanceVisit(visit_id="V1", step=Step.ARRIVE)
    _, reply = eve.ask(Request(id="no2", act=step))
    assert reply.refusal is not None
    assert reply.refusal.right == "on_behalf"


def test_an_act_that_changes_nothing_is_applied_and_records_nothing(office: Office):
    seed(office.admin)
    head = office.admin.get("/readyz")["seq"]
    first = office.admin.act(place("V1", "T01", "10:00"))
    again = office.admin.act(place("V1", "T01", "10:00"))
    assert again.status == "applied"
    assert again.seq == first.seq == head + 1


def test_what_was_recorded_survives_a_restart(open_office, engine_url: str):
    first = open_office(engine_url)
    seed(first.admin)
    request = Request(id="once", act=place("V1", "T01", "10:00"))
    _, before = first.admin.ask(request)
    first.stop()
    second = open_office(engine_url)
    _, after = second.admin.ask(request)
    assert (after.seq, after.duplicate) == (before.seq, True)
    assert second.admin.get("/visits/V1")["visit"]["crew"]


def test_a_refusal_over_http_is_a_problem_with_a_number_for_its_status(lite: Office):
    seed(lite.admin)
    lite.admin.act(place("V1", "T01", "10:00"))
    answer = lite.admin.post("/commands", Request(id="late", act=place("V2", "T01", "10:30")))
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["status"], problem["outcome"], problem["title"]) == (409, "conflict", "Conflict")
    assert problem["detail"] == problem["refusal"]["sentence"]
    answer = lite.admin.post("/commands", Request(id="none", act=AddNote(visit_id="V999", text="x")))
    assert (answer.json()["status"], answer.json()["outcome"]) == (404, "refused")


def test_two_requests_of_a_batch_with_one_id_are_refused_unless_they_are_the_same(lite: Office):
    seed(lite.admin)
    one, other = (Request(id="x", act=AddNote(visit_id="V1", text=text)) for text in ("one", "other"))
    answer = lite.admin.post("/commands", {"requests": [one, other]})
    assert (answer.status_code, answer.json()["field"]) == (422, "requests[1].id")
    assert answer.json()["detail"] == "requests[1].id: x is the id of another request of this batch."
    assert "notes" not in lite.admin.get("/visits/V1")["visit"], "nothing of it was done"
    replies = lite.admin.post("/commands", {"requests": [one, one]}).json()["replies"]
    assert [reply.get("duplicate", False) for reply in replies] == [False, True]
