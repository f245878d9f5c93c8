"""Simulated days of several worlds: what was forecast of every visit against what came, beside an oracle and the plan.

Arguments: --days N to be forecast in each world, --learn N days before them, --worlds K, --seed S of the first, and
--field N: on one day of each world every N-th question is put to the field itself, which takes half a second each.
--live: the people of the field that is played for people instead of others for each seed; --eager S: the share of
breaks that are taken as soon as they may be.
"""

from __future__ import annotations

import argparse
import os
import time

from msgspec.structs import replace

from benchmarks.risk_days import Case, a_trial, a_world, cases
from benchmarks.risk_field import beside
from benchmarks.risk_scores import LIMITS, figures_of, holds, tables


def run(arguments: list[str]) -> dict[str, object]:
    """Forecast the days of each world, and say whether every figure of all of them together is within its limit."""
    wanted = argparse.ArgumentParser(prog="scripts/soak risk")
    wanted.add_argument("--days", type=int, default=60)
    wanted.add_argument("--learn", type=int, default=30)
    wanted.add_argument("--worlds", type=int, default=4)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--field", type=int, default=0)
    wanted.add_argument("--live", action="store_true")
    wanted.add_argument("--eager", type=float)
    wanted.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = wanted.parse_args(arguments)
    began = time.monotonic()
    every: list[Case] = []
    worlds: dict[str, object] = {}
    fields: dict[str, object] = {}
    for place in range(options.worlds):
        seed = options.seed + place
        trial = a_trial(seed, options.learn, world=a_world(seed, live=options.live, eager=options.eager))
        found = cases(trial, range(options.learn, options.learn + options.days), options.workers)
        worlds[str(seed)] = {name: round(value, 4) for name, (value, _, _) in figures_of(found).items()}
        if options.field:
            fields[str(seed)] = beside(trial, [options.learn], options.field)
        # A day of one world is another than that of the next.
        every += [replace(each, day=each.day + place * 100_000) for each in found]
    figures = figures_of(every)
    return {
        "part": "risk",
        "ok": set(LIMITS) <= set(figures) and all(holds(name, value) for name, (value, _, _) in figures.items()),
        "days": options.days * options.worlds,
        "predictions": len(every),
        "seconds": round(time.monotonic() - began),
        "figures": {name: {"value": round(value, 4), "low": round(low, 4), "high": round(high, 4),
                           **({"limit": LIMITS[name]} if name in LIMITS else {})}
                    for name, (value, low, high) in figures.items()},
        "worlds": worlds,
        "field": fields,
        **tables(every),
    }  # fmt: skip
