"""One line of pieces, drawn only when they differ.

Never: a clock with seconds, a spinner, a line that is drawn because time has passed.
Why: a status line that is sent twice a second costs an idle console more than all its visits.
"""

from collections.abc import Iterable
from typing import ClassVar

from textual.strip import Strip
from textual.widget import Widget

from dispatchtui.tui.safe import cell_width, fit, safe
from dispatchtui.tui.widgets.pieces import Piece, look_of, pieces_to_strip


class StatusLine(Widget):
    """A line with pieces from the left and pieces from the right; the left ones give way."""

    DEFAULT_CSS: ClassVar[str] = "StatusLine { height: 1; width: 1fr; overflow: hidden hidden; }"

    def __init__(self, *, style: str = "bar", id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """Start empty, on the ground of a style."""
        super().__init__(id=id, classes=classes)
        self._style = style
        self._left: tuple[Piece, ...] = ()
        self._right: tuple[Piece, ...] = ()

    def show(self, left: Iterable[Piece], right: Iterable[Piece] = ()) -> bool:
        """Show other pieces; tell whether anything differs.

        Cost: 1 us for each piece when nothing differs.
        """
        new_left, new_right = tuple(left), tuple(right)
        if (new_left, new_right) == (self._left, self._right):
            return False
        self._left, self._right = new_left, new_right
        self.refresh()
        return True

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """Return the line."""
        width = self.size.width
        right = [(safe(text), style) for text, style in self._right]
        taken = min(width, sum(cell_width(text) for text, _ in right))
        pieces = _clip([(safe(text), style) for text, style in self._left], width - taken)
        used = sum(cell_width(text) for text, _ in pieces)
        pieces.append((" " * (width - taken - used), self._style))
        pieces += _clip(right, taken)
        return pieces_to_strip(pieces, look_of(self), width=width)


def _clip(pieces: Iterable[Piece], width: int) -> list[Piece]:
    """Return as many pieces as fit, the last one cut."""
    kept: list[Piece] = []
    for text, style in pieces:
        filled = cell_width(text)
        if filled > width:
            if width > 0:
                kept.append((fit(text, width), style))
            break
        kept.append((text, style))
        width -= filled
    return kept
