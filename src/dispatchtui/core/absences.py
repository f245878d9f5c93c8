"""Who of a visit's people is not there when its work is planned.

Units: epoch seconds; spans are half-open. A meeting does not count: it can be left, sickness and leave cannot.
"""

from __future__ import annotations

from dispatchtui.core.board import Board
from dispatchtui.core.model import Absence, Visit

GONE = {"sick": "is sick", "leave": "is on leave"}
"""The kinds of absence that take somebody away for good, as they are told."""


def away(board: Board, visit: Visit, at_s: int | None = None) -> Absence | None:
    """The sickness or leave of one of the visit's people that their planned work falls into; nothing while there.

    Who is late and away by `at_s`, when they would set out, is away as well.
    """
    for line in visit.crew:
        for absence in board.absences_of(line.technician_id):
            planned = absence.start_s < line.end_s and line.start_s < absence.end_s
            if absence.kind in GONE and (planned or (at_s is not None and absence.start_s <= at_s < absence.end_s)):
                return absence
    return None


def away_words(absence: Absence) -> str:
    """Who is away and why, in a few words."""
    return f"{absence.technician_id} {GONE[absence.kind]}"
