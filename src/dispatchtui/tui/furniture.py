"""What the console is made of once the first line is painted: state, keys, connection, panes.

Never: loaded before the first paint.
Why: half of what a start costs is loading; a dispatcher who reconnects must see at once that it has begun.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from dispatchtui.tui import health
from dispatchtui.tui.connection import Connection
from dispatchtui.tui.foreseeing import Foreseeing
from dispatchtui.tui.haste import Haste
from dispatchtui.tui.keymap import Keymap
from dispatchtui.tui.panes.layout import Frame
from dispatchtui.tui.planning import Planning
from dispatchtui.tui.state import State
from dispatchtui.tui.views.picture import Picture

if TYPE_CHECKING:
    from dispatchtui.tui.app import Console


def _drained(app: Console) -> Callable[[], None]:
    """What takes over, soon and on the app's own thread, what another thread has to tell."""
    loop = asyncio.get_running_loop()

    def told() -> None:
        with contextlib.suppress(RuntimeError):  # the console was left meanwhile
            loop.call_soon_threadsafe(app.drain)

    return told


async def furnish(app: Console) -> bool:
    """Give the app all that it is made of, and put the panes on its screen; tell whether there is one still."""
    app.state = State(picture=Picture(glyphs=app.look.glyphs))
    app.keymap = Keymap(own=app.given.keys)
    app.haste = Haste()
    app.connection = Connection(app.state, app.given.found, app.given.session)
    app.connection.foreseeing = Foreseeing()
    if app.given.worker is not None:
        app.connection.planning = Planning(app.given.worker, _drained(app))
        app.state.offered.there = True
    app.frame = Frame(app.state, app.keymap, app.status_line)
    gc.enable()  # the command line turned it off: nothing that loading makes is garbage
    if not app.is_running or not app.screen_stack or not app.screen.is_attached:
        return False  # it was left while this was loading
    await app.mount(app.frame)
    app.set_interval(health.LOOK_EVERY_S, lambda: app.draw() if health.recount(app.state) else None)
    return app.frame.is_attached
