"""The analytic engine: a course followed with the probabilities of every moment themselves.

Each stop depends on what comes before it only by when its technician is free. That is so as long as no break is
owed: whether one has been taken is a second thing that is carried from stop to stop, and then the course is sampled.

Units: epoch seconds.
Cost: about fifty microseconds a stop.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.risk.course import Course
from dispatchtui.risk.curves import NOUGHT, Curve
from dispatchtui.risk.grid import Grid
from dispatchtui.risk.legs import Leg
from dispatchtui.risk.outcome import Outcome

STEPS_S = (15, 30, 60, 120, 300)
"""The steps of grids: as many as fit what is uncertain, so that curves are kept for each."""
CELLS = 500
"""About how many steps what is uncertain of a route is divided into at least."""


def follow(course: Course) -> Iterator[Outcome[Grid]]:
    """What becomes of each leg, in their order."""
    step_s = step_of(course)
    free = Grid.of(0.0, NOUGHT, step_s)
    for leg in course.legs:
        found = _follow(leg, free, step_s)
        free = free.later_of(found.end) if leg.begun else found.end
        yield found


def step_of(course: Course) -> int:
    """The step of time that a course is followed with: finer where little is uncertain."""
    span_s = sum(_span_s(leg) for leg in course.legs)
    return next((step_s for step_s in STEPS_S if span_s / step_s <= CELLS), STEPS_S[-1])


def _span_s(leg: Leg) -> float:
    moments = [each.curve for each in (leg.arrival, leg.start, leg.end) if each is not None]
    lengths: list[Curve] = [*moments, leg.drive, leg.work]
    return sum(each.high_s - each.low_s for each in lengths)


def _follow(leg: Leg, free: Grid, step_s: int) -> Outcome[Grid]:
    if leg.arrival is not None:
        arrival = Grid.of(leg.arrival.at_s, leg.arrival.curve, step_s)
    else:
        arrival = _set_out(leg, free, step_s).plus(leg.drive)
    if leg.start is not None:
        start = Grid.of(leg.start.at_s, leg.start.curve, step_s)
    else:
        start = (arrival if leg.opens_s is None else arrival.no_sooner(leg.opens_s)).plus(leg.settle)
    worked = Grid.of(leg.end.at_s, leg.end.curve, step_s) if leg.end is not None else start.plus(leg.work)
    end = worked.or_else(leg.no_access, arrival.plus(leg.wait)) if leg.no_access else worked
    return Outcome(leg, arrival, start, worked, end)


def _set_out(leg: Leg, free: Grid, step_s: int) -> Grid:
    """When somebody sets out who has not yet."""
    if leg.set_out is not None:
        return Grid.of(leg.set_out.at_s, leg.set_out.curve, step_s)
    ready = free.no_sooner(leg.floor_s)
    if leg.accepted is not None:
        ready = ready.later_of(Grid.of(leg.accepted.at_s, leg.accepted.curve, step_s))
    return ready.plus(leg.leave).later_of(Grid.of(leg.planned_s, leg.early.negative, step_s))
