"""Arriving, or being done, after what is due; the visit itself and what it makes later.

Units: minutes times the urgency of the priority (P1 40, P2 4, P3 2, P4 1). Of a visit's two clocks
the one that is later by more counts. What was late before counts only by how much later it gets.
Source: the soft objectives of the domain (weighted minutes).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import URGENCY, Objective, Weighing
from dispatchtui.core.words import length


def _own_s(weighing: Weighing) -> int:
    line, due_s, done_s = weighing.trial.line, weighing.due_s, weighing.work.resolution_due_s
    late_s = 0 if due_s is None else max(0, line.start_s - due_s)
    return late_s if done_s is None else max(late_s, line.end_s - done_s)


def amount(weighing: Weighing) -> float:
    """Weighted minutes late, of the visit and of what it makes later."""
    total = URGENCY.get(weighing.work.priority, 1.0) * _own_s(weighing)
    for knock in weighing.knock_on:
        later_s = knock.late_s - knock.was_late_s
        if later_s > 0 and not knock.displaced:
            total += URGENCY.get(weighing.priority_of(knock.visit_id), 1.0) * later_s
    return total / 60


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say who is late by how much."""
    own_s = _own_s(weighing)
    visit = weighing.trial.visit
    words = [f"{visit.id} (P{weighing.work.priority}) is {length(own_s)} late"] if own_s else []
    for knock in weighing.knock_on:
        more_s = knock.late_s - knock.was_late_s
        if more_s > 0 and not knock.displaced:
            priority, late = weighing.priority_of(knock.visit_id), "later" if knock.was_late_s else "late"
            words.append(f"{knock.visit_id} (P{priority}) gets {length(more_s)} {late}")
    return ", ".join(words) + "."


SLA_LATENESS = Objective(
    name="sla_lateness",
    minimises="Minutes late by priority, of the visit and of what it makes later.",
    unit="weighted min",
    weight_s=60,
    amount=amount,
    sentence=sentence,
)
