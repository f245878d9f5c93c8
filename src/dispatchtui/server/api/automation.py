"""Automation: what this server decides by itself, and how far ahead."""

from __future__ import annotations

from dispatchtui.risk.automation import Automated, automated
from dispatchtui.server.routes import Call, Endpoint


async def automation(call: Call) -> tuple[Automated, ...]:
    """What is decided without a person, and what is left to people."""
    office, settings = call.office, call.office.settings
    return automated(office.hub.board, office.clock.now_s(), settings.auto_release_s, watches=settings.watch)


ENDPOINTS = (
    Endpoint(method="GET", path="/automation", handle=automation, right="read", answer=tuple[Automated, ...],
             summary="What is decided without a person, how far ahead, and what is left to people."),
)  # fmt: skip
