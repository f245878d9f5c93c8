"""The same people in another order: the visit earlier than its neighbour, or the whole rest of the day put in order."""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.core.commands.moves import Move
from dispatchtui.core.disrupting import RESEQUENCE
from dispatchtui.solver.proposing.matter import Matter
from dispatchtui.solver.proposing.proposal import Option
from dispatchtui.solver.reorder import swapped
from dispatchtui.solver.sequence import sequenced


def resequencing(matter: Matter) -> Iterator[Option]:
    """Yield the best other order of whoever has the first visit, if it breaks nobody's word."""
    for visit in matter.visits[:1]:
        if not visit.crew:
            continue
        who = visit.crew[0].technician_id
        orders: list[tuple[Move, ...]] = [
            sequenced(matter.board, who, matter.now_s, position=matter.positions.get(who)),
            swapped(matter.board, visit.id, -1, matter.now_s),
            swapped(matter.board, visit.id, 1, matter.now_s),
        ]
        options = [matter.option(RESEQUENCE, moves, together=True) for moves in dict.fromkeys(orders) if moves]
        better = [each for each in options if each is not None and all(row.late_s == 0 for row in each.rows)]
        if better:
            yield min(better, key=lambda each: each.cost)
