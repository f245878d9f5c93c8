"""The server's clock, kept between two marks from the local monotonic one."""

from __future__ import annotations

MOST_AHEAD_S = 2.0
"""A mark that is late on its way may not turn the clock back by more than this."""


class ServerClock:
    """What time it is on the server, from the last mark and the clock's speed.

    Units: `now` is local monotonic seconds; answers are epoch seconds on the server's clock.
    """

    __slots__ = ("_base_now", "_base_s", "speed")

    def __init__(self) -> None:
        """Know nothing yet: the epoch, standing still."""
        self._base_s = 0.0
        self._base_now = 0.0
        self.speed = 0.0

    def set(self, now_s: float, speed: float, now: float) -> None:
        """Take the server's word, as a welcome brings it."""
        self._base_s, self._base_now, self.speed = now_s, now, speed

    def heard(self, now_s: float, now: float) -> None:
        """Follow a mark; one that was merely late on its way does not turn the clock back."""
        behind_s = self.at(now) - now_s
        if not 0 < behind_s <= MOST_AHEAD_S * max(1.0, self.speed):
            self._base_s, self._base_now = now_s, now

    def at(self, now: float) -> float:
        """The server's time at a local moment."""
        return self._base_s + (now - self._base_now) * self.speed

    def until(self, at_s: float, now: float) -> float:
        """Local seconds until a moment on the server's clock; never negative."""
        return max(0.0, (at_s - self.at(now)) / self.speed) if self.speed > 0 else 0.0
