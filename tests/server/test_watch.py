"""The watch of a running server: one alert for a cause, its life, and who hears of it."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from dispatchtui.core.commands.alerts import AcknowledgeAlert, SnoozeAlert
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.ruling import HandOverDesk, RecordDesk, RecordPolicy
from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import ExtendVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Desk, Policy, Rules, TerritoryId
from dispatchtui.core.refusals import Code
from tests.builders import a_shift, a_technician, a_work_order, at
from tests.server.office import Office, Person, place, seed, until

Open = Callable[..., Office]
UNDER_WAY = (Step.RELEASE, Step.ACCEPT, Step.DEPART, Step.ARRIVE, Step.START)


@pytest.fixture
def watched(sqlite_url: str, open_office: Open) -> Office:
    """A server that watches, with three plumbers and three visits of which nothing is wrong."""
    office = open_office(sqlite_url, watch=True)
    seed(office.admin)
    return office


def a_late_visit(office: Office, *, due: str = "07:30", start: str = "08:00", technician: str = "T01",
                 territory: str = "EAST") -> str:  # fmt: skip
    """A visit that stands after the moment when somebody is to be there.

    It is taken and placed at once: while nobody has it, it is in danger already, and the watch may look in between.
    """
    assert office.server.office is not None
    visit_id = office.server.office.hub.board.next_id("V")
    order = a_work_order(id="", territory=territory, response_due=due)
    taken, _ = office.admin.acts(TakeRequest(row=order), place(visit_id, technician, start))
    assert visit_id in taken.created
    return visit_id


def east_and_west(office: Office) -> tuple[Person, Person]:
    """A dispatcher of each territory."""
    return office.hire("eva", "dispatcher", territories=["EAST"]), office.hire(
        "wes", "dispatcher", territories=["WEST"]
    )


def facts(office: Office, kind: str = "alert.") -> list[dict[str, Any]]:
    every = office.admin.get("/history", limit=1000)
    return [each for each in every if each["event"]["kind"].startswith(kind)]


def kinds(office: Office) -> dict[str, int]:
    return dict(Counter(each["event"]["kind"] for each in facts(office)))


def line(person: Person, visit_id: str) -> dict[str, Any] | None:
    return next((each for each in person.get("/alerts") if each["visit_id"] == visit_id), None)


def standing(person: Person, visit_id: str, state: str = "standing") -> dict[str, Any]:
    """The line of a visit, once its alert is in a state."""

    def found() -> dict[str, Any] | None:
        each = line(person, visit_id)
        return each if each is not None and each["state"] == state else None

    return until(found, f"{state} of {visit_id}")  # type: ignore[no-any-return]


def test_a_late_visit_raises_one_alert_and_says_all_that_is_known(watched: Office) -> None:
    visit_id = a_late_visit(watched)
    found = standing(watched.admin, visit_id)
    assert (found["id"], found["kind"], found["band"]) == (f"breach:{visit_id}", "breach", "late")
    assert (found["due_s"], found["eta_s"], found["margin_s"]) == (at("07:30"), at("08:00"), -1800)
    assert (found["percent"], found["cause"], found["zone"]) == (100, "planned after due", "America/New_York")
    assert found["sentence"].startswith(f"{visit_id} is due at 07:30, expected 08:00: 30 min late")
    for number in (1, 2, 3):
        watched.admin.acts(place(f"V{number}", f"T0{number}", "09:20"))
        assert standing(watched.admin, visit_id)["id"] == found["id"]
    told = [(each["by"], each["event"]["kind"], each["event"].get("row", {}).get("outlook")) for each in facts(watched)]
    assert told == [("automation", "alert.raised", None)]


def test_what_one_acknowledges_the_other_sees_and_the_second_is_told_by_whom(watched: Office) -> None:
    ana, ben = (watched.hire(name, "dispatcher") for name in ("ana", "ben"))
    visit_id = a_late_visit(watched)
    alert_id = standing(ana, visit_id)["id"]
    console = ben.watch()
    reply = ana.act(AcknowledgeAlert(alert_id=alert_id))
    assert reply.status == "applied"
    replica = console.up_to(reply.seq)
    assert replica.board.tables["alerts"][alert_id].acknowledged_by == "ana"
    refusal = ben.act(AcknowledgeAlert(alert_id=alert_id)).refusal
    assert refusal is not None
    assert (refusal.code, refusal.sentence) == (Code.ILLEGAL, f"ana has acknowledged {alert_id} already.")
    assert (standing(ben, visit_id, "acknowledged")["acknowledged_by"]) == "ana"
    console.close()


def test_of_two_who_acknowledge_at_once_one_does_and_the_other_hears_who(watched: Office) -> None:
    people = [watched.hire(name, "dispatcher") for name in ("ana", "ben", "cyd")]
    visit_id = a_late_visit(watched)
    alert_id = standing(watched.admin, visit_id)["id"]
    barrier, replies = threading.Barrier(len(people)), []

    def acknowledge(person: Person) -> None:
        barrier.wait()
        replies.append(person.act(AcknowledgeAlert(alert_id=alert_id)))

    threads = [threading.Thread(target=acknowledge, args=(each,)) for each in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join(10)
    winner = standing(watched.admin, visit_id, "acknowledged")["acknowledged_by"]
    assert sorted(str(each.status) for each in replies) == ["applied", "refused", "refused"]
    told = {each.refusal.sentence for each in replies if each.refusal is not None}
    assert told == {f"{winner} has acknowledged {alert_id} already."}


def test_an_alert_ends_with_how_it_ended(watched: Office) -> None:
    kept, broken = a_late_visit(watched), a_late_visit(watched, due="06:50", technician="T02")
    standing(watched.admin, kept)
    assert standing(watched.admin, broken)["band"] == "breached"
    watched.admin.acts(place(kept, "T01", "07:10"))
    for visit_id, technician in ((kept, "T01"), (broken, "T02")):
        del technician
        watched.admin.acts(*(AdvanceVisit(visit_id=visit_id, step=step) for step in UNDER_WAY[:4]))
    until(lambda: kinds(watched).get("alert.resolved") == 2, "the end of both")
    ended = {each["event"]["alert_id"]: each["event"]["outcome"] for each in facts(watched, "alert.resolved")}
    assert ended == {f"breach:{kept}": "kept", f"breach:{broken}": "breached"}


def test_a_restart_in_the_midst_raises_nothing_twice(sqlite_url: str, open_office: Open) -> None:
    office = open_office(sqlite_url, watch=True)
    seed(office.admin)
    visits = [a_late_visit(office, technician=f"T0{number}") for number in (1, 2, 3)]
    for visit_id in visits:
        standing(office.admin, visit_id)
    office.stop()
    again = open_office(sqlite_url, watch=True)
    for visit_id in visits:
        standing(again.admin, visit_id)
    # One more shows that the new watch has looked at everything.
    later = a_late_visit(again, start="09:30")
    standing(again.admin, later)
    assert kinds(again)["alert.raised"] == 4


def test_two_nodes_that_watch_raise_once(postgres_url: str, open_office: Open) -> None:
    one, two = (open_office(postgres_url, home=home, watch=True) for home in ("one", "two"))
    seed(one.admin)
    visits = [a_late_visit(one, technician=f"T0{number}") for number in (1, 2, 3)]
    for office in (one, two):
        for visit_id in visits:
            standing(office.person(one.server.token), visit_id)
    assert kinds(one) == {"alert.raised": 3}


def test_nobody_hears_of_an_alert_outside_their_territories(watched: Office) -> None:
    eva, wes = east_and_west(watched)
    console = wes.watch()
    visit_id = a_late_visit(watched)
    alert_id = standing(eva, visit_id)["id"]
    replica = console.up_to(facts(watched)[-1]["seq"])
    assert list(replica.board.tables["alerts"]) == []
    assert "alert." not in json.dumps([str(frame) for frame in console.frames])
    assert wes.get("/alerts") == []
    for act in (AcknowledgeAlert(alert_id=alert_id), SnoozeAlert(alert_id=alert_id)):
        refusal = wes.act(act).refusal
        assert refusal is not None
        assert (refusal.code, refusal.sentence) == (Code.NOT_FOUND, f"There is no alert {alert_id}.")
    console.close()


def test_a_cause_outside_ones_territories_is_other_work(watched: Office) -> None:
    eva, wes = east_and_west(watched)
    watched.admin.acts(
        RecordTechnician(row=a_technician(id="T09", covers=("WEST",))),
        RecordShift(row=a_shift(technician="T09", start="00:30", end="23:30", territories=("EAST", "WEST"))),
    )
    cause = a_late_visit(watched, due="09:00", start="07:10", technician="T09", territory="WEST")
    behind = a_late_visit(watched, due="08:20", start="08:15", technician="T09")
    watched.admin.acts(*(AdvanceVisit(visit_id=cause, step=step) for step in UNDER_WAY),
                       ExtendVisit(visit_id=cause, by_s=3600))  # fmt: skip
    whole = standing(watched.admin, behind)
    assert (whole["id"], whole["cause"]) == (f"overrun:{cause}", f"{cause} runs over")
    seen = standing(eva, behind)
    assert (seen["id"], seen["cause"]) == (f"breach:{behind}", "other work runs over")
    assert "(other work runs over)." in seen["sentence"]
    console = eva.watch()
    console.up_to(facts(watched)[-1]["seq"])
    assert list(console.replica.board.tables["alerts"]) == [f"breach:{behind}"]
    assert cause not in json.dumps(eva.get("/alerts"))
    assert cause not in str(console.replica.board.tables["alerts"])
    hers = standing(wes, cause)
    assert hers["id"] == f"overrun:{cause}"
    assert behind not in json.dumps(wes.get("/alerts"))
    console.close()


def test_what_nobody_acknowledges_is_passed_on_to_the_desk_of_the_territory(sqlite_url: str, open_office: Open) -> None:
    office = open_office(sqlite_url, watch=True, clock_speed=120)
    seed(office.admin)
    office.hire("dora", "dispatcher")
    office.admin.acts(
        RecordDesk(row=Desk(id="EASTSIDE", territories=(TerritoryId("EAST"),))),
        HandOverDesk(desk_id="EASTSIDE", to="dora"),
        RecordPolicy(row=Policy(id="HOUSE", rules=Rules(escalate_s=120))),
    )
    visit_id = a_late_visit(office, due="07:20", start="08:30")
    found = standing(office.admin, visit_id, "escalated")
    assert found["escalated_to"] == "dora"
    assert found["escalated_s"] - found["raised_s"] >= 120
    assert kinds(office) == {"alert.raised": 1, "alert.escalated": 1}


def test_a_snoozed_alert_is_quiet_and_comes_back(sqlite_url: str, open_office: Open) -> None:
    office = open_office(sqlite_url, watch=True, clock_speed=30)
    seed(office.admin)
    visit_id = a_late_visit(office, due="12:00", start="13:00")
    alert_id = standing(office.admin, visit_id)["id"]
    reply = office.admin.act(SnoozeAlert(alert_id=alert_id, for_s=90))
    assert reply.status == "applied"
    snoozed = standing(office.admin, visit_id, "snoozed")
    back = standing(office.admin, visit_id)
    assert back["snoozed_until_s"] == snoozed["snoozed_until_s"]
    assert kinds(office) == {"alert.raised": 1, "alert.snoozed": 1}


def test_an_hour_in_which_nothing_happens_says_nothing_more(sqlite_url: str, open_office: Open) -> None:
    office = open_office(sqlite_url, watch=True, clock_speed=900)
    seed(office.admin)
    visit_id = a_late_visit(office, due="18:00", start="19:00")
    standing(office.admin, visit_id)
    before = facts(office)
    until(lambda: now_s(office) - before[-1]["at_s"] >= 3600, "an hour")
    assert [each["event"] for each in facts(office)] == [each["event"] for each in before]


def now_s(office: Office) -> int:
    assert office.server.office is not None
    return office.server.office.clock.now_s()
