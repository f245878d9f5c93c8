"""The desk: the one write path, as the event loop sees it.

Requests wait in two lanes; one thread takes what waits, records it in one transaction, and hands
the result to the loop, which changes the board, tells the feed and answers, in this order. The
thread then waits for the loop, so that the board it judges on never changes under it.
Raises: nothing; what cannot be recorded is answered as unavailable, with a sentence.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from dispatchtui.core.board import Board
from dispatchtui.core.refusals import Code
from dispatchtui.core.requests import Reply, Request
from dispatchtui.core.rights import Actor
from dispatchtui.errors import StorageError
from dispatchtui.server import answers
from dispatchtui.server.clock import Clock
from dispatchtui.server.feed import Hub
from dispatchtui.server.metrics import Metrics
from dispatchtui.server.queue import Piece, Unit, Waiting
from dispatchtui.server.writer import Restored, Writer, Written
from dispatchtui.store import Head, Store

log = logging.getLogger(__name__)
LOOK_S = 1.0
"""How often the log is looked at although nobody rang."""
GRACE_S = 3.0
"""How long an answer is awaited beyond the deadline, before it is said that nobody knows."""
ENOUGH = 3
"""Pieces that fail one after the other before the disk is to blame."""
RESTORED = "The database holds another history than before: a backup was restored into it, and its board is read anew."
PATIENCE = 5
"""By how much the deadline of a large batch is longer."""


class Desk:
    """One node's writer."""

    def __init__(
        self, store: Store, hub: Hub, clock: Clock, metrics: Metrics, *, deadline_s: float, capacity: int
    ) -> None:
        """Get ready; `start` opens."""
        self.trouble = ""
        self._store = store
        self._hub = hub
        self._metrics = metrics
        self._deadline_s = deadline_s
        self._waiting = Waiting(capacity)
        self._writer = Writer(store, hub.board, hub.epoch, clock)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
        self._published = threading.Event()
        self._doubtful = False
        self._read_at = time.monotonic()
        metrics.queue.set_function(lambda: self._waiting.size)

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return self._waiting.size

    @property
    def behind_s(self) -> int:
        """For how long the shared log has not been read: what other nodes recorded since is not known here."""
        return int(time.monotonic() - self._read_at)

    def start(self) -> None:
        """Begin to take requests."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """Take nothing more, finish what waits, and end the thread."""
        self._waiting.close()
        await asyncio.to_thread(self._thread.join)

    def nudge(self) -> None:
        """Look at the log now, because another node rang."""
        self._waiting.nudge()

    async def submit(
        self, requests: Sequence[Request], actor: Actor, session: str, *, atomic: bool = False, urgent: bool = True
    ) -> list[Reply]:
        """Have requests judged and recorded; one reply each, in order."""
        loop = asyncio.get_running_loop()
        patience = 1 if urgent and len(requests) == 1 else PATIENCE
        within_s = self._deadline_s * patience
        done: asyncio.Future[list[Reply]] = loop.create_future()
        unit = Unit(requests, actor, session, atomic, time.monotonic() + within_s, done, [], urgent)
        if not self._waiting.put(unit):
            replies = [answers.unavailable(request, answers.FULL) for request in requests]
        else:
            try:
                replies = await asyncio.wait_for(asyncio.shield(done), within_s + GRACE_S)
            except TimeoutError:
                late = unit.replies
                rest = requests[len(late) :]
                replies = late + [answers.unavailable(each, answers.UNKNOWN_OUTCOME, Code.UNKNOWN) for each in rest]
        for reply in replies:
            self._metrics.answered(reply)
        return replies

    # The thread.

    def _work(self) -> None:
        looked = time.monotonic()
        while not self._waiting.closed:
            pieces = self._waiting.take(LOOK_S)
            if pieces:
                self._turn(pieces)
            if not pieces or time.monotonic() - looked > LOOK_S:
                looked = time.monotonic()
                self._look()

    def _turn(self, pieces: list[Piece]) -> None:
        """Record; on a board of a history that was replaced by a restore, read the board anew first."""
        try:
            self._record(pieces)
        except Restored:
            log.warning("%s", RESTORED)
            try:
                self._load()
                self._record(pieces)
            except StorageError as error:
                self._refuse(pieces, error.sentence)
            except Restored:
                self._refuse(pieces, RESTORED)

    def _record(self, pieces: list[Piece]) -> bool:
        """Record and answer; whether it was recorded.

        Raises: Restored, with nothing answered.
        """
        began = time.perf_counter()
        try:
            written = self._writer.record(pieces)
        except StorageError as error:
            if len(pieces) > 1:
                self._one_by_one(pieces)
            else:
                self._refuse(pieces, error.sentence)
            return False
        except Restored:
            raise
        except Exception:
            log.exception("a transaction failed")
            self._refuse(pieces, answers.BROKEN)
            self._reload()
            return False
        self._read_at = time.monotonic()
        self._well()
        self._metrics.commit.observe(time.perf_counter() - began)
        self._hand_over(written)
        return True

    def _one_by_one(self, pieces: list[Piece]) -> None:
        """Find out whether one piece spoiled it for the others, or the disk for all."""
        failed = 0
        for place, piece in enumerate(pieces):
            try:
                failed = 0 if self._record([piece]) else failed + 1
            except Restored:
                self._turn(pieces[place:])
                return
            if failed == ENOUGH:
                self._refuse(pieces[place + 1 :], self.trouble)
                return

    def _look(self) -> None:
        """Catch up with other nodes, and see whether a failed disk can be written again."""
        began = time.monotonic()
        try:
            written = self._writer.look()
            self._read_at = began
            if self.trouble:
                self._store.probe()
                self._well()
        except Restored:
            log.warning("%s", RESTORED)
            self._reload()
            return
        except StorageError as error:
            self._troubled(error.sentence)
            return
        if written.told:
            self._hand_over(written)

    def _refuse(self, pieces: list[Piece], sentence: str) -> None:
        self._troubled(sentence)
        refused = [(piece, [answers.unavailable(each, sentence) for each in piece.requests]) for piece in pieces]
        self._hand_over(Written(refused, [], []))

    def _troubled(self, sentence: str) -> None:
        """Something keeps acts from being recorded; it ends when a commit or a probe went well."""
        if sentence != self.trouble:
            log.error("%s", sentence)
        self.trouble = sentence

    def _well(self) -> None:
        if self.trouble:
            log.warning("Acts are recorded again; before: %s", self.trouble)
        self.trouble = ""

    def _reload(self) -> None:
        """Memory is in doubt: read the board anew, and let every reader do the same."""
        try:
            self._load()
        except StorageError as error:
            self._troubled(error.sentence)
            return
        if self.trouble == answers.BROKEN:
            self._well()

    def _load(self) -> None:
        self._on_loop(self._start_over, self._store.standing())
        self._doubtful = False

    def _hand_over(self, written: Written) -> None:
        self._on_loop(self._publish, written)
        if self._doubtful:
            self._reload()

    def _on_loop(self, act: Callable[[Any], None], value: Any) -> None:
        """Run something on the loop and wait for it; a loop that is gone has nobody to tell."""
        self._published.clear()
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(act, value)
        except RuntimeError:
            return
        while not self._published.wait(1.0) and self._loop.is_running():
            pass

    # The loop.

    def _publish(self, written: Written) -> None:
        self._hub.notice = self.trouble
        try:
            self._hub.publish(written.told, written.changes)
        except Exception:
            log.exception("the board could not follow the log")
            self._doubtful = True
        for piece, replies in written.answers:
            unit = piece.unit
            unit.replies.extend(replies)
            if len(unit.replies) == len(unit.requests) and not unit.done.done():
                unit.done.set_result(unit.replies)
        self._published.set()

    def _start_over(self, standing: tuple[Board, Head]) -> None:
        board, head = standing
        self._hub.reset(board, head.epoch)
        self._writer.board, self._writer.epoch = board, head.epoch
        self._published.set()
