"""The board: everything true at one sequence number, with the indexes that questions need.

Rows are immutable and change only through `put` and `drop`, which keep the indexes, the
digest and, on request, a record of changes. A fork shares its parent's rows and costs
nothing until it changes something: pending acts, what-if and the desk's batch run on forks.

Cost: a change is some microseconds and does not grow with the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from hashlib import blake2b
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from dispatchtui.core.indexes import Indexes
from dispatchtui.core.layer import Layer
from dispatchtui.core.model import (
    TABLES,
    Absence,
    Lane,
    Row,
    Shift,
    Skill,
    SlaPolicy,
    Technician,
    Territory,
    Visit,
    WorkOrder,
    WorkType,
)

R = TypeVar("R", bound=Row)
_MASK = (1 << 64) - 1
_encode = msgspec.json.Encoder(order="deterministic").encode


class Change(Struct, frozen=True):
    """One row before and after; `body` is the canonical encoding of what it became."""

    table: str
    id: str
    before: Row | None
    after: Row | None
    body: bytes
    before_hash: int
    after_hash: int


def canonical(row: Row) -> bytes:
    """Encode a row in the one form that is hashed, stored and sent."""
    return _encode(row)


def row_hash(table: str, body: bytes) -> int:
    """Hash one row for the digest; a board's digest is the sum of its rows, modulo 2^64."""
    return int.from_bytes(blake2b(body, digest_size=8, person=table.encode()[:16]).digest(), "big")


class Board:
    """Everything true at `seq`."""

    __slots__ = ("changes", "digest", "indexes", "seq", "tables")

    def __init__(self, *, recording: bool = False) -> None:
        """Start empty; `recording` keeps a list of `Change` for whoever stores or sends them."""
        self.tables: dict[str, MutableMapping[str, Any]] = {name: {} for name in TABLES}
        self.indexes = Indexes()
        self.seq = 0
        self.digest = 0
        self.changes: list[Change] | None = [] if recording else None

    def fork(self, *, recording: bool = False) -> Board:
        """Make a board that begins as this one and changes on its own.

        The parent must not change while the fork is in use.
        """
        board = Board.__new__(Board)
        board.tables = {name: Layer(table) for name, table in self.tables.items()}
        board.indexes = self.indexes.fork()
        board.seq, board.digest = self.seq, self.digest
        board.changes = [] if recording else None
        return board

    def copy(self) -> Board:
        """Make a board with the same rows that stays as it is, whatever becomes of this one.

        Cost: half a millisecond for 10,000 visits; a fork costs nothing, but its parent must not change.
        """
        board = Board.__new__(Board)
        board.tables = {name: dict(table) for name, table in self.tables.items()}
        board.indexes = self.indexes.copy()
        board.seq, board.digest, board.changes = self.seq, self.digest, None
        return board

    def put(self, row: Row) -> None:
        """Add a row, or replace the one with its identity."""
        table = self.tables[row.TABLE]
        before = table.get(row.id)
        before_hash = row_hash(row.TABLE, _encode(before)) if before is not None else 0
        body = _encode(row)
        after_hash = row_hash(row.TABLE, body)
        table[row.id] = row
        self.indexes.update(row.TABLE, before, row)
        self.digest = (self.digest - before_hash + after_hash) & _MASK
        if self.changes is not None:
            self.changes.append(Change(row.TABLE, row.id, before, row, body, before_hash, after_hash))

    def lay(self, row: Row) -> None:
        """Put a row on a fork that is only looked at: neither its digest nor its changes follow."""
        table = self.tables[row.TABLE]
        before = table.get(row.id)
        table[row.id] = row
        self.indexes.update(row.TABLE, before, row)

    def drop(self, table: str, row_id: str) -> None:
        """Remove a row; nothing happens when it is not there."""
        before = self.tables[table].get(row_id)
        if before is None:
            return
        before_hash = row_hash(table, _encode(before))
        del self.tables[table][row_id]
        self.indexes.update(table, before, None)
        self.digest = (self.digest - before_hash) & _MASK
        if self.changes is not None:
            self.changes.append(Change(table, row_id, before, None, b"", before_hash, 0))

    def follow(self, change: Change) -> None:
        """Take over a change that was made on a fork of this board, without encoding it again."""
        table = self.tables[change.table]
        if change.after is not None:
            table[change.id] = change.after
        elif change.id in table:
            del table[change.id]
        self.indexes.update(change.table, change.before, change.after)
        self.digest = (self.digest - change.before_hash + change.after_hash) & _MASK

    def row(self, key: str) -> Row | None:
        """Look a row up by its key, `table/id`."""
        table, _, row_id = key.partition("/")
        return self.tables[table].get(row_id) if table in self.tables else None

    def rows(self) -> Iterator[Row]:
        """Every row, table by table."""
        for table in self.tables.values():
            yield from table.values()

    def digest_hex(self) -> str:
        """The digest as sixteen hexadecimal digits."""
        return f"{self.digest:016x}"

    # The tables by name, typed for readers.

    @property
    def visits(self) -> MutableMapping[str, Visit]:
        """All visits by id."""
        return self.tables["visits"]

    @property
    def work_orders(self) -> MutableMapping[str, WorkOrder]:
        """All work orders by id."""
        return self.tables["work_orders"]

    @property
    def technicians(self) -> MutableMapping[str, Technician]:
        """All technicians by id."""
        return self.tables["technicians"]

    @property
    def shifts(self) -> MutableMapping[str, Shift]:
        """All shifts by id."""
        return self.tables["shifts"]

    @property
    def absences(self) -> MutableMapping[str, Absence]:
        """All absences by id."""
        return self.tables["absences"]

    @property
    def territories(self) -> MutableMapping[str, Territory]:
        """All territories by id."""
        return self.tables["territories"]

    @property
    def skills(self) -> MutableMapping[str, Skill]:
        """All skills by id."""
        return self.tables["skills"]

    @property
    def sla_policies(self) -> MutableMapping[str, SlaPolicy]:
        """All SLA policies by id."""
        return self.tables["sla_policies"]

    @property
    def work_types(self) -> MutableMapping[str, WorkType]:
        """All work types by id."""
        return self.tables["work_types"]

    @property
    def lanes(self) -> MutableMapping[str, Lane]:
        """All lanes (a technician's days) by id."""
        return self.tables["lanes"]

    # Questions that the indexes answer.

    def route(self, technician_id: str) -> tuple[Visit, ...]:
        """A technician's visits that hold time, in planned order, over all days."""
        return tuple(self.visits[entry[2]] for entry in self.indexes.route(technician_id))

    def around(self, technician_id: str, start_s: int, end_s: int, skip: str = "") -> tuple[Visit, ...]:
        """A technician's visits whose planned time touches a span, and at least one on either side.

        One visit may be left out, as if it had no place: the one that is about to move.
        """
        visits = self.visits
        return tuple(visits[entry[2]] for entry in self.indexes.around(technician_id, start_s, end_s, skip))

    def visits_of(self, work_order_id: str) -> tuple[Visit, ...]:
        """A work order's visits, in their sequence."""
        return tuple(self.visits[key] for key in self.indexes.of("visits", work_order_id))

    def shifts_of(self, technician_id: str) -> tuple[Shift, ...]:
        """A technician's shifts, earliest first."""
        shifts = self.shifts
        found = [shifts[key] for key in self.indexes.of("shifts", technician_id)]
        return tuple(sorted(found, key=_start_s))

    def absences_of(self, technician_id: str) -> tuple[Absence, ...]:
        """A technician's absences, earliest first."""
        absences = self.absences
        found = [absences[key] for key in self.indexes.of("absences", technician_id)]
        return tuple(sorted(found, key=_start_s))

    def by_external(self, source: str, external_id: str) -> WorkOrder | None:
        """The work order that another system knows by this name."""
        found = self.indexes.external(source, external_id)
        return self.work_orders[found] if found else None

    def next_id(self, prefix: str) -> str:
        """The next free short identity, such as V61; numbers are never used twice."""
        return f"{prefix}{self.indexes.highest(prefix) + 1}"


_start_s = attrgetter("start_s")


def board_of(rows: Iterable[Row], seq: int = 0) -> Board:
    """Build a board from rows, as a snapshot delivers them."""
    board = Board()
    for row in rows:
        board.put(row)
    board.seq = seq
    return board
