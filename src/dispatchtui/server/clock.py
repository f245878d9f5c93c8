"""What time it is at the desk: wall time, or a simulated day that runs faster.

Only the log's time comes from here; what expires (tokens, deadlines) lives in real time.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from dispatchtui.core.words import length

WORTH_TELLING_S = 2
"""Clocks are set back by less than this all the time."""


class Clock:
    """A clock that starts at an instant and runs at a speed; without a start it is the wall's.

    It never goes back behind what it was told is in the log: a simulated clock goes on from there,
    the wall's stands still until the machine's has caught up; `notice` says so.
    Units: epoch seconds.
    """

    def __init__(self, start_s: float | None = None, speed: float = 1.0, wall: Callable[[], float] = time.time) -> None:
        """Start the clock now; a simulated one never jumps when the machine's is set."""
        self.speed = speed if start_s is not None else 1.0
        self._wall = wall
        self._origin = None if start_s is None else (start_s, time.monotonic())
        self._floor_s = 0.0
        self._moved = ""

    def now(self) -> float:
        """The time at the desk."""
        return max(self._running(), self._floor_s)

    def not_before(self, at_s: float) -> None:
        """Never again say an earlier time than this one, at which something was recorded."""
        ahead_s = at_s - self._running()
        if self._origin is not None and ahead_s > 0:
            self._origin = (at_s, time.monotonic())
            if ahead_s > WORTH_TELLING_S:
                self._moved = f"The simulated clock went on from the log's last fact, {length(int(ahead_s))} later."
        self._floor_s = max(self._floor_s, at_s)

    @property
    def notice(self) -> str:
        """A sentence while the time at the desk is not what the clock alone would say; else empty."""
        behind_s = int(self._floor_s - self._running())
        if behind_s > WORTH_TELLING_S:
            return (f"The machine's clock is {length(behind_s)} behind the log's last fact; "
                    "the desk's stands still until it has caught up.")  # fmt: skip
        return self._moved

    def _running(self) -> float:
        if self._origin is None:
            return self._wall()
        start_s, began = self._origin
        return start_s + (time.monotonic() - began) * self.speed

    def now_s(self) -> int:
        """The time at the desk in whole seconds, as the log records it."""
        return int(self.now())
