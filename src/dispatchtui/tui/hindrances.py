"""Why an act cannot be done to what is selected: a sentence, or nothing when it can.

Never: the last word: the gate has it when the act is sent; these only save a key and give the reason early.
Why: a key that cannot act says why before it is pressed, in the footer and in the help.
"""

from __future__ import annotations

from dispatchtui.core.lifecycle import ENDED, PLACED, STARTED, TOLD, TRANSITIONS, Step
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.tui.state import CONFIRM, CONFLICT, DRAFT, PROPOSALS, REASONS, State
from dispatchtui.tui.views.words import state_word

NO_VISIT = "Select a visit first."
STOPPED_FIRST = {VisitState.EN_ROUTE: "; stop the travel first (:report stop-travel)"}


def freed(state: State) -> str:
    """Why there is no freed time to fill."""
    return "" if state.freed is not None else "No time has become free by an act from this console."


def narrow(state: State) -> str:
    """Why what lies open has no rows to leave out."""
    if state.mode in (REASONS, DRAFT, CONFLICT, CONFIRM, PROPOSALS):
        return "Here every row counts; / leaves rows out of lists to choose from or to read."
    return ""


def candidates(state: State) -> str:
    """Why no candidate can be taken."""
    return "" if state.sheet is not None and state.sheet.rows else "Nobody can take it; w tells why."


def assign(state: State) -> str:
    """Why nobody can be given the selected visit, or nothing to the selected technician."""
    if state.pane == "technicians":
        return "" if state.technician is not None else "Select a technician first."
    return placed(state.visit) if state.visit is not None else NO_VISIT


def placed(visit: Visit) -> str:
    """Why nobody can be given a visit as it stands."""
    if visit.state is VisitState.QUALIFIED or visit.state in PLACED:
        return ""
    first = {VisitState.NEW: "; qualify it first (y)", VisitState.PARKED: "; unpark it first (H)"} | STOPPED_FIRST
    return f"{visit.id} is {state_word(visit)} and cannot be placed{first.get(visit.state, '')}."


def moved(state: State) -> str:
    """Why the selected visit can get no other time or place in its day."""
    if state.sheet is not None:
        return ""
    visit = state.visit
    if visit is None:
        return NO_VISIT
    if visit.state in PLACED:
        return ""
    return f"{visit.id} is {state_word(visit)}; only what is planned, released or accepted is moved in its day."


def qualify(state: State) -> str:
    """Why the selected visit cannot be qualified."""
    return _of_step(state, Step.QUALIFY)


def release(state: State) -> str:
    """Why the selected visit cannot be released."""
    return _of_step(state, Step.RELEASE)


def park(state: State) -> str:
    """Why the selected visit can neither be parked nor taken back."""
    if state.visit is not None and state.visit.state is VisitState.PARKED:
        return ""
    return _of_step(state, Step.PARK)


def cancel(state: State) -> str:
    """Why the selected visit cannot be cancelled."""
    return _of_step(state, Step.CANCEL)


def ended(state: State) -> str:
    """Why nothing more can be done to the selected visit."""
    visit = state.visit
    if visit is None:
        return NO_VISIT
    return f"{visit.id} is {state_word(visit)}." if visit.state in ENDED else ""


def extend(state: State) -> str:
    """Why the selected visit cannot be extended."""
    visit = state.visit
    if visit is None:
        return NO_VISIT
    return "" if visit.state in STARTED else f"{visit.id} is {state_word(visit)}; only running work is extended."


def sick(state: State) -> str:
    """Why nobody can be recorded as sick."""
    return "" if state.technician else "Select a technician, or a visit that has one."


def undo(state: State) -> str:
    """Why there is nothing to take back."""
    return "" if state.done else "Nothing of yours to undo: only acts from this console."


def visit(state: State) -> str:
    """Why there is no visit to show."""
    return "" if state.visit else NO_VISIT


def conflict(state: State) -> str:
    """Why there is no conflict to decide."""
    return "" if state.conflicts else "There is no conflict to decide."


def _of_step(state: State, which: Step) -> str:
    """Why the selected visit cannot take a step; nothing when it can."""
    visit = state.visit
    if visit is None:
        return "Select a visit first."
    transition = TRANSITIONS[which]
    if visit.state in transition.sources:
        return ""
    wanted = " or ".join(str(source).replace("_", " ").lower() for source in transition.sources[:3])
    return f"{visit.id} is {state_word(visit)}; only what is {wanted} can be {transition.past}."


def unplace(state: State) -> str:
    """Why the selected visit cannot go back into the queue."""
    visit = state.visit
    if visit is None:
        return "Select a visit first."
    if visit.state is VisitState.PLANNED or visit.state in TOLD:
        return ""
    first = STOPPED_FIRST.get(visit.state, "; only what is planned, released or accepted goes back to the queue")
    return f"{visit.id} is {state_word(visit)}{first}."
