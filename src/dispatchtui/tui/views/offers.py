"""Positions in one day, and work for one technician, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatchtui.tui.views import Piece, ViewRow
from dispatchtui.tui.views.broken import mark
from dispatchtui.tui.views.broken import why as told_why
from dispatchtui.tui.views.candidates import knocked, spare_s
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import BANDS, clock, margin, span, symbol

if TYPE_CHECKING:
    from dispatchtui.solver.rank import Candidate


def place_row(picture: Picture, number: int, each: Candidate) -> ViewRow:
    """One position: behind what and before what, when, at what cost, and what speaks against it."""
    return ViewRow(
        f"{each.technician_id}@{number}",
        {
            "n": (str(number) if number < 10 else "", "strong"),
            "after": (each.after or "first", "text"),
            "before": (each.before or "last", "text"),
            **_common(picture, each),
        },
    )


def work_row(picture: Picture, number: int, each: Candidate) -> ViewRow:
    """One visit that somebody could take."""
    visit = picture.board.visits[each.visit_id]
    order = picture.order(visit)
    kind = picture.board.work_types.get(order.work_type) if order else None
    return ViewRow(
        each.visit_id,
        {
            "n": (str(number) if number < 10 else "", "strong"),
            "id": (each.visit_id, "text"),
            "p": (str(order.priority) if order else "", "text"),
            "type": ((kind.name or kind.id) if kind else order.summary if order else "", "text"),
            **_common(picture, each),
        },
    )


def _common(picture: Picture, each: Candidate) -> dict[str, Piece]:
    visit = picture.board.visits[each.visit_id]
    left_s = spare_s(picture, visit, each)
    sign, style = BANDS["late" if left_s is not None and left_s < 0 else ""]
    broken = each.violations[0] if each.violations else each.warnings[0] if each.warnings else None
    left = f"{symbol(picture.glyphs, sign)} {margin(left_s)}" if style == "late" else margin(left_s)
    return {
        "there": (clock(each.arrival_s, picture.zone, picture.now_s), "text"),
        "left": (left, style),
        "drive": (span(each.travel_s), "text"),
        "added": (margin(each.added_travel_s), "text"),
        "later": knocked(each),
        "mark": mark(picture.glyphs.conflict, each.violations, each.warnings),
        "why": (told_why(each.violations) if each.violations else broken.sentence if broken else "", "notice"),
    }
