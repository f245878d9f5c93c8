"""Work beyond the end of the shift, that of later stops included.

Units: minutes times the rate of the technician's cost class. Only what the placement adds counts.
Source: the soft objectives of the domain (cost of the technician's class).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing
from dispatchtui.core.words import length
from dispatchtui.core.work import lines_of


def _added_s(weighing: Weighing) -> int:
    line, shift = weighing.trial.line, weighing.shift
    if shift is None:
        return 0
    if not weighing.knock_on:
        return line.end_s - shift.end_s if line.end_s > shift.end_s else 0
    ends_s, ended_s = line.end_s, 0
    for knock in weighing.knock_on:
        visit = None if knock.displaced else weighing.scene.board.visits.get(knock.visit_id)
        if visit is not None:
            lasts_s = max((each.end_s - each.start_s for each in lines_of(visit)), default=0)
            ends_s, ended_s = max(ends_s, knock.start_s + lasts_s), max(ended_s, knock.planned_s + lasts_s)
    return max(0, ends_s - max(shift.end_s, ended_s))


def amount(weighing: Weighing) -> float:
    """Minutes of overtime added, at the technician's rate."""
    return _added_s(weighing) * weighing.person.rate / 60


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say how much overtime is added."""
    rate = weighing.person.rate
    at_rate = f" at {rate:g} times the usual rate" if rate != 1 else ""
    return f"{weighing.trial.technician.id} works {length(_added_s(weighing))} beyond the shift{at_rate}."


OVERTIME = Objective(
    name="overtime",
    minimises="Minutes beyond the shift that are added, at the technician's rate.",
    unit="min",
    weight_s=90,
    amount=amount,
    sentence=sentence,
)
