"""The fields of a JSON object, each read with its place, so that what is wrong is told as a sentence.

Never: a value taken for another kind; a field that nobody reads and nobody names.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Self

from dispatchtui.core.text import cleaned
from dispatchtui.errors import UserError

MOST = 10**12
"""The largest number of a file: seconds beyond the year 30000, money and loads beyond any fleet."""
_KINDS = {
    dict: "an object",
    list: "an array",
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "a yes or no",
}
_NONE = object()


def wrong(path: str, what: str) -> UserError:
    """The error of a place in a file."""
    return UserError(f"{path}: {what}")


def told(value: Any) -> str:
    """A value of a file as a sentence may hold it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return _KINDS[type(value)]
    return repr(cleaned(value, 40)) if isinstance(value, str) else f"{value}"[:40]


def integer(value: Any, path: str, low: int = 0, high: int = MOST) -> int:
    """A whole number between two others."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong(path, f"a whole number belongs here, not {told(value)}.")
    if not low <= value <= high:
        raise wrong(path, f"{told(value)} is not between {low:,} and {high:,}.")
    return value


def number(value: Any, path: str, low: float, high: float) -> float:
    """A number between two others."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong(path, f"a number belongs here, not {told(value)}.")
    if not low <= value <= high:
        raise wrong(path, f"{told(value)} is not between {low:g} and {high:g}.")
    return float(value)


def array(value: Any, path: str) -> list[Any]:
    """An array."""
    if not isinstance(value, list):
        raise wrong(path, f"an array belongs here, not {told(value)}.")
    return value


def integers(value: Any, path: str, high: int = MOST) -> tuple[int, ...]:
    """An array of whole numbers, none below zero."""
    return tuple(integer(each, f"{path}[{place}]", 0, high) for place, each in enumerate(array(value, path)))


def window(value: Any, path: str) -> tuple[int, int]:
    """A begin and an end, both included."""
    if len(array(value, path)) != 2:
        raise wrong(path, f"a begin and an end belong here, not {len(value)} numbers.")
    begin, end = integers(value, path)
    if end < begin:
        raise wrong(path, f"end {end} is before begin {begin}.")
    return begin, end


def windows(value: Any, path: str) -> tuple[tuple[int, int], ...]:
    """Spans in order that do not meet."""
    spans = [window(each, f"{path}[{place}]") for place, each in enumerate(array(value, path))]
    for place, (before, after) in enumerate(pairwise(spans), 1):
        if after[0] <= before[1]:
            raise wrong(f"{path}[{place}]", f"begin {after[0]} is not after the end {before[1]} of the window before.")
    return tuple(spans)


def location(value: Any, path: str) -> tuple[float, float]:
    """A longitude and a latitude, in this order."""
    if len(array(value, path)) != 2:
        raise wrong(path, f"a longitude and a latitude belong here, not {len(value)} values.")
    return number(value[0], f"{path}[0]", -180, 180), number(value[1], f"{path}[1]", -90, 90)


class Fields:
    """An object of the file: `take` reads a field, `rest` names in `notes` those that nobody took."""

    def __init__(self, value: Any, path: str, notes: dict[str, list[str]]) -> None:
        """Open an object; notes are collected by what is noted, with the places."""
        if not isinstance(value, dict):
            raise wrong(path or "The file", f"an object belongs here, not {told(value)}.")
        self.value, self.path, self.notes = value, path, notes
        self._taken: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return self.value.get(name) is not None

    def at(self, name: str) -> str:
        """The place of a field."""
        return f"{self.path}.{name}" if self.path else name

    def take(self, name: str, default: Any = _NONE) -> Any:
        """The value of a field; null counts as absent."""
        self._taken.add(name)
        found = self.value.get(name)
        if found is None:
            if default is _NONE:
                raise wrong(self.path or "The file", f"{name} is missing.")
            return default
        return found

    def integer(self, name: str, default: int = 0, low: int = 0, high: int = MOST) -> int:
        """A field that is a whole number."""
        return integer(self.take(name, default), self.at(name), low, high)

    def maybe(self, name: str) -> int | None:
        """A field that is a whole number or absent."""
        return self.integer(name) if self.take(name, None) is not None else None

    def text(self, name: str, default: str = "") -> str:
        """A field that is a text."""
        found = self.take(name, default)
        if not isinstance(found, str):
            raise wrong(self.at(name), f"a text belongs here, not {told(found)}.")
        return found

    def integers(self, name: str, high: int = MOST) -> tuple[int, ...]:
        """A field that is an array of whole numbers; empty when absent."""
        return integers(self.take(name, []), self.at(name), high)

    def windows(self, name: str) -> tuple[tuple[int, int], ...]:
        """A field that is an array of spans; empty when absent."""
        found = self.take(name, None)
        if found == []:
            raise wrong(self.at(name), "an empty array would allow no time at all; leave it out to allow any.")
        return () if found is None else windows(found, self.at(name))

    def location(self, name: str) -> tuple[float, float] | None:
        """A field that is a location or absent."""
        found = self.take(name, None)
        return None if found is None else location(found, self.at(name))

    def objects(self, name: str) -> Iterator[Self]:
        """A field that is an array of objects, each opened at its place."""
        for place, each in enumerate(array(self.take(name, []), self.at(name))):
            yield type(self)(each, f"{self.at(name)}[{place}]", self.notes)

    def object(self, name: str) -> Self:
        """A field that is an object; empty when absent."""
        return type(self)(self.take(name, {}), self.at(name), self.notes)

    def note(self, what: str, place: str = "") -> None:
        """Keep that something is not used here."""
        self.notes.setdefault(what, []).append(place or self.path or "the file")

    def rest(self) -> None:
        """Name the fields that nobody took."""
        for name in self.value:
            if name not in self._taken:
                self.note(f"The field {told(name)} is unknown and not used")


def told_notes(notes: dict[str, list[str]]) -> tuple[str, ...]:
    """Each thing noted as a sentence with its first place and how many more there are."""
    return tuple(
        f"{what}: {places[0]}{f' and {len(places) - 1:,} more' if len(places) > 1 else ''}."
        for what, places in notes.items()
    )
