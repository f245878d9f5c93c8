"""A list's rows, built from a view when they are drawn and kept until the picture changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Sequence

from dispatchtui.tui.views import Piece, ViewRow


class RowsSeen(ABC):
    """A source of rows that remembers how the visible ones looked when they were last asked about."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._seen: dict[Hashable, Hashable] = {}

    @abstractmethod
    def revision(self, row_id: Hashable) -> Hashable:
        """Everything that is seen of a row."""

    @abstractmethod
    def cells(self, row_id: Hashable, keys: Sequence[str]) -> Sequence[Piece]:
        """The row's pieces for these columns."""

    def changed(self, visible: Collection[Hashable]) -> set[Hashable]:
        """Which of the visible rows look different from when this was last asked."""
        now: dict[Hashable, Hashable] = {}
        for row_id in visible:
            try:
                now[row_id] = self.revision(row_id)
            except LookupError:
                now[row_id] = None
        before, self._seen = self._seen, now
        return {row_id for row_id, look in now.items() if before.get(row_id) != look}


class ViewSource(RowsSeen):
    """Rows of a view by identity; `epoch` tells when all that is kept may be old."""

    def __init__(self, make: Callable[[str], ViewRow], epoch: Callable[[], Hashable]) -> None:
        """Take the view's function for one row."""
        super().__init__()
        self._make = make
        self._epoch = epoch
        self._at: Hashable = None
        self._kept: dict[Hashable, ViewRow] = {}

    def revision(self, row_id: Hashable) -> Hashable:
        """Everything seen of the row."""
        return self._row(row_id).signature

    def cells(self, row_id: Hashable, keys: Sequence[str]) -> Sequence[Piece]:
        """The row's pieces for these columns."""
        cells = self._row(row_id).cells
        return [cells[key] for key in keys]

    def _row(self, row_id: Hashable) -> ViewRow:
        epoch = self._epoch()
        if epoch != self._at:
            self._at = epoch
            self._kept.clear()
        row = self._kept.get(row_id)
        if row is None:
            row = self._kept[row_id] = self._make(str(row_id))
        return row
