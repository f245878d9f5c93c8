"""Backup and restore: one portable SQLite file, whichever engine it came from or goes to.

A backup is taken online, from one snapshot. A restore changes the epoch, so that every console
reads the board anew; what it replaces is kept beside it (SQLite) or refused without force.
Tokens come back as they were at the time of the backup: revoke again what was revoked since.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from dispatchtui.core.model import TABLES
from dispatchtui.errors import StorageError, UserError
from dispatchtui.store import schema
from dispatchtui.store.database import HEAD, Connection
from dispatchtui.store.sqlite import SqliteDatabase
from dispatchtui.store.store import Store
from dispatchtui.store.verify import verify

COPIED = ("event", "mention", "reply", *TABLES, "assignment", "principal", "token")
"""Every table but the head, in an order in which references hold."""
_BOOLEANS = frozenset({"blocks", "disabled"})
_COMPANIONS = ("", "-wal", "-shm")
_ROWS = 2_000


def backup(store: Store, path: Path) -> None:
    """Write everything as it stands now into one new file; the store stays in use meanwhile.

    Raises: UserError when the file exists; StorageError when it cannot be written.
    """
    if path.exists():
        raise UserError(f"{path} exists; a backup never writes over anything.")
    partial = path.with_name(path.name + ".partial")
    _remove(partial)
    try:
        _private(partial)
        if store.database.kind == "sqlite":
            store.vacuum_into(partial)
        else:
            _copy_out(store, partial)
        _flush(partial)
        partial.rename(path)
        _flush(path.parent)
    except OSError as error:
        raise StorageError(f"The backup {path} cannot be written: {error.strerror or error}.") from error
    finally:
        _remove(partial)


def restore(path: Path, url: str, *, force: bool = False) -> str:
    """Put a backup in a database's place under a new epoch; answer the epoch.

    Raises: UserError when the database already holds facts and `force` was not given, or there is
    no backup; StorageError when the file is none.
    """
    if not path.is_file():
        raise UserError(f"There is no backup {path}.")
    if url.startswith("sqlite:///"):
        return _restore_file(path, Path(url.removeprefix("sqlite:///")), force=force)
    return _restore_rows(path, url, force=force)


def _restore_file(path: Path, target: Path, *, force: bool) -> str:
    database = SqliteDatabase(target)  # its lock: no server may have it open
    try:
        if not force and _holds_facts(database):
            raise UserError(f"{target} already holds a board.", hint="Use --force to put it aside and restore.")
        fresh = target.with_name(f"{target.name}.restoring")
        epoch = _fresh_copy(path, fresh)
        aside = target.with_name(f"{target.name}.before-{epoch}")
        for companion in _COMPANIONS:
            with contextlib.suppress(FileNotFoundError):
                os.link(f"{target}{companion}", f"{aside}{companion}")
        for companion in _COMPANIONS[1:]:
            Path(f"{target}{companion}").unlink(missing_ok=True)
        fresh.replace(target)
        _flush(target.parent)
        if not aside.stat().st_size:
            _remove(aside)
    except OSError as error:
        raise StorageError(f"{target} cannot be restored: {error.strerror or error}.") from error
    finally:
        database.close()
        _remove(target.with_name(f"{target.name}.restoring"))
    return epoch


def _restore_rows(path: Path, url: str, *, force: bool) -> str:
    fresh = path.with_name(f"{path.name}.restoring")
    epoch = _fresh_copy(path, fresh)
    target = Store.open(url)
    source = Store.open(f"sqlite:///{fresh}", writable=False)
    try:
        with source.reading() as origin, target.turn() as connection:
            head = connection.one(target.database.take_head)
            if head is not None and head[0] and not force:
                raise UserError(f"{target.database.where} already holds a board.", hint="Use --force to replace it.")
            for table in ("event", "mention"):
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for table in reversed(COPIED):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608  (names of our own)
            _copy(origin, connection)
            for table in ("event", "mention"):
                connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            target.database.ring(connection)
    finally:
        source.close()
        target.close()
        _remove(fresh)
    return epoch


def _fresh_copy(path: Path, fresh: Path) -> str:
    """Copy a backup, bring it to this code's schema, check it, and give it a new epoch."""
    _remove(fresh)
    looked = SqliteDatabase(path, exclusive=False)
    try:
        source = looked.connect(writes=False)
        try:
            if not schema.version(looked, source):
                raise StorageError(f"{path} is not a backup of dispatchtui.")
            source.execute("PRAGMA query_only = OFF")
            _private(fresh)
            source.execute("VACUUM INTO ?", (str(fresh),))
        finally:
            source.close()
    except looked.errors as error:
        raise looked.explain(error) from error
    epoch = secrets.token_hex(8)
    store = Store.open(f"sqlite:///{fresh}")
    try:
        with store.turn() as connection:
            said = connection.one("PRAGMA integrity_check")
            if said != ("ok",):
                raise StorageError(f"The backup {path} is damaged: {said[0] if said else 'unreadable'}.")
            connection.execute("UPDATE head SET epoch = ?", (epoch,))
        verified = verify(store)
        if not verified.ok:
            raise StorageError(f"The backup {path} does not tell one story: {verified.problems[0]}",
                               hint="Somebody or something changed it; use another.")  # fmt: skip
    finally:
        store.close()
        fresh.with_name(fresh.name + ".lock").unlink(missing_ok=True)
    _flush(fresh)
    return epoch


def _private(path: Path) -> None:
    """Make an empty file that nobody else may read: customers and hashes come into it, from its first byte on."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _copy_out(store: Store, path: Path) -> None:
    target = Store.open(f"sqlite:///{path}")
    try:
        with store.reading() as origin, target.turn() as connection:
            _copy(origin, connection)
    finally:
        target.close()
        path.with_name(path.name + ".lock").unlink(missing_ok=True)


def _copy(origin: Connection, target: Connection) -> None:
    """Copy the head and every table, as one side has them in its snapshot, into the other's transaction."""
    for table in COPIED:
        cursor = origin.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608  (names of our own)
        names = [column[0] for column in cursor.description]
        truths = [place for place, name in enumerate(names) if name in _BOOLEANS]
        insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
        pending: list[list[object]] = []
        for row in origin.stream(f"SELECT {', '.join(names)} FROM {table}"):  # noqa: S608
            values = list(row)
            for place in truths:
                values[place] = bool(values[place])
            pending.append(values)
            if len(pending) == _ROWS:
                target.executemany(insert, pending)
                pending.clear()
        target.executemany(insert, pending)
    head = origin.one(HEAD)
    assert head is not None
    target.execute("UPDATE head SET seq = ?, hash = ?, epoch = ? WHERE id = 1", head)


def _holds_facts(database: SqliteDatabase) -> bool:
    """Whether a file holds anything worth keeping; one that cannot be read does."""
    try:
        connection = database.connect(writes=False)
    except database.errors:
        return True
    try:
        if "head" not in database.tables(connection):
            return bool(database.tables(connection))
        head = connection.one(HEAD)
        return head is not None and head[0] > 0
    except database.errors:
        return True
    finally:
        connection.close()


def _remove(path: Path) -> None:
    for companion in (*_COMPANIONS, ".lock"):
        Path(f"{path}{companion}").unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Make sure that a file, or a folder's entries, have reached the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
