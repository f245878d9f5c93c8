"""Lanes: the newest job of a kind is done, what was stopped says nothing, what goes wrong is a sentence."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Event

from dispatchtui.engine.jobs import Failed, Found, Repair
from dispatchtui.engine.kit import Kit
from dispatchtui.engine.lanes import FAULT, Doer, Lane, Work
from dispatchtui.engine.mirror import Mirror
from dispatchtui.engine.sending import everything
from dispatchtui.engine.wire import Do, Moment, Rested, Word
from dispatchtui.errors import SolverError
from tests.builders import a_visit, a_working_board, at


class Bench:
    """A lane with what it says."""

    def __init__(self, doer: Doer) -> None:
        mirror = Mirror()
        for order in everything(a_working_board(a_visit(id="V1")))():
            mirror.follow(order)  # type: ignore[arg-type]
        mirror.at(Moment(now_s=at("09:00")))
        self.said: SimpleQueue[Word] = SimpleQueue()
        self.spent = Event()
        self.lane = Lane("repair", doer, Kit(mirror, "repair"), self.said.put, self.spent.set)
        self.lane.start()

    def ask(self, job_id: str) -> None:
        self.lane.take(Do(job_id=job_id, job=Repair()))

    def next(self) -> Word:
        return self.said.get(timeout=30)


def test_a_job_tells_of_the_board_that_it_looked_at_and_then_rests() -> None:
    def doer(job: Repair, work: Work) -> None:
        work.tell(cost=float(len(work.sight.board.visits)), final=True, elapsed_s=0.0)

    bench = Bench(doer)
    bench.ask("a")
    assert bench.next() == Found(job_id="a", at_s=at("09:00"), cost=1.0, final=True)
    assert bench.next() == Rested(job_id="a")


def test_a_job_that_was_stopped_says_nothing_more_and_the_next_is_done() -> None:
    begun = Event()

    def doer(job: Repair, work: Work) -> None:
        begun.set()
        while work.job_id == "a" and not work.stopped():
            pass
        work.tell(final=True, elapsed_s=0.0)

    bench = Bench(doer)
    for job_id in "abc":
        bench.ask(job_id)
    begun.wait()
    bench.lane.stop("b")
    bench.lane.stop("a")
    told = [bench.next() for _ in range(4)]
    assert told == [Rested(job_id="a"), Rested(job_id="b"), Found(job_id="c", at_s=at("09:00"), final=True),
                    Rested(job_id="c")]  # fmt: skip


def test_what_goes_wrong_is_a_sentence_and_the_lane_goes_on() -> None:
    errors = [SolverError("There is no way."), ValueError("seven"), MemoryError(), None]

    def doer(job: Repair, work: Work) -> None:
        error = errors.pop(0)
        if error is not None:
            raise error

    bench = Bench(doer)
    for job_id in "abcd":
        bench.ask(job_id)
    assert bench.next() == Failed(job_id="a", sentence="There is no way.")
    assert bench.next() == Rested(job_id="a")
    assert bench.next() == Failed(job_id="b", sentence=FAULT, fault="ValueError: seven")
    assert [bench.next() for _ in range(3)] == [Rested(job_id=each) for each in "bcd"]
    assert bench.spent.is_set()
