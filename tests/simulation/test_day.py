"""A reduced day: bad lines, a killed server, and in the end one board for everybody."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from dispatchtui.cli.playing.headless import play_headless
from dispatchtui.cli.playing.stage import stage
from soaks.day import disturbed

SEED = int(os.environ.get("DISPATCHTUI_SEED", "3"))


@pytest.mark.slow
def test_over_bad_lines_and_a_killed_server_everybody_ends_with_one_board() -> None:
    faults: Counter[str] = Counter()
    with stage(speed=300, seed=SEED, keep=None, auto_release=False) as played:
        lines = disturbed(random.Random(SEED), faults, kills=1, seconds=7)
        summary = play_headless(played, 7, lines)
    assert summary["problems"] == [], f"seed {SEED}"
    assert len(set(summary["hashes"].values())) == 1, f"seed {SEED}: {summary['hashes']}"
    assert set(summary["hashes"]) == {"console", "other_console", "fresh_client", "log"}
    assert summary["ok"]
    assert summary["visits"] >= 100
    assert summary["assignments"] >= 60
    assert sum(summary["states"].get(state, 0) for state in ("WORKING", "DONE", "EN_ROUTE", "ON_SITE")) > 0
    assert min(summary["facts_told"]) > 0
    assert faults["server killed"] == 1
    assert faults["connections"] > 30


def a_day(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command as a person starts it, with its temporary files in a folder of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "dispatchtui", "day", *arguments], env={**os.environ, "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def children_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def until(holds: Callable[[], Any], within_s: float = 20.0) -> Any:
    end = time.monotonic() + within_s
    while not (found := holds()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


@pytest.mark.slow
def test_one_command_plays_and_ends_with_one_json_summary(tmp_path: Path) -> None:
    process = a_day(tmp_path, "--headless", "1", "--speed", "200", "--seed", "5")
    said, wrong = process.communicate(timeout=60)
    assert process.returncode == 0, wrong
    summary = json.loads(said)
    assert summary["ok"]
    assert (summary["seed"], summary["speed"], summary["seconds"]) == (5, 200.0, 1.0)
    for name in ("states", "assignments", "events", "convergence_ms", "hashes", "log_hash"):
        assert summary[name]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_however_it_ends_no_child_stays(tmp_path: Path, ending: signal.Signals) -> None:
    process = a_day(tmp_path, "--headless", "60", "--speed", "100")
    found: list[psutil.Process] = until(lambda: len(each := children_of(process)) == 2 and each)
    process.send_signal(ending)
    process.communicate(timeout=30)
    assert process.returncode != 0
    psutil.wait_procs(found, timeout=10)
    assert [child for child in found if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
    if ending is not signal.SIGKILL:
        assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_child_that_falls_over_is_told_in_one_sentence(tmp_path: Path) -> None:
    process = a_day(tmp_path, "--headless", "60", "--speed", "100")
    field = until(lambda: next((each for each in children_of(process) if "field" in each.cmdline()), None))
    field.kill()
    said, wrong = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said == ""
    assert wrong.startswith("dispatchtui: The field ended with code -9: ")
    assert "Its words are in " in wrong
    assert len(wrong.strip().splitlines()) == 2


def test_a_day_never_mixes_with_another(tmp_path: Path) -> None:
    (tmp_path / "dispatchtui.db").write_text("somebody's day")
    process = a_day(tmp_path, "--headless", "1", "--keep", str(tmp_path))
    _, wrong = process.communicate(timeout=30)
    assert process.returncode == 2
    assert wrong.startswith(f"dispatchtui: {tmp_path} is not empty; a day begins in an empty folder.")
    assert (tmp_path / "dispatchtui.db").read_text() == "somebody's day"


@pytest.mark.slow
def test_a_kept_day_goes_on_where_it_stood(tmp_path: Path) -> None:
    summaries, noted = [], []
    for _ in range(2):
        process = a_day(tmp_path, "--headless", "2", "--speed", "200", "--keep", str(tmp_path / "kept"))
        said, wrong = process.communicate(timeout=60)
        assert process.returncode == 0, wrong
        summaries.append(json.loads(said))
        noted.append(json.loads((tmp_path / "kept" / "day.json").read_text())["clock_s"])
    first, second = summaries
    assert noted[1] > noted[0]
    assert second["ok"]
    assert second["clock_s"] > first["clock_s"]
    assert second["events"] > first["events"]
    assert second["visits"] < first["visits"] * 1.5  # nothing was recorded twice
    assert second["placed_in_the_morning"] == 0
