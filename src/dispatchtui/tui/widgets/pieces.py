"""Pieces of text with a style name, and the strips they become.

Never: text that has not been through `safe` or come from our own symbols.
Why: panes speak in names of meaning; colours, and what they fall back to, are decided in one place.
"""

from collections.abc import Iterable
from typing import cast

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from dispatchtui.tui.safe import cell_width
from dispatchtui.tui.terminal.theme import DEFAULT_LOOK, Ground, Look

Piece = tuple[str, str]
"""Safe text and the name of its style."""


def look_of(widget: Widget) -> Look:
    """Return the look of the app a widget belongs to; the default one outside the console's app."""
    return cast("Look", getattr(widget.app, "look", DEFAULT_LOOK))


def pieces_to_strip(pieces: Iterable[Piece], look: Look, ground: Ground = "", width: int | None = None) -> Strip:
    """Return the strip of some pieces, neighbours of one style joined, as they stand on a row of the given ground.

    Cost: 1 us for each piece.
    """
    style_of = look.theme.style
    segments: list[Segment] = []
    run, run_style = "", ""
    for text, style in pieces:
        if style == run_style:
            run += text
            continue
        if run:
            segments.append(Segment(run, style_of(run_style, ground)))
        run, run_style = text, style
    if run:
        segments.append(Segment(run, style_of(run_style, ground)))
    return Strip(segments, width if width is not None else sum(cell_width(segment.text) for segment in segments))
