"""The report on predictions as lines of a list: the diagram, what it comes to, and what automation decides."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from dispatchtui.risk.automation import Automated
from dispatchtui.risk.calibration import Report
from dispatchtui.risk.reporting import diagram, sentences, tables
from dispatchtui.tui.views import Piece, ViewRow

BESIDE = 4
"""Cells of a list that its rows do not have: the cursor, the margin."""
BLANK: Piece = ("", "text")


def title(report: Report) -> str:
    """What the list is, and what the report comes to in one figure."""
    if report.brier is None or report.constant is None:
        return "Predictions: none has been scored yet"
    skill = f", skill {report.skill:.0%}" if report.skill is not None else ""
    return f"Predictions: {report.n:,} scored, Brier {report.brier:.4f} against {report.constant:.4f}{skill}"


def rows(report: Report, decided: Iterable[Automated], width: int, tier: str) -> tuple[ViewRow, ...]:
    """A row for each line, for a list of so many cells."""
    cells = max(20, width - BESIDE)
    lines: list[Piece] = _wrapped(sentences(report), cells)
    if report.n:
        drawn: list[Piece] = [(line, "text") for line in diagram(report, cells, tier)]
        lines = [*drawn, BLANK, *lines, BLANK, *((line, "text") for line in tables(report))]
    lines += [BLANK, ("What is decided without a person, and what is not:", "strong")]
    for each in decided:
        lines += _wrapped((f"{each.what}: {each.sentence}",), cells, "text" if each.automatic else "dim")
    return tuple(ViewRow(str(number), {"line": piece}) for number, piece in enumerate(lines))


def _wrapped(said: Iterable[str], cells: int, style: str = "text") -> list[Piece]:
    return [(line, style) for each in said for line in textwrap.wrap(each, cells)]
