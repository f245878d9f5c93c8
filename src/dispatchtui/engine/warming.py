"""What searches, loaded and compiled once for the process, beside everything else and at a lower priority.

Cost: half a second where it was compiled before, a minute or two of one processor where it never was.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from threading import Event, Lock, Thread
from time import monotonic

from dispatchtui.engine.errand import Dropped

LOWER_PRIORITY = 10
_LOOK_UP_S = 0.01
TOLD_EVERY_S = 1.0
SEARCHES = (
    "dispatchtui.engine.exact.competing",
    "dispatchtui.engine.exact.crews",
    "dispatchtui.engine.horizon",
    "dispatchtui.engine.optimising",
    "dispatchtui.engine.repairing",
)
"""Loaded before any job may use them: an errand that is dropped while it loads one leaves half a module behind."""
WORDS = "What searches is compiled for this machine, once: that takes a minute or two."


class Warming:
    """A thread that ends when what searches is ready."""

    def __init__(self) -> None:
        """Wait until somebody begins."""
        self.done: Callable[[], None] = lambda: None
        self._ready, self._lock = Event(), Lock()
        self._error: BaseException | None = None
        self._thread: Thread | None = None

    @property
    def ready(self) -> bool:
        """Whether a search begins at once."""
        return self._ready.is_set() and self._error is None

    def begin(self) -> None:
        """Load and compile, if that has not begun yet; `done` is called once that succeeded."""
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="warming", daemon=True)
                self._thread.start()

    def wait(self, unwanted: Callable[[], bool], tell: Callable[[str], None]) -> None:
        """Wait until it is ready; `tell` is told now and then why that takes long.

        Raises: Dropped, when whoever waits is not wanted any more, and what kept it from becoming ready.
        """
        self.begin()
        told_at = monotonic()
        while not self._ready.wait(_LOOK_UP_S):
            if unwanted():
                raise Dropped
            if monotonic() - told_at >= TOLD_EVERY_S:
                told_at = monotonic()
                tell(WORDS)
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        if sys.platform == "linux":  # where a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWER_PRIORITY)
        try:
            for each in SEARCHES:
                import_module(each)
            from dispatchtui.engine.search import warm  # noqa: PLC0415  (this is what takes long)

            warm()
        except BaseException as error:  # noqa: BLE001  (whoever waits for it raises it)
            self._error = error
        self._ready.set()
        if self._error is None:
            self.done()


WARMING = Warming()
"""That of this process: compiled code is there for all of it, or for none."""
