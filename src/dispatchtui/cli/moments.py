"""Moments as people and files write them: with an offset, or a date alone, which begins at midnight UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from dispatchtui.core.zones import clock, local_day
from dispatchtui.errors import UserError

LAST_S = 7_258_118_400
"""The year 2200, as for the server."""


def moment_of(text: object, where: str) -> int:
    """Epoch seconds of a moment; `where` names the option or the place of a file that holds it.

    Raises: UserError for what is none.
    """
    if isinstance(text, int) and not isinstance(text, bool) and 0 <= text <= LAST_S:
        return text
    words = str(text)
    try:
        then = datetime.fromisoformat(words)
    except ValueError:
        then = None
    if then is not None and then.tzinfo is None and len(words) == len("2026-11-21"):
        then = then.replace(tzinfo=UTC)
    if then is None or then.tzinfo is None:
        raise UserError(f"{where}: {words[:40]!r} is no moment with an offset, such as 2026-11-21T09:00:00-05:00.")
    at_s = int(then.timestamp())
    if not 0 <= at_s <= LAST_S:
        raise UserError(f"{where}: {words[:40]!r} is not between 1970 and 2200.")
    return at_s


def told(at_s: int, zone: str, now_s: int) -> str:
    """A local time as 14:05, with its date in front, as 2026-11-23 14:05, when that is not the day of `now_s`."""
    day = local_day(at_s, zone)
    return clock(at_s, zone) if day == local_day(now_s, zone) else f"{day} {clock(at_s, zone)}"
