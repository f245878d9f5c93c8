"""The breaks of a shift, taken in every sample as `core.breaks` and the timeline take them in one, or at once.

Who is eager for a break takes it where they are when they would set out and its window is open, whatever that delays.

Shapes: every array holds one value a sample.
Units: epoch seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
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

    def __init__(self, owed: Sequence[Owed], n: int, eager: Sequence[Mask | float] = ()) -> None:
        """Nothing has been taken of what is owed; `eager` tells of each in which samples it is taken at once."""
        self.owed = owed
        self._eager = [np.broadcast_to(np.asarray(each, dtype=np.bool_), (n,)) for each in eager]
        self.taken = np.zeros((len(owed), n), dtype=np.bool_)
        self._by_start = sorted(range(len(owed)), key=lambda place: owed[place].window.start_s)

    def arrival(self, way: Way, plain: Values) -> Values:
        """When somebody arrives who takes the breaks that come before the work; `plain` is without any."""
        chosen = Chosen()
        if self._eager:
            way, plain, chosen = self._at_once(way, plain)
        near = self._near(way, float(way.end(plain).max()))
        arrival = plain
        for _ in near:
            before = arrival
            arrival, chosen = self._one_more(way, near, chosen, arrival)
            if arrival is before:
                break
        return arrival

    def _at_once(self, way: Way, plain: Values) -> tuple[Way, Values, Chosen]:
        """The way after the breaks that are taken as soon as they may be, when one is there then, and those breaks."""
        out, ready, chosen = plain - way.drive, way.ready, Chosen()
        for place in self._by_start:
            owed = self.owed[place]
            comes = self._eager[place] & ~self.taken[place] & (out >= owed.window.start_s)
            if not comes.any():
                continue
            start, forgone = chosen.rest_from(owed, way.free)
            comes &= ~forgone
            rested = start + owed.window.length_s
            out, ready = (np.where(comes, np.maximum(each, rested), each) for each in (out, ready))
            self.taken[place] |= comes
            chosen = chosen.plus(place, comes, start, owed.window.length_s)
        return replace(way, ready=ready), out + way.drive, chosen

    def _near(self, way: Way, latest_s: float) -> list[int]:
        """The breaks that may come before the work in any sample, those that must end earliest first."""
        # A break that begins just before the work would have ended puts all of it off.
        free_s, found, put_off_s = float(way.free.min()), [], float((way.drive + way.settled_and_worked).max())
        for place in self._by_start:
            window, until_s = self.owed[place].window, self.owed[place].until_s
            if window.start_s >= latest_s:
                break
            if free_s < (until_s if window.mandatory else window.end_s) and not self.taken[place].all():
                found.append(place)
                latest_s += window.length_s + put_off_s
        return sorted(found)

    def _one_more(self, way: Way, near: list[int], chosen: Chosen, arrival: Values) -> tuple[Values, Chosen]:
        """In every sample the first break that comes before the work and has not been taken, if there is any."""
        end, found, more = way.end(arrival), arrival, chosen
        undecided: Mask | None = None
        for place in near:
            owed = self.owed[place]
            start, forgone = chosen.rest_from(owed, way.free)
            comes = (start < end) & ~forgone & ~self.taken[place]
            if self._eager:
                comes &= ~self._eager[place]
            if undecided is not None:
                comes &= undecided
            if not comes.any():
                continue
            rested = chosen.plus(place, comes, start, owed.window.length_s).on_the_way(way)
            later, _ = chosen.rest_from(owed, end)
            comes &= (rested <= arrival) | (later + owed.window.length_s > owed.window.end_s)
            if not comes.any():
                continue
            self.taken[place] |= comes
            undecided = ~comes if undecided is None else undecided & ~comes
            more = more.plus(place, comes, start, owed.window.length_s)
            found = np.where(comes, rested, found)
        return found, more


class Chosen(Struct, frozen=True):
    """The breaks that come before one stop: when each begins in every sample, never where it does not."""

    begins: dict[int, Values] = {}
    lengths_s: dict[int, int] = {}

    def plus(self, place: int, comes: Mask, start: Values, length_s: int) -> Chosen:
        """One more, in the samples where it comes."""
        begins = np.where(comes, start, self.begins.get(place, _NEVER))
        return Chosen({**self.begins, place: begins}, {**self.lengths_s, place: length_s})

    def in_order(self) -> Iterator[tuple[Values, Values | int]]:
        """Begin and length of each in every sample, earliest first."""
        if len(self.begins) <= 1:
            yield from ((begin, self.lengths_s[place]) for place, begin in self.begins.items())
            return
        begins = np.array(list(self.begins.values()))
        lengths = np.array(list(self.lengths_s.values()), dtype=np.float64)
        order = np.argsort(begins, axis=0, kind="stable")
        samples = np.arange(begins.shape[1])
        for row in order:
            yield begins[row, samples], lengths[row]

    def rest_from(self, owed: Owed, free: Values) -> tuple[Values, Mask]:
        """When a break is taken by who is free then and rests not otherwise, and where it is forgone."""
        length_s = owed.window.length_s
        start = np.maximum(free, float(owed.window.start_s))
        for begin, other_s in self.in_order():
            until = begin + other_s
            start = np.where((begin < start + length_s) & (start < until), until, start)
        late = start > owed.window.end_s - length_s
        return start, late & (start >= owed.until_s) if owed.window.mandatory else late

    def on_the_way(self, way: Way) -> Values:
        """When one is there who rests in between, as `core.breaks.on_the_way` has it."""
        at, left = way.ready, way.drive
        for begin, length in self.in_order():
            left = left - np.minimum(left, np.maximum(0.0, np.where(begin < _NEVER, begin - at, 0.0)))
            at = np.where(begin < _NEVER, np.maximum(at, begin + length), at)
        return np.maximum(at + left, way.wanted)
