"""Lines to type: opening one, letting the board follow while it is typed, leaving it.

Never: an act; what Enter does is in `lines`.
Why: a filter is seen working letter by letter, and leaving the line leaves nothing behind.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dispatchtui.tui import fields
from dispatchtui.tui.effects import Effects, refuse
from dispatchtui.tui.entry import Entry
from dispatchtui.tui.filter import Filter, Wrong
from dispatchtui.tui.state import CANDIDATES, READING, Sheet, State
from dispatchtui.tui.views.found import found_rows

FILTERED = {"queue": "visits", "alerts": "visits", "technicians": "technicians", "timeline": "technicians"}
"""What each pane's rows are."""


def start_filter(state: State) -> Effects:
    """Type a filter for the pane in hand."""
    if state.pane not in FILTERED:
        return refuse("This pane shows one row; filter the queue (1) or the technicians (2).")
    present = state.filters.get(state.pane)
    text = present.text if present else ""
    state.entry = Entry(kind="filter", prompt="/", subject=state.pane, extra=text).with_text(text)
    return ()


def start_find(state: State) -> Effects:
    """Type what to look for among all visits and technicians, ended ones too."""
    state.entry = Entry(kind="find", prompt="find: ")
    state.sheet = Sheet(kind=READING, title="Find", columns="found", below=state.sheet, empty="Type a few letters.")
    return ()


def start_narrow(state: State) -> Effects:
    """Type part of a name to leave only the rows that hold it."""
    sheet = state.sheet
    if sheet is not None and sheet.kind != CANDIDATES and not sheet.every:
        state.sheet = replace(sheet, every=sheet.rows)
    state.entry = Entry(kind="narrow", prompt="only: ")
    return ()


def start_command(state: State) -> Effects:
    """Type a command."""
    state.entry = Entry(kind="command", prompt=":")
    return ()


def start_note(state: State, words: str = "") -> Effects:
    """Type a note on the selected visit."""
    state.entry = Entry(kind="note", prompt=f"note on {state.visit_id}: ", subject=state.visit_id).with_text(words)
    return ()


def start_extend(state: State) -> Effects:
    """Type by how many minutes the selected visit takes longer."""
    state.entry = Entry(kind="extend", prompt=f"{state.visit_id} takes longer by minutes: ", subject=state.visit_id)
    return ()


def leave_line(state: State) -> Effects:
    """Leave the line; a filter goes back to what it was."""
    entry = state.entry
    state.entry = None
    if entry is not None and entry.kind == "filter":
        set_filter(state, entry.subject, entry.extra)
    if entry is not None and entry.kind == "find":
        state.close_sheet()
    if entry is not None and entry.kind == "narrow":
        narrow(state, "")
    return ()


def follow_typing(state: State) -> None:
    """Let the board follow the line while it is typed: filter, find, narrow."""
    entry = state.entry
    if entry is None:
        return
    if entry.kind == "filter":
        wrong = set_filter(state, entry.subject, entry.text)
        state.entry = entry.wrong(wrong)
    elif entry.kind == "find" and state.sheet is not None:
        rows = found_rows(state.picture, entry.text)
        state.sheet = replace(state.sheet, rows=rows, at=rows[0].id if rows else "",
                              empty="Nothing found." if entry.text else "Type a few letters.")  # fmt: skip
    elif entry.kind == "narrow":
        narrow(state, entry.text)


def narrow(state: State, text: str) -> None:
    """Leave the rows of the list that hold the text."""
    sheet, wanted = state.sheet, text.casefold()
    if sheet is None:
        return
    every = sheet.payload.every if sheet.kind == CANDIDATES else sheet.every
    kept = tuple(row for row in every if wanted in " ".join(piece[0] for piece in row.signature).casefold())
    state.sheet = replace(sheet, rows=kept, at=kept[0].id if kept else "")


def set_filter(state: State, name: str, text: str) -> str:
    """Give a pane a filter, or take it away when the text is empty; answer what is wrong with it."""
    made: Filter[Any] | Wrong
    made = fields.visit_filter(text) if FILTERED[name] == "visits" else fields.technician_filter(text)
    if isinstance(made, Wrong):
        return made.sentence
    if made.empty:
        state.filters.pop(name, None)
    else:
        state.filters[name] = made
    return ""
