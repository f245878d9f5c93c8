"""A moment as probabilities at even steps of time: what the analytic engine reckons with.

The first instant is exact, at any fraction of a second: what is certain stays so, and what waits for something
begins exactly then. All else keeps its mean when it is put on another grid.

Units: epoch seconds.
Cost: some microseconds for what is asked of it; joining is a convolution.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatchtui.risk.curves import Curve, Values

_ONE = np.ones(1)
_EDGE = 1e-5
"""What is less likely than this to come before or after is not followed any further."""
FINEST_S, COARSEST_S = 15, 60
"""The steps are doubled between these as what is uncertain grows."""
_SHORT = 24
"""What is no longer than so many steps makes nothing so much longer that it is worth looking at its ends."""
_CELLS = 500
"""About how many steps two moments that are joined may have together before they are doubled."""


class Grid:
    """The probabilities of a moment at `first_s` and at each step after it; steps grow with what is uncertain."""

    __slots__ = ("_summed", "first_s", "mass", "step_s")

    def __init__(self, first_s: float, mass: Values, step_s: int) -> None:
        """Take the first instant and the probabilities, which add up to one."""
        self.first_s, self.mass, self.step_s = first_s, mass, step_s
        self._summed: Values | None = None

    @classmethod
    def of(cls, at_s: float, curve: Curve) -> Grid:
        """The moment that is so long after an instant."""
        step_s = FINEST_S
        while (curve.high_s - curve.low_s) / step_s > _CELLS and step_s < COARSEST_S:
            step_s *= 2
        low_s, mass = curve.grid(step_s)
        return cls(at_s + low_s, mass, step_s)

    @property
    def last_s(self) -> float:
        """The last instant that is possible."""
        return self.first_s + self.step_s * (self.mass.size - 1)

    @property
    def summed(self) -> Values:
        """How likely it is to have come by each step."""
        if self._summed is None:
            self._summed = self.mass.cumsum()
        return self._summed

    def plus(self, curve: Curve) -> Grid:
        """The moment that is so much later."""
        if curve.certain:
            return Grid(self.first_s + curve.low_s, self.mass, self.step_s)
        if self.mass.size == 1:
            return Grid.of(self.first_s, curve)
        step_s, cells = self.step_s, self.mass.size + (curve.high_s - curve.low_s) / self.step_s
        while cells > _CELLS and step_s < COARSEST_S:
            step_s, cells = step_s * 2, cells / 2
        low_s, mass = curve.grid(step_s)
        joined = Grid(self.first_s + low_s, np.correlate(self.at_steps(step_s).mass, mass[::-1], "full"), step_s)
        return joined._trimmed() if mass.size > _SHORT else joined

    def at_steps(self, step_s: int) -> Grid:
        """The moment at steps that are some times doubled; what lies between is split, so that the mean is kept."""
        found = self
        while found.step_s < step_s:
            if found.mass.size == 1:
                return Grid(found.first_s, found.mass, step_s)
            mass = np.zeros((found.mass.size + 2) // 2)
            mass[: (found.mass.size + 1) // 2] = found.mass[::2]
            odd = found.mass[1::2] / 2
            mass[: odd.size] += odd
            mass[1 : odd.size + 1] += odd
            found = Grid(found.first_s, mass, found.step_s * 2)
        return found

    def no_sooner(self, at_s: float) -> Grid:
        """The moment, or an instant where that is later."""
        if self.first_s >= at_s:
            return self
        if self.last_s <= at_s:
            return Grid(at_s, _ONE, self.step_s)
        place = (at_s - self.first_s) / self.step_s
        whole = int(place) + 1
        mass = self._onto(whole - place, self.mass[whole:])
        mass[0] += self.summed[whole - 1]
        return Grid(at_s, mass, self.step_s)

    def later_of(self, other: Grid) -> Grid:
        """Whichever of two moments is later, neither knowing of the other."""
        if other.mass.size == 1 or other.last_s <= self.first_s:
            return self.no_sooner(other.first_s)
        if self.mass.size == 1 or self.last_s <= other.first_s:
            return other.no_sooner(self.first_s)
        first_s, step_s = max(self.first_s, other.first_s), max(self.step_s, other.step_s)
        one = self.at_steps(step_s).no_sooner(first_s).summed
        two = other.at_steps(step_s).no_sooner(first_s).summed
        size = max(one.size, two.size)
        mass = np.ones(size)
        mass[: one.size] = one
        mass[: two.size] *= two
        mass[1:] -= mass[:-1].copy()
        return Grid(first_s, mass, step_s)

    def or_else(self, share: float, other: Grid) -> Grid:
        """The other moment with a probability of `share`, this one otherwise."""
        first_s, step_s = min(self.first_s, other.first_s), max(self.step_s, other.step_s)
        one = self.at_steps(step_s)._from(first_s) * (1.0 - share)
        two = other.at_steps(step_s)._from(first_s) * share
        if one.size < two.size:
            one, two = two, one
        one[: two.size] += two
        return Grid(first_s, one, step_s)

    def after(self, at_s: float) -> float:
        """How likely it comes after an instant; what lies around a step is taken to be even, the first is exact."""
        if self.first_s > at_s:
            return 1.0
        place = (at_s - self.first_s) / self.step_s + 0.5
        whole = int(place)
        if whole >= self.mass.size:
            return 0.0
        before = float(self.summed[whole - 1]) if whole else 0.0
        inside = float(self.mass[whole]) * ((place - whole) if whole else 1.0)
        return min(1.0, max(0.0, 1.0 - before - inside))

    def quantiles(self, levels: Sequence[float]) -> list[float]:
        """The instants by which it has come with such probabilities."""
        if self.mass.size == 1:
            return [self.first_s] * len(levels)
        summed = self.summed
        found = []
        for level, place in zip(levels, summed.searchsorted(levels).tolist(), strict=True):
            if not place:
                found.append(self.first_s)
            elif place >= summed.size:
                found.append(self.last_s)
            else:
                before = float(summed[place - 1])
                inside = (level - before) / (float(summed[place]) - before)
                found.append(self.first_s + self.step_s * (place - 0.5 + inside))
        return found

    def _from(self, first_s: float) -> Values:
        """The probabilities on a grid that begins at an instant no later than its own."""
        place = (self.first_s - first_s) / self.step_s
        whole = int(place)
        found = np.zeros(whole + self.mass.size + 1)
        found[whole:] = self._onto(place - whole, self.mass)
        return found

    @staticmethod
    def _onto(rest: float, mass: Values) -> Values:
        """Probabilities a fraction of a step after those of a grid, split between its neighbours."""
        found = np.zeros(mass.size + 1)
        found[:-1] = mass * (1.0 - rest)
        found[1:] += mass * rest
        return found

    def _trimmed(self) -> Grid:
        """The same without the ends that are next to impossible, which are added to what is left."""
        summed = self.summed
        low, high = summed.searchsorted((_EDGE, summed[-1] - _EDGE)).tolist()
        if low == 0 and high >= self.mass.size - 1:
            return self
        mass = self.mass[low : high + 1].copy()
        if low:
            mass[0] += summed[low - 1]
        mass[-1] += summed[-1] - summed[high]
        return Grid(self.first_s + low * self.step_s, mass, self.step_s)
