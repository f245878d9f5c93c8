"""Widgets that draw live data: only what is visible, only what has changed, and at once after a key.

How to use them
---------------
`StripList` shows rows by identity. Give it columns and a source, then ids in order:

    class VisitRows:                                  # a RowSource
        def revision(self, row_id): return replica.visits[row_id].revision
        def cells(self, row_id, keys): return [(text, style_name), ...]     # one for each key, plain text

    queue = StripList([Column("id", "ID", 6), Column("name", "CUSTOMER", 12, flex=2), ...], VisitRows(), id="queue")
    queue.set_rows(ids, revision)      # a new order; the cursor keeps its row and its line on screen
    queue.apply(changed_ids)           # rows changed in place; only visible ones are drawn again
    queue.hold = True                  # while the user works in it the order waits; `queue.newer` says how many
    queue.release_order()              # the key that takes the newer order
    queue.move(1); queue.page(-1); queue.home(); queue.end(); queue.select(row_id); queue.toggle_mark()
    queue.cursor_id; queue.marked      # identities, never positions
    # messages: StripList.CursorMoved, StripList.Activated, StripList.HeldChanged; each has .strip_list

Each of these paints at once where it answers a key. Style names are those of `terminal.theme.SPECS`; symbols come
from `app.look.glyphs`. Text goes through `tui.safe.safe` inside the widgets: hand over what the data says.

`StatusLine.show(left, right)` takes `(text, style_name)` pieces and draws only when they differ.
`bar_strip(...)` is the timeline's pure drawing function: spans in, pieces of text and style names out.
`pieces_to_strip(pieces, look, ground)` turns such pieces into a Textual `Strip` for a `render_line` of your own.

Never: DataTable, markup, a child widget for each row, an index kept across an update.
Why: one changed cell costs DataTable the whole pane and 40 ms; here it costs its row, and nothing when off-screen.
"""

from dispatchtui.tui.terminal import environment as _environment  # noqa: F401  (before Textual is imported)
from dispatchtui.tui.widgets.columns import Column, lay_out
from dispatchtui.tui.widgets.pieces import Piece, look_of, pieces_to_strip
from dispatchtui.tui.widgets.rows import RowSource
from dispatchtui.tui.widgets.status_line import StatusLine
from dispatchtui.tui.widgets.strip_list import StripList
from dispatchtui.tui.widgets.timeline_canvas import Span, bar_strip

__all__ = [
    "Column",
    "Piece",
    "RowSource",
    "Span",
    "StatusLine",
    "StripList",
    "bar_strip",
    "lay_out",
    "look_of",
    "pieces_to_strip",
]
