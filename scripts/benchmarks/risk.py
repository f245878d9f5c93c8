"""Risk: what looking ahead costs, and how far on simulated days its probabilities can be trusted.

An oracle who is told the true distributions, the best constant, the plan and a long simulation stand beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec.structs import replace

from benchmarks import risk_engines, risk_speed
from benchmarks.figures import Figure, figure
from benchmarks.risk_days import Case, a_trial, cases
from benchmarks.risk_scores import LIMITS, figures_of

SEEDS = (1, 2)
LEARN, DAYS = 30, 30
UNITS = {"reliability_max_gap": "share", "false_alarm_share": "share", "early_recall": "share", "brier": "score",
         "breach_share": "share"}  # fmt: skip


def run() -> Iterator[Figure]:
    """Yield the costs, the agreement of the engines, and the scores of simulated days."""
    yield from risk_speed.figures()
    yield from risk_engines.figures()
    yield from scores()


def scores() -> Iterator[Figure]:
    """Forecast some days of each world; the full counts are those of the soak."""
    every: list[Case] = []
    for place, seed in enumerate(SEEDS):
        found = cases(a_trial(seed, LEARN), range(LEARN, LEARN + DAYS), os.cpu_count() or 1)
        every += [replace(each, day=each.day + place * 100_000) for each in found]
    for name, (value, low, high) in figures_of(every).items():
        limit = LIMITS.get(name)
        told = f"{low:.3g} to {high:.3g} by day"
        if limit is None:
            yield figure(name, value, UNITS.get(name, "times"), told)
        else:
            yield figure(name, value, UNITS.get(name, "times"), f"limit {limit:g}, {told}", value / limit)
