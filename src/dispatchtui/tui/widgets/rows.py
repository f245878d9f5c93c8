"""How a list's rows become strips: columns laid out, text made safe, each row built once for each way it looks.

Never: a row built twice for the same revision, an exception for a row that has gone meanwhile.
Why: while a list scrolls, most rows are the ones of a moment ago, a line higher.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Final, Protocol

from textual.strip import Strip

from dispatchtui.tui.safe import fit, safe
from dispatchtui.tui.terminal.theme import Ground, Look
from dispatchtui.tui.widgets.columns import Column, lay_out
from dispatchtui.tui.widgets.pieces import Piece, pieces_to_strip

GUTTER: Final = 2
KEPT_STRIPS: Final = 2_000


class RowSource(Protocol):
    """Where a list's rows come from."""

    def revision(self, row_id: Hashable) -> Hashable:
        """Return what changes whenever the row would be drawn differently."""

    def cells(self, row_id: Hashable, keys: Sequence[str]) -> Sequence[Piece]:
        """Return the row's cells for these column keys, as plain text and style names, or raise LookupError."""


class RowPainter:
    """Draws rows, the header above them, and what stands where there are none."""

    def __init__(self, columns: Iterable[Column], source: RowSource) -> None:
        """Start with nothing drawn."""
        self._columns = tuple(columns)
        self._source = source
        self._strips: dict[Hashable, Strip] = {}
        self._laid: tuple[int, list[tuple[Column, int]]] = (-1, [])

    def set_columns(self, columns: Iterable[Column]) -> None:
        """Draw other columns from now on."""
        self._columns = tuple(columns)
        self.forget()

    def forget(self) -> None:
        """Build everything again when it is next drawn."""
        self._strips.clear()
        self._laid = (-1, [])

    def row(self, row_id: Hashable, width: int, look: Look, ground: Ground, marked: bool) -> Strip:
        """Return a row, built only if it differs from when it was last drawn.

        Cost: 1 us when it does not differ, 20 us when it does.
        """
        try:
            key = (row_id, self._source.revision(row_id), ground, marked, width, look.name)
            strip = self._strips.get(key)
            if strip is None:
                if len(self._strips) >= KEPT_STRIPS:
                    self._strips.clear()
                strip = self._strips[key] = self._build(row_id, width, look, ground, marked)
        except LookupError:
            return pieces_to_strip([(fit("  (gone)", width), "dim")], look, ground, width)
        return strip

    def header(self, width: int, look: Look) -> Strip:
        """Return the line of column titles."""
        titles = [fit(column.title, cells, column.align) for column, cells in self._layout(width)]
        return pieces_to_strip([(fit(" " * GUTTER + " ".join(titles), width), "header")], look, width=width)

    @staticmethod
    def blank(width: int, look: Look, sentence: str = "") -> Strip:
        """Return a line without a row, with a sentence if there is one to say."""
        text = " " * GUTTER + safe(sentence) if sentence else ""
        return pieces_to_strip([(fit(text, width), "dim")], look, width=width)

    def _build(self, row_id: Hashable, width: int, look: Look, ground: Ground, marked: bool) -> Strip:
        """Build a row from its source."""
        laid = self._layout(width)
        cells = self._source.cells(row_id, [column.key for column, _ in laid])
        gutter = (look.glyphs.cursor if ground else " ") + (look.glyphs.mark if marked else " ")
        pieces: list[Piece] = [(gutter[:width], "mark" if marked else "text")]
        left = width - GUTTER
        for (column, filled), (text, style) in zip(laid, cells, strict=False):
            pieces.append((fit(safe(text), filled, column.align), style))
            left -= filled
            if left > 0:
                pieces.append((" ", "text"))
                left -= 1
        if left > 0:
            pieces.append((" " * left, "text"))
        return pieces_to_strip(pieces, look, ground, width)

    def _layout(self, width: int) -> list[tuple[Column, int]]:
        """Return the columns that fit, worked out once for each width."""
        if self._laid[0] != width:
            self._laid = (width, lay_out(self._columns, max(0, width - GUTTER)))
        return self._laid[1]
