"""The environment: made from nothing, brought up to the locks, or repaired, and stamped with what it holds.

The stamp is the only truth. It says `unfinished` before anything is touched and tells what was installed once all of it
is in place, so whatever interrupts a set-up, the next one sees it and starts over.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from provision import packages, trouble
from provision.progress import Progress
from provision.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = "requirements.lock"
TESTS = "tests/requirements.lock"
_ROOM_MB = {RUNTIME: 300, TESTS: 700}


class Remake(Exception):
    """The environment has to be made again, by a Python outside it."""


@dataclass(frozen=True)
class Stamp:
    """What an environment holds: its place, its Python, and the hash of each file it was filled from."""

    root: str
    python: str
    files: dict[str, str]
    unfinished: bool = False

    def covers(self, wanted: Stamp) -> bool:
        """Tell whether everything wanted is in place."""
        return self.stands(wanted) and self.files.items() >= wanted.files.items()

    def stands(self, wanted: Stamp) -> bool:
        """Tell whether the environment can be kept and filled up."""
        return not self.unfinished and (self.root, self.python) == (wanted.root, wanted.python)


class Environment:
    """One environment beside one checkout."""

    def __init__(self, root: Path = ROOT, place: Path | None = None) -> None:
        named = os.environ.get("DISPATCHTUI_VENV")
        self.root = root
        self.place = place or (Path(named).absolute() if named else root / ".venv")
        self.python = self.place / "bin" / "python"
        self.log = self.place / "setup.log"
        self._stamp = self.place / "setup.json"

    def wanted(self, *locks: str) -> Stamp:
        """Say what the environment has to hold for these locks."""
        files = {name: _digest(self.root / name) for name in ("pyproject.toml", *locks)}
        return Stamp(str(self.root), f"{sys.version_info.major}.{sys.version_info.minor}", files)

    def held(self) -> Stamp | None:
        """Read what the environment says it holds; None where nothing was set up."""
        try:
            return Stamp(**json.loads(self._stamp.read_bytes()))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, TypeError):
            return Stamp("", "", {}, unfinished=True)

    def ready(self, *locks: str) -> None:
        """Bring the environment to these locks; at once where it is there already.

        The last lock named holds the others.
        Raises: Trouble, with a sentence for the person; Remake, when a Python outside has to do it.
        """
        wanted = self.wanted(*locks)
        held = self.held()
        if held and held.covers(wanted) and self.python.exists():
            return
        try:
            with self._alone():
                held = self.held()
                if not (held and held.covers(wanted) and self.python.exists()):
                    self._fill(held, wanted, locks[-1])
        except OSError as error:
            raise trouble.of_disk(error, self.place) from error

    def _fill(self, held: Stamp | None, wanted: Stamp, lock: str) -> None:
        keep = held is not None and held.stands(wanted) and self.python.exists()
        if not keep:
            if Path(sys.executable).parent == self.python.parent:
                raise Remake
            if held is None and self.place.exists() and any(self.place.iterdir()):
                raise Trouble(f"{self.place} exists but was not made by this script; move it away and run this again.")
        self._check_room(lock)
        progress = Progress()
        progress.say(_headline(held, keep=keep, lock=lock))
        if not keep:
            with progress.step("environment", f"Python {sys.version.split()[0]} in {self.place}"):
                self._make()
        wanted = self._install(held if keep else None, wanted, lock, progress)
        with progress.step("bytecode", "compiling"):
            self._compile()
        self._write(wanted)
        progress.done()

    def _make(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True, exist_ok=True)
        self._own_up()
        made = subprocess.run(
            [sys.executable, "-I", "-m", "venv", str(self.place)], capture_output=True, text=True, check=False
        )
        if made.returncode:
            self.log.write_text(made.stdout + made.stderr, encoding="utf-8")
            if "ensurepip" in made.stdout + made.stderr or "No module named" in made.stderr:
                version = f"{sys.version_info.major}.{sys.version_info.minor}"
                raise Trouble(
                    f"{sys.executable} lacks the venv module; install it (Debian and Ubuntu: python{version}-venv)"
                    " or name another Python with PYTHON=/path/to/python."
                )
            raise trouble.of_pip(made.stdout + made.stderr, made.returncode, self.log)

    def _install(self, held: Stamp | None, wanted: Stamp, lock: str, progress: Progress) -> Stamp:
        files = wanted.files
        if held and held.files.get(lock) == files[lock]:
            files = held.files | files
        else:
            count = len(packages.requirements((self.root / lock).read_text(encoding="utf-8")))
            with progress.step("packages", f"fetching and installing {count}, checked against {lock}"):
                packages.install(self.python, self.root / lock, self.log, progress.count, self._own_up)
        with progress.step("dispatchtui", "installing from its source"):
            packages.install_project(self.python, self.root, self.log, self._own_up)
        return replace(wanted, files=files)

    def _compile(self) -> None:
        folders = [str(next((self.place / "lib").glob("python3.*"))), str(self.root / "src")]
        command = [str(self.python), "-I", "-m", "compileall", "-q", "-j", "0", *folders]
        subprocess.run(command, capture_output=True, check=False)

    def _check_room(self, lock: str) -> None:
        above = next(folder for folder in (self.place, *self.place.parents) if folder.exists())
        room_mb = shutil.disk_usage(above).free // 2**20
        if room_mb < _ROOM_MB.get(lock, 0):
            raise Trouble(
                f"Setting up needs {_ROOM_MB[lock]} MB in {self.place}, which has {room_mb} MB; make room there."
            )

    def _own_up(self) -> None:
        self._write(Stamp("", "", {}, unfinished=True))

    def _write(self, stamp: Stamp) -> None:
        new = self._stamp.with_suffix(".new")
        new.write_text(json.dumps(asdict(stamp), indent=1), encoding="utf-8")
        new.replace(self._stamp)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.place.parent.mkdir(parents=True, exist_ok=True)
        with self.place.with_name(f"{self.place.name}.lock").open("w") as file:
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
        return (
            f"Setting up dispatchtui again, {extent}: the last set-up was interrupted, moved or made for another Python"
        )
    return f"Setting up dispatchtui, {extent}; this takes less than a minute"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
