"""What a dispatcher does to visits and technicians: from a key or a typed line to an act and the versions it rests on.

Each answers with effects; what cannot be done is said in one sentence. The gate has the last word when it is sent.
Never: a send, a draw, a rule of its own.
Why: the same function serves the key, the command line and the retry after a conflict.
"""

from __future__ import annotations

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.technicians import RecordAbsence
from dispatchtui.core.commands.visits import AddNote, ExtendVisit, LockVisit, UnplaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import TOLD, TRANSITIONS, Step
from dispatchtui.core.model import Absence, Lock, Technician, Visit
from dispatchtui.core.zones import local
from dispatchtui.tui import versions
from dispatchtui.tui.effects import Effects, Submit, refuse
from dispatchtui.tui.state import State
from dispatchtui.tui.views.words import DAY, LOCKS, clock

LOCK_ORDER = tuple(Lock)
MOST_MINUTES = 24 * 60
"""The most that the gate takes at once; more is a slip of the finger."""


def act(state: State, visit: Visit, command: Command, label: str, reason: Reason | None = None) -> Effects:
    """Ask for an act on a visit as it is seen."""
    return (Submit(act=command, label=label, pre=versions.of_visit(state.picture.board, visit), reason=reason),)


def step(state: State, visit: Visit, which: Step, reason: Reason | None = None) -> Effects:
    """Take a step in a visit's life."""
    words = (reason.text or reason.code) if reason else ""
    command = AdvanceVisit(visit_id=visit.id, step=which, reason=words)
    return act(state, visit, command, f"{visit.id} {TRANSITIONS[which].past}", reason)


def unplace(state: State) -> Effects:
    """Put the selected visit back into the queue, recalling it when it has been told to somebody."""
    visit = state.visit
    if visit is None:
        return refuse("Select a visit first.")
    if visit.state in TOLD:
        return step(state, visit, Step.RECALL)
    return act(state, visit, UnplaceVisit(visit_id=visit.id), f"{visit.id} back in the queue")


def next_lock(state: State) -> Effects:
    """Turn the selected visit's lock to the next kind."""
    visit = state.visit
    if visit is None:
        return refuse("Select a visit first.")
    lock = LOCK_ORDER[(LOCK_ORDER.index(visit.lock) + 1) % len(LOCK_ORDER)]
    return act(state, visit, LockVisit(visit_id=visit.id, lock=lock), locked(visit, lock))


def locked(visit: Visit, lock: Lock) -> str:
    """What a lock does, in the past tense; one of a visit that has no place yet has nothing to hold until then."""
    later = "" if visit.crew or lock in (Lock.NONE, Lock.NO_AUTO) else " as soon as it has a place"
    return f"{visit.id} {LOCKS[lock]}{later}"


def extend(state: State, visit: Visit, minutes: int, text: str = "") -> Effects:
    """Say that a visit takes longer."""
    if not 0 < abs(minutes) <= MOST_MINUTES:
        return refuse(f"From 1 to {MOST_MINUTES} minutes longer, or less with a minus in front.")
    command = ExtendVisit(visit_id=visit.id, by_s=minutes * 60, reason=text)
    return act(state, visit, command, f"{visit.id} takes {abs(minutes)} min {'longer' if minutes > 0 else 'less'}")


def note(visit: Visit, text: str) -> Effects:
    """Write a note; it rests on no version, because a note disturbs nobody's."""
    return (Submit(act=AddNote(visit_id=visit.id, text=text), label=f"note on {visit.id}"),)


def sick(state: State, technician: Technician, from_s: int | None = None) -> Effects:
    """Record that a technician is sick until the end of the shift, or of the day."""
    start_s, end_s = sick_span(state, technician, from_s)
    row = Absence(id="", technician_id=technician.id, start_s=start_s, end_s=end_s, kind="sick")  # type: ignore[arg-type]
    label = f"{technician.id} {technician.name} sick from {clock(start_s, technician.zone or state.picture.zone)}"
    return (Submit(act=RecordAbsence(row=row), label=label),)


def sick_span(state: State, technician: Technician, from_s: int | None = None) -> tuple[int, int]:
    """From when to when a sickness told now is recorded."""
    start_s = state.picture.now_s if from_s is None else from_s
    for shift in state.picture.board.shifts_of(technician.id):
        if shift.start_s - DAY // 2 <= start_s < shift.end_s:
            return start_s, shift.end_s + shift.overtime_s
    midnight = local(start_s, technician.zone or state.picture.zone).replace(hour=0, minute=0, second=0)
    return start_s, int(midnight.timestamp()) + DAY
