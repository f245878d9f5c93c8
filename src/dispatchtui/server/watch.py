"""The watch: a thread that follows the board, raises alerts through the desk, keeps predictions, and learns.

It has a board of its own, made from the published one and kept by the facts, and works in short slices, so that
neither the loop nor the desk waits for it. What it asks of the desk rests on the versions that it saw and bears ids
made of what is asked, so that of two nodes, or after a restart, one asks and nothing is told twice.

Never: a wait of the desk or the loop for this thread; an end because of something odd on the board.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

import msgspec

from dispatchtui.core.board import Board
from dispatchtui.core.commands.alerts import RaiseAlert
from dispatchtui.core.commands.learning import LearnBehaviour
from dispatchtui.core.model import Behaviour, Position
from dispatchtui.core.requests import Reply, Request
from dispatchtui.errors import StorageError
from dispatchtui.risk.alerts import Asked
from dispatchtui.risk.learning.observations import Observation
from dispatchtui.server.clock import Clock
from dispatchtui.server.desk import Desk
from dispatchtui.server.feed import Hub
from dispatchtui.server.rounds import AUTOMATION
from dispatchtui.server.watching.post import Lost, Post
from dispatchtui.server.watching.telling import Outlook
from dispatchtui.server.window import Told
from dispatchtui.store import Store

T = TypeVar("T")
log = logging.getLogger(__name__)
LOOK_S = 1.0
"""The longest that it waits for something to happen before it sees what time does."""
BREATH_S = 0.2
"""The least between two looks, so that a stream of facts is looked at together."""
TIME_S = 15
"""After so much time at the desk it looks although nothing happened."""
STALE_S = 1.5
"""After so long it looks although not all is worked out."""
SLICE_S, REST_S = 0.004, 0.004
"""How long it works at once, and how long others then have their turn."""
AT_A_TIME_S = 0.5
"""How long it works before it takes the facts that came meanwhile."""
MOST_TAKEN = 500
"""Facts that are followed in one go."""
AT_ONCE = 50
"""Requests that are asked together."""
_encode = msgspec.json.Encoder(order="deterministic").encode


class Watchman:
    """The thread, what it is told by the loop, and what it found last."""

    def __init__(self, store: Store, desk: Desk, hub: Hub, clock: Clock) -> None:
        """Get ready; `start` begins."""
        self._store, self._desk, self._hub, self._clock = store, desk, hub, clock
        self._outlook = Outlook()
        self._boards: deque[Board] = deque(maxlen=1)
        self._told: deque[Told] = deque()
        self._moved: deque[Position] = deque()
        self._bell, self._looked = threading.Event(), asyncio.Event()
        self._leaving = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._work, name="watch", daemon=True)

    # What the loop calls.

    def start(self) -> None:
        """Begin to watch the published board."""
        self._loop = asyncio.get_running_loop()
        self._hub.followers.append(self)
        self.reset()
        self._thread.start()

    async def close(self) -> None:
        """End the thread after what it does now."""
        self._leaving.set()
        self._bell.set()
        if self._loop is not None:
            await asyncio.to_thread(self._thread.join)

    def follow(self, told: Sequence[Told]) -> None:
        """Take facts that were published."""
        self._told.extend(told)
        self._bell.set()

    def moved(self, position: Position) -> None:
        """Take where somebody is."""
        self._moved.append(position)

    def reset(self) -> None:
        """Begin anew with the published board."""
        self._told.clear()
        self._boards.append(self._hub.board.copy())
        self._bell.set()

    async def outlook(self, within_s: float = 2.0) -> Outlook:
        """What it found last; it is waited for a little until it has seen all that is published."""
        seq = self._hub.board.seq if self._loop is not None else 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while self._outlook.seq < seq:
                    self._looked.clear()
                    await self._looked.wait()
        return self._outlook

    # The thread.

    def _work(self) -> None:
        while not self._leaving.is_set():
            try:
                for board in _taken(self._boards):
                    self._watch(board)
            except Lost:
                log.info("the watch begins anew with the board as it stands")
            except Exception:
                log.exception("the watch begins anew")
                self._leaving.wait(LOOK_S)
            if not self._boards:
                self._bell.clear()
                self._on_loop(self.reset)
                self._bell.wait(LOOK_S)

    def _watch(self, board: Board) -> None:
        """Watch one history until it is replaced."""
        post = Post(self._store, board, self._clock.now_s(), dict(self._hub.whereabouts))
        looked_s, since = self._clock.now_s() - TIME_S, math.inf
        while not self._boards and not self._leaving.is_set():
            began, now_s = time.monotonic(), self._clock.now_s()
            self._bell.clear()
            if post.follow(_taken(self._told), now_s) or now_s - looked_s >= TIME_S:
                since = min(since, began)
            for position in _taken(self._moved):
                post.move(position)
            fresh = self._sliced(post, began)
            # What is half worked out would be told twice, unless so much happens that it never is whole.
            if since < math.inf and (fresh or (post.ready and time.monotonic() - since > STALE_S)):
                # What was not worked out yet is looked at as soon as it is.
                looked_s, since = now_s, math.inf if fresh else time.monotonic()
                self._look(post)
            self._leaving.wait(max(BREATH_S, time.monotonic() - began))
            if fresh and not self._told:
                self._bell.wait(LOOK_S)

    def _sliced(self, post: Post, began: float) -> bool:
        """Work in slices until all is fresh or it has been a while; tell whether all is."""
        while not self._leaving.is_set():
            until = time.perf_counter() + SLICE_S
            if post.work(self._clock.now_s(), lambda end=until: time.perf_counter() > end):  # type: ignore[misc]
                return True
            time.sleep(REST_S)
            if time.monotonic() - began > AT_A_TIME_S:
                return False
        return False

    def _look(self, post: Post) -> None:
        asked = post.look()
        self._outlook = post.outlook
        self._on_loop(self._looked.set)
        self._ask(post.board, asked)
        try:
            post.keep()
            self._ask(post.board, post.learn(learned))
        except StorageError as error:
            log.warning("What is expected could not be kept: %s", error.sentence)

    def _ask(self, board: Board, acts: Sequence[Asked | LearnBehaviour]) -> None:
        """Have acts done in the name of automation; what is refused is seen at the next look."""
        now_s = self._clock.now_s()
        requests = [request_for(board, act, now_s) for act in acts]
        for start in range(0, len(requests), AT_ONCE):
            assert self._loop is not None
            asking = self._desk.submit(requests[start : start + AT_ONCE], AUTOMATION, "watch", urgent=False)
            try:
                answer = asyncio.run_coroutine_threadsafe(asking, self._loop)
            except RuntimeError:  # the loop is gone, and nobody is left to tell
                asking.close()
                return
            for reply in self._awaited(answer):
                if reply.refusal is not None:
                    log.debug("%s: %s", reply.id, reply.refusal.sentence)

    def _awaited(self, answer: Future[list[Reply]]) -> list[Reply]:
        while not self._leaving.is_set():
            try:
                return answer.result(0.2)
            except TimeoutError:
                continue
        return []

    def _on_loop(self, act: Callable[[], None]) -> None:
        """Run something on the loop; one that is gone has nobody to tell."""
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(act)
        except RuntimeError:
            self._leaving.set()


def request_for(board: Board, act: Asked | LearnBehaviour, now_s: int) -> Request:
    """The request for an act, resting on the row as it is on this board."""
    match act:
        case RaiseAlert() | LearnBehaviour():
            key = f"{act.row.TABLE}/{act.row.id}"
        case _:
            key = f"alerts/{act.alert_id}"
    row = board.row(key)
    version = row.version if row is not None else 0
    # Two that see the same at once ask the same; who asks later has another version before them.
    print_ = hashlib.sha256(_encode((act, version, now_s))).hexdigest()[:24]
    return Request(id=f"watch-{print_}", act=act, pre={key: version})


def learned(observations: list[Observation], board: Board, now_s: int) -> tuple[Behaviour, ...]:
    """What observations teach; numpy is loaded with the first."""
    from dispatchtui.risk.learning.fit import learn  # noqa: PLC0415  (most servers start long before they learn)

    return learn(observations, board, now_s)


def _taken(things: deque[T]) -> list[T]:
    """Everything that waits, in order; more may come meanwhile."""
    taken: list[T] = []
    with contextlib.suppress(IndexError):
        while len(taken) < MOST_TAKEN:
            taken.append(things.popleft())
    return taken
