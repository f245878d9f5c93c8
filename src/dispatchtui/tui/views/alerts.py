"""The SLA alerts: every visit that has broken its word or may, most urgent first, with the cause."""

from __future__ import annotations

from typing import Any

from dispatchtui.tui.fields import VisitAsked
from dispatchtui.tui.filter import Filter
from dispatchtui.tui.views import Line, ViewRow
from dispatchtui.tui.views.index import BANDS as BAND_ORDER
from dispatchtui.tui.views.index import band_rank
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import BAND_WORDS, BANDS, clock, margin, symbol


def ids(picture: Picture, wanted: Filter[Any] | None = None) -> list[str]:
    """The visits with an alert, worst band first, least margin first."""
    found = []
    for visit_id, marks in picture.index.marked():
        if marks[0] not in BAND_ORDER:
            continue
        visit = picture.board.visits[visit_id]
        if wanted is None or wanted.accepts(VisitAsked(picture, visit)):
            found.append((band_rank(marks[0]), picture.standing(visit).margin_s or 0, visit_id))
    return [visit_id for _, _, visit_id in sorted(found)]


def row(picture: Picture, visit_id: str) -> ViewRow:
    """One alert as a row. Raises: LookupError when the visit is gone."""
    visit = picture.board.visits[visit_id]
    standing = picture.standing(visit)
    sign, style = BANDS[standing.band]
    plain = "pending" if picture.is_pending("visits", visit_id) else "text"
    zone, now_s = picture.zone, picture.now_s
    line = visit.assignment
    return ViewRow(
        visit_id,
        {
            "band": (f"{symbol(picture.glyphs, sign)} {BAND_WORDS[standing.band]}", style),
            "id": (visit_id, plain),
            "margin": (margin(standing.margin_s), style),
            "due": (clock(standing.due_s, zone, now_s), plain),
            "eta": (clock(standing.eta_s, zone, now_s), plain),
            "tech": (line.technician_id if line else "", plain),
            "present": (picture.glyphs.present if visit_id in picture.present else "", "notice"),
            "cause": (standing.alert.cause if standing.alert else "in time again", plain),
        },
    )


def strip(picture: Picture) -> Line:
    """The worst alerts in one line, for screens without room for the pane."""
    worst = ids(picture)[:4]
    if not worst:
        return ((f" {picture.glyphs.ok} nothing late or at risk", "bar"),)
    pieces = []
    for visit_id in worst:
        standing = picture.standing(picture.board.visits[visit_id])
        sign, _ = BANDS[standing.band]
        style = "bar.alarm" if standing.band in BAND_ORDER[:2] else "bar"
        cause = standing.alert.cause if standing.alert else ""
        word = BAND_WORDS[standing.band]
        pieces.append(
            (f" {symbol(picture.glyphs, sign)} {word} {visit_id} {margin(standing.margin_s)} {cause} ", style)
        )
    return tuple(pieces)
