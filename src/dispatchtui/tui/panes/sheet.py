"""The sheet: the list that lies over the lower part of the board."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from textual.app import ComposeResult

from dispatchtui.tui.panes.columns import COLUMNS
from dispatchtui.tui.panes.source import ViewSource
from dispatchtui.tui.state import Sheet, State
from dispatchtui.tui.views import Line, ViewRow, presence
from dispatchtui.tui.widgets import StatusLine, StripList
from dispatchtui.tui.widgets.bare import BareVertical


class SheetPane(BareVertical):
    """The present sheet under its title."""

    DEFAULT_CSS: ClassVar[str] = "SheetPane { height: 10; width: 1fr; }"

    def __init__(self, state: State) -> None:
        """Read the state."""
        super().__init__(id="sheet-pane")
        self._state = state
        self._shown: Sheet | None = None
        self._rows: dict[str, ViewRow] = {}
        self.title_line = StatusLine(style="title")
        self.source = ViewSource(lambda row_id: self._rows[row_id], self._epoch)
        self.list = StripList(COLUMNS[""], self.source)

    def compose(self) -> ComposeResult:
        """The title over the list."""
        yield self.title_line
        yield self.list

    def sync(self) -> None:
        """Show the present sheet, if another lies open than is drawn."""
        sheet = self._state.sheet
        if sheet is not None:
            self.title_line.show(self._title(sheet))
        if sheet is None or sheet is self._shown:
            self._shown = sheet
            return
        before, self._shown = self._shown, sheet
        if before is None or before.columns != sheet.columns:
            self.list.set_columns(COLUMNS[sheet.columns])
        self._rows = {row.id: row for row in sheet.rows}
        self.list.say_empty(sheet.empty)
        self.list.set_rows([row.id for row in sheet.rows])
        if sheet.at:
            self.list.select(sheet.at)
        self.list.redraw()

    def _title(self, sheet: Sheet) -> Line:
        """What lies open, behind whoever else is on the same visit."""
        picture = self._state.picture
        there = presence.told(picture, sheet.subject)
        others: Line = ((f" {picture.glyphs.present} {there}", "notice"),) if there else ()
        return (*others, (f" {sheet.title}", "title.focus"))

    def _epoch(self) -> Hashable:
        return id(self._shown)
