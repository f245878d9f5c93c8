"""What a technician is doing now, in one word, and when they are next free."""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.model import VisitState
from dispatchtui.core.timeline import BACK_S, Stop, project

DOING: dict[VisitState, str] = {
    VisitState.WORKING: "working",
    VisitState.ON_SITE: "on site",
    VisitState.EN_ROUTE: "travelling",
    VisitState.SUSPENDED: "suspended",
    VisitState.NO_ACCESS: "no access",
}
"""The word for what a begun visit means for its technician, the busiest first."""


class TechnicianStatus(Struct, frozen=True, kw_only=True):
    """One technician now.

    `word` is one of DOING, an absence's kind, `free`, `off shift` or `gone`; `since_s` is when that
    began, where it is known; `next_free_s` is nothing when no coming shift is known.
    """

    word: str
    since_s: int | None = None
    visit_id: str | None = None
    next_free_s: int | None = None


def technician_status(
    board: Board, technician_id: str, now_s: int, stops: tuple[Stop, ...] | None = None
) -> TechnicianStatus:
    """Say what a technician is doing; `stops` spares projecting them again."""
    technician = board.technicians.get(technician_id)
    if technician is None or not technician.active:
        return TechnicianStatus(word="gone")
    for word in DOING.values():
        for _, _, visit_id in board.indexes.around(technician_id, now_s - BACK_S, now_s + BACK_S):
            if DOING.get(board.visits[visit_id].state) == word:
                return _busy(board, technician_id, now_s, visit_id, stops)
    for absence in board.absences_of(technician_id):
        if absence.start_s <= now_s < absence.end_s:
            free_s = _on_shift_from(board, technician_id, absence.end_s)
            return TechnicianStatus(word=absence.kind, since_s=absence.start_s, next_free_s=free_s)
    for shift in board.shifts_of(technician_id):
        if shift.start_s <= now_s < shift.end_s:
            return TechnicianStatus(word="free", since_s=_idle_since(board, technician_id, shift.start_s, now_s),
                                    next_free_s=now_s)  # fmt: skip
    return TechnicianStatus(word="off shift", next_free_s=_on_shift_from(board, technician_id, now_s))


def _busy(
    board: Board, technician_id: str, now_s: int, visit_id: str, stops: tuple[Stop, ...] | None
) -> TechnicianStatus:
    visit = board.visits[visit_id]
    stamps = visit.stamps
    since = {
        VisitState.WORKING: stamps.resumed_s or stamps.working_s,
        VisitState.ON_SITE: stamps.on_site_s,
        VisitState.EN_ROUTE: stamps.en_route_s,
    }.get(visit.state, visit.changed.at_s if visit.changed else None)
    if stops is None:
        stops = project(board, technician_id, now_s)
    end_s = next((stop.end_s for stop in stops if stop.visit_id == visit_id), now_s)
    return TechnicianStatus(word=DOING[visit.state], since_s=since, visit_id=visit_id, next_free_s=end_s)


def _idle_since(board: Board, technician_id: str, shift_start_s: int, now_s: int) -> int:
    """The end of the last visit done in the shift, or the begin of the shift."""
    ended = [
        done_s
        for visit in board.around(technician_id, shift_start_s, now_s)
        if (done_s := visit.stamps.done_s) is not None and shift_start_s <= done_s <= now_s
    ]
    return max(ended, default=shift_start_s)


def _on_shift_from(board: Board, technician_id: str, from_s: int) -> int | None:
    """The first moment at or after another that lies in a shift."""
    for shift in board.shifts_of(technician_id):
        if shift.end_s > from_s:
            return max(shift.start_s, from_s)
    return None
