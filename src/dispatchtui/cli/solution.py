"""A solution as a person reads it: a row for each vehicle, the totals, what is left out and why, and a drawing."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dispatchtui.cli.tables import counted, show_table

if TYPE_CHECKING:
    from dispatchtui.solver.formats.instance import Answer, Opened

EPOCH_S = 100_000_000
"""From here on a number of seconds is a moment since 1970, not one since midnight or since the plan begins."""
MOST_NAMES = 20
PLOT_ROWS = 24
_WHY = {
    "skills": "nobody has the skills",
    "load": "no vehicle has the room for it",
    "window": "nobody can be there in its window",
    "time": "nobody can be there in time and be back",
    "way": "too far for every vehicle",
    "room": "no room beside the others",
}


def summary_of(answer: Answer) -> None:
    """Write the table and its totals."""
    rows = [
        (row.vehicle, row.stops, _moment(row.first, answer), _moment(row.last, answer), _span(row.travel, answer),
         _span(row.waiting, answer), f"{row.cost:,.{answer.decimals}f}")
        for row in answer.rows
    ]  # fmt: skip
    stops, travel = sum(row.stops for row in answer.rows), sum(row.travel for row in answer.rows)
    waiting = sum(row.waiting for row in answer.rows)
    total = (
        "Total",
        stops,
        "",
        "",
        _span(travel, answer),
        _span(waiting, answer),
        f"{answer.cost:,.{answer.decimals}f}",
    )
    show_table(("VEHICLE", "STOPS", "FROM", "UNTIL", "TRAVEL", "WAIT", "COST"), [*rows, total])


def notes_of(opened: Opened, answer: Answer) -> Iterator[str]:
    """What is left out and why, and what was assumed."""
    yield f"{counted(len(answer.rows), 'route')}, cost {answer.cost:,.{answer.decimals}f}."
    for why, count in Counter(each.why for each in answer.left_out).most_common():
        names = [each.name for each in answer.left_out if each.why == why]
        more = f" and {count - MOST_NAMES:,} more" if count > MOST_NAMES else ""
        yield f"Left out, {_WHY.get(why, why)}: {', '.join(names[:MOST_NAMES])}{more}."
    yield from opened.instance.notes


def plot_of(answer: Answer) -> list[str]:
    """The routes drawn as wide as the terminal, 80 columns where there is none; colours in a terminal alone."""
    from dispatchtui.cli.plotting import drawn

    columns = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = drawn(answer.lines, max(min(columns, 160) - 1, 20), PLOT_ROWS, coloured=coloured)
    return lines or ["There is nothing to draw: no route has two places that are known."]


def _moment(value: float, answer: Answer) -> str:
    if not answer.clock:
        return f"{value:,.{answer.decimals}f}"
    if value >= EPOCH_S:
        return f"{datetime.fromtimestamp(int(value), UTC):%Y-%m-%d %H:%M}Z" if value < 2e11 else f"{value:.0f}"
    return _span(value, answer)


def _span(value: float, answer: Answer) -> str:
    if not answer.clock:
        return f"{value:,.{answer.decimals}f}"
    return f"{int(value) // 3600}:{int(value) % 3600 // 60:02}:{int(value) % 60:02}"
