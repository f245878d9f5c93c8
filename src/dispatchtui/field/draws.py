"""Chance that can be repeated: each draw belongs to a seed, a subject and a purpose.

The order of events never changes a draw, so the same dispatching meets the same day again,
and a field that was restarted goes on with the day it was playing.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from math import exp
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")
_NORMAL = NormalDist()


class Draws:
    """The draws of one seed."""

    __slots__ = ("seed",)

    def __init__(self, seed: int) -> None:
        """Take the seed of the day."""
        self.seed = seed

    def unit(self, *key: object) -> float:
        """A number strictly between 0 and 1."""
        words = "\x1f".join(map(str, (self.seed, *key)))
        number = int.from_bytes(blake2b(words.encode(), digest_size=7).digest(), "big")
        return (number + 0.5) / (1 << 56)

    def chance(self, probability: float, *key: object) -> bool:
        """Whether something of this probability happens."""
        return self.unit(*key) < probability

    def between(self, span: tuple[float, float], *key: object) -> float:
        """A number in a span, each alike."""
        low, high = span
        return low + (high - low) * self.unit(*key)

    def lognormal(self, median: float, sigma: float, *key: object) -> float:
        """A positive number around a median, skewed to the long side."""
        return median * exp(sigma * _NORMAL.inv_cdf(self.unit(*key)))

    def one_of(self, choices: Sequence[T], *key: object) -> T:
        """One of several, each alike."""
        return choices[int(self.unit(*key) * len(choices))]
