"""What is locked, under way or about to begin is not moved by automation, nor lightly by a person.

Units: minutes from now to the planned travel start, for the freeze window. A visit that has no
place yet has nothing to hold; leaving it where it stands moves nothing. The freeze window holds
nothing to somebody who is sick or on leave then; what a person has locked stays locked.
Source: the constraint table of the domain (automation X; person D, a recall tells the technician).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Leaving, Trial
from dispatchtui.constraints.words import length, minutes, moment, span
from dispatchtui.core.absences import away
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import STARTED
from dispatchtui.core.model import Assignment, Lock, Visit
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import Level, Violation

_TECHNICIAN = (Lock.RESOURCE, Lock.RESOURCE_AND_TIME)
_TIME = (Lock.TIME, Lock.RESOURCE_AND_TIME)


def check(trial: Trial) -> Iterator[Violation]:
    """Yield what holds the visit where it stands, when the placement would move it."""
    visit, line = trial.visit, trial.line
    present = visit.assignment
    if present is None or (present.technician_id, present.start_s) == (line.technician_id, line.start_s):
        return
    zone = trial.technician.zone
    held = _held(visit, present, line, zone, automated=trial.automated)
    if held:
        yield _violation(visit, held, trial.automated)
    freeze_s = trial.rules.freeze_s or 0
    yield from _implicit(trial.board, visit, present, trial.at_s, zone=zone, freeze_s=freeze_s,
                         automated=trial.automated)  # fmt: skip


def leaving(leave: Leaving) -> Iterator[Violation]:
    """Yield what holds a visit against being unplaced or recalled."""
    visit, present = leave.visit, leave.visit.assignment
    if present is None:
        return
    technician = leave.board.technicians.get(present.technician_id)
    zone = technician.zone if technician else ""
    if visit.lock is Lock.NO_AUTO:
        if leave.automated:
            yield _violation(visit, "for people only", leave.automated)
    elif visit.lock is not Lock.NONE:
        words = f"where it stands: {present.technician_id} at {moment(present.start_s, zone)}"
        yield _violation(visit, words, leave.automated)
    rules = rules_of(leave.board, visit, technician, present.start_s)
    freeze_s = rules.freeze_s or 0
    yield from _implicit(leave.board, visit, present, leave.at_s, zone=zone, freeze_s=freeze_s,
                         automated=leave.automated)  # fmt: skip


def _held(visit: Visit, present: Assignment, line: Assignment, zone: str, *, automated: bool) -> str:
    """What the lock holds that the line would change; empty when it changes nothing locked."""
    if visit.lock is Lock.NO_AUTO and automated:
        return "for people only"
    if visit.lock in _TECHNICIAN and line.technician_id != present.technician_id:
        return f"to {present.technician_id}, not {line.technician_id}"
    if visit.lock in _TIME and line.start_s != present.start_s:
        then = moment(present.start_s, zone, line.start_s)
        return f"to {then}, not {moment(line.start_s, zone)} ({length(line.start_s - present.start_s)} away)"
    if visit.lock is Lock.TIME_RANGE:
        lowest_s, highest_s = _range(visit, present)
        if not lowest_s <= line.start_s <= highest_s:
            return f"to {span(lowest_s, highest_s, zone, line.start_s)}, not {moment(line.start_s, zone)}"
    return ""


def _range(visit: Visit, present: Assignment) -> tuple[int, int]:
    """The span inside which a range lock lets the start move: promise, own limits, or not at all."""
    if visit.promise is not None:
        return visit.promise.start_s, visit.promise.end_s
    lowest_s = visit.earliest_s if visit.earliest_s is not None else present.start_s
    highest_s = visit.latest_s if visit.latest_s is not None else present.start_s
    return lowest_s, highest_s


def _implicit(
    board: Board, visit: Visit, present: Assignment, at_s: int, *, zone: str, freeze_s: int, automated: bool
) -> Iterator[Violation]:
    if visit.state in STARTED:
        doing = visit.state.replace("_", " ").lower()
        yield _violation(visit, f"because {present.technician_id} is {doing}", automated)
        return
    leave_s = present.start_s - present.travel_s
    if leave_s - at_s < freeze_s and not away(board, visit):
        gap_s = leave_s - at_s
        when = f"in {length(gap_s)}" if gap_s > 0 else f"{length(gap_s)} ago" if gap_s else "now"
        why = f"because {present.technician_id} is to leave at {moment(leave_s, zone, at_s)}, {when}"
        yield _violation(visit, f"{why} (freeze window {length(freeze_s)})", automated, freeze_s - gap_s)


def _violation(visit: Visit, why: str, automated: bool, amount_s: int = 0) -> Violation:
    return Violation(
        constraint="locked",
        level=Level.NOBODY if automated else Level.DISPATCHER,
        subject=f"visits/{visit.id}",
        need="unlocked",
        have=visit.lock.value if visit.lock is not Lock.NONE else visit.state.value,
        amount=minutes(amount_s) if amount_s else 1,
        unit="min" if amount_s else "lock",
        sentence=f"{visit.id} is locked {why}.",
    )


LOCKED = Constraint(
    name="locked",
    requires="What is locked, under way or about to begin stays where it is.",
    override="X for automation; D for a person, with a recall where the technician was told.",
    check=check,
    alone=check,
    of_plans=False,
    of_visit=True,
    leaving=leaving,
)
