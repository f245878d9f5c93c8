"""A real worker at work: stopped, killed, crowded and fed while it searches; it answers, or says why not."""

from __future__ import annotations

import os
import signal
import time

import psutil
from msgspec.structs import replace

from benchmarks.ranking import NOW_S, OPENS_S, a_board
from dispatchtui.core.board import Board
from dispatchtui.core.model import Absence, TechnicianId
from dispatchtui.engine.jobs import Failed, Found, Optimise, Repair
from tests.engine.workers import Awaited, a_worker

DAY = Optimise(from_s=NOW_S, until_s=OPENS_S + 12 * 3600, seconds=120.0)


def begin(worker: Awaited, board: Board) -> None:
    """Give a worker a board and let it compile what it needs."""
    worker.follow(board)
    worker.at(NOW_S)
    worker.wake()
    worker.until(lambda: worker.warm, within_s=600)


def searching(worker: Awaited, job: Optimise = DAY) -> str:
    """A job that has found something and goes on."""
    job_id = worker.ask(job)
    worker.until(lambda: any(isinstance(each, Found) and each.job_id == job_id and each.iterations
                             for each in worker.answers))  # fmt: skip
    return job_id


def sick(board: Board, who: str) -> Absence:
    """Somebody falls ill for the day."""
    row = Absence(id=f"A-{who}", technician_id=TechnicianId(who), start_s=NOW_S, end_s=OPENS_S + 12 * 3600, kind="sick")
    board.put(row)
    return row


def test_a_search_is_stopped_keeps_what_it_found_and_leaves_room_for_the_next() -> None:
    with a_worker() as worker:
        begin(worker, a_board(20))
        job_id = searching(worker)
        worker.cancel(job_id)
        end = worker.end_of(job_id)
        assert isinstance(end, Found)
        assert end.cost <= end.first_cost
        assert end.sentences[-1].startswith("It was stopped after ")
        worker.until(lambda: not worker.busy)
        worker.cancel(job_id)
        told = len(worker.answers)
        again = searching(worker)
        assert all(each.job_id == again for each in worker.answers[told:])


def test_a_worker_that_is_killed_while_it_searches_is_a_sentence_and_the_next_finds_the_same_board() -> None:
    board = a_board(6)
    with a_worker() as worker:
        begin(worker, board)
        pid, before = worker.pid, board.digest
        job_id = searching(worker)
        os.kill(pid, signal.SIGKILL)
        assert worker.end_of(job_id) == Failed(
            job_id=job_id, sentence="The planning process was ended by SIGKILL; the board is untouched.")  # fmt: skip
        assert not psutil.pid_exists(pid)
        end = worker.end_of(worker.ask(replace(DAY, iterations=500)))
        assert isinstance(end, Found)
        assert end.option is not None
        assert board.digest == before


def test_a_repair_does_not_wait_for_a_day_that_is_being_planned() -> None:
    board = a_board(6)
    with a_worker() as worker:
        begin(worker, board)
        day = searching(worker)
        row = sick(board, "T0002")
        worker.follow(board, (f"absences/{row.id}",))
        end = worker.end_of(worker.ask(Repair(ids=("TECH_SICK:T0002",), seconds=0.5)))
        assert isinstance(end, Found)
        (proposal,) = end.proposals
        assert proposal.id == "TECH_SICK:T0002"
        assert len(proposal.disruption.visits) == 8
        assert proposal.options
        assert day in worker.busy


def test_the_newest_job_of_a_kind_is_done_and_the_older_one_ends() -> None:
    with a_worker() as worker:
        begin(worker, a_board(6))
        older = searching(worker)
        newer = worker.ask(replace(DAY, iterations=300))
        assert getattr(worker.end_of(older), "sentences", ("",))[-1].startswith("It was stopped")
        assert isinstance(worker.end_of(newer), Found)


def test_progress_comes_a_few_times_a_second_and_keeps_the_last_rows() -> None:
    with a_worker() as worker:
        begin(worker, a_board(20))
        began = time.monotonic()
        job_id = searching(worker)
        worker.until(lambda: any(isinstance(each, Found) and each.option is not None for each in worker.answers))
        worker.until(lambda: time.monotonic() - began > 4.0)
        told = [each for each in worker.answers if isinstance(each, Found)]
        assert len(told) <= 8 * (time.monotonic() - began) + 1
        assert told[-1].option is not None
        costs = [each.cost for each in told if each.iterations]
        assert costs == sorted(costs, reverse=True)
        assert all(each.job_id == job_id for each in told)


def test_more_memory_than_it_may_have_is_a_sentence() -> None:
    with a_worker(arguments=("--memory-mb", "300")) as worker:
        worker.follow(a_board(6))
        worker.at(NOW_S)
        end = worker.end_of(worker.ask(replace(DAY, iterations=100)))
        assert isinstance(end, Failed)
        assert end.sentence.endswith("the board is untouched.")


def test_days_optimised_and_stopped_again_and_again_leave_nothing_behind() -> None:
    from soaks.optimise import run

    found = run(["--seconds", "6", "--technicians", "6"])
    assert found["processes_left"] == 0
    assert found["wrong"] == []
    assert found["killed"] or found["jobs"]
