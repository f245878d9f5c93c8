"""The seam between the store and its two engines: connections, transactions, and what an error means.

Everything above it writes one SQL with `?` for parameters and asks a `Database` for the few
things in which the engines differ.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dispatchtui.errors import StorageError

if TYPE_CHECKING:
    from dispatchtui.store.doorbell import Doorbell

Values = Sequence[Any]
HEAD = "SELECT seq, hash, epoch FROM head WHERE id = 1"


class Overlap(Exception):
    """The database itself refused a plan: this technician already stands somewhere at that time.

    `other` is the visit in the way, empty when it cannot be told.
    """

    def __init__(self, visit_id: str, technician_id: str, other: str) -> None:
        """Say whose time was taken twice, and by which visits."""
        super().__init__(f"{visit_id} overlaps {other or 'another visit'} of {technician_id}.")
        self.visit_id = visit_id
        self.technician_id = technician_id
        self.other = other


@lru_cache(maxsize=512)
def _percent(sql: str) -> str:
    return sql.replace("?", "%s")


class Connection:
    """A driver's connection that takes `?` for parameters on either engine.

    It commits by itself unless a transaction was begun.
    """

    __slots__ = ("_translate", "raw")

    def __init__(self, raw: Any, *, percent: bool) -> None:
        """Wrap a driver's connection that is in autocommit mode."""
        self.raw = raw
        self._translate = percent

    def execute(self, sql: str, values: Values = ()) -> Any:
        """Run one statement; answer the driver's cursor."""
        if self._translate:
            if values:
                return self.raw.execute(_percent(sql), values)
            # A statement prepared in a part of a pipeline that is skipped would be missing later.
            return self.raw.execute(sql, prepare=False)
        return self.raw.execute(sql, values)

    def executemany(self, sql: str, rows: Sequence[Values]) -> None:
        """Run one statement for many rows; nothing happens for none."""
        if not rows:
            return
        if self._translate:
            self.raw.cursor().executemany(_percent(sql), rows)
        else:
            self.raw.executemany(sql, rows)

    def together(self) -> AbstractContextManager[Any]:
        """Statements inside go to a server without waiting for each answer; errors come at the end."""
        if self._translate:
            pipeline: AbstractContextManager[Any] = self.raw.pipeline()
            return pipeline
        return nullcontext()

    def one(self, sql: str, values: Values = ()) -> tuple[Any, ...] | None:
        """The first row, or nothing."""
        row: tuple[Any, ...] | None = self.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Every row."""
        rows: list[tuple[Any, ...]] = self.execute(sql, values).fetchall()
        return rows

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Rows as they come, without holding all of them; inside a transaction."""
        if not self._translate:
            yield from self.raw.execute(sql)
            return
        with self.raw.cursor(name="stream") as cursor:
            cursor.itersize = 2_000
            yield from cursor.execute(sql)

    def close(self) -> None:
        """Let go of the driver's connection."""
        self.raw.close()


class Database(ABC):
    """One engine at one address."""

    kind: str
    where: str
    """The address without its password, for sentences."""
    errors: tuple[type[Exception], ...]
    begin_write: str
    begin_read: str
    take_head: str
    """Reads the head so that nobody else can take it before this transaction ends."""
    notices: tuple[str, ...] = ()
    """Sentences for whoever runs the server."""

    @abstractmethod
    def connect(self, *, writes: bool) -> Connection:
        """Open a connection; only one that writes may change or checkpoint anything."""

    @abstractmethod
    def tables(self, connection: Connection) -> set[str]:
        """The names of the tables that exist."""

    @abstractmethod
    def alchemy_url(self) -> str:
        """The dialect for SQLAlchemy; its connections come from `connect`."""

    @abstractmethod
    def abandon(self, connection: Connection) -> bool:
        """Roll back whatever is open; answer whether the connection can be used again."""

    @abstractmethod
    def is_overlap(self, error: Exception) -> bool:
        """Whether the engine refused an assignment because it overlaps another."""

    @abstractmethod
    def explain(self, error: Exception) -> StorageError:
        """Put a driver's error into a sentence."""

    def ring(self, connection: Connection) -> None:  # noqa: B027  (one process has nobody to tell)
        """Tell other nodes, when this transaction commits, that the log has grown."""

    def check_room(self) -> None:  # noqa: B027  (what lies elsewhere is known by whoever keeps it)
        """Look whether the disk has room for more than the next few acts.

        Raises: StorageError when it has not.
        """

    def listen(self) -> Doorbell | None:
        """A doorbell that other nodes can ring; nothing where there are no other nodes."""
        return None

    def close(self) -> None:  # noqa: B027  (an engine without a lock holds nothing)
        """Let go of whatever is held besides connections."""


def chunks(keys: Iterable[str], size: int = 500) -> Iterable[list[str]]:
    """Split keys into lists short enough for one statement."""
    found = list(keys)
    for start in range(0, len(found), size):
        yield found[start : start + size]


def marks(values: Sequence[object]) -> str:
    """As many placeholders as there are values, with commas between."""
    return ",".join("?" * len(values))
