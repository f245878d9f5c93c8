"""The checker: every rule asked of one placement, of several moves together, or of every plan on the board.

Cost: some tens of microseconds a placement, whatever the size of the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dispatchtui.constraints import CONSTRAINTS
from dispatchtui.constraints.base import Constraint, Leaving, Trial, Verdict
from dispatchtui.constraints.booking_policy import BOOKING_POLICY
from dispatchtui.constraints.locked import LOCKED
from dispatchtui.constraints.no_overlap import NO_OVERLAP
from dispatchtui.constraints.overriding import answered
from dispatchtui.constraints.promise_window import PROMISE_WINDOW
from dispatchtui.constraints.shift_hours import SHIFT_HOURS
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moved
from dispatchtui.core.lifecycle import PLACED, STARTED
from dispatchtui.core.model import Assignment, TechnicianId, Visit
from dispatchtui.core.planning import planned_crew, roles_of
from dispatchtui.core.refusals import WORST_FIRST, Level, Violation
from dispatchtui.core.rights import Standing
from dispatchtui.core.work import lines_of, service_s

_OF_PLANS = tuple(rule for rule in CONSTRAINTS if rule.of_plans)
_ALONE = tuple((rule.alone, rule.of_visit) for rule in CONSTRAINTS if rule.alone is not None)
_OF_PUSHED = tuple((rule.check, rule.of_visit) for rule in (SHIFT_HOURS, PROMISE_WINDOW, LOCKED))
_OF_LEAVING = tuple(rule for rule in CONSTRAINTS if rule.leaving is not None)


def check_placement(
    board: Board,
    visit_id: str,
    technician_id: str,
    start_s: int,
    *,
    at_s: int,
    mates: Sequence[str] = (),
    standing: Standing = Standing.DESK,
) -> Verdict:
    """Judge placing a visit with a technician, and whoever goes along, at a time; who is not there breaks nothing."""
    visit = board.visits.get(visit_id)
    people = [who for who in (technician_id, *mates) if who in board.technicians]
    if visit is None or technician_id not in board.technicians:
        return Verdict()
    return _verdict(board, visit, planned_crew(board, visit, people, start_s), at_s, standing)


def check_moves(
    board: Board, moves: Sequence[Move], *, at_s: int, standing: Standing = Standing.DESK
) -> dict[str, Verdict]:
    """Judge several moves together, each on the board as all of them leave it; by visit.

    Cost: that of each placement, and of a fork on which the moved visits are put.
    """
    after = moved(board, tuple(moves))
    found: dict[str, Verdict] = {}
    for move in moves:
        visit, then = board.visits.get(move.visit_id), after.visits.get(move.visit_id)
        if visit is None or then is None:
            found[move.visit_id] = Verdict()
        elif move.technician_id:
            found[move.visit_id] = _verdict(after, visit, then.crew, at_s, standing)
        else:
            found[move.visit_id] = check_leaving(board, move.visit_id, at_s, bumped=move.bumped, standing=standing)
    return found


def check_alone(
    board: Board, moves: Sequence[Move], *, at_s: int, standing: Standing = Standing.DESK
) -> list[Violation]:
    """What several moves break whatever else stands in the routes: part of what judging them together finds.

    The first is asked every rule in which no other visit has a say, the others only what a later time breaks.
    Cost: a fraction of judging them, for nothing is moved and no way is measured.
    """
    found: list[Violation] = []
    for move in moves:
        rules = _ALONE if move is moves[0] else _OF_PUSHED
        visit = board.visits.get(move.visit_id)
        if visit is not None and move.technician_id:
            people = [who for who in move.people if who in board.technicians]
            trials = _trials(board, visit, _lines(visit, people, move.start_s), at_s, standing)
            for place, trial in enumerate(trials):
                for check, of_visit in rules:
                    if place == 0 or not of_visit:
                        found += check(trial)
        elif visit is not None:
            verdict = check_leaving(board, move.visit_id, at_s, bumped=move.bumped, standing=standing)
            found += (*verdict.violations, *verdict.warnings)
    return found


def check_leaving(
    board: Board, visit_id: str, at_s: int, *, bumped: bool = False, standing: Standing = Standing.DESK
) -> Verdict:
    """Judge taking a visit from its place, back to the queue."""
    visit = board.visits.get(visit_id)
    if visit is None or not visit.crew:
        return Verdict()
    leaving = Leaving(board=board, visit=visit, at_s=at_s, bumped=bumped, standing=standing)
    return _parted(each for rule in _OF_LEAVING if rule.leaving is not None for each in rule.leaving(leaving))


def verdict_of(trial: Trial) -> Verdict:
    """Ask every rule of a trial of one line."""
    return _parted(each for rule in CONSTRAINTS for each in rule.check(trial))


def check_board(board: Board, at_s: int) -> tuple[Violation, ...]:
    """Every rule that a standing plan breaks and nobody has answered for, worst first.

    A pair of visits that overlap is told from both sides.
    """
    found = [each for visit_id in board.visits for each in check_visit(board, visit_id, at_s)]
    return tuple(sorted(found, key=severity))


def check_visit(board: Board, visit_id: str, at_s: int) -> tuple[Violation, ...]:
    """Every rule that a visit's standing plan breaks and nobody has answered for, worst first."""
    visit = board.visits.get(visit_id)
    if visit is None:
        return ()
    if visit.state in PLACED:
        return _standing(board, visit, at_s, _OF_PLANS)
    return _standing(board, visit, at_s, (NO_OVERLAP,)) if visit.state in STARTED else ()


def check_standing(board: Board, visit_id: str, at_s: int) -> tuple[Violation, ...]:
    """What a visit's own place overlaps, as when work that was done is taken up again."""
    visit = board.visits.get(visit_id)
    if visit is None:
        return ()
    return tuple(each for each in _standing(board, visit, at_s, (NO_OVERLAP,)) if each.level is Level.NOBODY)


def check_release(
    board: Board, visit_id: str, at_s: int, *, standing: Standing = Standing.DESK
) -> tuple[Violation, ...]:
    """What keeps a visit's standing plan from being told to anybody.

    That is what nobody may break; automation, which cannot ask anybody, tells of nothing that is broken at all.
    """
    held_up = (Level.NOBODY, Level.LEAD, Level.DISPATCHER) if standing is Standing.AUTOMATION else (Level.NOBODY,)
    return tuple(each for each in check_visit(board, visit_id, at_s) if each.level in held_up)


def check_cancelling(
    board: Board, visit_id: str, at_s: int, *, standing: Standing = Standing.DESK
) -> tuple[Violation, ...]:
    """Judge calling a visit off: locks hold its place, not the customer, so the terms of booking alone speak."""
    visit = board.visits.get(visit_id)
    if visit is None or BOOKING_POLICY.leaving is None:
        return ()
    return tuple(BOOKING_POLICY.leaving(Leaving(board=board, visit=visit, at_s=at_s, standing=standing)))


def severity(violation: Violation) -> int:
    """The place of a violation among others: what nobody may break first."""
    return WORST_FIRST[violation.level]


def _verdict(board: Board, visit: Visit, crew: tuple[Assignment, ...], at_s: int, standing: Standing) -> Verdict:
    return _parted(_ask(CONSTRAINTS, _trials(board, visit, crew, at_s, standing)))


def _lines(visit: Visit, people: Sequence[str], start_s: int) -> tuple[Assignment, ...]:
    """Everybody's lines, but neither the way there nor the local day."""
    end_s = start_s + service_s(visit)
    return tuple(
        Assignment(technician_id=TechnicianId(person), start_s=start_s, end_s=end_s, day="", role=role)
        for person, role in zip(people, roles_of(visit, len(people)), strict=False)
    )


def _standing(board: Board, visit: Visit, at_s: int, rules: Sequence[Constraint]) -> tuple[Violation, ...]:
    found = _ask(rules, _trials(board, visit, lines_of(visit), at_s, Standing.DESK))
    if not found:  # as of nearly every plan
        return ()
    return tuple(sorted((each for each in found if not answered(board, visit, each)), key=severity))


def _trials(board: Board, visit: Visit, crew: tuple[Assignment, ...], at_s: int, standing: Standing) -> Iterator[Trial]:
    """A trial of everybody's line, the lead's first."""
    for line in crew:
        technician = board.technicians.get(line.technician_id)
        if technician is not None:
            yield Trial(board=board, visit=visit, technician=technician, line=line, at_s=at_s,
                        crew=crew, standing=standing)  # fmt: skip


def _ask(rules: Sequence[Constraint], trials: Iterable[Trial]) -> list[Violation]:
    """Ask rules about a visit once, of its lead, and rules about a person of everybody who goes."""
    found: list[Violation] = []
    for place, trial in enumerate(trials):
        for rule in rules if place == 0 else [each for each in rules if not each.of_visit]:
            found += rule.check(trial)
    return found


def _parted(found: Iterable[Violation]) -> Verdict:
    every = sorted(found, key=severity)
    return Verdict(
        violations=tuple(each for each in every if each.level is not Level.WARNING),
        warnings=tuple(each for each in every if each.level is Level.WARNING),
    )
