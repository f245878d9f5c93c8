"""Alerts: what needs somebody, with the life of each, in the order of the key for the next thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.model import Alert, Visit
from dispatchtui.core.scope import Scope
from dispatchtui.risk.findings import Finding
from dispatchtui.server.api.visits import zone_of
from dispatchtui.server.routes import Call, Endpoint
from dispatchtui.server.watching.telling import Outlook, in_scope

SEEN, STANDING, ACKNOWLEDGED, SNOOZED, ESCALATED, OVER = (
    "seen", "standing", "acknowledged", "snoozed", "escalated", "over",
)  # fmt: skip


class AlertLine(Struct, frozen=True, kw_only=True):
    """One cause for which somebody is needed, as it stands now, and what people have said of it.

    `state` is seen where no alert stands for it (it is only watched, or a moment old), else standing, acknowledged,
    snoozed, escalated, or over where nothing is left of it and it ends within minutes. `visit_id` is the visit that
    is worst off and `others` those behind the same cause; `zone` is where its times are told. `outlook` is empty
    while an act helps, `override: territory` where only breaking a rule does, `lost` where nothing does any more.
    """

    id: str
    kind: str
    subject: str
    state: str
    visit_id: str = ""
    others: tuple[str, ...] = ()
    band: str = ""
    due_s: int | None = None
    eta_s: int | None = None
    margin_s: int | None = None
    percent: int | None = None
    act_by_s: int | None = None
    outlook: str = ""
    act: str = ""
    cause: str = ""
    sentence: str = ""
    zone: str = ""
    raised_s: int | None = None
    acknowledged_by: str = ""
    acknowledged_s: int | None = None
    snoozed_until_s: int | None = None
    escalated_to: str = ""
    escalated_s: int | None = None


async def list_alerts(call: Call) -> list[AlertLine]:
    """What needs somebody in the asker's scope, in the order in which to act."""
    outlook = await call.office.watch.outlook()
    return list(_lines(call.office.hub.board, outlook, call.scope, call.office.clock.now_s()))


def _lines(board: Board, outlook: Outlook, scope: Scope, now_s: int) -> Iterator[AlertLine]:
    alerts: dict[str, Alert] = {key: row for key, row in board.tables["alerts"].items() if scope.sees(row)}
    covered: set[str] = set()
    for each in outlook.findings:
        finding = in_scope(board, outlook, each, scope)
        if finding is not None:
            covered |= {finding.id, finding.visit_id, *finding.others}
            yield _line(board, outlook, finding, alerts.get(finding.id), now_s)
    for alert in alerts.values():
        if alert.id not in covered and (not alert.visit_id or alert.visit_id not in covered):
            yield _over(board, alert)


def _line(board: Board, outlook: Outlook, finding: Finding, alert: Alert | None, now_s: int) -> AlertLine:
    standing = outlook.standings.get(finding.visit_id)
    known = standing is not None and standing.due_s == finding.due_s
    return AlertLine(
        id=finding.id,
        kind=finding.kind,
        subject=finding.subject,
        state=_state(alert, now_s) if alert is not None else SEEN,
        visit_id=finding.visit_id,
        others=finding.others,
        band=finding.band.value if finding.band is not None else "",
        due_s=finding.due_s,
        eta_s=standing.eta_s if standing is not None and known else None,
        margin_s=standing.margin_s if standing is not None and known else None,
        percent=finding.percent,
        act_by_s=finding.act_by_s,
        outlook=finding.outlook,
        act=finding.act,
        cause=finding.cause,
        sentence=finding.sentence,
        zone=_zone(board, finding.visit_id, finding.territories),
        **(_life(alert) if alert is not None else {}),
    )


def _over(board: Board, alert: Alert) -> AlertLine:
    """An alert of which nothing is left, as it was told."""
    return AlertLine(
        id=alert.id,
        kind=alert.kind,
        subject=alert.subject,
        state=OVER,
        visit_id=alert.visit_id,
        band=alert.band,
        due_s=alert.due_s,
        outlook=alert.outlook,
        cause=alert.cause,
        sentence=alert.sentence,
        zone=_zone(board, alert.visit_id, alert.territories),
        **_life(alert),
    )


def _life(alert: Alert) -> dict[str, Any]:
    """What became of an alert since it was raised."""
    return {
        "raised_s": alert.raised_s,
        "acknowledged_by": alert.acknowledged_by,
        "acknowledged_s": alert.acknowledged_s,
        "snoozed_until_s": alert.snoozed_until_s,
        "escalated_to": alert.escalated_to,
        "escalated_s": alert.escalated_s,
    }


def _state(alert: Alert, now_s: int) -> str:
    if alert.snoozed_until_s is not None and now_s < alert.snoozed_until_s:
        return SNOOZED
    if alert.acknowledged_s is not None:
        return ACKNOWLEDGED
    return ESCALATED if alert.escalated_s is not None else STANDING


def _zone(board: Board, visit_id: str, territories: tuple[str, ...]) -> str:
    """Where the times of an alert are told: at its visit, else in its territory."""
    visit: Visit | None = board.visits.get(visit_id)
    if visit is not None:
        return zone_of(board, visit)
    return next((board.territories[each].zone for each in territories if each in board.territories), "")


ENDPOINTS = (
    Endpoint(method="GET", path="/alerts", summary="What needs somebody, in the order in which to act, and its life.",
             handle=list_alerts, right="read", answer=list[AlertLine]),
)  # fmt: skip
