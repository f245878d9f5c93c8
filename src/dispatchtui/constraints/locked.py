"""What is locked, under way or about to begin is not moved by automation, nor lightly by a person.

Units: minutes from now to the planned travel start, for the freeze window. A visit that has no
place yet has nothing to hold; leaving it where it stands moves nothing.
Source: the constraint table of the domain (automation X; person D, a recall tells the technician).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.words import length, minutes, moment, span
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import STARTED
from dispatchtui.core.model import Assignment, Lock, Visit
from dispatchtui.core.refusals import Level, Violation

FREEZE_S = 30 * 60
"""Before the planned travel start automation moves nothing; a policy may come to set it."""

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
    yield from _implicit(visit, present, trial.at_s, zone, automated=trial.automated)


def locked_against(board: Board, visit_id: str, at_s: int, *, automated: bool) -> tuple[Violation, ...]:
    """What holds a visit against being unplaced or recalled."""
    visit = board.visits.get(visit_id)
    if visit is None or visit.assignment is None:
        return ()
    present = visit.assignment
    technician = board.technicians.get(present.technician_id)
    zone = technician.zone if technician else ""
    found = [*_implicit(visit, present, at_s, zone, automated=automated)]
    if visit.lock is Lock.NO_AUTO:
        if automated:
            found.insert(0, _violation(visit, "for people only", automated))
    elif visit.lock is not Lock.NONE:
        words = f"where it stands: {present.technician_id} at {moment(present.start_s, zone)}"
        found.insert(0, _violation(visit, words, automated))
    return tuple(found)


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


def _implicit(visit: Visit, present: Assignment, at_s: int, zone: str, *, automated: bool) -> Iterator[Violation]:
    if visit.state in STARTED:
        doing = visit.state.replace("_", " ").lower()
        yield _violation(visit, f"because {present.technician_id} is {doing}", automated)
        return
    leave_s = present.start_s - present.travel_s
    if leave_s - at_s < FREEZE_S:
        gap_s = leave_s - at_s
        when = f"in {length(gap_s)}" if gap_s > 0 else f"{length(gap_s)} ago" if gap_s else "now"
        why = f"because {present.technician_id} is to leave at {moment(leave_s, zone, at_s)}, {when}"
        yield _violation(visit, f"{why} (freeze window {length(FREEZE_S)})", automated, FREEZE_S - gap_s)


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
    of_plans=False,
)
