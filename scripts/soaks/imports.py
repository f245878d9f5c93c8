"""100,000 rows through the importer, interrupted and run again: figures of time and memory, and nothing doubled.

Arguments: --rows N for another length, --seed N for other rows.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.errors import Unavailable
from dispatchtui.integrations.importers.imports import import_rows
from dispatchtui.integrations.importers.mapping_file import find_mapping
from dispatchtui.settings import config_dir


class Desk:
    """Remembers who asked for what; closes its door once, in the middle."""

    def __init__(self, closes_after: int) -> None:
        """Be open for so many requests."""
        self.known: dict[str, str] = {}
        self.orders: dict[str, int] = {}
        self.left = closes_after

    def submit(self, requests: list[Request]) -> list[Reply]:
        """Answer a batch, or close."""
        replies = []
        for request in requests:
            if self.left == 0:
                replies.append(Reply(id=request.id, status=Status.UNAVAILABLE))
                continue
            self.left -= 1
            duplicate = request.id in self.known
            if not duplicate:
                number = request.act.row.external[0].id  # type: ignore[union-attr]
                self.known[request.id] = number
                self.orders[number] = self.orders.get(number, 0) + 1
            replies.append(Reply(id=request.id, status=Status.APPLIED, duplicate=duplicate, created=("W1",)))
        return replies


def write_rows(path: Path, rows: int, draw: random.Random) -> int:
    """Write a file of our own shape in which one row in a hundred is wrong; answer how many are."""
    wrong = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("external_id,zone,summary,requested,latitude,longitude\n")
        for number in range(rows):
            bad = draw.random() < 0.01
            wrong += bad
            when = "2026-13-01 08:00" if bad else f"2026-11-{draw.randint(2, 28):02} {draw.randint(0, 23):02}:05"
            file.write(f"A-{number},America/New_York,Work {number},{when},39.{draw.randint(2000, 3999)},-76.6122\n")
    return wrong


def run(arguments: list[str]) -> dict[str, Any]:
    """Import, be interrupted, import again."""
    parser = argparse.ArgumentParser(prog="soak imports")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args(arguments)
    mapping = find_mapping("work-orders", config_dir() / "mappings")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        wrong = write_rows(path, said.rows, random.Random(said.seed))
        desk = Desk(closes_after=said.rows // 2)
        before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        import_rows(path, mapping, None)
        read_s = time.perf_counter() - begun
        memory_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
        try:
            import_rows(path, mapping, desk.submit)
            interrupted = False
        except Unavailable:
            interrupted = True
        desk.left = -1
        report = import_rows(path, mapping, desk.submit)
        size = path.stat().st_size
    good = said.rows - wrong
    ok = (
        interrupted
        and report.rejected == wrong
        and report.created + report.unchanged == good == len(desk.orders)
        and set(desk.orders.values()) == {1}
    )
    return {"ok": ok, "rows": said.rows, "file_bytes": size, "rejected": report.rejected, "created": report.created,
            "already_there": report.unchanged, "rows_per_s": round(said.rows / read_s),
            "memory_growth_kb": memory_kb}  # fmt: skip
