"""The parent's board in the worker: kept by rows, and seen by each job as it was when the job looked.

Cost: a change is some microseconds a row; a look is half a millisecond for 10,000 visits, once after each change.
"""

from __future__ import annotations

from threading import Lock

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position, Row
from dispatchtui.engine.wire import Moment, Rows, Where, rows_in


class Sight(Struct, frozen=True, kw_only=True):
    """A board that stays as it is, with the moment and the positions that belong to it."""

    board: Board
    now_s: int
    known_s: int | None = None
    positions: dict[str, Position] = {}

    @property
    def seq(self) -> int:
        """The place in the log of the board."""
        return self.board.seq


class Mirror:
    """The newest board; one thread feeds it, any may look."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = Lock()
        self._board = Board()
        self._rows: list[Row] = []
        self._anew = self._adds_up = False
        self._moment = Moment(now_s=0)
        self._positions: dict[str, Position] = {}
        self._copy: Board | None = None
        self._seen: Sight | None = None
        self._old: dict[str, set[str] | None] = {}

    def follow(self, frame: Rows) -> bool:
        """Take over rows; tell whether the board adds up, as far as it did before.

        Rows that come in several frames are taken over together: no job sees half a change.
        """
        if frame.first:
            self._anew, self._rows = True, []
        self._rows += rows_in(frame)
        if not frame.last:
            return True
        with self._lock:
            if self._anew:
                self._board = Board()
            for row in self._rows:
                self._board.put(row)
            for key in frame.gone:
                table, _, row_id = key.partition("/")
                self._board.drop(table, row_id)
            self._board.seq = frame.seq
            self._age({f"{row.TABLE}/{row.id}" for row in self._rows} | set(frame.gone))
            self._rows, fits = [], self._board.digest == frame.digest
            # A board on which something was laid has no digest of its own: nothing can be said of it.
            expected, self._adds_up = self._adds_up and not self._anew, fits
            self._anew = False
        return fits or not expected

    def at(self, moment: Moment) -> None:
        """Let it be another moment."""
        with self._lock:
            self._moment, self._seen = moment, None

    def move(self, where: Where) -> None:
        """Take over where somebody is."""
        with self._lock:
            self._positions = {**self._positions, where.position.technician_id: where.position}
            self._seen = None

    def sight(self) -> Sight:
        """What there is to be seen now."""
        with self._lock:
            return self._look()

    def news(self, reader: str) -> tuple[Sight, frozenset[str] | None]:
        """What there is to be seen now, and which rows changed since this reader last asked; nothing: all may have."""
        with self._lock:
            keys = self._old.get(reader)
            self._old[reader] = set()
            return self._look(), frozenset(keys) if keys is not None else None

    def _look(self) -> Sight:
        if self._copy is None:
            self._copy = self._board.copy()
        if self._seen is None:
            self._seen = Sight(board=self._copy, now_s=self._moment.now_s, known_s=self._moment.known_s,
                               positions=self._positions)  # fmt: skip
        return self._seen

    def _age(self, keys: set[str]) -> None:
        self._seen = self._copy = None
        for reader, old in self._old.items():
            self._old[reader] = None if self._anew or old is None else old | keys
