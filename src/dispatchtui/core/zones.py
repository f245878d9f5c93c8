"""Wall clock and zones: the few conversions that policies and lanes need.

Reading the zone database is the floor's one look outside; it is data, as fixed as the code.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_NO_ZONES = frozenset({"", "localtime", "posixrules", "Factory"})
_OTHER_TREES = ("posix/", "right/")


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, or nothing for a name that is none.

    A machine's own copy of the database also holds files that name no zone, or another one on each machine.
    """
    if name in _NO_ZONES or name.startswith(_OTHER_TREES):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def is_zone(name: str) -> bool:
    """Whether a name is an IANA time zone."""
    return zone_of(name) is not None


def local(at_s: int, zone: str) -> datetime:
    """An instant on a zone's wall clock; UTC when the zone is unknown."""
    return datetime.fromtimestamp(at_s, zone_of(zone) or UTC)


def local_day(at_s: int, zone: str) -> str:
    """The local date of an instant, as 2026-11-21."""
    return local(at_s, zone).date().isoformat()


def clock(at_s: int, zone: str) -> str:
    """The local time of an instant, as 14:05."""
    return local(at_s, zone).strftime("%H:%M")
