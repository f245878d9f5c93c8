"""Plays the field: each technician a device of their own, all customers one portal.

A device is a feed and an HTTP connection like any other. What is due is asked of the pure
parts again and again; nothing is kept that a restart would lose.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from time import monotonic

from msgspec import Struct

from dispatchtui.client.api import Api, Brief
from dispatchtui.client.session import Session
from dispatchtui.core.board import Board
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.model import Position, TechnicianId
from dispatchtui.core.requests import Status
from dispatchtui.errors import DispatchError, UserError
from dispatchtui.field import customers, technician
from dispatchtui.field.draws import Draws
from dispatchtui.field.pace import where
from dispatchtui.field.phone import Due, Phone
from dispatchtui.field.world import HOME

LONGEST_NAP_S = 1.0
SHORTEST_NAP_S = 0.02
POSITION_LEAST_S = 0.5
"""No device reports more often than this in real time, however fast the day runs."""
MOST_AT_ONCE = 6
"""Customers whose requests are on their way at the same time."""


class Tokens(Struct, frozen=True, kw_only=True):
    """What the field may use: one token for the customers' portal, and one for each device."""

    integration: str
    technicians: dict[str, str]


class Device:
    """Something in somebody's hand: a feed, a connection, and a list of what is due."""

    def __init__(self, url: str, token: str, plan: Callable[[Board, float], Sequence[Due]], at_once: int = 1) -> None:
        """Take the plan that says what is due on a board."""
        self.session = Session(url, token)
        self.api = Api(url, token)
        self._plan = plan
        self._changed = asyncio.Event()
        self._room = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._settled: set[str] = set()
        self.session.listen(lambda _: self._changed.set())

    async def run(self) -> None:
        """Do what is due when it is due, for as long as this task lives."""
        feed = asyncio.create_task(self.session.run())
        try:
            while True:
                if feed.done():
                    feed.result()
                self._changed.clear()
                nap_s = await self.turn() if self.session.live else LONGEST_NAP_S
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(nap_s):
                        await self._changed.wait()
                await asyncio.sleep(SHORTEST_NAP_S)
        finally:
            await self.session.close()
            await self.api.close()
            feed.cancel()
            await asyncio.gather(feed, return_exceptions=True)

    async def turn(self) -> float:
        """Do what is due now; answer the real seconds until something else will be."""
        session = self.session
        waiting = [each for each in self._plan(session.replica.confirmed, session.now_s())
                   if each.request.id not in self._settled]  # fmt: skip
        now_s = session.now_s()
        ready = [each for each in waiting if each.at_s <= now_s][: self._at_once]
        if ready:
            await asyncio.gather(*(self._submit(each) for each in ready))
            return 0.0
        if not waiting:
            return LONGEST_NAP_S
        return min(LONGEST_NAP_S, session.replica.clock.until(waiting[0].at_s, monotonic()))

    async def _submit(self, each: Due) -> None:
        """Ask; what was answered is not asked again, what was not is asked with the same identity."""
        reply = await self.session.submit(each.request, predict=False)
        if reply.status is not Status.UNAVAILABLE:
            self._settled.add(each.request.id)


class Technician(Device):
    """A technician's device: reads its briefs, plays its visits, says where it is."""

    def __init__(self, url: str, token: str, technician_id: TechnicianId, draws: Draws) -> None:
        """Know nothing but who one is."""
        super().__init__(url, token, lambda board, _: technician.due(self._phone(board)))
        self._id, self._draws = technician_id, draws
        self._briefs: dict[str, Brief] = {}
        self._reported_s = 0.0
        self._reported_at = 0.0

    def _phone(self, board: Board) -> Phone:
        return Phone(board, self._id, self._briefs, self._draws)

    async def turn(self) -> float:
        """Read what is new, do what is due, and report the position when it is time."""
        phone = self._phone(self.session.replica.confirmed)
        for visit_id in phone.unread():
            try:
                self._briefs[visit_id] = await self.api.brief(visit_id)
            except DispatchError:
                return LONGEST_NAP_S  # the visit may be taken back already, or the link is down; the feed will tell
        nap_s = await super().turn()
        speed = self.session.replica.clock.speed
        await self._report(self._phone(self.session.replica.confirmed))
        return min(nap_s, max(POSITION_LEAST_S, HOME.position_moving_s / speed if speed else LONGEST_NAP_S))

    async def _report(self, phone: Phone) -> None:
        now_s, now = self.session.now_s(), monotonic()
        found = where(phone, now_s)
        if found is None or now - self._reported_at < POSITION_LEAST_S:
            return
        place, moves = found
        if now_s - self._reported_s < (HOME.position_moving_s if moves else HOME.position_still_s):
            return
        self._reported_s, self._reported_at = now_s, now
        position = Position(technician_id=self._id, latitude=round(place.latitude, 5),
                            longitude=round(place.longitude, 5), at_s=int(now_s), accuracy_m=15.0)  # fmt: skip
        with contextlib.suppress(DispatchError):  # a position that is lost is followed by another
            await self.api.report([position])


async def play(
    url: str, tokens: Tokens, *, seed: int, start_s: int,
    arriving: Sequence[tuple[int, TakeRequest]] = (),
) -> None:  # fmt: skip
    """Play the field until the task is cancelled.

    `start_s` is when the day opened; `arriving` are the requests that come during it.
    Raises: UserError when the server does not know a token.
    """
    draws = Draws(seed)
    people = customers.Customers(start_s, arriving, draws)
    portal = Device(url, tokens.integration, lambda board, _: customers.due(people, board), MOST_AT_ONCE)
    devices = [Technician(url, token, TechnicianId(who), draws) for who, token in tokens.technicians.items()]
    tasks = [asyncio.create_task(device.run()) for device in (portal, *devices)]
    tasks.append(asyncio.create_task(_watch((portal, *devices))))
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _watch(devices: Sequence[Device]) -> None:
    """End the play with a sentence when a device is turned away."""
    while True:
        for device in devices:
            if device.session.sync.phase == "refused":
                raise UserError(f"The field cannot play on: {device.session.sync.sentence}")
        await asyncio.sleep(LONGEST_NAP_S)
