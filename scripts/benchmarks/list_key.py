"""The key `a` to the painted list of candidates, through a real pty, on a board of 10,000 visits.

The console runs in a child with a board that stands still; beside it, in the same run, the key that moves the cursor.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.figures import Figure, figure, median

TECHNICIANS = 1250
"""With eight stops each: 10,000 visits that are placed."""
ROUNDS = 24
PATIENCE_S = 60.0
QUIET_S = 0.4
FRAME_MS = 1000 / 60
_LIST, _CURSOR, _READY = b"to whom?", "▌".encode(), b"LIVE"


def figures() -> Iterator[Figure]:
    """Press the keys in turns, one waiting visit after another."""
    listed: list[float] = []
    moved: list[float] = []
    child, master = _start()
    try:
        _until(master, _READY)
        _settle(master)
        for _round in range(ROUNDS):
            listed.append(_press(master, b"a", _LIST))
            _settle(master)
            os.write(master, b"\x1b")
            _settle(master)
            moved.append(_press(master, b"j", _CURSOR))
            _settle(master)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(master)
    beside = median(moved)
    for name, value in (("p50", median(listed)), ("p99", max(listed))):
        yield figure(f"list_key_ms_{name}", value, "ms", "one frame of 16.7 ms", value / FRAME_MS)
    yield figure("move_key_ms_p50", beside, "ms", "one frame of 16.7 ms", beside / FRAME_MS)


def _start() -> tuple[int, int]:
    """Begin the child on a terminal of 120x40."""
    child, master = pty.fork()
    if child == 0:
        here = str(Path(__file__).resolve().parents[1])
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8", PYTHONPATH=here)
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks.list_key"])
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    return child, master


def _press(master: int, key: bytes, wanted: bytes) -> float:
    """Milliseconds from a key to the text that answers it."""
    began = time.perf_counter()
    os.write(master, key)
    _until(master, wanted)
    return (time.perf_counter() - began) * 1000


def _until(master: int, wanted: bytes) -> None:
    """Read until a text was written. Raises: TimeoutError when it is not."""
    written, began = b"", time.perf_counter()
    while wanted not in written:
        if time.perf_counter() - began > PATIENCE_S:
            raise TimeoutError(f"the console did not write {wanted!r} in {PATIENCE_S:g} s")
        written += _read(master, 0.1)


def _settle(master: int) -> None:
    """Read until nothing has been written for a moment."""
    while _read(master, QUIET_S):
        continue


def _read(master: int, timeout_s: float) -> bytes:
    """What was written within the time; the questions in it are answered as a terminal would."""
    if not select.select([master], [], [], timeout_s)[0]:
        return b""
    fresh = os.read(master, 65_536)
    for _question in range(fresh.count(b"\x1b[6n")):
        os.write(master, b"\x1b[1;1R")
    return fresh


def main() -> int:
    """The child: a console on a board that stands still."""
    from benchmarks.ranking import NOW_S, a_board
    from dispatchtui.tui.app import Console

    return Console(session=_Still(a_board(TECHNICIANS), NOW_S)).run() or 0  # type: ignore[arg-type]


class _Still:
    """What a console uses of a session, for a board that nobody changes."""

    def __init__(self, board: object, now_s: int) -> None:
        """Hear one snapshot through real frames."""
        import msgspec

        from dispatchtui.client import sync as link
        from dispatchtui.client.replica import Replica
        from dispatchtui.core.board import Board, canonical
        from dispatchtui.core.rights import Actor
        from dispatchtui.protocol.frames import Snapshot, Welcome

        assert isinstance(board, Board)
        rows: dict[str, list[msgspec.Raw]] = {}
        for row in board.rows():
            rows.setdefault(row.TABLE, []).append(msgspec.Raw(canonical(row)))
        now = time.monotonic()
        self.replica, self.sync = Replica(), link.Sync()
        self.replica.apply(Welcome(proto=1, epoch="e", head=0, mode="snapshot", now_s=now_s, speed=0.0,
                                   actor=Actor(id="dora", roles=("dispatcher",))), now)  # fmt: skip
        self._changes = self.replica.apply(
            Snapshot(epoch="e", seq=0, digest=board.digest_hex(), rows=rows, positions=[]), now
        )
        for signal_ in (link.Ticked(), link.Opened(), link.Welcomed(0), link.Heard(0, mark=True)):
            self.sync.step(signal_, now, 0.5)
        self._listener: Callable[[object], None] = lambda _batch: None
        self._ended = asyncio.Event()

    @property
    def live(self) -> bool:
        """Always."""
        return True

    def listen(self, listener: Callable[[object], None]) -> None:
        """Tell this one of the snapshot."""
        self._listener = listener

    async def run(self) -> None:
        """Tell of the snapshot, and of nothing else."""
        from dispatchtui.client.session import Batch

        self._listener(Batch(self._changes, self.sync.phase))
        await self._ended.wait()

    async def close(self) -> None:
        """Let go."""
        self._ended.set()

    def now_s(self) -> float:
        """The moment at which everything stands still."""
        return self.replica.now_s(time.monotonic())

    def age_s(self) -> float | None:
        """No age: nothing is older than anything else."""
        return None

    def here(self, visit_id: str, doing: str = "") -> None:
        """Nobody else is there to be told."""


if __name__ == "__main__":
    sys.exit(main())
