"""Customers who have to be told again.

Units: customers: of this visit and of what it moves, each who was promised a time and whose arrival leaves it,
or moves by as much as the office tells of.
Source: the soft objectives of the domain (points for each customer told again).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing
from dispatchtui.core.model import Visit


def _told(weighing: Weighing, visit: Visit | None, planned_s: int | None, start_s: int | None) -> bool:
    """Whether the customer of a visit would have to be told; no start means that it loses its place."""
    if visit is None or visit.promise is None:
        return False
    if start_s is None:
        return True
    left = not visit.promise.start_s <= start_s <= visit.promise.end_s
    if planned_s is None:
        return left
    stood = visit.promise.start_s <= planned_s <= visit.promise.end_s
    far_s = weighing.trial.rules.eta_change_s
    return (left and stood) or (planned_s != start_s and abs(start_s - planned_s) >= (far_s or 0))


def _customers(weighing: Weighing) -> list[str]:
    visit, line, visits = weighing.trial.visit, weighing.trial.line, weighing.scene.board.visits
    planned_s = visit.crew[0].start_s if visit.crew else None
    told = [visit.id] if _told(weighing, visit, planned_s, line.start_s) else []
    for knock in weighing.knock_on:
        then_s = None if knock.displaced else knock.start_s
        if _told(weighing, visits.get(knock.visit_id), knock.planned_s, then_s):
            told.append(knock.visit_id)
    return told


def amount(weighing: Weighing) -> float:
    """Count the customers."""
    return len(_customers(weighing)) if weighing.knock_on or weighing.trial.visit.promise is not None else 0


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say of which visits."""
    told = _customers(weighing)
    return f"The customer{'s' * (len(told) > 1)} of {' and '.join(told)} must be told a new time."


MESSAGE_COST = Objective(
    name="message_cost",
    minimises="Customers who have to be told a new time.",
    unit="customer",
    weight_s=300,
    amount=amount,
    sentence=sentence,
)
