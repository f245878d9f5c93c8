"""Fills the environment from a hashed lock with the pip that came with it, in a few shares at once.

The shares are disjoint and the lock is complete, so nothing is resolved and no two pips touch the same package.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from provision import trouble

_SHARES = 2
_TICK_S = 0.1
_QUIET = ("--no-deps", "--no-compile", "--no-input", "--disable-pip-version-check", "--no-warn-conflicts")


@dataclass
class Tally:
    """What the running pips have said so far."""

    wanted: int
    began: Callable[[], None]
    fetched: int = 0
    installing: bool = False
    retrying: bool = False
    output: list[str] = field(default_factory=list)
    _once: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, line: str) -> None:
        """Take one line of pip's output into account."""
        self.output.append(line)
        if line.startswith("Ignoring "):
            self.wanted -= 1
        elif line.startswith(("Collecting ", "Processing ", "Requirement already satisfied")):
            self.fetched += 1
        elif line.startswith("Installing collected"):
            with self._once:
                if not self.installing:
                    self.installing = True
                    self.began()
        self.retrying = "Retrying (" in line


def requirements(lock: str) -> list[str]:
    """Split a lock into its requirements, each with its hashes."""
    return [block for block in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE) if block[:1].isalnum()]


def install(python: Path, lock: Path, log: Path, tell: Callable[[str], None], began: Callable[[], None]) -> None:
    """Install exactly what the lock names.

    Calls `began` when the environment is first changed.
    Raises: Trouble, when the index, the disk or a package refuses.
    """
    wanted = requirements(lock.read_text(encoding="utf-8"))
    tally = Tally(len(wanted), began)
    with tempfile.TemporaryDirectory(prefix="dispatchtui-") as folder:
        shares = []
        for number in range(min(_SHARES, len(wanted))):
            share = Path(folder, f"{number}.txt")
            share.write_text("".join(wanted[number::_SHARES]), encoding="utf-8")
            shares.append(["install", "--require-hashes", *_QUIET, "-r", str(share)])
        _run(python, shares, tally, log, tell)


def install_project(python: Path, root: Path, log: Path, began: Callable[[], None]) -> None:
    """Install the project itself so that it runs from its source, built by what the lock brought.

    Raises: Trouble, when the project cannot be built.
    """
    arguments = ["install", *_QUIET, "--no-build-isolation", "--editable", str(root)]
    _run(python, [arguments], Tally(0, began), log, lambda _text: None)


def _run(
    python: Path,
    shares: list[list[str]],
    tally: Tally,
    log: Path,
    tell: Callable[[str], None],
) -> None:
    before = _installed(python)
    pips = [_start(python, arguments) for arguments in shares]
    listeners = [threading.Thread(target=_listen, args=(pip, tally), daemon=True) for pip in pips]
    for listener in listeners:
        listener.start()
    try:
        while any(listener.is_alive() for listener in listeners):
            tell(_sentence(tally, _installed(python) - before))
            time.sleep(_TICK_S)
        codes = [pip.wait() for pip in pips]
    except BaseException:
        for pip in pips:
            pip.terminate()
            pip.wait()
        raise
    finally:
        with log.open("a", encoding="utf-8") as file:
            file.writelines(tally.output)
    if any(codes):
        raise trouble.of_pip("".join(tally.output), max(codes), log)


def _installed(python: Path) -> int:
    return sum(1 for _found in python.parent.parent.glob("lib/python3.*/site-packages/*.dist-info"))


def _sentence(tally: Tally, installed: int) -> str:
    if tally.retrying:
        return "no answer from the package index, trying again"
    if tally.installing and tally.fetched >= tally.wanted:
        return f"installed {installed}"
    return f"fetched {tally.fetched} of {tally.wanted}"


def _start(python: Path, arguments: list[str]) -> subprocess.Popen[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environ |= {"PIP_USER": "0", "PIP_PROGRESS_BAR": "off", "PIP_NO_COLOR": "1", "PYTHONUTF8": "1"}
    environ.setdefault("PIP_RETRIES", "2")
    # The pips inherit the lock of the set-up: should it be killed, the next one waits until they have ended.
    return subprocess.Popen(
        [str(python), "-I", "-m", "pip", *arguments],
        env=environ,
        close_fds=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def _listen(pip: subprocess.Popen[str], tally: Tally) -> None:
    assert pip.stdout is not None
    for line in pip.stdout:
        tally.hear(line)
