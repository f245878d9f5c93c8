"""The time of somebody's day that nobody has, and which of it a visit had that was cancelled.

Units: epoch seconds.
"""

from __future__ import annotations

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Lane, Visit
from dispatchtui.core.timeline import line_of
from dispatchtui.core.work import ends_s, service_s
from dispatchtui.core.zones import local_day

LEAST_S = 15 * 60
"""Less than this is no time to send anybody in."""
Span = tuple[int, int]


def free_spans(board: Board, technician_id: str, day: str, now_s: int) -> list[Span]:
    """The times of somebody's shifts of a local day that are ahead and nobody's, earliest first."""
    technician = board.technicians.get(technician_id)
    if technician is None:
        return []
    taken = [(each.start_s, each.end_s) for each in board.absences_of(technician_id)]
    for visit in board.route(technician_id):
        line = line_of(visit, technician_id)
        if line is not None and visit.state not in ENDED:
            taken.append((line.start_s, ends_s(visit, line)))
    found: list[Span] = []
    for shift in board.shifts_of(technician_id):
        if local_day(shift.start_s, technician.zone) == day:
            found += _between(max(now_s, shift.start_s), shift.end_s, sorted(taken))
    return [each for each in found if each[1] - each[0] >= LEAST_S]


def freed_by(board: Board, visit: Visit, now_s: int) -> tuple[str, Span] | None:
    """Whose time a cancelled visit has left, and which; nothing where the board does not tell.

    The board keeps no place of what was cancelled. The day that changed with it tells whose it was, as long as
    nothing else has changed in it; of the free times of that day it had the one that lies in its promise, else the one
    that it fits into most closely, ways included.
    """
    if visit.changed is None:
        return None
    lanes: list[Lane] = [each for each in board.lanes.values()
                         if each.changed is not None and each.changed.seq == visit.changed.seq]  # fmt: skip
    best = [(_fits(board, visit, lane.technician_id, span), lane.technician_id, span)
            for lane in lanes for span in free_spans(board, lane.technician_id, lane.day, now_s)]  # fmt: skip
    found = max(best, default=None, key=lambda each: each[0])
    return found[1:] if found is not None else None


def _fits(board: Board, visit: Visit, technician_id: str, span: Span) -> tuple[int, bool, int]:
    """How much of the promised time lies in a span, whether the visit fits into it, and how closely."""
    promised_s = 0
    if visit.promise is not None:
        until_s = visit.promise.end_s + service_s(visit)
        promised_s = max(0, min(span[1], until_s) - max(span[0], visit.promise.start_s))
    site, ways_s = travel.site_of(board, visit), 0
    for other in board.route(technician_id):
        line = line_of(other, technician_id)
        if (
            line is not None
            and other.state not in ENDED
            and (line.start_s == span[1] or ends_s(other, line) == span[0])
        ):
            ways_s += travel.seconds(site, travel.site_of(board, other))
    left_s = span[1] - span[0] - service_s(visit) - ways_s
    return promised_s, left_s >= 0, -abs(left_s)


def _between(start_s: int, end_s: int, taken: list[Span]) -> list[Span]:
    found: list[Span] = []
    for from_s, until_s in taken:
        if until_s <= start_s or from_s >= end_s:
            continue
        if from_s > start_s:
            found.append((start_s, from_s))
        start_s = max(start_s, until_s)
    return [*found, (start_s, end_s)] if start_s < end_s else found
