"""Solver: what plans cost beside those of other routers in the same time, and how quickly it answers and stops.

Each engine runs in a process of its own, on the same days and public instances, for the same seconds, counted from
after imports and reading; one judge counts every plan. Peers live in an environment of their own, made at the first
run; one that cannot be installed is named and counted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, figure
from benchmarks.solver_contest import contest
from benchmarks.solver_options import Options, options
from benchmarks.solver_peers import environment
from benchmarks.solver_peers.child import OURS
from benchmarks.solver_public import public
from benchmarks.solver_race import Race
from parts import load

__all__ = ["options", "run"]

RACES = ("days", "native", "public")
OWN = {"repair": "benchmarks.solver_repair", "exact": "benchmarks.solver_exact", "worker": "benchmarks.solver_worker"}
"""Part -> module whose `measure(quick=, seed=)` gives a value for each name."""
UNITS = {"ms": "ms", "s": "s", "percent": "%", "share": "share"}
LIMITS = {"repair_first_ms": 100.0, "repair_gap_1s": 5.0, "cancel_ms": 50.0, "cancel_worst_ms": 50.0}


def run(chosen: Options) -> Iterator[Figure]:
    """Yield the figures of the parts that are chosen."""
    yield figure("seed", chosen.seed, "")
    for part in OWN:
        if part in chosen.parts:
            yield from _own(load(OWN, part).measure(quick=chosen.quick, seed=chosen.seed))
    if any(part in RACES for part in chosen.parts):
        yield from _races(chosen)


def _races(chosen: Options) -> Iterator[Figure]:
    peers = environment.ready(_tell)
    every = {OURS: Path(sys.executable), **peers.pythons}
    pythons = {name: python for name, python in every.items() if name not in chosen.without}
    for name, why in peers.missing.items():
        sys.stderr.write(f"{name} is missing: {why}\n")
    told = ", ".join(sorted(peers.missing)) or "none"
    yield figure("peers_missing", len(peers.missing), "peers", told)
    with Race(pythons) as race:
        if "days" in chosen.parts:
            yield from contest(race, chosen, native=False)
        if "native" in chosen.parts:
            yield from contest(race, chosen, native=True)
        if "public" in chosen.parts:
            yield from public(race, chosen)


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
