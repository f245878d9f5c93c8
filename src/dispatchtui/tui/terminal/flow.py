"""How many frames may be under way: each is followed by the question where the cursor is, and the answer frees it.

Never: a clock, a socket, a thread: time comes in as an argument.
Why: ssh and TCP buffer megabytes, so a slow line would show frames of a minute ago. With one frame of the
feed (and a few for keys) under way, what is shown is never older than one round trip, and that time is known.

Source: DEC STD 070, cursor position report (CSI 6 n, answered by CSI row ; column R).
"""

from collections import deque
from typing import Final

ASK: Final = "\x1b[6n"


class Flow:
    """Counts the frames that have not been answered."""

    FEED_WINDOW: Final = 1
    KEY_WINDOW: Final = 4
    FIRST_TIMEOUT_S: Final = 2.0
    TIMEOUT_S: Final = 5.0
    PROBE_EVERY_S: Final = 30.0
    UNANSWERED_UNTIL_SILENT: Final = 2
    KEY_BACKLOG_BYTES: Final = 32_768

    def __init__(self) -> None:
        """Start with nothing under way and nothing known of the terminal."""
        self._sent_at: deque[float] = deque()
        self._missed = 0
        self._ever = False
        self._probed_at = 0.0
        self.silent = False
        """Whether the terminal does not answer; then only what the line itself holds back slows frames down."""
        self.rtt_ms: float | None = None
        """From a frame's leaving to its answer, in milliseconds; None until one has been answered."""
        self.held = 0
        """How many frames have been held back so far."""

    @property
    def in_flight(self) -> int:
        """Return how many frames have not been answered."""
        return len(self._sent_at)

    def may_send(self, now_s: float, urgent: bool, backlog_bytes: int = 0) -> bool:
        """Tell whether a frame may leave now; `urgent` is one that answers a key."""
        self._expire(now_s)
        if backlog_bytes > (self.KEY_BACKLOG_BYTES if urgent else 0):
            self.held += 1
            return False
        window = self.KEY_WINDOW if urgent else self.FEED_WINDOW
        if self.silent or len(self._sent_at) < window:
            return True
        self.held += 1
        return False

    def sent(self, now_s: float) -> bool:
        """Note that a frame leaves; tell whether to ask for an answer to it."""
        if self.silent:
            if now_s - self._probed_at < self.PROBE_EVERY_S:
                return False
            self._probed_at = now_s
            return True
        self._sent_at.append(now_s)
        return True

    def answered(self, now_s: float) -> None:
        """Note an answer; one that nobody waits for only shows that the terminal is not silent."""
        self.silent = False
        self._missed = 0
        self._ever = True
        if self._sent_at:
            self.rtt_ms = (now_s - self._sent_at.popleft()) * 1000

    def retry_in_s(self, now_s: float) -> float:
        """Return after how many seconds a held frame should be tried again, if no answer comes before."""
        if not self._sent_at:
            return 0.05
        return max(0.01, self._sent_at[0] + self._timeout_s - now_s)

    def reset(self) -> None:
        """Forget what is under way, for a terminal that was left and taken up again."""
        self._sent_at.clear()

    @property
    def _timeout_s(self) -> float:
        """Return how long an answer may take: less for a terminal that has never given one."""
        return self.TIMEOUT_S if self._ever else self.FIRST_TIMEOUT_S

    def _expire(self, now_s: float) -> None:
        """Give up on answers that have taken too long."""
        while self._sent_at and now_s - self._sent_at[0] > self._timeout_s:
            self._sent_at.popleft()
            self._missed += 1
            if self._missed >= self.UNANSWERED_UNTIL_SILENT:
                self.silent = True
                self._probed_at = now_s
                self._sent_at.clear()
