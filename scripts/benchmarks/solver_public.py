"""Public instances: how far each engine stays above the best that is known, in one table.

By distance with each leg truncated to one decimal: instances of 100 and of 1,000 customers. By vehicles first: those of
100, where a plan with more vehicles than the best-known fleet has no gap but is counted.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import Figure, figure
from benchmarks.solver_contest import entered, tell
from benchmarks.solver_days import Day
from benchmarks.solver_options import Options
from benchmarks.solver_peers.child import OURS
from benchmarks.solver_race import Answer, Race
from dispatchtui.solver.formats.instance import Opened
from dispatchtui.solver.formats.opening import open_text

FOLDER = Path(__file__).with_name("instances")
QUICK, QUICK_FEW = 2, 1
"""Instances of a quick measurement, chosen by its seed."""
LIMITS = {"solomon": 0.3, "homberger": 3.5, "solomon_vehicles": 1.0}
Gaps = dict[str, list[float | None]]
"""Engine -> its gap in per cent on each instance, nothing where it has no answer or too many vehicles."""


def public(race: Race, options: Options) -> Iterator[Figure]:
    """Run all that is chosen, and yield the mean gap of each engine."""
    known = json.loads((FOLDER / "best_known.json").read_text(encoding="utf-8"))
    solomon: dict[str, float] = known["solomon_distance"]
    homberger = {name: found["distance"] for name, found in known["homberger_1000"].items()}
    table: dict[str, Gaps] = {}
    plain = {name: (0, value) for name, value in _chosen(solomon, options, QUICK).items()}
    table["solomon"] = _gaps(race, options, "distance", plain, options.solomon_s)
    fleets = {name: tuple(each) for name, each in known["solomon_vehicles_first"].items()}
    chosen = _chosen(fleets, options, QUICK_FEW)
    table["solomon_vehicles"] = _gaps(race, options, "vehicles", chosen, options.solomon_s)
    if options.homberger_s:
        large = {name: (0, value) for name, value in _chosen(homberger, options, QUICK_FEW).items()}
        table["homberger"] = _gaps(race, options, "distance", large, options.homberger_s)
    for name, gaps in table.items():
        yield from _figures(name, gaps, entered(options))
    _show(table)


def _chosen(every: dict[str, Any], options: Options, quick: int) -> dict[str, Any]:
    """The instances named, or all, or for a quick measurement some by its seed."""
    names = sorted(every)
    if options.instances:
        names = [name for name in names if name in options.instances]
    elif options.quick:
        names = sorted(np.random.default_rng(options.seed).choice(names, quick, replace=False).tolist())
    return {name: every[name] for name in names}


def _gaps(race: Race, options: Options, objective: str, best: dict[str, Any], seconds: float) -> Gaps:
    found: Gaps = defaultdict(list)
    for name, (fleet, value) in best.items():
        if options.over():
            sys.stderr.write(f"The time is over before {name}.\n")
            break
        (file,) = FOLDER.glob(f"*/{name}.*")
        opened = open_text(file.read_bytes(), file.name, objective)
        problem = opened.instance.problem
        day = Day(problem=problem, stop_region=np.zeros(problem.stops, dtype=np.int64),
                  vehicle_region=np.zeros(problem.vehicles, dtype=np.int64))  # fmt: skip
        (field,) = race.run(day, (seconds,), 1, options.seed).values()
        tell(f"{name} by {objective}, {seconds:g} s", field)
        for answer in field:
            found[answer.engine].append(_gap(opened, answer, fleet, value))
    return found


def _gap(opened: Opened, answer: Answer, fleet: int, best: float) -> float | None:
    """How far a plan is above the best known, by its way told anew from the points."""
    if answer.plan is None or answer.verdict is None or answer.verdict.left_out:
        return None
    if fleet and sum(bool(route) for route in answer.plan.routes) > fleet:
        return None
    return 100 * (opened.answer(answer.plan).cost / best - 1)


def _figures(name: str, gaps: Gaps, engines: Collection[str]) -> Iterator[Figure]:
    """Our mean gap beside its limit, then those of the peers, and how often each has none."""
    for engine in sorted(engines, key=lambda each: each != OURS):
        every = gaps.get(engine, [])
        called = f"{name}_gap_percent" if engine == OURS else f"{name}_gap_percent_{engine}"
        some = [gap for gap in every if gap is not None]
        told = f"{len(some)} of {len(every)} instances"
        if engine == OURS:
            told = f"limit {LIMITS[name]:g}, {told}"
        yield figure(called, sum(some) / len(some) if some else None, "%", told)
        yield figure(f"{name}_none_{engine}", len(every) - len(some), "instances", f"of {len(every)}")


def _show(table: dict[str, Gaps]) -> None:
    """The table for people: an engine a row, a set of instances a column."""
    engines = sorted({engine for gaps in table.values() for engine in gaps}, key=lambda name: name != OURS)
    sys.stderr.write(f"{'mean gap to the best known, %':<32}{''.join(f'{name:>20}' for name in table)}\n")
    for engine in engines:
        cells = [_cell(gaps.get(engine, [])) for gaps in table.values()]
        sys.stderr.write(f"{engine:<32}{''.join(f'{cell:>20}' for cell in cells)}\n")


def _cell(every: Sequence[float | None]) -> str:
    some = [gap for gap in every if gap is not None]
    if not some:
        return "none"
    return f"{sum(some) / len(some):.2f}" + (f" ({len(every) - len(some)} none)" if len(some) < len(every) else "")
