"""The console: holds replica, selection and mode, and does three things: drain frames, run an action, draw.

Never: a rule, a key, a word of what is shown; those are in the action table, the views and the core.
Why: Textual programs rot in this file; here it is small because nothing else fits in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from dispatchtui.tui.terminal.base import ConsoleBase  # before Textual itself, which reads its environment once

from textual import events  # isort: skip
from textual.app import ComposeResult  # isort: skip

from dispatchtui.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from dispatchtui.client.credentials import Credentials
    from dispatchtui.client.session import Batch, Session
    from dispatchtui.tui.action import Action
    from dispatchtui.tui.connection import Connection
    from dispatchtui.tui.effects import Submit
    from dispatchtui.tui.haste import Haste
    from dispatchtui.tui.keymap import Keymap
    from dispatchtui.tui.panes.layout import Frame
    from dispatchtui.tui.state import State
    from dispatchtui.tui.widgets.strip_list import StripList

DRAW_EVERY_S: Final = 0.08


class Given(Struct, frozen=True, kw_only=True):
    """What the console was started with."""

    found: Credentials | None = None
    session: Any = None
    keys: dict[str, tuple[str, ...]] | None = None
    worker: Any = None


class Console(ConsoleBase[int]):
    """The dispatch console's app."""

    state: State
    connection: Connection
    frame: Frame
    keymap: Keymap
    haste: Haste

    def __init__(
        self, *, found: Credentials | None = None, session: Session | None = None, color: str = "auto",
        glyphs: str = "auto", light: bool = False, keys: dict[str, tuple[str, ...]] | None = None,
        worker: Callable[[Callable[[], None]], Any] | None = None,
    ) -> None:  # fmt: skip
        """Make everything that is needed to paint; nothing is connected yet. `worker` makes who looks for plans."""
        super().__init__(color=color, glyphs=glyphs, light=light)
        self.given = Given(found=found, session=session, keys=keys, worker=worker)
        self._early: list[events.Key] | None = []
        self._changed: Any = None
        self.status_line = StatusLine()

    def compose(self) -> ComposeResult:
        """One line for the first paint; the rest follows it."""
        yield self.status_line

    def on_mount(self) -> None:
        """Paint at once; only then load what the board needs, and after that the network."""
        self.status_line.show(((" CONNECTING", "stale"),))
        self.call_after_refresh(self.furnish)

    async def furnish(self) -> None:
        """Make the panes, take the keys that came early, and connect."""
        from dispatchtui.tui.furniture import furnish  # noqa: PLC0415  (loaded after the first paint)

        if not await furnish(self):
            return
        early, self._early = self._early or [], None
        for key in early:
            await self.on_event(key)
        self.set_interval(DRAW_EVERY_S, self.drain)
        self.call_after_refresh(self.connection.start, self.told)

    async def on_unmount(self) -> None:
        """Let go of the server."""
        if self._early is None:
            await self.connection.close()

    def on_resize(self) -> None:
        """Plan the panes anew."""
        if self._early is None:
            self.call_after_refresh(self.draw)

    # Drain frames.

    def told(self, batch: Batch) -> None:
        """Keep what the feed changed until it is drawn; an answer to a key does not wait."""
        self._changed = batch.changes if self._changed is None else self._changed.plus(batch.changes)
        if batch.changes.ended or self.state.pending or batch.phase is not None:
            self.drain()

    def drain(self) -> None:
        """Take over what changed, look at the clock, and draw if anything differs."""
        changed, self._changed = self._changed, None
        if self.connection.take_over(changed):
            self.draw()

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pasted text ourselves, before any widget does."""
        if self._early is not None:
            if isinstance(event, events.Key):
                self._early.append(event)
                return
        elif isinstance(event, events.Paste):
            self.paste(event.text)
            return
        if isinstance(event, events.Key) and event.key != "ctrl+l":
            from dispatchtui.tui.keymap import pressed  # noqa: PLC0415  (loaded after the first paint)

            for key in pressed(event.key, event.character or "", self.state.mode):
                self.press(key, event.character or "")
        else:
            await super().on_event(event)

    def paste(self, text: str) -> None:
        """Take pasted text into the line, if one is being typed."""
        from dispatchtui.tui.lines import typed  # noqa: PLC0415

        typed(self.state, text)
        self.show()

    def press(self, key: str, character: str = "") -> None:
        """Do what a key means now, and paint it at once."""
        from dispatchtui.tui.pressing import press  # noqa: PLC0415

        press(self, key, character)
        self.show()

    def do(self, action: Action, key: str = "") -> None:
        """Run an action of the table, or say why it cannot be done."""
        from dispatchtui.tui.perform import perform  # noqa: PLC0415

        state = self.state
        if state.message is not None and (state.message.tone != "alarm" or action.group != "move"):
            state.message = None
        why_not = action.hindrance(state)
        if why_not:
            state.say(why_not, "error")
            return
        for effect in action.run(state, key) if action.keyed else action.act(state):
            perform(self, effect)

    def send(self, effect: Submit) -> None:
        """Send an act; what lay open for it has done its work."""
        self.state.acts += 1
        if not effect.stays:
            self.state.sheet = None
        self.connection.submit(effect, self.show)

    def show(self) -> None:
        """Draw, and paint what a key changed without waiting for the next frame."""
        from dispatchtui.tui.looking import look_soon  # noqa: PLC0415  (loaded after the first paint)

        self.draw()
        self.paint_now(*self.frame.drawn)
        look_soon(self)

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
        if message.strip_list.has_focus and pane and self.state.on_board:
            self.state.pane = pane
            self.show()


def run(*, url: str = "", token: str = "", theme: str = "", glyphs: str = "") -> int:
    """Open the console until it is left; answer the exit code. Raises: UserError when no server is known."""
    from dispatchtui.client.credentials import known  # noqa: PLC0415  (read once)
    from dispatchtui.tui.options import options, worker  # noqa: PLC0415  (read once)

    app = Console(found=known(url, token), worker=worker, **options(theme, glyphs))
    return app.run(mouse=True) or app.return_code or 0
