"""A plan begins now or later.

Units: minutes ago. The grace covers what passes between a key and the desk.
Source: a plan is about what has not happened; what has is reported as a step of the visit.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.words import length, minutes, moment, zone_of
from dispatchtui.core.refusals import Level, Violation

GRACE_S = 5 * 60
"""A start this long ago still counts as now."""


def check(trial: Trial) -> Iterator[Violation]:
    """Yield how long ago the work would have begun."""
    ago_s = trial.at_s - trial.line.start_s
    if ago_s <= GRACE_S:
        return
    zone = zone_of(trial)
    then, now = moment(trial.line.start_s, zone, trial.at_s), moment(trial.at_s, zone, trial.line.start_s)
    yield Violation(
        constraint="not_past",
        level=Level.NOBODY,
        subject=f"visits/{trial.visit.id}",
        need=f"from {now}",
        have=then,
        amount=minutes(ago_s),
        unit="min",
        sentence=f"{trial.visit.id} cannot begin at {then}: it is {now}, {length(ago_s)} later.",
    )


NOT_PAST = Constraint(
    name="not_past",
    requires="A plan begins now or later, give or take 5 min.",
    override="X.",
    check=check,
    alone=check,
    of_visit=True,
    of_plans=False,
)
