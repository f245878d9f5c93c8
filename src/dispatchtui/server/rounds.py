"""What the hour itself asks for, asked of the desk like everybody else: releasing visits in time.

The id of each request is made of what it is about, so two nodes, or one that was restarted, ask
only once.
"""

from __future__ import annotations

import asyncio

from dispatchtui.constraints.check import check_release
from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import VisitState
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor
from dispatchtui.server.clock import Clock
from dispatchtui.server.desk import Desk
from dispatchtui.server.feed import Hub

AUTOMATION = Actor(id="automation", name="Automation", roles=("automation",))
EVERY_S = 1.0


class Rounds:
    """The acts of automation that time drives."""

    def __init__(self, desk: Desk, hub: Hub, clock: Clock, release_ahead_s: int | None) -> None:
        """Drive nothing when no lead is set."""
        self._desk = desk
        self._hub = hub
        self._clock = clock
        self._ahead_s = release_ahead_s

    async def run(self) -> None:
        """Go round once a second."""
        while self._ahead_s is not None:
            due = due_for_release(self._hub.board, self._clock.now_s(), self._ahead_s)
            if due:
                await self._desk.submit(due, AUTOMATION, "rounds", urgent=False)
            await asyncio.sleep(EVERY_S)


def due_for_release(board: Board, now_s: int, ahead_s: int) -> list[Request]:
    """The releases of planned visits whose travel begins within the lead, and has not long begun.

    What the gate would refuse is not asked for again every second: it waits until a person or a
    change of the facts puts the plan right.

    Cost: one pass over the visits, and the rules of those that are due.
    """
    found = []
    for visit in board.visits.values():
        line = visit.assignment
        if visit.state is not VisitState.PLANNED or line is None:
            continue
        due = line.start_s - line.travel_s - ahead_s <= now_s < line.end_s
        if due and not check_release(board, visit.id, now_s, standing=AUTOMATION.standing):
            found.append(
                Request(
                    id=f"release-{visit.id}-{visit.version}",
                    act=AdvanceVisit(visit_id=visit.id, step=Step.RELEASE),
                    pre={f"visits/{visit.id}": visit.version},
                    reason=Reason(code="automatic", text="its time has come"),
                )
            )
    return found
