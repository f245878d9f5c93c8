"""A row of a timeline: bars with edges an eighth of a cell fine, their labels, and the line of now.

Never: Textual, colours, a clock: spans and style names in, pieces out.
Why: at eight minutes a cell an eighth is one minute, which is what a promise is measured in; and a pure function of
a row can be drawn for a hundred technicians within a frame.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dispatchtui.tui.safe import cell_width, fit, safe
from dispatchtui.tui.terminal.glyphs import UNICODE, Glyphs
from dispatchtui.tui.widgets.pieces import Piece

PARTS: Final = 8
MOST_SPANS: Final = 255
LABEL_FROM_CELLS: Final = 4
GROUND: Final = "bar.wait"


class Span(NamedTuple):
    """A stretch of time with a style; `mark` is drawn where the label does not fit."""

    start_s: int
    end_s: int
    style: str
    label: str = ""
    mark: str = ""


def bar_strip(
    width: int,
    origin_s: int,
    seconds_per_cell: float,
    spans: Sequence[Span],
    *,
    now_s: int | None = None,
    glyphs: Glyphs = UNICODE,
    ground: str = GROUND,
) -> list[Piece]:
    """Return a row of `width` cells beginning at `origin_s`; later spans lie over earlier ones.

    A piece of style `a|b` is an edge: an eighth block whose foreground is a's background on b's background. `a+now`
    is the line of now on a. Sets of symbols without eighths get whole cells, filled so that no colour is needed.

    Units: seconds since the epoch; `seconds_per_cell` as it comes from the zoom.
    Cost: 10 us and 4 us for each span at 120 cells.
    """
    if width <= 0:
        return []
    spans = spans[-MOST_SPANS:]
    parts = PARTS if glyphs.eighths else 1
    units = bytearray(width * parts)
    scale = parts / seconds_per_cell
    edges = {0, len(units)}
    for number, span in enumerate(spans, 1):
        start = max(0, round((span.start_s - origin_s) * scale))
        end = min(len(units), max(round((span.end_s - origin_s) * scale), start + 1))
        if span.end_s > origin_s and start < end:
            units[start:end] = bytes((number,)) * (end - start)
            edges.update((start, end))
    row = _Row(width, [ground, *(span.style for span in spans)], glyphs)
    row.paint(units, sorted(edges), parts)
    for number, span in enumerate(spans, 1):
        if span.label or span.mark:
            row.label(number, span)
    if now_s is not None:
        row.now(int((now_s - origin_s) // seconds_per_cell))
    return row.pieces()


class _Row:
    """The cells of a row while they are being drawn: text, style name, and the number of the span that fills each."""

    def __init__(self, width: int, styles: list[str], glyphs: Glyphs) -> None:
        """Start with an empty row; style 0 is the ground."""
        self.text = [" "] * width
        self.names = [styles[0]] * width
        self.owner = [0] * width
        self._styles = styles
        self._glyphs = glyphs

    def paint(self, units: bytearray, edges: list[int], parts: int) -> None:
        """Fill the cells from parts of cells: whole cells first, then those an edge runs through."""
        for left, right in pairwise(edges):
            number = units[left]
            first, last = -(-left // parts), right // parts
            if number and first < last:
                style = self._styles[number]
                count = last - first
                self.text[first:last] = [self._glyphs.fill(style)] * count
                self.names[first:last] = [style] * count
                self.owner[first:last] = [number] * count
            if right % parts and right < len(units):
                self._edge(right // parts, units[right - right % parts : right - right % parts + parts])

    def _edge(self, at: int, units: bytearray) -> None:
        """Fill a cell that an edge runs through; where there are two edges the widest part takes it."""
        left, right = units[0], units[-1]
        filled = len(units) - len(units.lstrip(units[:1]))
        if left != right and units.count(right) == len(units) - filled:
            self.text[at] = self._glyphs.eighths[filled]
            self.names[at] = f"{self._styles[left]}|{self._styles[right]}"
            self.owner[at] = -1
            return
        number = max(set(units), key=lambda value: (units.count(value), value))
        self.text[at] = self._glyphs.fill(self._styles[number]) if number else " "
        self.names[at] = self._styles[number]
        self.owner[at] = number

    def label(self, number: int, span: Span) -> None:
        """Write a label into the cells a span fills, or its mark where the label would be cut to nothing."""
        try:
            first = self.owner.index(number)
        except ValueError:
            return
        room = 0
        while first + room < len(self.owner) and self.owner[first + room] == number:
            room += 1
        text = safe(span.label) if room >= LABEL_FROM_CELLS else safe(span.mark)
        if cell_width(text) > room:
            text = text.partition(" ")[0]  # what stands behind a name gives way to it
        if cell_width(text) > room:
            text = fit(text, room) if room >= LABEL_FROM_CELLS else ""
        if not text:
            return
        # One list entry for each cell, so that the line of now can fall on any of them.
        cells = [cell for character in text for cell in _cells(character)]
        for offset, cell in enumerate(cells[:room]):
            self.text[first + offset] = cell

    def now(self, at: int) -> None:
        """Draw the line of now over whatever is there."""
        if not 0 <= at < len(self.text):
            return
        for neighbour in (at, at + 1):
            # Half of a wide character cannot stay.
            if neighbour < len(self.text) and self.text[neighbour] == "":
                self.text[neighbour - 1] = " "
                self.text[neighbour] = " "
        base = self.names[at].rpartition("|")[2]
        self.text[at], self.names[at] = self._glyphs.now, f"{base}+now"

    def pieces(self) -> list[Piece]:
        """Return the row with neighbours of one style joined."""
        joined: list[Piece] = []
        start = 0
        names, text = self.names, self.text
        for at in range(1, len(names) + 1):
            if at == len(names) or names[at] != names[start]:
                joined.append(("".join(text[start:at]), names[start]))
                start = at
        return joined


def _cells(character: str) -> tuple[str, ...]:
    """Return the cells of one character: a wide one is followed by an empty cell, a mark is left out."""
    filled = cell_width(character)
    return (character, "") if filled == 2 else (character,) if filled == 1 else ()
