"""What needs the dispatcher now, most urgent first: the list behind the key for the next thing."""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.lifecycle import UNPLACED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.tui.views.index import band_rank
from dispatchtui.tui.views.picture import Picture, Standing

NEEDY_BANDS = ("breached", "late", "risk")
UNPLACED_WITHIN_S = 4 * 3600
"""An unplaced visit that is due later than this can wait for its turn in the queue."""


class Item(Struct, frozen=True, kw_only=True):
    """One visit that needs somebody, and why."""

    visit_id: str
    sentence: str
    rank: tuple[int, int, str]


def attention(picture: Picture) -> list[Item]:
    """Every visit that needs the dispatcher: about to break its word, unplaced, not acknowledged, without access."""
    visits = picture.board.visits
    found = [item for visit_id, _ in picture.index.marked() if (item := _item(picture, visits[visit_id])) is not None]
    return sorted(found, key=lambda item: item.rank)


def _item(picture: Picture, visit: Visit) -> Item | None:
    standing = picture.standing(visit)
    margin_s = standing.margin_s if standing.margin_s is not None else 1 << 40
    why = _why(picture, visit, standing)
    if not why:
        return None
    return Item(visit_id=visit.id, sentence=why, rank=(band_rank(standing.band), margin_s, visit.id))


def _why(picture: Picture, visit: Visit, standing: Standing) -> str:
    if visit.state is VisitState.NO_ACCESS:
        return f"{visit.id}: nobody let the technician in{': ' + visit.state_reason if visit.state_reason else ''}."
    if standing.alert is not None and standing.band in NEEDY_BANDS and visit.state is not VisitState.PARKED:
        return standing.alert.sentence
    if picture.unacknowledged(visit):
        waited = (picture.now_s - (visit.stamps.released_s or 0)) // 60
        return f"{visit.id} was released {waited} min ago and nobody has accepted it."
    if visit.state in UNPLACED and (standing.margin_s is None or standing.margin_s < UNPLACED_WITHIN_S):
        return standing.alert.sentence if standing.alert is not None else f"{visit.id} is not placed."
    return ""
