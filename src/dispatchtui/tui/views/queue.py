"""The live queue: every visit that has not ended, what nobody has yet first, then by urgency."""

from __future__ import annotations

from typing import Any

from dispatchtui.core.lifecycle import ENDED, UNPLACED
from dispatchtui.core.model import Lock, Visit, VisitState
from dispatchtui.tui.fields import VisitAsked
from dispatchtui.tui.filter import Filter
from dispatchtui.tui.views import Piece, ViewRow
from dispatchtui.tui.views.picture import Picture, Standing, band_rank
from dispatchtui.tui.views.words import BANDS, STATES, clock, margin, symbol

LATEST = 1 << 40
Rank = tuple[int, int, int, int, str]


def ids(picture: Picture, wanted: Filter[Any] | None = None) -> list[str]:
    """The visits in the order shown; what has ended only when the filter asks for states.

    Cost: 3 us a visit, once its standing is known.
    """
    asks_ended = wanted is not None and not {"state", "is", "id"}.isdisjoint(wanted.fields)
    visits = picture.board.visits.values() if asks_ended else picture.live()
    found = [(_rank(picture, visit), visit.id) for visit in visits
             if wanted is None or wanted.accepts(VisitAsked(picture, visit))]  # fmt: skip
    return [visit_id for _, visit_id in sorted(found)]


def row(picture: Picture, visit_id: str) -> ViewRow:
    """One visit as a row. Raises: LookupError when it is gone."""
    visit = picture.board.visits[visit_id]
    order = picture.order(visit)
    standing = picture.standing(visit)
    pending = picture.is_pending("visits", visit_id)
    word, sign, style = STATES[visit.state]
    plain = "pending" if pending else "done" if visit.state in ENDED else "text"
    zone, now_s = picture.zone, picture.now_s
    line = visit.assignment
    technician = picture.technician(visit)
    kind = picture.board.work_types.get(order.work_type) if order else None
    urgent = bool(order and (order.safety or order.priority == 1))
    return ViewRow(
        visit_id,
        {
            "id": (visit_id, "pending" if pending else "strong" if urgent else plain),
            "state": (f"{symbol(picture.glyphs, sign)} {word}", "pending" if pending else style),
            "p": (str(order.priority) if order else "", "strong" if urgent else plain),
            "due": (clock(standing.due_s, zone, now_s), plain),
            "margin": margin_piece(picture, standing),
            "type": ((kind.name or kind.id) if kind else order.summary if order else "", plain),
            "place": (visit.territory, plain),
            "address": (order.site.address if order else "", plain),
            "customer": (order.customer.name if order else "", plain),
            "tech": (_name(line.technician_id, technician.name if technician else "") if line else "", plain),
            "start": (clock(line.start_s, zone, now_s) if line else "", plain),
            "marks": marks(picture, visit),
        },
    )


def margin_piece(picture: Picture, standing: Standing) -> Piece:
    """The time left with the band's symbol, in the band's style."""
    if standing.margin_s is None:
        return ("", "dim")
    sign, style = BANDS[standing.band]
    text = margin(standing.margin_s)
    return (f"{symbol(picture.glyphs, sign)} {text}" if standing.band else text, style)


def marks(picture: Picture, visit: Visit) -> Piece:
    """What is special: under way, locked, a rule broken, promised, not acknowledged."""
    glyphs = picture.glyphs
    said = [
        glyphs.pending if picture.is_pending("visits", visit.id) else "",
        glyphs.locked if visit.lock is not Lock.NONE else "",
        glyphs.conflict if visit.overrides else "",
        "?" if picture.unacknowledged(visit) else "",
    ]
    return ("".join(said), "notice")


def _rank(picture: Picture, visit: Visit) -> Rank:
    standing = picture.standing(visit)
    order = picture.order(visit)
    due_s = standing.margin_s if standing.margin_s is not None else LATEST
    priority = order.priority if order else 9
    if visit.state in UNPLACED or visit.state is VisitState.NO_ACCESS:
        group = 0
    elif visit.state in ENDED:
        return (3, 0, -(visit.changed.seq if visit.changed else 0), priority, visit.id)
    else:
        group = 2 if visit.state is VisitState.PARKED else 1
    return (group, band_rank(standing.band), due_s, priority, visit.id)


def _name(technician_id: str, name: str) -> str:
    return f"{technician_id} {name}" if name else technician_id
