"""Arrival is inside what the customer was promised, and inside what they asked for.

Units: minutes early or late; the last moment of a promise still counts. The planned start on
site is the arrival that is judged.
Source: the constraint table of the domain (D with the customer's agreement recorded).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import later
from dispatchtui.constraints.words import length, minutes, moment, span, zone_of
from dispatchtui.core.refusals import Level, Violation


def check(trial: Trial) -> Iterator[Violation]:
    """Yield by how much arrival misses the promise, or the customer's own limits."""
    visit, promise, arrival_s = trial.visit, trial.visit.promise, trial.line.start_s
    if promise is not None and not promise.start_s <= arrival_s <= promise.end_s:
        told = span(promise.start_s, promise.end_s, zone_of(trial), arrival_s)
        yield _missed(trial, f"is promised {told}", _off_s(arrival_s, promise.start_s, promise.end_s))
    lowest = visit.earliest_s if visit.earliest_s is not None else arrival_s
    highest = visit.latest_s if visit.latest_s is not None else arrival_s
    off_s = _off_s(arrival_s, lowest, highest)
    if off_s:
        limit_s = lowest if off_s < 0 else highest
        limit = moment(limit_s, zone_of(trial), arrival_s)
        yield _missed(trial, f"is wanted {'from' if off_s < 0 else 'until'} {limit}", off_s)


def _off_s(arrival_s: int, lowest_s: int, highest_s: int) -> int:
    """Seconds late; negative when early."""
    return min(0, arrival_s - lowest_s) or max(0, arrival_s - highest_s)


def _missed(trial: Trial, wanted: str, off_s: int) -> Violation:
    arrival = moment(trial.line.start_s, zone_of(trial))
    off = f"{length(off_s)} {'early' if off_s < 0 else 'late'}"
    agreed = any(each.about == "promise" for each in trial.visit.agreements)
    return Violation(
        constraint="promise_window",
        level=Level.DISPATCHER,
        subject=f"visits/{trial.visit.id}",
        need=wanted.removeprefix("is "),
        have=f"arrival {arrival}",
        amount=minutes(abs(off_s)),
        unit="min",
        sentence=(
            f"{trial.visit.id} {wanted}; arrival at {arrival} is {off}, "
            f"{'as the customer agreed' if agreed else 'and no agreement of the customer is recorded'}."
        ),
    )


def clears(trial: Trial) -> int | None:
    """The begin of the promise, and of what the customer asked for, unless that is over by then."""
    visit, promise, start_s = trial.visit, trial.visit.promise, trial.line.start_s
    limits = [(visit.earliest_s, visit.latest_s)] + ([(promise.start_s, promise.end_s)] if promise is not None else [])
    first_s = max(start_s, *(from_s for from_s, _ in limits if from_s is not None), start_s)
    if any(until_s is not None and first_s > until_s for _, until_s in limits):
        return None
    return later(trial, first_s)


PROMISE_WINDOW = Constraint(
    name="promise_window",
    requires="Arrival is inside the promise, and inside the customer's own limits.",
    override="D with the customer's agreement, of which it is said whether it is recorded.",
    check=check,
    clears=clears,
    alone=check,
    of_visit=True,
)
