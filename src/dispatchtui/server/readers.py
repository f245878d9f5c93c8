"""One reader of the feed: a place in a view's frames, and the pump that sends from there.

A reader is pulled along, never pushed at: while its socket is full nothing is kept for it. When it
comes back it gets one merged frame for all it missed, or, when that was too much or too long
ago, a resync.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from secrets import token_hex

from dispatchtui.core.scope import Scope
from dispatchtui.protocol.codec import encode
from dispatchtui.protocol.frames import OLDEST, Frame, Positions, Present, Resync
from dispatchtui.server.access import Principal
from dispatchtui.server.views import View

MOST_BEHIND = 5_000
"""Facts that one merged frame may hold; a reader further behind is told to start over."""
SLOW_S = 10.0
"""A send that took longer makes the reader start over."""
STUCK_S = 30.0
"""A send that takes longer ends the connection."""

Message = str | bytes
NOBODY: Message = encode(Present())
"""That nobody is on any visit, which a reader takes for granted."""


class Reader:
    """One socket's place in the feed."""

    def __init__(self, principal: Principal, scope: Scope, send: Callable[[Message], Awaitable[None]]) -> None:
        """Begin without a place; `attach` gives one."""
        self.principal = principal
        self.scope = scope
        self.session = token_hex(4)
        self.proto = OLDEST
        self.view: View | None = None
        self.cursor = 0
        self.closing: tuple[int, str] | None = None
        self.sending_since: float | None = None
        self.left = asyncio.Event()
        self._next = 0
        self._ahead: deque[Message] = deque()
        self._send = send
        self._wake = asyncio.Event()
        self._slow = False
        self._shown = NOBODY
        self._to_show: Message | None = None

    def say(self, frame: Frame | Message) -> None:
        """Send this before anything of the view."""
        self._ahead.append(encode(frame) if isinstance(frame, Frame) else frame)
        self._wake.set()

    def show(self, message: Message) -> None:
        """Send this once nothing else waits, unless something newer is shown by then or it was shown last."""
        if message != self._shown:
            self._shown = self._to_show = message
            self._wake.set()

    def attach(self, view: View, cursor: int) -> None:
        """Take a place: everything after `cursor` follows."""
        self._shown, self._to_show = NOBODY, None
        self.view, self.cursor = view, cursor
        self._next = view.next if cursor == view.sent else -1
        self._wake.set()

    def detach(self, why: str) -> None:
        """Lose the place and say so; a new hello gives another."""
        self.view = None
        self.say(Resync(why=why))

    def wake(self) -> None:
        """Look for frames."""
        self._wake.set()

    def close(self, code: int, why: str) -> None:
        """End after what was said."""
        self.closing = self.closing or (code, why)
        self.view = None
        self._wake.set()

    async def run(self) -> tuple[int, str]:
        """Send until the reader is closed; answer the close code and why."""
        while True:
            message = self._take()
            if message is not None:
                self.sending_since = time.monotonic()
                await self._send(message)
                self._slow = time.monotonic() - self.sending_since > SLOW_S
                self.sending_since = None
            elif self.closing is not None:
                return self.closing
            else:
                self._wake.clear()
                await self._wake.wait()

    def _take(self) -> Message | None:
        if self._ahead:
            return self._ahead.popleft()
        view = self.view
        if view is None:
            return None
        if self._slow:
            self._slow = False
            self.detach("slow")
            return self._ahead.popleft()
        if self._next < view.first:
            return self._caught_up(view)
        if self._next >= view.next:
            message, self._to_show = self._to_show, None
            return message
        kept = view.frames[self._next - view.first]
        self._next += 1
        self.cursor = kept.to
        return kept.message

    def _caught_up(self, view: View) -> Message:
        """One frame for everything missed, and where devices are now."""
        view.flush()
        if not view.window.holds(self.cursor) or view.sent - self.cursor > MOST_BEHIND:
            self.detach("slow" if view.window.holds(self.cursor) else "expired")
            return self._ahead.popleft()
        kept = view.catch_up(self.cursor)
        self._next = view.next
        self.cursor = kept.to
        positions = view.seen(view.whereabouts.values())
        if positions:
            self._ahead.append(encode(Positions(positions=positions)))
        return kept.message
