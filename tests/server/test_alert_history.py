"""The life of an alert is told to who may see it, also after it has ended."""

from __future__ import annotations

import pytest

from dispatchtui.core.commands.alerts import AcknowledgeAlert, RaiseAlert, ResolveAlert
from dispatchtui.core.model import Alert, TerritoryId, VisitId
from tests.server.office import Office, Person, seed

ROW = Alert(id="overrun:V1", kind="overrun", subject="visits/V1", visit_id=VisitId("V1"), band="late",
            territories=(TerritoryId("EAST"),), cause="V1 runs over", sentence="V1 runs over.")  # fmt: skip


def kinds(person: Person, subject: str) -> list[str]:
    return [each["event"]["kind"] for each in person.get("/history", subject=subject)]


@pytest.mark.parametrize("subject", ["overrun:V1", "alerts/overrun:V1"])
def test_an_alert_has_a_history_for_who_may_see_it_also_after_its_end(lite: Office, subject: str) -> None:
    seed(lite.admin, west=True)
    watch = lite.hire("watch", "automation")
    eva = lite.hire("eva", "dispatcher", territories=["EAST"])
    wes = lite.hire("wes", "dispatcher", territories=["WEST"])
    assert watch.act(RaiseAlert(row=ROW)).status == "applied"
    assert eva.act(AcknowledgeAlert(alert_id=ROW.id)).status == "applied"
    told = ["alert.raised", "alert.acknowledged"]
    assert kinds(eva, subject) == told
    assert watch.act(ResolveAlert(alert_id=ROW.id, outcome="kept")).status == "applied"
    assert kinds(eva, subject) == kinds(lite.admin, subject) == [*told, "alert.resolved"]
    for person, asked in ((wes, subject), (eva, "overrun:V2"), (eva, "alerts/nothing")):
        assert person.http.get("/api/v1/history", params={"subject": asked}).status_code == 404
