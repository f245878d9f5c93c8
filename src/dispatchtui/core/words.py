"""Lengths of time in words.

Units: seconds in, words out.
"""

from __future__ import annotations

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


def whole_minutes(minutes: int) -> str:
    """A number of minutes as a length of time; below one it is 0 min."""
    return length(minutes * 60) if minutes else "0 min"
