"""The state tables: one for each kind of row, key columns to query by, the canonical row in `body`."""

# ruff: noqa: S608  (names of tables and columns are our own; values travel as parameters)

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Struct

from dispatchtui.core.board import Change
from dispatchtui.core.model import TABLES, Row, Visit, VisitState
from dispatchtui.errors import StorageError
from dispatchtui.store.database import Connection, chunks, marks

KEY_COLUMNS: dict[str, tuple[str, ...]] = {
    "territories": ("name",),
    "skills": ("name",),
    "sla_policies": ("name",),
    "work_types": ("name",),
    "policies": ("scope", "scope_id"),
    "capacity_cells": ("territory", "start_s", "end_s"),
    "weather_alerts": ("territory", "start_s", "end_s"),
    "desks": ("name", "holder"),
    "technicians": ("name", "territory"),
    "crews": ("name", "territory"),
    "vehicles": ("name", "technician_id"),
    "stock_locations": ("name", "technician_id"),
    "part_levels": ("stock_id", "part", "on_hand"),
    "shifts": ("technician_id", "start_s", "end_s"),
    "absences": ("technician_id", "start_s", "end_s", "kind"),
    "work_orders": ("work_type", "territory", "priority", "requested_s"),
    "visits": ("work_order_id", "state", "territory"),
    "part_reservations": ("visit_id", "stock_id", "part", "quantity"),
    "lanes": ("technician_id", "day"),
    "duration_models": ("work_type", "territory"),
    "behaviours": ("learned_s",),
    "alerts": ("kind", "subject", "raised_s"),
    "answers": ("trigger", "outcome", "answered_s"),
}
"""Columns besides id, version, seq, born and body; each is an attribute of the row."""
BLOCKING = frozenset({VisitState.PLANNED, VisitState.RELEASED, VisitState.ACCEPTED, VisitState.EN_ROUTE})
"""States in which a visit's planned time on site excludes others: it has not begun."""

_decoders: dict[str, msgspec.json.Decoder[Row]] = {name: msgspec.json.Decoder(row) for name, row in TABLES.items()}
Line = tuple[str, str, int, int, bool]
"""A stored assignment: visit, technician, planned start and end, whether it excludes others."""


class Pending(Struct):
    """The last change of a row in a batch, and the fact that brought the row into the world."""

    change: Change
    seq: int
    born: int


def _upsert(table: str) -> str:
    columns = ("id", "version", "seq", "born", *KEY_COLUMNS[table], "body")
    news = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in ("id", "born"))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks(columns)}) ON CONFLICT (id) DO UPDATE SET {news}"


_UPSERT = {table: _upsert(table) for table in TABLES}
_DELETE = {table: f"DELETE FROM {table} WHERE id = ?" for table in TABLES}
_KEYS = {table: attrgetter("version", *names) for table, names in KEY_COLUMNS.items()}


def write_rows(connection: Connection, pending: dict[tuple[str, str], Pending], dropped: set[tuple[str, str]]) -> None:
    """Bring the state tables to what a batch's changes made of them, table by table."""
    gone: dict[str, list[tuple[str]]] = {}
    for table, row_id in sorted(dropped):
        gone.setdefault(table, []).append((row_id,))
    for table, ids in gone.items():
        connection.executemany(_DELETE[table], ids)
    present: dict[str, list[tuple[Any, ...]]] = {}
    for (table, row_id), last in pending.items():
        row = last.change.after
        if row is not None:
            version, *keys = _KEYS[table](row)
            present.setdefault(table, []).append(
                (row_id, version, last.seq, last.born, *keys, last.change.body.decode())
            )
    for table, values in present.items():
        connection.executemany(_UPSERT[table], values)


def read_all(connection: Connection) -> Iterator[Row]:
    """Every row, in the order in which the rows came to be."""
    for table in TABLES:
        decode = _decoders[table].decode
        for row_id, body in connection.execute(f"SELECT id, body FROM {table} ORDER BY born, id"):
            try:
                yield decode(body)
            except msgspec.DecodeError as error:
                raise StorageError(f"The stored row {table}/{row_id} cannot be read: {error}.",
                                   hint="Restore a backup.") from error  # fmt: skip


def read_some(connection: Connection, keys: Iterable[tuple[str, str]]) -> list[Row]:
    """The rows with these (table, id) that exist, in the order of the model's tables."""
    by_table: dict[str, list[str]] = {}
    for table, row_id in keys:
        by_table.setdefault(table, []).append(row_id)
    found: list[Row] = []
    for table in TABLES:
        for some in chunks(by_table.get(table, ())):
            query = f"SELECT body FROM {table} WHERE id IN ({marks(some)}) ORDER BY born, id"
            found.extend(_decoders[table].decode(body) for (body,) in connection.all(query, some))
    return found


def lines_of(row: Row | None) -> tuple[Line, ...]:
    """The assignments that a visit's plan asks for."""
    if not isinstance(row, Visit):
        return ()
    blocks = row.state in BLOCKING
    return tuple((row.id, line.technician_id, line.start_s, max(line.start_s, line.end_s), blocks) for line in row.crew)
