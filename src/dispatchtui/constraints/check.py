"""The checker: every rule asked of one placement, or of every plan on the board.

Cost: some tens of microseconds a placement, whatever the size of the board.
"""

from __future__ import annotations

from collections.abc import Iterable

from dispatchtui.constraints import CONSTRAINTS
from dispatchtui.constraints.base import Constraint, Trial, Verdict
from dispatchtui.constraints.no_overlap import NO_OVERLAP
from dispatchtui.core.board import Board
from dispatchtui.core.commands.visits import planned_line
from dispatchtui.core.lifecycle import PLACED, STARTED
from dispatchtui.core.model import Visit
from dispatchtui.core.refusals import Level, Violation

_WORST_FIRST = {Level.NOBODY: 0, Level.LEAD: 1, Level.DISPATCHER: 2, Level.WARNING: 3}
_OF_PLANS = tuple(rule for rule in CONSTRAINTS if rule.of_plans)


def check_placement(
    board: Board, visit_id: str, technician_id: str, start_s: int, *, at_s: int, automated: bool = False
) -> Verdict:
    """Judge placing a visit with a technician at a time; who is not there breaks nothing."""
    visit = board.visits.get(visit_id)
    technician = board.technicians.get(technician_id)
    if visit is None or technician is None:
        return Verdict()
    line = planned_line(board, visit, technician_id, start_s)
    return verdict_of(Trial(board=board, visit=visit, technician=technician, line=line, at_s=at_s, automated=automated))


def verdict_of(trial: Trial) -> Verdict:
    """Ask every rule of a trial."""
    found = _ask(CONSTRAINTS, trial)
    return Verdict(
        violations=tuple(each for each in found if each.level is not Level.WARNING),
        warnings=tuple(each for each in found if each.level is Level.WARNING),
    )


def check_board(board: Board, at_s: int) -> tuple[Violation, ...]:
    """Every rule that a standing plan breaks and nobody has answered for, worst first.

    A pair of visits that overlap is told from both sides.
    """
    found: list[Violation] = []
    for visit in board.visits.values():
        if visit.state in PLACED:
            found += _standing(board, visit, at_s, _OF_PLANS)
        elif visit.state in STARTED:
            found += _standing(board, visit, at_s, (NO_OVERLAP,))
    return tuple(sorted(found, key=_severity))


def check_standing(board: Board, visit_id: str, at_s: int) -> tuple[Violation, ...]:
    """What a visit's own place overlaps, as when work that was done is taken up again."""
    visit = board.visits.get(visit_id)
    if visit is None:
        return ()
    return tuple(each for each in _standing(board, visit, at_s, (NO_OVERLAP,)) if each.level is Level.NOBODY)


def _standing(board: Board, visit: Visit, at_s: int, rules: Iterable[Constraint]) -> list[Violation]:
    answered = {override.constraint for override in visit.overrides}
    found: list[Violation] = []
    for line in visit.crew:
        technician = board.technicians.get(line.technician_id)
        if technician is not None:
            found += _ask(rules, Trial(board=board, visit=visit, technician=technician, line=line, at_s=at_s))
    return [each for each in found if each.level is Level.NOBODY or each.constraint not in answered]


def _ask(rules: Iterable[Constraint], trial: Trial) -> list[Violation]:
    return sorted((each for rule in rules for each in rule.check(trial)), key=_severity)


def _severity(violation: Violation) -> int:
    return _WORST_FIRST[violation.level]
