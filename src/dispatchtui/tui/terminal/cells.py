"""From styled text to cells, and from cells to the bytes that draw them.

A cell is a character (with its combining marks; the empty string for the right half of a wide one) and a pen.
A pen is what the terminal must be set to: attributes, foreground, background, already as SGR parameters.

Never: a link, blinking, a colour beyond the depth; a character that `guard` calls foreign.
Why: two styles that look alike must be one pen, or the front buffer would redraw what has not changed.

Source: ECMA-48 section 8.3.117 (SGR).
"""

from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import get_character_cell_size
from rich.color import Color, ColorSystem, ColorType
from rich.style import Style

from dispatchtui.tui.safe import UNKNOWN
from dispatchtui.tui.terminal.detect import Depth
from dispatchtui.tui.terminal.glyphs import to_ascii
from dispatchtui.tui.terminal.guard import Guard


class Pen(NamedTuple):
    """How a cell is drawn: SGR parameters, each part empty where the terminal's own is meant."""

    attributes: str
    fg: str
    bg: str


PLAIN: Final = Pen("", "", "")
RIGHT_HALF: Final = ""
_KEPT_ATTRIBUTES: Final = ((1, "1"), (2, "2"), (4, "3"), (8, "4"), (64, "7"), (256, "9"))
_SYSTEMS: Final = {"truecolor": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT, "16": ColorSystem.STANDARD}


class Painter:
    """Turns styles into pens and text into cells for one terminal, remembering both."""

    def __init__(self, depth: Depth, guard: Guard, ascii_only: bool = False) -> None:
        """Start with nothing remembered."""
        self.depth = depth
        self._guard = guard
        self._ascii = ascii_only
        self._pens: dict[Style | None, Pen] = {None: PLAIN}
        self._interned: dict[Pen, Pen] = {PLAIN: PLAIN}

    def pen(self, style: Style | None) -> Pen:
        """Return the pen of a style; equal pens are one object."""
        pen = self._pens.get(style)
        if pen is None:
            if len(self._pens) > 4096:
                self._pens = {None: PLAIN}
            pen = self._work_out(style or Style())
            pen = self._pens[style] = self._interned.setdefault(pen, pen)
        return pen

    def cells(self, text: str) -> list[str]:
        """Return one string for each cell the text fills.

        Cost: 1 us for 80 plain characters, 0.3 us for each other character the first time.
        """
        if text.isascii() and text.isprintable():
            return list(text)
        cells = list(_cells(self._guard.text(text)))
        if self._ascii:
            return [to_ascii(cell[:1]) if cell else "?" for cell in cells]
        return cells

    def _work_out(self, style: Style) -> Pen:
        """Translate a style; where there is no colour at all, a background becomes reverse video."""
        kept = style._attributes & style._set_attributes  # the only way to them without thirteen properties
        codes = [code for bit, code in _KEPT_ATTRIBUTES if kept & bit]
        if self.depth == "none":
            painted = style.bgcolor is not None and style.bgcolor.type != ColorType.DEFAULT
            if painted and "7" not in codes:
                codes.append("7")
            return Pen(";".join(codes), "", "")
        return Pen(";".join(codes), self._color(style.color, True), self._color(style.bgcolor, False))

    def _color(self, color: Color | None, foreground: bool) -> str:
        """Return the SGR parameters of a colour at this depth."""
        if color is None or color.type == ColorType.DEFAULT:
            return ""
        return ";".join(color.downgrade(_SYSTEMS[self.depth]).get_ansi_codes(foreground))


def change(before: Pen, after: Pen) -> str:
    """Return the shortest sequence that takes the terminal from one pen to another."""
    if before is after or before == after:
        return ""
    if before.attributes != after.attributes:
        parts = [part for part in after if part]
        return f"\x1b[0;{';'.join(parts)}m" if parts else "\x1b[m"
    codes = []
    if before.fg != after.fg:
        codes.append(after.fg or "39")
    if before.bg != after.bg:
        codes.append(after.bg or "49")
    return f"\x1b[{';'.join(codes)}m"


@lru_cache(maxsize=8192)
def _cells(text: str) -> tuple[str, ...]:
    """Split text without foreign characters into cells by the table Textual measures with."""
    cells: list[str] = []
    for character in text:
        width = get_character_cell_size(character)
        if width == 0:
            if not cells:
                continue
            at = -2 if cells[-1] == RIGHT_HALF else -1
            if len(cells[at]) <= 8:
                cells[at] += character
        else:
            cells.append(character)
            if width == 2:
                cells.append(RIGHT_HALF)
    return tuple(cells)


__all__ = ["PLAIN", "RIGHT_HALF", "UNKNOWN", "Painter", "Pen", "change"]
