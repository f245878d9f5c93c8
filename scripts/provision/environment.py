"""The environment: made from nothing, brought up to the locks, or repaired, and stamped with what it holds.

The stamp is the only truth. It says `unfinished` before anything is touched and tells what was installed once all of it
is in place, so whatever interrupts a set-up, the next one sees it and starts over.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from provision import packages, stamp, trouble
from provision.progress import Progress
from provision.stamp import ROOT, RUNTIME, TESTS, UNFINISHED, Stamp, covered, read, wanted, write
from provision.trouble import Trouble

_ROOM_MB = {RUNTIME: 300, TESTS: 700}


class Remake(Exception):
    """The environment has to be made again, by a Python outside it."""


class Environment:
    """One environment for one checkout."""

    def __init__(self, place: Path, root: Path = ROOT) -> None:
        self.root = root
        self.place = place
        self.python = place / "bin" / "python"
        self.log = place / "setup.log"

    def ready(self, locks: tuple[str, ...]) -> None:
        """Bring the environment to these locks, of which the last holds the others.

        Raises: Trouble, with a sentence for the person; Remake, when a Python outside has to do it.
        """
        try:
            with self._alone():
                if not covered(self.place, locks):
                    self._fill(read(self.place), wanted(locks, self.root), locks[-1])
        except OSError as error:
            raise trouble.of_disk(error, self.place) from error

    def _fill(self, held: Stamp | None, goal: Stamp, lock: str) -> None:
        keep = held is not None and held.stands(goal) and self.python.exists()
        if not keep:
            self._check_replaceable(held)
        self._check_room(lock)
        progress = Progress()
        progress.say(_headline(held, keep=keep, lock=lock))
        if not keep:
            with progress.step("environment", f"Python {sys.version.split()[0]} in {self.place}"):
                self._make()
        goal = self._install(held if keep else None, goal, lock, progress)
        with progress.step("bytecode", "compiling"):
            self._compile()
        write(self.place, goal)
        progress.done()

    def _check_replaceable(self, held: Stamp | None) -> None:
        if self.place.is_symlink():
            raise Trouble(
                f"{self.place} is a link to {self.place.resolve()}, which was not set up for this checkout and"
                " is left as it is; remove the link and run this again."
            )
        if Path(sys.executable).parent == self.python.parent:
            raise Remake
        if held is None and self.place.exists() and any(self.place.iterdir()):
            raise Trouble(f"{self.place} exists but was not made by this script; move it away and run this again.")

    def _check_room(self, lock: str) -> None:
        above = next(folder for folder in (self.place, *self.place.parents) if folder.exists())
        room_mb = shutil.disk_usage(above).free // 2**20
        if room_mb < _ROOM_MB[lock]:
            raise Trouble(f"Setting up needs {_ROOM_MB[lock]} MB in {above}, which has {room_mb} MB; make room there.")

    def _make(self) -> None:
        self.place.mkdir(parents=True, exist_ok=True)
        self._own_up()
        for old in self.place.iterdir():
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(old)
            elif old.name != stamp.NAME:
                old.unlink()
        command = [sys.executable, "-I", "-m", "venv", str(self.place)]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            said = made.stdout + made.stderr
            self.log.write_text(said, encoding="utf-8")
            if "ensurepip" in said or "No module named" in said:
                version = f"{sys.version_info.major}.{sys.version_info.minor}"
                raise Trouble(
                    f"{sys.executable} lacks the venv module; install it (Debian and Ubuntu: python{version}-venv)"
                    " or name another Python with PYTHON=/path/to/python."
                )
            raise trouble.of_pip(said, made.returncode, self.log)

    def _install(self, held: Stamp | None, goal: Stamp, lock: str, progress: Progress) -> Stamp:
        files = goal.files
        if held and held.files.get(lock) == files[lock]:
            files = held.files | files
        else:
            count = len(packages.requirements((self.root / lock).read_text(encoding="utf-8")))
            with progress.step("packages", f"{count}, each checked by its hash"):
                packages.install(self.python, self.root / lock, self.log, progress.count, self._own_up)
        with progress.step("dispatchtui", "from its source"):
            packages.install_project(self.python, self.root, self.log, self._own_up)
        return goal._replace(files=files)

    def _compile(self) -> None:
        folders = [str(next((self.place / "lib").glob("python3.*"))), str(self.root / "src")]
        command = [str(self.python), "-I", "-m", "compileall", "-q", "-j", "0", *folders]
        subprocess.run(command, capture_output=True, check=False)

    def _own_up(self) -> None:
        write(self.place, UNFINISHED)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # Two that come to one environment by different names wait for each other.
        place = self.place.resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.with_name(f"{place.name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                Progress().say("Another set-up is at work here; waiting for it to finish.")
                fcntl.flock(file, fcntl.LOCK_EX)
            os.set_inheritable(file.fileno(), True)
            yield


def _headline(held: Stamp | None, *, keep: bool, lock: str) -> str:
    extent = "with what the tests need" if lock == TESTS else "once"
    if keep:
        return f"Bringing dispatchtui's set-up up to date, {extent}"
    if held is not None:
        return f"Setting up dispatchtui again, {extent}: the last set-up was interrupted, moved or for another Python"
    return f"Setting up dispatchtui, {extent}; this takes less than a minute"
