"""The breaks of a shift, taken in every sample as `core.breaks` and the timeline take them in one.

Shapes: every array holds one value a sample.
Units: epoch seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatchtui.core.breaks import Owed
from dispatchtui.risk.curves import Values

Mask = NDArray[np.bool_]

_NEVER = np.inf


class Way(Struct, frozen=True):
    """What a journey starts from in every sample, and what follows it."""

    free: Values
    ready: Values
    drive: Values
    wanted: Values
    opens_s: float | None
    settled_and_worked: Values

    def end(self, arrival: Values) -> Values:
        """When the work is over of who arrives then."""
        start = arrival if self.opens_s is None else np.maximum(arrival, self.opens_s)
        return start + self.settled_and_worked


class Rests:
    """The breaks that are owed, and in which samples each has been taken."""

    def __init__(self, owed: Sequence[Owed], n: int) -> None:
        """Nothing has been taken of what is owed."""
        self.owed = owed
        self.taken = np.zeros((len(owed), n), dtype=np.bool_)

    def arrival(self, way: Way, plain: Values) -> Values:
        """When somebody arrives who takes the breaks that come before the work; `plain` is without any."""
        latest_s = float(way.end(plain).max())
        near = [place for place, each in enumerate(self.owed) if self._near(each, place, way, latest_s)]
        if not near:
            return plain
        begins = np.full((len(near), plain.size), _NEVER)
        lengths = np.array([[self.owed[place].window.length_s] for place in near], dtype=np.float64)
        arrival = plain
        for _ in near:
            more = self._one_more(way, near, begins, lengths, arrival)
            if more is None:
                break
            begins, arrival = more
        return arrival

    def _near(self, each: Owed, place: int, way: Way, latest_s: float) -> bool:
        """Whether a break may come before the work in any sample."""
        if self.taken[place].all():
            return False
        last_s = each.until_s if each.window.mandatory else each.window.end_s
        # Work that ends later for one break may come to end after another begins.
        return each.window.start_s < latest_s + 2 * 3600 and float(way.free.min()) < last_s

    def _one_more(
        self, way: Way, near: list[int], begins: Values, lengths: Values, arrival: Values
    ) -> tuple[Values, Values] | None:
        """In every sample the first break that comes before the work and has not been taken, if there is any."""
        end, undecided, found = way.end(arrival), np.ones(arrival.size, dtype=np.bool_), None
        for row, place in enumerate(near):
            owed = self.owed[place]
            start, forgone = _rest_from(owed, way.free, begins, lengths)
            comes = undecided & ~self.taken[place] & ~forgone & (start < end)
            if not comes.any():
                continue
            tried = begins.copy()
            tried[row] = np.where(comes, start, begins[row])
            rested = on_the_way(tried, lengths, way)
            later, _ = _rest_from(owed, end, begins, lengths)
            can_wait = later + owed.window.length_s <= owed.window.end_s
            comes &= ~(can_wait & (rested > arrival))
            if not comes.any():
                continue
            self.taken[place] |= comes
            undecided &= ~comes
            before = found if found is not None else (begins, arrival)
            chosen = before[0].copy()
            chosen[row] = np.where(comes, start, chosen[row])
            found = chosen, np.where(comes, rested, before[1])
        return found


def on_the_way(begins: Values, lengths: Values, way: Way) -> Values:
    """When one is there who rests at these times in between, as `core.breaks.on_the_way` has it."""
    at, left = way.ready, way.drive
    order = np.argsort(begins, axis=0, kind="stable")
    for row in range(begins.shape[0]):
        begin = np.take_along_axis(begins, order[row : row + 1], axis=0)[0]
        length = lengths[order[row], 0]
        there = begin < _NEVER
        left = np.where(there, left - np.minimum(left, np.maximum(0.0, begin - at)), left)
        at = np.where(there, np.maximum(at, begin + length), at)
    return np.maximum(at + left, way.wanted)


def _rest_from(owed: Owed, free: Values, begins: Values, lengths: Values) -> tuple[Values, Mask]:
    """When a break is taken by who is free then and rests not otherwise, and where it is forgone."""
    length_s = owed.window.length_s
    start = np.maximum(free, float(owed.window.start_s))
    order = np.argsort(begins, axis=0, kind="stable")
    for row in range(begins.shape[0]):
        begin = np.take_along_axis(begins, order[row : row + 1], axis=0)[0]
        until = begin + lengths[order[row], 0]
        start = np.where((begin < start + length_s) & (start < until), until, start)
    late = start + length_s > owed.window.end_s
    return start, late & ((start >= owed.until_s) if owed.window.mandatory else True)
