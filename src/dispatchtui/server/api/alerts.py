"""Alerts: visits that break or may break their word."""

from __future__ import annotations

from dispatchtui.core.sla import Alert, alerts
from dispatchtui.core.timeline import project
from dispatchtui.server.routes import Call, Endpoint


async def list_alerts(call: Call) -> list[Alert]:
    """The alerts in the asker's scope, most urgent first."""
    hub, now_s = call.office.hub, call.office.clock.now_s()
    board = hub.board
    projections = {each: project(board, each, now_s, hub.whereabouts.get(each)) for each in board.technicians}
    sees = call.scope.sees
    return [each for each in alerts(board, now_s, projections) if sees(board.visits.get(each.visit_id))]


ENDPOINTS = (
    Endpoint(method="GET", path="/alerts", summary="Visits whose promise or SLA is in danger, most urgent first.",
             handle=list_alerts, right="read", answer=list[Alert]),
)  # fmt: skip
