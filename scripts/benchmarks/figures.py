"""One measured figure, and the ways to show it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """A value with its unit, what it is held against, and how many times that it is; none where nothing was found."""

    name: str
    value: float | None
    unit: str
    against: str | None = None
    ratio: float | None = None


def figure(name: str, value: float | None, unit: str, against: str | None = None, ratio: float | None = None) -> Figure:
    """Make a figure, rounded to what can be read."""
    return Figure(
        name, None if value is None else _rounded(value), unit, against, None if ratio is None else _rounded(ratio)
    )


def as_json(one: Figure) -> str:
    """Show a figure to a program: one object on one line."""
    return json.dumps(asdict(one))


def as_row(one: Figure) -> str:
    """Show a figure to a person: one row of a table."""
    held = "" if one.against is None else one.against
    if one.ratio is not None:
        held = f"{one.ratio:g} x {held}".rstrip(" x")
    value = "none" if one.value is None else f"{one.value:,g}"
    return f"{one.name:<44} {value:>12} {one.unit:<10} {held}".rstrip()


def heading() -> str:
    """Name the columns of the table."""
    return f"{'figure':<44} {'value':>12} {'unit':<10} against"


def median(values: Iterable[float]) -> float:
    """Take the middle of some measurements."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
