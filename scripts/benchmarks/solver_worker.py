"""What the worker process costs and how soon it answers: its start, the board handed over, a repair, a stop.

The board is 100 technicians with 800 visits; to be handed over are 10,000. Times are those of the wall, from the call
of whoever asks to the answer in their hands.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from threading import Event

from benchmarks.horizon_board import a_span
from benchmarks.ranking import NOW_S, OPENS_S, a_board
from dispatchtui.core.board import Board
from dispatchtui.core.model import Absence, TechnicianId
from dispatchtui.engine.jobs import Answered, Failed, Found, Horizon, Job, Optimise, Repair
from dispatchtui.engine.process import READY, Worker
from dispatchtui.errors import SolverError

TECHNICIANS, LARGE = 100, 1250
DAY_S = 12 * 3600
WITHIN_S = 120.0


class Watched(Worker):
    """A worker that is waited for."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._news = Event()
        self.heard: list[Answered] = []
        super().__init__(told=self._news.set)

    def until(self, enough: Callable[[], bool]) -> None:
        """Take answers until it is enough.

        Raises: SolverError when that does not come.
        """
        end = time.monotonic() + WITHIN_S
        while True:
            self._news.clear()
            self.heard += self.taken()
            if enough():
                return
            if time.monotonic() > end:
                raise SolverError(f"Nothing came within {WITHIN_S:.0f} s: {self.state}. {self.sentence}")
            self._news.wait(0.05)

    def first_of(self, job: Job, *, found: bool = True) -> tuple[str, Answered]:
        """Ask for a job and wait for its first answer, which is to have something in it."""
        job_id = self.ask(job)
        self.until(lambda: any(each.job_id == job_id and (not found or _is_something(each)) for each in self.heard))
        return job_id, next(each for each in self.heard if each.job_id == job_id)

    def rested(self, job_id: str) -> None:
        """Wait until nothing works on a job any more."""
        self.until(lambda: job_id not in self.busy)


def measure(quick: bool, seed: int) -> dict[str, float]:
    """Start a worker, hand boards over, ask and stop.

    Raises: SolverError when it does not answer.
    """
    rounds, board = 5 if quick else 25, a_board(TECHNICIANS)
    worker = Watched()
    try:
        found = _starting(worker, board) | _repairing(worker, board, rounds, seed) | _stopping(worker, rounds, seed)
        found |= _stopping_days(worker, rounds, seed, quick=quick)
        return found | _following(worker)
    finally:
        worker.close()


def optimise(seed: int, seconds: float = 30.0) -> Optimise:
    """The day of the board planned better."""
    return Optimise(from_s=NOW_S, until_s=OPENS_S + DAY_S, seconds=seconds, seed=seed)


def _starting(worker: Watched, board: Board) -> dict[str, float]:
    worker.follow(board)
    worker.at(NOW_S)
    began = time.perf_counter()
    worker.wake()
    worker.until(lambda: worker.state == READY)
    ready_s = time.perf_counter() - began
    worker.until(lambda: worker.warm)
    return {"worker_ready_ms": ready_s * 1e3, "worker_warm_ms": (time.perf_counter() - began) * 1e3}


def _following(worker: Watched) -> dict[str, float]:
    """What it costs the thread that asks, which has a screen to draw."""
    board = a_board(LARGE)
    keys = [f"visits/{each}" for each in list(board.visits)[:50]]
    whole, some = [], []
    for _ in range(5):
        began = time.thread_time()
        worker.follow(board)
        whole.append(time.thread_time() - began)
        began = time.thread_time()
        worker.follow(board, keys)
        some.append(time.thread_time() - began)
    return {"follow_board_ms": median(whole) * 1e3, "follow_event_ms": median(some) * 1e3}


def _repairing(worker: Watched, board: Board, rounds: int, seed: int) -> dict[str, float]:
    """Somebody falls ill: from the event to the first proposal, once for each of several people."""
    chance, took = random.Random(seed), []
    for who in chance.sample(sorted(board.technicians), rounds + 1):
        away = Absence(id=f"A-{who}", technician_id=TechnicianId(who), start_s=NOW_S, end_s=OPENS_S + DAY_S,
                       kind="sick")  # fmt: skip
        began = time.perf_counter()
        board.put(away)
        worker.follow(board, (f"absences/{away.id}",))
        job_id, answer = worker.first_of(Repair(ids=(f"TECH_SICK:{who}",), seconds=1.0, seed=seed))
        took.append((time.perf_counter() - began) * 1e3)
        if isinstance(answer, Failed):
            raise SolverError(answer.sentence)
        worker.cancel(job_id)
        worker.rested(job_id)
        board.drop("absences", away.id)
        worker.follow(board, (f"absences/{away.id}",))
    took = took[1:]  # before the first it has mostly not looked at everybody yet
    return {"worker_repair_first_ms": median(took), "worker_repair_first_worst_ms": max(took)}


def _stopping(worker: Watched, rounds: int, seed: int) -> dict[str, float]:
    """From the stop of a day that is being optimised until nothing works on it, at any moment of the job."""
    took = _stops(worker, [optimise(seed + each) for each in range(rounds)], 3.0, seed)
    return {"cancel_ms": median(took), "cancel_worst_ms": max(took)}


def _stopping_days(worker: Watched, rounds: int, seed: int, *, quick: bool) -> dict[str, float]:
    """The same of days that are planned together, on a board on which thousands wait."""
    technicians, visits, days = (40, 800, 7) if quick else (TECHNICIANS, 3000, 14)
    worker.follow(a_span(technicians, visits, days, seed))
    jobs = [Horizon(from_s=NOW_S, days=days, seed=seed + each) for each in range(rounds)]
    took = _stops(worker, jobs, 3.0 if quick else 20.0, seed)
    return {"horizon_cancel_ms": median(took), "horizon_cancel_worst_ms": max(took)}


def _stops(worker: Watched, jobs: Sequence[Job], within_s: float, seed: int) -> list[float]:
    """For how many milliseconds something works on each job after it was stopped at any moment."""
    chance, took = random.Random(seed), []
    for job in jobs:
        job_id = worker.ask(job)
        until = time.monotonic() + chance.uniform(0.0, within_s)
        worker.until(lambda until=until: time.monotonic() > until)  # type: ignore[misc]
        began = time.perf_counter()
        worker.cancel(job_id)
        worker.rested(job_id)
        took.append((time.perf_counter() - began) * 1e3)
    return took


def _is_something(answer: Answered) -> bool:
    if isinstance(answer, Found):
        return answer.option is not None or any(each.options for each in answer.proposals)
    return True


if __name__ == "__main__":
    for name, value in measure("--quick" in sys.argv, 1).items():
        print(f"{name:<32} {value:10.2f}")
