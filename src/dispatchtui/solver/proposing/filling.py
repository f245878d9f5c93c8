"""What a search leaves without a place, and one by one finds one: nobody decides about what somebody simply can do.

Cost: a ranking for each visit that is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.solver.proposing.matter import Matter


def filled(matter: Matter, moves: Sequence[Move]) -> tuple[tuple[Move, ...], list[Visit]]:
    """The moves with those of visits of the disruption that fit somebody beside them, and the visits that do not."""
    every, after = {each.visit_id: each for each in moves}, matter.board.copy()
    if moves:
        carry_out(after, MoveVisits(moves=tuple(moves)), matter.now_s)
    left: list[Visit] = []
    for visit in matter.visits:
        known = every.get(visit.id)
        if visit.state in ENDED or (known is not None and known.technician_id):
            continue
        found = _fitting(matter, after, visit) if visit.state in (*PLACED, VisitState.QUALIFIED) else ()
        if found and carry_out(after, MoveVisits(moves=found), matter.now_s) is None:
            every |= {each.visit_id: each for each in found}
        else:
            left.append(visit)
    return tuple(every.values()), left


def _fitting(matter: Matter, after: Board, visit: Visit) -> tuple[Move, ...]:
    """The moves of the best who breaks nothing, is in time and makes nobody else late; none where nobody is."""
    ranking = matter.same_day(after.visits[visit.id], after)
    good = [each for each in ranking.candidates
            if matter.order(visit, each)[:3] == (0, False, False)
            and each.technician_id != matter.gone and not any(knock.displaced for knock in each.knock_on)]  # fmt: skip
    return good[0].moves if good else ()
