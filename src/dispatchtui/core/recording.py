"""How a row takes its next version: the one way in which folding writes."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Changed, Row

R = TypeVar("R", bound=Row)


def successor(before: R | None, after: R, changed: Changed) -> R:
    """The row as it stands after a change of its predecessor, or of nothing."""
    version = (before.version if before is not None else 0) + 1
    return replace(after, version=version, changed=changed)


def record(board: Board, row: Row, changed: Changed) -> None:
    """Put a row on the board as the next version of the one with its identity."""
    board.put(successor(board.tables[row.TABLE].get(row.id), row, changed))
