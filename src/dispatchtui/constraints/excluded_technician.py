"""Nobody is sent to whom the customer, safety or the office objects.

Units: bans; of several of one person the strictest is told.
Source: the constraint table of the domain (X safety, customer ban; else L).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.core.refusals import Level, Violation

_NOBODY = {
    "safety": "{who} is barred from the site of {visit} for safety.",
    "customer": "The customer of {visit} does not want {who} sent.",
}
"""Whose ban nobody may break, the first the more so."""


def check(trial: Trial) -> Iterator[Violation]:
    """Yield the ban of a technician from the site."""
    order = trial.board.work_orders.get(trial.visit.work_order_id)
    who = trial.technician.id
    bans = [each.by for each in order.site.bans if each.technician_id == who] if order is not None else []
    if order is None or not bans:
        return
    strictest = next((by for by in _NOBODY if by in bans), bans[0])
    sentence = _NOBODY.get(strictest, "The office does not send {who} to the site of {visit}.")
    yield Violation(
        constraint="excluded_technician",
        level=Level.NOBODY if strictest in _NOBODY else Level.LEAD,
        subject=f"work_orders/{order.id}",
        need=f"anybody but {who}",
        have=who,
        amount=1,
        unit="ban",
        sentence=sentence.format(who=who, visit=trial.visit.id),
    )


EXCLUDED_TECHNICIAN = Constraint(
    name="excluded_technician",
    requires="Nobody is sent whom the customer, safety or the office has banned from the site.",
    override="X for a ban of safety or of the customer, else L.",
    check=check,
    alone=check,
    timeless=True,
)
