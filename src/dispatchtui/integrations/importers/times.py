"""Times as other systems write them: explicit formats, explicit zones, nothing guessed.

Units: instants are epoch seconds, UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dispatchtui.core.zones import zone_of
from dispatchtui.integrations.importers.wrong import Wrong

FIRST_YEAR = 1990
LAST_YEAR = 2100
_SAMPLE = datetime(2026, 11, 21, 14, 5)  # noqa: DTZ001  (an example of a shape)


def read_wall(text: str, pattern: str) -> datetime | Wrong:
    """Read a date and time in one explicit format."""
    try:
        wall = datetime.fromisoformat(text) if pattern == "iso" else datetime.strptime(text, pattern)  # noqa: DTZ007
    except ValueError:
        example = _SAMPLE.isoformat() if pattern == "iso" else _SAMPLE.strftime(pattern)
        return Wrong(f"is not a time like {example}")
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        return Wrong(f"is in the year {wall.year}; years go from {FIRST_YEAR} to {LAST_YEAR}")
    return wall


def from_local(wall: datetime, zone: str, fold: str = "reject") -> int | Wrong:
    """Turn a wall clock's time in a zone into an instant.

    A time that the clock skipped, or showed twice, is refused with what could be meant.
    """
    place = zone_of(zone)
    if place is None:
        return Wrong(f"needs a zone, and {zone!r} is not an IANA time zone such as America/New_York")
    if wall.tzinfo is not None:
        return Wrong("carries an offset of its own, though the mapping reads local times; use utc_time")
    first = wall.replace(tzinfo=place, fold=0)
    second = wall.replace(tzinfo=place, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after:
        return int(first.timestamp())
    if first.astimezone(UTC).astimezone(place).replace(tzinfo=None) != wall:
        gap = (after or timedelta()) - (before or timedelta())
        later = (wall + abs(gap)).strftime("%Y-%m-%d %H:%M")
        return Wrong(f"did not happen in {zone}, where clocks went forward; {later} may be meant")
    if fold == "reject":
        return Wrong(
            f"happened twice in {zone}, where clocks went back: {first.isoformat(timespec='minutes')} or "
            f"{second.isoformat(timespec='minutes')}; say which with an offset, or set fold in the mapping"
        )
    return int((first if fold == "earlier" else second).timestamp())


def from_offset(moment: datetime) -> int | Wrong:
    """Turn a time that carries its offset into an instant."""
    if moment.tzinfo is None:
        return Wrong("has no offset; a time such as 2026-11-21T14:05:00Z is needed")
    return int(moment.timestamp())
