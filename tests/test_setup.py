"""Setting up on a machine that has nothing yet: what it makes, what it repairs, and what it says when it cannot.

A small checkout with a lock of one home-made package stands in for the real one, so no index is needed.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import suite
from provision import packages, stamp, trouble
from provision.progress import Progress
from provision.stamp import UNFINISHED, Stamp

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
BACKEND = """
import pathlib, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "dispatchtui-0.1.0-py3-none-any.whl"
    info = "dispatchtui-0.1.0.dist-info"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("dispatchtui.pth", str(pathlib.Path("src").resolve()))
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: dispatchtui\\nVersion: 0.1.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\\ndispatchtui = dispatchtui.__main__:main\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "dispatchtui"
version = "0.1.0"
"""
MAIN = "import sys, pebble\ndef main():\n    print('console', *sys.argv[1:])\n"


def a_wheel(folder: Path) -> Path:
    """A package of one module."""
    made = folder / "pebble-1.0-py3-none-any.whl"
    info = "pebble-1.0.dist-info"
    with zipfile.ZipFile(made, "w") as wheel:
        wheel.writestr("pebble.py", "")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: pebble\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return made


class Checkout:
    """A small checkout, and what its scripts answer."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"
        self.venv = self.root / ".venv"
        self.wheels = folder / "wheels"
        self.wheels.mkdir(parents=True)
        shutil.copytree(SCRIPTS, self.root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        source = self.root / "src" / "dispatchtui"
        source.mkdir(parents=True)
        (source / "__init__.py").touch()
        (source / "__main__.py").write_text(MAIN)
        (self.root / "backend.py").write_text(BACKEND)
        (self.root / "pyproject.toml").write_text(PROJECT)
        digest = hashlib.sha256(a_wheel(self.wheels).read_bytes()).hexdigest()
        (self.root / "tests").mkdir()
        for name in ("requirements.lock", "tests/requirements.lock"):
            (self.root / name).write_text(f"pebble==1.0 \\\n    --hash=sha256:{digest}\n")

    def environ(self, **changes: str) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "DISPATCHTUI_"))
        }
        pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        return kept | pip | {"PYTHON": getattr(sys, "_base_executable", sys.executable)} | changes

    def run(self, script: Path | str = "console", *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.root / "scripts" / script), *arguments]
        environ = {name: value for name, value in self.environ(**changes).items() if value}
        return subprocess.run(command, env=environ, capture_output=True, text=True, cwd="/", check=False)

    def held(self) -> dict[str, object]:
        return json.loads((self.venv / "setup.json").read_text())


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout that was set up once."""
    made = Checkout(tmp_path_factory.mktemp("set-up"))
    first = made.run("console", "--from nothing")
    assert first.returncode == 0, first.stderr
    assert first.stdout == "console day --from nothing\n"
    assert [line.split()[0] for line in first.stderr.splitlines()] == [
        "Setting",
        "environment",
        "packages",
        "dispatchtui",
        "bytecode",
        "ready",
    ]
    return made


def a_python(folder: Path, version: str) -> Path:
    """A Python too old to say anything but its version."""
    made = folder / "python3"
    made.write_text(f'#!/bin/sh\n[ "$1" = -V ] && echo "Python {version}" && exit 0\nexit 1\n')
    made.chmod(0o755)
    return made


def the_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What a person is told when setting up cannot go on: the last line, after the steps that went well."""
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "ERROR" not in done.stderr
    return done.stderr.splitlines()[-1]


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


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk filled up"),
        ("OSError: [Errno 30] Read-only file system: '/x'", "Packages cannot be written"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "A package is not the one that was locked"),
        ("SSLCertVerificationError: certificate verify failed", "The package index cannot be trusted"),
        ("ERROR: HTTP error 407 Client Error: Proxy Authentication Required", "The package index refused to answer"),
        (
            "Retrying: NewConnectionError\nERROR: No matching distribution found for rich",
            "The package index cannot be re",
        ),
        (
            "satisfies rich==1.0 (from versions: none)\nERROR: No matching distribution",
            "The package index offered nothing",
        ),
        ("ERROR: No matching distribution found for rich==1.0", "The package index does not have rich"),
        ("ERROR: Failed building wheel for uvloop", "uvloop cannot be built for this Python"),
        ("ERROR: something new", "pip stopped with exit code 1"),
    ],
)
def test_each_failure_of_pip_has_its_sentence(output: str, sentence: str) -> None:
    said = str(trouble.of_pip(output, 1, Path("/tmp/setup.log")))
    assert said.startswith(sentence)
    assert said.endswith("is in /tmp/setup.log")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "There is no room left on the disk of /x"),
        (errno.EROFS, "/x cannot be written; name a folder that can"),
        (errno.EIO, "The file system refused /x/y: Input/output error."),
    ],
)
def test_each_failure_of_the_disk_has_its_sentence(number: int, sentence: str) -> None:
    error = OSError(number, os.strerror(number), "/x/y")
    assert str(trouble.of_disk(error, Path("/x"))).startswith(sentence)


def test_a_stamp_covers_what_it_holds_and_nothing_else() -> None:
    runtime = Stamp("/a", "3.11", {"p": "1", "r": "2"})
    tests = Stamp("/a", "3.11", {"p": "1", "r": "2", "t": "3"})
    assert tests.covers(runtime)
    assert not runtime.covers(tests)
    assert runtime.stands(tests)
    for other in (runtime._replace(root="/b"), runtime._replace(python="3.12"), UNFINISHED):
        assert not other.stands(runtime)


def test_a_stamp_that_cannot_be_read_counts_as_unfinished(tmp_path: Path) -> None:
    assert stamp.read(tmp_path) is None
    (tmp_path / "setup.json").write_text("{")
    assert stamp.read(tmp_path) == UNFINISHED


class Terminal(io.StringIO):
    """A stream that a person watches."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("no_color", "dimmed"), [("", True), ("1", False)])
def test_a_terminal_sees_a_count_that_moves(monkeypatch: pytest.MonkeyPatch, no_color: str, dimmed: bool) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()
    progress = Progress(screen)
    with progress.step("packages", "fetching"):
        progress.count("3 of 9")
    assert "3 of 9" in screen.getvalue()
    assert ("\x1b[2m" in screen.getvalue()) is dimmed


def test_a_file_sees_one_line_for_each_step() -> None:
    page = io.StringIO()
    progress = Progress(page)
    with progress.step("packages", "fetching"):
        progress.count("3 of 9")
    assert page.getvalue() == "  packages      fetching\n"


def test_pip_is_heard() -> None:
    changed: list[str] = []
    tally = packages.Tally(3, lambda: changed.append("now"))
    for line in ("Collecting a==1\n", "Ignoring b: markers\n", "Requirement already satisfied: c==1 in /x\n"):
        tally.hear(line)
    assert (tally.fetched, tally.wanted, changed) == (2, 2, [])
    tally.hear("Installing collected packages: a, c\n")
    tally.hear("Installing collected packages: d\n")
    assert changed == ["now"]


@pytest.mark.parametrize(
    ("arguments", "spread"),
    [([], True), (["-q", "-m", "not slow"], True), (["-x"], True), (["tests/core"], False), (["--pdb"], False)],
)
def test_only_a_whole_run_is_spread_over_the_cores(arguments: list[str], spread: bool) -> None:
    assert ("-n" in suite.command(arguments, cores=2)) is spread
