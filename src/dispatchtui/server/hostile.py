"""What no request may carry: hostile text, and numbers beyond any calendar. Pure.

Texts that somebody wrote may be long; everything else is a name. An id that another system made
up is a name too.
"""

from __future__ import annotations

import msgspec

from dispatchtui.core.requests import Request
from dispatchtui.core.text import MOST_NAME, MOST_TEXT, wrong_with

TEXTS = frozenset({"text", "reason", "details", "summary", "access_notes", "note", "address", "outcome"})
LAST_S = 7_258_118_400
"""The year 2200; no moment and no duration lies beyond it."""
MOST_NUMBER = 2**53


def wrong_in(request: Request) -> tuple[str, str]:
    """The first field of a request that cannot be taken and what is wrong with it; both empty when all is well."""
    if not request.id:
        return "id", "An id is needed; it is what makes asking twice safe."
    found = _walk(msgspec.to_builtins(request), "", "")
    return found or ("", "")


def wrong_in_value(value: object) -> tuple[str, str]:
    """The same question of any other body."""
    return _walk(msgspec.to_builtins(value), "", "") or ("", "")


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
