"""What waits for the desk: a front lane for keys, a lower one for large batches, both bounded.

A dispatcher's key never waits behind a batch: the front is always taken first, and of the lower
lane only one piece at a time. The event loop puts, the writer's thread takes.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Sequence

from msgspec import Struct

from dispatchtui.core.requests import Reply, Request
from dispatchtui.core.rights import Actor

LARGE = 8
"""Requests from which a batch goes to the lower lane."""
PIECE = 16
"""Requests of a large batch that are recorded together, when it need not be atomic."""
MOST_TOGETHER = 128
"""Requests in one transaction, so that the first of them does not wait long for the last."""


class Unit(Struct, eq=False):
    """Requests of one asker that belong together; `replies` grows as they are answered."""

    requests: Sequence[Request]
    actor: Actor
    session: str
    atomic: bool
    deadline: float
    done: asyncio.Future[list[Reply]]
    replies: list[Reply]
    urgent: bool = True
    entered: float = 0.0


class Piece(Struct):
    """Some of a unit's requests, to be recorded in one transaction."""

    unit: Unit
    requests: Sequence[Request]


class Waiting:
    """The two lanes."""

    def __init__(self, capacity: int) -> None:
        """Start empty; `capacity` counts requests."""
        self._capacity = capacity
        self._size = 0
        self._front: deque[Piece] = deque()
        self._lower: deque[Piece] = deque()
        self._something = threading.Condition()
        self._closed = False

    @property
    def size(self) -> int:
        """How many requests wait."""
        return self._size

    def put(self, unit: Unit) -> bool:
        """Queue a unit; false when the desk has more to do than it can take."""
        requests = unit.requests
        large = len(requests) >= LARGE or not unit.urgent
        step = len(requests) if unit.atomic or not large else PIECE
        pieces = [Piece(unit, requests[start : start + step]) for start in range(0, len(requests), step)]
        unit.entered = time.monotonic()
        with self._something:
            if self._closed or self._size + len(requests) > self._capacity:
                return False
            self._size += len(requests)
            (self._lower if large else self._front).extend(pieces)
            self._something.notify()
        return True

    def take(self, timeout_s: float) -> list[Piece]:
        """Wait for work; everything that waits in front, or else one piece of the lower lane."""
        with self._something:
            if not (self._front or self._lower or self._closed):
                self._something.wait(timeout_s)
            taken: list[Piece] = []
            count = 0
            while self._front and count < MOST_TOGETHER:
                taken.append(self._front.popleft())
                count += len(taken[-1].requests)
            if not taken and self._lower:
                taken.append(self._lower.popleft())
            self._size -= sum(len(piece.requests) for piece in taken)
            return taken

    def nudge(self) -> None:
        """Wake the writer although nothing is queued, because another node rang."""
        with self._something:
            self._something.notify()

    def close(self) -> None:
        """Take nothing more; what waits is still taken out."""
        with self._something:
            self._closed = True
            self._something.notify()

    @property
    def closed(self) -> bool:
        """Whether nothing more comes and nothing is left."""
        return self._closed and not (self._front or self._lower)
