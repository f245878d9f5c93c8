"""Engines on the same problem within the same time, each in a process of its own, and one judge for all of them.

An answer that comes too late, or not at all, is none. What others break is mended first by leaving out the stops that
break it; ours counts as it is.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import IO, Any, Self

from msgspec import Struct

from benchmarks.judge import Verdict, judge
from benchmarks.solver_days import Day
from benchmarks.solver_mend import mended
from benchmarks.solver_peers.child import OURS
from benchmarks.solver_peers.parcel import packed
from dispatchtui.solver.problem import Plan
from provision.stamp import ROOT

LATE, GRACE_S = 1.25, 0.1
"""An answer may come so many times as late as asked and a little more: some engines look at the clock seldom."""
PATIENCE, READY_S = 3.0, 600.0
"""An engine that takes so many times its time and a minute is ended, and one that is not ready to be asked."""


class Answer(Struct, frozen=True, kw_only=True):
    """What an engine found: nothing, or a plan and what the judge says of it; `broken` before anything was mended."""

    engine: str
    took_s: float
    plan: Plan | None = None
    verdict: Verdict | None = None
    broken: tuple[str, ...] = ()
    claimed: int | None = None
    trouble: str = ""


class Race:
    """The engines that are there, started when they are first asked; to be closed."""

    def __init__(self, pythons: dict[str, Path]) -> None:
        """Take the engines to be asked, each with the Python that runs it."""
        self.pythons = pythons
        self._running: dict[str, _Engine] = {}
        self._folder = TemporaryDirectory(prefix="dispatchtui-race-")

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End every process."""
        for engine in self._running.values():
            engine.close()
        self._folder.cleanup()

    def run(self, day: Day, seconds: Iterable[float], threads: int, seed: int) -> dict[float, list[Answer]]:
        """Ask each engine for each time, one after the other."""
        file = Path(self._folder.name, "problem.npz")
        packed(day, file)
        found = {}
        for each in seconds:
            asked = {"file": str(file), "seconds": each, "threads": threads, "seed": seed}
            found[each] = [self._ask(name, day, asked) for name in self.pythons]
        file.unlink()
        return found

    def _ask(self, name: str, day: Day, asked: dict[str, Any]) -> Answer:
        seconds = asked["seconds"]
        if name not in self._running:
            self._running[name] = _Engine(name, self.pythons[name])
        said = self._running[name].ask(asked, PATIENCE * seconds + 60)
        if said is None:
            self._running.pop(name).close()
            return Answer(engine=name, took_s=seconds, trouble=f"The process of {name} ended or was ended.")
        if "routes" not in said:
            return Answer(engine=name, took_s=said["took_s"], trouble=said["trouble"])
        if said["took_s"] > seconds * LATE + GRACE_S:
            return Answer(engine=name, took_s=said["took_s"], trouble=f"{said['took_s']:.2f} s were taken.")
        if not any(said["routes"]):
            return Answer(engine=name, took_s=said["took_s"], trouble="All routes are empty.")
        return _judged(name, day, said)


def _judged(name: str, day: Day, said: dict[str, Any]) -> Answer:
    routes = tuple(tuple(route) for route in said["routes"])
    if name == OURS:
        plan = Plan(routes=routes, starts=tuple(said["starts"]), left_out=tuple(said["left_out"]))
        verdict = judge(day.problem, plan)
        return Answer(engine=name, took_s=said["took_s"], plan=plan, verdict=verdict, broken=verdict.broken,
                      claimed=said["cost"])  # fmt: skip
    broken = judge(day.problem, Plan(routes=routes)).broken
    plan = mended(day.problem, routes) if broken else Plan(routes=routes)
    verdict = judge(day.problem, plan)
    if verdict.broken:
        return Answer(engine=name, took_s=said["took_s"], broken=broken, trouble=verdict.broken[0])
    return Answer(engine=name, took_s=said["took_s"], plan=plan, verdict=verdict, broken=broken)


class _Engine:
    """The process of one engine."""

    def __init__(self, name: str, python: Path) -> None:
        reading, writing = os.pipe()
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "scripts"), str(ROOT / "src")))}
        # One thread means one: no numeric library may take more on the side.
        environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.solver_peers.child", name, str(writing)], env=environ, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(writing,),
        )  # fmt: skip
        os.close(writing)
        self._answers: IO[str] = os.fdopen(reading, encoding="utf-8")
        self._ready = False

    def ask(self, given: dict[str, Any], patience_s: float) -> dict[str, Any] | None:
        """What it answers; nothing if it ends, or has to be ended."""
        if not self._ready:
            self._ready = self._told(READY_S) is not None
            if not self._ready:
                return None
        assert self._process.stdin is not None
        try:
            print(json.dumps(given), file=self._process.stdin, flush=True)
        except BrokenPipeError:
            return None
        return self._told(patience_s)

    def _told(self, patience_s: float) -> dict[str, Any] | None:
        ending = Timer(patience_s, self._process.kill)
        ending.start()
        try:
            line = self._answers.readline()
        finally:
            ending.cancel()
        found: dict[str, Any] | None = json.loads(line) if line else None
        return found

    def close(self) -> None:
        """End the process and what it left open."""
        assert self._process.stdin is not None
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._answers.close()
