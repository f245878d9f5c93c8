"""Who is still to come in a list of candidates, found a little at a time once the list is painted.

Never: a key that waits for it longer than one look; a list that nobody has open.
Why: on a board where every day is full the last candidates take minutes, and the dispatcher goes on meanwhile.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Final

from dispatchtui.tui.choosing import fill, unfilled
from dispatchtui.tui.weighing import unweighed, weigh

if TYPE_CHECKING:
    from dispatchtui.tui.app import Console

LOOK_S: Final = 0.006
REST_S: Final = 0.008
"""Between two looks: keys that came meanwhile are done first, and the rest of the machine has its turn."""


def look_soon(app: Console) -> None:
    """See to it that the list that lies open is looked on for, if it lacks anybody."""
    if not app.state.looking and (unfilled(app.state) or unweighed(app.state)):
        app.state.looking = True
        app.set_timer(REST_S, lambda: _look(app))


def _look(app: Console) -> None:
    app.state.looking = False
    until = perf_counter() + LOOK_S
    if fill(app.state, LOOK_S) or weigh(app.state, lambda: perf_counter() > until):
        app.draw()
    look_soon(app)
