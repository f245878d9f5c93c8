"""Days optimised and stopped again and again for two minutes: neither processes nor memory are left behind.

Arguments: --seconds S, --seed N, --technicians N. Every eighth time the worker is killed in mid-search instead, and
every fourth time the board changes while it searches; in the last three quarters of the time nothing is killed, so
that one worker lives long. Memory is read from /proc.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import time
from pathlib import Path

from msgspec.structs import replace

from benchmarks.ranking import a_board
from benchmarks.solver_worker import Watched, optimise
from dispatchtui.core.board import Board
from dispatchtui.core.model import Note
from dispatchtui.engine.jobs import Failed, Found
from dispatchtui.engine.process import READY

MOST_GROWN_MB, MOST_GROWN_HERE_MB = 64.0, 16.0
"""By so much the worker, and the process that holds it, may grow from their tenth job to their last."""
SETTLED = 10
LONGEST_STOP_MS = 50.0


def run(arguments: list[str]) -> dict[str, object]:
    """Ask, stop, change and kill, and say what was left behind."""
    wanted = argparse.ArgumentParser(prog="scripts/soak optimise")
    wanted.add_argument("--seconds", type=float, default=120.0)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--technicians", type=int, default=100)
    options = wanted.parse_args(arguments)
    began, board = time.monotonic(), a_board(options.technicians)
    before = set(_children())
    soak = _Soak(board, options.seed)
    try:
        while time.monotonic() - began < options.seconds:
            soak.once(killing=time.monotonic() - began < options.seconds / 4)
    finally:
        soak.worker.close()
    left = [pid for pid in _children() if pid not in before]
    grown, here = soak.grown_mb()
    stops = sorted(soak.stops_ms)
    return {
        "part": "optimise",
        "ok": not left and grown < MOST_GROWN_MB and here < MOST_GROWN_HERE_MB and not soak.wrong,
        "jobs": soak.count,
        "answers": soak.found,
        "killed": soak.killed,
        "changed": soak.changed,
        "processes_left": len(left),
        "worker_grown_mb": round(grown, 1),
        "here_grown_mb": round(here, 1),
        "stop_ms": round(stops[len(stops) // 2], 1) if stops else None,
        "stop_worst_ms": round(stops[-1], 1) if stops else None,
        "stops_over_50_ms": sum(each > LONGEST_STOP_MS for each in stops),
        "wrong": soak.wrong[:5],
        "seconds": round(time.monotonic() - began),
    }


class _Soak:
    """A worker under harsh treatment."""

    def __init__(self, board: Board, seed: int) -> None:
        self.board, self._chance = board, random.Random(seed)
        self.worker = Watched()
        self.worker.follow(board)
        self.count = self.found = self.killed = self.changed = 0
        self.stops_ms: list[float] = []
        self.wrong: list[str] = []
        self._worker_mb: list[tuple[int, float]] = []
        self._here_mb: list[float] = []

    def once(self, *, killing: bool) -> None:
        """One job, that ends in one way or another."""
        self.count += 1
        worker, killed = self.worker, killing and self.count % 8 == 0
        job_id = worker.ask(optimise(self.count))
        self._wait(self._chance.uniform(0.0, 2.0))
        if self.count % 4 == 0:
            self._change()
            self._wait(self._chance.uniform(0.0, 0.5))
        if killed and worker.pid:
            self.killed += 1
            pid = worker.pid
            os.kill(pid, signal.SIGKILL)
            worker.until(lambda: worker.pid != pid)
        else:
            there, began = worker.state == READY, time.perf_counter()
            worker.cancel(job_id)
            worker.rested(job_id)
            if there:  # one that is still being started has nothing to stop
                self.stops_ms.append((time.perf_counter() - began) * 1e3)
        ends = [each for each in worker.heard if each.job_id == job_id and getattr(each, "final", True)]
        if len(ends) != 1:
            self.wrong.append(f"Job {job_id} ended {len(ends)} times.")
        self._judge(ends[0] if ends else None, killed=killed)
        worker.heard.clear()
        self._weigh()

    def grown_mb(self) -> tuple[float, float]:
        """By how much the longest-lived worker, and this process, grew once they had settled."""
        lives: dict[int, list[float]] = {}
        for pid, size in self._worker_mb:
            lives.setdefault(pid, []).append(size)
        grown = [sizes[-1] - sizes[len(sizes) // 2] for sizes in lives.values()]
        here = self._here_mb[SETTLED:] or [0.0]
        return max(grown, default=0.0), here[-1] - here[0]

    def _judge(self, end: object, *, killed: bool) -> None:
        if isinstance(end, Found):
            self.found += 1
        elif isinstance(end, Failed) and not killed and not end.sentence.startswith("It was stopped"):
            self.wrong.append(end.sentence)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.worker.until(lambda: time.monotonic() > until)

    def _change(self) -> None:
        """Somebody writes a note on a visit."""
        self.changed += 1
        visit = self._chance.choice(list(self.board.visits.values()))
        note = Note(text=f"note {self.count}", by="dora", at_s=0)
        self.board.put(replace(visit, notes=(*visit.notes, note), version=visit.version + 1))
        self.worker.follow(self.board, (f"visits/{visit.id}",))

    def _weigh(self) -> None:
        self._here_mb.append(_resident_mb(os.getpid()))
        if self.worker.pid:
            self._worker_mb.append((self.worker.pid, _resident_mb(self.worker.pid)))


def _resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _children() -> list[int]:
    """Every process that this one has started and nobody has seen off."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = each.read_text().rpartition(")")[2].split()[1]
        except OSError:  # it ended between being listed and being read
            continue
        if int(parent) == os.getpid():
            found.append(int(each.parent.name))
    return found
