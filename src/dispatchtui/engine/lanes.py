"""Lanes: each kind of job has a thread of its own, in which the newest one asked for is done.

Never: a job that ends without a word, unless it was stopped: whoever stopped it has said so already.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any

from dispatchtui.engine.errand import Dropped
from dispatchtui.engine.jobs import Failed, Found, Job
from dispatchtui.engine.kit import Kit
from dispatchtui.engine.mirror import Sight
from dispatchtui.engine.wire import Do, Rested, Word
from dispatchtui.errors import DispatchError


class Work:
    """A job in hand: what it is told, what it may use, and whether anybody still wants it."""

    def __init__(self, do: Do, kit: Kit, say: Callable[[Word], None]) -> None:
        """Take the job in hand."""
        self.job_id, self.kit = do.job_id, kit
        self.sight: Sight = kit.look()
        self._say, self._began, self._stops = say, monotonic(), Event()

    @property
    def elapsed_s(self) -> float:
        """For how long it has been in hand."""
        return monotonic() - self._began

    def look_again(self) -> None:
        """Go on with the board as it is now."""
        self.sight = self.kit.look()

    def stop(self) -> None:
        """Nobody wants it any more."""
        self._stops.set()

    def stopped(self) -> bool:
        """Whether nobody wants it any more."""
        return self._stops.is_set()

    def tell(self, **found: Any) -> None:
        """Tell what was found, as the fields of `Found`."""
        if not self.stopped():
            answer = {"seq": self.sight.seq, "at_s": self.sight.now_s, "elapsed_s": round(self.elapsed_s, 3), **found}
            self._say(Found(job_id=self.job_id, **answer))


AHEAD_EVERY_S = 0.2
"""So often a lane without a job looks whether there is something to work out ahead."""
SLICE_S = 0.01
"""For so long it then does, and rests for as long, as others may have a job."""

LONG_S = 1.0
"""What a job that took so long has let go of is given back to the system."""

FAULT = "Planning failed; the board is untouched, and a new process starts with the next try."

Doer = Callable[[Any, Work], None]
"""What does a job: it tells what it finds, the last of it as final."""


class Lane(Thread):
    """One job after another, the newest alone of those that wait."""

    def __init__(
        self,
        name: str,
        doer: Doer,
        kit: Kit,
        say: Callable[[Word], None],
        spent: Callable[[], None],
        *,
        ahead: bool = False,
    ) -> None:
        """Begin with nothing in hand; `spent` is called when there is no memory left.

        With `ahead` the time without a job goes into what the next one will need.
        """
        super().__init__(name=name, daemon=True)
        self._ahead = ahead
        self._doer, self._kit, self._say, self._spent = doer, kit, say, spent
        self._waiting: SimpleQueue[Do] = SimpleQueue()
        self._taken: set[str] = set()
        self._stopped: set[str] = set()
        self._work: Work | None = None

    @property
    def busy(self) -> bool:
        """Whether there is a job in hand, or one waits."""
        return self._work is not None or not self._waiting.empty()

    def take(self, do: Do) -> None:
        """Take on a job."""
        self._taken.add(do.job_id)
        self._waiting.put(do)

    def stop(self, job_id: str) -> None:
        """Stop a job, whether it waits or is in hand; what this lane has not, it does not know."""
        if job_id not in self._taken:
            return
        self._stopped.add(job_id)
        work = self._work
        if work is not None and work.job_id == job_id:
            work.stop()

    def run(self) -> None:
        """Do jobs for as long as the process lives."""
        while True:
            do = self._next()
            if do.job_id not in self._stopped:
                self._do(do.job_id, do.job, do)
            self._taken.discard(do.job_id)
            self._stopped.discard(do.job_id)
            self._say(Rested(job_id=do.job_id))

    def _next(self) -> Do:
        rest_s = 0.0
        while self._ahead:
            try:
                return self._waiting.get(timeout=max(rest_s, SLICE_S))
            except Empty:
                rest_s = self._work_ahead()
        return self._waiting.get()

    def _work_ahead(self) -> float:
        """Work ahead for a slice of time; answers how long to rest after it."""
        began = monotonic()
        try:
            known = self._kit.keep_up(lambda: not self._waiting.empty() or monotonic() > began + SLICE_S)
        except MemoryError:
            self._spent()
        except Exception:  # noqa: BLE001  (the job itself will say what is wrong, if it still is)
            self._kit.forget()
            self._ahead = False
        else:
            return AHEAD_EVERY_S if known else monotonic() - began
        return AHEAD_EVERY_S

    def _do(self, job_id: str, job: Job, do: Do) -> None:
        try:
            work = self._work = Work(do, self._kit, self._say)
            if job_id in self._stopped:  # between being taken and being in hand
                work.stop()
            self._doer(job, work)
        except Dropped:
            pass  # whoever stopped it knows
        except MemoryError:
            self._spent()
        except DispatchError as error:
            self._fail(job_id, error.sentence)
        except Exception as error:  # noqa: BLE001  (whatever goes wrong in a job is a sentence, and the next may do well)
            self._kit.forget()
            self._fail(job_id, FAULT, f"{type(error).__name__}: {str(error)[:200]}")
        finally:
            long = self._work is not None and self._work.elapsed_s > LONG_S
            self._work = None
            if long:
                give_back()

    def _fail(self, job_id: str, sentence: str, fault: str = "") -> None:
        if job_id not in self._stopped:
            self._say(Failed(job_id=job_id, sentence=sentence, fault=fault))


def give_back() -> None:
    """Let the system have the memory that nothing is in any more, where the allocator can be asked to."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
