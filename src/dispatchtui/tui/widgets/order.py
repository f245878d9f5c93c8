"""The order of a list, its cursor, its marks and the part that is shown, by identity.

Never: Textual, drawing, the size of anything but a page of rows.
Why: what a changing order does to a cursor is where such lists go wrong, so it is plain and tested without a screen.
"""

from collections.abc import Hashable, Iterable, Sequence


class Order:
    """Ids in the order shown; `hold` lets a newer order wait."""

    def __init__(self) -> None:
        """Start empty."""
        self.ids: Sequence[Hashable] = []
        self.cursor: Hashable | None = None
        self.marked: set[Hashable] = set()
        self.top = 0
        self.hold = False
        self.newer = 0
        self._index: dict[Hashable, int] = {}
        self._revision: Hashable = None
        self._waiting: Sequence[Hashable] | None = None

    def __contains__(self, row_id: Hashable) -> bool:
        """Tell whether a row is in the list."""
        return row_id in self._index

    @property
    def cursor_index(self) -> int | None:
        """Return where the cursor stands."""
        return None if self.cursor is None else self._index.get(self.cursor)

    def replace(self, ids: Iterable[Hashable], revision: Hashable, page: int, stick_to_top: bool = False) -> None:
        """Take over an order, or let it wait and only drop the rows that are gone."""
        if revision is not None and revision == self._revision:
            return
        self._revision = revision
        new = ids if isinstance(ids, list | tuple) else list(ids)
        if not self.hold or not self.ids:
            self._take(new, page, stick_to_top)
            return
        wanted = set(new)
        kept = [row_id for row_id in self.ids if row_id in wanted]
        self.newer = self._count_newer(new)
        self._waiting = new
        if len(kept) != len(self.ids):
            self._take(kept, page, False, newest=False)

    def release(self, page: int) -> None:
        """Take over the order that waits."""
        if self._waiting is not None:
            self._take(self._waiting, page, False)

    def move(self, rows: int, page: int) -> None:
        """Move the cursor, stopping at the ends."""
        if self.ids:
            at = self.cursor_index or 0
            self.cursor = self.ids[min(max(at + rows, 0), len(self.ids) - 1)]
            self.show_cursor(page)

    def page(self, pages: int, page: int) -> None:
        """Move cursor and view by pages less one row."""
        step = pages * max(1, page - 1)
        self.top = self._clamp(self.top + step, page)
        self.move(step, page)

    def select(self, row_id: Hashable, page: int) -> None:
        """Move the cursor to a row that is in the list."""
        if row_id in self._index:
            self.cursor = row_id
            self.show_cursor(page)

    def scroll(self, rows: int, page: int) -> None:
        """Show other rows and leave the cursor where it is."""
        self.top = self._clamp(self.top + rows, page)

    def show_cursor(self, page: int) -> None:
        """Bring the cursor into view by the least movement."""
        at = self.cursor_index
        if at is not None:
            self.top = max(min(self.top, at), at - page + 1)
        self.top = self._clamp(self.top, page)

    def _take(self, new: Sequence[Hashable], page: int, stick_to_top: bool, newest: bool = True) -> None:
        """Show an order: the cursor keeps its row, the row its line."""
        line = None
        old_at = self.cursor_index
        if old_at is not None and self.top <= old_at < self.top + page:
            line = old_at - self.top
        index = {row_id: position for position, row_id in enumerate(new)}
        heir = self._heir(index)
        was_at_top = self.top == 0
        anchor = None if line is not None or not self.ids else self.ids[min(self.top, len(self.ids) - 1)]
        self.ids, self._index = new, index
        self.cursor = heir if heir is not None else (new[0] if new else None)
        self.marked &= index.keys()
        if newest:
            self.newer = 0
            self._waiting = None
        if line is not None and self.cursor is not None:
            wanted = index[self.cursor] - line
        else:
            wanted = index.get(anchor, self.top)
        if stick_to_top and was_at_top:
            wanted = 0
        self.top = self._clamp(wanted, page)
        if line is not None:
            self.show_cursor(page)

    def _heir(self, index: dict[Hashable, int]) -> Hashable | None:
        """Return the cursor's row if it is still there, else the nearest one after it, else the nearest before."""
        if self.cursor is None or self.cursor in index:
            return self.cursor
        at = self._index.get(self.cursor, 0)
        after = next((row_id for row_id in self.ids[at:] if row_id in index), None)
        return after if after is not None else next((r for r in reversed(self.ids[:at]) if r in index), None)

    def _count_newer(self, new: Sequence[Hashable]) -> int:
        """Return how many rows are not shown yet, and how many stand before one they stood behind."""
        old = self._index
        count, last = 0, -1
        for row_id in new:
            at = old.get(row_id)
            if at is None or at < last:
                count += 1
            if at is not None:
                last = at
        return count

    def _clamp(self, top: int, page: int) -> int:
        """Keep the view within the list."""
        return max(0, min(top, len(self.ids) - page))
