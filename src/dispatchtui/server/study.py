"""A thread for long questions of the board, which has a board of its own, so that nobody else waits for them.

Its board is made when the first question comes and then follows what is published, a question
behind at most. Questions are answered one after another; a long one is asked in pieces.
Cost: another index of the same rows, and nothing before the first question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from dispatchtui.core.board import Board, Change, board_of
from dispatchtui.core.model import Row

T = TypeVar("T")
MOST_BEHIND = 20_000
"""Changes that are kept for the next question; after more than these it begins anew."""


class Study:
    """The thread and its board."""

    def __init__(self) -> None:
        """Own nothing yet."""
        self._thread = ThreadPoolExecutor(1, "study")
        self._behind: list[Change] | None = None
        self._board = Board()

    def follow(self, changes: Sequence[Change]) -> None:
        """Keep what the board did, for the next question."""
        if self._behind is not None:
            self._behind.extend(changes)
            if len(self._behind) > MOST_BEHIND:
                self._behind = None

    def reset(self) -> None:
        """Begin anew with the next question."""
        self._behind = None

    async def ask(self, board: Board, question: Callable[[Board], T]) -> T:
        """Answer a question about `board`, the published one, as it stands now."""
        rows = list(board.rows()) if self._behind is None else None
        changes, self._behind = self._behind or [], []
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, self._answer, rows, board.seq, changes, question
        )

    def close(self) -> None:
        """End the thread once its last question is answered."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _answer(self, rows: list[Row] | None, seq: int, changes: list[Change], question: Callable[[Board], T]) -> T:
        if rows is not None:
            self._board = board_of(rows)
        for change in changes:
            self._board.follow(change)
        self._board.seq = seq
        return question(self._board)
