"""A crew of which somebody is missing: the others stay and go at the same time, and one is found for who is missing.

Cost: a check of each who is asked.
"""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.constraints.check import check_moves
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import TechnicianId, Visit
from dispatchtui.solver.offers import Candidate, Ranking
from dispatchtui.solver.proposing.matter import Matter


def completed(matter: Matter, board: Board, visit: Visit, ranking: Ranking) -> list[Candidate]:
    """Those of a ranking who can take the place of who is missing, with all others of the crew where they are."""
    people = [line.technician_id for line in visit.crew]
    if len(people) < 2 or matter.absent not in people:
        return []
    start_s, found = visit.crew[0].start_s, []
    for candidate in ranking.candidates:
        if candidate.technician_id in people:
            continue
        lead, *mates = (candidate.technician_id if each == matter.absent else each for each in people)
        move = Move(visit_id=visit.id, technician_id=TechnicianId(lead), start_s=start_s,
                    mates=tuple(TechnicianId(each) for each in mates))  # fmt: skip
        if check_moves(board, (move,), at_s=matter.now_s)[visit.id].ok:
            found.append(replace(candidate, technician_id=lead, mates=tuple(mates), start_s=start_s, arrival_s=start_s,
                                 moves=(move,), knock_on=(), violations=(), warnings=()))  # fmt: skip
    return found
