"""Frames between the handle and its worker: a length of four bytes, then one MessagePack value.

Cost: a thousand rows are read or written in some milliseconds; nothing here loads an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import FileIO
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from dispatchtui.core.model import TABLES, Position, Row
from dispatchtui.engine.jobs import Failed, Found, Job
from dispatchtui.errors import SolverError

T = TypeVar("T")
MOST_BYTES = 1 << 30
"""A frame that claims to be longer is none: something else wrote into the pipe."""
_LENGTH_BYTES = 4


class Rows(Struct, frozen=True, kw_only=True, tag="rows"):
    """Rows that changed, and keys that are gone; `first` empties the board before.

    `last` ends one change of the board: it is then at `seq`, and its digest is `digest`.
    """

    first: bool = False
    up: dict[str, list[Raw]] = {}
    gone: list[str] = []
    last: bool = True
    seq: int = 0
    digest: int = 0


class Moment(Struct, frozen=True, kw_only=True, tag="moment"):
    """What time it is, and until when the feed has told what happened."""

    now_s: int
    known_s: int | None = None


class Where(Struct, frozen=True, kw_only=True, tag="where"):
    """Where somebody is."""

    position: Position


class Do(Struct, frozen=True, kw_only=True, tag="do"):
    """Take on a job."""

    job_id: str
    job: Job


class Cancel(Struct, frozen=True, kw_only=True, tag="cancel"):
    """Stop a job; one that ended already is nothing to stop."""

    job_id: str


class Ready(Struct, frozen=True, kw_only=True, tag="ready"):
    """The worker has loaded what it needs to answer; `warm` once what searches is compiled as well."""

    warm: bool = False


class Astray(Struct, frozen=True, kw_only=True, tag="astray"):
    """The worker's board does not add up to the digest that it was told: it needs every row again."""

    seq: int


class Rested(Struct, frozen=True, kw_only=True, tag="rested"):
    """Nothing works on a job any more, also where it was answered before."""

    job_id: str


Order = Rows | Moment | Where | Do | Cancel
Word = Ready | Astray | Rested | Found | Failed

_encoder = msgspec.msgpack.Encoder()
_orders: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
_words: msgspec.msgpack.Decoder[Word] = msgspec.msgpack.Decoder(Word)
_rows: dict[str, msgspec.msgpack.Decoder[Row]] = {name: msgspec.msgpack.Decoder(row) for name, row in TABLES.items()}


def framed(value: Order | Word) -> bytes:
    """One value as it goes through the pipe."""
    body = _encoder.encode(value)
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


def raw(row: Row) -> Raw:
    """A row as it is sent."""
    return Raw(_encoder.encode(row))


def rows_in(frame: Rows) -> Iterator[Row]:
    """The rows of a frame, read one by one."""
    for table, some in frame.up.items():
        for each in some:
            yield _rows[table].decode(each)


def orders_from(pipe: FileIO) -> Iterator[Order]:
    """What the parent says, until it says no more."""
    return _frames(pipe, _orders.decode)


def words_from(pipe: FileIO) -> Iterator[Word]:
    """What the worker says, until it has ended.

    Raises: SolverError for what is no frame.
    """
    return _frames(pipe, _words.decode)


def by_table(rows: Iterable[Row]) -> dict[str, list[Raw]]:
    """Rows encoded, by table."""
    found: dict[str, list[Raw]] = {}
    for row in rows:
        found.setdefault(row.TABLE, []).append(raw(row))
    return found


def _frames(pipe: FileIO, decode: Callable[[bytes], T]) -> Iterator[T]:
    while head := _exactly(pipe, _LENGTH_BYTES):
        length = int.from_bytes(head, "big")
        if length > MOST_BYTES:
            raise SolverError("The worker said something that is no answer.")
        body = _exactly(pipe, length)
        if not body:
            return
        try:
            yield decode(body)
        except msgspec.DecodeError as error:
            raise SolverError(f"The worker said something that is no answer: {error}.") from error


def _exactly(pipe: FileIO, length: int) -> bytes:
    """So many bytes of an unbuffered pipe; none where it ends before."""
    parts: list[bytes] = []
    while length > 0:
        part = pipe.read(length)
        if not part:
            return b""
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
