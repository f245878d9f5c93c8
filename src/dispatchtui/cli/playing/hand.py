"""The desk hand: a script that dispatches as a person would, for days that nobody watches.

It holds a console's replica and asks through a console's session; it knows no way that a
person at the desk has not. It never runs beside a screen.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from time import monotonic

from dispatchtui.client.session import Batch, Session
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import MoveVisits
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import PLACED, TOLD, Step
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.requests import Request, Status
from dispatchtui.solver.rank import rank

RELEASE_AHEAD_S = 3600
"""A visit is released when its travel begins within this."""
LOOK_AGAIN_S = 900
"""Server's seconds after which a visit that nobody could take is looked at again."""
MOST_A_TURN = 12
PAUSE_S = 0.1
LOOKED_AT = 20
"""Candidates that are looked at before a visit waits for another turn."""
ROUTINE = Reason(code="other", text="the day's own course")


class Hand:
    """Dispatches on one session until it is cancelled; counts what it did."""

    def __init__(self, session: Session, asked: Callable[[str, float], None] = lambda *_: None) -> None:
        """Take a session that runs; `asked` hears each request's id and the moment it was asked."""
        self.session = session
        self.counts: Counter[str] = Counter()
        self._asked = asked
        self._changed = asyncio.Event()
        self._not_before: dict[str, float] = {}
        session.listen(self._heard)

    async def run(self) -> None:
        """Look at the board after every change and do what is to be done."""
        while True:
            self._changed.clear()
            if self.session.live:
                for visit_id, act in self._turn():
                    await self._submit(visit_id, act)
            with contextlib.suppress(TimeoutError):
                # Not wait_for: before Python 3.12 it loses a cancellation that comes with the result.
                async with asyncio.timeout(1.0):
                    await self._changed.wait()
            await asyncio.sleep(PAUSE_S)

    def _heard(self, _: Batch) -> None:
        self._changed.set()

    def _turn(self) -> list[tuple[str, Command]]:
        now_s = self.session.now_s()
        found: list[tuple[str, Command]] = []
        for visit in self._visits(now_s):
            if len(found) >= MOST_A_TURN:
                break
            act = wanted(self.session.replica.board, visit, int(now_s))
            if act is not None:
                found.append((visit.id, act))
            elif visit.state is VisitState.QUALIFIED:
                self._not_before[visit.id] = now_s + LOOK_AGAIN_S
        return found

    def _visits(self, now_s: float) -> Iterator[Visit]:
        board = self.session.replica.board
        for visit in sorted(board.visits.values(), key=lambda each: _urgency(board, each)):
            if self._not_before.get(visit.id, 0) <= now_s:
                yield visit

    async def _submit(self, visit_id: str, act: Command) -> None:
        session = self.session
        if isinstance(act, PlaceVisit | MoveVisits):
            # Other acts of this turn have moved the board on: look for the best place as it is now.
            visit = session.replica.board.visits.get(visit_id)
            fresh = wanted(session.replica.board, visit, int(session.now_s())) if visit is not None else None
            if fresh is None:
                return
            act = fresh
        visit = session.replica.board.visits[visit_id]
        request = Request(id=session.new_id(), act=act, pre={f"visits/{visit_id}": visit.version},
                          reason=ROUTINE, override=ROUTINE)  # fmt: skip
        self._asked(request.id, monotonic())
        reply = await session.submit(request)
        self.counts[str(reply.status)] += 1
        if reply.status is Status.APPLIED:
            self.counts[
                type(act).__name__ if isinstance(act, PlaceVisit | MoveVisits) else str(getattr(act, "step", ""))
            ] += 1
        elif reply.status is not Status.UNAVAILABLE:
            self._not_before[visit_id] = session.now_s() + LOOK_AGAIN_S


def wanted(board: Board, visit: Visit, now_s: int) -> Command | None:
    """What a dispatcher would do about a visit now; nothing when it is well or hopeless."""
    if visit.state is VisitState.NO_ACCESS:
        return AdvanceVisit(visit_id=visit.id, step=Step.RETURN)
    if visit.state is VisitState.QUALIFIED:
        return _place(board, visit, now_s)
    line = visit.assignment
    if line is None or visit.state not in PLACED:
        return None
    if _gone(board, line.technician_id, max(now_s, line.start_s)):
        return _recall(visit) if visit.state in TOLD else _place(board, visit, now_s)
    if visit.state is VisitState.PLANNED and line.start_s - line.travel_s - RELEASE_AHEAD_S <= now_s:
        return AdvanceVisit(visit_id=visit.id, step=Step.RELEASE)
    return None


def _place(board: Board, visit: Visit, now_s: int) -> Command | None:
    for each in rank(board, visit.id, now_s, most=LOOKED_AT).candidates:
        displaces = any(knock.displaced for knock in each.knock_on)
        if not each.violations and not displaces and not _gone(board, each.technician_id, each.start_s):
            return each.act
    return None


def _recall(visit: Visit) -> AdvanceVisit:
    return AdvanceVisit(visit_id=visit.id, step=Step.RECALL, reason="the technician is absent")


def _gone(board: Board, technician_id: str, at_s: int) -> bool:
    return any(each.start_s <= at_s < each.end_s for each in board.absences_of(technician_id))


def _urgency(board: Board, visit: Visit) -> tuple[int, int, str]:
    order = board.work_orders.get(visit.work_order_id)
    return (order.priority if order else 4, order.requested_s if order else 0, visit.id)
