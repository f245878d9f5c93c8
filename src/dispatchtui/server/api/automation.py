"""Automation: what this server decides by itself, and how far ahead."""

from __future__ import annotations

from dispatchtui.core.model import Answer
from dispatchtui.core.scope import scope_of
from dispatchtui.risk.automation import Automated, automated
from dispatchtui.server.routes import Call, Endpoint


async def automation(call: Call) -> tuple[Automated, ...]:
    """What is decided without a person, and what is left to people."""
    office, settings = call.office, call.office.settings
    return automated(office.hub.board, office.clock.now_s(), settings.auto_release_s, watches=settings.watch)


async def acts(call: Call) -> tuple[Answer, ...]:
    """What automation did by itself, the newest first, also what was taken back since."""
    scope = scope_of(call.actor)
    answers: list[Answer] = [each for each in call.office.hub.board.tables["answers"].values() if scope.sees(each)]
    done = [each for each in answers if each.outcome in ("applied", "undone")]
    return tuple(sorted(done, key=lambda each: (-each.answered_s, each.id)))


ENDPOINTS = (
    Endpoint(method="GET", path="/automation/acts", handle=acts, right="read", answer=tuple[Answer, ...],
             summary="What automation did by itself, the newest first, also what was taken back since."),
    Endpoint(method="GET", path="/automation", handle=automation, right="read", answer=tuple[Automated, ...],
             summary="What is decided without a person, how far ahead, and what is left to people."),
)  # fmt: skip
