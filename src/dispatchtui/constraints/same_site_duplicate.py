"""Two technicians are not sent to one property at about the same time by accident.

Units: minutes by which the two would have to be moved further apart, to an hour between them. Who
goes together, and visits of which one waits for the other, are no accident.
A place with very many work orders is a campus, or stands for places that nobody knows better; to
meet there is no accident either.
Cost: a look at the other work orders of the property, few as they are.
Source: the constraint table of the domain (W).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.words import length, minutes, names, span, zone_of
from dispatchtui.core.indexes import site_key
from dispatchtui.core.lifecycle import PICKUP, PLACED, STARTED
from dispatchtui.core.model import Visit
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.work import ends_s

APART_S = 60 * 60
"""Visits this far apart are no accident."""
MOST_ORDERS = 50
"""A property with more work orders than this is a place where people meet."""


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each visit that brings somebody else to the property within the hour."""
    for other in _others(trial):
        lead = other.crew[0]
        close_s = APART_S - max(lead.start_s - trial.line.end_s, trial.line.start_s - ends_s(other, lead))
        if close_s > 0 and not _meant(trial, other):
            yield _violation(trial, other, close_s)


def _others(trial: Trial) -> Iterator[Visit]:
    """Visits at the same property that somebody is planned for or has set out to."""
    board, visit = trial.board, trial.visit
    order = board.work_orders.get(visit.work_order_id)
    key = site_key(order.site) if order is not None else ""
    orders = board.indexes.of("work_orders", key, "site") if key else ()
    for order_id in orders if len(orders) <= MOST_ORDERS else ():
        for visit_id in board.indexes.of("visits", order_id):
            other = board.visits[visit_id]
            if other.id != visit.id and other.crew and other.state in (*PLACED, *STARTED):
                yield other


def _meant(trial: Trial, other: Visit) -> bool:
    """Whether somebody goes to both, one waits for the other, or one brings parts to the other."""
    people = {line.technician_id for line in trial.people}
    awaited = {each.visit_id for each in trial.visit.dependencies}
    fetches = PICKUP in (trial.visit.kind, other.kind) and trial.visit.work_order_id == other.work_order_id
    waits = fetches or any(each.visit_id == trial.visit.id for each in other.dependencies)
    return waits or other.id in awaited or any(line.technician_id in people for line in other.crew)


def _violation(trial: Trial, other: Visit, close_s: int) -> Violation:
    zone, line, lead = zone_of(trial), trial.line, other.crew[0]
    theirs = span(lead.start_s, ends_s(other, lead), zone, line.start_s)
    gap_s = APART_S - close_s
    apart = "at the same time" if gap_s < 0 else f"{length(gap_s)} apart" if gap_s else "one right after the other"
    going = names([each.technician_id for each in other.crew])
    return Violation(
        constraint="same_site_duplicate",
        level=Level.WARNING,
        subject=f"visits/{other.id}",
        need=f"{length(APART_S)} apart",
        have=f"{other.id} {theirs}",
        amount=minutes(close_s),
        unit="min",
        sentence=(
            f"{going} {'is' if len(other.crew) == 1 else 'are'} at the same property for {other.id} from {theirs}; "
            f"{trial.visit.id} {span(line.start_s, line.end_s, zone)} would be {apart}."
        ),
    )


SAME_SITE_DUPLICATE = Constraint(
    name="same_site_duplicate",
    requires="Two technicians are not sent to one property within an hour by accident.",
    override="W.",
    check=check,
    of_visit=True,
)
