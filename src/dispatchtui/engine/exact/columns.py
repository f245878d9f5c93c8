"""Every set of stops that one vehicle could serve beside what it keeps, each in its cheapest order: columns.

What a vehicle keeps stays in its order; the free stops come anywhere between, in any order. Routes are grown stop by
stop, and one that is neither sooner nor cheaper than another with the same stops and the same last one is dropped.

Units: those of the problem; a set of free stops is the bits of a number, the first the lowest.
Cost: about a microsecond a step; a vehicle with six stops and ten free ones that fit has some thousands of steps.
Source: labels with resources (Desrochers and Soumis 1988), without a relaxation, as the sets are small.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from msgspec import Struct

from dispatchtui.engine.exact import sight as seen
from dispatchtui.engine.exact.sight import Sight, sight
from dispatchtui.solver.problem import NEVER, Ints, Problem

MOST_FREE = 62
"""Free stops that one set of columns may be made of."""
_KEPT, _SET, _LAST, _BREAKS, _AT, _TRAVEL, _COST, _PARENT, _NEXT, _LOADS = range(10)
"""Where a label keeps how many stops of the route it has, its set, its last stop, the breaks taken, when it goes on, \
its travel, its cost, the label it came from and the next of its kind; after these, loads by dimension."""


F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a function when it is first called; what was compiled before is read from disk."""
    return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


class Column(Struct, frozen=True):
    """A set of free stops in one vehicle: what the whole route costs with them, and the route."""

    vehicle: int
    free: int
    cost: int
    route: tuple[int, ...]


def columns(problem: Problem, vehicle: int, kept: Sequence[int], free: Sequence[int], most: int) -> list[Column]:
    """The columns of a vehicle for the stops that it keeps and those of the free ones that it may serve.

    With more than `most` steps the larger sets are missing. Nothing where what it keeps cannot be served.
    """
    allowed = [place for place, stop in enumerate(free) if problem.may[stop, vehicle]]
    stops = [*kept, *(free[place] for place in allowed)]
    label, ends = _grown(sight(problem, vehicle, stops), len(kept), most)
    bits = [1 << place for place in allowed]
    found: list[Column] = []
    for number, cost in ends:
        served: list[int] = []
        at = int(number)
        while at > 0:
            served.append(int(label[at, _LAST]))
            at = int(label[at, _PARENT])
        chosen = sum(bits[each - len(kept)] for each in served if each >= len(kept))
        found.append(Column(vehicle, chosen, int(cost), tuple(stops[each] for each in reversed(served))))
    return found


@compiled
def _arrival(one: Sight, row: Ints, there: int, rests: int) -> int:
    """When somebody is there who takes so many breaks on the way, or before the time began if they come too late."""
    taken, leaves = row[_BREAKS], row[_AT]
    arrival = leaves + one.way_s[row[_LAST], there]
    for number in range(taken, taken + rests):
        earliest, latest, length = one.breaks[number, 0], one.breaks[number, 1], one.breaks[number, 2]
        if leaves > latest:
            return -NEVER
        arrival, leaves = max(arrival, earliest) + length, max(leaves, earliest) + length
    return int(arrival)


@compiled
def _begin(one: Sight, stop: int, arrival: int) -> int:
    """The first begin in a window, or before the time began; at once where there is none."""
    if one.window_from[stop] == one.window_from[stop + 1]:
        return arrival
    for number in range(one.window_from[stop], one.window_from[stop + 1]):
        if arrival <= one.windows[number, 1]:
            return int(max(arrival, one.windows[number, 0]))
    return -NEVER


@compiled
def _price(one: Sight, stop: int, begin: int) -> int:
    """What it costs to begin at a stop at a moment, whichever way one came."""
    price = one.pair_price[stop]
    if begin > one.due_s[stop]:
        price += (begin - one.due_s[stop]) * one.late_price[stop]
    if begin > one.ready_s[stop]:
        price += (begin - one.ready_s[stop]) * one.start_price[stop]
    if one.was_s[stop] != NEVER and abs(begin - one.was_s[stop]) > one.vehicle[seen.MOVED_BY]:
        price += one.moved_price[stop]
    return int(price)


@compiled
def _ended(one: Sight, row: Ints) -> int:
    """What a route costs that ends here, or NEVER where it cannot."""
    here, k = row[_LAST], len(one.service_s)
    if here == k:
        return 0
    home, rests = k + 1, len(one.breaks) - row[_BREAKS]
    back = _arrival(one, row, home, rests)
    close, way = one.vehicle[seen.CLOSE], one.way_s[here, home]
    if back == -NEVER or back > close + one.vehicle[seen.OVERTIME] or way > one.vehicle[seen.LONGEST_LEG]:
        return NEVER
    if row[_TRAVEL] + way > one.vehicle[seen.MOST_TRAVEL]:
        return NEVER
    over = max(0, back - close) * one.vehicle[seen.OVERTIME_PRICE]
    return int(row[_COST] + one.way_price[here, home] + over + one.vehicle[seen.FIXED])


@compiled
def _step(one: Sight, row: Ints, stop: int, rests: int, into: Ints) -> bool:
    """Write the label of going on to a stop after so many breaks; whether that can be done."""
    here, dimensions = row[_LAST], len(one.capacity)
    way = one.way_s[here, stop]
    if way > one.vehicle[seen.LONGEST_LEG] or row[_TRAVEL] + way > one.vehicle[seen.MOST_TRAVEL]:
        return False
    arrival = _arrival(one, row, stop, rests)
    if arrival == -NEVER:
        return False
    begin = _begin(one, stop, arrival)
    if begin == -NEVER:
        return False
    setup = 0 if one.same_place[here, stop] else one.setup_s[stop]
    leaves, taken = begin + setup + one.service_s[stop], row[_BREAKS] + rests
    if leaves > one.vehicle[seen.CLOSE] + one.vehicle[seen.OVERTIME]:
        return False
    if taken < len(one.breaks) and leaves > one.breaks[taken, 1]:
        return False
    for each in range(dimensions):
        # What is picked up so far, and the most that was ever aboard, the deliveries to come being loaded at the start.
        picked = row[_LOADS + each] + one.pickup[stop, each]
        most = max(row[_LOADS + dimensions + each] + one.delivery[stop, each], picked)
        if most > one.capacity[each]:
            return False
        into[_LOADS + each], into[_LOADS + dimensions + each] = picked, most
    into[_LAST], into[_BREAKS], into[_AT], into[_TRAVEL] = stop, taken, leaves, row[_TRAVEL] + way
    into[_COST] = row[_COST] + one.way_price[here, stop] + _price(one, stop, begin)
    return True


@compiled
def _no_worse(left: Ints, right: Ints, regret: int) -> bool:
    """Whether whatever the right label may become, the left one may become at no higher cost."""
    if left[_AT] > right[_AT] or left[_TRAVEL] > right[_TRAVEL]:
        return False
    # Who is sooner may have to begin sooner than it stands, which costs too.
    if left[_COST] + (regret if left[_AT] < right[_AT] else 0) > right[_COST]:
        return False
    for each in range(_LOADS, len(left)):  # noqa: SIM110  (compiled; a generator would not be)
        if left[each] > right[each]:
            return False
    return True


class Growth(NamedTuple):
    """Labels so far, chained by kind, and of each set the label that ends cheapest with that cost, chained by set.

    `counts` are how many of either there are, `latest` when somebody must have left for each kept stop, `regret` what
    beginning sooner than it stands may cost in all.
    """

    label: Ints
    heads: Ints
    ends: Ints
    end_heads: Ints
    end_next: Ints
    counts: Ints
    latest: Ints
    regret: int


@compiled
def _grown(one: Sight, kept: int, most: int) -> tuple[Ints, Ints]:
    """All labels, and of each set the label that ends cheapest, with that cost."""
    k, width, most_stops = len(one.service_s), _LOADS + 2 * len(one.capacity), one.vehicle[seen.MOST_STOPS]
    growth = Growth(
        np.empty((most + 1, width), np.int64),
        np.full(1 << 15, -1, np.int64),
        np.empty((most + 1, 2), np.int64),
        np.full(1 << 13, -1, np.int64),
        np.empty(most + 1, np.int64),
        np.array([1, 0]),
        _latest(one, kept),
        one.moved_price.sum(),
    )
    growth.label[0] = 0
    growth.label[0, _LAST], growth.label[0, _AT] = k, one.vehicle[seen.OPEN]
    growth.label[0, _PARENT], growth.label[0, _NEXT] = -1, -1
    at = 0
    while at < growth.counts[0]:
        row = growth.label[at]
        if row[_KEPT] == kept:
            _keep_end(one, growth, at)
        size, chosen = row[_KEPT], row[_SET]
        while chosen:
            chosen &= chosen - 1
            size += 1
        if size < most_stops:
            for stop in range(kept, k):
                if not row[_SET] & (1 << (stop - kept)):
                    _extend(one, growth, at, stop, (row[_KEPT], row[_SET] | (1 << (stop - kept))))
            if row[_KEPT] < kept:
                _extend(one, growth, at, row[_KEPT], (row[_KEPT] + 1, row[_SET]))
        at += 1
    return growth.label[: growth.counts[0]], growth.ends[: growth.counts[1]]


@compiled
def _latest(one: Sight, kept: int) -> Ints:
    """When somebody must have left for the next kept stop at the latest, breaks and what comes between left out."""
    k = len(one.service_s)
    latest = np.full(kept + 1, NEVER, np.int64)
    latest[kept] = one.vehicle[seen.CLOSE] + one.vehicle[seen.OVERTIME]
    for stop in range(kept - 1, -1, -1):
        begin = latest[stop + 1] - one.service_s[stop]
        if one.window_from[stop] < one.window_from[stop + 1]:
            begin = min(begin, one.windows[one.window_from[stop + 1] - 1, 1])
        nearest = one.way_s[k, stop]
        for other in range(k):
            if other != stop:
                nearest = min(nearest, one.way_s[other, stop])
        latest[stop] = begin - nearest
    return latest


@compiled
def _extend(one: Sight, growth: Growth, at: int, stop: int, then: tuple[int, int]) -> None:
    """Go on to a stop in every way that is worth it; `then` is how many are kept, and the set."""
    label = growth.label
    for rests in range(len(one.breaks) - label[at, _BREAKS] + 1):
        number = growth.counts[0]
        if number == len(label):
            return
        into = label[number]
        if not _step(one, label[at], stop, rests, into) or into[_AT] > growth.latest[then[0]]:
            continue
        into[_KEPT], into[_SET], into[_PARENT] = then[0], then[1], at
        kind = (into[_SET] * 0x9E3779B1 + into[_KEPT] * 0x85EBCA77 + into[_LAST] * 0xC2B2AE35 + into[_BREAKS] * 97) >> 7
        head = kind & (len(growth.heads) - 1)
        other, worse = growth.heads[head], False
        while other >= 0 and not worse:
            same = label[other, _SET] == into[_SET] and label[other, _KEPT] == into[_KEPT]
            if same and label[other, _LAST] == into[_LAST] and label[other, _BREAKS] == into[_BREAKS]:
                worse = _no_worse(label[other], into, growth.regret)
            other = label[other, _NEXT]
        if not worse:
            into[_NEXT] = growth.heads[head]
            growth.heads[head] = number
            growth.counts[0] += 1


@compiled
def _keep_end(one: Sight, growth: Growth, at: int) -> None:
    """Note where a route ends here and is the cheapest of its set so far."""
    label, ends = growth.label, growth.ends
    cost = _ended(one, label[at])
    if cost >= NEVER:
        return
    head = ((label[at, _SET] * 0x9E3779B1) >> 5) & (len(growth.end_heads) - 1)
    number = growth.end_heads[head]
    while number >= 0:
        if label[ends[number, 0], _SET] == label[at, _SET]:
            if cost < ends[number, 1]:
                ends[number, 0], ends[number, 1] = at, cost
            return
        number = growth.end_next[number]
    number = growth.counts[1]
    ends[number, 0], ends[number, 1] = at, cost
    growth.end_next[number] = growth.end_heads[head]
    growth.end_heads[head] = number
    growth.counts[1] += 1
