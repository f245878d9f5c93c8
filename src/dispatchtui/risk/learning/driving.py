"""How long the way really takes against its estimate: a base, a slope with its effects, and what then varies."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from dispatchtui.core.foresight import Driving, Effect
from dispatchtui.risk.learning.curves import ENOUGH, Array, quantiles, rounded
from dispatchtui.risk.learning.effects import Group, Kind, backfit, kind_of, told
from dispatchtui.risk.learning.observed import Observation

ROUNDS = 12
"""How often the line, its effects and its spread are fitted in turn; weighted anew each time."""
PASSES = 10
"""Passes over the groups in each round; the next one goes on from there."""
FAR, WINSOR = 6.0, 4.0
"""A deviation of more spreads than the first is left out, and of more than the second counts as so many."""
LONG_S = 300
"""From such an estimate on the first slope is taken."""
SHORT_S = 60
"""A way that is estimated shorter says nothing of the slope of its group."""
LEAST_S = 1.0
BASE_SURE, SLOPE_SURE = 300.0, 1.0
"""How far the base is from nought and the slope from one before anything was seen."""


def fit_driving(observations: Sequence[Observation]) -> Driving:
    """Learn how long ways take; nothing when there are too few."""
    ways = [(each, each.estimate_s, each.drive_s) for each in observations]
    known = [(each, float(estimate_s), float(drive_s)) for each, estimate_s, drive_s in ways
             if estimate_s is not None and drive_s is not None and drive_s >= 0]  # fmt: skip
    if len(known) < ENOUGH:
        return Driving()
    estimates = np.array([estimate_s for _, estimate_s, _ in known])
    drives = np.array([drive_s for _, _, drive_s in known])
    named = [_kind([("", each.territory, "") for each, _, _ in known], estimates),
             _kind([("", "", each.technician_id) for each, _, _ in known], estimates)]  # fmt: skip
    kinds = [kind for _, kind in named]
    base, slope = _first(estimates, drives)
    fixed, share, unsure = 60.0**2, 0.2**2, 0.0
    for _ in range(ROUNDS):
        spread = _spread(estimates, fixed, share)
        factor = _factor(kinds)
        off = drives - base - slope * estimates * factor
        tame = np.clip(off, -WINSOR * spread, WINSOR * spread)
        weight = np.where(np.abs(off) <= FAR * spread, 1.0, 0.0) / spread**2
        base, slope, unsure = _line(estimates * factor, drives - off + tame, weight)
        off = np.clip(drives - base - slope * estimates * factor, -WINSOR * spread, WINSOR * spread)
        _slopes(kinds, off, estimates * slope, factor, weight)
        fixed, share = _parts(estimates, off, weight / spread**2)
    deviation = (drives - base - slope * estimates * _factor(kinds)) / _spread(estimates, fixed, share)
    near = np.abs(deviation) <= FAR
    curve = quantiles(deviation[near])
    curve = (curve - curve.mean()) / max(float(curve.std()), 1e-9)
    effects = [Effect(log_factor=round(log(slope), 4), variance=round(unsure / slope**2, 6), n=int(near.sum()))]
    for names, kind in named:
        effects += told(names, kind, np.log1p(np.maximum(kind.effect, -0.9)))
    return Driving(base_s=round(base, 1), effects=tuple(effects), shape=rounded(curve), n=int(near.sum()),
                   fixed_s=round(float(fixed) ** 0.5, 1), share=round(float(share) ** 0.5, 4))  # fmt: skip


def _first(estimates: Array, drives: Array) -> tuple[float, float]:
    """Where to begin: the median slope of long ways, and what it leaves."""
    long = estimates >= LONG_S
    slope = float(np.median(drives[long] / estimates[long])) if long.sum() >= ENOUGH else 1.0
    slope = max(slope, 0.2)
    return float(np.median(drives - slope * estimates)), slope


def _line(estimates: Array, drives: Array, weight: Array) -> tuple[float, float, float]:
    """The weighted line through ways, drawn to nought and one where they do not tell, and its slope's variance."""
    one, two = float(weight.sum()) + 1 / BASE_SURE**2, float((weight * estimates).sum())
    three = float((weight * estimates**2).sum()) + 1 / SLOPE_SURE**2
    left, right = float((weight * drives).sum()), float((weight * estimates * drives).sum()) + 1 / SLOPE_SURE**2
    area = one * three - two * two
    base, slope = (left * three - two * right) / area, (one * right - two * left) / area
    return base, max(slope, 0.1), one / area


def _kind(groups: Sequence[Group], estimates: Array) -> tuple[tuple[Group, ...], Kind]:
    """The groups of one kind that ways belong to; ways that are too short belong to none."""
    long = estimates >= SHORT_S
    names = tuple(sorted({group for group, keep in zip(groups, long, strict=True) if keep and any(group)}))
    places = {group: place for place, group in enumerate(names)}
    codes = [places.get(group, -1) if keep else -1 for group, keep in zip(groups, long, strict=True)]
    return names, kind_of(np.array(codes, dtype=np.int64), len(names))


def _slopes(kinds: Sequence[Kind], off: Array, expected: Array, factor: Array, weight: Array) -> None:
    """By what share the ways of each group take longer than the line says."""
    apart = np.maximum(expected, 1.0)
    backfit(off / apart + factor - 1.0, np.maximum(weight * apart**2, 1e-9), kinds, general=False, passes=PASSES)


def _factor(kinds: Sequence[Kind]) -> Array:
    """By what the slope of each way is multiplied for its groups."""
    return np.asarray(1.0 + kinds[0].of_each() + kinds[1].of_each(), dtype=np.float64)


def _spread(estimates: Array, fixed: float, share: float) -> Array:
    """The spread of each way."""
    return np.asarray(np.sqrt(np.maximum(fixed + share * estimates**2, LEAST_S)), dtype=np.float64)


def _parts(estimates: Array, off: Array, weight: Array) -> tuple[float, float]:
    """The two parts of the variance: the fixed one, and that which grows with the estimate."""
    square, off2 = estimates**2, off**2
    one, two, three = float(weight.sum()), float((weight * square).sum()), float((weight * square**2).sum())
    left, right = float((weight * off2).sum()), float((weight * square * off2).sum())
    area = one * three - two * two
    if area > 1e-9 * one * three:
        fixed, share = (left * three - two * right) / area, (one * right - two * left) / area
        if fixed >= 0 and share >= 0:
            return fixed, share
        if fixed < 0:
            return 0.0, right / three
    return left / one, 0.0
