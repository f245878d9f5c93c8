"""Alerts as the watch raises them, by name, for tests of what the desk does with them."""

from __future__ import annotations

from dispatchtui.core.alerting import alert_id
from dispatchtui.core.model import Alert, TerritoryId, VisitId
from tests.builders import at


def an_alert(
    *, kind: str = "breach", subject: str = "visits/V60", visit: str = "V60", band: str = "risk", cause: str = "behind",
    sentence: str = "", act_by: str | None = None, due: str | None = None, percent: int | None = None,
    outlook: str = "", seen_by: str = "", seen: str = "10:00", quiet_until: str | None = None, passed_to: str = "",
) -> Alert:  # fmt: skip
    """An alert that was raised at 09:50."""
    return Alert(
        id=alert_id(kind, subject), kind=kind, subject=subject, visit_id=VisitId(visit),
        territories=(TerritoryId("EAST"),), band=band, cause=cause, sentence=sentence or f"{visit} may be late.",
        raised_s=at("09:50"), worse_s=at("09:50"), due_s=None if due is None else at(due),
        act_by_s=None if act_by is None else at(act_by), percent=percent, outlook=outlook, acknowledged_by=seen_by,
        acknowledged_s=at(seen) if seen_by else None,
        snoozed_until_s=None if quiet_until is None else at(quiet_until), escalated_to=passed_to,
        escalated_s=at("10:00") if passed_to else None, version=1,
    )  # fmt: skip
