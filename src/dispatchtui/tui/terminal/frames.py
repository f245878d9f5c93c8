"""The front buffer: what Textual wants shown, what the terminal shows, and the bytes between them.

Textual sends each dirty region again in full and forgets it. Here every update first changes the wanted cells;
`flush` then writes those that differ from the shown ones. Updates may be skipped: the next flush carries them all.

Never: a cell written that already shows right, half of a wide character, trust after a resize or a resume.
Why: over a slow line bytes are the delay; six to ten times fewer leave than without it. On any doubt (`invalidate`)
the screen is cleared and written whole.
"""

from collections.abc import Iterable
from typing import Final, cast

from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from dispatchtui.tui.terminal.cells import PLAIN, RIGHT_HALF, Painter, Pen, change

REWRITE_GAP: Final = 5
"""How many unchanged cells of one pen are rather written again than jumped over."""
CLEAR: Final = "\x1b[m\x1b[2J"


class Frames:
    """The cells of one terminal."""

    def __init__(self, painter: Painter) -> None:
        """Start with a screen of no size that is not known."""
        self._painter = painter
        self.width = 0
        self.height = 0
        self._text: list[list[str]] = []
        self._pens: list[list[Pen]] = []
        self._shown_text: list[list[str]] = []
        self._shown_pens: list[list[Pen]] = []
        self._dirty: set[int] = set()
        self._known = False
        self._at: tuple[int, int] | None = None
        self._pen: Pen = PLAIN

    @property
    def pending(self) -> bool:
        """Tell whether a flush might write anything."""
        return bool(self._dirty) or (not self._known and self.height > 0)

    def invalidate(self) -> None:
        """Distrust the terminal: the next flush clears it and writes everything."""
        self._known = False

    def resize(self, width: int, height: int) -> None:
        """Start over at another size, with blank wanted cells."""
        self.width, self.height = width, height
        self._text = [[" "] * width for _ in range(height)]
        self._pens = [[PLAIN] * width for _ in range(height)]
        self._dirty = set(range(height))
        self._known = False

    def apply(self, update: CompositorUpdate) -> bool:
        """Take over what an update changes; tell whether it was understood (if not, a full update is needed).

        Cost: about 10 us for each line of 120 cells.
        """
        if isinstance(update, LayoutUpdate):
            region = update.region
            if region.x or region.y:
                return False
            if (region.width, region.height) != (self.width, self.height):
                self.resize(region.width, region.height)
            for y, line in enumerate(update.strips[: self.height]):
                self._put(y, 0, self.width, line)
            return True
        if isinstance(update, ChopsUpdate):
            if len(update.chops) != self.height:
                return False
            for y, x1, x2 in update.spans:
                if not 0 <= y < self.height:
                    return False
                for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                    if strip is None or x >= x2 or end <= x1:
                        continue
                    if end > self.width:
                        return False
                    # The whole strip rather than its dirty part: cutting could halve a wide character.
                    self._put(y, x, end - x, (strip,))
            return True
        return False

    def _put(self, y: int, x: int, width: int, strips: Iterable[Strip | None]) -> None:
        """Write strips into the wanted cells from `x` on, exactly `width` of them."""
        text: list[str] = []
        pens: list[Pen] = []
        cells_of, pen_of = self._painter.cells, self._painter.pen
        for strip in strips:
            for piece, style, control in cast("Iterable[Segment]", strip or ()):
                if not control and piece:
                    cells = cells_of(piece)
                    text += cells
                    pens += [pen_of(style)] * len(cells)
        if len(text) != width:
            halved = len(text) > width > 0 and text[width] == RIGHT_HALF
            text = text[:width] + [" "] * (width - len(text))
            pens = pens[:width] + [PLAIN] * (width - len(pens))
            if halved:
                text[-1] = " "
        row, row_pens, end = self._text[y], self._pens[y], x + width
        if row[x:end] == text and row_pens[x:end] == pens:
            return
        if x and row[x] == RIGHT_HALF and text[:1] != [RIGHT_HALF]:
            row[x - 1] = " "
        if end < self.width and row[end] == RIGHT_HALF:
            row[end] = " "
        row[x:end] = text
        row_pens[x:end] = pens
        self._dirty.add(y)

    def flush(self) -> str:
        """Return the bytes, as text, that make the terminal show what is wanted, and take them as sent.

        Cost: about 15 us for each changed line of 120 cells.
        """
        out: list[str] = []
        if not self._known:
            out.append(CLEAR)
            self._shown_text = [[" "] * self.width for _ in range(self.height)]
            self._shown_pens = [[PLAIN] * self.width for _ in range(self.height)]
            self._dirty = set(range(self.height))
            self._known = True
            self._at = None
            self._pen = PLAIN
        for y in sorted(self._dirty):
            text, pens = self._text[y], self._pens[y]
            if text != self._shown_text[y] or pens != self._shown_pens[y]:
                for start, end in _runs(text, pens, self._shown_text[y], self._shown_pens[y]):
                    self._write(out, y, start, end)
                self._shown_text[y] = text.copy()
                self._shown_pens[y] = pens.copy()
        self._dirty.clear()
        return "".join(out)

    def _write(self, out: list[str], y: int, start: int, end: int) -> None:
        """Append what draws one run of cells."""
        text, pens = self._text[y], self._pens[y]
        pen = self._pen
        sure = True
        self._move(out, start, y)
        for x in range(start, end):
            cell = text[x]
            if cell == RIGHT_HALF:
                continue
            if not sure:
                out.append(f"\x1b[{y + 1};{x + 1}H")
            if pens[x] is not pen:
                out.append(change(pen, pens[x]))
                pen = pens[x]
            wide = x + 1 < self.width and text[x + 1] == RIGHT_HALF
            sure = _sure(cell)
            if not sure:
                # Terminals disagree about this one: clear its cells first and say again where the next one goes.
                blank = "  " if wide else " "
                out.append(f"{blank}\x1b[{y + 1};{x + 1}H")
            out.append(cell)
        self._pen = pen
        # At the right edge terminals disagree about where the cursor is.
        self._at = (end, y) if sure and end < self.width else None

    def _move(self, out: list[str], x: int, y: int) -> None:
        """Append what brings the cursor to a cell."""
        at = self._at
        if at is not None and at[1] == y and at[0] <= x:
            ahead = x - at[0]
            if ahead:
                out.append(f"\x1b[{ahead}C" if ahead > 1 else "\x1b[C")
        else:
            out.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")

    def lines(self) -> list[str]:
        """Return the wanted screen as plain text, for tests and for telling what was on screen."""
        return ["".join(row) for row in self._text]


def _runs(text: list[str], pens: list[Pen], shown: list[str], shown_pens: list[Pen]) -> list[tuple[int, int]]:
    """Return the stretches of a line that must be written, joined where jumping over the gap would cost more."""
    changed = [a != b or p != q for a, b, p, q in zip(text, shown, pens, shown_pens, strict=True)]
    if RIGHT_HALF in text or RIGHT_HALF in shown:
        _keep_whole(changed, text, shown)
    runs: list[tuple[int, int]] = []
    start = end = -1
    for x, differs in enumerate(changed):
        if not differs:
            continue
        if start < 0:
            start = x
        elif x - end > REWRITE_GAP or any(pen is not pens[end - 1] for pen in pens[end:x]) or not _plain(text[end:x]):
            runs.append((start, end))
            start = x
        end = x + 1
    if start >= 0:
        runs.append((start, end))
    return runs


def _keep_whole(changed: list[bool], text: list[str], shown: list[str]) -> None:
    """Widen what has changed so that no wide character, wanted or shown, is written by half."""
    for order in (range(1, len(changed)), range(len(changed) - 1, 0, -1)):
        for x in order:
            if (text[x] == RIGHT_HALF or shown[x] == RIGHT_HALF) and (changed[x] or changed[x - 1]):
                changed[x] = changed[x - 1] = True


def _plain(cells: list[str]) -> bool:
    """Tell whether cells can be written again without any care."""
    return "".join(cells).isascii() and RIGHT_HALF not in cells


def _sure(cell: str) -> bool:
    """Tell whether every terminal gives this cell the width our table gives it."""
    if len(cell) != 1:
        return False
    code = ord(cell)
    return (
        code < 0x0300
        or 0x0370 <= code < 0x0483
        or 0x2010 <= code < 0x2600
        or 0x2800 <= code < 0x2900
        or 0x3041 <= code < 0xA000
        or 0xAC00 <= code < 0xD7A4
        or code in (0x2713, 0x2715, 0x2716, 0xFFFD)
    )
