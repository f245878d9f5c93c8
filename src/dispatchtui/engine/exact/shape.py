"""The shape of some days: which stops on which day, as a linear programme over what is alike.

It knows who may do what, how much time there is and about how far it is, not the order of routes. Its answer is a day
for each stop, those that no day has room for left over; what stands near one another goes on one day.

Units: those of the problem.
Cost: some seconds for thousands of stops, 100 technicians and 14 days; less where less is given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dispatchtui.engine.exact.alike import Alike, alike
from dispatchtui.engine.exact.shares import shares
from dispatchtui.solver.problem import NEVER, Ints, Problem

NO_DAY = -1
DEAREST = 10**12
"""What leaving one out counts at most."""
TOP = 1e7
"""What the dearest counts in the programme, which is reckoned in floating numbers."""
LATER = 1.0
"""What a day later costs a stop by itself, in prices: who can come sooner comes sooner."""


def shape(
    problem: Problem,
    days: Ints,
    stops: Ints,
    taken_s: Ints,
    *,
    seconds: float = 60.0,
    stopped: Callable[[], bool] | None = None,
) -> Ints:
    """A day for each of some stops, or `NO_DAY`; `taken_s` is the time of each vehicle that is spoken for."""
    if not len(stops):
        return np.zeros(0, np.int64)
    found = alike(problem, days, stops, taken_s)
    prices = np.minimum(problem.price[found.example], DEAREST)
    scale = min(1.0, TOP / max(1, int(prices.max())))
    amounts = shares(found, prices * scale, _costs(problem, found) * scale, seconds=seconds, stopped=stopped)
    return _dealt(problem, found, stops, amounts)


def _costs(problem: Problem, found: Alike) -> NDArray[np.float64]:
    """What it costs that one of a group is done by a class: its way, being late, being waited for."""
    at, begin = found.example[found.pair_group], found.begin_s
    cost = found.way_price + LATER * (found.class_day[found.pair_class] - found.class_day.min())
    if problem.due_s is not None and problem.late_price is not None:
        due = np.where(problem.due_s[at] == NEVER, begin, problem.due_s[at])
        cost = cost + np.maximum(begin - due, 0) * problem.late_price[at]
    if problem.ready_s is not None and problem.start_price is not None:
        cost = cost + np.maximum(begin - problem.ready_s[at], 0) * problem.start_price[at]
    return np.asarray(cost, dtype=np.float64)


def _dealt(problem: Problem, found: Alike, stops: Ints, amounts: NDArray[np.float64]) -> Ints:
    """Whole stops for days: each group's shares rounded so that they add up, and neighbours kept together."""
    count = int(found.class_day.max()) + 1
    cells = found.pair_group * count + found.class_day[found.pair_class]
    share = np.bincount(cells, weights=amounts, minlength=len(found.count) * count).reshape(-1, count)
    day_of = np.full(len(stops), NO_DAY, np.int64)
    # A walk from each stop to the nearest that was not visited yet is not needed: an order by place from one corner is
    # enough for those of one area.
    places = problem.place[stops]
    for group, of_days in enumerate(share):
        members = np.flatnonzero(found.group == group)
        if len(members) > 1:
            corner = places[members[0]]
            members = members[np.argsort(problem.travel_s[0][corner][places[members]], kind="stable")]
        bounds = np.round(np.cumsum(of_days)).astype(np.int64)
        begin = 0
        for day, end in enumerate(bounds.tolist()):
            day_of[members[begin:end]] = day
            begin = end
    return day_of
