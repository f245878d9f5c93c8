"""The routes, one file a noun, each ending in its rows of the table.

Never: a rule; handlers read the board or ask the desk.
Why: what can be asked is seen in one table, which the application and its OpenAPI both read.
"""

from __future__ import annotations

from dispatchtui.server.api import (
    admin,
    alerts,
    automation,
    candidates,
    checks,
    commands,
    exceptions,
    history,
    learned,
    operations,
    positions,
    risk,
    sessions,
    technicians,
    visits,
)
from dispatchtui.server.routes import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *commands.ENDPOINTS,
    *visits.ENDPOINTS,
    *candidates.ENDPOINTS,
    *technicians.ENDPOINTS,
    *alerts.ENDPOINTS,
    *checks.ENDPOINTS,
    *exceptions.ENDPOINTS,
    *history.ENDPOINTS,
    *risk.ENDPOINTS,
    *learned.ENDPOINTS,
    *automation.ENDPOINTS,
    *positions.ENDPOINTS,
    *sessions.ENDPOINTS,
    *admin.ENDPOINTS,
    *operations.ENDPOINTS,
)
