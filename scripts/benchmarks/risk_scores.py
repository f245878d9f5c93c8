"""What predictions on simulated days come to: calibration, Brier scores beside their peers, early warnings.

Every figure has its interval by day: whole days are drawn again, for what happens on a day hangs together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.risk_days import Case
from dispatchtui.risk import calibration

SCORED_MIN = (120, 60, 30, 15)
EARLY_MIN = 45
FLAG = 0.2
"""From this probability on something is flagged: the usual policy's risk."""
LEAST = 2_000
"""Predictions that a tenth must hold before its gap counts."""
DRAWS = 400
LIMITS = {"reliability_max_gap": 0.03, "brier_ratio_oracle": 1.05, "brier_ratio_constant": 0.8,
          "brier_ratio_plan": 0.8, "early_ratio_oracle": 0.9}  # fmt: skip
"""What must be shown; the last is a least, the others are mosts."""


class Columns:
    """Cases as columns."""

    def __init__(self, cases: Sequence[Case]) -> None:
        """Take them in their order."""
        self.model = np.array([each.model for each in cases], dtype=float)
        self.oracle = np.array([each.oracle for each in cases], dtype=float)
        self.plan = np.array([each.plan for each in cases], dtype=float)
        self.came = np.array([each.outcome for each in cases], dtype=float)
        self.day = np.array([each.day for each in cases], dtype=int)
        self.horizon = np.array([each.horizon_min for each in cases], dtype=int)


def figures_of(cases: Sequence[Case]) -> dict[str, tuple[float, float, float]]:
    """Each figure with the interval that holds it in 95 of 100 draws of days."""
    scored = Columns([each for each in cases if each.horizon_min in SCORED_MIN])
    early = Columns([each for each in cases if each.horizon_min == EARLY_MIN])
    errors = (scored.model - scored.came) ** 2
    constant = calibration.best_constants(scored.came, scored.horizon)
    found = {
        name: _ratio(scored.day, errors, (other - scored.came) ** 2)
        for name, other in (("brier_ratio_oracle", scored.oracle), ("brier_ratio_constant", constant),
                            ("brier_ratio_plan", scored.plan))
    }  # fmt: skip
    table = calibration.reliability(scored.model, scored.came, scored.day)
    worst = max((each for each in table if each.n >= LEAST), key=lambda each: abs(each.gap), default=None)
    if worst is not None:
        least = max(0.0, worst.gap_low, -worst.gap_high)
        found["reliability_max_gap"] = (abs(worst.gap), least, max(-worst.gap_low, worst.gap_high))
    found["early_ratio_oracle"] = _drawn(early, _early_ratio)
    found["false_alarm_share"] = _drawn(early, lambda one: calibration.flagged(one[0], one[2], FLAG).false_alarms)
    found["early_recall"] = _drawn(early, lambda one: calibration.flagged(one[0], one[2], FLAG).recall)
    found["brier"] = _ratio(scored.day, errors, np.ones(len(errors)))
    found["breach_share"] = _ratio(scored.day, scored.came, np.ones(len(errors)))
    return found


def holds(name: str, value: float) -> bool:
    """Whether a figure is within its limit; figures without one are."""
    limit = LIMITS.get(name)
    return limit is None or (value >= limit if name.startswith("early") else value <= limit)


def tables(cases: Sequence[Case]) -> dict[str, Any]:
    """By tenths of probability, by horizon, by clock, and by what was going on: how many, what was said, what came."""
    scored = [each for each in cases if each.horizon_min in SCORED_MIN]
    columns = Columns(scored)
    return {
        "reliability": _bins(columns.model, columns),
        "reliability_oracle": _bins(columns.oracle, columns),
        "horizons": _groups(cases, lambda each: f"{each.horizon_min} min"),
        "clocks": _groups(scored, lambda each: "work" if each.of_work else "arrival"),
        "states": _groups(scored, lambda each: each.state),
    }


def _bins(said: np.ndarray, columns: Columns) -> list[dict[str, float]]:
    return [
        {name: round(getattr(each, name), 4) for name in
         ("low", "n", "predicted", "observed", "gap", "gap_low", "gap_high")}
        for each in calibration.reliability(said, columns.came, columns.day)
    ]  # fmt: skip


def _groups(cases: Sequence[Case], key: Callable[[Case], str]) -> dict[str, dict[str, float]]:
    found = {}
    for name in sorted({key(each) for each in cases}):
        one = Columns([each for each in cases if key(each) == name])
        found[name] = {
            "n": len(one.came),
            "came": round(float(one.came.mean()), 4),
            "model": round(float(one.model.mean()), 4),
            "oracle": round(float(one.oracle.mean()), 4),
            "brier": round(calibration.brier(one.model, one.came), 5),
            "brier_oracle": round(calibration.brier(one.oracle, one.came), 5),
            "brier_plan": round(calibration.brier(one.plan, one.came), 5),
        }
    return found


def _ratio(days: np.ndarray, over: np.ndarray, under: np.ndarray) -> tuple[float, float, float]:
    low, high = calibration.interval(days, over, under)
    return float(over.sum() / under.sum()), low, high


def _early_ratio(one: tuple[np.ndarray, np.ndarray, np.ndarray]) -> float:
    """The share of breaches that the model flags, of that which the oracle flags with as many false alarms."""
    model, oracle, came = one
    ours = calibration.flagged(model, came, FLAG)
    theirs = calibration.flagged_at(oracle, came, ours.false_alarms)
    return ours.recall / theirs.recall if theirs.recall else 1.0


def _drawn(
    columns: Columns, of: Callable[[tuple[np.ndarray, np.ndarray, np.ndarray]], float]
) -> tuple[float, float, float]:
    """A figure, and its interval by drawing whole days again."""
    dice = np.random.default_rng(0)
    places = [np.flatnonzero(columns.day == day) for day in np.unique(columns.day)]
    values = []
    for _ in range(DRAWS):
        chosen = np.concatenate([places[each] for each in dice.integers(len(places), size=len(places))])
        values.append(of((columns.model[chosen], columns.oracle[chosen], columns.came[chosen])))
    low, high = np.percentile(values, (calibration.LOW, calibration.HIGH))
    return of((columns.model, columns.oracle, columns.came)), float(low), float(high)
