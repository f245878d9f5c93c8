"""What a draft would move, one row a visit: whose, from when to when, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatchtui.core.commands.moves import Move, moved
from dispatchtui.core.lifecycle import TOLD
from dispatchtui.core.refusals import Violation
from dispatchtui.core.sla import due_of
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.broken import why as told_why
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import clock, margin


def rows(picture: Picture, moves: Sequence[Move], broken: Mapping[str, Sequence[Violation]]) -> tuple[ViewRow, ...]:
    """The visits in the order in which they are moved."""
    after = moved(picture.board, tuple(moves))
    return tuple(_row(picture, move, broken.get(move.visit_id, ()), after.visits[move.visit_id].assignment is not None)
                 for move in moves)  # fmt: skip


def _row(picture: Picture, move: Move, broken: Sequence[Violation], placed: bool) -> ViewRow:
    visit = picture.board.visits[move.visit_id]
    line = visit.assignment
    zone, now_s = picture.zone, picture.now_s
    due_s = due_of(picture.board, visit, now_s)
    left_s = due_s - move.start_s if due_s is not None and placed else None
    late = left_s is not None and left_s < 0
    told = "recalls it: it was told to somebody" if visit.state in TOLD else ""
    by_s = move.start_s - line.start_s if line is not None and placed else None
    return ViewRow(
        visit.id,
        {
            "id": (visit.id, "strong"),
            "was": (f"{line.technician_id} {clock(line.start_s, zone, now_s)}" if line else "queue", "dim"),
            "then": (f"{move.technician_id} {clock(move.start_s, zone, now_s)}" if placed else "queue", "strong"),
            "by": (margin(by_s), "text"),
            "left": (margin(left_s), "late" if late else "text"),
            "why": (told_why(broken) if broken else told, "notice"),
        },
    )


def preview(picture: Picture, moves: Sequence[Move]) -> str:
    """The new times beside the old ones, in one sentence."""
    return f"{', '.join(_told(picture, move) for move in moves)}."


def _told(picture: Picture, move: Move) -> str:
    line = picture.board.visits[move.visit_id].assignment
    was = clock(line.start_s, picture.zone, picture.now_s) if line is not None else "unplaced"
    if not move.technician_id:
        return f"{move.visit_id} back in the queue (was {was})"
    other = f" {move.technician_id}" if line is None or line.technician_id != move.technician_id else ""
    return f"{move.visit_id}{other} {clock(move.start_s, picture.zone, picture.now_s)} (was {was})"
