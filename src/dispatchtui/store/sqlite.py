"""SQLite: one file, one process, one connection that writes and checkpoints.

Durable before acknowledged: write-ahead log, `synchronous=FULL`, and on macOS `fullfsync`.
A lock file beside the database lets exactly one server use it.
Source: https://sqlite.org/wal.html, section 11, for the releases with the WAL-reset bug.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from dispatchtui.errors import StorageError
from dispatchtui.store.database import HEAD, Connection, Database

try:
    from pysqlite3 import dbapi2 as driver
except ImportError:  # no wheel of it for this platform
    import sqlite3 as driver

BUSY_MS = 5_000
LEAST_FREE = 1024 * 1024
"""Bytes without which a full disk is not said to have room again."""
_MENDED: dict[tuple[int, ...], int] = {(3, 44): 6, (3, 50): 7}
"""Patch releases of older lines that have the WAL-reset fix."""

_SENTENCES = (
    ("file is not a database", "{where} is not a dispatchtui database.", "Restore a backup, or name another file."),
    ("malformed", "{where} is damaged: {error}.", "Restore a backup with `dispatchtui restore`."),
    ("disk is full", "The disk that holds {where} is full; nothing of this was recorded.", "Make room and go on."),
    ("disk i/o error", "The disk that holds {where} failed; nothing of this was recorded.", "Check the disk."),
    ("locked", "{where} is locked by another program.", "Stop the other program."),
    ("unable to open", "{where} cannot be opened.", "Check that the folder exists and may be written."),
    ("readonly", "{where} may not be written.", "Check the permissions of the file and its folder."),
)


class SqliteDatabase(Database):
    """One SQLite file."""

    kind = "sqlite"
    errors = (driver.Error, OSError)
    begin_write = "BEGIN IMMEDIATE"
    begin_read = "BEGIN"
    take_head = HEAD

    def __init__(self, path: Path, *, exclusive: bool = True) -> None:
        """Take the lock beside the file, so that a second server refuses to start."""
        self.path = path
        self.where = str(path)
        self.notices = outdated(tuple(driver.sqlite_version_info))
        self._lock: int | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if exclusive:
                self._lock = _take_lock(path)
                # Nobody else on the machine may read it; its companions follow the file's mode.
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            elif not path.is_file():
                raise StorageError(f"There is no database {path}.")
        except OSError as error:
            raise StorageError(f"{path} cannot be opened: {error.strerror or error}.") from error

    def connect(self, *, writes: bool) -> Connection:
        """Open a connection; readers neither write nor checkpoint."""
        raw = driver.connect(self.where, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000)
        try:
            for pragma in _pragmas(writes=writes):
                raw.execute(f"PRAGMA {pragma}")
        except driver.Error:
            raw.close()
            raise
        return Connection(raw, percent=False)

    def tables(self, connection: Connection) -> set[str]:
        """The names of the tables that exist."""
        return {name for (name,) in connection.all("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def alchemy_url(self) -> str:
        """The dialect for SQLAlchemy."""
        return "sqlite://"

    def abandon(self, connection: Connection) -> bool:
        """Roll back whatever is open; the connection stays good."""
        if connection.raw.in_transaction:
            connection.execute("ROLLBACK")
        return True

    def check_room(self) -> None:
        """Look at the disk that holds the file."""
        if shutil.disk_usage(self.path.parent).free < LEAST_FREE:
            raise self.explain(driver.OperationalError("database or disk is full"))

    def is_overlap(self, error: Exception) -> bool:
        """Whether the trigger of the assignments raised."""
        return isinstance(error, driver.IntegrityError) and str(error) == "overlap"

    def explain(self, error: Exception) -> StorageError:
        """Put an error into a sentence."""
        said = str(error)
        for words, sentence, hint in _SENTENCES:
            if words in said.lower():
                return StorageError(sentence.format(where=self.where, error=said), hint=hint)
        return StorageError(f"{self.where} refused: {said}.")

    def close(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def outdated(version: tuple[int, ...]) -> tuple[str, ...]:
    """A sentence when this SQLite may lose committed work where a checkpoint races a commit."""
    mended = _MENDED.get(version[:2])
    if (3, 7, 0) <= version <= (3, 51, 2) and (mended is None or version[2] < mended):
        name = ".".join(map(str, version))
        return (f"SQLite {name} has a fault that can lose committed work; 3.51.3 or later is better.",)
    return ()


def _pragmas(*, writes: bool) -> tuple[str, ...]:
    both = (f"busy_timeout = {BUSY_MS}", "trusted_schema = OFF", "foreign_keys = ON")
    if not writes:
        return (*both, "wal_autocheckpoint = 0", "query_only = ON")
    mac = ("fullfsync = ON", "checkpoint_fullfsync = ON") if sys.platform == "darwin" else ()
    return (*both, "journal_mode = WAL", "synchronous = FULL", *mac)


def _take_lock(path: Path) -> int:
    lock = path.with_name(path.name + ".lock")
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(handle, 32).decode("ascii", "replace").strip()
        os.close(handle)
        raise StorageError(
            f"{path} is already in use by process {holder or 'unknown'}.", hint="Stop that server first."
        ) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle


def raw_driver() -> Any:
    """The module that SQLAlchemy should use for SQLite."""
    return driver
