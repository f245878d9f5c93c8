"""A pane with a title and a list of rows whose order waits while the dispatcher works in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container
from time import perf_counter
from typing import Any, ClassVar

from textual.app import ComposeResult

from dispatchtui.tui.filter import Filter
from dispatchtui.tui.panes.columns import COLUMNS
from dispatchtui.tui.panes.source import RowsSeen, ViewSource
from dispatchtui.tui.state import State
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.status import pane_title
from dispatchtui.tui.widgets import StatusLine, StripList
from dispatchtui.tui.widgets.bare import BareVertical

Ids = Callable[[Picture, Filter[Any] | None], list[str]]
REST_FACTOR = 20
"""An order that took so long to work out is left alone for so many times as long."""


class ListPane(BareVertical):
    """A title over a list of one view's rows."""

    DEFAULT_CSS: ClassVar[str] = "ListPane { height: 1fr; width: 1fr; }"

    def __init__(self, name: str, state: State, ids: Ids, source: RowsSeen, rows: StripList) -> None:
        """Take the pane's view: which rows there are, and the list that draws them."""
        super().__init__(id=f"{name}-pane")
        self.pane = name
        self.source = source
        self._empty = rows.empty
        self.title_line = StatusLine(style="title")
        self.list = rows
        self._state = state
        self._ids = ids
        self._revision: object = None
        self._filter: Filter[Any] | None = None
        self._rests_until = 0.0
        self._acts = -1
        self._table = {"queue": "visits", "alerts": "alerts"}.get(name, "technicians")

    def compose(self) -> ComposeResult:
        """The title over the list."""
        yield self.title_line
        yield self.list

    def sync(self) -> None:
        """Show the state: the order when it is due, the rows that look different, the title."""
        state = self._state
        wanted = state.filter_of(self.pane)
        revision = (state.picture, state.picture.revision)
        if wanted is not self._filter:
            self._filter = wanted
            self.take_newer()
        elif revision != self._revision and perf_counter() >= self._rests_until:
            self._revision = revision
            self._order()
        self.list.say_empty(self._nothing())
        held = self._held()
        if self.list.hold is not held:
            self.list.hold = held
        if self._table != "technicians":
            self._mark()
        visible = self.list.rows[self.list.above : self.list.above + self.list.page_rows]
        self.list.apply(self.source.changed(visible))
        rows = self.list
        if self.pane == "alerts" and state.pane != self.pane:
            rows.show_top()
        above = rows.above
        self.title_line.show(pane_title(state, self.pane, len(rows.rows), rows.newer, rows.cursor_index, above=above))

    def _held(self) -> bool:
        """Whether the order waits: in hand always, afterwards until an act of ours; alerts never while not in hand."""
        state = self._state
        if state.pane == self.pane:
            self._acts = state.acts
            return True
        return self.pane != "alerts" and self._acts == state.acts

    def _nothing(self) -> str:
        """Why there are no rows: no board, a filter, or nothing to show."""
        state, wanted = self._state, self._filter
        if state.no_board:
            return state.no_board
        if wanted is None:
            return self._empty
        return f"Nothing matches {wanted.text}; Esc takes the filter away."

    def take_newer(self) -> None:
        """Show the newest rows in their newest order."""
        self.list.hold = False
        self._order()
        self.list.hold = self._held()

    def put_cursor(self, row_id: str) -> bool:
        """Put the cursor on a row, taking newer rows if need be; tell whether it is there."""
        if self.list.select(row_id):
            return True
        self.take_newer()
        if not self.list.select(row_id) and row_id in self._known():
            self.list.set_rows([*self.list.rows, row_id])  # filtered out, or ended: shown because it is asked for
        return self.list.select(row_id)

    def _mark(self) -> None:
        """Show the marks of visits, also on the alerts about them."""
        marks = self._state.marks
        wanted: Collection[Any] = marks.keys()
        if self._table == "alerts":
            by_id = self._state.picture.attention.by_id
            wanted = {row_id for row_id in self.list.rows if marks and by_id[str(row_id)].visit_id in marks}
        if self.list.marked != wanted:
            self.list.set_marks(wanted)

    def _known(self) -> Container[Any]:
        """Every row that can be drawn, whether it is among those wanted or not."""
        picture = self._state.picture
        return picture.attention.by_id if self._table == "alerts" else picture.board.tables[self._table]

    def _order(self) -> None:
        began = perf_counter()
        ids: list[Any] = list(self._ids(self._state.picture, self._filter))
        kept = self._lingering(set(ids))
        self.list.set_rows([*ids, *kept], stick_to_top=self._state.pane != self.pane)
        self._rests_until = began + (perf_counter() - began) * REST_FACTOR

    def _lingering(self, wanted: set[Any]) -> list[Any]:
        """Rows that left the view but stay while the order is held, for nothing may move under the finger."""
        rows = self._known()
        shown = self.list.rows if self.list.hold else ()
        return [row_id for row_id in shown if row_id not in wanted and row_id in rows]


def view_pane(name: str, state: State, ids: Ids, make: Callable[[Picture, str], ViewRow], *, empty: str) -> ListPane:
    """A pane whose rows come from a view's function for one row."""
    source = ViewSource(lambda row_id: make(state.picture, row_id), lambda: (state.picture, state.picture.revision))
    return ListPane(name, state, ids, source, StripList(COLUMNS[name], source, empty=empty))
