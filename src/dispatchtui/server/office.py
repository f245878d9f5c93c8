"""Everything that one server process holds, made in order and let go in the other."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

from dispatchtui.core.words import length
from dispatchtui.errors import StorageError
from dispatchtui.server.access import REFRESH_S, Access
from dispatchtui.server.clock import Clock
from dispatchtui.server.desk import Desk
from dispatchtui.server.feed import Hub
from dispatchtui.server.limits import Buckets
from dispatchtui.server.metrics import Metrics
from dispatchtui.server.planning import Planner
from dispatchtui.server.rounds import Rounds
from dispatchtui.server.watch import Watchman
from dispatchtui.server.window import told_again
from dispatchtui.settings import Settings
from dispatchtui.store import Store

log = logging.getLogger(__name__)
PRELOAD = 5_000
"""Facts read back at the start, from which readers of a former process resume."""
HOUSEKEEPING_S = 60.0
FAREWELL_S = 0.5
LONG_AGO_S = 7 * 86_400
"""A log that ends so long ago is that of a day that was kept, or of a desk that was closed: nobody waits for alerts."""


class Office:
    """One node: store, desk, hub, access and the clocks that drive them."""

    def __init__(self, settings: Settings, store: Store) -> None:
        """Read the board and get ready; `open` starts the work."""
        self.settings = settings
        self.store = store
        self.clock = Clock(settings.clock_start_s, settings.clock_speed)
        self.metrics = Metrics()
        board, head = store.standing()
        self.hub = Hub(board, head.epoch, self.clock, settings.limits.resume_window)
        self.hub.lag = self.metrics.lag.observe
        lines = store.logged(max(0, head.seq - PRELOAD), head.seq)
        self.hub.remember([told_again(line) for line in lines])
        if lines:
            self.clock.not_before(lines[-1].at_s)
        last_s = lines[-1].at_s if lines else self.clock.now_s()
        self._held_since = head.seq if self.clock.now_s() - last_s > LONG_AGO_S else None
        self._held = (f"The log's last fact is of {datetime.fromtimestamp(last_s, UTC).isoformat()}, "
                      f"{length(self.clock.now_s() - last_s)} ago: nothing is watched until something is recorded; "
                      "--clock with that time goes on with a simulated day.")  # fmt: skip
        self._told_of_clock = ""
        self.desk = Desk(store, self.hub, self.clock, self.metrics,
                         deadline_s=settings.limits.deadline_s, capacity=settings.limits.queue)  # fmt: skip
        self.access = Access(store, settings.limits)
        self.buckets = Buckets(settings.limits.requests_per_s, settings.limits.burst)
        self.rounds = Rounds(self.desk, self.hub, self.clock, settings.auto_release_s)
        self.watch = Watchman(store, self.desk, self.hub, self.clock)
        self.planner = Planner(self.desk, self.hub, self.clock)
        self.sockets: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._leaving = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self) -> None:
        """Start the desk, the marks, the looks at tokens, and whatever is driven by time."""
        self._loop = asyncio.get_running_loop()
        self.desk.start()
        for work in (self._marks(), self._tokens(), self._housekeeping(), self.rounds.run()):
            self._tasks.append(asyncio.create_task(_kept(work)))
        if self._held_since is None:
            self._watch()
        else:
            log.warning("%s", self._held)
        threading.Thread(target=self._listen, name="doorbell", daemon=True).start()

    async def farewell(self) -> None:
        """Tell every reader that the server goes."""
        await self.hub.farewell("The server is stopping.", FAREWELL_S)

    async def close(self) -> None:
        """Finish what waits, then let go of everything."""
        self._leaving.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.watch.close()
        await self.desk.stop()
        self.access.close()
        self.hub.study.close()
        await asyncio.to_thread(self.store.close)

    async def _marks(self) -> None:
        due = time.monotonic()
        while True:
            due = max(due + self.settings.limits.mark_s, time.monotonic())
            self.hub.notice = self.desk.trouble
            self._mind_the_clock()
            if self._held_since is not None and self.hub.board.seq > self._held_since:
                self._held_since = None
                self._watch()
            self.hub.mark(self.access.now)
            self.metrics.sockets.set(len(self.hub.readers))
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def _watch(self) -> None:
        if self.settings.watch:
            self.watch.start()
            self._tasks.append(asyncio.create_task(_kept(self.planner.run())))

    @property
    def notices(self) -> tuple[str, ...]:
        """What whoever runs the server should know now."""
        held = self._held if self._held_since is not None else ""
        found = (self.desk.trouble, self.clock.notice, held, *self.store.notices)
        return tuple(each for each in found if each)

    def _mind_the_clock(self) -> None:
        """Log once when the clock begins to wait or was moved."""
        notice = self.clock.notice
        if notice and not self._told_of_clock:
            log.warning("%s", notice)
        self._told_of_clock = notice

    async def _tokens(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_S)
            with contextlib.suppress(StorageError):
                await self.access.refresh({reader.principal.secret for reader in self.hub.readers})

    async def _housekeeping(self) -> None:
        while True:
            await asyncio.sleep(HOUSEKEEPING_S)
            with contextlib.suppress(StorageError):
                await self.access.note_use()
                await asyncio.to_thread(self.store.forget_replies, int(time.time()))

    def _listen(self) -> None:
        """Hear other nodes; the desk looks once a second all the same."""
        if not self.settings.database.startswith("postgres"):
            return
        bell = None
        while not self._leaving.is_set():
            try:
                bell = bell or self.store.doorbell()
                if bell.wait(1.0):
                    self.desk.nudge()
            except StorageError:
                self._leaving.wait(1.0)
        if bell is not None:
            bell.close()


async def _kept(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except asyncio.CancelledError:
        raise
    except Exception:
        log.exception("a task of the office ended")
        raise
