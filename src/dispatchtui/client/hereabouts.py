"""Where this console is, said to the server when that changes and while its person is at it.

Nothing waits for it: the latest is said once the link can take it, and what came in between is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from dispatchtui.protocol.frames import IDLE_AFTER_S, PRESENCE_SINCE, Here

LEAST_S = 0.2
"""The least time between two frames, however fast the cursor runs."""
AGAIN_AFTER_S = IDLE_AFTER_S / 3
"""A person who is still at it is said to be there again after so long."""
NOWHERE = Here()
Say = Callable[[Here], Coroutine[Any, Any, None]]


class Hereabouts:
    """The visit that this console is on, and what the server was last told of it."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Begin on no visit; `now` is the local monotonic clock."""
        self._now = now
        self._here = self._said = NOWHERE
        self._put_at = self._said_at = now()
        self._changed = asyncio.Event()
        self._speaking: asyncio.Task[None] | None = None

    def put(self, visit_id: str, doing: str) -> None:
        """Take where the person is; called at each act of theirs, it says nothing that the server knows."""
        self._here = Here(visit_id=visit_id, doing=doing) if visit_id else NOWHERE
        self._put_at = self._now()
        if self._due():
            self._changed.set()

    def begin(self, proto: int, say: Say) -> None:
        """Tell a new connection, which knows nothing yet, if it speaks a version that has room for it."""
        self.end()
        if proto >= PRESENCE_SINCE:
            self._speaking = asyncio.create_task(self._speak(say))

    def end(self) -> None:
        """Tell nobody any more."""
        if self._speaking is not None:
            self._speaking.cancel()
            self._speaking = None

    async def _speak(self, say: Say) -> None:
        from websockets.exceptions import ConnectionClosed  # noqa: PLC0415  (a console paints before it connects)

        self._said = NOWHERE
        if self._now() - self._put_at > IDLE_AFTER_S:
            self._here = NOWHERE
        while True:
            if self._due():
                self._said, self._said_at = self._here, self._now()
                try:
                    await say(self._said)
                except ConnectionClosed:
                    return  # the one who reads the socket hears of it too
                await asyncio.sleep(LEAST_S)
            else:
                self._changed.clear()
                await self._changed.wait()

    def _due(self) -> bool:
        again = self._here != NOWHERE and self._put_at - self._said_at >= AGAIN_AFTER_S
        return self._here != self._said or again
