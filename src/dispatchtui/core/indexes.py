"""What the board keeps sorted so that questions need no search.

Every value is an immutable tuple, so a fork is a set of layers and nothing is copied.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import MutableMapping
from typing import Any

from dispatchtui.core.layer import Layer
from dispatchtui.core.model import Row, Visit, WorkOrder

RouteEntry = tuple[int, int, str]
"""Planned start, planned end (epoch seconds) and visit id."""

_OWNER = {
    "visits": "work_order_id",
    "shifts": "technician_id",
    "absences": "technician_id",
    "lanes": "technician_id",
}


def holds_time(visit: Visit) -> bool:
    """Whether the visit stands in its technicians' routes; what ended stays there as history."""
    return bool(visit.crew)


_NUMBERED = frozenset({"visits", "work_orders", "absences"})
"""Tables whose ids the desk numbers; a technician called W999 uses up no number."""


class Indexes:
    """Routes by technician, children by owner, external names and highest numbers."""

    __slots__ = ("_children", "_external", "_highest", "_routes")

    def __init__(self) -> None:
        """Start empty."""
        self._routes: MutableMapping[str, tuple[RouteEntry, ...]] = {}
        self._children: MutableMapping[tuple[str, str], tuple[str, ...]] = {}
        self._external: MutableMapping[tuple[str, str], str] = {}
        self._highest: MutableMapping[str, int] = {}

    def fork(self) -> Indexes:
        """Lay a fresh layer over each index."""
        fork = Indexes.__new__(Indexes)
        fork._routes = Layer(self._routes)
        fork._children = Layer(self._children)
        fork._external = Layer(self._external)
        fork._highest = Layer(self._highest)
        return fork

    def update(self, table: str, before: Row | None, after: Row | None) -> None:
        """Follow one row's change."""
        if table in _OWNER:
            self._update_children(table, before, after)
        if table == "visits":
            self._update_routes(before, after)
        elif table == "work_orders":
            self._update_external(before, after)
        if table in _NUMBERED and before is None and after is not None:
            self._update_highest(after.id)

    def route(self, technician_id: str) -> tuple[RouteEntry, ...]:
        """A technician's planned entries, earliest first."""
        return self._routes.get(technician_id, ())

    def around(self, technician_id: str, start_s: int, end_s: int, skip: str = "") -> tuple[RouteEntry, ...]:
        """The entries that touch a span, with at least one neighbour on either side, as if `skip` were not there.

        Cost: the search is logarithmic; it walks back over entries that may reach the span.
        """
        route = self.route(technician_id)
        low = bisect_left(route, (start_s, 0, ""))
        high = bisect_left(route, (end_s, 0, ""), low)
        while low > 0 and route[low - 1][1] > start_s:
            low -= 1
        low, high = max(0, low - 1), high + 1
        if any(entry[2] == skip for entry in route[low:high]):
            low, high = max(0, low - 1), high + 1
        return tuple(entry for entry in route[low:high] if entry[2] != skip)

    def of(self, table: str, owner: str) -> tuple[str, ...]:
        """The ids of the rows that belong to an owner, oldest first."""
        return self._children.get((table, owner), ())

    def external(self, source: str, external_id: str) -> str | None:
        """The work order that an outside name stands for."""
        return self._external.get((source, external_id))

    def highest(self, prefix: str) -> int:
        """The highest number used behind a prefix."""
        return self._highest.get(prefix, 0)

    def _update_children(self, table: str, before: Row | None, after: Row | None) -> None:
        field = _OWNER[table]
        old: Any = getattr(before, field) if before else None
        new: Any = getattr(after, field) if after else None
        if old == new:
            return
        row_id = after.id if after else before.id  # type: ignore[union-attr]
        if old is not None:
            kept = tuple(key for key in self.of(table, old) if key != row_id)
            self._children[(table, old)] = kept
        if new is not None:
            self._children[(table, new)] = (*self.of(table, new), row_id)

    def _update_routes(self, before: Row | None, after: Row | None) -> None:
        old = _entries(before)
        new = _entries(after)
        if old == new:
            return
        for technician_id, entry in old:
            route = self.route(technician_id)
            place = bisect_left(route, entry)
            self._routes[technician_id] = route[:place] + route[place + 1 :]
        for technician_id, entry in new:
            route = self.route(technician_id)
            place = bisect_left(route, entry)
            self._routes[technician_id] = (*route[:place], entry, *route[place:])

    def _update_external(self, before: Row | None, after: Row | None) -> None:
        old = before.external if isinstance(before, WorkOrder) else ()
        new = after.external if isinstance(after, WorkOrder) else ()
        if old == new:
            return
        for ref in old:
            if before is not None and self._external.get((ref.source, ref.id)) == before.id:
                del self._external[(ref.source, ref.id)]
        if after is not None:
            for ref in new:
                self._external[(ref.source, ref.id)] = after.id

    def _update_highest(self, row_id: str) -> None:
        digits = row_id.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if digits.isascii() and digits.isdigit() and len(digits) <= 9:
            prefix = row_id[: len(row_id) - len(digits)]
            if int(digits) > self.highest(prefix):
                self._highest[prefix] = int(digits)


def _entries(row: Row | None) -> list[tuple[str, RouteEntry]]:
    if not isinstance(row, Visit) or not holds_time(row):
        return []
    return [(line.technician_id, (line.start_s, line.end_s, row.id)) for line in row.crew]
