"""The analytic engine: a course followed with the probabilities of every moment themselves.

Each stop depends on what comes before it only by when its technician is free. That is so as long as no break is
owed: whether one has been taken is a second thing that is carried from stop to stop, and then the course is sampled.

Units: epoch seconds.
Cost: about fifty microseconds a stop.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.risk.course import Course
from dispatchtui.risk.curves import NOUGHT
from dispatchtui.risk.grid import Grid
from dispatchtui.risk.legs import Leg
from dispatchtui.risk.outcome import Outcome


def follow(course: Course) -> Iterator[Outcome[Grid]]:
    """What becomes of each leg, in their order."""
    free = Grid.of(0.0, NOUGHT)
    for leg in course.legs:
        found = _follow(leg, free)
        free = free.later_of(found.end) if leg.begun else found.end
        yield found


def _follow(leg: Leg, free: Grid) -> Outcome[Grid]:
    if leg.arrival is not None:
        arrival = Grid.of(leg.arrival.at_s, leg.arrival.curve)
    else:
        arrival = _set_out(leg, free).plus(leg.drive)
    if leg.start is not None:
        start = Grid.of(leg.start.at_s, leg.start.curve)
    else:
        start = (arrival if leg.opens_s is None else arrival.no_sooner(leg.opens_s)).plus(leg.settle)
    worked = Grid.of(leg.end.at_s, leg.end.curve) if leg.end is not None else start.plus(leg.work)
    end = worked.or_else(leg.no_access, arrival.plus(leg.wait)) if leg.no_access else worked
    return Outcome(leg, arrival, start, worked, end)


def _set_out(leg: Leg, free: Grid) -> Grid:
    """When somebody sets out who has not yet."""
    if leg.set_out is not None:
        return Grid.of(leg.set_out.at_s, leg.set_out.curve)
    ready = free.no_sooner(leg.floor_s)
    if leg.accepted is not None:
        ready = ready.later_of(Grid.of(leg.accepted.at_s, leg.accepted.curve))
    return ready.plus(leg.leave).later_of(Grid.of(leg.planned_s, leg.early.negative))
