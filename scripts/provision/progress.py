"""Says what is being done: a line for each step, with a count that moves where the screen can."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_WIDTH = 14


class Progress:
    """The steps of one set-up, told on a stream: live on a terminal, one line for each step elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._colour = self._live and not os.environ.get("NO_COLOR")
        self._started = time.monotonic()
        self._line = ""
        self._shown: str | None = None

    def say(self, text: str) -> None:
        """Write one line."""
        self._stream.write(f"{text}\n")
        self._stream.flush()

    @contextmanager
    def step(self, name: str, what: str) -> Iterator[None]:
        """Tell that a step begins and, on a terminal, how long it took."""
        began = time.monotonic()
        self._line = f"  {name:<{_WIDTH}}{what}"
        if not self._live:
            self.say(self._line)
        self._shown = None
        self.count("")
        try:
            yield
        except BaseException:
            if self._live:
                self.say("")
            raise
        if self._live:
            took = f"{time.monotonic() - began:.1f} s"
            self._stream.write(f"\r\x1b[K{self._line}  {self._dim(took)}\n")
            self._stream.flush()

    def count(self, text: str) -> None:
        """Show how far the present step is."""
        if self._live and text != self._shown:
            room = shutil.get_terminal_size().columns - len(text) - 3
            self._stream.write(f"\r\x1b[K{self._line[:room]}  {self._dim(text)}")
            self._stream.flush()
            self._shown = text

    def done(self) -> None:
        """Tell that everything is in place and how long it took."""
        self.say(f"  {'ready':<{_WIDTH}}after {time.monotonic() - self._started:.0f} s; the next start is immediate")

    def _dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self._colour and text else text
