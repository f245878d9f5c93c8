"""What was observed and what was expected: beside the log, since neither changes the board.

An observation stands once for a visit and a correction takes its place; a prediction stands once for a clock of
a visit and a horizon, and what was said first stays, so that saying it again, after a restart or from another
node, changes nothing.
Units: epoch seconds; horizons in minutes; probabilities from 0 to 1.
Raises: StorageError.
"""

# ruff: noqa: S608  (names of columns are our own; values travel as parameters)

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from dispatchtui.store.store import Store

AT_ONCE = 1_000
"""Observations that are read with one question."""


class Seen(Struct, frozen=True, kw_only=True):
    """How one visit went; `seq` is the fact that completed it, `body` what was observed, in JSON."""

    visit_id: str
    seq: int
    at_s: int
    body: str


class Said(Struct, frozen=True, kw_only=True):
    """What was expected of one clock of a visit: 0 for `horizon_min` is the first warning.

    `outcome` is empty until it is known, then 1 for a breach, 0 for a word that was kept, -1 where it came to nothing.
    """

    visit_id: str
    clock: str
    horizon_min: int
    policy: str
    territory: str
    work_type: str
    technician_id: str
    behaviour: int
    made_s: int
    due_s: int
    eta_s: int | None
    probability: float
    cause: str
    outcome: int | None = None
    met_s: int | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        """What it is about and how long before; there is one of each."""
        return self.visit_id, self.clock, self.horizon_min


_SEEN = Seen.__struct_fields__
_SAID = Said.__struct_fields__
_OBSERVE = (
    f"INSERT INTO observation ({', '.join(_SEEN)}) VALUES ({', '.join('?' * len(_SEEN))}) "
    "ON CONFLICT (visit_id) DO UPDATE SET seq = excluded.seq, at_s = excluded.at_s, body = excluded.body "
    "WHERE excluded.seq >= observation.seq"
)
_PREDICT = (
    f"INSERT INTO prediction ({', '.join(_SAID)}) VALUES ({', '.join('?' * len(_SAID))}) "
    "ON CONFLICT (visit_id, clock, horizon_min) DO NOTHING"
)
_SETTLE = (
    "UPDATE prediction SET outcome = ?, met_s = ? "
    "WHERE visit_id = ? AND clock = ? AND horizon_min = ? AND (outcome IS NULL OR (outcome = 1 AND met_s IS NULL))"
)


class Foresight:
    """The observations and predictions of one store; usable from any thread."""

    def __init__(self, store: Store) -> None:
        """Keep them in this store."""
        self._store = store

    def observe(self, seen: Sequence[Seen]) -> None:
        """Keep observations; a later one of the same visit takes the place of the former."""
        self._write(_OBSERVE, [_values(each) for each in seen])

    def observations(self) -> Iterator[Seen]:
        """Every observation, oldest fact first, so many at a time."""
        after = (-1, "")
        while True:
            query = (f"SELECT {', '.join(_SEEN)} FROM observation WHERE seq > ? OR (seq = ? AND visit_id > ?) "
                     "ORDER BY seq, visit_id LIMIT ?")  # fmt: skip
            with self._store.reading() as connection:
                rows = connection.all(query, (after[0], after[0], after[1], AT_ONCE))
            yield from (Seen(**dict(zip(_SEEN, row, strict=True))) for row in rows)
            if len(rows) < AT_ONCE:
                return
            after = (rows[-1][1], rows[-1][0])

    def last_observed(self) -> int:
        """The last fact that completed an observation; 0 when there is none."""
        row = self._store.one("SELECT MAX(seq) FROM observation")
        return int(row[0]) if row is not None and row[0] is not None else 0

    def predict(self, said: Sequence[Said]) -> None:
        """Keep predictions; one that was said before stays as it was said first."""
        self._write(_PREDICT, [_values(each) for each in said])

    def settle(self, known: Sequence[Said]) -> None:
        """Say what came of predictions, by the `outcome` and `met_s` that they bear now.

        What is known stays, but a breach of which nobody knew yet when it was met after all.
        """
        self._write(_SETTLE, [(each.outcome, each.met_s, *each.key) for each in known])

    def waiting(self) -> list[Said]:
        """The predictions of which nobody knows yet what comes of them."""
        return self._read("outcome IS NULL", ())

    def unmet(self, from_s: int) -> list[Said]:
        """The breaches of what was due since a moment, of which nobody knows yet when they were met."""
        return self._read("outcome = 1 AND met_s IS NULL AND due_s >= ?", (from_s,))

    def predictions(self, from_s: int = 0, until_s: int = 1 << 60) -> list[Said]:
        """The predictions of what is due in a span of time, by when it is due."""
        return self._read("due_s >= ? AND due_s < ?", (from_s, until_s))

    def devices(self) -> dict[str, str]:
        """The technician of each user who is one."""
        with self._store.reading() as connection:
            rows = connection.all("SELECT id, technician_id FROM principal WHERE technician_id <> ''")
        return {str(user_id): str(technician_id) for user_id, technician_id in rows}

    def _read(self, condition: str, values: tuple[int, ...]) -> list[Said]:
        query = (f"SELECT {', '.join(_SAID)} FROM prediction WHERE {condition} "
                 "ORDER BY due_s, visit_id, clock, horizon_min")  # fmt: skip
        with self._store.reading() as connection:
            return [Said(**dict(zip(_SAID, row, strict=True))) for row in connection.all(query, values)]

    def _write(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            with self._store.turn() as connection:
                connection.executemany(sql, rows)


def _values(row: Seen | Said) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in row.__struct_fields__)
