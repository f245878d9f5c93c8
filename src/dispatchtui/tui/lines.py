"""What Enter does with a line that was typed.

Never: a text lost because it could not be used: the line stays, with the sentence that says what is wrong.
Why: whoever types with the telephone at the ear must not type twice.
"""

from __future__ import annotations

from collections.abc import Callable

from dispatchtui.core.events import Reason
from dispatchtui.tui import deeds, marking, prompts, sheets
from dispatchtui.tui.effects import Each, Effects, Say, Select, Submit, refuse
from dispatchtui.tui.entry import Entry
from dispatchtui.tui.reasons import OTHER
from dispatchtui.tui.state import CANDIDATES, NOTHING_SENT, State


def typed(state: State, characters: str, key: str = "") -> None:
    """Take what was typed or pasted into the line, or an editing key; the board follows."""
    entry = state.entry
    if entry is None:
        return
    if key == "tab" and entry.kind == "command":
        from dispatchtui.tui.commandline import completed  # noqa: PLC0415  (it reads the action table)

        state.entry = entry.with_text(completed(entry.text))
        return
    if key == "backspace" and not entry.text:
        prompts.leave_line(state)
        return
    after = entry.edited(key, state.histories.get(entry.kind, ()))
    printable = not key or (len(characters) == 1 and characters.isprintable())
    if after is None and not printable:
        return
    state.entry = after if after is not None else entry.typed(characters)
    prompts.follow_typing(state)


def finish(state: State) -> Effects:
    """Use the typed line; it stays open when it could not be used."""
    entry = state.entry
    if entry is None:
        return ()
    barred = _barred(state, entry)
    if barred:  # no other words would help
        state.entry = None
        return refuse(barred)
    effects = _FINISH[entry.kind](state, entry)
    failed = next((each for each in effects if isinstance(each, Say) and each.tone == "error"), None)
    if failed is not None:
        state.entry = entry.wrong(failed.sentence)
        return ()
    if any(isinstance(each, Submit | Each) for each in effects) and not state.link.live:
        word = state.link.word.capitalize()
        state.entry = entry.wrong(f"{word}: this {NOTHING_SENT}; Enter again when the link is back.")
        return ()
    if entry.text.strip():
        past = tuple(line for line in state.histories.get(entry.kind, ()) if line != entry.text)
        state.histories[entry.kind] = (*past, entry.text)[-50:]
    if state.entry is entry:
        state.entry = None
    return effects


def _barred(state: State, entry: Entry) -> str:
    if entry.kind != "command":
        return ""
    from dispatchtui.tui.commandline import barred  # noqa: PLC0415  (it reads the action table, which names this)

    return barred(state, entry.text)


def _filter(state: State, entry: Entry) -> Effects:
    wrong = prompts.set_filter(state, entry.subject, entry.text)
    return (Say(wrong, "error"),) if wrong else ()


def _find(state: State, _entry: Entry) -> Effects:
    sheet = state.sheet
    if sheet is None or not sheet.rows:
        return (Say("Nothing found.", "error"),)
    table, _, row_id = sheet.at.partition("/")
    state.close_sheet()
    if table == "technicians":
        state.technician_id = row_id
        return (Select("technicians", row_id),)
    state.visit_id = row_id
    return (Select("queue", row_id),)


def _narrow(state: State, _entry: Entry) -> Effects:
    if state.sheet is None or not state.sheet.rows:
        whom = "Nobody of that name can take it; w tells why."
        of_people = state.sheet is not None and state.sheet.kind == CANDIDATES
        return (Say(whom if of_people else "No row holds that.", "error"),)
    return ()


def _command(state: State, entry: Entry) -> Effects:
    from dispatchtui.tui.commandline import run_line  # noqa: PLC0415  (it reads the action table, which names this)

    return run_line(state, entry.text)


def _note(state: State, entry: Entry) -> Effects:
    if not entry.text.strip():
        return (Say("A note needs words.", "error"),)
    ids = tuple(entry.subject.split())
    if len(ids) > 1:
        return marking.noted(state, ids, entry.text)
    visit = state.picture.board.visits.get(entry.subject)
    if visit is None:
        return (Say(f"{entry.subject} is gone.", "error"),)
    return deeds.note(visit, entry.text)


def _extend(state: State, entry: Entry) -> Effects:
    visit = state.picture.board.visits.get(entry.subject)
    if visit is None:
        return (Say(f"{entry.subject} is gone.", "error"),)
    number, _, words = entry.text.strip().partition(" ")
    try:
        minutes = int(number)
    except ValueError:
        return (Say("Type minutes such as 40, and if you like a reason behind them.", "error"),)
    return deeds.extend(state, visit, minutes, words)


def _reason(state: State, entry: Entry) -> Effects:
    if not entry.text.strip():
        return (Say("This reason needs words.", "error"),)
    return sheets.for_reason(state, Reason(code=entry.extra or OTHER, text=entry.text.strip()))


_FINISH: dict[str, Callable[[State, Entry], Effects]] = {
    "filter": _filter,
    "find": _find,
    "narrow": _narrow,
    "command": _command,
    "note": _note,
    "extend": _extend,
    "reason": _reason,
}
