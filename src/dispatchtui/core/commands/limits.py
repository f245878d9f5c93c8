"""What nobody may say of people's time and of a site: breaks, limits and hours that cannot be.

Each check answers a refusal by field, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dispatchtui.core.board import Board
from dispatchtui.core.breaks import Gap, room_missing
from dispatchtui.core.hours import LATEST_MIN
from dispatchtui.core.model import Hours, Opening, Shift, Site, Technician
from dispatchtui.core.refusals import Refusal, invalid

MOST_BREAKS = 10
"""Breaks of one shift."""
MOST_NAMES = 50
"""Tags, languages, openings, hazards or technicians named in one row."""
MOST_CLOSED = 400
"""Dates on which one site is closed: every day of a year, and then some."""
MOST_NAME = 64
"""Characters of a tag, a language, a team or a kind of hazard."""
BANNED_BY = ("customer", "safety", "office")


def unfit_breaks(row: Shift) -> Refusal | None:
    """Refuse breaks that do not lie in their shift with its overtime, or not beside each other."""
    if len(row.breaks) > MOST_BREAKS:
        return invalid("row.breaks", f"A shift has at most {MOST_BREAKS} breaks, not {len(row.breaks)}.")
    last_s = row.end_s + row.overtime_s
    for each in row.breaks:
        if not 0 < each.length_s <= each.end_s - each.start_s:
            return invalid("row.breaks", "A break is longer than nothing, and its window at least as long as it.")
        if not row.start_s <= each.start_s < each.end_s <= last_s:
            return invalid("row.breaks", "A break lies inside its shift, overtime included.")
    if any(short_s > 0 for _, short_s in room_missing(row.breaks, [Gap(row.start_s, last_s)])):
        return invalid("row.breaks", "The breaks of a shift leave each other no room.")
    return None


def unfit_limits(row: Technician) -> Refusal | None:
    """Refuse limits that are not above zero, and names without end."""
    hours = row.hours or Hours()
    if any(each is not None and each <= 0 for each in (getattr(hours, name) for name in Hours.__struct_fields__)):
        return invalid("row.hours", "Every limit of hours is above zero, or absent.")
    for field in ("longest_leg_s", "radius_m"):
        limit = getattr(row, field)
        if limit is not None and limit <= 0:
            return invalid(f"row.{field}", "A limit of travel is above zero, or absent.")
    for field in ("tags", "languages"):
        names = getattr(row, field)
        if len(names) > MOST_NAMES or not all(_is_name(each) for each in names):
            return invalid(f"row.{field}", f"At most {MOST_NAMES} names of 1 to {MOST_NAME} characters stand there.")
    for field in ("team", "cost_class"):
        if len(getattr(row, field)) > MOST_NAME:
            return invalid(f"row.{field}", f"A name has at most {MOST_NAME} characters.")
    return None


def unfit_openings(openings: Iterable[Opening], field: str) -> Refusal | None:
    """Refuse hours that close before they open, or on days that there are not."""
    for each in openings:
        if not each.weekdays or not all(0 <= day <= 6 for day in each.weekdays):
            return invalid(field, "Hours are for weekdays from 0, which is Monday, to 6.")
        if not 0 <= each.opens_min < each.closes_min <= LATEST_MIN:
            return invalid(field, f"Hours open before they close, and close by {LATEST_MIN} minutes after midnight.")
    return None


def unfit_site(board: Board, site: Site) -> Refusal | None:
    """Refuse hours, dates, hazards and people that a site cannot have."""
    counts = {"hours": MOST_NAMES, "closed": MOST_CLOSED, "hazards": MOST_NAMES, "bans": MOST_NAMES,
              "preferred": MOST_NAMES}  # fmt: skip
    for field, most in counts.items():
        if len(getattr(site, field)) > most:
            return invalid(f"row.site.{field}", f"A site has at most {most} of these.")
    for day in site.closed:
        if not _is_date(day):
            return invalid("row.site.closed", f"{day!r} is not a date such as 2026-11-21.")
    for hazard in site.hazards:
        if not _is_name(hazard.kind) or hazard.people < 1 or (hazard.alone_s is not None and hazard.alone_s <= 0):
            return invalid("row.site.hazards", "A hazard has a kind, takes one person or more, and a time above zero.")
    for ban in site.bans:
        if ban.by not in BANNED_BY:
            return invalid("row.site.bans", f"A ban is by {', '.join(BANNED_BY)}, not {ban.by!r}.")
    named = {"bans": [ban.technician_id for ban in site.bans], "preferred": site.preferred}
    for field, people in named.items():
        unknown = [each for each in people if each not in board.technicians]
        if unknown:
            return invalid(f"row.site.{field}", f"There is no technician {unknown[0]}.")
    return unfit_openings(site.hours, "row.site.hours")


def _is_name(name: str) -> bool:
    return 0 < len(name.strip()) <= len(name) <= MOST_NAME


def _is_date(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False
