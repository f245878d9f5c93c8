"""The doorbell: wait until the log has probably grown, and look anyway after a second.

It carries no content and may be lost; whoever hears it, or not, reads the log by position.
"""

from __future__ import annotations

import threading
from typing import Any, Protocol

from dispatchtui.store.database import Connection, Database

LOOK_EVERY_S = 1.0
"""Somebody who heard nothing looks at the head after this long all the same."""


class Doorbell(Protocol):
    """Something to wait at."""

    def wait(self, timeout_s: float = LOOK_EVERY_S) -> bool:
        """Wait for the bell, at most so long; answer whether it rang.

        Raises: StorageError when the database cannot be reached; the next wait tries again.
        """

    def close(self) -> None:
        """Stop listening."""


class Bell:
    """The doorbell within one process."""

    def __init__(self) -> None:
        """Nobody has rung yet."""
        self._changed = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        """Wake everybody who waits."""
        with self._changed:
            self._rings += 1
            self._changed.notify_all()

    def listen(self) -> Doorbell:
        """Hear what is rung from now on."""
        return _Ear(self)


class _Ear:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._heard = bell._rings

    def wait(self, timeout_s: float = LOOK_EVERY_S) -> bool:
        bell = self._bell
        with bell._changed:
            rung = bell._changed.wait_for(lambda: bell._rings > self._heard, timeout_s)
            self._heard = bell._rings
        return rung

    def close(self) -> None:
        self._heard = self._bell._rings


class Listener:
    """The doorbell between nodes: PostgreSQL's LISTEN on a connection of its own."""

    def __init__(self, database: Database, channel: str) -> None:
        """Listen on a channel; the connection is made at once."""
        self._database = database
        self._channel = channel
        self._connection: Connection | None = None
        self._raw()

    def wait(self, timeout_s: float = LOOK_EVERY_S) -> bool:
        """Wait for a notification; several that have come count as one."""
        try:
            return any(True for _ in self._raw().notifies(timeout=timeout_s, stop_after=1))
        except self._database.errors as error:
            self.close()
            raise self._database.explain(error) from error

    def close(self) -> None:
        """Stop listening."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _raw(self) -> Any:
        if self._connection is None:
            try:
                self._connection = self._database.connect(writes=False)
                self._connection.execute(f"LISTEN {self._channel}")
            except self._database.errors as error:
                self.close()
                raise self._database.explain(error) from error
        return self._connection.raw
