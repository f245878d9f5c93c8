"""Somebody else than who finished the last work there or for the customer.

Units: points: 1 when it was somebody else.
Source: the soft objectives of the domain (points).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing


def amount(weighing: Weighing) -> float:
    """One when somebody else was there last."""
    last = weighing.scene.last(weighing.trial.visit)
    return 1 if last and last != weighing.trial.technician.id else 0


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say who was there last."""
    return f"{weighing.scene.last(weighing.trial.visit)} was there last, not {weighing.trial.technician.id}."


SAME_AS_LAST = Objective(
    name="same_as_last",
    minimises="Sending somebody else than was there last.",
    unit="point",
    weight_s=300,
    amount=amount,
    sentence=sentence,
)
