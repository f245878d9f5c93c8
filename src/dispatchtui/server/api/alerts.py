"""Alerts: visits that break or may break their word."""

from __future__ import annotations

from msgspec.structs import asdict, replace

from dispatchtui.core.board import Board
from dispatchtui.core.scope import Scope
from dispatchtui.core.sla import Alert, alerts
from dispatchtui.core.timeline import project
from dispatchtui.server.api.visits import zone_of
from dispatchtui.server.routes import Call, Endpoint

BEHIND = "behind "
UNNAMED = "behind other work"


class AlertLine(Alert, frozen=True, kw_only=True):
    """An alert with the zone in which its times are told."""

    zone: str = ""


async def list_alerts(call: Call) -> list[AlertLine]:
    """The alerts in the asker's scope, most urgent first."""
    hub, now_s = call.office.hub, call.office.clock.now_s()
    board, scope = hub.board, call.scope
    projections = {each: project(board, each, now_s, hub.whereabouts.get(each)) for each in board.technicians}
    return [
        AlertLine(**asdict(_unnamed(board, each, scope)), zone=zone_of(board, board.visits[each.visit_id]))
        for each in alerts(board, now_s, projections)
        if scope.sees(board.visits.get(each.visit_id))
    ]


def _unnamed(board: Board, alert: Alert, scope: Scope) -> Alert:
    """An alert that does not name a hidden visit as its cause."""
    other = alert.cause.removeprefix(BEHIND)
    if other == alert.cause or scope.sees(board.visits.get(other)):
        return alert
    return replace(alert, cause=UNNAMED, sentence=alert.sentence.replace(alert.cause, UNNAMED))


ENDPOINTS = (
    Endpoint(method="GET", path="/alerts", summary="Visits whose promise or SLA is in danger, most urgent first.",
             handle=list_alerts, right="read", answer=list[AlertLine]),
)  # fmt: skip
