"""What an amendment newly breaks: it is a fact about the work, so it is told and not refused.

Cost: a check of each visit that is amended and stands in a plan, before and after; else nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatchtui.constraints.check import check_visit, severity
from dispatchtui.constraints.effects import by_subject, is_worse
from dispatchtui.core.board import Board
from dispatchtui.core.events import Event, Recorded, VisitAmended, WorkOrderAmended
from dispatchtui.core.evolve import evolve
from dispatchtui.core.refusals import Violation


def newly_broken(board: Board, facts: Sequence[Event], at_s: int) -> tuple[Violation, ...]:
    """The rules that a standing plan breaks with the amendments among some facts and did not without, worst first."""
    amended = [visit_id for visit_id in dict.fromkeys(_amended(board, facts)) if board.visits[visit_id].crew]
    if not amended:
        return ()
    after = board.fork()
    for fact in facts:
        evolve(after, Recorded(seq=after.seq + 1, command_id="", actor="", at_s=at_s, event=fact))
    found: list[Violation] = []
    for visit_id in amended:
        was = by_subject(check_visit(board, visit_id, at_s))
        now = by_subject(check_visit(after, visit_id, at_s))
        found += [each for key, each in now.items() if key not in was or is_worse(each, was[key])]
    return tuple(sorted(found, key=severity))


def _amended(board: Board, facts: Sequence[Event]) -> Iterator[str]:
    for fact in facts:
        if isinstance(fact, VisitAmended):
            yield fact.visit_id
        elif isinstance(fact, WorkOrderAmended):
            yield from (visit.id for visit in board.visits_of(fact.row.id))
