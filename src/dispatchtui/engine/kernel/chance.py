"""Seeded chance: one 64-bit state in an array, the same on every machine.

Source: Vigna, splitmix64.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatchtui.engine.kernel.compiled import compiled


@compiled
def draw(chance: NDArray[np.uint64]) -> np.uint64:
    """The next 64 bits."""
    chance[0] += np.uint64(0x9E3779B97F4A7C15)
    z = chance[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@compiled
def share(chance: NDArray[np.uint64]) -> float:
    """A number from 0 to below 1."""
    return float(draw(chance) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def below(chance: NDArray[np.uint64], bound: int) -> int:
    """A whole number from 0 to below a bound."""
    return int(share(chance) * bound)
