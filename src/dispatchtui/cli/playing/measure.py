"""What a day came to: who saw what when, and whether everybody ended with the same board."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from time import monotonic

from msgspec import Struct

from dispatchtui.client.api import Api
from dispatchtui.client.session import Batch, Session
from dispatchtui.core.board import Board
from dispatchtui.core.evolve import evolve
from dispatchtui.errors import Unavailable
from dispatchtui.store import Store
from dispatchtui.store.verify import verify

WITHIN_S = 20.0
QUIET_S = 0.6
"""When nothing was recorded for so long after everybody stopped, nothing is on its way any more."""


class Convergence:
    """From an act asked at one console to its fact visible at another.

    The commit lies between the two, so this is the most that commit to visible can be.
    """

    def __init__(self) -> None:
        """Start with nothing measured."""
        self._asked: dict[str, float] = {}
        self.took_s: list[float] = []

    def asked(self, request_id: str, at: float) -> None:
        """Note when an act was asked."""
        self._asked[request_id] = at

    def watch(self, other: Session) -> None:
        """Note when another console sees what was asked."""
        other.listen(self._seen)

    def _seen(self, batch: Batch) -> None:
        now = monotonic()
        for told in batch.changes.facts:
            began = self._asked.pop(told.line.command_id, None)
            if began is not None:
                self.took_s.append(now - began)

    def milliseconds(self) -> dict[str, float | int | None]:
        """The median and the 99th percentile."""
        took = sorted(self.took_s)
        if not took:
            return {"p50": None, "p99": None, "acts": 0}
        return {
            "p50": round(took[len(took) // 2] * 1000, 1),
            "p99": round(took[min(len(took) - 1, len(took) * 99 // 100)] * 1000, 1),
            "acts": len(took),
        }


class Order:
    """Whether a console that sees everything is told each fact once, in order; only a snapshot may leave some out."""

    def __init__(self, session: Session) -> None:
        """Watch a session."""
        self.facts = 0
        self.snapshots = 0
        self.broken: list[str] = []
        self._last = 0
        self._may_jump = False
        session.listen(self._heard)

    def _heard(self, batch: Batch) -> None:
        seqs = [told.line.seq for told in batch.changes.facts]
        self.facts += len(seqs)
        self.snapshots += batch.changes.replaced
        self._may_jump = self._may_jump or batch.changes.replaced
        for before, after in pairwise([self._last, *seqs] if self._last else seqs):
            if after <= before or (after != before + 1 and not self._may_jump):
                self.broken.append(f"{after} after {before}")
        if seqs:
            self._last, self._may_jump = seqs[-1], False


class _Ready(Struct):
    seq: int


def states(board: Board) -> dict[str, int]:
    """How many visits stand in each state."""
    return dict(sorted(Counter(str(visit.state) for visit in board.visits.values()).items()))


async def until(holds: Callable[[], bool], what: str, within_s: float = WITHIN_S) -> None:
    """Wait for a condition.

    Raises: Unavailable when it does not come true in time.
    """
    end = monotonic() + within_s
    while not holds():
        if monotonic() > end:
            raise Unavailable(f"Not within {within_s:g} s: {what}.")
        await asyncio.sleep(0.02)


class Agreed(Struct, frozen=True, kw_only=True):
    """What two consoles and a client that comes new hold at one place of the log."""

    seq: int
    board: Board
    other_hash: str
    fresh_hash: str


async def agreed(url: str, token: str, sessions: tuple[Session, Session]) -> Agreed:
    """Wait until everybody stands at the same place; the server's own watch may go on recording meanwhile.

    Raises: Unavailable when they do not within a time.
    """
    end = monotonic() + WITHIN_S
    await _quiet(url, token, end - WITHIN_S / 2)
    while True:
        seq, fresh_hash = await _fresh(url, token)
        first, second = (session.replica for session in sessions)
        if first.cursor == second.cursor == seq and all(session.live for session in sessions):
            return Agreed(seq=seq, board=first.confirmed.copy(), other_hash=second.confirmed.digest_hex(),
                          fresh_hash=fresh_hash)  # fmt: skip
        if monotonic() > end:
            stood = ", ".join(f"{session.sync.phase} at {session.replica.cursor}" for session in sessions)
            raise Unavailable(f"Not within {WITHIN_S:g} s: everybody at {seq}; the consoles are {stood}.")
        await asyncio.sleep(0.05)


async def _quiet(url: str, token: str, end: float) -> None:
    """Wait until nothing of the day is on its way any more, or for as long as there is."""
    async with Api(url, token) as api:
        head, since = -1, monotonic()
        while monotonic() - since < QUIET_S and monotonic() < end:
            await asyncio.sleep(0.05)
            seq = (await api.get("/readyz", _Ready)).seq
            if seq != head:
                head, since = seq, monotonic()


async def _fresh(url: str, token: str) -> tuple[int, str]:
    """Where a client that comes new stands, and the hash of its board."""
    session = Session(url, token)
    running = asyncio.create_task(session.run())
    try:
        await until(lambda: session.live, "a fresh client is live")
        return session.replica.cursor, session.replica.confirmed.digest_hex()
    finally:
        await session.close()
        await running


class Replayed(Struct, frozen=True, kw_only=True):
    """What the log says when it is read from its first line; `board_hash` is of the place that was asked for."""

    events: int
    assignments: int
    board_hash: str
    log_hash: str
    problems: tuple[str, ...]


def replay(database: str, seq: int) -> Replayed:
    """Fold the whole log anew, checking its chain and the stored rows; the server must be stopped."""
    store = Store.open(database, writable=False)
    try:
        found = verify(store)
        return Replayed(
            events=found.events,
            assignments=_placed(store),
            board_hash=_folded(store, seq).digest_hex(),
            log_hash=store.head().hash.hex(),
            problems=found.problems,
        )
    finally:
        store.close()


def _folded(store: Store, seq: int) -> Board:
    """The board as it was at a place of the log."""
    board = Board()
    while board.seq < seq and (page := store.logged(board.seq, seq)):
        for line in page:
            recorded = line.recorded()
            if recorded is not None:
                evolve(board, recorded)
            board.seq = line.seq
    return board


def _placed(store: Store) -> int:
    count, after = 0, 0
    while page := store.logged(after):
        count += sum(line.kind == "visit.placed" for line in page)
        after = page[-1].seq
    return count
