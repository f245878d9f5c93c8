"""The thread that writes to the terminal, so that a slow line never stops the console.

Never: blocking whoever writes, an exception for a terminal that has gone, a byte that is not complete UTF-8.
Why: Textual's own writer blocks the event loop once thirty writes wait, and dies noisily when the terminal does.
"""

import os
import threading
from collections import deque


class TerminalWriter(threading.Thread):
    """Writes everything it is given, in order, as fast as the line takes it."""

    def __init__(self, fileno: int, encoding: str = "utf-8") -> None:
        """Prepare to write to a file descriptor."""
        super().__init__(daemon=True, name="terminal-output")
        self._fileno = fileno
        self._encoding = encoding
        self._waiting: deque[bytes] = deque()
        self._ready = threading.Condition()
        self._stopped = False
        self._backlog = 0
        self.failed = False

    @property
    def backlog(self) -> int:
        """Return how many bytes the line has not taken yet."""
        return self._backlog

    def write(self, text: str) -> None:
        """Hand over text; never blocks.

        Cost: 3 us and what encoding costs.
        """
        data = text.encode(self._encoding, "replace")
        if self.failed or not data:
            return
        with self._ready:
            self._waiting.append(data)
            self._backlog += len(data)
            self._ready.notify()

    def isatty(self) -> bool:
        """Tell that this stands for a terminal."""
        return True

    def fileno(self) -> int:
        """Return the file descriptor written to."""
        return self._fileno

    def flush(self) -> None:
        """Do nothing: the thread writes as soon as it can."""

    def run(self) -> None:
        """Write until told to stop."""
        while True:
            with self._ready:
                while not self._waiting and not self._stopped:
                    self._ready.wait()
                if not self._waiting:
                    return
                data = b"".join(self._waiting)
                self._waiting.clear()
            self._write_all(data)

    def _write_all(self, data: bytes) -> None:
        """Write all of it, or note that the terminal has gone."""
        rest = memoryview(data)
        while rest:
            try:
                taken = os.write(self._fileno, rest)
            except InterruptedError:
                continue
            except BlockingIOError:
                os.set_blocking(self._fileno, True)
                continue
            except OSError:
                self.failed = True
                self._backlog = 0
                return
            rest = rest[taken:]
            with self._ready:
                self._backlog = max(0, self._backlog - taken)

    def stop(self, patience_s: float = 1.0) -> None:
        """Stop once all is written, or when the line has not taken it within a second."""
        with self._ready:
            self._stopped = True
            self._ready.notify()
        if self.is_alive():
            self.join(patience_s)
