"""The travel that a placement adds to a technician's day.

Units: minutes times the rate of the technician's cost class; below nought it saves travel.
Source: the soft objectives of the domain (cost of the technician's class).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing
from dispatchtui.core.words import length


def amount(weighing: Weighing) -> float:
    """Minutes of travel added, at the technician's rate."""
    return weighing.added_travel_s * weighing.person.rate / 60


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say how much travel is added or saved, and at which rate."""
    rate = weighing.person.rate
    at_rate = f" at {rate:g} times the usual rate" if rate != 1 else ""
    more = "more" if weighing.added_travel_s > 0 else "less"
    return f"{weighing.trial.technician.id} travels {length(weighing.added_travel_s)} {more}{at_rate}."


TRAVEL = Objective(
    name="travel",
    minimises="Travel added, at the rate of the technician's cost class.",
    unit="min",
    weight_s=60,
    amount=amount,
    sentence=sentence,
)
