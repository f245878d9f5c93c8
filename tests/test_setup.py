"""Setting up on a machine that has nothing yet: what it makes, what it repairs, and what it says when it cannot.

A small checkout with a lock of one home-made package stands in for the real one, so no index is needed.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from provision import stamp
from provision.stamp import UNFINISHED
from tests.small_checkout import PROJECT, Checkout, a_python, checkout, the_sentence

__all__ = ["checkout"]


@pytest.mark.slow
def test_a_second_start_changes_nothing_and_says_nothing(checkout: Checkout) -> None:
    before = (checkout.venv / "setup.json").stat().st_mtime_ns
    second = checkout.run("console", "x", PYTHON="")
    assert (second.stdout, second.stderr) == ("console day x\n", "")
    assert (checkout.venv / "setup.json").stat().st_mtime_ns == before


@pytest.mark.slow
def test_it_compiles_bytecode_even_where_python_was_told_not_to_write_any(checkout: Checkout) -> None:
    (checkout.root / "pyproject.toml").write_text(f"{PROJECT}# one\n")
    shutil.rmtree(checkout.root / "src" / "dispatchtui" / "__pycache__", ignore_errors=True)
    assert checkout.run(PYTHON="", PYTHONDONTWRITEBYTECODE="1").returncode == 0
    assert list((checkout.root / "src" / "dispatchtui" / "__pycache__").glob("__main__*.pyc"))
    assert list(checkout.venv.glob("lib/*/site-packages/__pycache__/pebble*.pyc"))


@pytest.mark.slow
def test_it_starts_through_a_symbolic_link(checkout: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "dispatch"
    link.symlink_to(checkout.root / "scripts" / "console")
    assert checkout.run(link, "y").stdout == "console day y\n"


@pytest.mark.slow
def test_a_changed_project_is_brought_up_to_date_in_place(checkout: Checkout) -> None:
    (checkout.root / "pyproject.toml").write_text(f"{PROJECT}# two\n")
    done = checkout.run(PYTHON="")
    assert done.stderr.startswith("Bringing dispatchtui's set-up up to date")
    assert "environment" not in done.stderr


@pytest.mark.slow
def test_an_interrupted_set_up_is_repaired(checkout: Checkout) -> None:
    stamp.write(checkout.venv, UNFINISHED)
    shutil.rmtree(next(checkout.venv.glob("lib/*/site-packages/pip")))
    done = checkout.run("console", "z", PYTHON="")
    assert done.stdout == "console day z\n"
    assert "the last set-up was interrupted" in done.stderr
    assert checkout.held()["unfinished"] is False


@pytest.mark.slow
def test_a_folder_half_removed_is_repaired(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    (checkout.venv / "bin").mkdir(parents=True)
    (checkout.venv / "bin" / "python").symlink_to(os.path.realpath(sys.executable))
    stamp.write(checkout.venv, UNFINISHED)
    assert checkout.run(PYTHON="").stdout == "console day\n"


@pytest.mark.slow
def test_a_second_set_up_waits_for_the_first(checkout: Checkout) -> None:
    (checkout.root / "pyproject.toml").write_text(f"{PROJECT}# three\n")
    with (checkout.root / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [checkout.root / "scripts" / "console"]
        other = subprocess.Popen(command, env=checkout.environ(), stdout=-1, stderr=-1, text=True)
        assert other.stderr is not None
        assert other.stderr.readline() == "Another set-up is at work here; waiting for it to finish.\n"
        assert other.poll() is None
        fcntl.flock(lock, fcntl.LOCK_UN)
    said, _steps = other.communicate(timeout=60)
    assert said == "console day\n"


@pytest.mark.slow
def test_an_index_out_of_reach_is_one_sentence_and_the_next_run_recovers(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/simple"
        done = checkout.run(PIP_NO_INDEX="", PIP_FIND_LINKS="", PIP_INDEX_URL=address, PIP_RETRIES="1")
    sentence = the_sentence(done)
    assert sentence.startswith("dispatchtui: The package index cannot be reached; check the network")
    log = Path(sentence.partition("What pip said is in ")[2])
    assert "NewConnectionError" in log.read_text()
    assert checkout.run("console", "again").stdout == "console day again\n"


@pytest.mark.slow
def test_a_package_that_was_changed_on_the_way_is_refused(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    with zipfile.ZipFile(checkout.wheels / "pebble-1.0-py3-none-any.whl", "a") as wheel:
        wheel.writestr("extra.py", "")
    assert "is not the one that was locked" in the_sentence(checkout.run())


def test_an_old_python_is_refused_by_name(tmp_path: Path) -> None:
    old = a_python(tmp_path, "3.9.18")
    done = Checkout(tmp_path / "c").run(PYTHON=str(old))
    assert the_sentence(done) == (
        f"dispatchtui: PYTHON names {old}, which is Python 3.9.18; it must be Python 3.11 or newer."
    )


def test_a_python_that_cannot_be_run_is_refused_by_name(tmp_path: Path) -> None:
    done = Checkout(tmp_path / "c").run(PYTHON="/nowhere/python3")
    assert the_sentence(done).startswith("dispatchtui: PYTHON names /nowhere/python3, which cannot be run;")


def test_no_new_enough_python_on_the_path_is_one_sentence(tmp_path: Path) -> None:
    for tool in ("sh", "readlink"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    old = a_python(tmp_path, "3.8.2")
    done = Checkout(tmp_path / "c").run(PYTHON="", PATH=str(tmp_path))
    assert the_sentence(done) == (
        f"dispatchtui: Python 3.11 or newer is needed; {old} is Python 3.8.2."
        " Install one, or name one with PYTHON=/path/to/python."
    )


def test_a_python_without_venv_is_one_sentence(tmp_path: Path) -> None:
    bare = tmp_path / "python3"
    base = getattr(sys, "_base_executable", sys.executable)
    bare.write_text(f'#!/bin/sh\n[ "$3" = venv ] && echo "No module named venv" >&2 && exit 1\nexec {base} "$@"\n')
    bare.chmod(0o755)
    checkout = Checkout(tmp_path / "c")
    program = "import sys, bootstrap; sys.executable = sys.argv.pop(1); sys.exit(bootstrap.main(sys.argv[1:]))"
    command = [base, "-c", program, str(bare), "console"]
    environ = checkout.environ(PYTHONPATH=str(checkout.root / "scripts"))
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert re.match(rf"dispatchtui: {bare} lacks the venv module; install it .*python3\.\d+-venv", the_sentence(done))


def test_a_folder_made_by_someone_else_is_left_alone(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    checkout.venv.mkdir()
    (checkout.venv / "pyvenv.cfg").write_text("mine")
    assert "was not made by this script; move it away" in the_sentence(checkout.run())
    assert (checkout.venv / "pyvenv.cfg").read_text() == "mine"


def test_the_environment_may_stand_elsewhere_but_not_inside_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = Checkout(tmp_path / "c").run(DISPATCHTUI_VENV=str(tmp_path / "file" / "venv"))
    assert str(tmp_path / "file") in the_sentence(done)


@pytest.mark.parametrize("python", [True, False])
def test_what_a_link_leads_to_is_never_made_again(tmp_path: Path, python: bool) -> None:
    theirs = tmp_path / "theirs" / ".venv"
    (theirs / "bin").mkdir(parents=True)
    (theirs / "bin" / "python").symlink_to(os.path.realpath(sys.executable))
    stamp.write(theirs, UNFINISHED._replace(root="elsewhere", python="3.11", unfinished=False))
    checkout = Checkout(tmp_path / "c")
    checkout.venv.symlink_to(theirs)
    done = checkout.run(**({} if python else {"PYTHON": ""}))
    assert the_sentence(done) == (
        f"dispatchtui: {checkout.venv} is a link to {theirs}, which was not set up for this checkout and"
        " is left as it is; remove the link and run this again."
    )
    assert (theirs / "bin" / "python").is_symlink()
    assert stamp.read(theirs) == stamp.Stamp("elsewhere", "3.11", {})


def test_who_comes_by_a_link_waits_for_who_comes_by_name(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    checkout = Checkout(tmp_path / "c")
    checkout.venv.symlink_to(tmp_path / "real")
    with (tmp_path / "real.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [checkout.root / "scripts" / "console"]
        other = subprocess.Popen(command, env=checkout.environ(), stdout=-1, stderr=-1, text=True)
        assert other.stderr is not None
        assert other.stderr.readline() == "Another set-up is at work here; waiting for it to finish.\n"
        fcntl.flock(lock, fcntl.LOCK_UN)
    assert "is a link to" in other.communicate(timeout=60)[1]
