"""What one has placed from this console, and being told when somebody else gives it another place.

Never: a place of ours gone without a word; the word repeated.
Why: whoever was faster learns nothing, so the one who lost must be told by whom, or both undo each other all day.
"""

from __future__ import annotations

from dataclasses import dataclass

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.requests import Reply
from dispatchtui.tui.state import State
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.presence import named
from dispatchtui.tui.views.words import clock

MOST_TOLD = 3


@dataclass
class Held:
    """A place that an act of ours gave a visit: with whom, from when, when it was given, and the version it left."""

    technician_id: str
    start_s: int
    at_s: int
    version: int


def remember(state: State, act: Command, reply: Reply) -> None:
    """Keep the places that an act of ours gave."""
    for move in moves_of(act):
        version = reply.versions.get(f"visits/{move.visit_id}")
        if move.technician_id and version is not None:
            state.held_places[move.visit_id] = Held(move.technician_id, move.start_s, state.picture.now_s, version)
        else:
            state.held_places.pop(move.visit_id, None)


def heard(state: State, board: Board) -> None:
    """Say which places of ours somebody else has changed since."""
    picture, told = state.picture, []
    for visit_id, held in list(state.held_places.items()):
        visit = board.visits.get(visit_id)
        if visit is None or visit.changed is None or visit.version <= held.version or visit_id in _pending(picture):
            continue
        line, kept = visit.assignment, visit.state is not VisitState.CANCELLED
        if kept and line is not None and (line.technician_id, line.start_s) == (held.technician_id, held.start_s):
            continue
        del state.held_places[visit_id]
        if visit.changed.by != picture.me.id:
            told.append(_lost(picture, visit, held))
    if told:
        more = f" And {len(told) - MOST_TOLD} more of yours." if len(told) > MOST_TOLD else ""
        state.say(f"{' '.join(told[:MOST_TOLD])}{more}", "alarm")


def _pending(picture: Picture) -> set[str]:
    return {key.partition("/")[2] for key in picture.pending}


def _lost(picture: Picture, visit: Visit, held: Held) -> str:
    """Who did what with a place of ours."""
    zone, now_s, line = picture.zone, picture.now_s, visit.assignment
    assert visit.changed is not None
    who = named(picture, visit.changed.by)
    start = clock(held.start_s, zone, now_s)
    if visit.state is VisitState.CANCELLED:
        what = f"cancelled {visit.id}, with {held.technician_id} at {start}"
    elif line is None:
        what = f"put {visit.id} back in the queue from {held.technician_id} at {start}"
    elif line.technician_id == held.technician_id:
        what = f"moved {visit.id} with {held.technician_id} from {start} to {clock(line.start_s, zone, now_s)}"
    else:
        what = f"moved {visit.id} from {held.technician_id} to {line.technician_id}"
    return f"{who} {what}, which you had placed at {clock(held.at_s, zone, now_s)}."
