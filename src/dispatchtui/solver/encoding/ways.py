"""How long it takes between many places at once, to the second as core/travel says it, remembered as places come up.

Units: seconds.
Cost: a tenth of a microsecond a pair, once; a copy of the pairs asked for afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dispatchtui.core.model import Location
from dispatchtui.core.travel import DETOUR, EARTH_M, METRES_PER_S, UNKNOWN_S, seconds

MOST_PLACES = 4096
"""So many places are remembered with all ways between them; beyond, they are measured anew."""
_DOUBTFUL = 1e-6
"""A length this near to the middle between two seconds is measured singly: libraries differ in the last digit."""

AT_ONCE = 1 << 18
"""So many ways are measured at a stretch: they stay in the processor's cache, and a stop waits for no more."""

Seconds = NDArray[np.int32]
Degrees = NDArray[np.float64]


class Ways:
    """The ways between the places that were asked about."""

    def __init__(self) -> None:
        """Begin with no place."""
        self._numbers: dict[Location | None, int] = {}
        self._places: list[Location | None] = []
        self._known: Seconds = np.zeros((0, 0), np.int32)

    def between(self, places: Sequence[Location | None]) -> Seconds:
        """The ways between all of some places, a square in their order."""
        fresh = dict.fromkeys(each for each in places if each not in self._numbers)
        if fresh:
            if len(self._places) + len(fresh) > MOST_PLACES:
                self._numbers, self._places, self._known = {}, [], np.zeros((0, 0), np.int32)
                fresh = dict.fromkeys(places)
            self._learn(list(fresh))
        chosen = np.array([self._numbers[each] for each in places], np.intp)
        return np.ascontiguousarray(self._known[np.ix_(chosen, chosen)])

    def _learn(self, fresh: list[Location | None]) -> None:
        old, every = len(self._places), [*self._places, *fresh]
        known = np.empty((len(every), len(every)), np.int32)
        known[:old, :old] = self._known
        rows = bulk(fresh, every)
        known[old:, :] = rows
        known[:, old:] = rows.T
        self._known, self._places = known, every
        self._numbers.update((each, old + number) for number, each in enumerate(fresh))


def bulk(heres: Sequence[Location | None], theres: Sequence[Location | None]) -> Seconds:
    """The ways from some places to others, exactly as `travel.seconds` tells each of them."""
    lat1, lon1 = _degrees(heres)
    lat2, lon2 = _degrees(theres)
    whole: Seconds = np.empty((len(heres), len(theres)), np.int32)
    step = max(1, AT_ONCE // max(1, len(theres)))
    for low in range(0, len(heres), step):
        some = slice(low, low + step)
        whole[some], doubtful = _rows(lat1[some, None], lon1[some, None], lat2, lon2)
        for row, column in doubtful:
            whole[low + row, column] = seconds(heres[low + row], theres[column])
    return whole


def _rows(lat1: Degrees, lon1: Degrees, lat2: Degrees, lon2: Degrees) -> tuple[Seconds, NDArray[np.intp]]:
    """The ways from some rows of places, and which of them are to be measured singly."""
    rad1, rad2 = np.radians(lat1), np.radians(lat2)
    chord = np.sin((rad2 - rad1) / 2) ** 2 + np.cos(rad1) * np.cos(rad2) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    exact = 2 * EARTH_M * np.arcsin(np.minimum(1.0, np.sqrt(chord))) * DETOUR / METRES_PER_S
    exact[np.isnan(exact)] = UNKNOWN_S
    whole: Seconds = np.rint(exact).astype(np.int32)
    return whole, np.argwhere(np.abs(np.abs(exact - whole) - 0.5) < _DOUBTFUL)


def _degrees(places: Sequence[Location | None]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pairs = [(each.latitude, each.longitude) if each is not None else (np.nan, np.nan) for each in places]
    found = np.array(pairs, np.float64).reshape(len(pairs), 2)
    return found[:, 0], found[:, 1]
