"""How soon work begins, the urgent first; the visit itself and what it makes later.

Units: minutes from now to arrival, times the urgency of the priority; of a visit that is pushed, the minutes
by which it begins later, so that going before others is no cheaper than going behind them.
Source: the soft objectives of the domain (weighted minutes).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import URGENCY, Objective, Weighing
from dispatchtui.core.words import length


def amount(weighing: Weighing) -> float:
    """Weighted minutes from now, and those by which others begin later."""
    wait_s = weighing.trial.line.start_s - weighing.trial.at_s
    total = URGENCY.get(weighing.work.priority, 1.0) * wait_s if wait_s > 0 else 0
    for knock in weighing.knock_on:
        if not knock.displaced:
            total += URGENCY.get(weighing.priority_of(knock.visit_id), 1.0) * knock.later_s
    return total / 60


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say how long it waits, and how much longer others do."""
    wait = length(max(0, weighing.trial.line.start_s - weighing.trial.at_s))
    words = [f"{weighing.trial.visit.id} (P{weighing.work.priority}) begins in {wait}"]
    words += [
        f"{knock.visit_id} (P{weighing.priority_of(knock.visit_id)}) {length(knock.later_s)} later"
        for knock in weighing.knock_on
        if not knock.displaced
    ]
    return ", ".join(words) + "."


PRIORITY_START = Objective(
    name="priority_start",
    minimises="Minutes until arrival, by priority, and those by which others begin later.",
    unit="weighted min",
    weight_s=1.5,
    amount=amount,
    sentence=sentence,
)
