"""The lists that lie over the board: candidates, who is out and why, reasons, conflict, confirmation, history, help.

Opening one changes only the state; what Enter or a digit does in it is here too.
Never: a dialog for what can be taken back; a list that changes under the finger.
Why: the dispatcher must see the board, the choice and its effects at once, and leave with one key.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Visit
from dispatchtui.tui import choosing, deeds, versions
from dispatchtui.tui.effects import Effects, Fetch, Quit, Submit, refuse
from dispatchtui.tui.entry import Entry
from dispatchtui.tui.reasons import LISTS, OTHER
from dispatchtui.tui.state import CANDIDATES, CONFIRM, CONFLICT, EXCLUDED, READING, REASONS, Conflict, Sheet, State
from dispatchtui.tui.views import candidates as candidate_view
from dispatchtui.tui.views import conflict as conflict_view
from dispatchtui.tui.views import history as history_view
from dispatchtui.tui.views.words import clock

STEPS = {"park": Step.PARK, "cancel": Step.CANCEL, "reject": Step.REJECT}


def open_candidates(state: State, visit: Visit) -> Effects:
    """Rank all technicians for a visit and list them, best first."""
    picture = state.picture
    ranking = choosing.ranked(state, visit)
    rows = candidate_view.rows(picture, visit, ranking)
    state.sheet = Sheet(
        kind=CANDIDATES,
        title=f"{visit.id} to whom? {choosing.told(ranking)}",
        rows=rows,
        columns="candidates",
        subject=visit.id,
        payload=(ranking, versions.of_visit(picture.board, visit)),
        at=rows[0].id if rows else "",
        empty="Nobody can take it; w tells why for each technician.",
    )
    return ()


def take_candidate(state: State, number: int) -> Effects:
    """Give the visit to the candidate of a row; one that breaks a rule is only pointed at."""
    sheet = state.sheet
    if sheet is None or not 0 <= number < len(sheet.rows):
        return refuse(f"There is no candidate {number + 1}.")
    visit = state.picture.board.visits.get(sheet.subject)
    if visit is None:
        return refuse(f"{sheet.subject} is gone.")
    moved = hindered_by_change(state)
    if moved:
        return refuse(moved)
    candidate = _candidate(sheet, sheet.rows[number].id)
    if candidate.violations:
        state.sheet = replace(sheet, at=sheet.rows[number].id)
        return refuse(f"{candidate.violations[0].sentence} o and a digit override it.")
    return deeds.place(state, visit, candidate)


def hindered_by_change(state: State) -> str:
    """Why the list that lies open no longer tells the truth; nothing while it does."""
    sheet = state.sheet
    if sheet is None or sheet.kind != CANDIDATES:
        return ""
    pre: dict[str, int] = sheet.payload[1]
    if versions.again(state.picture.board, pre) == pre:
        return ""
    return f"{sheet.subject} has changed since this list was made: r ranks anew."


def open_excluded(state: State) -> Effects:
    """List who is not offered, and for each the reason with its numbers."""
    sheet = state.sheet
    if sheet is None or sheet.kind != CANDIDATES:
        visit = state.visit
        if visit is None:
            return refuse("Select a visit first.")
        open_candidates(state, visit)
        sheet = state.sheet
    assert sheet is not None
    rows = candidate_view.excluded_rows(state.picture, sheet.payload[0])
    state.sheet = Sheet(kind=EXCLUDED, title=f"{sheet.subject}: why not these {len(rows)}", rows=rows,
                        columns="excluded", subject=sheet.subject, below=sheet, at=rows[0].id if rows else "",
                        empty="Nobody is left out.")  # fmt: skip
    return ()


def open_override(state: State) -> Effects:
    """Ask for the reason to break what the candidate under the cursor breaks."""
    sheet = state.sheet
    if sheet is None or not sheet.rows:
        return refuse("There is nobody to override for.")
    candidate = _candidate(sheet, sheet.rows[sheet.picked()].id)
    if not candidate.violations:
        return refuse("This candidate breaks no rule: Enter takes them.")
    return open_reasons(state, "override", f"Why break it? {candidate.violations[0].sentence}", payload=candidate)


def open_reasons(state: State, kind: str, title: str, payload: object = None) -> Effects:
    """List the reasons that a digit stands for."""
    rows = tuple(candidate_view.numbered(number, code, text) for number, (code, text) in enumerate(LISTS[kind], 1))
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
    kind, chosen = sheet.payload
    state.sheet = replace(sheet, at=code)
    if code == OTHER or (kind == "override" and choosing.needs_words(chosen)):
        prompt = f"Reason for {kind}: " if code == OTHER else f"{sheet.rows[number].cells['text'][0]}, in words: "
        state.entry = Entry(kind="reason", prompt=prompt, subject=sheet.subject, extra=code)
        return ()
    return for_reason(state, Reason(code=code))


def for_reason(state: State, reason: Reason) -> Effects:
    """Carry out what the reasons were listed for."""
    sheet = state.sheet
    visit = state.picture.board.visits.get(sheet.subject) if sheet is not None else None
    if sheet is None or visit is None:
        return refuse("The visit is gone.")
    kind, payload = sheet.payload
    if kind == "override":
        return deeds.place(state, visit, payload, override=reason)
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


def open_confirm(state: State, title: str, then: Callable[[], Effects], subject: str = "") -> Effects:
    """Ask for Enter before something that keys elsewhere could not take back."""
    state.sheet = Sheet(kind=CONFIRM, title=title, payload=then, subject=subject, below=state.sheet,
                        empty="Enter does it, Esc leaves it.")  # fmt: skip
    return ()


def confirm_quit(state: State) -> Effects:
    """Ask before leaving."""
    waiting = f" {state.pending} acts are still under way." if state.pending else ""
    return open_confirm(state, f"Leave the console?{waiting}", lambda: (Quit(),))


def open_conflict(state: State) -> Effects:
    """Show the oldest undecided conflict: what we saw, what it is now, what we wanted."""
    if not state.conflicts:
        return refuse("There is no conflict to decide.")
    conflict = state.conflicts[0]
    state.sheet = Sheet(kind=CONFLICT, title=f"Conflict: {conflict.refusal.sentence}", columns="conflict",
                        rows=conflict_view.rows(state.picture, conflict), payload=conflict, below=state.sheet,
                        subject=conflict.refusal.subject)  # fmt: skip
    return ()


def keep_theirs(state: State) -> Effects:
    """Let the other act stand."""
    conflict = _decided(state)
    if conflict is not None:
        state.say(f"Kept as it is; yours ({conflict.label}) was not done.")
    return ()


def retry_mine(state: State) -> Effects:
    """Ask for ours again, on the versions that are there now."""
    conflict = _decided(state)
    if conflict is None:
        return ()
    request = conflict.request
    pre = versions.again(state.picture.board, request.pre)
    return (Submit(act=request.act, label=conflict.label, pre=pre, reason=request.reason, override=request.override),)


def confirm_sick(state: State, from_s: int | None = None) -> Effects:
    """Say what recording a sickness does, and ask for Enter."""
    technician = state.technician
    if technician is None:
        return refuse("Select a technician first.")
    start_s, end_s = deeds.sick_span(state, technician, from_s)
    zone = technician.zone or state.picture.zone
    hit = [stop for stop in state.picture.stops(technician.id) if start_s <= stop.planned_start_s < end_s]
    title = (f"{technician.id} {technician.name} sick from {clock(start_s, zone)} to {clock(end_s, zone, start_s)}: "
             f"{len(hit)} visits need somebody else")  # fmt: skip
    return open_confirm(state, title, lambda: deeds.sick(state, technician, from_s), technician.id)


def _decided(state: State) -> Conflict | None:
    conflict: Conflict | None = state.sheet.payload if state.sheet is not None else None
    if conflict in state.conflicts:
        state.conflicts.remove(conflict)
    state.close_sheet()
    return conflict


def _candidate(sheet: Sheet, technician_id: str):  # type: ignore[no-untyped-def]
    return next(each for each in sheet.payload[0].candidates if each.technician_id == technician_id)
