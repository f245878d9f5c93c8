"""Something worked out beside, which is dropped at once when nobody wants it any more.

Plain code cannot look up from its work to see whether it is still wanted; it is made to end where it stands. So it must
change nothing that outlives it, or whoever drops it must throw that away.

Cost: dropped within the length of one call into compiled code.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")
_LOOK_UP_S = 0.005


class Dropped(BaseException):
    """Nobody wants it any more."""


class Errand(Generic[T]):
    """A function that runs on a thread of its own from now on."""

    def __init__(self, function: Callable[[], T]) -> None:
        """Begin."""
        self._function = function
        self._result: list[T] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name="errand", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether there is a result, or never will be."""
        return not self._thread.is_alive()

    def result(self, unwanted: Callable[[], bool]) -> T:
        """Wait for what it comes to, as long as that is wanted.

        Raises: Dropped, and whatever the function raises.
        """
        while not self.ended:
            if unwanted():
                self.drop()
                raise Dropped
            self._thread.join(_LOOK_UP_S)
        if self._error is not None:
            raise self._error
        if not self._result:
            raise Dropped
        return self._result[0]

    def drop(self) -> None:
        """End it where it stands, and wait until it has."""
        number = self._thread.ident
        while not self.ended and number is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(number), ctypes.py_object(Dropped))
            self._thread.join(_LOOK_UP_S)

    def _run(self) -> None:
        try:
            self._result.append(self._function())
        except Dropped:
            pass  # whoever dropped it waits for nothing but the end
        except BaseException as error:  # noqa: BLE001  (it is raised where the result is asked for)
            self._error = error
