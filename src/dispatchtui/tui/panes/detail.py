"""The detail pane: everything about the selected visit, line by line."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widget import Widget

from dispatchtui.tui.safe import cell_width, fit, safe
from dispatchtui.tui.state import State
from dispatchtui.tui.views import Line, detail
from dispatchtui.tui.widgets import StatusLine, look_of, pieces_to_strip


class Lines(Widget):
    """Running text in pieces, scrolled by lines."""

    DEFAULT_CSS: ClassVar[str] = "Lines { height: 1fr; width: 1fr; overflow: hidden hidden; }"

    def __init__(self) -> None:
        """Start without lines."""
        super().__init__()
        self.lines: list[Line] = []
        self.top = 0

    def show(self, lines: list[Line]) -> None:
        """Show other lines, if they differ."""
        if lines != self.lines:
            self.lines = lines
            self.scroll_by(0)
            self.refresh()

    def scroll_by(self, rows: int) -> None:
        """Show lines further down or up."""
        top = max(0, min(self.top + rows, len(self.lines) - self.size.height))
        if top != self.top:
            self.top = top
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        width = self.size.width
        at = self.top + y
        pieces, left = [], width
        for text, style in self.lines[at] if at < len(self.lines) else ():
            clean = safe(text)
            cells = min(left, cell_width(clean))
            pieces.append((fit(clean, cells), style))
            left -= cells
        pieces.append((" " * left, "text"))
        return pieces_to_strip(pieces, look_of(self), width=width)


class DetailPane(Vertical):
    """The selected visit under its title."""

    DEFAULT_CSS: ClassVar[str] = "DetailPane { height: 1fr; width: 1fr; }"

    def __init__(self, state: State) -> None:
        """Read the state."""
        super().__init__(id="detail-pane")
        self._state = state
        self.title_line = StatusLine(style="title")
        self.text = Lines()
        self._seen: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """The title over the lines."""
        yield self.title_line
        yield self.text

    def sync(self) -> None:
        """Show the selected visit if anything of it may differ."""
        state = self._state
        seen = (state.visit_id, state.picture, state.picture.revision, self.size.width)
        if seen != self._seen:
            if seen[0] != (self._seen[0] if self._seen else None):
                self.text.top = 0
            self._seen = seen
            self.text.show(detail.lines(state.picture, state.visit_id, self.size.width))
        style = "title.focus" if state.pane == "detail" and state.sheet is None else "title"
        more = len(self.text.lines) - self.text.top - self.text.size.height
        rest = f" {more} more lines, j" if more > 0 else ""
        self.title_line.show(((" 5 DETAIL ", style), (f" {state.visit_id}{rest}", "title")))
