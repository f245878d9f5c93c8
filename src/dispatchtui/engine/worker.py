"""The worker: the process that searches, as its parent's `process.Worker` starts it.

One thread reads what the parent says and keeps the board; each kind of job has a thread of its own, so that a repair
never waits for a day that is being optimised. What searches is compiled code that lets the others run.

Never: a word on the pipe that is no frame, a job that stops the reading, a worker that outlives its parent.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread, Timer

from dispatchtui.engine.child import OUT_OF_MEMORY
from dispatchtui.engine.doing import DOERS, REPAIR
from dispatchtui.engine.jobs import Failed
from dispatchtui.engine.kit import Kit
from dispatchtui.engine.lanes import Doer, Lane
from dispatchtui.engine.mirror import Mirror
from dispatchtui.engine.warming import WARMING
from dispatchtui.engine.wire import (
    Astray,
    Cancel,
    Do,
    Moment,
    Order,
    Ready,
    Rested,
    Rows,
    Where,
    Word,
    framed,
    orders_from,
)

LOWER_PRIORITY = 5
MOST_MEMORY_MB = 8 * 1024
WARM_AFTER_S = 1.0
"""What searches is loaded after so long, as whoever starts a worker has mostly a first job that does without."""
SWITCH_S = 0.0005
"""After so long a thread lets another one run: a repair does not wait for the encoding of a day."""


class Worker:
    """The board, the lanes of jobs, and the pipe to the parent."""

    def __init__(self, out: int) -> None:
        """Know nothing yet; `out` is the pipe."""
        self._out = out
        self._words: SimpleQueue[Word] = SimpleQueue()
        Thread(target=self._write, name="to the parent", daemon=True).start()
        self.mirror = Mirror()
        self._lanes = {kind: self._lane(kind, doer) for kind, doer in DOERS.items()}

    def hear(self, order: Order) -> None:
        """Do as the parent says."""
        match order:
            case Rows():
                if not self.mirror.follow(order):
                    self.say(Astray(seq=order.seq))
            case Moment():
                self.mirror.at(order)
            case Where():
                self.mirror.move(order)
            case Do():
                self._do(order)
            case Cancel():
                for lane in self._lanes.values():
                    lane.stop(order.job_id)

    def say(self, word: Word) -> None:
        """Tell the parent, by a thread of its own: whoever speaks may be ended at any moment, a frame may not."""
        self._words.put(word)

    def _write(self) -> None:
        try:
            while True:
                left = memoryview(framed(self._words.get()))
                while left:
                    left = left[os.write(self._out, left) :]
        except OSError:
            os._exit(0)  # without a parent there is nothing left to do
        except MemoryError:
            _spent()

    def _do(self, order: Do) -> None:
        kind = str(order.job.__struct_config__.tag)
        if kind in self._lanes:
            self._lanes[kind].take(order)
            return
        self.say(Failed(job_id=order.job_id, sentence=f"Nothing here can {kind}."))
        self.say(Rested(job_id=order.job_id))

    def _lane(self, kind: str, doer: Doer) -> Lane:
        # The first answer to a repair is to be there at once, so that lane alone works ahead.
        lane = Lane(kind, doer, Kit(self.mirror, kind), self.say, _spent, ahead=kind == REPAIR)
        lane.start()
        return lane


def main(arguments: list[str]) -> None:
    """Be a worker until the parent says no more."""
    wanted = argparse.ArgumentParser(prog="dispatchtui.engine.worker")
    wanted.add_argument("--memory-mb", type=int, default=MOST_MEMORY_MB)
    options = wanted.parse_args(arguments)
    source, out = _own_pipes()
    os.nice(LOWER_PRIORITY)
    sys.setswitchinterval(SWITCH_S)
    _bound(options.memory_mb << 20)
    try:
        _serve(Worker(out), source)
    except MemoryError:
        _spent()
    os._exit(0)  # whatever the lanes have in hand, nobody is there to hear of it


def _serve(worker: Worker, source: int) -> None:
    worker.say(Ready())
    WARMING.done = lambda: worker.say(Ready(warm=True))
    later = Timer(WARM_AFTER_S, WARMING.begin)
    later.daemon = True
    later.start()
    with open(source, "rb", buffering=0) as pipe:
        for order in orders_from(pipe):
            worker.hear(order)


def _own_pipes() -> tuple[int, int]:
    """Keep the pipes to the parent for frames alone: what a library prints or reads goes nowhere."""
    source, out = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return source, out


def _bound(most_bytes: int) -> None:
    """Let no job take all the memory of the machine."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    bound = most_bytes if most == resource.RLIM_INFINITY else min(most_bytes, most)
    with suppress(ValueError, OSError):  # where the system knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (bound, most))


def _spent() -> None:
    """End: what a job that ran out of memory leaves behind is of no use to the next."""
    os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main(sys.argv[1:])
