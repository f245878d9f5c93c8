"""The site is open for the whole time on site, by its own wall clock.

Units: minutes on site while it is closed. A site without hours is always open but on its closed
dates. An agreement about access, recorded on the visit, lets a lead send somebody all the same.
Source: the constraint table of the domain (X closed; L if the customer agreed, recorded).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import AHEAD_S, lasts_s, later
from dispatchtui.constraints.words import length, minutes, moment, span, zone_of
from dispatchtui.core.hours import Span, first_open_s, midnight_s, open_s, open_spans
from dispatchtui.core.model import Site
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.zones import local


def check(trial: Trial) -> Iterator[Violation]:
    """Yield for how much of the time on site nobody can get in."""
    order = trial.board.work_orders.get(trial.visit.work_order_id)
    if order is None or not (order.site.hours or order.site.closed):
        return
    site, zone, line = order.site, order.site.zone or zone_of(trial), trial.line
    until_s = max(line.end_s, line.start_s + 1)
    closed_s = until_s - line.start_s - open_s(site.hours, site.closed, zone, line.start_s, until_s)
    if closed_s <= 0:
        return
    agreed = any(each.about == "access" for each in trial.visit.agreements)
    opening = _opening(site, zone, line.start_s)
    on_site = span(line.start_s, line.end_s, zone)
    yield Violation(
        constraint="access_hours",
        level=Level.LEAD if agreed else Level.NOBODY,
        subject=f"work_orders/{order.id}",
        need=opening,
        have=on_site,
        amount=minutes(closed_s),
        unit="min",
        sentence=(
            f"The site of {trial.visit.id} is {opening}; {on_site} is {length(closed_s)} outside, "
            f"{'as the customer agreed' if agreed else 'and no agreement about access is recorded'}."
        ),
    )


def _opening(site: Site, zone: str, at_s: int) -> str:
    """What the site's door says on the local day of an instant."""
    day = local(at_s, zone).date()
    named = f"{day:%a} {day.day} {day:%b}"
    first_s, next_s = midnight_s(day, zone), midnight_s(day + timedelta(days=1), zone)
    spans = open_spans(site.hours, site.closed, zone, first_s, next_s)
    if not spans or day.isoformat() in site.closed:
        return f"closed on {named}"
    return f"open on {named} from {' and from '.join(_told(each, zone, at_s) for each in spans)}"


def _told(opening: Span, zone: str, at_s: int) -> str:
    return f"{moment(opening[0], zone, at_s)} to {moment(opening[1], zone, at_s)}"


def clears(trial: Trial) -> int | None:
    """The first begin from which the site is open for long enough."""
    order = trial.board.work_orders.get(trial.visit.work_order_id)
    if order is None or not (order.site.hours or order.site.closed):
        return None
    site, zone, start_s = order.site, order.site.zone or zone_of(trial), trial.line.start_s
    length_s = max(1, lasts_s(trial))
    for until_s in (start_s + 1, start_s + AHEAD_S):
        found = first_open_s(site.hours, site.closed, zone, start_s, length_s=length_s, until_s=until_s)
        if found is not None:
            return later(trial, found)
    return None


ACCESS_HOURS = Constraint(
    name="access_hours",
    requires="The site is open for the whole time on site.",
    override="X; L with an agreement about access recorded.",
    check=check,
    clears=clears,
    alone=check,
    of_visit=True,
)
