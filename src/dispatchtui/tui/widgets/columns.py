"""How columns share a width.

Never: a horizontal scroll bar: what does not fit is dropped, least important first.
Why: at 80 columns a scroll bar takes a row and hides what matters most as often as what does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    `width` is the least it is drawn with, in cells. What is left of the line goes to the columns with a `flex`, in
    proportion. Where the line is too narrow, columns go by `priority`, highest first; 0 stays whatever happens.
    """

    key: str
    title: str
    width: int
    flex: int = 0
    priority: int = 0
    align: Literal["left", "right"] = "left"


def lay_out(columns: Sequence[Column], width: int) -> list[tuple[Column, int]]:
    """Return the columns that fit into `width` cells with one between each two, and the width of each.

    The last of the columns that must stay is cut where even they do not fit.
    """
    kept = list(columns)
    while len(kept) > 1 and _needed(kept) > width:
        droppable = max(kept, key=lambda column: column.priority)
        if droppable.priority == 0:
            break
        # Of equals the rightmost goes first.
        last = max(index for index, column in enumerate(kept) if column.priority == droppable.priority)
        del kept[last]
    spare = max(0, width - _needed(kept))
    total = sum(column.flex for column in kept)
    widths: list[int] = []
    for column in kept:
        share = spare * column.flex // total if total else 0
        widths.append(column.width + share)
    given = sum(widths) + len(kept) - 1
    flexible = [index for index, column in enumerate(kept) if column.flex]
    if flexible and given < width:
        widths[flexible[-1]] += width - given
    laid: list[tuple[Column, int]] = []
    left = width
    for column, wanted in zip(kept, widths, strict=True):
        cells = min(wanted, left)
        if cells > 0:
            laid.append((column, cells))
        left -= cells + 1
    return laid


def _needed(columns: Sequence[Column]) -> int:
    """Return how many cells the columns need at least."""
    return sum(column.width for column in columns) + len(columns) - 1
