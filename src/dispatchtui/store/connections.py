"""The connections of one node: a single writer whose turns never overlap, and readers that are reused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dispatchtui.errors import StorageError
from dispatchtui.store.database import Connection, Database


class Connections:
    """Hands out connections to any thread, and puts what drivers raise into sentences."""

    def __init__(self, database: Database, *, writable: bool) -> None:
        """Open nothing yet."""
        self.database = database
        self.writable = writable
        self._turn = threading.Lock()
        self._writer: Connection | None = None
        self._idle: list[Connection] = []
        self._closed = False

    def close(self) -> None:
        """Close the writer once its turn is over, the readers, and the database's lock."""
        with self._turn:
            self._closed = True
            self._drain()
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self.database.close()

    @contextmanager
    def turn(self) -> Iterator[Connection]:
        """The writer's connection inside a transaction that commits when the block ends well."""
        if not self.writable:
            raise StorageError(f"{self.database.where} was opened for reading only.")
        with self.writer() as connection:
            try:
                connection.execute(self.database.begin_write)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self._abandon(connection)
                raise

    @contextmanager
    def writer(self) -> Iterator[Connection]:
        """The writer's connection, outside any transaction."""
        with self._turn, self.explained():
            self._require_open()
            if self._writer is None:
                self._writer = self.database.connect(writes=True)
            yield self._writer

    @contextmanager
    def reader(self) -> Iterator[Connection]:
        """A connection for reading, outside any transaction; one that failed is not used again."""
        with self.explained():
            self._require_open()
            connection = self._idle.pop() if self._idle else self.database.connect(writes=False)
            try:
                yield connection
            except self.database.errors:
                # What broke this one has probably broken those that wait, too.
                connection.close()
                self._drain()
                raise
            except BaseException:
                connection.close()
                raise
            self._idle.append(connection)
            if self._closed:
                self._drain()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection for reading in which everything is seen as it stands at one moment."""
        with self.reader() as connection:
            connection.execute(self.database.begin_read)
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Nothing but a StorageError leaves this package when the disk or the database fails."""
        try:
            yield
        except self.database.errors as error:
            raise self.database.explain(error) from error

    def _require_open(self) -> None:
        if self._closed:
            raise StorageError(f"{self.database.where} was closed.")

    def _drain(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _abandon(self, connection: Connection) -> None:
        """Roll back; a connection that cannot even do that is replaced the next time."""
        try:
            usable = self.database.abandon(connection)
        except self.database.errors:
            usable = False
        if not usable:
            connection.close()
            self._writer = None
