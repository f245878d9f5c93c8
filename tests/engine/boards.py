"""A board with a job in hand on it, in this process, and all that the job says."""

from __future__ import annotations

from benchmarks.ranking import NOW_S
from dispatchtui.core.board import Board
from dispatchtui.engine.jobs import Found, Job
from dispatchtui.engine.kit import Kit
from dispatchtui.engine.lanes import Doer, Work
from dispatchtui.engine.mirror import Mirror
from dispatchtui.engine.sending import Orders, changed, everything
from dispatchtui.engine.wire import Do, Moment, Rows, Word


class InHand:
    """A job that looked at a board and is about to be done."""

    def __init__(self, board: Board, job: Job, now_s: int = NOW_S) -> None:
        self.board, self.job = board, job
        self.mirror = Mirror()
        self.said: list[Found] = []
        self._feed(everything(board))
        self.mirror.at(Moment(now_s=now_s))
        self.work = Work(Do(job_id="1", job=job), Kit(self.mirror, "here"), self._hear)

    def change(self, *keys: str) -> None:
        """Rows change once the job has looked."""
        self._feed(changed(self.board, keys))

    def run(self, doer: Doer) -> Found:
        """Do it; answers the last that was said."""
        doer(self.job, self.work)
        assert [each.final for each in self.said] == [False] * (len(self.said) - 1) + [True]
        return self.said[-1]

    def again(self, doer: Doer) -> Found:
        """Do it once more with what was kept, on the board as it is then."""
        self.said.clear()
        self.work = Work(Do(job_id="2", job=self.job), self.work.kit, self._hear)
        return self.run(doer)

    def _feed(self, orders: Orders) -> None:
        for order in orders():
            assert isinstance(order, Rows)
            self.mirror.follow(order)

    def _hear(self, word: Word) -> None:
        assert isinstance(word, Found)
        self.said.append(word)
