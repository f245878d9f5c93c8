"""Tables and JSON on standard output: what scripts read, and what a person reads.

Data is made safe before it reaches a terminal; JSON is plain ASCII, so it cannot carry a control character.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from dispatchtui.tui.safe import cell_width, fit, safe

LONGEST = 2_000
"""Cells of one sentence."""
WIDEST = 60
"""Cells of one column; longer values are cut when a person reads."""


def show_json(value: Any) -> None:
    """Write one JSON document."""
    json.dump(value, sys.stdout, indent=None if not sys.stdout.isatty() else 2)
    sys.stdout.write("\n")


def show_table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write an aligned table, or a sentence when there is nothing in it."""
    cells = [[safe("" if value is None else str(value), WIDEST) for value in row] for row in rows]
    if not cells:
        sys.stdout.write("Nothing to show.\n")
        return
    widths = [max(cell_width(line[column]) for line in [list(headings), *cells]) for column in range(len(headings))]
    for line in [list(headings), *cells]:
        padded = [fit(value, width) for value, width in zip(line, widths, strict=True)]
        sys.stdout.write("  ".join(padded).rstrip() + "\n")


def show_lines(lines: Iterable[str]) -> None:
    """Write sentences, one a line, made safe and never cut."""
    for line in lines:
        sys.stdout.write(safe(line, LONGEST) + "\n")


def counted(number: int, noun: str) -> str:
    """How many of what: 1 visit, 2 visits, 1,000 visits."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
