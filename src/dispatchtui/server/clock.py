"""What time it is at the desk: wall time, or a simulated day that runs faster.

Only the log's time comes from here; what expires (tokens, deadlines) lives in real time.
"""

from __future__ import annotations

import time


class Clock:
    """A clock that starts at an instant and runs at a speed; without a start it is the wall's.

    Units: epoch seconds.
    """

    def __init__(self, start_s: float | None = None, speed: float = 1.0) -> None:
        """Start the clock now; a simulated one never jumps when the machine's is set."""
        self.speed = speed if start_s is not None else 1.0
        self._start_s = start_s
        self._began = time.monotonic()

    def now(self) -> float:
        """The time at the desk."""
        if self._start_s is None:
            return time.time()
        return self._start_s + (time.monotonic() - self._began) * self.speed

    def now_s(self) -> int:
        """The time at the desk in whole seconds, as the log records it."""
        return int(self.now())
