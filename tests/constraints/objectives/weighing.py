"""How the tests of objectives ask: one placement, weighed."""

from __future__ import annotations

from dispatchtui.constraints.base import Trial
from dispatchtui.constraints.objectives import OBJECTIVES, Knock, Scene, Term, Weighing
from dispatchtui.core.board import Board
from dispatchtui.core.planning import planned_line
from tests.builders import at


def weigh(
    board: Board,
    *,
    visit: str = "V60",
    technician: str = "T05",
    start: str | int = "10:00",
    now: str | int = "08:00",
    added_minutes: int = 0,
    knock_on: tuple[Knock, ...] = (),
    due: str | None = None,
    shared: Scene | None = None,
) -> Weighing:
    """A placement of a visit, with what it makes of the rest of the route."""
    start_s = at(start) if isinstance(start, str) else start
    row, person = board.visits[visit], board.technicians[technician]
    line = planned_line(board, row, technician, start_s)
    trial = Trial(board=board, visit=row, technician=person, line=line, at_s=at(now) if isinstance(now, str) else now)
    return Weighing(
        trial=trial,
        added_travel_s=added_minutes * 60,
        knock_on=knock_on,
        due_s=None if due is None else at(due),
        shared=shared,
    )


def knock(visit: str, *, planned: str, start: str, late: int = 0, was_late: int = 0) -> Knock:
    """A later visit that is pushed; lateness in minutes."""
    return Knock(
        visit_id=visit,
        planned_s=at(planned),
        start_s=at(start),
        later_s=at(start) - at(planned),
        late_s=late * 60,
        was_late_s=was_late * 60,
    )


def displaced(visit: str, *, planned: str) -> Knock:
    """A visit that goes back to the queue."""
    return Knock(visit_id=visit, planned_s=at(planned), start_s=at(planned), later_s=0, displaced=True)


def term(weighing: Weighing, objective: str) -> Term | None:
    """What one objective says; nothing when its amount is nought."""
    rule = next(each for each in OBJECTIVES if each.name == objective)
    amount = rule.amount(weighing)
    if not amount:
        return None
    return Term(objective=objective, amount=amount, unit=rule.unit, cost_s=amount * rule.weight_s,
                sentence=rule.sentence(weighing, amount))  # fmt: skip


def said(weighing: Weighing, objective: str) -> tuple[float, float, str] | None:
    """Amount, cost and sentence of one objective."""
    found = term(weighing, objective)
    return None if found is None else (found.amount, found.cost_s, found.sentence)
