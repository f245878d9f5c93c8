"""The log: one line for each fact, chained by hash, with whom it concerned before and after.

A line's hash is sha256 over the hash before it and the line's stored columns, so that a change
anywhere breaks everything after it; it does not depend on how today's code decodes a fact.
"""

# ruff: noqa: S608  (names of tables and columns are our own; values travel as parameters)

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from dispatchtui.core.board import Change
from dispatchtui.core.events import Reason, Recorded
from dispatchtui.core.model import (
    Absence,
    Alert,
    Lane,
    PartLevel,
    PartReservation,
    Row,
    Shift,
    StockLocation,
    Vehicle,
    Visit,
)
from dispatchtui.core.scope import Audience, audience_of
from dispatchtui.protocol.codec import decode_event

GENESIS = bytes(32)
"""The hash before the first line."""
COLUMNS = (
    "seq", "command_id", "actor", "session", "kind", "scope_from", "scope_to", "entity", "version",
    "at_s", "body", "reason", "cause", "based_on", "touched",
)  # fmt: skip
INSERT_EVENT = f"INSERT INTO event ({', '.join(COLUMNS)}, hash) VALUES ({', '.join('?' * 16)})"
SELECT_EVENT = f"SELECT {', '.join(COLUMNS)}, hash FROM event"
INSERT_MENTION = "INSERT INTO mention (subject, seq) VALUES (?, ?)"

_encode = msgspec.json.Encoder(order="deterministic").encode


class Touched(Struct, frozen=True, array_like=True):
    """A row that a fact changed, and whom it concerned before and after; nothing means absent."""

    table: str
    id: str
    before: Audience | None
    after: Audience | None

    @property
    def key(self) -> str:
        """The row's key, `table/id`."""
        return f"{self.table}/{self.id}"


_touched: msgspec.json.Decoder[tuple[Touched, ...]] = msgspec.json.Decoder(tuple[Touched, ...])
_reason: msgspec.json.Decoder[Reason] = msgspec.json.Decoder(Reason)
_based_on: msgspec.json.Decoder[dict[str, int]] = msgspec.json.Decoder(dict[str, int])


class Logged(Struct, frozen=True, kw_only=True):
    """One line of the log as it is stored; `body` is the tagged fact in JSON.

    `entity` is the row that the fact is chiefly about, `version` what it became.
    """

    seq: int
    command_id: str
    actor: str
    session: str
    kind: str
    scope_from: str
    scope_to: str
    entity: str
    version: int
    at_s: int
    body: bytes
    reason: Reason | None
    cause: str
    based_on: dict[str, int]
    touched: tuple[Touched, ...]
    hash: bytes

    def recorded(self) -> Recorded | None:
        """The fact with its place, or nothing when its kind is newer than this code."""
        event = decode_event(self.body)
        if event is None:
            return None
        return Recorded(seq=self.seq, command_id=self.command_id, actor=self.actor, session=self.session,
                        at_s=self.at_s, event=event, reason=self.reason, cause=self.cause,
                        based_on=self.based_on)  # fmt: skip


def touched_by(changes: Iterable[Change]) -> tuple[Touched, ...]:
    """What a fact's changes touched, each row once."""
    found: dict[tuple[str, str], Touched] = {}
    for change in changes:
        after = None if change.after is None else audience_of(change.after)
        key = (change.table, change.id)
        before = None if change.before is None else audience_of(change.before)
        found[key] = Touched(*key, found[key].before if key in found else before, after)
    return tuple(found.values())


def line_of(recorded: Recorded, changes: Sequence[Change]) -> tuple[Any, ...]:
    """The stored columns of one fact, in the order of `COLUMNS`."""
    chief = next((change for change in changes if change.table != "lanes"), None)
    row = None if chief is None else chief.after or chief.before
    event = recorded.event
    return (
        recorded.seq,
        recorded.command_id,
        recorded.actor,
        recorded.session,
        str(event.__struct_config__.tag),
        _scope(chief.before if chief else None),
        _scope(chief.after if chief else None),
        "" if chief is None else f"{chief.table}/{chief.id}",
        0 if row is None else row.version,
        recorded.at_s,
        _encode(event).decode(),
        "" if recorded.reason is None else _encode(recorded.reason).decode(),
        recorded.cause,
        _encode(recorded.based_on).decode() if recorded.based_on else "",
        _encode(touched_by(changes)).decode(),
    )


def chained(previous: bytes, line: Sequence[Any]) -> bytes:
    """The hash of a line behind the one before it."""
    return hashlib.sha256(previous + _encode(line)).digest()


def logged_from(row: Sequence[Any]) -> Logged:
    """A line as it was read, in the order of `SELECT_EVENT`."""
    return Logged(
        seq=row[0],
        command_id=row[1],
        actor=row[2],
        session=row[3],
        kind=row[4],
        scope_from=row[5],
        scope_to=row[6],
        entity=row[7],
        version=row[8],
        at_s=row[9],
        body=row[10].encode(),
        reason=_reason.decode(row[11]) if row[11] else None,
        cause=row[12],
        based_on=_based_on.decode(row[13]) if row[13] else {},
        touched=_touched.decode(row[14]),
        hash=bytes(row[15]),
    )


def mentions_of(changes: Iterable[Change]) -> set[str]:
    """The keys under which somebody will look for this fact: rows, their work orders and people."""
    found: set[str] = set()
    for change in changes:
        if change.table != "lanes":
            found.add(f"{change.table}/{change.id}")
        for row in (change.before, change.after):
            found.update(_related(row))
    return found


def _related(row: Row | None) -> list[str]:
    match row:
        case Visit():
            people = [f"technicians/{line.technician_id}" for line in row.crew]
            return [f"work_orders/{row.work_order_id}", *people]
        case Shift() | Absence() | Lane():
            return [f"technicians/{row.technician_id}"]
        case Vehicle() | StockLocation() | PartLevel():
            return [f"technicians/{row.technician_id}"] if row.technician_id else []
        case PartReservation():
            return [f"visits/{row.visit_id}", f"stock_locations/{row.stock_id}"]
        case Alert():
            return [row.subject, *([f"visits/{row.visit_id}"] if row.visit_id else ())]
        case _:
            return []


def _scope(row: Row | None) -> str:
    if row is None:
        return ""
    territories = audience_of(row).territories
    return "*" if territories is None else ",".join(territories)
