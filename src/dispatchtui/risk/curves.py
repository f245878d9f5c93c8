"""Durations as curves: how long something may take, learned or drawn through two points, and what is left of it.

Shapes: a curve is its values at COUNT evenly spaced probabilities, or one value where nothing is uncertain.
Units: seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

COUNT = 128
LEVELS: Values = (np.arange(COUNT) + 0.5) / COUNT
_LAST = float(LEVELS[-1])
_STANDARD = NormalDist()
NORMAL: Values = np.array([_STANDARD.inv_cdf(float(level)) for level in LEVELS])
_FEW: Values = NORMAL.reshape(16, -1).mean(axis=1) / NORMAL.reshape(16, -1).mean(axis=1).std()
Z80 = _STANDARD.inv_cdf(0.8)
_TAIL = 0.12
"""What outlasts a curve goes on like this: half of it for 9 percent longer than it has taken, a tenth for a third."""
_LOOSE = 0.25
"""How far what was thought to be certain spreads, as a log factor, once it has taken longer."""
_GRIDS = 2
"""As many grids as a curve keeps at once."""
_LEAST, _MOST = log(0.1), log(6.0)
"""No work is taken to be shorter or longer than this, as log factors of what is planned."""


class Curve:
    """How long something may take; it keeps the grids that it was asked for."""

    __slots__ = ("_negative", "certain", "grids", "high_s", "low_s", "values")

    def __init__(self, values: Values) -> None:
        """Take the values in their order; where they do not differ, one stands for all."""
        self.low_s, self.high_s = float(values[0]), float(values[-1])
        self.certain = self.high_s - self.low_s < 0.5
        self.values = values[values.size // 2 :][:1] if self.certain else values
        if self.certain:
            self.low_s = self.high_s = float(self.values[0])
        self.grids: dict[int, tuple[float, Values]] = {}
        self._negative: Curve | None = None

    @property
    def negative(self) -> Curve:
        """So much before, instead of after."""
        if self._negative is None:
            self._negative = Curve(-self.values[::-1])
        return self._negative

    def grid(self, step_s: int) -> tuple[float, Values]:
        """The curve as probabilities at steps of so many seconds from the first on; its mean is kept."""
        found = self.grids.get(step_s)
        if found is None:
            while len(self.grids) >= _GRIDS:
                self.grids.pop(next(iter(self.grids)), None)
            found = self.grids[step_s] = (self.low_s, spread_over((self.values - self.low_s) / step_s))
        return found


def spread_over(places: Values) -> Values:
    """Equal shares of probability at whole places of a grid, each split between its two neighbours."""
    if places.size == 1:
        return np.ones(1)
    whole = places.astype(np.intp)
    rest = places - whole
    size = int(whole[-1]) + 2
    mass = np.bincount(whole, 1.0 - rest, size) + np.bincount(whole + 1, rest, size)
    return mass / places.size


@lru_cache(maxsize=1 << 12)
def certain(length_s: float) -> Curve:
    """Exactly so long."""
    return Curve(np.array([float(length_s)]))


NOUGHT = certain(0.0)


def learned(values: Sequence[float]) -> Curve:
    """A curve as it was learned, at however many evenly spaced probabilities; nothing learned is nought."""
    return Curve(levelled(values)) if values else NOUGHT


def levelled(values: Sequence[float]) -> Values:
    """Values at evenly spaced probabilities, at ours."""
    given = np.sort(np.asarray(values, dtype=np.float64))
    return np.asarray(np.interp(LEVELS, (np.arange(given.size) + 0.5) / given.size, given), dtype=np.float64)


def through(median_s: float, p80_s: float) -> Curve:
    """The lognormal curve through two of its points; it is certain where the second is no later."""
    if median_s <= 0 or p80_s <= median_s:
        return certain(median_s)
    return around(median_s, NORMAL * (log(p80_s / median_s) / Z80))


def around(median_s: float, log_factors: Values) -> Curve:
    """A length times factors that are given as logarithms, within what is sane."""
    return Curve(median_s * np.exp(np.clip(log_factors, _LEAST, _MOST)))


def widened(values: Values, variance: float) -> Values:
    """Values to which something normal of mean nought is added."""
    if variance <= 1e-6:
        return values
    sums = np.sort((values[:, None] + sqrt(variance) * _FEW[None, :]).ravel())
    return np.asarray(sums.reshape(COUNT, -1).mean(axis=1))


def together(one: Curve, other: Curve) -> Curve:
    """One thing after another, neither knowing of the other."""
    if one.certain or other.certain:
        return Curve(one.values + other.values)
    few = other.values.reshape(-1, 4).mean(axis=1)
    return Curve(np.sort((one.values[:, None] + few[None, :]).ravel()).reshape(COUNT, -1).mean(axis=1))


def weighed(curve: Curve, weights: Values) -> Curve:
    """A curve whose values have become so much more or less likely."""
    reached = np.cumsum(weights) - weights / 2
    return Curve(np.interp(LEVELS, reached / weights.sum(), curve.values))


def outlasted(curve: Curve, least_s: float) -> Curve:
    """What a curve becomes once it is known that it takes longer than this."""
    if least_s < curve.low_s or (curve.certain and least_s <= curve.low_s):
        return curve
    if curve.certain:
        if curve.low_s <= 0:
            return certain(max(least_s, curve.low_s))
        return outlasted(_loose(curve.low_s), least_s)
    if curve.high_s <= 0:
        return certain(least_s)
    values, last_s = curve.values, curve.high_s
    if least_s < last_s:
        gone = float(np.interp(least_s, values, LEVELS))
    else:
        gone = 1.0 - (1.0 - _LAST) * exp(log(last_s / least_s) / _TAIL)
    left = (1.0 - gone) * (1.0 - LEVELS)
    if left[0] < 1e-9:  # so far beyond the curve that only its tail is left, at any precision
        return Curve(least_s * (1.0 - LEVELS) ** -_TAIL)
    beyond = last_s * ((1.0 - _LAST) / np.minimum(left, 1.0 - _LAST)) ** _TAIL
    inside = np.interp(1.0 - left, LEVELS, values)
    return Curve(np.maximum(np.where(left < 1.0 - _LAST, beyond, inside), least_s))


@lru_cache(maxsize=256)
def _loose(length_s: float) -> Curve:
    return around(length_s, NORMAL * _LOOSE)


def shifted(curve: Curve, by_s: float) -> Curve:
    """A curve that is longer by so much."""
    return curve if not by_s else Curve(curve.values + by_s)
