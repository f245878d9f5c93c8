"""The live server with 50 readers at 300/s, facts folded into boards, and the console's start.

Server, load and peers are processes of their own and take turns. Feed latency runs from sending a command to its fact
in another console's replica; the peers are an empty Starlette POST endpoint and a bare websockets broadcast.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.events import event_figures
from benchmarks.figures import Figure, figure, median
from benchmarks.peers import PORTS_FILE
from benchmarks.start import figures as start_figures
from soaks.acts import Somebody, beginnings
from soaks.child import Child, database, temporary_home

READERS = 50
RATE = 300
CONNECTIONS = 16
SECONDS = 5.0
ROUNDS = 3
HERE = Path(__file__).resolve().parent


def run() -> Iterator[Figure]:
    """Measure the server and its peers in turns, then the fold."""
    with temporary_home() as home, database("sqlite", home) as url, peers(home) as idle:
        child = Child(home / "home", url).start()
        try:
            told = asyncio.run(_begin(child))
            live, bare = [], []
            for _ in range(ROUNDS):
                live.append(_load(told))
                bare.append(_load(idle))
        finally:
            child.stop()
    yield from _compared("commands_per_s", [each["per_s"] for each in live], [each["per_s"] for each in bare])
    yield from _latencies("command", "command_ms", live, bare, "empty Starlette POST")
    yield from _latencies("feed", "feed_ms", live, bare, "bare websockets broadcast")
    yield from event_figures()
    yield from start_figures()


def _compared(name: str, live: list[float], bare: list[float]) -> Iterator[Figure]:
    value = median(live)
    yield figure(name, value, "1/s", f"empty Starlette POST {median(bare):.0f}/s", value / median(bare))


def _latencies(
    name: str, key: str, live: list[dict[str, Any]], bare: list[dict[str, Any]], against: str
) -> Iterator[Figure]:
    for percent in (50, 99):
        # The middle round: one that a neighbour disturbed says nothing about the server.
        value, peer = (median([quantile(each[key], percent) for each in rounds]) for rounds in (live, bare))
        yield figure(f"{name}_p{percent}_ms", value, "ms", f"{against} {peer:.2f} ms", value / peer)


def quantile(values: list[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


async def _begin(child: Child) -> dict[str, Any]:
    admin = Somebody(child.url, child.token)
    await admin.begin(beginnings(100, 20, int(time.time())))
    token = await admin.hire("load", "dispatcher")
    await admin.close()
    return {"url": child.url, "token": token, "readers": READERS, "rate": RATE, "seconds": SECONDS,
            "connections": CONNECTIONS}  # fmt: skip


def _load(told: dict[str, Any]) -> dict[str, Any]:
    shared = {"readers": READERS, "rate": RATE, "seconds": SECONDS, "connections": CONNECTIONS}
    said = subprocess.check_output(
        [sys.executable, "-m", "benchmarks.load", json.dumps(shared | told)], cwd=HERE.parent
    )
    found: dict[str, Any] = json.loads(said)
    return found


@contextmanager
def peers(home: Path) -> Iterator[dict[str, Any]]:
    """The peers, as a process."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.peers", str(home)], cwd=HERE.parent)
    try:
        while not (home / PORTS_FILE).exists():
            if process.poll() is not None:
                raise RuntimeError("The peers did not start.")
            time.sleep(0.01)
        yield json.loads((home / PORTS_FILE).read_text())
    finally:
        process.kill()
        process.wait()
