"""The timeline pane: a list of technicians whose rows are bars."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from textual.strip import Strip

from dispatchtui.tui.panes.columns import COLUMNS
from dispatchtui.tui.panes.lists import ListPane
from dispatchtui.tui.panes.source import RowsSeen
from dispatchtui.tui.safe import fit, safe
from dispatchtui.tui.state import State
from dispatchtui.tui.terminal.theme import Ground, Look
from dispatchtui.tui.views import timeline
from dispatchtui.tui.widgets import Piece, StripList, bar_strip, pieces_to_strip
from dispatchtui.tui.widgets.rows import RowPainter

LABEL = timeline.LABEL_CELLS


class BarSource(RowsSeen):
    """What the bars of a technician depend on."""

    def __init__(self, state: State) -> None:
        """Read the state."""
        super().__init__()
        self._state = state

    def row(self, row_id: Hashable) -> timeline.TimelineRow:
        """The technician's day as spans."""
        return timeline.row(self._state.picture, str(row_id), self._state.visit_id)

    def revision(self, row_id: Hashable) -> Hashable:
        """Everything that is drawn of the row, the minute of now among it."""
        row = self.row(row_id)
        return (row.label, row.spans, self._state.picture.now_s // 60)

    def cells(self, row_id: Hashable, keys: Sequence[str]) -> Sequence[Piece]:
        """The label alone; the bars are not cells."""
        return [self.row(row_id).label[1] for _key in keys]


class BarPainter(RowPainter):
    """Draws a label and bars behind it; the cursor shows on the label, so that bars keep their colours."""

    def __init__(self, state: State, source: BarSource) -> None:
        """Draw from the state's scale."""
        super().__init__(COLUMNS[""], source)
        self._state = state
        self._bars = source

    def scale(self, width: int) -> timeline.Scale:
        """The scale at a width."""
        state = self._state
        return timeline.scale_of(state.picture, max(1, width - LABEL), state.seconds_per_cell, state.origin_s)

    def header(self, width: int, look: Look) -> Strip:
        """Return the line of hours."""
        text = timeline.hours(self.scale(width), max(1, width - LABEL), self._state.picture.zone)
        return pieces_to_strip([(fit(" " * LABEL + text, width), "header")], look, width=width)

    def _build(self, row_id: Hashable, width: int, look: Look, ground: Ground, marked: bool) -> Strip:  # noqa: ARG002
        """Build a row: label, then bars."""
        row, scale, room = self._bars.row(row_id), self.scale(width), max(1, width - LABEL)
        (sign, sign_style), (name, name_style) = row.label
        head: list[Piece] = [(look.glyphs.cursor if ground else " ", "mark"), (safe(sign), sign_style)]
        head += [(fit(safe(name), LABEL - 4), name_style), (" ", "text")]
        now_s = self._state.picture.now_s
        bars = bar_strip(room, scale.origin_s, scale.seconds_per_cell, row.spans, now_s=now_s, glyphs=look.glyphs)
        label = pieces_to_strip(head, look, ground)
        return Strip.join([label, pieces_to_strip(bars, look, width=room)]).adjust_cell_length(width)


class TimelineList(StripList):
    """Technicians with their day as bars, one line each."""

    def __init__(self, state: State, source: BarSource, empty: str) -> None:
        """Draw bars instead of cells."""
        super().__init__(COLUMNS[""], source, empty=empty)
        self._painter = self.bars = BarPainter(state, source)


class TimelinePane(ListPane):
    """The timeline with its title."""

    def __init__(self, state: State) -> None:
        """Show the same technicians as their own pane."""
        self._scale: timeline.Scale | None = None
        bars = BarSource(state)
        self.bar_list = TimelineList(state, bars, "No technicians yet.")
        super().__init__("timeline", state, timeline.ids, bars, self.bar_list)

    def sync(self) -> None:
        """Show the state; another scale draws everything again."""
        scale = self.bar_list.bars.scale(self.bar_list.size.width)
        if scale != self._scale:
            self._scale = scale
            self.bar_list.redraw()
        super().sync()
