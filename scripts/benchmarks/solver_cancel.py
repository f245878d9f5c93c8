"""How long a search goes on after it was told to stop: the longest of several, on a day of 100 technicians."""

from __future__ import annotations

import time
from functools import partial

import numpy as np

from benchmarks.solver_days import a_day
from dispatchtui.engine.search import search, warm

TIMES, QUICK_TIMES = 20, 5
LONG_S = 30.0


def measure(*, quick: bool, seed: int) -> dict[str, float]:
    """Stop searches at moments drawn by the seed; milliseconds from then until they are back."""
    warm()
    problem, chance = a_day(100, 800, seed).problem, np.random.default_rng(seed)
    taken = []
    for _time in range(QUICK_TIMES if quick else TIMES):
        ends = time.perf_counter() + chance.uniform(0.05, 1.0)
        search(problem, seconds=LONG_S, seed=seed, stopped=partial(_past, ends))
        taken.append(1000 * (time.perf_counter() - ends))
    return {"cancel_ms": max(taken)}


def _past(moment: float) -> bool:
    return time.perf_counter() > moment
