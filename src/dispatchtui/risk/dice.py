"""What the sampled engine draws with: evenly, the same each time; or at random, to hold the rest against.

Cost: the table of the even draws is made once, some milliseconds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dispatchtui.risk.curves import COUNT, LEVELS, Curve, Values

_COLUMNS = 256
"""So many draws of one course are independent of each other."""


class Dice(Protocol):
    """Whatever can be drawn with."""

    n: int

    def of(self, curve: Curve) -> Values:
        """Samples of a curve."""
        ...

    def whether(self, probability: float) -> NDArray[np.bool_]:
        """Samples of something that happens with a probability."""
        ...


class Even:
    """Samples that are spread over every curve as evenly as there are of them, each in an order of its own.

    Source: Latin hypercube sampling; the orders are a table that is the same always and everywhere.
    """

    def __init__(self, n: int) -> None:
        """Take how many samples there are, some times the number of values of a curve."""
        self.n, self._column = n, 0
        self._orders, self._places = _table(n)

    def _next(self) -> int:
        self._column = (self._column + 1) % _COLUMNS
        return self._column

    def of(self, curve: Curve) -> Values:
        """Samples of a curve, each of its values equally often."""
        return curve.values if curve.certain else np.asarray(curve.values.take(self._places[self._next()]))

    def whether(self, probability: float) -> NDArray[np.bool_]:
        """Samples of something that happens with a probability, in as many as that makes."""
        return np.asarray(self._orders[self._next()] < probability * self.n)


class Plain:
    """Random samples of a seed, one from each of as many equal parts of what is drawn."""

    def __init__(self, n: int, seed: int) -> None:
        """Take how many samples there are, and the seed."""
        self.n, self._random = n, np.random.default_rng(seed)

    def of(self, curve: Curve) -> Values:
        """Samples of a curve, and of what lies between its values."""
        return curve.values if curve.certain else np.asarray(np.interp(self._units(), LEVELS, curve.values))

    def whether(self, probability: float) -> NDArray[np.bool_]:
        """Samples of something that happens with a probability."""
        return self._units() < probability

    def _units(self) -> Values:
        return (self._random.permutation(self.n) + self._random.random(self.n)) / self.n


@lru_cache(maxsize=4)
def _table(n: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Orders of so many samples, and which value of a curve each of them takes."""
    random = np.random.default_rng(20_191_021)
    orders = np.array([random.permutation(n) for _ in range(_COLUMNS)], dtype=np.intp)
    return orders, orders * COUNT // n
