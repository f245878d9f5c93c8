"""`ConsoleBase`: a Textual app that draws as little as it can, as soon as it can, and leaves the terminal clean.

Subclass it in place of `textual.app.App`. What a subclass has besides: `look` (theme and symbols),
`paint_now(*widgets)` for key handlers, `rtt_ms` for the status line, Ctrl+L to draw everything again.

Never: the command palette and its screenshot, a traceback that prints data, a frame for each event.
Why: the app file of a Textual program rots by gathering such matters; here they have a place of their own.
"""

import os
import sys
import traceback
from asyncio import TimerHandle
from collections.abc import Iterable
from time import monotonic
from typing import Any, ClassVar, Final

from rich.console import RenderableType
from rich.text import Text
from textual.app import App, ReturnType, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import Monochrome, NoColor
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES
from textual.theme import Theme as TextualTheme
from textual.widget import Widget

from dispatchtui.tui.safe import safe_lines
from dispatchtui.tui.terminal.cells import Painter
from dispatchtui.tui.terminal.detect import Profile, detect
from dispatchtui.tui.terminal.driver import ConsoleDriver
from dispatchtui.tui.terminal.flow import ASK, Flow
from dispatchtui.tui.terminal.frames import Frames
from dispatchtui.tui.terminal.guard import Guard
from dispatchtui.tui.terminal.paint import paint_now
from dispatchtui.tui.terminal.theme import DARK, LIGHT, Look

THEME_NAME: Final = "console"
KEY_FRAMES_FOR_S: Final = 0.3
SYNC_FROM_BYTES: Final = 256
SYNC: Final = ("\x1b[?2026h", "\x1b[?2026l")
USAGE_ERROR: Final = 2


class ConsoleBase(App[ReturnType]):
    """The terminal side of the console's app."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+l", "redraw", "Redraw", show=False, priority=True)]

    def __init__(self, *, color: str = "auto", glyphs: str = "auto", light: bool = False) -> None:
        """Find out what the terminal can do, unless the arguments say it."""
        self.profile: Profile = detect(os.environ, color, glyphs)
        self.look = Look.of(self.profile, light)
        self.guard = Guard()
        self.flow = Flow()
        self.frames = Frames(Painter(self.profile.depth, self.guard, self.look.glyphs.tier == "ascii"))
        self._retry: TimerHandle | None = None
        self._painting_for_key = False
        colours = self.profile.depth in ("truecolor", "256")
        super().__init__(driver_class=ConsoleDriver, ansi_color=not colours)
        # Both would turn the colours we have chosen into others.
        self._filters = [kept for kept in self._filters if not isinstance(kept, (Monochrome, NoColor))]
        self.register_theme(_textual_theme(light, colours))
        self.theme = THEME_NAME

    @property
    def rtt_ms(self) -> int | None:
        """Return how long the last frame took to be shown and answered, or None where that is not known."""
        rtt = self.flow.rtt_ms
        return None if rtt is None or self.flow.silent else round(rtt)

    def run(self, *, headless: bool = False, **options: Any) -> ReturnType | None:
        """Run until it exits; on a terminal that cannot be drawn on say so in one sentence and return at once."""
        if self.profile.refusal and not headless:
            sys.stderr.write(self.profile.refusal + "\n")
            self._return_code = USAGE_ERROR
            return None
        return super().run(headless=headless, **options)

    def paint_now(self, *widgets: Widget) -> bool:
        """Paint what has changed in these widgets at once, for a key handler; tell whether that was possible."""
        if not self._running or not self.screen_stack:
            return False
        self._painting_for_key = True
        try:
            return paint_now(self.screen, set(widgets))
        finally:
            self._painting_for_key = False

    def action_redraw(self) -> None:
        """Draw everything again, whatever has been written over it."""
        self.frames.invalidate()
        self.refresh()
        self._send_frame(urgent=True)

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Write no file: over ssh it would be written on the server."""

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """Offer nothing of Textual's own."""
        return ()

    def terminal_started(self) -> None:
        """Draw everything: the terminal is ours, now or again."""
        self.flow.reset()
        self.frames.invalidate()
        self._send_frame(urgent=True)

    def terminal_resized(self) -> None:
        """Draw everything: terminals move and cut what they showed."""
        self.frames.invalidate()
        self._retry_in(0.05)

    def terminal_answered(self) -> None:
        """Send what has been held back."""
        self.flow.answered(monotonic())
        if self.frames.pending:
            self._send_frame(urgent=False)

    def terminal_lost(self, return_code: int) -> None:
        """Leave; there is nobody to ask."""
        self.exit(return_code=return_code)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Take an update into the front buffer and send what the terminal lacks, if it may leave now."""
        if not isinstance(self._driver, ConsoleDriver):
            super()._display(screen, renderable)
            return
        try:
            if renderable is None or not self._running or self._closed:
                return
            try:
                if not self.frames.apply(renderable):  # type: ignore[arg-type]
                    self.frames.apply(self.screen._compositor.render_full_update())
            except Exception as error:  # noqa: BLE001  (whatever it is, Textual must end the app with it)
                self._handle_exception(error)
                return
            if not self._batch_count:
                recent = monotonic() - self._driver.last_input_s < KEY_FRAMES_FOR_S
                self._send_frame(urgent=self._painting_for_key or recent)
        finally:
            self.post_display_hook()

    def _send_frame(self, urgent: bool) -> None:
        """Send what differs, or see that it is tried again."""
        driver = self._driver
        if not isinstance(driver, ConsoleDriver) or not driver.active or not self.frames.pending or self._exit:
            return
        now_s = monotonic()
        if not self.flow.may_send(now_s, urgent, driver.backlog):
            self._retry_in(self.flow.retry_in_s(now_s))
            return
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        data = self.frames.flush()
        if not data:
            return
        if self._sync_available and len(data) > SYNC_FROM_BYTES:
            data = SYNC[0] + data + SYNC[1]
        driver.write(data + ASK if self.flow.sent(now_s) else data)

    def _retry_in(self, seconds: float) -> None:
        """Try to send a held frame after a while."""
        if self._retry is None and self._driver is not None:
            self._retry = self._driver._loop.call_later(seconds, self._retry_now)

    def _retry_now(self) -> None:
        """Try to send a held frame."""
        self._retry = None
        self._send_frame(urgent=False)

    def _fatal_error(self) -> None:
        """Exit with the traceback, made safe and without the values that Textual would print with it."""
        text = "\n".join(safe_lines(traceback.format_exc(), 200, 200))
        self._exit_renderables.append(Text(text))
        self._close_messages_no_wait()


def _textual_theme(light: bool, colours: bool) -> TextualTheme:
    """Return the theme for Textual's own widgets that goes with ours."""
    if not colours:
        plain = BUILTIN_THEMES["ansi-light" if light else "ansi-dark"]
        return TextualTheme(
            name=THEME_NAME, primary=plain.primary, secondary=plain.secondary, warning=plain.warning, error=plain.error,
            success=plain.success, accent=plain.accent, foreground="ansi_default", background="ansi_default",
            surface="ansi_default", panel="ansi_default", boost="ansi_default", dark=not light, ansi=True,
            variables=plain.variables,
        )  # fmt: skip
    roles = LIGHT if light else DARK
    return TextualTheme(
        name=THEME_NAME, primary=roles["ok"], secondary=roles["held"], warning=roles["risk"], error=roles["late"],
        success=roles["ok"], accent=roles["risk"], foreground=roles["text"], background=roles["bg"],
        surface=roles["bg"], panel=roles["panel"], dark=not light,
    )  # fmt: skip
