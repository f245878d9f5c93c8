"""Which rows an act rests on, and the versions of them on the board that was looked at.

Why: the server compares; two people on one visit or one technician's day must never overwrite each other.
"""

from __future__ import annotations

from collections.abc import Iterable

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Visit, lane_id
from dispatchtui.core.zones import local_day


def of_visit(board: Board, visit: Visit) -> dict[str, int]:
    """The visit and the days it stands in."""
    seen = {f"visits/{visit.id}": visit.version}
    for line in visit.crew:
        seen |= _lane(board, line.technician_id, line.day)
    return seen


def of_moves(board: Board, moves: Iterable[Move]) -> dict[str, int]:
    """The visits that move, the days they leave and the days they go to."""
    seen: dict[str, int] = {}
    for move in moves:
        visit = board.visits.get(move.visit_id)
        if visit is not None:
            seen |= of_visit(board, visit)
        for person in move.people:
            technician = board.technicians.get(person)
            seen |= _lane(board, person, local_day(move.start_s, technician.zone if technician else ""))
    return seen


def of_answer(board: Board, proposal_id: str) -> dict[str, int]:
    """What was said last to what is offered for a disruption."""
    return again(board, {f"answers/{proposal_id}": 0})


def again(board: Board, pre: dict[str, int]) -> dict[str, int]:
    """The same rows at the versions they have now, for asking once more knowingly."""
    return {key: row.version if (row := board.row(key)) is not None else 0 for key in pre}


def _lane(board: Board, technician_id: str, day: str) -> dict[str, int]:
    key = lane_id(technician_id, day)
    lane = board.lanes.get(key)
    return {f"lanes/{key}": lane.version if lane else 0}
