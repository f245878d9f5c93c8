"""A terminal for tests: runs a command in a real pty, answers its questions and shows what a user would see."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Self

import pyte

KEYS = {
    "escape": "\x1b", "enter": "\r", "tab": "\t", "backspace": "\x7f", "space": " ", "up": "\x1b[A", "down": "\x1b[B",
    "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "shift+tab": "\x1b[Z", "delete": "\x1b[3~", "f1": "\x1bOP",
}  # fmt: skip

# Makes the pty the controlling terminal, so that closing it hangs up, then becomes the command.
_BECOME = "import fcntl,os,sys,termios;fcntl.ioctl(0,termios.TIOCSCTTY,0);os.execvp(sys.argv[1],sys.argv[1:])"
_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>=][0-9;]*[a-z]|\x1b\[\?[0-9;]*\$p")
_QUESTIONS = re.compile(r"\x1b\[6n|\x1b\[\?2026\$p")
_WHOLE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[^\[\]])")


class PtyScreen:
    """A command on a terminal of a given size, and what that terminal shows."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        term: str = "xterm-256color",
        env: Mapping[str, str] | None = None,
        answers: bool = True,
        cwd: str | None = None,
    ) -> None:
        self.columns, self.rows = columns, rows
        self.answers = answers
        self.raw = bytearray()
        self._emulator = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._emulator)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._held = ""
        self._closed = False
        self._master, slave = pty.openpty()
        self._set_size()
        ours = {"NO_COLOR", "COLORTERM", "TMUX", "LC_ALL", "LC_CTYPE", "COLUMNS", "LINES"}
        kept = {k: v for k, v in os.environ.items() if k not in ours}
        environment = {**kept, "TERM": term, "LANG": "C.UTF-8", "PYTHONWARNINGS": "ignore", **(env or {})}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _BECOME, *argv],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environment, cwd=cwd,
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def lines(self) -> list[str]:
        """The rows of the screen as text."""
        return list(self._emulator.display)

    @property
    def screen(self) -> str:
        """The whole screen as text, without blanks at line ends."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def cursor_hidden(self) -> bool:
        """Whether the terminal's own cursor is hidden."""
        return bool(self._emulator.cursor.hidden)

    @property
    def modes(self) -> set[int]:
        """The private modes that are set."""
        return {mode >> 5 for mode in self._emulator.mode if mode >= 32}

    def cell(self, x: int, y: int) -> pyte.screens.Char:
        """The character at a place with its colours and attributes."""
        return self._emulator.buffer[y][x]

    def cells(self) -> list[list[tuple[object, ...]]]:
        """Every cell: text, foreground, background, bold, italics, underline, reverse."""
        buffer = self._emulator.buffer
        return [[look_of(buffer[y][x]) for x in range(self.columns)] for y in range(self.rows)]

    def pump(self, timeout_s: float = 0.0) -> bool:
        """Take what the command has written within the time; tell whether there was anything."""
        if self._closed:
            return False
        ready, _, _ = select.select([self._master], [], [], timeout_s)
        if not ready:
            return False
        try:
            data = os.read(self._master, 65_536)
        except OSError:  # Linux says so when the last writer has gone
            return False
        self.raw += data
        self._feed(self._decode(data))
        return bool(data)

    def wait_for(self, wanted: str | Callable[["PtyScreen"], object], timeout_s: float = 15.0) -> None:
        """Wait until a text is on the screen or a condition holds; fail with the screen if it never is."""
        met = wanted if callable(wanted) else lambda self: wanted in self.screen
        deadline = monotonic() + timeout_s
        while not met(self):
            if monotonic() > deadline:
                raise AssertionError(f"never saw {wanted!r} within {timeout_s} s; the screen is\n{self.screen}")
            if not self.pump(0.05) and self.process.poll() is not None and not self.pump(0.05) and not met(self):
                raise AssertionError(f"ended ({self.process.returncode}) before {wanted!r}; it showed\n{self.screen}")

    def settle(self, quiet_s: float = 0.15, timeout_s: float = 15.0) -> None:
        """Wait until nothing has been written for a moment."""
        deadline = monotonic() + timeout_s
        while self.pump(quiet_s):
            if monotonic() > deadline:
                raise AssertionError(f"never quiet; the screen is\n{self.screen}")

    def press(self, *keys: str) -> None:
        """Press keys, each a name of `KEYS`, `ctrl+x`, or characters as they are."""
        for key in keys:
            self.send(chr(ord(key[-1]) & 0x1F) if key.startswith("ctrl+") and len(key) == 6 else KEYS.get(key, key))

    def click(self, x: int, y: int) -> None:
        """Press and let go of the left button at a cell."""
        self.send(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m")

    def send(self, data: str) -> None:
        """Send bytes as the terminal would."""
        os.write(self._master, data.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self.columns, self.rows = columns, rows
        self._emulator.resize(rows, columns)
        self._set_size()

    def hang_up(self) -> None:
        """Take the terminal away."""
        if not self._closed:
            self._closed = True
            os.close(self._master)

    def signal(self, number: int) -> None:
        """Send the command a signal."""
        os.kill(self.process.pid, number)

    def wait_exit(self, timeout_s: float = 10.0) -> int:
        """Wait until the command has ended and return its exit status."""
        deadline = monotonic() + timeout_s
        while self.process.poll() is None:
            if monotonic() > deadline:
                raise AssertionError(f"still running after {timeout_s} s; the screen is\n{self.screen}")
            if self._closed:
                try:
                    return self.process.wait(max(0.0, deadline - monotonic()))
                except subprocess.TimeoutExpired:
                    continue
            self.pump(0.01)
        while self.pump(0.01):
            pass
        return self.process.returncode

    def close(self) -> None:
        """End the command, if it still runs, and let go of the pty."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.hang_up()

    def _feed(self, text: str) -> None:
        """Answer questions and pass the rest to the emulator, sequence by whole sequence."""
        text = self._held + text
        self._held = ""
        last = text.rfind("\x1b")
        if last >= 0 and len(text) - last < 64 and not _WHOLE.match(text, last):
            text, self._held = text[:last], text[last:]
        at = 0
        for question in _QUESTIONS.finditer(text):
            self._stream.feed(_UNKNOWN_TO_PYTE.sub("", text[at : question.start()]))
            at = question.end()
            if self.answers and not self._closed:
                cursor = self._emulator.cursor
                asked = question.group()
                self.send(f"\x1b[{cursor.y + 1};{cursor.x + 1}R" if asked == "\x1b[6n" else "\x1b[?2026;0$y")
        self._stream.feed(_UNKNOWN_TO_PYTE.sub("", text[at:]))

    def _set_size(self) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))


def look_of(char: pyte.screens.Char) -> tuple[object, ...]:
    """What of a cell a user can see."""
    return (char.data, char.fg, char.bg, char.bold, char.italics, char.underscore, char.reverse)
