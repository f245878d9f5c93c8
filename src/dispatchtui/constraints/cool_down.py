"""Who rejected a visit is not offered it automatically for a while.

Units: minutes left. A person is warned and may ask again.
Source: the lifecycle table of the domain (a rejecter is cooled down 24 h for automatic offers only).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.words import length, minutes, moment
from dispatchtui.core.refusals import Level, Violation


def check(trial: Trial) -> Iterator[Violation]:
    """Yield how much longer the technician is not to be offered the visit."""
    mine = [each.until_s for each in trial.visit.cool_downs if each.technician_id == trial.technician.id]
    left_s = max(mine, default=trial.at_s) - trial.at_s
    if left_s <= 0:
        return
    until = moment(trial.at_s + left_s, trial.technician.zone, trial.at_s)
    yield Violation(
        constraint="cool_down",
        level=Level.NOBODY if trial.automated else Level.WARNING,
        subject=f"technicians/{trial.technician.id}",
        need="not rejected",
        have=f"rejected, until {until}",
        amount=minutes(left_s),
        unit="min",
        sentence=f"{trial.technician.id} rejected {trial.visit.id} and is not offered it until {until}, "
        f"for {length(left_s)} more.",
    )


COOL_DOWN = Constraint(
    name="cool_down",
    requires="Who rejected the visit is not offered it again for 24 h.",
    override="X for automation; W for a person.",
    check=check,
    alone=check,
    timeless=True,
    of_plans=False,
)
