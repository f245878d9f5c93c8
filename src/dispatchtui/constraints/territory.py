"""The visit lies in a territory that the technician covers.

Units: territories. A visit without a territory lies in everybody's.
Source: the constraint table of the domain (D).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.core.model import Technician, Visit
from dispatchtui.core.refusals import Level, Violation


def check(trial: Trial) -> Iterator[Violation]:
    """Yield the territory that is not covered."""
    needed = trial.visit.territory
    covered = [each for each in dict.fromkeys((trial.technician.territory, *trial.technician.covers)) if each]
    if not needed or needed in covered:
        return
    words = " and ".join(covered) or "no territory"
    yield Violation(
        constraint="territory",
        level=Level.DISPATCHER,
        subject=f"territories/{needed}",
        need=needed,
        have=words,
        amount=1,
        unit="territory",
        sentence=f"{trial.visit.id} is in {needed}; {trial.technician.id} covers {words}.",
    )


def _covers(visit: Visit, technician: Technician) -> bool:
    """Whether somebody covers where the visit is, or nobody need."""
    needed = visit.territory
    return not needed or needed == technician.territory or needed in technician.covers


TERRITORY = Constraint(
    name="territory",
    requires="The visit lies in a territory that the technician covers.",
    override="D.",
    check=check,
    alone=check,
    timeless=True,
    alike=_covers,
)
