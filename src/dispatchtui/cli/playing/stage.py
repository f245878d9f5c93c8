"""The stage of a day: a folder, a server on a simulated clock, the day recorded, and the field.

Everything is a child of this process and goes when it goes.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from dispatchtui.cli.playing.children import Child, Children
from dispatchtui.cli.playing.opening import Opened, open_day, reopen_day
from dispatchtui.errors import Unavailable, UserError
from dispatchtui.integrations.importers.day import Day, load_day
from dispatchtui.settings import config_dir
from dispatchtui.store import Store

KEPT = "day.json"
READY_WITHIN_S = 30.0
OPENING_S = 4.0
"""Real seconds that opening takes; the clock starts so much before the day."""
MOST_BEFORE_S = 3600
RELEASE_AHEAD_S = 45 * 60
"""With a screen, visits are released so long before their travel, when nobody did it sooner."""


class Play(Struct, frozen=True, kw_only=True):
    """How a day is played."""

    home: Path
    speed: float = 10.0
    seed: int = 1
    auto_release: bool = True


class Stage:
    """A running day."""

    def __init__(self, play: Play, day: Day, children: Children, say: Callable[[str], None]) -> None:
        """Take everything that is needed; `begin` starts it."""
        self.play, self.day, self.children = play, day, children
        self._say = say
        self.url = ""
        self.token = ""
        self.server: Child | None = None
        self.field: Child | None = None
        self.opened: Opened | None = None
        self._began_at = 0.0
        self._clock_start_s = day.start_s - min(MOST_BEFORE_S, round(OPENING_S * play.speed))

    @property
    def database(self) -> str:
        """Where the day is recorded."""
        return f"sqlite:///{(self.play.home / 'dispatchtui.db').absolute()}"

    def now_s(self) -> int:
        """The time on the stage's clock."""
        return int(self._clock_start_s + (time.monotonic() - self._began_at) * self.play.speed)

    def prepare(self) -> Opened:
        """Start the server and open the day, or go on with the one that the folder keeps; nobody plays yet."""
        kept = kept_until(self.play.home)
        if kept is not None:
            self._clock_start_s = kept
        self._say("starting the server")
        self._start_server(0)
        if kept is not None:
            self._say("going on with the day that was kept")
            self.opened = asyncio.run(reopen_day(self.url, self.token, self.day))
        else:
            self._say("recording the day and its morning plan")
            self.opened = asyncio.run(open_day(self.url, self.token, self.day, self.now_s()))
        keep_until(self.play.home, self.now_s())
        return self.opened

    def kill_server(self) -> None:
        """End the server as a power cut would, and start it again at the same address; its clock goes on."""
        if self.server is not None:
            self.children.kill(self.server)
            self._start_server(int(self.url.rpartition(":")[2]))

    def _start_server(self, port: int) -> None:
        announce = self.play.home / "announce.json"
        announce.unlink(missing_ok=True)
        if self._began_at:
            self._clock_start_s = self.now_s()
        # Counted from before the process is there, so that a clock that starts again is never behind.
        self._began_at = time.monotonic()
        start = datetime.fromtimestamp(self._clock_start_s, UTC).isoformat()
        environ = {"DISPATCHTUI_AUTO_RELEASE_S": str(RELEASE_AHEAD_S)} if self.play.auto_release else {}
        arguments = ["serve", "--home", str(self.play.home), "--port", str(port), "--clock", start,
                     "--speed", str(self.play.speed), "--announce", str(announce)]  # fmt: skip
        self.server = self.children.start("server", arguments, **environ)
        told = _announced(announce, self.children.check)
        self.url, self.token = told.url, told.token

    def start_field(self, url: str = "") -> None:
        """Let the field play; `url` is another way to the server."""
        assert self.opened is not None
        tokens = self.play.home / "field-tokens.json"
        _write_private(tokens, {"integration": self.opened.portal, "technicians": self.opened.technicians})
        self.field = self.children.start("field", [
            "field", "--url", url or self.url, "--tokens", str(tokens), "--seed", str(self.play.seed),
        ])  # fmt: skip

    def stop_field(self) -> None:
        """Send everybody home."""
        if self.field is not None:
            self.children.stop(self.field)
            self.field = None

    def stop_server(self) -> None:
        """Stop the server in good order."""
        if self.server is not None:
            self.children.stop(self.server)
            self.server = None


@contextmanager
def stage(
    *, speed: float, seed: int, keep: Path | None, auto_release: bool, say: Callable[[str], None] = lambda _: None
) -> Iterator[Stage]:
    """Set a stage in a folder of its own; afterwards nothing of it runs, and nothing is left unless kept.

    Raises: UserError for a folder that is not empty, Unavailable for a child that fails.
    """
    day = load_day(config_dir())
    home = _folder(keep)
    failed = False
    try:
        with Children(home) as children:
            played = Stage(Play(home=home, speed=speed, seed=seed, auto_release=auto_release), day, children, say)
            yield played
            if played.opened is not None:
                keep_until(home, played.now_s())
    except Unavailable:
        failed = True  # the children's words explain it
        raise
    finally:
        if keep is None and not failed:
            shutil.rmtree(home, ignore_errors=True)


def _folder(keep: Path | None) -> Path:
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="dispatchtui-day-"))
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{keep} cannot be used: {error.strerror or error}.") from error
    if any(keep.iterdir()) and kept_until(keep) is None:
        raise UserError(f"{keep} is not empty; a day begins in an empty folder.", hint="Name another with --keep.")
    return keep.absolute()


def keep_until(home: Path, now_s: int) -> None:
    """Note in the folder that its day is open, and what its clock says."""
    _write_private(home / KEPT, {"clock_s": now_s})


def kept_until(home: Path) -> int | None:
    """When the kept day goes on: where its clock stood, and never before its last fact; nothing for no day.

    Raises: UserError for a note that cannot be read.
    """
    try:
        noted = msgspec.json.decode((home / KEPT).read_bytes(), type=dict[str, int])["clock_s"]
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, KeyError) as error:
        raise UserError(f"{home / KEPT} cannot be read: {error}.", hint="Name another folder with --keep.") from error
    store = Store.open(f"sqlite:///{home / 'dispatchtui.db'}", writable=False)
    try:
        last = store.logged(max(0, store.head().seq - 1))
    finally:
        store.close()
    return max([noted, *(fact.at_s for fact in last)])


class _Announced(Struct):
    url: str
    token: str


def _announced(path: Path, check: Callable[[], None]) -> _Announced:
    end = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < end:
        check()
        if path.exists():
            return msgspec.json.decode(path.read_bytes(), type=_Announced)
        time.sleep(0.02)
    raise Unavailable(f"The server was not ready within {READY_WITHIN_S:g} s.")


def _write_private(path: Path, value: object) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(value, file)
