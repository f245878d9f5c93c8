"""Where one technician is required, they go, whether as the lead or along with others.

Units: technicians.
Source: the constraint table of the domain (D).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.words import names
from dispatchtui.core.refusals import Level, Violation


def check(trial: Trial) -> Iterator[Violation]:
    """Yield the technician who is required and does not go."""
    required = trial.visit.required_technician
    people = [line.technician_id for line in trial.people]
    if not required or required in people:
        return
    yield Violation(
        constraint="required_technician",
        level=Level.DISPATCHER,
        subject=f"technicians/{required}",
        need=required,
        have=names(people),
        amount=1,
        unit="technician",
        sentence=f"{trial.visit.id} requires {required}; {names(people)} would go without them.",
    )


REQUIRED_TECHNICIAN = Constraint(
    name="required_technician",
    requires="The technician whom the visit requires goes to it.",
    override="D.",
    check=check,
    alone=check,
    of_visit=True,
    timeless=True,
)
