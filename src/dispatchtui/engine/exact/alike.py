"""Stops and vehicles that are alike, so that a choice of days is made among few: groups, classes, and what fits what.

Two stops are alike when the same people may serve them on the same days, for about the same time, price and place; two
vehicles when they may serve the same stops, from about the same place, on the same day.

Units: those of the problem.
Shapes: n stops, m vehicles, g groups, c classes; days are numbers from 0.
Cost: a tenth of a second for thousands of stops.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatchtui.solver.problem import NOWHERE, Ints, Problem

AREAS = 24
"""Areas that places are divided into: alike is only what is in one."""
NEAR = 5
"""Neighbours by which it is told how far apart stops stand."""
QUARTER_S = 900
STOPS_OF_A_WAY = 6
"""Stops among which a vehicle's way to an area and back is shared."""


class Alike(Struct, frozen=True, kw_only=True):
    """Groups of stops and classes of vehicles.

    `group` [n] and `kind` [m] say which each is in; `class_day` [c] is the day of a class, `room_s` [c] the time that
    its vehicles have. Of the pairs (`pair_group`, `pair_class`) that fit, `use_s` is what a stop takes, way included,
    `way_price` what its way costs and `begin_s` when it could begin there.
    """

    group: Ints
    count: Ints
    example: Ints
    kind: Ints
    class_day: Ints
    room_s: Ints
    pair_group: Ints
    pair_class: Ints
    use_s: Ints
    way_price: Ints
    begin_s: Ints


def alike(problem: Problem, days: Ints, stops: Ints, taken_s: Ints) -> Alike:
    """Divide some stops, and all vehicles, less the time of each that is taken already."""
    area = areas(problem)
    # Who may serve what is told by kinds of stops, of which there are far fewer than stops.
    _, kinds = np.unique(np.packbits(problem.may[stops], axis=1), axis=0, return_inverse=True)
    kinds = kinds.reshape(-1)
    may = problem.may[stops][np.unique(kinds, return_index=True)[1]]
    bases = np.where(problem.start == NOWHERE, 0, area[problem.start])
    key = np.column_stack([days, bases, np.packbits(may.T, axis=1)])
    _, first, kind = np.unique(key, axis=0, return_index=True, return_inverse=True)
    kind = kind.reshape(-1)
    rests = np.array(
        [problem.breaks[a:b, 2].sum() for a, b in zip(problem.break_from, problem.break_from[1:], strict=False)]
    )
    room = np.bincount(kind, weights=problem.close_s - problem.open_s - rests - taken_s, minlength=len(first))
    spans, of_class = np.unique(np.column_stack([problem.open_s, problem.close_s])[first], axis=0, return_inverse=True)
    of_class = of_class.reshape(-1)
    begins = _begins(problem, stops, spans)
    fits = (begins >= 0)[:, of_class] & may[:, first][kinds]
    marks = np.column_stack([kinds, area[problem.place[stops]], problem.service_s[stops] // QUARTER_S,
                             problem.price[stops], _numbers(begins)])  # fmt: skip
    _, example, group = np.unique(marks, axis=0, return_index=True, return_inverse=True)
    group = group.reshape(-1)
    pair_group, pair_class = np.nonzero(fits[example])
    at = stops[example]
    use_s, way_price = _uses(problem, at[pair_group], first[pair_class], _legs(problem, stops)[example[pair_group]])
    return Alike(
        group=group,
        count=np.bincount(group, minlength=len(example)),
        example=at,
        kind=kind,
        class_day=days[first],
        room_s=np.maximum(room, 0).astype(np.int64),
        pair_group=pair_group,
        pair_class=pair_class,
        use_s=use_s,
        way_price=way_price,
        begin_s=begins[example[pair_group], of_class[pair_class]],
    )


def areas(problem: Problem) -> Ints:
    """The area of each place: that of the nearest of a few places which are far from one another."""
    ways = problem.travel_s[0]
    centres, nearest = [0], ways[0].astype(np.int64)
    while len(centres) < min(AREAS, len(ways)):
        centres.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, ways[centres[-1]])
    return np.asarray(ways[centres].argmin(axis=0), dtype=np.int64)


def _begins(problem: Problem, stops: Ints, spans: Ints) -> Ints:
    """When each stop could begin at the earliest in each span of work; below nought where it could not."""
    found, (opens, closes) = np.full((len(stops), len(spans)), -1, np.int64), spans.T
    lasts = problem.service_s[stops]
    for row, stop in enumerate(stops):
        first, last = problem.window_from[stop], problem.window_from[stop + 1]
        for begin, end in reversed(problem.windows[first:last]) if last > first else [(0, 1 << 60)]:
            at = np.maximum(opens, begin)
            found[row] = np.where((at <= end) & (at + lasts[row] <= closes), at, found[row])
    return found


def _numbers(begins: Ints) -> Ints:
    """A number for each row of times, the same for the same."""
    _, number = np.unique(begins, axis=0, return_inverse=True)
    return np.asarray(number.reshape(-1), dtype=np.int64)


def _legs(problem: Problem, stops: Ints) -> NDArray[np.float64]:
    """How far the next stop of a route is likely to be from each."""
    ways = problem.travel_s[0][np.ix_(problem.place[stops], problem.place[stops])]
    near = min(NEAR, len(stops) - 1)
    return np.asarray(np.partition(ways, near, axis=1)[:, : near + 1].mean(axis=1), dtype=np.float64)


def _uses(problem: Problem, at: Ints, vehicle: Ints, legs: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """What each stop takes of its vehicle, and what its way costs: on from the last, and a share of the way home."""
    home = problem.start[vehicle]
    there = problem.travel_s[problem.profile[vehicle], np.maximum(home, 0), problem.place[at]]
    way = legs + np.where(home == NOWHERE, 0, 2 * there / STOPS_OF_A_WAY)
    use = problem.service_s[at] + problem.setup_s[at] + way
    return use.astype(np.int64), (way * problem.travel_price[vehicle]).astype(np.int64)
