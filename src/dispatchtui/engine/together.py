"""The search for one disruption beside everything else: it runs on, what it finds is taken when there is time."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Self

from dispatchtui.engine.errand import Dropped, Errand
from dispatchtui.engine.lanes import Work
from dispatchtui.solver.proposing.proposal import Disruption, Option

_LOOK_UP_S = 0.002

Take = Callable[[Option], None]


class Together:
    """A search that runs for as long as the `with` lasts."""

    def __init__(self, work: Work, disruption: Disruption, seconds: float, seed: int) -> None:
        """Begin."""
        from dispatchtui.engine.repairing import repair  # noqa: PLC0415  (compiled code, once that is warm)

        sight, self._work = work.sight, work
        self._options: SimpleQueue[Option] = SimpleQueue()
        self._encoded = False
        self._errand = Errand(lambda: repair(
            sight.board, work.kit.encoder, disruption, sight.now_s, seconds=seconds, seed=seed,
            positions=sight.positions, told=self._hear, stopped=work.stopped,
        ))  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._errand.ended:
            self._errand.drop()
            if not self._encoded:
                self._work.kit.forget_encoding()

    def _hear(self, option: Option) -> None:
        # Whatever is found was encoded before, and the search leaves that as it is.
        self._encoded = True
        self._options.put(option)

    def take(self, take: Take) -> None:
        """Take what was found since."""
        while True:
            try:
                take(self._options.get_nowait())
            except Empty:
                return

    def wait(self, seconds: float, take: Take) -> None:
        """Wait for the first option, for so long at most.

        Raises: Dropped, when nobody wants it any more.
        """
        until = monotonic() + seconds
        while monotonic() < until and not self._errand.ended and self._options.empty():
            if self._work.stopped():
                raise Dropped
            try:
                take(self._options.get(timeout=_LOOK_UP_S))
            except Empty:
                continue
            break
        self.take(take)

    def end(self, take: Take) -> None:
        """Wait for the last option.

        Raises: Dropped, when nobody wants it any more, and what went wrong.
        """
        while not self._errand.ended:
            self.wait(_LOOK_UP_S, take)
        self.take(take)
        option = self._errand.result(self._work.stopped)
        if option is not None:
            take(option)
