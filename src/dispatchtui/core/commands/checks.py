"""What no command may carry whoever asks: ids, places, needs and lengths of time that make no sense.

Units: seconds. Each check answers a refusal by field, or nothing; `field` is the command's own name for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from dispatchtui.core.board import Board
from dispatchtui.core.model import Competence, Duration, Location, SkillNeed, Window
from dispatchtui.core.refusals import Refusal, invalid
from dispatchtui.core.text import wrong_id
from dispatchtui.core.zones import is_zone

DAY_S = 24 * 3600
LONGEST_VISIT_S = 14 * DAY_S
"""The most work on site that one visit holds; what takes longer is several visits."""
LONGEST_SHIFT_S = DAY_S
"""The longest shift; who is on call for a week has seven."""
LONGEST_ABSENCE_S = 731 * DAY_S
"""The longest absence: two years, one of them a leap year."""
TAKEN = "That name is taken."
"""What is said of a name in use, whoever's it is: no other row and no territory is named."""


def taken(field: str) -> Refusal:
    """Refuse a name that is in use without saying for what."""
    return invalid(field, TAKEN)


def unfit_id(row_id: str, also: str = "") -> Refusal | None:
    """Refuse an id that somebody made up and that cannot be one; `also` are characters that may be in it besides."""
    wrong = wrong_id(row_id, also)
    return invalid("row.id", wrong) if wrong else None


def unfit_zone(zone: str, field: str) -> Refusal | None:
    """Refuse what is no time zone."""
    if is_zone(zone):
        return None
    return invalid(field, f"{zone!r} is not an IANA time zone such as America/New_York.")


def unfit_place(places: Iterable[Location], field: str) -> Refusal | None:
    """Refuse places that are not on Earth."""
    if all(on_earth(each) for each in places):
        return None
    return invalid(field, "Latitude goes to 90 and longitude to 180 degrees.")


def unfit_skills(board: Board, skills: Iterable[SkillNeed | Competence], field: str) -> Refusal | None:
    """Refuse skills that nobody defined and levels that there are not."""
    for each in skills:
        if each.skill not in board.skills:
            return invalid(field, f"There is no skill {each.skill}.")
        if not 1 <= each.level <= 5:
            return invalid(field, f"Skill levels go from 1 to 5, not {each.level}.")
    return None


def unfit_priority(priority: int) -> Refusal | None:
    """Refuse a priority that there is not."""
    return None if 1 <= priority <= 4 else invalid("row.priority", f"Priority goes from 1 to 4, not {priority}.")


def unfit_duration(duration: Duration | None, field: str = "duration") -> Refusal | None:
    """Refuse a duration that is negative, the wrong way round or longer than a visit may be."""
    if duration is None:
        return None
    if not 0 <= duration.p50_s <= duration.p80_s:
        return invalid(field, "A duration is not negative and its p80 at least its p50.")
    if duration.p80_s > LONGEST_VISIT_S:
        return invalid(field, f"A duration is at most {LONGEST_VISIT_S // DAY_S} days.")
    return None


def unfit_times(promise: Window | None, earliest_s: int | None, latest_s: int | None) -> Refusal | None:
    """Refuse a promise, and a span in which work may begin, that are the wrong way round."""
    if promise and promise.end_s < promise.start_s:
        return invalid("promise", "A promise window must end after it starts.")
    if earliest_s is not None and latest_s is not None and earliest_s > latest_s:
        return invalid("earliest_s", "The earliest start is not after the latest.")
    return None


def on_earth(location: Location) -> bool:
    """Whether a location lies within the degrees of the globe."""
    return abs(location.latitude) <= 90 and abs(location.longitude) <= 180
