"""The parts of setting up, one by one: what a failure is called, what a stamp holds, what a terminal sees."""

import errno
import io
import os
from pathlib import Path

import pytest

import suite
from provision import packages, stamp, trouble
from provision.progress import Progress
from provision.stamp import UNFINISHED, Stamp


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
