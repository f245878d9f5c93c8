"""The keys that work here and now, and for those that do not, why; read from the action table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dispatchtui.tui.effects import Effects
from dispatchtui.tui.fields import TECHNICIAN_FIELDS, VISIT_FIELDS
from dispatchtui.tui.state import READING, Sheet, State
from dispatchtui.tui.views import ViewRow, legend

if TYPE_CHECKING:
    from dispatchtui.tui.action import Action


def open_help(state: State, actions: Iterable[Action]) -> Effects:
    """List the keys of the present mode, what they do, and why some do not now."""
    rows = help_rows(state, actions)
    where = state.pane if state.on_board else state.mode
    state.sheet = Sheet(kind=READING, title=f"Keys here ({where})", rows=rows, columns="help", below=state.sheet,
                        at=rows[0].id)  # fmt: skip
    return ()


def help_rows(state: State, actions: Iterable[Action]) -> tuple[ViewRow, ...]:
    """A row for each action of the mode, then what bars and symbols mean, and the filter's fields.

    In the timeline what its bars mean comes first.
    """
    from dispatchtui.tui.keymap import shown  # noqa: PLC0415  (it reads the action table)

    found: list[ViewRow] = []
    meanings = legend.rows(state.picture.glyphs) if state.on_board else ()
    for action in actions:
        if state.mode not in action.modes:
            continue
        why_not = action.hindrance(state)
        keys = "1-9" if len(action.keys) == 9 else " ".join(shown(key) for key in action.keys)
        verb = f":{action.verbs[0]} {action.usage}".rstrip() if action.verbs else ""
        style = "dim" if why_not else "text"
        about = action.about(state).removeprefix(": ") if action.about is not None else ""
        told = f"{action.help}{f' Not now: {why_not}' if why_not else f' Now: {about}.' if about else ''}"
        if action.barred(state):
            told = f"Not yours: {why_not} {action.help}"
        found.append(ViewRow(action.name, {
            "keys": (keys, "strong" if not why_not else "dim"), "verb": (verb, style),
            "what": (told, style)}))  # fmt: skip
    if state.pane != "timeline":
        found += meanings
    for title, fields in (("visits", VISIT_FIELDS), ("technicians", TECHNICIAN_FIELDS)):
        found += [ViewRow(f"{title}.{field.name}", {
            "keys": ("/", "dim"), "verb": (f"{field.name}:", "text"),
            "what": (f"filter of {title}: {field.help}", "dim")}) for field in fields]  # fmt: skip
    return (*meanings, *found) if state.pane == "timeline" else tuple(found)
