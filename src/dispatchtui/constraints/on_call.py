"""Who is on call is kept for the hours in which nobody else works.

Units: minutes until the hours of business end. The hours are those of the office's rules on the
technician's wall clock, holidays left out; the begin of the work counts.
Source: the office's policy, which may send them in hours as well (`on_call_in_hours`).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import begun, later
from dispatchtui.constraints.words import length, minutes, moment, span, zone_of
from dispatchtui.core.duty import ON_CALL
from dispatchtui.core.hours import Span, open_spans
from dispatchtui.core.refusals import Level, Violation

_MOST_SPANS = 21
"""Who is on call has no hours of business behind each other for longer than this many days."""


def check(trial: Trial) -> Iterator[Violation]:
    """Yield how much of the hours of business is left when somebody on call would begin."""
    if ON_CALL not in trial.technician.tags:
        return
    zone, start_s = zone_of(trial), trial.line.start_s
    for from_s, until_s in _business(trial):
        hours, start = span(from_s, until_s, zone, start_s), moment(start_s, zone)
        yield Violation(
            constraint="on_call",
            level=Level.NOBODY,
            subject=f"technicians/{trial.technician.id}",
            need=f"outside {hours}",
            have=start,
            amount=minutes(until_s - start_s),
            unit="min",
            sentence=(
                f"{trial.technician.id} is on call only out of hours; {trial.visit.id} at {start} is inside "
                f"{hours}, {length(until_s - start_s)} too early."
            ),
        )


def clears(trial: Trial) -> int | None:
    """The end of the hours of business into which the begin falls."""
    if ON_CALL not in trial.technician.tags:
        return None
    start_s = trial.line.start_s
    for _ in range(_MOST_SPANS):
        spans = _business(begun(trial, start_s))
        if not spans:
            return later(trial, start_s)
        start_s = spans[0][1]
    return None


def _business(trial: Trial) -> tuple[Span, ...]:
    """The hours of business into which the begin falls, where they are kept free of who is on call."""
    rules, start_s = trial.rules, trial.line.start_s
    if rules.on_call_in_hours or not rules.working:
        return ()
    return open_spans(rules.working, rules.holidays or (), zone_of(trial), start_s, start_s + 1)


ON_CALL_HOURS = Constraint(
    name="on_call",
    requires="Who is on call is sent only outside the hours of business, unless the policy says otherwise.",
    override="X.",
    check=check,
    clears=clears,
    alone=check,
)
