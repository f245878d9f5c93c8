"""Moments, spans and lengths of time in words.

Units: seconds in, words out.
"""

from __future__ import annotations

from dispatchtui.core.zones import local

_UNITS = ((86_400, "d", 3_600, "h"), (3_600, "h", 60, "min"), (60, "min", 1, "s"))
_YEAR_S = 31_557_600
"""A Julian year: 365.25 days."""


def length(duration_s: int) -> str:
    """A length of time in its two largest units: 45 s, 30 min, 1 h 30 min, 2 d 3 h; from two years on in years."""
    rest = abs(duration_s)
    if rest >= 2 * _YEAR_S:
        return f"{rest // _YEAR_S} years"
    for unit_s, unit, part_s, part in _UNITS:
        if rest >= unit_s:
            whole, rest = divmod(rest, unit_s)
            parts = rest // part_s
            return f"{whole} {unit} {parts} {part}" if parts else f"{whole} {unit}"
    return f"{rest} s"


def about(duration_s: int) -> str:
    """A length of time to the minute; below a minute its seconds decide and are told."""
    return length(duration_s if abs(duration_s) < 60 else abs(duration_s) // 60 * 60)


def minute(at_s: int, zone: str, beside_s: int | None = None) -> str:
    """An instant to the minute, as `moment` tells it."""
    return moment(at_s - at_s % 60, zone, beside_s)


def whole_minutes(minutes: int) -> str:
    """A number of minutes as a length of time; below one it is 0 min."""
    return length(minutes * 60) if minutes else "0 min"


def moment(at_s: int, zone: str, beside_s: int | None = None) -> str:
    """An instant as 14:05; with its date when that is not the date of `beside_s`, and its year when that is another.

    In the hour that a clock passes twice, the zone's own name (EDT, EST) tells which one.
    """
    then = local(at_s, zone)
    words = f"{then.hour:02}:{then.minute:02}:{then.second:02}" if then.second else f"{then.hour:02}:{then.minute:02}"
    if then.replace(fold=1 - then.fold).utcoffset() != then.utcoffset():
        words += f" {then.tzname()}"
    beside = then if beside_s is None else local(beside_s, zone)
    if beside.date() != then.date():
        year = f" {then.year}" if beside.year != then.year else ""
        words = f"{then:%a} {then.day} {then:%b}{year} {words}"
    return words


def span(start_s: int, end_s: int, zone: str, beside_s: int | None = None) -> str:
    """Two instants as 10:00 to 11:00."""
    return f"{moment(start_s, zone, beside_s)} to {moment(end_s, zone, start_s)}"
