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
from benchmarks.solver_contest import contest, entered
from benchmarks.solver_options import PARTS, Options, options
from benchmarks.solver_peers import environment
from benchmarks.solver_peers.child import OURS
from benchmarks.solver_public import public
from benchmarks.solver_race import Race
from dispatchtui.errors import DispatchError
from parts import load

__all__ = ["options", "run"]

RACES: dict[str, Callable[[Race, Options], Iterator[Figure]]] = {
    "days": partial(contest, native=False), "native": partial(contest, native=True), "public": public,
}  # fmt: skip
OWN = {"repair": "benchmarks.solver_repair", "exact": "benchmarks.solver_exact", "worker": "benchmarks.solver_worker"}
"""Part -> module whose `measure(quick=, seed=)` gives a value for each name."""
LAST = ("exact", "native")
"""Parts that are not begun when the time is over; the others are short, or look at the clock themselves."""
OF_PART = {"repair_first_ms": "repair", "repair_gap_1s": "repair", "cancel_ms": "worker"}
UNITS = {"ms": "ms", "s": "s", "percent": "%", "share": "share"}
LIMITS = {"repair_first_ms": 100.0, "repair_gap_1s": 5.0, "cancel_ms": 50.0, "cancel_worst_ms": 50.0}


def run(chosen: Options) -> Iterator[Figure]:
    """Yield the figures of the parts that are chosen; end with code 1 where one that must be there is missing."""
    missing = needed(chosen)
    for one in _measured(chosen):
        missing.discard(one.name)
        yield one
    if missing:
        _tell(f"There is no figure {', '.join(sorted(missing))}.")
        raise SystemExit(1)


def needed(chosen: Options) -> set[str]:
    """The names of the figures by which the parts that are chosen are held against others and their limits."""
    engines = entered(chosen)
    found = {"seed"}
    if "days" in chosen.parts:
        days = [f"{size[0]}x{size[1]}_{seconds:g}" for size, times in chosen.sizes.items() for seconds in times]
        found |= {name for day in days for name in (f"cost_ratio_{day}", *(f"{each}_cost_{day}" for each in engines))}
    if "public" in chosen.parts:
        sets = ("solomon", "homberger") if chosen.homberger_s else ("solomon",)
        ends = ["" if each == OURS else f"_{each}" for each in engines]
        found |= {f"{each}_gap_percent{end}" for each in sets for end in ends}
    return found | {name for name, part in OF_PART.items() if part in chosen.parts}


def _measured(chosen: Options) -> Iterator[Figure]:
    yield Figure("seed", chosen.seed, "")
    pythons: dict[str, Path] = {}
    if any(part in RACES for part in chosen.parts):
        peers = environment.ready(_tell)
        yield figure("peers_missing", len(peers.missing), "peers", ", ".join(sorted(peers.missing)) or "none")
        for name, why in peers.missing.items():
            _tell(f"{name} is missing: {why}")
        every = {OURS: Path(sys.executable), **peers.pythons}
        pythons = {name: python for name, python in every.items() if name not in chosen.without}
    with Race(pythons) as race:
        for part in (each for each in PARTS if each in chosen.parts):
            if part in LAST and chosen.over():
                _tell(f"The time is over before {part}.")
            elif part in RACES:
                yield from RACES[part](race, chosen)
            else:
                yield from _own(part, chosen)


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _own(part: str, chosen: Options) -> Iterator[Figure]:
    """Figures of what was measured by name; the end of a name tells its unit."""
    try:
        measured: dict[str, float] = load(OWN, part).measure(quick=chosen.quick, seed=chosen.seed)
    except DispatchError as error:
        _tell(f"{part}: {error.sentence}")
        return
    for name, value in measured.items():
        limit = LIMITS.get(name)
        unit = UNITS.get(name.rpartition("_")[2], "%" if "gap" in name else "")
        if limit is None:
            yield figure(name, value, unit)
        else:
            yield figure(name, value, unit, f"limit {limit:g}", value / limit)
