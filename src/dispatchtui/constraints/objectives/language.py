"""Somebody who is not known to speak the customer's language.

Units: points: 1 when it is not among the technician's languages.
Source: the requirement of the domain (language), as a wish.
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing


def amount(weighing: Weighing) -> float:
    """One when the language is not spoken."""
    order = weighing.work.order
    spoken = order.customer.language if order is not None else ""
    return 1 if spoken and spoken not in weighing.trial.technician.languages else 0


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say which language, and which are spoken."""
    order, languages = weighing.work.order, weighing.trial.technician.languages
    spoken = order.customer.language if order is not None else ""
    spoken_by = f"{weighing.trial.technician.id} speaks {' and '.join(languages) or 'no language that is known'}"
    return f"The customer speaks {spoken}; {spoken_by}."


LANGUAGE = Objective(
    name="language",
    minimises="Sending somebody who does not speak the customer's language.",
    unit="point",
    weight_s=900,
    amount=amount,
    sentence=sentence,
)
