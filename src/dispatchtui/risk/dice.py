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

    def units(self) -> Values:
        """Samples between 0 and 1."""
        ...


class Even:
    """Samples that are spread over every curve as evenly as there are of them, each in an order of its own.

    Source: Latin hypercube sampling; the orders are a table that is the same always and everywhere.
    """

    def __init__(self, n: int) -> None:
        """Take how many samples there are, some times the number of values of a curve."""
        self.n, self._column = n, 0
        self._places = _table(n)

    def _next(self) -> NDArray[np.intp]:
        self._column = (self._column + 1) % _COLUMNS
        return np.asarray(self._places[self._column])

    def of(self, curve: Curve) -> Values:
        """Samples of a curve, each of its values equally often."""
        return curve.values if curve.certain else curve.values[self._next() * COUNT // self.n]

    def units(self) -> Values:
        """Samples between 0 and 1, each once."""
        return (self._next() + 0.5) / self.n


class Plain:
    """Random samples of a seed, one from each of as many equal parts of what is drawn."""

    def __init__(self, n: int, seed: int) -> None:
        """Take how many samples there are, and the seed."""
        self.n, self._random = n, np.random.default_rng(seed)

    def of(self, curve: Curve) -> Values:
        """Samples of a curve, and of what lies between its values."""
        return curve.values if curve.certain else np.asarray(np.interp(self.units(), LEVELS, curve.values))

    def units(self) -> Values:
        """Samples between 0 and 1."""
        return (self._random.permutation(self.n) + self._random.random(self.n)) / self.n


@lru_cache(maxsize=4)
def _table(n: int) -> NDArray[np.intp]:
    random = np.random.default_rng(20_191_021)
    return np.array([random.permutation(n) for _ in range(_COLUMNS)], dtype=np.intp)
