"""How long a kind of work is planned to take: what the scheduler accepted for the place, else the work type's own."""

from __future__ import annotations

from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import UNPLACED
from dispatchtui.core.model import Duration, DurationModel, Visit, duration_model_id

LEARNED = "learned"
"""The source of a duration that was accepted."""
BY_TYPE = ("work type", LEARNED)
"""The sources of a duration that follows its work type; any other was said of the very visit."""


def planned_for(board: Board, work_type: str, territory: str, *, without: str = "") -> Duration | None:
    """The duration of new work of a type in a territory; nothing where the type does not say.

    `without` names an accepted duration that is left out of account.
    """
    models = board.tables["duration_models"]
    for name in (duration_model_id(work_type, territory), duration_model_id(work_type)):
        accepted: DurationModel | None = models.get(name) if name != without else None
        if accepted is None:
            continue
        return Duration(p50_s=accepted.p50_s, p80_s=accepted.p80_s, source=LEARNED)
    kind = board.work_types.get(work_type)
    return kind.duration if kind is not None else None


def basis_of(board: Board, work_type: str, duration: Duration | None) -> Duration | None:
    """The duration that what was learned is told against, which an acceptance does not move.

    It is the work type's own where an accepted one is planned with, and else what is planned with.
    """
    if duration is None or duration.source != LEARNED:
        return duration
    kind = board.work_types.get(work_type)
    return kind.duration if kind is not None and kind.duration is not None else duration


def waiting_for(board: Board, model: DurationModel) -> list[Visit]:
    """The visits that nobody has been given yet whose duration such an acceptance, or its end, changes."""
    narrower = board.tables["duration_models"]
    found = []
    for visit in board.visits.values():
        order = board.work_orders.get(visit.work_order_id)
        if visit.state not in UNPLACED or order is None or order.work_type != model.work_type:
            continue
        if visit.duration is not None and visit.duration.source not in BY_TYPE:
            continue
        here = visit.territory == model.territory or (
            not model.territory and duration_model_id(model.work_type, visit.territory) not in narrower
        )
        if here:
            found.append(visit)
    return found
