"""How soon work begins, the urgent first.

Units: minutes from now to arrival, times the urgency of the priority.
Source: the soft objectives of the domain (weighted minutes).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import URGENCY, Objective, Weighing
from dispatchtui.core.words import length


def amount(weighing: Weighing) -> float:
    """Weighted minutes from now."""
    wait_s = weighing.trial.line.start_s - weighing.trial.at_s
    return URGENCY.get(weighing.work.priority, 1.0) * wait_s / 60 if wait_s > 0 else 0


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say how long it waits."""
    wait = length(weighing.trial.line.start_s - weighing.trial.at_s)
    return f"{weighing.trial.visit.id} (P{weighing.work.priority}) begins in {wait}."


PRIORITY_START = Objective(
    name="priority_start",
    minimises="Minutes until arrival, by priority.",
    unit="weighted min",
    weight_s=1.5,
    amount=amount,
    sentence=sentence,
)
