"""The handle on a real worker process: started, lost, let go of, and never waited for."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from dispatchtui.engine import process
from dispatchtui.engine.jobs import Explain, Failed, Found, Repair
from tests.builders import a_visit, a_working_board, at
from tests.engine.workers import a_worker


def gone(pid: int) -> bool:
    """Whether there is no such process, not even one that waits to be seen off."""
    return not psutil.pid_exists(pid)


def test_nothing_is_started_before_something_is_asked_and_nothing_is_left_after_closing() -> None:
    with a_worker() as worker:
        worker.follow(a_working_board())
        worker.at(100)
        assert (worker.state, worker.pid) == ("asleep", 0)
        worker.wake()
        assert worker.state == "starting"
        worker.until(lambda: worker.state == "ready")
        pid = worker.pid
        assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)
        assert os.getsid(pid) == pid
    assert gone(pid)
    assert worker.state == "asleep"


def test_without_a_board_a_job_is_answered_with_a_sentence() -> None:
    with a_worker() as worker:
        answer = worker.end_of(worker.ask(Repair()))
        assert answer == Failed(job_id="1", sentence="There is no board to plan on yet.")
        assert worker.pid == 0


def test_a_killed_worker_is_a_sentence_and_the_next_job_starts_another() -> None:
    with a_worker() as worker:
        worker.follow(a_working_board())
        worker.wake()
        worker.until(lambda: worker.state == "ready")
        first = worker.pid
        os.kill(first, signal.SIGKILL)
        worker.until(lambda: worker.state == "failed")
        assert worker.sentence == "The planning process was ended by SIGKILL; the board is untouched."
        assert gone(first)
        worker.end_of(worker.ask(Repair()))
        assert worker.pid not in (0, first)


def test_a_worker_that_keeps_ending_is_tried_again_after_a_while_alone() -> None:
    with a_worker(arguments=("--no-such-argument",)) as worker:
        worker.follow(a_working_board())
        answers = [worker.end_of(worker.ask(Repair())) for _ in range(3)]
        ended = "The planning process ended with code 2; the board is untouched."
        assert answers[:2] == [Failed(job_id="1", sentence=ended), Failed(job_id="2", sentence=ended)]
        assert answers[2] == Failed(
            job_id="3", sentence=f"{ended} It ended 2 times in a row and is tried again in 1 s."
        )
        assert worker.state == "failed"


def test_nobody_is_kept_for_whom_there_is_no_work() -> None:
    with a_worker(idle_s=0.0) as worker:
        worker.follow(a_working_board())
        worker.wake()
        pid = worker.pid
        worker.until(lambda: worker.state == "asleep")
        worker.until(lambda: gone(pid))
        assert worker.sentence == ""


def test_a_worker_ends_with_its_parent_however_that_ends() -> None:
    program = (
        "import time; from dispatchtui.engine.process import Worker; from dispatchtui.core.board import Board\n"
        "worker = Worker(); worker.follow(Board()); worker.wake()\n"
        "while worker.state != 'ready': worker.taken()\n"
        "print(worker.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert psutil.pid_exists(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 30
    while not gone(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end


def test_an_interrupt_at_the_terminal_is_not_for_the_worker() -> None:
    program = (
        "import os, signal, time; from dispatchtui.engine.process import Worker\n"
        "from dispatchtui.core.board import Board\n"
        "signal.signal(signal.SIGINT, lambda *_: None)\n"
        "worker = Worker(); worker.follow(Board()); worker.wake()\n"
        "while worker.state != 'ready': worker.taken()\n"
        "os.killpg(0, signal.SIGINT)\n"
        "for _ in range(3): worker.ask(__import__('dispatchtui.engine.jobs').engine.jobs.Repair()); worker.taken()\n"
        "while worker.busy: worker.taken()\n"
        "print(worker.state, repr(worker.sentence)); worker.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, start_new_session=True
    )
    assert done.stdout == "ready ''\n", done.stderr


def test_following_costs_the_caller_little() -> None:
    rows = [a_visit(id=f"V{number}") for number in range(10_000)]
    board = a_working_board(*rows)
    with a_worker() as worker:
        worker.follow(board)
        worker.wake()
        worker.until(lambda: worker.state == "ready")
        began = time.thread_time()
        for number in range(100):
            worker.follow(board, (f"visits/V{number}", f"visits/V{number + 1}", "lanes/none"))
        assert (time.thread_time() - began) / 100 < 0.002
        began = time.thread_time()
        worker.follow(board)
        assert time.thread_time() - began < 0.02


def test_the_handle_loads_nothing_that_searches() -> None:
    program = "import sys, dispatchtui.engine.process; print({'numpy', 'numba', 'ortools'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_worker_that_does_not_let_go_of_a_stopped_job_is_ended() -> None:
    with a_worker() as worker:
        worker.follow(a_working_board())
        worker.wake()
        worker.until(lambda: worker.state == "ready")
        os.kill(worker.pid, signal.SIGSTOP)
        job = worker.ask(Repair())
        worker.cancel(job)
        answer = worker.end_of(job)
        assert isinstance(answer, Failed)
        assert answer.sentence.startswith("It was stopped after 0.")
        assert worker.busy == {job}
        worker._asked[job].stopped -= process.STUCK_S + 1  # type: ignore[operator]
        worker.until(lambda: worker.state == "failed")
        assert worker.busy == frozenset()


def test_a_process_whose_code_was_changed_under_it_is_replaced_with_the_next_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(process.__file__).parents[1]
    code = shutil.copytree(package, tmp_path / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))  # the process runs a copy, which an upgrade may change
    explaining = code / "engine" / "explaining.py"
    former = explaining.read_text()
    with a_worker() as worker:
        worker.follow(a_working_board(a_visit(id="V1")))
        worker.at(at("09:00"))
        worker.wake()
        worker.until(lambda: worker.state == "ready")
        first = worker.pid
        explaining.write_text("from dispatchtui.engine.jobs import Upgraded\n")
        answer = worker.end_of(worker.ask(Explain(visit_id="V1")))
        assert isinstance(answer, Failed)
        assert answer.sentence == ("Planning failed; the board is untouched, and a new process starts with the next "
                                   "try.")  # fmt: skip
        assert answer.fault.startswith("ImportError: cannot import name 'Upgraded'")
        explaining.write_text(former)
        assert isinstance(worker.end_of(worker.ask(Explain(visit_id="V1"))), Found)
        assert worker.pid not in (0, first)
        worker.until(lambda: gone(first))
