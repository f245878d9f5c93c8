"""Store: acts a second on SQLite by how many share a commit, and loading 10,000 visits.

The peer is the driver alone committing one row, as durably; the limits are what a day needs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, figure

ROOT = Path(__file__).resolve().parents[2]
_VISITS = 10_000
_ACTS = 2_000
_NEEDED = 350
"""Acts a second at the peak hour of 50,000 technicians."""


def run() -> Iterator[Figure]:
    """Fill a store, load it, and write to it in batches of several sizes."""
    sys.path.insert(0, str(ROOT))
    from dispatchtui.store import Store
    from dispatchtui.store.verify import verify

    with tempfile.TemporaryDirectory() as folder:
        alone = _alone(Path(folder) / "alone.db")
        yield figure("driver alone, one row a commit", alone, "commits/s")
        store = Store.open(f"sqlite:///{folder}/board.db")
        board = _filled(store)
        began = time.perf_counter()
        assert store.load().digest == board.digest
        load_ms = (time.perf_counter() - began) * 1000
        yield figure(f"load {_VISITS} visits and their work orders", load_ms, "ms", "limit 500 ms", load_ms / 500)
        number = 0
        for size in (1, 8, 32):
            acts = _ACTS // 4 if size == 1 else _ACTS
            began = time.perf_counter()
            for _ in range(acts // size):
                number = _batch(store, board, number, size)
            per_s = acts // size * size / (time.perf_counter() - began)
            against = "driver alone" if size == 1 else f"need of {_NEEDED}/s"
            yield figure(f"acts, {size} a commit", per_s, "acts/s", against, per_s / (alone if size == 1 else _NEEDED))
        began = time.perf_counter()
        found = verify(store)
        assert found.ok, found.problems
        yield figure("verify", (time.perf_counter() - began) / found.events * 1e6, "us/fact")
        store.close()


def _alone(path: Path) -> float:
    from dispatchtui.store.sqlite import raw_driver

    raw = raw_driver().connect(str(path), isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, body TEXT)")
    began = time.perf_counter()
    for _ in range(500):
        raw.execute("INSERT INTO line (body) VALUES (?)", ("x" * 300,))
    per_s = 500 / (time.perf_counter() - began)
    raw.close()
    return per_s


def _filled(store: Any) -> Any:
    from dispatchtui.core.board import Board
    from dispatchtui.core.events import TechnicianRecorded, VisitAdded, WorkOrderOpened
    from tests.builders import a_technician, a_visit, a_work_order
    from tests.store.acts import append

    board = Board(recording=True)
    with store.writing() as batch:
        append(batch, board, *(TechnicianRecorded(row=a_technician(id=f"T{n}")) for n in range(500)))
        for number in range(_VISITS):
            append(batch, board, WorkOrderOpened(row=a_work_order(id=f"W{number}")),
                   VisitAdded(row=a_visit(id=f"V{number}")))  # fmt: skip
    board.changes = []
    return board


def _batch(store: Any, board: Any, number: int, size: int) -> int:
    from tests.store.acts import append, placed

    fork = board.fork(recording=True)
    with store.writing() as batch:
        batch.catch_up(board.seq)
        batch.stored_replies([f"r{number + k}" for k in range(size)])
        for _ in range(size):
            start_s = 1_600_000_000 + number % 60 * 3_600
            with batch.savepoint():
                append(batch, fork, placed(f"V{number}", f"T{number // 60}", start_s), command=f"r{number}")
                batch.keep_reply(f"r{number}", "0" * 64, b"x" * 300, 1)
            number += 1
    for change in fork.changes:
        board.put(change.after)
    board.seq = fork.seq
    return number
