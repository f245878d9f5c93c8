"""Somebody else than the customer asks for.

Units: points: 1 when the site prefers others.
Source: the soft objectives of the domain (points).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing


def amount(weighing: Weighing) -> float:
    """One when the site prefers others."""
    order = weighing.work.order
    preferred = order.site.preferred if order is not None else ()
    return 1 if preferred and weighing.trial.technician.id not in preferred else 0


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say who is preferred."""
    order = weighing.work.order
    preferred = order.site.preferred if order is not None else ()
    return f"The site prefers {' or '.join(preferred)}, not {weighing.trial.technician.id}."


PREFERRED_TECHNICIAN = Objective(
    name="preferred_technician",
    minimises="Sending somebody else than the site prefers.",
    unit="point",
    weight_s=900,
    amount=amount,
    sentence=sentence,
)
