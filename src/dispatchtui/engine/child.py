"""One worker process as its parent holds it: started, written to and read from by threads of its own.

Never: a wait of whoever sends; a child that outlives its parent: it ends when its pipe does. It is in a session of its
own, so that what a terminal sends to its programs does not reach it.
Why: encoding a board takes longer than a frame of the screen, and starting a process may.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from io import FileIO
from queue import SimpleQueue
from signal import Signals
from threading import Lock, Thread
from typing import cast

from msgspec import Struct

from dispatchtui.engine.sending import Orders
from dispatchtui.engine.wire import Word, framed, words_from
from dispatchtui.errors import SolverError

OUT_OF_MEMORY = 12
"""The code with which a worker ends that needed more memory than it may have."""
_JOIN_S = 2.0


class Gone(Struct, frozen=True, kw_only=True):
    """The worker has ended, in a sentence why."""

    sentence: str


class Child:
    """A worker process, from being asked for until it is gone."""

    def __init__(self, heard: Callable[[Child, Word | Gone], None], arguments: Sequence[str] = ()) -> None:
        """Start one; what it says, and at last that it is gone, is given to `heard` on another thread."""
        self._heard, self._arguments = heard, arguments
        self._out: SimpleQueue[Orders | None] = SimpleQueue()
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._writes = Thread(target=self._write, name="to the worker", daemon=True)
        self._writes.start()

    @property
    def pid(self) -> int:
        """The number of the process, 0 until there is one."""
        return self._process.pid if self._process is not None else 0

    def send(self, orders: Orders) -> None:
        """Send what `orders` makes, after all that was sent before."""
        self._out.put(orders)

    def kill(self) -> None:
        """End the process; nothing in it is worth a farewell."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
        self._out.put(None)

    def join(self) -> None:
        """Wait until an ended process has been seen off."""
        self._writes.join(_JOIN_S)

    def _write(self) -> None:
        process = self._start()
        if process is None:
            return
        reads = Thread(target=self._read, args=(process,), name="from the worker", daemon=True)
        reads.start()
        pipe = cast("FileIO", process.stdin)
        try:
            while (orders := self._out.get()) is not None:
                for order in orders():
                    _whole(pipe, framed(order))
        except OSError:
            pass  # it is gone: whoever reads finds that out
        finally:
            pipe.close()
            reads.join()

    def _start(self) -> subprocess.Popen[bytes] | None:
        command = [sys.executable, "-P", "-m", "dispatchtui.engine.worker", *self._arguments]
        try:
            with self._lock:
                if self._closed:
                    self._heard(self, Gone(sentence="The planning process was not needed any more."))
                    return None
                self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and our own module)
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
                    start_new_session=True,
                )  # fmt: skip
        except OSError as error:
            self._heard(self, Gone(sentence=f"The planning process cannot be started: {error.strerror or error}."))
            return None
        return self._process

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        pipe, wrong = cast("FileIO", process.stdout), ""
        try:
            for word in words_from(pipe):
                self._heard(self, word)
        except (SolverError, OSError) as error:
            wrong = str(error)
            process.kill()
        pipe.close()
        code = process.wait()
        self._heard(self, Gone(sentence=wrong or _why(code)))
        self._out.put(None)


def _why(code: int) -> str:
    """How a process ended, in a sentence."""
    if code == OUT_OF_MEMORY:
        return "Planning needed more memory than it may have and was ended; the board is untouched."
    if code < 0:
        return f"The planning process was ended by {Signals(-code).name}; the board is untouched."
    return f"The planning process ended with code {code}; the board is untouched."


def _whole(pipe: FileIO, frame: bytes) -> None:
    left = memoryview(frame)
    while left:
        left = left[pipe.write(left) or 0 :]
