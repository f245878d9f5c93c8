"""A list whose rows each come with a line to type: Enter fills it in, or says what must be typed in a shell."""

from __future__ import annotations

import re

from dispatchtui.tui.effects import Effects, Say, refuse
from dispatchtui.tui.entry import Entry
from dispatchtui.tui.state import State

PLACEHOLDER = re.compile(r"""(?<=[ \[{:])[A-Z][A-Z_]+(?=[ ,\]}]|$)|(?<=": ")PART(?=")""")
"""What is to be filled in of a line: a word in capitals that is no text, and the name of a part."""
IN_A_SHELL = re.compile(r"dispatchtui do '(.*)'")
"""An act as it is typed in a shell; here it is typed without what is around it."""


def fill_in(state: State) -> Effects:
    """Fill the row's line into the command line, where Enter does it; one for a shell is shown."""
    from dispatchtui.tui.actions import BY_VERB  # noqa: PLC0415
    from dispatchtui.tui.commandline import words_of  # noqa: PLC0415  (it reads the action table, which names this)

    sheet = state.sheet
    if sheet is None or not sheet.rows:
        return refuse("There is nothing to do here.")
    line: str = sheet.payload.get(sheet.rows[sheet.picked()].id, "")
    act = IN_A_SHELL.fullmatch(line)
    line = act[1] if act is not None else line
    if line.startswith("{"):
        state.entry = Entry(kind="command", prompt=":").with_text(line).at_first(PLACEHOLDER)
        wanted = tuple(dict.fromkeys(PLACEHOLDER.findall(line)))
        if wanted:
            state.entry = state.entry.wrong(f"fill in {' and '.join(wanted)}, then Enter")
        return ()
    words = words_of(line)
    if words and words[0] in BY_VERB:
        state.entry = Entry(kind="command", prompt=":").with_text(line)
        return ()
    return (Say(f"In a shell: {line}"),) if line else refuse("Nothing typed here mends it.")
