"""Somebody else than who answers for the customer's account.

Units: points: 1 when it is somebody else's account.
Source: the soft objectives of the domain (points).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing


def amount(weighing: Weighing) -> float:
    """One when it is somebody else's account."""
    order = weighing.work.order
    owner = order.account_owner if order is not None else ""
    return 1 if owner and owner != weighing.trial.technician.id else 0


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say whose account it is."""
    order = weighing.work.order
    owner = order.account_owner if order is not None else ""
    return f"The account is {owner}'s, not {weighing.trial.technician.id}'s."


ACCOUNT_OWNER = Objective(
    name="account_owner",
    minimises="Sending somebody else than the account's owner.",
    unit="point",
    weight_s=600,
    amount=amount,
    sentence=sentence,
)
