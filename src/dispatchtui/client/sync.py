"""How the link to the server stands, and what to do next: a state machine without a socket.

Signals come in with the local monotonic time and a draw of chance; wishes go out. The session
carries them out and nothing else, so every way of losing a link is a row of a table in the tests.
Units: seconds of the local monotonic clock.
"""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from msgspec import Struct

from dispatchtui.protocol.frames import STALE_AFTER_S

GIVE_UP_AFTER_S = 8.0
"""A socket that is silent for so long is dropped, though nobody closed it."""
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 10.0


class Phase(StrEnum):
    """Where the link stands; only while it is live is the board known to be recent."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    CATCHING_UP = "catching up"
    LIVE = "live"
    STALE = "stale"
    REFUSED = "refused"


class Wish(StrEnum):
    """What the session is to do."""

    CONNECT = "connect"
    HELLO = "hello"
    CLOSE = "close"


class Signal(Struct, frozen=True):
    """Base of what can happen."""


class Opened(Signal, frozen=True):
    """The socket is open."""


class Welcomed(Signal, frozen=True):
    """The server greeted; the log stood at `head`."""

    head: int


class Heard(Signal, frozen=True):
    """A frame was applied and the replica stands at `cursor`; `mark` when it was a mark that agreed."""

    cursor: int
    mark: bool = False


class Broken(Signal, frozen=True):
    """What came cannot be continued; the replica needs a snapshot."""

    why: str


class Lost(Signal, frozen=True):
    """The socket is gone, or could not be opened."""

    why: str


class Leaving(Signal, frozen=True):
    """The server says that it goes, and when to come back."""

    why: str
    in_ms: tuple[int, int]


class Denied(Signal, frozen=True):
    """The server does not know this token, or this version; only a person can help."""

    why: str


class Ticked(Signal, frozen=True):
    """Time passed."""


class Again(Signal, frozen=True):
    """A person asks to try now."""


Happened = Opened | Welcomed | Heard | Broken | Lost | Leaving | Denied | Ticked | Again


class Sync:
    """The link's phase, the sentence that explains it, and when the next try is due."""

    __slots__ = ("_attempt", "_head", "heard_at", "phase", "retry_at", "sentence", "since")

    def __init__(self) -> None:
        """Start offline, with a try due at once."""
        self.phase = Phase.OFFLINE
        self.sentence = "Not connected yet."
        self.since = 0.0
        self.retry_at: float | None = 0.0
        self.heard_at: float | None = None
        self._attempt = 0
        self._head = 0

    @property
    def live(self) -> bool:
        """Whether what is on screen is recent and acts can be sent."""
        return self.phase is Phase.LIVE

    def age_s(self, now: float) -> float | None:
        """How old the board is: seconds since the last mark that agreed; nothing before the first."""
        return None if self.heard_at is None else max(0.0, now - self.heard_at)

    def step(self, signal: Happened, now: float, chance: float) -> tuple[Wish, ...]:
        """Take a signal; `chance` in [0, 1) spreads the next try so that consoles do not come at once."""
        match signal:
            case Opened():
                self._turn(Phase.CONNECTING, "Connected; waiting for the server's greeting.", now)
                return (Wish.HELLO,)
            case Welcomed():
                self._head = signal.head
                self._turn(Phase.CATCHING_UP, "Catching up.", now)
                return ()
            case Heard():
                return self._heard(signal, now)
            case Broken():
                return self._drop(signal.why, now, chance)
            case Lost():
                return self._drop(signal.why, now, chance)
            case Leaving():
                wishes = self._drop(signal.why, now, chance)
                low, high = signal.in_ms
                self.retry_at = now + max(FIRST_WAIT_S / 2, (low + (high - low) * chance) / 1000)
                return wishes
            case Denied():
                return self._deny(signal.why, now)
            case Ticked():
                return self._ticked(now, chance)
            case Again():
                if self.phase not in (Phase.OFFLINE, Phase.REFUSED):
                    return ()
                return self._connect(now)
            case _:
                assert_never(signal)

    def _heard(self, signal: Heard, now: float) -> tuple[Wish, ...]:
        if self.phase in (Phase.OFFLINE, Phase.CONNECTING, Phase.REFUSED):
            return ()
        if signal.mark:
            self.heard_at = now
            self._attempt = 0
        caught_up = signal.cursor >= self._head
        if (signal.mark or self.phase is Phase.CATCHING_UP) and caught_up:
            if self.phase is Phase.CATCHING_UP:
                self.heard_at = now
            self._turn(Phase.LIVE, "", now)
        return ()

    def _ticked(self, now: float, chance: float) -> tuple[Wish, ...]:
        match self.phase:
            case Phase.OFFLINE if self.retry_at is not None and now >= self.retry_at:
                return self._connect(now)
            case Phase.LIVE if self._silent_s(now) > STALE_AFTER_S:
                self._turn(Phase.STALE, "Nothing heard from the server.", now)
                return ()
            case Phase.STALE if self._silent_s(now) > GIVE_UP_AFTER_S:
                return self._drop("The server fell silent.", now, chance)
            case Phase.CONNECTING | Phase.CATCHING_UP if now - self.since > GIVE_UP_AFTER_S:
                return self._drop("The server does not answer.", now, chance)
            case _:
                return ()

    def _silent_s(self, now: float) -> float:
        return now - (self.heard_at if self.heard_at is not None else self.since)

    def _connect(self, now: float) -> tuple[Wish, ...]:
        self._turn(Phase.CONNECTING, "Connecting.", now)
        self.retry_at = None
        return (Wish.CONNECT,)

    def _drop(self, why: str, now: float, chance: float) -> tuple[Wish, ...]:
        """Let the link go and set the next try; the wait doubles until one ends with a mark that agrees."""
        if self.phase in (Phase.OFFLINE, Phase.REFUSED):
            return ()  # a closed socket's last words change nothing
        self._turn(Phase.OFFLINE, why, now)
        wait_s: float = min(LONGEST_WAIT_S, FIRST_WAIT_S * (1 << self._attempt))
        self.retry_at = now + wait_s * (0.5 + chance)
        self._attempt = min(self._attempt + 1, 16)
        return (Wish.CLOSE,)

    def _deny(self, why: str, now: float) -> tuple[Wish, ...]:
        wishes = () if self.phase in (Phase.OFFLINE, Phase.REFUSED) else (Wish.CLOSE,)
        self._turn(Phase.REFUSED, why, now)
        self.retry_at = None
        return wishes

    def _turn(self, phase: Phase, sentence: str, now: float) -> None:
        if phase is not self.phase:
            self.since = now
        self.phase, self.sentence = phase, sentence
