"""The console: holds replica, selection and mode, and does three things: drain frames, run an action, draw.

Never: a rule, a key, a word of what is shown; those are in the action table, the views and the core.
Why: Textual programs rot in this file; here it is small because nothing else fits in.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, Final, cast

from dispatchtui.tui.terminal.base import ConsoleBase  # before Textual itself, which reads its environment once

from textual import events  # isort: skip
from textual.app import ComposeResult  # isort: skip

from dispatchtui.tui.actions import BY_NAME, Action
from dispatchtui.tui.connection import Connection
from dispatchtui.tui.effects import Submit
from dispatchtui.tui.keymap import Keymap, shown
from dispatchtui.tui.lines import typed
from dispatchtui.tui.panes.layout import Frame
from dispatchtui.tui.perform import perform
from dispatchtui.tui.state import BOARD, LINE, State
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.widgets import StripList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dispatchtui.client.session import Batch, Session
    from dispatchtui.core.model import Position

DRAW_EVERY_S: Final = 0.08
KEYS_GO_FIRST_S: Final = 0.004
"""How long a feed batch may keep a key waiting."""
SAME_KEY: Final = {"ctrl+j": "enter", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+i": "tab", " ": "space"}


class Console(ConsoleBase[int]):
    """The dispatch console's app."""

    state: State
    connection: Connection
    frame: Frame

    def __init__(
        self, *, url: str = "", token: str = "", session: Session | None = None, color: str = "auto",
        glyphs: str = "auto", light: bool = False, keys: dict[str, tuple[str, ...]] | None = None,
    ) -> None:  # fmt: skip
        """Make everything that is needed to paint; nothing is connected yet."""
        super().__init__(color=color, glyphs=glyphs, light=light)
        self.state = State(picture=Picture(glyphs=self.look.glyphs))
        self.keymap = Keymap(own=keys)
        self.connection = Connection(self.state, url, token, session)
        self.frame = Frame(self.state, self.keymap)
        self._changed: Any = None

    def compose(self) -> ComposeResult:
        """One frame holds it all."""
        yield self.frame

    def on_mount(self) -> None:
        """Paint first, then load the network and connect."""
        self.call_after_refresh(self.connection.start, self.told)
        self.set_interval(DRAW_EVERY_S, self.drain)

    async def on_unmount(self) -> None:
        """Let go of the server."""
        await self.connection.close()

    def on_resize(self) -> None:
        """Plan the panes anew."""
        self.call_after_refresh(self.draw)

    # Drain frames.

    def told(self, batch: Batch) -> None:
        """Keep what the feed changed until it is drawn; an answer to a key does not wait."""
        self._changed = batch.changes if self._changed is None else self._changed.plus(batch.changes)
        if batch.changes.ended or self.state.pending or batch.phase is not None:
            self.drain()

    def drain(self) -> None:
        """Take over what changed, look at the clock, and draw if anything differs."""
        session, state = self.connection.session, self.state
        changed, self._changed = self._changed, None
        picture, before = state.picture, (state.picture.revision, state.link)
        state.link = self.connection.link()
        if session is not None:
            replica = session.replica
            picture.me, picture.pending = replica.actor, replica.drawn
            picture.positions = cast("Mapping[str, Position]", replica.positions)
            picture.at(self.connection.now_s)
            if changed is not None and changed.replaced:
                picture.replace(replica.board)
                self.settle()
            elif changed is not None:
                picture.follow(replica.board, changed.keys | {f"technicians/{each}" for each in changed.positions})
            until = monotonic() + KEYS_GO_FIRST_S
            picture.freshen(lambda: monotonic() > until)
            state.facts = replica.facts.of
        if before != (picture.revision, state.link):
            self.draw()

    # Run an action.

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pasted text ourselves, before any widget does."""
        if isinstance(event, events.Key) and event.key != "ctrl+l":
            character = event.character or ""
            key = character if len(character) == 1 and character.isprintable() else event.key
            self.press(SAME_KEY.get(key, key), character)
        elif isinstance(event, events.Paste):
            if self.state.entry is not None:
                typed(self.state, event.text)
                self.show()
        else:
            await super().on_event(event)

    def press(self, key: str, character: str = "") -> None:
        """Do what a key means now, and paint it at once."""
        state = self.state
        state.presses += 1
        action = self.keymap.press(state.mode, key)
        if action is not None:
            self.do(action, key)
        elif state.mode == LINE:
            typed(state, character, key)
        elif not self.keymap.begun:
            state.say(f"{shown(key)} does nothing here; ? shows the keys.")
        self.show()

    def do(self, action: Action | str, key: str = "") -> None:
        """Run an action of the table, or say why it cannot be done."""
        action = BY_NAME[action] if isinstance(action, str) else action
        state = self.state
        if state.message is not None and (state.message.tone != "alarm" or action.group != "move"):
            state.message = None
        why_not = action.hindrance(state)
        if why_not:
            state.say(why_not, "error")
            return
        for effect in action.run(state, key) if action.keyed else action.run(state):
            perform(self, effect)

    def send(self, effect: Submit) -> None:
        """Send an act; what lay open for it has done its work."""
        self.state.sheet = None
        self.connection.submit(effect, self.show)

    # Draw.

    def show(self) -> None:
        """Draw, and paint what a key changed without waiting for the next frame."""
        self.draw()
        self.paint_now(*self.frame.drawn)

    def draw(self) -> None:
        """Make the screen show the state."""
        if self.frame.is_mounted and self.frame.size.width:
            self.frame.sync()
            self.follow_cursor()

    def follow_cursor(self) -> None:
        """Let the selection be the row under the cursor of the list in hand."""
        rows = self.frame.active
        self.state.cursor_is_on(str(rows.cursor_id) if rows is not None and rows.cursor_id is not None else "")

    def on_strip_list_cursor_moved(self, message: StripList.CursorMoved) -> None:
        """Follow a click into another pane."""
        pane = next((name for name, each in self.frame.lists.items() if each.list is message.strip_list), "")
        if message.strip_list.has_focus and pane and self.state.mode == BOARD:
            self.state.pane = pane
            self.show()

    def settle(self) -> None:
        """Leave what a snapshot brought out of later collections."""
        from dispatchtui.tui.terminal.paint import settle_memory  # noqa: PLC0415  (once for each snapshot)

        settle_memory()


def run(*, url: str = "", token: str = "", theme: str = "", glyphs: str = "") -> int:
    """Open the console on this terminal until it is left; answer the exit code."""
    from dispatchtui.tui.options import options  # noqa: PLC0415  (read once)

    app = Console(url=url, token=token, **options(theme, glyphs))
    return app.run(mouse=True) or app.return_code or 0
