"""Every position of the days of those who were looked at, as one table: who could come last, or first, at a glance.

What the day of a technician is does not depend on the visit that looks for a place; only the ways to it do. So whoever
was looked at for one visit at risk need not be for the next one, where numbers for all positions at once tell that
they come too early or too late. The numbers are bounds: what may be in the way of a begin (a break, an absence, a
door) makes them wider, never wrong.

Units: epoch seconds.
Shapes: a row is a shift; column 0 is where somebody sets out, column k the k-th stop and the position behind it.
Cost: some tens of microseconds a technician who is noted, less than a millisecond to ask it of a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, inf, radians, sin

import numpy as np
from msgspec import Struct

from dispatchtui.core import travel
from dispatchtui.core.model import Location, Shift
from dispatchtui.core.timeline import NIGHT_S
from dispatchtui.core.travel import DETOUR, EARTH_M, METRES_PER_S
from dispatchtui.risk.curves import Values
from dispatchtui.solver.days import Day
from dispatchtui.solver.latest import AHEAD_S
from dispatchtui.solver.look import Asked, Look, from_of

_WIDE, _WINDOWS = 16, 4
"""Who has more stops or breaks a day is not noted."""
_NEAR_S = 3
"""What ways that are rounded to seconds can be off, and more."""
_FIELDS = ("x", "y", "z", "there_s", "from", "leaves_s", "open", "loose", "onward", "word_s", "night_s")
_OF_DAY = ("start_s", "close_s", "away_from_s", "away_until_s", "free_s")


class Bounds(Struct, frozen=True):
    """Of each who was noted the latest moment to be sent to be there by a limit, and the earliest arrival.

    Who was noted and has no such moment cannot come.
    """

    noted: frozenset[str]
    sent_s: dict[str, float]
    there_s: dict[str, float]


class Openings:
    """The positions of those who were looked at at one moment, as if the visit stood nowhere."""

    def __init__(self, at_s: int) -> None:
        """Begin with nobody."""
        self.at_s = at_s
        self.noted: set[str] = set()
        self._who: list[str] = []
        self._firsts: list[int] = []
        self._spans: dict[str, slice] = {}
        self._size = 0
        self._cells = np.zeros((len(_FIELDS), 64, _WIDE))
        self._days = np.zeros((len(_OF_DAY) + 2 * _WINDOWS, 64))

    def note(self, look: Look, shifts: Sequence[Shift], words: Mapping[str, list[float]]) -> None:
        """Note somebody who was looked at; nobody of whom a place is unknown, or whose day is too long for a row."""
        who = look.technician.id
        if who in self.noted or not look.asked.board.shifts_of(who):
            return
        rows = [_row(look, look.day(each), words[each.id]) for each in shifts]
        found = [each for each in rows if each is not None]
        if len(found) < len(rows):
            return
        self.noted.add(who)
        if found:
            self._who.append(who)
            self._firsts.append(self._size)
            self._spans[who] = slice(self._size, self._size + len(found))
        for cells, day in found:
            if self._size == self._days.shape[1]:
                self._cells = np.concatenate((self._cells, np.zeros_like(self._cells)), axis=1)
                self._days = np.concatenate((self._days, np.zeros_like(self._days)), axis=1)
            self._cells[:, self._size], self._days[:, self._size] = cells, day
            self._size += 1

    def forget(self, technician_id: str) -> None:
        """Take back what was noted of somebody."""
        self.noted.discard(technician_id)
        span = self._spans.pop(technician_id, None)
        if span is not None:
            self._cells[_FIELDS.index("open"), span] = 0.0

    def bounds(self, asked: Asked, limit_s: int) -> Bounds | None:
        """How late everybody noted could be sent to begin by a limit, and how soon they are there; never too narrow."""
        if asked.site is None or not self._who or limit_s > self.at_s + AHEAD_S:
            return None
        from_s = from_of(asked)
        x, y, z, there_s, comes_from, leaves_s, is_open, loose, onward, word_s, night_s = self._cells[:, : self._size]
        days = self._days[:, : self._size, None]
        start_s, close_s, away_from_s, away_until_s, free_s = days[: len(_OF_DAY)]
        ways_s = _ways_s(asked.site, x, y, z)
        ready_s = np.maximum.accumulate(there_s + ways_s, axis=1) + asked.visit.buffer_before_s
        ready_s = np.maximum(ready_s, np.maximum(from_s, start_s))
        way_s = np.take_along_axis(ways_s, comes_from.astype(np.intp), axis=1)
        begin_s = np.maximum(ready_s, np.where(comes_from == 0, free_s + way_s, -inf))
        good = (is_open > 0) & (begin_s - _NEAR_S < close_s) & (close_s > from_s)
        exact = (loose == 0) & (asked.door is None)
        end_s = begin_s + asked.length_s + _NEAR_S
        exact &= (begin_s - _NEAR_S >= away_until_s) | (end_s <= away_from_s)
        next_s = np.where(onward > 0, np.roll(ways_s, -1, axis=1), 0.0)
        for number in range(_WINDOWS):
            opens_s, shuts_s = days[len(_OF_DAY) + 2 * number : len(_OF_DAY) + 2 * number + 2]
            exact &= (end_s + next_s + _NEAR_S <= opens_s) | (begin_s - way_s - 2 * _NEAR_S >= shuts_s)
        word_s = np.maximum(word_s - next_s - asked.visit.buffer_after_s, night_s) - asked.length_s
        last_s = np.minimum(np.minimum(limit_s, word_s), np.where(onward > 0, inf, close_s))
        left_s = np.where(exact, np.maximum(begin_s - way_s, leaves_s), inf)
        sent_s = np.minimum(last_s - way_s, left_s) + _NEAR_S
        sent_s = np.where(good & (begin_s - 2 * _NEAR_S <= last_s) & (start_s <= limit_s), sent_s, -inf)
        begin_s = np.where(good & (begin_s - 2 * _NEAR_S <= word_s), begin_s - _NEAR_S, inf)
        latest_s = np.maximum.reduceat(sent_s.max(axis=1), self._firsts)
        first_s = np.minimum.reduceat(begin_s.min(axis=1), self._firsts)
        noted = frozenset(self.noted.difference(line.technician_id for line in asked.visit.crew))
        return Bounds(noted, _kept(self._who, latest_s), _kept(self._who, first_s))


def _kept(who: list[str], moments: Values) -> dict[str, float]:
    return {each: at_s for each, at_s in zip(who, moments.tolist(), strict=True) if abs(at_s) < inf}


def _row(look: Look, day: Day, words_s: list[float]) -> tuple[Values, Values] | None:
    """A day as a row of the table; nothing where it does not fit, or a place is unknown."""
    begins, stops = look.begins_at(day), day.stops
    windows = day.rests.windows if day.rests is not None else ()
    if begins is None or day.last + 2 > _WIDE or len(windows) > _WINDOWS:
        return None
    cells = np.zeros((len(_FIELDS), _WIDE))
    x, y, z, there_s, comes_from, leaves_s, is_open, loose, onward, word_s, night_s = cells
    there_s[:], leaves_s[:], word_s[:] = -inf, inf, inf
    x[0], y[0], z[0] = _point(begins)
    last, last_s = 0, 0
    for number in range(min(day.last + 1, len(stops)) + 1):
        if number:
            before = stops[number - 1]
            if before.site is None:
                return None
            x[number], y[number], z[number] = _point(before.site)
            live = look.outset.stops.get(before.visit.id)
            free_s = before.end_s if live is None else max(live.end_s, before.end_s)
            if number <= day.last:
                there_s[number] = free_s + before.visit.buffer_after_s
            if free_s >= last_s:
                last, last_s = number, free_s
        if not day.first <= number <= day.last:
            continue
        leads = last > 0 and (number > day.first or look.goes_on(stops[last - 1], day))
        place = stops[last - 1].site if leads else begins
        is_open[number], comes_from[number] = 1, last if leads else 0
        if number < len(stops):
            follows = stops[number]
            leaves_s[number] = max(look.asked.at_s, follows.start_s - travel.seconds(place, follows.site))
            onward[number] = 1
            word_s[number] = words_s[number] - follows.visit.buffer_before_s
            night_s[number] = follows.start_s - NIGHT_S
        loose[number] = _loose(day, number, place)
    first_s: float = min((each[0] for each in day.away), default=inf)
    until_s: float = max((each[1] for each in day.away), default=-inf)
    out_s = look.outset.free_s if look.is_today(day) else -inf
    spans: list[float] = [moment for each in windows for moment in (each.start_s, each.end_s)]
    spans += [inf, -inf] * (_WINDOWS - len(windows))
    return cells, np.array([day.start_s, day.end_s + day.overtime_s, first_s, until_s, out_s, *spans])


def _loose(day: Day, number: int, place: Location | None) -> bool:
    """Whether the breaks count another way to a position than the one that is driven."""
    if day.rests is None:
        return False
    before = day.rests.without({each.visit.id for each in day.stops[number:]})
    return bool(before) and before[-1].site != place


def _point(place: Location) -> tuple[float, float, float]:
    """A place on the sphere of radius one."""
    north, east = radians(place.latitude), radians(place.longitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _ways_s(site: Location, x: Values, y: Values, z: Values) -> Values:
    """How long the ways from all places to a site are."""
    to_x, to_y, to_z = _point(site)
    square = (x - to_x) ** 2 + (y - to_y) ** 2 + (z - to_z) ** 2
    half = np.minimum(1.0, np.sqrt(square) / 2)
    found: Values = 2 * EARTH_M * DETOUR / METRES_PER_S * np.arcsin(half)
    return found
