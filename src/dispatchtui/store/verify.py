"""Whether the store still tells one story: the chain, the log's density, and rows that follow from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from dispatchtui.core.board import Board, canonical
from dispatchtui.core.evolve import evolve
from dispatchtui.core.model import TABLES
from dispatchtui.store import log, rows
from dispatchtui.store.database import HEAD, Connection
from dispatchtui.store.store import Store

MOST_PROBLEMS = 20
"""After so many sentences the rest says nothing new."""


class Verified(Struct, frozen=True, kw_only=True):
    """What was found: how far the log goes, the digest of its fold, and a sentence for each problem."""

    events: int
    digest: str
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(store: Store) -> Verified:
    """Read the whole log in one snapshot, check its chain, fold it, and compare every stored row.

    Cost: some 50 us for each fact; memory for one board.
    """
    board = Board()
    problems: list[str] = []
    with store.reading() as connection:
        head = connection.one(HEAD)
        for problem in _walk(connection, board, head):
            problems.append(problem)
            if len(problems) >= MOST_PROBLEMS:
                break
        else:
            problems.extend(_rows_against(connection, board))
    return Verified(events=board.seq, digest=board.digest_hex(), problems=tuple(problems[:MOST_PROBLEMS]))


def _walk(connection: Connection, board: Board, head: tuple[Any, ...] | None) -> Iterator[str]:
    """Fold the log into the board, telling every break of the chain."""
    chain = log.GENESIS
    for line in connection.stream(f"{log.SELECT_EVENT} ORDER BY seq"):
        seq = line[0]
        if seq != board.seq + 1:
            yield f"Fact {board.seq + 1} is missing: the log goes on with {seq}."
        chain = log.chained(chain, line[:15])
        if chain != bytes(line[15]):
            yield f"Fact {seq} was changed after it was recorded: its hash does not follow from the one before."
            chain = bytes(line[15])
        recorded = log.logged_from(line).recorded()
        if recorded is None:
            yield f"Fact {seq} is of a kind that this version does not know: {line[4]}."
        else:
            evolve(board, recorded)
        board.seq = seq
    if head is None or (head[0], bytes(head[1])) != (board.seq, chain):
        said = "nowhere" if head is None else f"at {head[0]}"
        yield f"The log ends at {board.seq}, but the head stands {said} or carries another hash."


def _rows_against(connection: Connection, board: Board) -> Iterator[str]:
    """Compare what is stored with what the log makes of it."""
    for table in TABLES:
        expected = {row_id: canonical(row).decode() for row_id, row in board.tables[table].items()}
        for row_id, body in connection.stream(f"SELECT id, body FROM {table}"):  # noqa: S608  (names of our own)
            wanted = expected.pop(row_id, None)
            if wanted is None:
                yield f"The row {table}/{row_id} is stored, but the log knows nothing of it."
            elif wanted != body:
                yield f"The row {table}/{row_id} is not what the log makes of it."
        yield from (f"The row {table}/{row_id} is missing." for row_id in expected)
    planned = {line for visit in board.visits.values() for line in rows.lines_of(visit)}
    query = "SELECT visit_id, technician_id, start_s, end_s, blocks FROM assignment"
    stored = {(row[0], row[1], row[2], row[3], bool(row[4])) for row in connection.stream(query)}
    for line in sorted(planned ^ stored):
        yield f"The assignment of {line[0]} to {line[1]} is not what the log makes of it."
