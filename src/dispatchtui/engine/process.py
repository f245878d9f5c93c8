"""The handle on a worker: the board follows, jobs go in, answers come out, and nothing ever waits.

One worker process for a console and one for a server. It starts when the first job is asked for, is given every row
once and then only what changed, and is let go of after some minutes without a job, which returns its memory. All of a
handle is used by one thread.

Never: an engine, numpy or anything slow in this process; an exception for a worker that died: that is a sentence.
Cost: a change is handed over in some microseconds, a whole board of 10,000 visits in a millisecond; both are encoded
and written by another thread.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from queue import Empty, SimpleQueue
from time import monotonic

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position
from dispatchtui.engine.child import Child, Gone
from dispatchtui.engine.jobs import Answered, Failed, Found, Job
from dispatchtui.engine.sending import changed, everything
from dispatchtui.engine.wire import Astray, Cancel, Do, Moment, Order, Ready, Rested, Where, Word

ASLEEP, STARTING, READY, FAILED = "asleep", "starting", "ready", "failed"
IDLE_S = 10 * 60.0
"""After so long without a job the process is let go of."""
STUCK_S = 10.0
"""A worker that does not let go of a stopped job for so long is ended."""
LONGEST_PAUSE_S = 60.0
"""Between two starts of a process that keeps ending, and between two that are replaced, so much time passes at most."""


class _Asked(Struct):
    """A job under way: what it is, when it was asked for, what it found last, when it was stopped."""

    job: Job
    at: float
    found: Found | None = None
    stopped: float | None = None


class Worker:
    """A worker process that may or may not be there."""

    def __init__(
        self, *, told: Callable[[], None] | None = None, idle_s: float = IDLE_S, arguments: tuple[str, ...] = ()
    ) -> None:
        """Start nothing yet; `told` is called on another thread when there may be something to take."""
        self.sentence = ""
        self.warm = False
        self._told, self._idle_s, self._arguments = told, idle_s, arguments
        self._board: Board | None = None
        self._moment: Moment | None = None
        self._positions: dict[str, Position] = {}
        self._child: Child | None = None
        self._ready = self._astray = False
        self._heard: SimpleQueue[tuple[Child, Word | Gone]] = SimpleQueue()
        self._asked: dict[str, _Asked] = {}
        self._answers: list[Answered] = []
        self._count = self._crashes = 0
        self._used = self._not_before = 0.0
        self._faulty, self._replaced_at = False, -LONGEST_PAUSE_S

    # What the worker is to know.

    def follow(self, board: Board, keys: Collection[str] | None = None) -> None:
        """Take over the board, of which these rows changed (`visits/V60`), or all."""
        self._board = board
        if self._child is None:
            return  # it is given everything when it is started
        if keys is None or self._astray:
            self._astray = False
            self._child.send(everything(board))
        elif keys:
            self._child.send(changed(board, keys))

    def at(self, now_s: int, known_s: int | None = None) -> None:
        """Let it be a later moment; the feed tells what happened until `known_s`."""
        moment = Moment(now_s=now_s, known_s=known_s)
        if moment != self._moment:
            self._moment = moment
            self._send(moment)

    def move(self, position: Position) -> None:
        """Take over where somebody is."""
        self._positions[position.technician_id] = position
        self._send(Where(position=position))

    # What it is to do.

    def wake(self) -> None:
        """Start the process ahead of the first job, so that it has loaded and compiled what that needs."""
        self._hear()
        self._replace()
        if self._child is None and self._board is not None and monotonic() >= self._not_before:
            self._start(self._board)

    def ask(self, job: Job) -> str:
        """Ask for a job; its id stands in every answer. An older one of its kind is stopped."""
        self._count += 1
        job_id = str(self._count)
        self.wake()
        for other, asked in list(self._asked.items()):
            if type(asked.job) is type(job) and asked.stopped is None:
                self.cancel(other)
        if self._child is None:
            self._answers.append(Failed(job_id=job_id, sentence=self._why_not()))
            self._tell()
            return job_id
        self._asked[job_id] = _Asked(job=job, at=monotonic())
        self._used = monotonic()
        self._send(Do(job_id=job_id, job=job))
        return job_id

    def cancel(self, job_id: str) -> None:
        """Stop a job: it ends with what it has found, at once; one that ended already is nothing to stop."""
        asked = self._asked.get(job_id)
        if asked is None or asked.stopped is not None:
            return
        asked.stopped = monotonic()
        self._send(Cancel(job_id=job_id))
        after_s = asked.stopped - asked.at
        if asked.found is not None:
            self._answers.append(replace(asked.found, final=True, sentences=(
                *asked.found.sentences, f"It was stopped after {after_s:.1f} s.")))  # fmt: skip
        else:
            self._answers.append(Failed(job_id=job_id, sentence=f"It was stopped after {after_s:.1f} s, with nothing "
                                        "found yet."))  # fmt: skip
        self._tell()

    def taken(self) -> list[Answered]:
        """What was answered since this was last asked."""
        self._hear()
        self._look_after()
        found, self._answers = self._answers, []
        return found

    @property
    def state(self) -> str:
        """Whether there is a process, and whether it has loaded what it needs; `failed` until it is tried again."""
        if self._child is not None:
            return READY if self._ready else STARTING
        return FAILED if self._crashes else ASLEEP

    @property
    def pid(self) -> int:
        """The number of the process, 0 while there is none."""
        return self._child.pid if self._child is not None else 0

    @property
    def busy(self) -> frozenset[str]:
        """The jobs that something still works on, also those that were stopped."""
        return frozenset(self._asked)

    def close(self) -> None:
        """End the process, if there is one; nothing is answered any more."""
        child, self._child = self._child, None
        self._asked.clear()
        self._answers.clear()
        if child is not None:
            child.kill()
            child.join()

    # The process.

    def _start(self, board: Board) -> None:
        self._child = Child(self._hears, self._arguments)
        self._ready = self.warm = self._astray = self._faulty = False
        self._used = monotonic()
        self._child.send(everything(board))
        if self._moment is not None:
            self._send(self._moment)
        for position in self._positions.values():
            self._send(Where(position=position))

    def _replace(self) -> None:
        """End a process in which something went wrong, unless another job is under way in it.

        It may be older than the code that it loads from now on, as after an upgrade: then nothing goes well in it.
        """
        now = monotonic()
        if not self._faulty or self._child is None or now - self._replaced_at < LONGEST_PAUSE_S:
            return
        if all(asked.stopped is not None for asked in self._asked.values()):
            self._child.kill()
            self._child, self._replaced_at = None, now
            self._asked.clear()

    def _send(self, order: Order) -> None:
        if self._child is not None:
            self._child.send(lambda: (order,))

    def _hears(self, child: Child, word: Word | Gone) -> None:
        """On the child's own thread."""
        self._heard.put((child, word))
        self._tell()

    def _tell(self) -> None:
        if self._told is not None:
            self._told()

    def _hear(self) -> None:
        while True:
            try:
                child, word = self._heard.get_nowait()
            except Empty:
                return
            if child is self._child:
                self._take(word)

    def _take(self, word: Word | Gone) -> None:
        match word:
            case Ready():
                self._ready, self.warm = True, word.warm
            case Astray():
                self._astray = True
            case Rested():
                self._asked.pop(word.job_id, None)
            case Gone():
                self._lose(word.sentence)
            case Found() | Failed():
                self._answer(word)

    def _answer(self, word: Answered) -> None:
        asked = self._asked.get(word.job_id)
        if asked is None or asked.stopped is not None:
            return
        if isinstance(word, Found):
            before = asked.found
            # What did not change is not sent again: a plan of many rows comes less often than its cost.
            if before is not None and not word.proposals and word.option is None:
                word = replace(word, proposals=before.proposals, option=before.option)
            asked.found = word
            self._crashes, self.sentence = 0, ""
        if isinstance(word, Failed):
            self._faulty = self._faulty or bool(word.fault)
        if isinstance(word, Failed) or word.final:
            del self._asked[word.job_id]
        self._answers.append(word)

    def _lose(self, sentence: str) -> None:
        """Say of every job that the process ended, and let some time pass before the next when that happens again."""
        self._child, self.sentence = None, sentence
        self._crashes += 1
        pause_s = 0.0 if self._crashes == 1 else min(LONGEST_PAUSE_S, 2.0 ** (self._crashes - 2))
        self._not_before = monotonic() + pause_s
        self._answers += [Failed(job_id=job_id, sentence=sentence)
                          for job_id, asked in self._asked.items() if asked.stopped is None]  # fmt: skip
        self._asked.clear()

    def _why_not(self) -> str:
        if self._board is None:
            return "There is no board to plan on yet."
        left_s = max(1, round(self._not_before - monotonic()))
        return f"{self.sentence} It ended {self._crashes} times in a row and is tried again in {left_s} s."

    def _look_after(self) -> None:
        """End a process that does not let go of a stopped job, or that nobody needed for long."""
        now, child = monotonic(), self._child
        if child is None:
            return
        if any(asked.stopped is not None and now - asked.stopped > STUCK_S for asked in self._asked.values()):
            child.kill()
        elif not self._asked and now - self._used > self._idle_s:
            self._child = None
            child.kill()
