"""The lists that lie over the board: reasons, confirmation, history.

Opening one changes only the state; what Enter or a digit does in it is here too.
Never: a dialog for what can be taken back; a list that changes under the finger.
Why: the dispatcher must see the board, the choice and its effects at once, and leave with one key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Visit
from dispatchtui.tui import deeds
from dispatchtui.tui.effects import Effects, Fetch, Quit, refuse
from dispatchtui.tui.entry import Entry
from dispatchtui.tui.reasons import ANSWERS, LISTS, OTHER
from dispatchtui.tui.state import CONFIRM, QUITTING, READING, REASONS, Sheet, State
from dispatchtui.tui.views import ViewRow, broken
from dispatchtui.tui.views import candidates as candidate_view
from dispatchtui.tui.views import history as history_view
from dispatchtui.tui.views.words import clock

FOR_GOOD = {"cancel": " This cannot be undone."}
"""What is said of an act for good before it is done."""
STEPS = {"park": Step.PARK, "cancel": Step.CANCEL, "reject": Step.REJECT}


def open_reasons(state: State, kind: str, title: str, payload: Any = None) -> Effects:
    """List the reasons that a digit stands for."""
    rows = tuple(candidate_view.numbered(number, code, text) for number, (code, text) in enumerate(LISTS[kind], 1))
    if kind in ANSWERS and payload is not None:
        rows += broken.rows(payload.violations)
    subject = state.sheet.subject if state.sheet is not None else state.visit_id
    state.sheet = Sheet(kind=REASONS, title=title, rows=rows, columns="numbered", subject=subject,
                        payload=(kind, payload), below=state.sheet)  # fmt: skip
    return ()


def take_reason(state: State, number: int) -> Effects:
    """Act for the reason of a row; `other` asks for words first, an act for good asks for Enter."""
    sheet = state.sheet
    if sheet is None or not 0 <= number < len(sheet.rows):
        return refuse(f"There is no reason {number + 1}.")
    code = sheet.rows[number].id
    if code.startswith(broken.RULE):
        return refuse("This is a rule that would be broken: pick a reason, by its digit or with j and k.")
    kind, chosen = sheet.payload
    state.sheet = replace(sheet, at=code)
    if code == OTHER or (kind in ANSWERS and chosen.in_words):
        prompt = f"Reason for {kind}: " if code == OTHER else f"{sheet.rows[number].cells['text'][0]}, in words: "
        state.entry = Entry(kind="reason", prompt=prompt, subject=sheet.subject, extra=code)
        return ()
    return for_reason(state, Reason(code=code))


def for_reason(state: State, reason: Reason) -> Effects:
    """Carry out what the reasons were listed for."""
    sheet = state.sheet
    if sheet is None:
        return ()
    kind, payload = sheet.payload
    if callable(payload):
        effects: Effects = payload(reason)
        return effects
    if kind in ANSWERS:
        found: Effects = payload.effects(reason)
        return found
    visit = state.picture.board.visits.get(sheet.subject)
    if visit is None:
        return refuse("The visit is gone.")
    return deeds.step(state, visit, STEPS[kind], reason)


def open_history(state: State, visit: Visit) -> Effects:
    """List what happened to a visit: who, what, why."""
    state.sheet = _history(state, visit.id, state.sheet)
    return (Fetch(visit.id),)


def past_came(state: State, visit_id: str) -> None:
    """Show what the server told of a visit's past, if its history still lies open."""
    sheet = state.sheet
    if sheet is not None and sheet.columns == "history" and sheet.subject == visit_id:
        fresh = _history(state, visit_id, sheet.below)
        state.sheet = replace(fresh, at=sheet.at) if any(row.id == sheet.at for row in fresh.rows) else fresh


def _history(state: State, visit_id: str, below: Sheet | None) -> Sheet:
    past = state.pasts.get(visit_id)
    told = history_view.joined(past or (), state.facts(f"visits/{visit_id}"))
    rows = history_view.rows(state.picture, told)
    since = "" if past is not None else ", since this console opened"
    number = f"{len(rows)} fact{'' if len(rows) == 1 else 's'}"
    return Sheet(kind=READING, title=f"History of {visit_id}: {number}, newest first{since}", rows=rows,
                 columns="history", subject=visit_id, at=rows[0].id if rows else "", below=below,
                 empty=f"Nothing was told of {visit_id}{since}.")  # fmt: skip


def open_confirm(
    state: State, title: str, then: Callable[[], Effects], subject: str = "", rows: tuple[ViewRow, ...] = ()
) -> Effects:
    """Ask for Enter before something that keys elsewhere could not take back."""
    state.sheet = Sheet(kind=CONFIRM, title=title, payload=then, subject=subject, below=state.sheet,
                        rows=rows, columns="effects" if rows else "", at=rows[0].id if rows else "",
                        empty="Enter does it, Esc leaves it.")  # fmt: skip
    return ()


def confirm_quit(state: State) -> Effects:
    """Ask before leaving."""
    waiting = f" {state.pending} acts are still under way." if state.pending else ""
    return open_confirm(state, f"Leave the console?{waiting}", lambda: (Quit(),), QUITTING)


def confirm_sick(state: State) -> Effects:
    """Say what recording a sickness does, and ask for Enter."""
    technician = state.technician
    if technician is None:
        return refuse("Select a technician first.")
    start_s, end_s = deeds.sick_span(state, technician)
    zone = technician.zone or state.picture.zone
    hit = [stop for stop in state.picture.stops(technician.id) if start_s <= stop.planned_start_s < end_s]
    title = (f"{technician.id} {technician.name} sick from {clock(start_s, zone)} to {clock(end_s, zone, start_s)}: "
             f"{len(hit)} visit{' needs' if len(hit) == 1 else 's need'} somebody else")  # fmt: skip
    return open_confirm(state, title, lambda: deeds.sick(state, technician), technician.id)
