"""Visits that lose their place to this one and go back to the queue.

Units: seconds of travel, by priority: what is lost weighs more than any detour.
Source: the soft objectives of the domain (by priority, above all other soft ones).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing

UNASSIGNED_S = {1: 200_000, 2: 60_000, 3: 20_000, 4: 7_200}
"""What it costs to leave a visit without anybody, by priority."""


def amount(weighing: Weighing) -> float:
    """Sum what is displaced."""
    if not weighing.knock_on:
        return 0
    return sum(
        UNASSIGNED_S.get(weighing.priority_of(knock.visit_id), 7_200) for knock in weighing.knock_on if knock.displaced
    )


def sentence(weighing: Weighing, _amount: float) -> str:
    """Name what is displaced."""
    lost = [f"{each.visit_id} (P{weighing.priority_of(each.visit_id)})" for each in weighing.knock_on if each.displaced]
    return f"{' and '.join(lost)} {'go' if len(lost) > 1 else 'goes'} back to the queue."


UNASSIGNED = Objective(
    name="unassigned",
    minimises="Visits that go back to the queue for this one, by priority.",
    unit="second",
    weight_s=1,
    amount=amount,
    sentence=sentence,
)
