"""The acts of the action table: each takes the selection or typed arguments, and answers with effects.

A hindrance is the sentence why an act cannot be done to what is selected; nothing means that it can.
Never: a key, a mode; those are the table's.
Why: the same name does the same from a key, the command line and the help that runs it.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, Visit, VisitState
from dispatchtui.core.zones import local
from dispatchtui.tui import asking, choosing, deeds, offering, prompts, sheets, together
from dispatchtui.tui.effects import Effects, Submit, refuse
from dispatchtui.tui.hindrances import NO_VISIT, placed
from dispatchtui.tui.lookup import find_technician, find_visit
from dispatchtui.tui.reasons import ANSWERS, LISTS, OTHER
from dispatchtui.tui.state import CANDIDATES, State

_WHOLE = re.compile(r"^[+-]?[0-9]+$")
_CLOCK = re.compile(r"^([01]?\d|2[0-3]):?([0-5]\d)$")
LOCK_TYPED = {"technician": Lock.RESOURCE, "time": Lock.TIME, "window": Lock.TIME_RANGE,
              "both": Lock.RESOURCE_AND_TIME, "no-automation": Lock.NO_AUTO, "none": Lock.NONE}  # fmt: skip
"""A lock by the word that is shown for it, or the beginning of one."""
AT_ONCE = ("park", "turn down")
"""Acts that a digit is enough for: the same key takes them back, or they change no plan."""


def assign(state: State, visit_typed: str = "", technician_typed: str = "") -> Effects:
    """List the candidates of a visit, or give it to the technician named; of a technician, what they could take."""
    if not visit_typed and state.pane == "technicians" and state.technician is not None:
        return offering.open_next(state, state.technician)
    visit = _meant(state, visit_typed)
    if isinstance(visit, str):
        return refuse(visit)
    if not technician_typed:
        if visit_typed:
            state.visit_id = visit.id
        return choosing.open_candidates(state, visit)
    technician = find_technician(state.picture.board, technician_typed)
    if isinstance(technician, str):
        return refuse(technician)
    hindrance = placed(visit)
    if hindrance:
        return refuse(hindrance)
    found, sentence = asking.alone(state.picture, state.picture.board, visit.id, technician.id)
    if found is None:
        return refuse(sentence)
    return (choosing.intends(state.picture, found).submit(),)


def why(state: State, visit_typed: str = "", technician_typed: str = "") -> Effects:
    """Say why a technician is or is not offered for a visit; without one, list all who are not."""
    if not visit_typed and state.sheet is not None and state.sheet.kind == CANDIDATES:
        return choosing.open_excluded(state)
    visit = _meant(state, visit_typed)
    if isinstance(visit, str):
        return refuse(visit)
    if not technician_typed:
        if state.sheet is None or state.sheet.subject != visit.id:
            choosing.open_candidates(state, visit)
        return choosing.open_excluded(state)
    technician = find_technician(state.picture.board, technician_typed)
    if isinstance(technician, str):
        return refuse(technician)
    found, sentence = asking.alone(state.picture, state.picture.board, visit.id, technician.id)
    if found is None:
        state.say(f"{technician.id} is not offered: {sentence}")
        return ()
    first = asking.Asking(state.picture, visit).look(choosing.LISTED, asking.KEY_S)
    numbers = (number for number, each in enumerate(first, 1) if each.technician_id == technician.id)
    number = next(numbers, None)
    place = f"is candidate {number}" if number is not None else f"is not among the best {len(first)}"
    state.say(f"{technician.id} {place}: {sentence}")
    return ()


def take(state: State, key: str = "") -> Effects:
    """Take the row under the cursor, or the one of a digit."""
    sheet = state.sheet
    number = sheet.picked() if sheet else 0
    if sheet is not None and key.isdigit():  # a narrowed list keeps its numbers
        number = next((at for at, row in enumerate(sheet.rows) if row.cells["n"][0] == key), -1)
        if number < 0:
            return refuse(f"There is no candidate {key}{' yet' if sheet.payload.more else ''}.")
    if sheet is not None and sheet.columns == "together":
        return together.take(state, number)
    return choosing.take(state, number)


def take_reason(state: State) -> Effects:
    """Act for the reason under the cursor, once one has been picked."""
    sheet = state.sheet
    if sheet is None or not sheet.at:
        return refuse("Pick a reason first, by its digit or with j and k.")
    return sheets.take_reason(state, sheet.picked())


def pick_reason(state: State, key: str = "1") -> Effects:
    """Pick the reason of a digit; what can be taken back is done at once, the rest waits for Enter."""
    sheet = state.sheet
    number = int(key) - 1
    if sheet is None or number >= len(sheet.rows) or sheet.rows[number].cells["n"][0] != key:
        return refuse(f"There is no reason {key}.")
    kind, chosen = sheet.payload
    if kind in AT_ONCE or sheet.rows[number].id == OTHER or (kind in ANSWERS and chosen.in_words):
        return sheets.take_reason(state, number)
    state.sheet = replace(sheet, at=sheet.rows[number].id)
    return ()


def confirm(state: State) -> Effects:
    """Do what was asked about."""
    sheet = state.sheet
    if sheet is None:
        return ()
    effects: Effects = sheet.payload()
    if not any(isinstance(each, Submit) for each in effects) or state.link.live:
        state.close_sheet()
    return effects


def qualify(state: State, visit_typed: str = "") -> Effects:
    """Take a new visit into the queue."""
    return _step(state, visit_typed, Step.QUALIFY)


def release(state: State, visit_typed: str = "") -> Effects:
    """Tell the technician: release the planned visit."""
    return _step(state, visit_typed, Step.RELEASE)


def unassign(state: State, visit_typed: str = "", code: str = "") -> Effects:
    """Put a visit back into the queue, for a reason where something holds it."""
    visit = _meant(state, visit_typed)
    if isinstance(visit, str):
        return refuse(visit)
    state.visit_id = visit.id
    chosen = _code("override", code) if code else ""
    if chosen is None:
        return _no_reason("override", code)
    effects = deeds.unplace(state)
    reason = Reason(code=chosen) if chosen else None
    return tuple(replace(each, override=reason) if isinstance(each, Submit) else each for each in effects)


def park(state: State, visit_typed: str = "", code: str = "") -> Effects:
    """Park a visit for a reason, or take it back when it is parked."""
    visit = _meant(state, visit_typed)
    if isinstance(visit, str):
        return refuse(visit)
    if visit.state is VisitState.PARKED:
        return deeds.step(state, visit, Step.UNPARK)
    return _with_reason(state, visit, "park", f"Why park {visit.id}?", code)


def cancel(state: State, visit_typed: str = "", code: str = "") -> Effects:
    """Cancel a visit for a reason."""
    visit = _meant(state, visit_typed)
    if isinstance(visit, str):
        return refuse(visit)
    return _with_reason(state, visit, "cancel", f"Why cancel {visit.id}? A digit picks the reason, Enter cancels", code)


def lock(state: State, visit_typed: str = "", kind: str = "") -> Effects:
    """Turn a visit's lock to the next kind, or to the one named."""
    visit = _meant(state, visit_typed)
    if isinstance(visit, str):
        return refuse(visit)
    state.visit_id = visit.id
    if not kind:
        return deeds.next_lock(state)
    from dispatchtui.core.commands.visits import LockVisit  # noqa: PLC0415  (rarely typed)

    wanted = kind.casefold()
    fitting = [each for word, each in LOCK_TYPED.items() if word.startswith(wanted)]
    if not fitting:
        return refuse(f"A lock is one of {', '.join(LOCK_TYPED)}, not {kind[:20]}.")
    command = LockVisit(visit_id=visit.id, lock=fitting[0])
    return deeds.act(state, visit, command, deeds.locked(visit, fitting[0]))


def extend(state: State, visit_typed: str = "", minutes: str = "") -> Effects:
    """Say that running work takes longer."""
    visit = _meant(state, visit_typed)
    if isinstance(visit, str):
        return refuse(visit)
    state.visit_id = visit.id
    if not minutes:
        return prompts.start_extend(state)
    if not _WHOLE.match(minutes):
        return refuse(f"Minutes are a number such as 40, not {minutes[:20]}.")
    return deeds.extend(state, visit, int(minutes))


def note(state: State, visit_typed: str = "", *words: str) -> Effects:
    """Write a note on a visit; when the first word is no visit, on the selected one."""
    visit = find_visit(state.picture.board, visit_typed) if visit_typed else ""
    if not isinstance(visit, Visit):
        words = (visit_typed, *words) if visit_typed else words
        visit = state.visit or NO_VISIT
    if isinstance(visit, str):
        return refuse(visit)
    if not words:
        state.visit_id = visit.id
        return prompts.start_note(state)
    return deeds.note(visit, " ".join(words))


def sick(state: State, technician_typed: str = "", from_typed: str = "") -> Effects:
    """Record a technician as sick from now, or from a time, to the end of the shift.

    A key asks for Enter; who was typed has been confirmed by the Enter behind the line, and one key takes it back.
    """
    if not technician_typed:
        return sheets.confirm_sick(state)
    technician = find_technician(state.picture.board, technician_typed)
    if isinstance(technician, str):
        return refuse(technician)
    found = _CLOCK.match(from_typed)
    if from_typed and found is None:
        return refuse(f"From when? A time such as 0710, not {from_typed[:20]}.")
    state.technician_id, state.pane = technician.id, "technicians"
    if found is None:
        return deeds.sick(state, technician)
    then = local(state.picture.now_s, technician.zone or state.picture.zone)
    from_s = then.replace(hour=int(found[1]), minute=int(found[2]), second=0).timestamp()
    return deeds.sick(state, technician, int(from_s))


def report(state: State, step_typed: str = "", visit_typed: str = "", *words: str) -> Effects:
    """Report a step on behalf of a technician who cannot: accept, depart, arrive, start, complete and so on."""
    steps = {str(each): each for each in Step}
    which = steps.get(step_typed.lower().replace("-", "_"))
    if which is None:
        return refuse(f"Report what? One of {', '.join(steps)}.")
    visit = _meant(state, visit_typed)
    if isinstance(visit, str):
        return refuse(visit)
    reason = Reason(code=OTHER, text=" ".join(words)) if words else None
    return deeds.step(state, visit, which, reason)


def history(state: State, visit_typed: str = "") -> Effects:
    """Show what happened to a visit."""
    visit = _meant(state, visit_typed)
    if isinstance(visit, str):
        return refuse(visit)
    return sheets.open_history(state, visit)


def filter_by(state: State, *words: str) -> Effects:
    """Filter the pane in hand; without words, show everything."""
    if state.pane not in prompts.FILTERED:
        state.pane = "queue"
    wrong = prompts.set_filter(state, state.pane, " ".join(words))
    return refuse(wrong) if wrong else ()


def _meant(state: State, typed: str) -> Visit | str:
    """The visit typed, else the selected one, else the sentence why not."""
    if typed and typed != ".":
        return find_visit(state.picture.board, typed)
    return state.visit or NO_VISIT


def _step(state: State, typed: str, which: Step) -> Effects:
    visit = _meant(state, typed)
    return refuse(visit) if isinstance(visit, str) else deeds.step(state, visit, which)


def _with_reason(state: State, visit: Visit, kind: str, title: str, code: str) -> Effects:
    state.visit_id = visit.id
    if not code:
        return sheets.open_reasons(state, kind, f"{title}{sheets.FOR_GOOD.get(kind, '')}")
    chosen = _code(kind, code)
    if chosen is None:
        return _no_reason(kind, code)
    return deeds.step(state, visit, sheets.STEPS[kind], Reason(code=chosen))


def _code(kind: str, typed: str) -> str | None:
    """The reason that was typed, by its code or its number; nothing when there is none or it takes words."""
    codes = [each for each, _ in LISTS[kind]]
    chosen = codes[int(typed) - 1] if typed in map(str, range(1, len(codes) + 1)) else typed
    return chosen if chosen in codes and chosen != OTHER else None


def _no_reason(kind: str, typed: str) -> Effects:
    codes = ", ".join(each for each, _ in LISTS[kind][:-1])
    return refuse(f"A reason is one of {codes}, or its number, not {typed[:20]}.")
