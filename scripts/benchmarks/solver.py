"""Solver: what plans cost beside those of other routers in the same time, and how quickly it answers and stops.

Each engine runs in a process of its own, on the same days and public instances, for the same seconds, counted from
after imports and reading; one judge counts every plan. Peers live in an environment of their own, made at the first
run; one that cannot be installed is named and counted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure, figure
from benchmarks.solver_contest import contest
from benchmarks.solver_options import PARTS, Options, options
from benchmarks.solver_peers import environment
from benchmarks.solver_peers.child import OURS
from benchmarks.solver_public import public
from benchmarks.solver_race import Race
from parts import load

__all__ = ["options", "run"]

RACES: dict[str, Callable[[Race, Options], Iterator[Figure]]] = {
    "days": partial(contest, native=False), "native": partial(contest, native=True), "public": public,
}  # fmt: skip
OWN = {"repair": "benchmarks.solver_repair", "exact": "benchmarks.solver_exact", "worker": "benchmarks.solver_worker"}
"""Part -> module whose `measure(quick=, seed=)` gives a value for each name."""
UNITS = {"ms": "ms", "s": "s", "percent": "%", "share": "share"}
LIMITS = {"repair_first_ms": 100.0, "repair_gap_1s": 5.0, "cancel_ms": 50.0, "cancel_worst_ms": 50.0}


def run(chosen: Options) -> Iterator[Figure]:
    """Yield the figures of the parts that are chosen."""
    yield figure("seed", chosen.seed, "")
    pythons: dict[str, Path] = {}
    if any(part in RACES for part in chosen.parts):
        peers = environment.ready(_tell)
        yield figure("peers_missing", len(peers.missing), "peers", ", ".join(sorted(peers.missing)) or "none")
        for name, why in peers.missing.items():
            _tell(f"{name} is missing: {why}")
        every = {OURS: Path(sys.executable), **peers.pythons}
        pythons = {name: python for name, python in every.items() if name not in chosen.without}
    with Race(pythons) as race:
        for part in PARTS:
            if part in chosen.parts and part in RACES:
                yield from RACES[part](race, chosen)
            elif part in chosen.parts:
                yield from _own(load(OWN, part).measure(quick=chosen.quick, seed=chosen.seed))


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _own(measured: dict[str, float]) -> Iterator[Figure]:
    """Figures of what was measured by name; the end of a name tells its unit."""
    for name, value in measured.items():
        limit = LIMITS.get(name)
        unit = UNITS.get(name.rpartition("_")[2], "%" if "gap" in name else "")
        if limit is None:
            yield figure(name, value, unit)
        else:
            yield figure(name, value, unit, f"limit {limit:g}", value / limit)
