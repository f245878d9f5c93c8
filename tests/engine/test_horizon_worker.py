"""A plan of many days in a real worker: it is let go of at once whatever it is doing, and ends within its time."""

from __future__ import annotations

import random
import time

from benchmarks.horizon_board import a_span
from benchmarks.ranking import NOW_S
from dispatchtui.engine.jobs import Failed, Found, Horizon
from tests.engine.workers import Awaited, a_worker

WITHIN_S = 2.0
"""Far longer than it takes, as others use the machine too; a stage that hears nothing takes several times that."""


def test_a_plan_of_days_is_let_go_of_at_any_moment() -> None:
    chance = random.Random(1)
    with a_worker() as worker:
        worker.follow(a_span(40, 800, 7, 1))
        worker.at(NOW_S)
        worker.wake()
        worker.until(lambda: worker.warm, 300.0)
        for pause_s in (0.0, *(chance.uniform(0.0, 4.0) for _ in range(5))):
            job_id = worker.ask(Horizon(from_s=NOW_S, days=7, seconds=30.0))
            _wait(worker, pause_s)
            began = time.monotonic()
            worker.cancel(job_id)
            answer = worker.end_of(job_id)
            said = answer.sentence if isinstance(answer, Failed) else answer.sentences[-1]
            assert said.startswith("It was stopped after ")
            worker.until(lambda job_id=job_id: job_id not in worker.busy)  # type: ignore[misc]
            assert time.monotonic() - began < WITHIN_S


def test_plans_of_days_come_within_their_time_the_first_long_before() -> None:
    with a_worker() as worker:
        worker.follow(a_span(20, 200, 4, 2))
        worker.at(NOW_S)
        worker.wake()
        worker.until(lambda: worker.warm, 300.0)
        found = worker.end_of(worker.ask(Horizon(from_s=NOW_S, days=4, seconds=12.0)))
        assert isinstance(found, Found)
        assert found.option is not None
        assert found.elapsed_s < 12.0 + 6.0
        first = next(each for each in worker.answers if isinstance(each, Found) and each.option is not None)
        assert first.elapsed_s < found.elapsed_s / 2 + 3.0


def _wait(worker: Awaited, seconds: float) -> None:
    until = time.monotonic() + seconds
    worker.until(lambda: time.monotonic() >= until)
