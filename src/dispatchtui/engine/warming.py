"""What searches, loaded and compiled once for the process, beside everything else and at the lowest priority.

Cost: half a second where it was compiled before, some tens of seconds of one processor where it never was.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from threading import Event, Thread

from dispatchtui.engine.errand import Dropped

_LOWEST_PRIORITY = 19
_LOOK_UP_S = 0.01


class Warming:
    """A thread that ends when what searches is ready."""

    def __init__(self) -> None:
        """Wait until somebody begins."""
        self._ready = Event()
        self._error: BaseException | None = None
        self._done: Callable[[], None] | None = None
        self._thread = Thread(target=self._run, name="warming", daemon=True)

    def begin(self, done: Callable[[], None]) -> None:
        """Load and compile; `done` is called once that succeeded."""
        self._done = done
        self._thread.start()

    def wait(self, unwanted: Callable[[], bool]) -> None:
        """Wait until it is ready, if somebody has begun.

        Raises: Dropped, when whoever waits is not wanted any more, and what kept it from becoming ready.
        """
        while self._thread.is_alive() and not self._ready.wait(_LOOK_UP_S):
            if unwanted():
                raise Dropped
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        if sys.platform == "linux":  # where a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)
        try:
            from dispatchtui.engine.search import warm  # noqa: PLC0415  (this is what takes long)

            warm()
        except BaseException as error:  # noqa: BLE001  (whoever waits for it raises it)
            self._error = error
        self._ready.set()
        if self._error is None and self._done is not None:
            self._done()


WARMING = Warming()
"""That of this process: compiled code is there for all of it, or for none."""
