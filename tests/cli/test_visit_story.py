"""`get history` of a visit: what was foreseen and held is among its facts, and the story of it stands below."""

from __future__ import annotations

from dispatchtui.core.commands.alerts import AcknowledgeAlert, RaiseAlert
from dispatchtui.core.model import Alert, TerritoryId, VisitId
from dispatchtui.core.requests import Request
from tests.builders import at
from tests.cli.conftest import Shell
from tests.server.office import Office, ids


def test_a_visits_history_tells_its_alerts_and_the_story_of_it(shell: Shell, office: Office) -> None:
    watch = office.hire("watchman", "automation")
    dora = office.hire("dora", "dispatcher")
    alert = Alert(id="late:T01", kind="late", subject="technicians/T01", visit_id=VisitId("V1"), band="risk",
                  territories=(TerritoryId("EAST"),), percent=35, act_by_s=at("07:40"), due_s=at("09:00"),
                  cause="T01 has not set out", sentence="V1 may be late.")  # fmt: skip
    for person, act in ((watch, RaiseAlert(row=alert)), (dora, AcknowledgeAlert(alert_id="late:T01"))):
        _, reply = person.ask(Request(id=next(ids), act=act, pre={}))
        assert reply.status == "applied", reply
    told = shell.well("get", "history", "V1", "--zone", "America/New_York")
    assert "late alert: V1 may be late." in told
    assert "acknowledged late:T01" in told
    first, second = told.splitlines()[-2:]
    assert first.split(": ", 1)[1] == (
        "V1 was first seen to be at risk, 35% likely to break its word, with 07:40 as the last moment to act "
        "(T01 has not set out)."
    )
    assert second.split(": ", 1)[1] == "dora acknowledged it."
    assert "acknowledged late:T01" in shell.well("get", "history", "T01"), "it is its technician's too"
    assert "acknowledged" not in shell.well("get", "history", "V2")


def test_history_is_told_in_the_zone_of_the_site_as_all_else_is(shell: Shell) -> None:
    for subject in (("V1",), ("visits/V1",), ("T01",), ("W1",), ()):
        told = shell.well("get", "history", *subject, "--limit", "5")
        assert told == shell.well("get", "history", *subject, "--limit", "5", "--zone", "America/New_York")
        assert told != shell.well("get", "history", *subject, "--limit", "5", "--zone", "UTC")
