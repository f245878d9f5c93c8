"""A real worker process for tests, awaited by what it says."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from dispatchtui.engine.jobs import Answered
from dispatchtui.engine.process import Worker

WITHIN_S = 60.0
"""Longer than a start takes on a machine that others use too."""


class Awaited(Worker):
    """A worker that can be waited for."""

    def __init__(self, **options: object) -> None:
        self._news = Event()
        self.answers: list[Answered] = []
        super().__init__(told=self._news.set, **options)  # type: ignore[arg-type]

    def until(self, enough: Callable[[], bool], within_s: float = WITHIN_S) -> None:
        """Take answers until it is enough."""
        end = time.monotonic() + within_s
        while True:
            self._news.clear()
            self.answers += self.taken()
            if enough():
                return
            assert time.monotonic() < end, (self.state, self.sentence, self.answers, self.busy)
            self._news.wait(0.2)

    def end_of(self, job_id: str) -> Answered:
        """The last answer to a job."""
        self.until(lambda: any(_ends(each, job_id) for each in self.answers))
        return next(each for each in self.answers if _ends(each, job_id))


@contextmanager
def a_worker(**options: object) -> Iterator[Awaited]:
    """A handle that is closed in the end."""
    worker = Awaited(**options)
    try:
        yield worker
    finally:
        worker.close()


def _ends(answer: Answered, job_id: str) -> bool:
    return answer.job_id == job_id and getattr(answer, "final", True)
