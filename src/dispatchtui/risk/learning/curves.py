"""Curves of what was measured: values at evenly spaced probabilities, drawn towards a broader curve where few."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

POINTS = 40
"""Values of a curve."""
ENOUGH = 20
"""From fewer measurements than this nothing is learned."""
FAR = 10.0
"""What is so many spans of the middle half away from it was not measured right."""
PROBABILITIES: Array = (np.arange(POINTS) + 0.5) / POINTS


def quantiles(values: Array) -> Array:
    """The values of a curve, of any positive number of measurements."""
    return np.asarray(np.quantile(values, PROBABILITIES, method="hazen"), dtype=np.float64)


def drawn(own: Array, n: int, broader: Array, weight: float) -> Array:
    """A curve drawn towards a broader one, which counts for as much as `weight` measurements."""
    return np.asarray((n * own + weight * broader) / (n + weight), dtype=np.float64)


def rounded(curve: Array, decimals: int = 4) -> tuple[float, ...]:
    """A curve as it is kept: the same everywhere, and never falling."""
    return tuple(round(float(value), decimals) + 0.0 for value in np.maximum.accumulate(curve))


def seconds(values: Iterable[int | None]) -> tuple[float, ...]:
    """The curve of a length of time in whole seconds, without outliers; empty when there are too few."""
    given = np.array([value for value in values if value is not None], dtype=np.float64)
    if given.size < ENOUGH:
        return ()
    low, middle, high = np.quantile(given, (0.25, 0.5, 0.75))
    bound = FAR * max(float(high - low), 60.0)
    near = given[np.abs(given - middle) <= bound]
    return rounded(quantiles(near), 0)
