"""Paid time in which nothing happens before the visit.

Units: minutes between being free (the stop before, the start of the shift, now) and having to set out.
Source: the soft objectives of the domain (minutes).
"""

from __future__ import annotations

from bisect import bisect_left

from dispatchtui.constraints.objectives.base import Objective, Weighing
from dispatchtui.core.words import length


def _idle_s(weighing: Weighing) -> int:
    trial, person = weighing.trial, weighing.person
    line, visit_id = trial.line, trial.visit.id
    shift, free_s = weighing.shift, trial.at_s
    if shift is not None and shift.start_s > free_s:
        free_s = shift.start_s
    route = person.route
    place = bisect_left(route, (line.start_s, 0, "")) - 1
    if place >= 0 and route[place][2] == visit_id:
        place -= 1
    if place >= 0 and route[place][1] > free_s:
        free_s = route[place][1]
    idle_s = line.start_s - line.travel_s - free_s
    return max(0, idle_s)


def amount(weighing: Weighing) -> float:
    """Minutes of waiting."""
    return _idle_s(weighing) / 60


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say how long."""
    return f"{weighing.trial.technician.id} has {length(_idle_s(weighing))} with nothing to do before."


IDLE = Objective(
    name="idle",
    minimises="Minutes of waiting before setting out.",
    unit="min",
    weight_s=3,
    amount=amount,
    sentence=sentence,
)
