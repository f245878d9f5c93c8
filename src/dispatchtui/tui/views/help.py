"""The keys that work here and now, and for those that do not, why; read from the action table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dispatchtui.tui.effects import Effects
from dispatchtui.tui.fields import TECHNICIAN_FIELDS, VISIT_FIELDS
from dispatchtui.tui.state import READING, Sheet, State
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.timeline import LEGEND

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
    """A row for each action of the mode, then the filter's fields and what the bars of the timeline mean."""
    from dispatchtui.tui.keymap import shown  # noqa: PLC0415  (it reads the action table)

    found = []
    for action in actions:
        if state.mode not in action.modes:
            continue
        why_not = action.hindrance(state)
        keys = "1-9" if len(action.keys) == 9 else " ".join(shown(key) for key in action.keys)
        verb = f":{action.verbs[0]} {action.usage}".rstrip() if action.verbs else ""
        style = "dim" if why_not else "text"
        about = action.about(state).removeprefix(": ") if action.about is not None else ""
        told = f" Not now: {why_not}" if why_not else f" Now: {about}." if about else ""
        found.append(ViewRow(action.name, {
            "keys": (keys, "strong" if not why_not else "dim"), "verb": (verb, style),
            "what": (f"{action.help}{told}", style)}))  # fmt: skip
    for title, fields in (("visits", VISIT_FIELDS), ("technicians", TECHNICIAN_FIELDS)):
        found += [ViewRow(f"{title}.{field.name}", {
            "keys": ("/", "dim"), "verb": (f"{field.name}:", "text"),
            "what": (f"filter of {title}: {field.help}", "dim")}) for field in fields]  # fmt: skip
    if state.on_board:
        fill = state.picture.glyphs.fill
        found += [ViewRow(style, {"keys": (fill(style) * 8, style), "verb": ("timeline", "dim"), "what": (what, "dim")})
                  for style, what in LEGEND]  # fmt: skip
    return tuple(found)
