"""Laying out and painting from the key handler, and memory that does not pause a scroll.

Never: waiting for the frame tick after a key; a collection of all objects while keys are pressed.
Why: Textual gathers changes for the next tick, which a key that comes right after a feed frame waits for twice;
a key that opens a list would first paint the board that the list then covers; and after a snapshot of ten thousand
visits each full collection takes 10 to 45 ms, always under some key.
"""

import gc
from typing import TYPE_CHECKING, Any, Final

from textual.widget import Widget

if TYPE_CHECKING:
    from textual.screen import Screen

COLLECT_AFTER: Final = (50_000, 20, 100)
"""Collection thresholds once a snapshot is in: objects for the youngest, then generations."""


def lay_out_now(screen: "Screen[Any]", root: "Widget") -> bool:
    """Give what lies below `root` its place and size at once, painting nothing; tell whether it could be done.

    Only for widgets whose sizes do not rest on their content: what Textual would lay out again is taken as done.

    Cost: 2 ms for 25 widgets.
    """
    if not screen.is_current or not root.is_attached or not root.size:
        return False
    for ancestor in root.ancestors_with_self:
        if isinstance(ancestor, Widget):
            ancestor._clear_arrangement_cache()
    below = list(root.walk_children(Widget, with_self=True))
    for widget in below:
        widget._clear_arrangement_cache()
    with screen.app.batch_update():
        screen._refresh_layout()
    screen._layout_required = False
    for widget in below:
        widget._layout_required = False
    return True


def paint_now(screen: "Screen[Any]", widgets: "set[Widget]") -> bool:
    """Paint the dirty regions of these widgets at once; tell whether it could be done.

    While a layout or a scroll of Textual's own is due, positions are not known, and the next tick does it all.

    Cost: 0.3 ms and what the regions cost to draw.
    """
    if not screen.is_current or screen.app._batch_count:
        return False
    if screen._layout_required or screen._scroll_required or any(w._layout_required for w in widgets):
        return False
    # One that is hidden would have every place worked out anew.
    widgets &= screen._compositor.visible_widgets.keys()
    screen._compositor.update_widgets(widgets)
    for widget in widgets:
        widget._repaint_required = False
    screen._dirty_widgets -= widgets
    screen._compositor_refresh()
    return True


def settle_memory() -> None:
    """Collect once, then leave what is alive now out of every later collection.

    Call it after each snapshot has been loaded.

    Cost: 20 to 60 ms with 10,000 visits.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
