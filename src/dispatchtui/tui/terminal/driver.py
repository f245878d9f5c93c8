"""The terminal device: quick Escape, clicks without movement, and a clean terminal however it ends.

Never: output while another program has the terminal, mouse movement reports, focus reports, a spin on a dead line.
Why: Textual polls its input every 0.1 s, so Escape takes 102 ms whatever is configured; it spins at 84% of a core
when the terminal vanishes without a signal; SIGTERM leaves the shell in the alternate screen; and mode 1003 costs a
fifth of a core while the mouse moves.
"""

import os
import select
import signal
import sys
import termios
import threading
from codecs import getincrementaldecoder
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, cast

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from dispatchtui.tui.terminal.guard import Guard
from dispatchtui.tui.terminal.writer import TerminalWriter

if TYPE_CHECKING:
    from textual.app import App
    from textual.drivers._writer_thread import WriterThread

HUNG_UP: Final = 128 + signal.SIGHUP
RESTORE: Final = "\x1b[m\x1b[?2004l\x1b[?7h\x1b[?2026l\x1b[?1000l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h"
"""What undoes all that this driver sets, for when nobody else can."""
_FOCUS_REPORTS: Final = frozenset({"\x1b[?1004h", "\x1b[?1004l"})
_POINTER_SHAPE: Final = "\x1b]22;"
_SIMPLE_TERMINALS: Final = ("linux", "screen", "vt")


class TerminalHost(Protocol):
    """What the driver tells the app about the terminal, always in the app's own thread."""

    guard: Guard

    def terminal_started(self) -> None:
        """Note that the terminal is ours, now or again, and that nothing on it is known."""

    def terminal_resized(self) -> None:
        """Note that the terminal has another size and may show anything."""

    def terminal_answered(self) -> None:
        """Note an answer to a cursor report."""

    def terminal_lost(self, return_code: int) -> None:
        """Leave, because the terminal has gone or a signal says so."""


class ConsoleDriver(LinuxDriver):
    """Textual's driver for Linux and macOS with the faults above mended."""

    LEAVE_WITHIN_S: ClassVar[float] = 0.9
    POLL_S: ClassVar[float] = 0.1

    def __init__(
        self, app: "App[Any]", *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        """Attach to the process's own terminal; the app must be a `TerminalHost`."""
        self._writer: TerminalWriter | None = None
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.host = cast("TerminalHost", app)
        self._gone = False
        self._left = threading.Event()
        self._before: dict[signal.Signals, Any] = {}
        self.last_input_s = 0.0
        self._simple = os.environ.get("TERM", "").startswith(_SIMPLE_TERMINALS)

    @property  # type: ignore[override]
    def _writer_thread(self) -> "TerminalWriter | None":
        """Return our writer wherever Textual asks for its own."""
        return self._writer

    @_writer_thread.setter
    def _writer_thread(self, theirs: "WriterThread | None") -> None:
        """Put our writer in the place of the one Textual makes."""
        self._writer = None if theirs is None else TerminalWriter(_output())

    @property
    def active(self) -> bool:
        """Tell whether the terminal is ours to write on."""
        return self._writer is not None and not self._gone

    @property
    def backlog(self) -> int:
        """Return how many bytes the line has not taken yet."""
        return self._writer.backlog if self._writer is not None else 0

    def write(self, data: str) -> None:
        """Write what the guard lets through, if the terminal is ours."""
        if self._writer is None or self._gone or data in _FOCUS_REPORTS or data.startswith(_POINTER_SHAPE):
            return
        if self._simple and data.startswith(("\x1b[>", "\x1b[<u")):
            return
        self._writer.write(self.host.guard.output(data))

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._left.clear()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        theirs = signal.getsignal(signal.SIGWINCH)
        loop = self._loop

        def resized(signum: int, frame: Any) -> None:
            loop.call_soon_threadsafe(self.host.terminal_resized)
            if callable(theirs):
                theirs(signum, frame)

        signal.signal(signal.SIGWINCH, resized)
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            self._before[number] = signal.signal(number, self._told_to_leave)
        loop.call_soon_threadsafe(self.host.terminal_started)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self.write("\x1b[m")
        super().stop_application_mode()
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def close(self) -> None:
        """Write what is left and let go of the terminal."""
        super().close()
        self._writer = None
        self._left.set()

    def _sigcont_application(self, *arguments: Any) -> None:
        """Resume only what was suspended: SIGCONT may come at any time."""
        if self._writer is None:
            super()._sigcont_application(*arguments)

    def _enable_mouse_support(self) -> None:
        """Ask for clicks and the wheel, in the encoding without limits, and for nothing else."""
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1006h")

    def _disable_mouse_support(self) -> None:
        """Ask for no more mouse reports."""
        if self._mouse:
            self.write("\x1b[?1000l\x1b[?1006l")

    def _enable_mouse_pixels(self) -> None:
        """Leave the mouse in cells."""

    def _query_in_band_window_resize(self) -> None:
        """Rely on SIGWINCH, which ssh passes on."""

    def _request_terminal_sync_mode_support(self) -> None:
        """Ask about synchronised output, but not where the question would be printed."""
        if not self._simple:
            super()._request_terminal_sync_mode_support()

    def run_input_thread(self) -> None:
        """Read keys until told to stop, waking exactly when a lone Escape is due."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            due = parser._timeout_time
            # One millisecond more: `tick` compares with a clock that may be read just before the deadline.
            wait_s = self.POLL_S if due is None else min(self.POLL_S, max(0.0, due - monotonic()) + 0.001)
            try:
                readable, _, _ = select.select([self.fileno], [], [], wait_s)
                data = os.read(self.fileno, 4096) if readable else None
            except InterruptedError:
                continue
            except (OSError, ValueError):
                data = b""
            if data == b"":
                self._hang_up()
                return
            if data and (text := decode(data)):
                for event in parser.feed(text):
                    self.process_message(event)
            for event in parser.tick():
                self.process_message(event)

    def process_message(self, message: Message) -> None:
        """Pass a message on to the app; answers to our own questions go to the flow control."""
        if isinstance(message, events.CursorPosition):
            self._loop.call_soon_threadsafe(self.host.terminal_answered)
            return
        if isinstance(message, events.InputEvent):
            self.last_input_s = monotonic()
        super().process_message(message)

    def _hang_up(self) -> None:
        """Leave because there is nobody at the other end any more."""
        self._gone = True
        self._leave(HUNG_UP)

    def _told_to_leave(self, number: int, _frame: Any) -> None:
        """Leave because a signal says so."""
        self._leave(128 + number)

    def _leave(self, return_code: int) -> None:
        """Ask the app to exit, and see to it that it does."""
        threading.Thread(target=self._insist, args=(return_code,), daemon=True, name="terminal-leave").start()
        try:
            self._loop.call_soon_threadsafe(self.host.terminal_lost, return_code)
        except RuntimeError:
            self._left.set()  # the loop has been closed: the app is past leaving

    def _insist(self, return_code: int) -> None:
        """End the process if the app has not let go of the terminal in time, leaving the terminal clean."""
        if self._left.wait(self.LEAVE_WITHIN_S):
            return
        self.restore()
        os._exit(return_code)

    def restore(self) -> None:
        """Undo by hand all that was set on the terminal, whatever state the app is in."""
        # A terminal that has gone refuses all of this, and then there is nothing left to leave clean.
        with suppress(OSError, termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            fileno = _output()
            # A line that takes nothing must not keep us here.
            if not self._gone and select.select([], [fileno], [], 0.1)[1]:
                os.write(fileno, RESTORE.encode())


def _output() -> int:
    """Return the file descriptor Textual draws on: that of the error stream."""
    assert sys.__stderr__ is not None, "a process without an error stream has no terminal to draw on"
    return sys.__stderr__.fileno()


def usable() -> bool:
    """Tell whether this process has a terminal to draw on."""
    return bool(sys.__stdin__ and sys.__stderr__ and sys.__stdin__.isatty() and sys.__stderr__.isatty())
