"""What the panes show, worked out as plain text and style names: pure functions of a picture of the board.

Never: Textual, I/O, a clock, colours, markup; a view changes nothing.
Why: what a dispatcher reads is tested by plain asserts, without a screen, and a pane is only a pen.
"""

from __future__ import annotations

from msgspec import Struct

Piece = tuple[str, str]
"""Text as the data has it, and the name of its style."""


class ViewRow(Struct, frozen=True):
    """One row of a list: its identity, and a piece for each column key."""

    id: str
    cells: dict[str, Piece]

    @property
    def signature(self) -> tuple[Piece, ...]:
        """Everything that is seen of the row; another signature means another picture of it."""
        return tuple(self.cells.values())


Line = tuple[Piece, ...]
"""One line of running text in pieces."""
