"""PostgreSQL: many nodes on one database; the head row, taken first, is the one writer's turn."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import psycopg
from psycopg import errors

from dispatchtui.errors import StorageError
from dispatchtui.store.database import HEAD, Connection, Database
from dispatchtui.store.doorbell import Doorbell, Listener

# An overlap ends its pipeline early; that is expected, explained, and no news for a server's log.
logging.getLogger("psycopg").setLevel(logging.ERROR)

DOORBELL = "dispatchtui"
"""The channel on which nodes tell each other, without content, that the log has grown."""


class PostgresDatabase(Database):
    """One PostgreSQL database."""

    kind = "postgresql"
    errors = (psycopg.Error, OSError)
    begin_write = "BEGIN"
    begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    take_head = f"{HEAD} FOR UPDATE"

    def __init__(self, url: str) -> None:
        """Keep the address; nothing is opened yet."""
        self.url = url
        parts = urlsplit(url)
        self.where = f"PostgreSQL database {parts.path.lstrip('/') or 'of the user'}"
        if parts.hostname:
            self.where += f" on {parts.hostname}"

    def connect(self, *, writes: bool) -> Connection:
        """Open a connection that commits by itself unless a transaction was begun."""
        raw = psycopg.connect(self.url, autocommit=True, connect_timeout=10, application_name="dispatchtui")
        if writes:
            # A node that stalls inside its turn must not hold the head from the others for ever.
            raw.execute("SET synchronous_commit = on")
            raw.execute("SET idle_in_transaction_session_timeout = '30s'")
        return Connection(raw, percent=True)

    def tables(self, connection: Connection) -> set[str]:
        """The names of the tables that exist."""
        rows = connection.all("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return {name for (name,) in rows}

    def alchemy_url(self) -> str:
        """The dialect for SQLAlchemy."""
        return "postgresql+psycopg://"

    def abandon(self, connection: Connection) -> bool:  # noqa: ARG002  (whatever state it is in)
        """Answer that the connection is of no more use: closing it rolls back, and a new one has no past."""
        return False

    def is_overlap(self, error: Exception) -> bool:
        """Whether the exclusion constraint of the assignments fired."""
        return isinstance(error, errors.ExclusionViolation)

    def explain(self, error: Exception) -> StorageError:
        """Put an error into a sentence."""
        said = str(error).strip().split("\n", 1)[0].rstrip(".")
        if isinstance(error, errors.DiskFull):
            return StorageError(f"The disk of {self.where} is full; nothing of this was recorded.",
                                hint="Make room and go on.")  # fmt: skip
        if isinstance(error, psycopg.OperationalError):
            return StorageError(f"{self.where} does not answer: {said}.", hint="Check that PostgreSQL runs.")
        return StorageError(f"{self.where} refused: {said}.")

    def ring(self, connection: Connection) -> None:
        """Tell other nodes, when this transaction commits, that the log has grown."""
        connection.execute(f"NOTIFY {DOORBELL}")

    def listen(self) -> Doorbell:
        """Hear when any node's transaction has grown the log."""
        return Listener(self, DOORBELL)
