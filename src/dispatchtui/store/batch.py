"""A batch: one transaction of the one writer, from taking the head to the commit.

Appending only collects; the commit writes log, state, replies and head set by set. Assignments
alone are written at the end of their savepoint, so that the database's own exclusion answers
for one act and not for the batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

from dispatchtui.core.board import Board, Change
from dispatchtui.core.events import Recorded
from dispatchtui.core.model import Row
from dispatchtui.errors import StorageError
from dispatchtui.store import log, rows
from dispatchtui.store.database import Connection, Database, Overlap, chunks, marks

_REPLY = "SELECT id, fingerprint, body, seq, at_s FROM reply WHERE id IN"
_INSERT_REPLY = "INSERT INTO reply (id, fingerprint, body, seq, at_s) VALUES (?, ?, ?, ?, ?)"
_CLEAR = "DELETE FROM assignment WHERE visit_id = ?"
_ASSIGN = "INSERT INTO assignment (visit_id, technician_id, start_s, end_s, blocks) VALUES (?, ?, ?, ?, ?)"
_IN_THE_WAY = (
    "SELECT visit_id FROM assignment WHERE blocks AND technician_id = ? AND start_s < ? AND end_s > ? "
    "AND start_s < end_s AND visit_id <> ?"
)


class StoredReply(Struct, frozen=True, kw_only=True):
    """An answer that was given; the same request must get these bytes again.

    `at_s` is real time, by which old replies are forgotten.
    """

    id: str
    fingerprint: str
    body: bytes
    seq: int
    at_s: int


class Caught(Struct, frozen=True, kw_only=True):
    """What others recorded in (after, head]: the lines, and the rows as they stand at the head."""

    head: int
    logged: tuple[log.Logged, ...] = ()
    rows: tuple[Row, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()

    def onto(self, board: Board) -> None:
        """Bring a board that stood at `after` to the head."""
        for table, row_id in self.gone:
            board.drop(table, row_id)
        for row in self.rows:
            board.put(row)
        board.seq = self.head


class _Point(Struct):
    """Where a savepoint began; `issued` once the database knows it too."""

    name: str
    counts: tuple[int, int, int, int]
    seq: int
    hash: bytes
    issued: bool = False


class Batch:
    """One open transaction; made by `Store.writing` and over when that block ends."""

    def __init__(self, database: Database, connection: Connection, seq: int, chain: bytes, epoch: str) -> None:
        """Begin at the head that was just taken."""
        self.epoch = epoch
        self.head = seq
        """The last fact, those of this batch included."""
        self._began = seq
        self._hash = chain
        self._database = database
        self._connection = connection
        self._lines: list[tuple[Any, ...]] = []
        self._mentions: list[tuple[str, int]] = []
        self._changes: list[tuple[int, Change]] = []
        self._replies: list[StoredReply] = []
        self._settled = 0
        self._points: list[_Point] = []

    def catch_up(self, after: int) -> Caught:
        """What others recorded since, for a board that stands at `after`."""
        return caught_up(self._connection, after, self._began)

    def stored_replies(self, ids: Sequence[str]) -> dict[str, StoredReply]:
        """The answers already given to any of these requests, in one look-up."""
        found = {}
        for some in chunks(ids):
            query = f"{_REPLY} ({marks(some)})"
            for row in self._connection.all(query, some):
                found[row[0]] = StoredReply(id=row[0], fingerprint=row[1], body=bytes(row[2]), seq=row[3], at_s=row[4])
        wanted = set(ids)
        return found | {reply.id: reply for reply in self._replies if reply.id in wanted}

    def stored_reply(self, request_id: str) -> StoredReply | None:
        """The answer already given to a request, in this batch or before it."""
        return self.stored_replies((request_id,)).get(request_id)

    def append(self, recorded: Recorded, changes: Sequence[Change]) -> None:
        """Record one fact with the changes that folding it made, in the order in which they were made.

        Raises: StorageError when its place is not the next one of the log.
        """
        if recorded.seq != self.head + 1:
            raise StorageError(f"The log stands at {self.head}; fact {recorded.seq} cannot follow it.")
        line = log.line_of(recorded, changes)
        self._hash = log.chained(self._hash, line)
        self._lines.append((*line, self._hash))
        self._mentions.extend((subject, recorded.seq) for subject in sorted(log.mentions_of(changes)))
        self._changes.extend((recorded.seq, change) for change in changes)
        self.head = recorded.seq

    def keep_reply(self, request_id: str, fingerprint: str, body: bytes, at_s: int) -> None:
        """Keep an answer, applied or not, so that the same request is always answered alike."""
        self._replies.append(StoredReply(id=request_id, fingerprint=fingerprint, body=body, seq=self.head, at_s=at_s))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """All or nothing of what is appended inside; savepoints may stand within each other.

        Raises: Overlap when the database itself excludes a plan that was appended inside.
        """
        self._settle()
        counts = (len(self._lines), len(self._mentions), len(self._changes), len(self._replies))
        point = _Point(f"point_{len(self._points)}", counts, self.head, self._hash)
        self._points.append(point)
        try:
            yield
            self._settle(done=point)
        except BaseException:
            if point.issued:
                self._connection.execute(f"ROLLBACK TO SAVEPOINT {point.name}")
                self._connection.execute(f"RELEASE SAVEPOINT {point.name}")
            self._rewind(point)
            raise
        finally:
            self._points.pop()

    def finish(self) -> bool:
        """Write everything that was collected; answer whether the log has grown. The caller commits."""
        self._settle()
        connection = self._connection
        pending, dropped = _last_changes(self._changes)
        with connection.together():
            connection.executemany(log.INSERT_EVENT, self._lines)
            connection.executemany(log.INSERT_MENTION, self._mentions)
            rows.write_rows(connection, pending, dropped)
            connection.executemany(_INSERT_REPLY, [(r.id, r.fingerprint, r.body, r.seq, r.at_s) for r in self._replies])
            if self._lines:
                connection.execute("UPDATE head SET seq = ?, hash = ? WHERE id = 1", (self.head, self._hash))
                self._database.ring(connection)
        return bool(self._lines)

    def _settle(self, done: _Point | None = None) -> None:
        """Write the assignments of the changes since the last time; `done` ends with it."""
        first: dict[str, Row | None] = {}
        last: dict[str, Row | None] = {}
        for _, change in self._changes[self._settled :]:
            if change.table == "visits":
                first.setdefault(change.id, change.before)
                last[change.id] = change.after
        moved = [visit_id for visit_id in last if rows.lines_of(first[visit_id]) != rows.lines_of(last[visit_id])]
        if moved:
            self._assign(moved, [line for visit_id in moved for line in rows.lines_of(last[visit_id])], done)
        elif done is not None and done.issued:
            self._connection.execute(f"RELEASE SAVEPOINT {done.name}")
        if done is not None:
            done.issued = False
        self._settled = len(self._changes)

    def _assign(self, moved: list[str], lines: list[rows.Line], done: _Point | None) -> None:
        """Replace the assignments of visits, inside every savepoint that is open.

        What is outside them all gets one of its own, so that an overlap can still be explained.
        """
        connection = self._connection
        points = self._points or [_Point("loose", (0, 0, 0, 0), 0, b"")]
        new = [point for point in points if not point.issued]
        for point in new:
            point.issued = True
        over = done or (None if self._points else points[0])
        try:
            with connection.together():
                for point in new:
                    connection.execute(f"SAVEPOINT {point.name}")
                connection.executemany(_CLEAR, [(visit_id,) for visit_id in moved])
                connection.executemany(_ASSIGN, lines)
                if over is not None:
                    connection.execute(f"RELEASE SAVEPOINT {over.name}")
        except self._database.errors as error:
            if not self._database.is_overlap(error):
                raise
            connection.execute(f"ROLLBACK TO SAVEPOINT {points[-1].name}")
            raise self._overlap(moved, lines) from error

    def _overlap(self, moved: list[str], lines: list[rows.Line]) -> Overlap:
        """Find out who stands in the way: another line of the same act, or one that was there."""
        for visit_id, technician_id, start_s, end_s, blocks in lines:
            if not blocks or start_s == end_s:
                continue
            for other, who, begins_s, ends_s, also in lines:
                if other != visit_id and who == technician_id and also and begins_s < end_s and ends_s > start_s:
                    return Overlap(visit_id, technician_id, other)
            found = self._connection.all(_IN_THE_WAY, (technician_id, end_s, start_s, visit_id))
            for (other,) in found:
                if other not in moved:
                    return Overlap(visit_id, technician_id, other)
        return Overlap(moved[0], lines[0][1] if lines else "", "")

    def _rewind(self, point: _Point) -> None:
        lines, mentions, changes, replies = point.counts
        del self._lines[lines:], self._mentions[mentions:], self._changes[changes:], self._replies[replies:]
        self._settled = min(self._settled, changes)
        self.head, self._hash = point.seq, point.hash


def caught_up(connection: Connection, after: int, upto: int) -> Caught:
    """The lines of (after, upto], and the rows that they touched as they now stand."""
    if after >= upto:
        return Caught(head=upto)
    query = f"{log.SELECT_EVENT} WHERE seq > ? AND seq <= ? ORDER BY seq"
    found = tuple(log.logged_from(row) for row in connection.all(query, (after, upto)))
    keys = dict.fromkeys((each.table, each.id) for line in found for each in line.touched)
    present = rows.read_some(connection, keys)
    have = {(row.TABLE, row.id) for row in present}
    return Caught(head=upto, logged=found, rows=tuple(present), gone=tuple(key for key in keys if key not in have))


def _last_changes(
    changes: Iterable[tuple[int, Change]],
) -> tuple[dict[tuple[str, str], rows.Pending], set[tuple[str, str]]]:
    """Each row's last change in the batch, and the rows that were removed, even if made again."""
    pending: dict[tuple[str, str], rows.Pending] = {}
    dropped: set[tuple[str, str]] = set()
    for seq, change in changes:
        key = (change.table, change.id)
        if change.after is None:
            dropped.add(key)
        known = pending.get(key)
        born = known.born if known is not None and change.before is not None else seq
        pending[key] = rows.Pending(change, seq, born)
    return pending, dropped
