"""A conflict as three rows: what we saw, what it is now, what we wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.model import Visit
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import clock, state_word

if TYPE_CHECKING:
    from dispatchtui.tui.state import Conflict


def rows(picture: Picture, conflict: Conflict) -> tuple[ViewRow, ...]:
    """Base, theirs and mine."""
    visit_id = getattr(conflict.request.act, "visit_id", "")
    theirs = picture.board.visits.get(visit_id)
    refusal = conflict.refusal
    at = f" at {clock(refusal.at_s, picture.zone, picture.now_s)}" if refusal.at_s is not None else ""
    whom = "you, elsewhere" if refusal.by == picture.me.id else refusal.by
    by = f"{whom}{at}" if refusal.by else ""
    return (
        _row("base", "you saw", "", _told(picture, conflict.base), "dim"),
        _row("theirs", "1 theirs", by, _told(picture, theirs), "text"),
        _row("mine", "2 mine", "you", _wanted(picture, conflict), "strong"),
    )


def _row(row_id: str, side: str, by: str, what: str, style: str) -> ViewRow:
    return ViewRow(row_id, {"side": (side, style), "by": (by, style), "what": (what, style)})


def _told(picture: Picture, visit: Visit | None) -> str:
    if visit is None:
        return "not there"
    line = visit.assignment
    when = clock(line.start_s, picture.zone, picture.now_s) if line else ""
    whom = f", {line.technician_id} at {when}" if line else ", nobody"
    return f"{visit.id} {state_word(visit)}{whom}, version {visit.version}"


def _wanted(picture: Picture, conflict: Conflict) -> str:
    act = conflict.request.act
    if isinstance(act, PlaceVisit):
        return f"{act.visit_id} to {act.technician_id} at {clock(act.start_s, picture.zone, picture.now_s)}"
    return conflict.label
