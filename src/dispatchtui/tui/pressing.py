"""A key that was pressed: too hasty to count, an action of the table, a character of the line, or nothing here.

Never: a key without an answer.
Why: what a key means depends on mode, sequence and haste, and the app should know none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatchtui.tui.keymap import shown
from dispatchtui.tui.lines import typed
from dispatchtui.tui.state import LINE

if TYPE_CHECKING:
    from dispatchtui.tui.app import Console


def press(app: Console, key: str, character: str) -> None:
    """Do what a key means now."""
    if app.connection.foreseeing is not None:
        app.connection.foreseeing.hush()
    if app.connection.planning is not None:
        app.connection.planning.hush()
    state, before = app.state, app.state.mode
    state.presses += 1
    hasty = app.haste.too_soon(state, key)
    if hasty:
        state.say(hasty, "error")
        return
    action = app.keymap.press(state.mode, key)
    if action is not None:
        app.do(action, key)
    elif state.mode == LINE:
        typed(state, character, key)
    elif not app.keymap.begun:
        state.say(f"{shown(key)} does nothing here; ? shows the keys.")
        app.haste.unknown(state)
    app.haste.done(state, before)
