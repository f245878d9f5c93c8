"""What people already count on and would find changed: this visit and what it moves.

Units: points: a change of technician 2, of time 1; 1 more where the customer was promised a time, 1 where the
technician was told, 2 where the technician accepted.
Source: the soft objectives of the domain (moves of technician, of time, of told customers, of accepted visits).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing
from dispatchtui.core.model import Visit, VisitState

_TOLD = {VisitState.RELEASED: 1, VisitState.ACCEPTED: 2}


def _points(visit: Visit | None, *, person: bool, time: bool) -> int:
    if visit is None or not visit.crew or not (person or time):
        return 0
    return 2 * person + time + (visit.promise is not None) + _TOLD.get(visit.state, 0)


def _own(weighing: Weighing) -> int:
    visit, line = weighing.trial.visit, weighing.trial.line
    present = visit.crew[0] if visit.crew else line
    return _points(visit, person=present.technician_id != line.technician_id, time=present.start_s != line.start_s)


def amount(weighing: Weighing) -> float:
    """Sum the changes."""
    total = _own(weighing) if weighing.trial.visit.crew else 0
    if weighing.knock_on:
        visits = weighing.scene.board.visits
        for knock in weighing.knock_on:
            total += _points(visits.get(knock.visit_id), person=knock.displaced, time=knock.later_s != 0)
    return total


def sentence(weighing: Weighing, amount: float) -> str:
    """Name what changes."""
    moved = [weighing.trial.visit.id] if _own(weighing) else []
    moved += [each.visit_id for each in weighing.knock_on if each.displaced or each.later_s]
    points = f"{amount:g} point{'s' * (amount != 1)} of change"
    return f"{' and '.join(moved)} would not stay as {'they are' if len(moved) > 1 else 'it is'}: {points}."


STABILITY = Objective(
    name="stability",
    minimises="Changes to what stands: of technician, of time, of what was promised, told or accepted.",
    unit="point",
    weight_s=120,
    amount=amount,
    sentence=sentence,
)
