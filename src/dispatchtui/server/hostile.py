"""What no request may carry: hostile text, and numbers beyond any calendar. Pure.

Texts that somebody wrote may be long; everything else is a name. An id that another system made
up is a name too.
"""

from __future__ import annotations

import re

import msgspec

from dispatchtui.core.requests import Request
from dispatchtui.core.text import MOST_NAME, MOST_TEXT, wrong_with

TEXTS = frozenset({"text", "reason", "details", "summary", "access_notes", "note", "address", "outcome"})
LAST_S = 7_258_118_400
"""The year 2200; no moment and no duration lies beyond it."""
MOST_NUMBER = 2**53
_ESCAPES = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)|(\xed[\xa0-\xbf][\x80-\xbf])", re.DOTALL)


def wrong_in(request: Request) -> tuple[str, str]:
    """The first field of a request that cannot be taken and what is wrong with it; both empty when all is well."""
    if not request.id:
        return "id", "An id is needed; it is what makes asking twice safe."
    found = _walk(msgspec.to_builtins(request), "", "")
    return found or ("", "")


def wrong_in_value(value: object) -> tuple[str, str]:
    """The same question of any other body."""
    return _walk(msgspec.to_builtins(value), "", "") or ("", "")


def lone_surrogate(raw: bytes) -> str:
    """Name the half of a character that keeps a body from being read; empty when there is none.

    Cost: one pass over the escapes, paid only for a body that could not be decoded.
    """
    high: re.Match[bytes] | None = None
    for found in _ESCAPES.finditer(raw):
        code = int(found.group(1), 16) if found.group(1) else 0
        low = 0xDC00 <= code <= 0xDFFF
        if high is not None and not (low and high.end() == found.start()):
            return _lone(high)
        if found.group(2) or (low and high is None):
            return _lone(found)
        high = found if 0xD800 <= code < 0xDC00 else None
    return "" if high is None else _lone(high)


def _lone(found: re.Match[bytes]) -> str:
    raw = found.group(2)
    code = int(found.group(1), 16) if raw is None else 0xD000 | (raw[1] & 0x3F) << 6 | (raw[2] & 0x3F)
    return f"At byte {found.start()} stands the lone surrogate U+{code:04X}, half of a character without its other half"


def _walk(value: object, path: str, name: str) -> tuple[str, str] | None:
    if isinstance(value, str):
        most = MOST_TEXT if name in TEXTS or ".extra." in path else MOST_NAME
        wrong = wrong_with(value, most)
        return (path, f"{path or 'The text'}: {wrong}") if wrong else None
    if isinstance(value, dict):
        for key, each in value.items():
            wrong = wrong_with(key, MOST_NAME)
            if wrong:
                return path, f"A key in {path or 'the body'}: {wrong}"
            found = _walk(each, f"{path}.{key}" if path else key, key)
            if found:
                return found
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            found = _walk(each, f"{path}[{place}]", name)
            if found:
                return found
    elif isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, path, name)
    return None


def _number(value: float, path: str, name: str) -> tuple[str, str] | None:
    if name.endswith("_s"):
        least = -LAST_S if name == "by_s" else 0
        if not least <= value <= LAST_S:
            return path, f"{path}: {value} is no time or duration in seconds between 1970 and 2200."
    elif abs(value) > MOST_NUMBER:
        return path, f"{path}: the number is too large."
    return None
