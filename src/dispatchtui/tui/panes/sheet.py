"""The sheet: the list that lies over the lower part of the board."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from textual.app import ComposeResult
from textual.widget import Widget

from dispatchtui.tui.panes.columns import COLUMNS
from dispatchtui.tui.panes.detail import Lines
from dispatchtui.tui.panes.source import ViewSource
from dispatchtui.tui.safe import safe_lines
from dispatchtui.tui.state import Sheet, State
from dispatchtui.tui.views import Line, ViewRow, presence, proposals
from dispatchtui.tui.widgets import StatusLine, StripList
from dispatchtui.tui.widgets.bare import BareHorizontal, BareVertical

FOOT_CELLS = 2
"""Lines in which the row under the cursor is told, always as many so that no row moves."""
SIDE_FROM, SIDE_CELLS = 110, 32
"""From this width on the causes stand beside the options of one; and how wide they are."""


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
        self.head = (StatusLine(), *(StatusLine(style="text") for _ in range(3)))
        self.side, self.foot = Lines(), Lines()
        self.parts, self.right = BareHorizontal(), BareVertical()
        self.source = ViewSource(lambda row_id: self._rows[row_id], self._epoch)
        self.list = StripList(COLUMNS[""], self.source)

    def compose(self) -> ComposeResult:
        """The title over the list; for proposals the causes beside it, and above it the options of one."""
        yield self.title_line
        with self.parts:
            yield self.side
            with self.right:
                yield from self.head
                yield self.list
                yield self.foot

    @property
    def drawn(self) -> tuple[Widget, ...]:
        """Everything that draws."""
        return (self.title_line, self.side, *self.head, self.list, self.foot)

    def on_mount(self) -> None:
        """Begin as a plain list."""
        self._arrange(of_proposals=False)

    def sync(self) -> None:
        """Show the present sheet, if another lies open than is drawn."""
        sheet = self._state.sheet
        if sheet is not None:
            self.title_line.show(self._title(sheet))
        if sheet is None or sheet is self._shown:
            self._shown = sheet
            if sheet is not None and sheet.columns == "proposals":
                self._say_row(sheet)
            return
        before, self._shown = self._shown, sheet
        if before is None or before.columns != sheet.columns:
            self.list.set_columns(COLUMNS[sheet.columns])
            self._arrange(of_proposals=sheet.columns == "proposals")
            self.call_after_refresh(self._measured)
        if sheet.columns == "proposals":
            self._show_options(sheet)
            self._say_row(sheet)
        self._rows = {row.id: row for row in sheet.rows}
        self.list.say_empty(sheet.empty)
        self.list.set_rows([row.id for row in sheet.rows])
        if sheet.at:
            self.list.select(sheet.at)
        self.list.redraw()

    def _arrange(self, *, of_proposals: bool) -> None:
        for line in self.head:
            line.display = of_proposals
        self.foot.display = of_proposals
        self.foot.styles.height = FOOT_CELLS
        self.side.display = of_proposals and self.app.size.width >= SIDE_FROM
        self.side.styles.width = SIDE_CELLS

    def _show_options(self, sheet: Sheet) -> None:
        """The causes beside each other's options, and what the option under the cursor comes to."""
        state, pane = self._state, sheet.payload
        causes = [(each, pane.shown if each == pane.id else state.offered.get(each)) for each in pane.ids]
        self.side.display = self.app.size.width >= SIDE_FROM
        self.side.show(proposals.side(state.picture, causes, pane.id, SIDE_CELLS))
        self.head[0].show(proposals.options(state.picture, pane.shown, pane.at))
        self.head[1].show(proposals.keys(pane.option, pane.gone))
        worse = proposals.worse(pane.option)
        self.head[2].display = bool(worse)
        self.head[2].show(worse)
        self.head[3].show(proposals.comes_to(pane.option))

    def _measured(self) -> None:
        """Once the parts know their sizes: wrap by them, and bring the cause into sight."""
        if self._shown is not None and self._shown.columns == "proposals":
            self._say_row(self._shown)

    def _say_row(self, sheet: Sheet) -> None:
        """What becomes of the row under the cursor, in as many words as there is room for; its cause is in sight."""
        at, height = sheet.payload.ids.index(sheet.subject), self.side.size.height
        if height:  # the first time it has none yet
            self.side.scroll_by(min(max(self.side.top, at - height + 1), at) - self.side.top)
        said = sheet.rows[sheet.picked()].cells["why"][0] if sheet.rows else ""
        lines = safe_lines(said, self.right.size.width - 2, FOOT_CELLS) if self.right.size.width > 2 and said else []
        self.foot.show([((f" {each}", "text"),) for each in lines])

    def _title(self, sheet: Sheet) -> Line:
        """What lies open, behind whoever else is on the same visit."""
        picture = self._state.picture
        there = presence.told(picture, sheet.subject)
        others: Line = ((f" {picture.glyphs.present} {there}", "notice"),) if there else ()
        return (*others, (f" {sheet.title}", "title.focus"))

    def _epoch(self) -> Hashable:
        return id(self._shown)
