"""The store: opening it, its one writer and its readers."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dispatchtui.core.board import Board, board_of
from dispatchtui.errors import StorageError
from dispatchtui.store import rows, schema
from dispatchtui.store.batch import Batch, Caught, caught_up
from dispatchtui.store.connections import Connections
from dispatchtui.store.database import HEAD, Connection, Database, Values
from dispatchtui.store.doorbell import Bell, Doorbell
from dispatchtui.store.log import GENESIS, SELECT_EVENT, Logged, logged_from

if TYPE_CHECKING:
    from sqlmodel import Session

PROBE_BYTES = 64 * 1024
"""As much as the largest body of one request."""
REPLIES_KEPT_S = 7 * 24 * 3600
"""How long answers are kept for requests that come again."""


class Head(Struct, frozen=True):
    """The last fact, the hash of the chain up to it, and the epoch in which history is told."""

    seq: int
    hash: bytes
    epoch: str


def database_of(url: str, *, exclusive: bool) -> Database:
    """The engine that an address names."""
    if url.startswith("sqlite:///"):
        from dispatchtui.store.sqlite import SqliteDatabase  # noqa: PLC0415  (one engine is enough)

        return SqliteDatabase(Path(url.removeprefix("sqlite:///")), exclusive=exclusive)
    if url.startswith(("postgresql://", "postgres://")):
        from dispatchtui.store.postgresql import PostgresDatabase  # noqa: PLC0415  (one engine is enough)

        return PostgresDatabase(url)
    raise StorageError("A database's address begins with sqlite:/// or postgresql://.")


class Store:
    """An open database: one writer, any number of readers, from any thread."""

    def __init__(self, database: Database, *, writable: bool) -> None:
        """Use `Store.open`."""
        self.database = database
        self._connections = Connections(database, writable=writable)
        self._bell = Bell()

    @classmethod
    def open(cls, url: str, *, writable: bool = True) -> Store:
        """Open a database, and make or upgrade its schema.

        With `writable` false nothing is locked, made or upgraded: for looking at a database that
        a server has open.
        Raises: StorageError, in one sentence, for whatever is wrong with it.
        """
        database = database_of(url, exclusive=writable)
        store = cls(database, writable=writable)
        connections = store._connections
        try:
            if writable:
                with connections.writer() as connection:
                    schema.prepare(database, connection)
                store._first_epoch()
            else:
                with connections.reader() as connection:
                    schema.prepare(database, connection, migrates=False)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences for whoever runs the server, such as an SQLite with a known fault."""
        return self.database.notices

    def close(self) -> None:
        """Let go of every connection and the lock; a second time does nothing."""
        self._connections.close()
        self._bell.ring()

    # Reading.

    def head(self) -> Head:
        """Where the log stands."""
        with self._connections.reader() as connection:
            return _head(connection)

    @property
    def epoch(self) -> str:
        """The name of this history; a restore changes it."""
        return self.head().epoch

    def load(self) -> Board:
        """The board as it stands at the head, read from the state tables in one snapshot."""
        return self.standing()[0]

    def standing(self) -> tuple[Board, Head]:
        """The board and the head that it stands at, in one snapshot."""
        with self.reading() as connection:
            head = _head(connection)
            return board_of(rows.read_all(connection), head.seq), head

    def catch_up(self, after: int) -> Caught:
        """What was recorded after a position, by whichever node, and the rows as they now stand."""
        with self.reading() as connection:
            return caught_up(connection, after, _head(connection).seq)

    def logged(
        self, after: int, upto: int | None = None, limit: int = 10_000, kinds: Sequence[str] = ()
    ) -> list[Logged]:
        """The lines of (after, upto], oldest first, at most `limit`, those of some kinds when any are named."""
        conditions, values = ["seq > ?"], [after]
        if upto is not None:
            conditions.append("seq <= ?")
            values.append(upto)
        if kinds:
            conditions.append(f"kind IN ({', '.join('?' for _ in kinds)})")
        return self._lines(f"WHERE {' AND '.join(conditions)} ORDER BY seq LIMIT ?", [*values, *kinds, limit])

    def before(self, at_s: int) -> int:
        """The last fact that was recorded before a moment; 0 when there is none.

        Cost: a line for each halving of the log, whose time never goes back.
        """
        with self.reading() as connection:
            low, high = 0, _head(connection).seq
            while low < high:
                middle = (low + high + 1) // 2
                row = connection.one("SELECT at_s FROM event WHERE seq = ?", (middle,))
                if row is not None and row[0] < at_s:
                    low = middle
                else:
                    high = middle - 1
        return low

    def history(
        self,
        subject: str = "",
        *,
        actor: str = "",
        after: int = 0,
        before: int | None = None,
        limit: int = 200,
        newest: bool = False,
    ) -> list[Logged]:
        """What happened to a subject (`visits/V60`, `technicians/T05`, `work_orders/W60`), or by an actor.

        A work order's history holds its visits', a technician's what was planned for them. Oldest
        first, or the newest `limit` of them, newest first; only what lies between `after` and `before`.
        """
        conditions = ["seq > ?"]
        values: list[Any] = [after]
        if subject:
            conditions.append("seq IN (SELECT seq FROM mention WHERE subject = ? AND seq > ?)")
            values += [subject, after]
        if before is not None:
            conditions.append("seq < ?")
            values.append(before)
        if actor:
            conditions.append("actor = ?")
            values.append(actor)
        order = "DESC" if newest else "ASC"
        return self._lines(f"WHERE {' AND '.join(conditions)} ORDER BY seq {order} LIMIT ?", [*values, limit])

    def one(self, sql: str, values: Values = ()) -> tuple[Any, ...] | None:
        """The first row of a query by itself, or nothing."""
        with self._connections.reader() as connection:
            return connection.one(sql, values)

    def reading(self) -> AbstractContextManager[Connection]:
        """A reader's connection inside one snapshot of the database."""
        return self._connections.snapshot()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A SQLModel session for ordinary reads (see tables.py)."""
        from sqlmodel import Session  # noqa: PLC0415  (the write path does without it)

        from dispatchtui.store.alchemy import engine_over  # noqa: PLC0415

        with self._connections.reader() as connection, Session(engine_over(self.database, connection)) as session:
            yield session

    def doorbell(self) -> Doorbell:
        """Something to wait at until the log has probably grown, by this node or another."""
        return self.database.listen() or self._bell.listen()

    # Writing.

    @contextmanager
    def writing(self) -> Iterator[Batch]:
        """One transaction of the one writer, with the head taken at once; durable when the block ends.

        Nothing is recorded when the block raises. After a StorageError the next `writing` begins
        afresh; where a commit's fate is unknown, its `catch_up` brings what did happen. When
        `Batch.epoch` is not the one that the board was loaded under, history was restored: load anew.
        Raises: StorageError.
        """
        with self.turn() as connection:
            row = connection.one(self.database.take_head)
            if row is None:
                raise StorageError(f"{self.database.where} has lost its head row.", hint="Restore a backup.")
            batch = Batch(self.database, connection, row[0], bytes(row[1]), row[2])
            yield batch
            grown = batch.finish()
        if grown:
            self._bell.ring()

    def turn(self) -> AbstractContextManager[Connection]:
        """The writer's connection inside a transaction, for what is not in the log: principals, replies."""
        return self._connections.turn()

    def forget_replies(self, now_s: int) -> int:
        """Forget answers that nobody will ask for again; answer how many."""
        with self.turn() as connection:
            return int(connection.execute("DELETE FROM reply WHERE at_s < ?", (now_s - REPLIES_KEPT_S,)).rowcount)

    def probe(self) -> None:
        """See whether the disk takes as much as a large act again: commit that much, then take it away.

        What a power cut in between leaves behind is forgotten like the oldest of replies.
        Raises: StorageError when it does not.
        """
        self.database.check_room()
        name = f"probe-{secrets.token_hex(8)}"
        with self.turn() as connection:
            # Random, since a database would compress anything else to nothing.
            connection.execute("INSERT INTO reply (id, fingerprint, body, seq, at_s) VALUES (?, '', ?, 0, 0)",
                               (name, secrets.token_bytes(PROBE_BYTES)))  # fmt: skip
        with self.turn() as connection:
            connection.execute("DELETE FROM reply WHERE id = ?", (name,))

    def vacuum_into(self, path: Path) -> None:
        """Write a compact copy of an SQLite database from one snapshot, while it stays in use."""
        with self._connections.reader() as connection:
            connection.execute("PRAGMA query_only = OFF")
            connection.execute("VACUUM INTO ?", (str(path),))
            connection.execute("PRAGMA query_only = ON")

    def _lines(self, condition: str, values: Values) -> list[Logged]:
        with self._connections.reader() as connection:
            return [logged_from(row) for row in connection.all(f"{SELECT_EVENT} {condition}", values)]

    def _first_epoch(self) -> None:
        if self.one(HEAD) is not None:
            return
        with self.turn() as connection:
            connection.execute(
                "INSERT INTO head (id, seq, hash, epoch) VALUES (1, 0, ?, ?) ON CONFLICT (id) DO NOTHING",
                (GENESIS, secrets.token_hex(8)),
            )


def _head(connection: Connection) -> Head:
    row = connection.one(HEAD)
    return Head(row[0], bytes(row[1]), row[2]) if row else Head(0, GENESIS, "")
