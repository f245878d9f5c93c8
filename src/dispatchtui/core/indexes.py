"""What the board keeps sorted so that questions need no search.

Every value is an immutable tuple, so a fork is a set of layers and nothing is copied.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, MutableMapping
from itertools import chain
from operator import attrgetter
from typing import Any
from zlib import crc32

from dispatchtui.core.layer import Layer
from dispatchtui.core.model import Policy, Row, Site, Visit, WorkOrder
from dispatchtui.core.work import ends_s

RouteEntry = tuple[int, int, str]
"""Planned start, the end of what the work takes from then on (epoch seconds), and visit id."""


def _work_order(row: Any) -> tuple[str, ...]:
    return (row.work_order_id,)


def _technician(row: Any) -> tuple[str, ...]:
    return (row.technician_id,) if row.technician_id else ()


def _members(row: Any) -> tuple[str, ...]:
    return tuple(row.members)


def _resting(row: Any) -> tuple[str, ...]:
    return (row.technician_id,) if row.breaks else ()


def _stock(row: Any) -> tuple[str, ...]:
    return (row.stock_id,)


def _visit(row: Any) -> tuple[str, ...]:
    return (row.visit_id,)


def _territory(row: Any) -> tuple[str, ...]:
    return (row.territory,)


def _awaited(row: Any) -> tuple[str, ...]:
    return tuple(each.visit_id for each in row.dependencies)


def _territory_day(row: Any) -> tuple[str, ...]:
    return (f"{row.territory}:{row.crew[0].day}",) if row.crew else ()


def _customer(row: Any) -> tuple[str, ...]:
    return (row.customer.id,) if row.customer.id else ()


def _site(row: Any) -> tuple[str, ...]:
    key = site_key(row.site)
    return (key,) if key else ()


_OWNERS: dict[str, tuple[tuple[str, Callable[[Any], tuple[str, ...]]], ...]] = {
    "visits": (("", _work_order), ("after", _awaited), ("day", _territory_day)),
    "work_orders": (("customer", _customer), ("site", _site)),
    "shifts": (("", _technician), ("breaks", _resting)),
    "absences": (("", _technician),),
    "lanes": (("", _technician),),
    "crews": (("", _members),),
    "vehicles": (("", _technician),),
    "stock_locations": (("", _technician),),
    "part_levels": (("", _stock),),
    "part_reservations": (("", _visit), ("stock", _stock)),
    "capacity_cells": (("", _territory),),
    "weather_alerts": (("", _territory),),
}
"""Whose each row is, by the name of the question; the empty name is the row's own owner.

visits: work order; `after` the visits that they wait for; `day` their territory and lead's local day, as
EAST:2026-11-21, once placed. work_orders: `customer`, `site`. shifts: `breaks` only those that have
some. crews: each member. part_reservations: visit; `stock`.
"""


_SPREAD = frozenset({"visits.day"})
"""Questions whose answers grow with the board; they are kept in parts, of which a change touches one."""
_PARTS = 64


def site_key(site: Site) -> str:
    """What makes two sites one property: the same spot to about a metre, or else the same address."""
    if site.location is not None:
        return f"{site.location.latitude:.5f},{site.location.longitude:.5f}"
    return " ".join(site.address.casefold().split())


def holds_time(visit: Visit) -> bool:
    """Whether the visit stands in its technicians' routes; what ended stays there as history."""
    return bool(visit.crew)


_NUMBERED = frozenset({"visits", "work_orders", "absences", "part_reservations"})
"""Tables whose ids the desk numbers; a technician called W999 uses up no number."""


_OFFERING = frozenset({"technicians", "shifts", "absences", "capacity_cells", "skills", "work_types"})
_SOLD = frozenset({"visits", "work_orders"})


class Indexes:
    """Routes by technician, children by owner, external names and highest numbers."""

    __slots__ = ("_children", "_external", "_highest", "_routes", "offers", "policies", "rules", "sold")

    def __init__(self) -> None:
        """Start empty."""
        self._routes: MutableMapping[str, tuple[RouteEntry, ...]] = {}
        self._children: MutableMapping[tuple[str, str], tuple[str, ...]] = {}
        self._external: MutableMapping[tuple[str, str], str] = {}
        self._highest: MutableMapping[str, int] = {}
        self.policies: tuple[Policy, ...] = ()
        """Every policy, in the order of their ids."""
        self.rules: dict[Any, Any] = {}
        """What `policy.rules_for` worked out from these policies."""
        self.offers: dict[Any, Any] = {}
        """What `capacity` and the objectives worked out from these people, shifts and slots."""
        self.sold: dict[Any, Any] = {}
        """What `capacity` worked out from these visits."""

    def fork(self) -> Indexes:
        """Lay a fresh layer over each index."""
        fork = Indexes.__new__(Indexes)
        fork._routes = Layer(self._routes)
        fork._children = Layer(self._children)
        fork._external = Layer(self._external)
        fork._highest = Layer(self._highest)
        fork.policies, fork.rules = self.policies, self.rules
        fork.offers, fork.sold = self.offers, self.sold
        return fork

    def copy(self) -> Indexes:
        """The same indexes, to be kept apart from these."""
        copy = self.fork()
        copy._routes, copy._children = dict(self._routes), dict(self._children)
        copy._external, copy._highest = dict(self._external), dict(self._highest)
        return copy

    def update(self, table: str, before: Row | None, after: Row | None) -> None:
        """Follow one row's change."""
        if table in _OWNERS:
            self._update_children(table, before, after)
        if table == "visits":
            self._update_routes(before, after)
        elif table == "work_orders":
            self._update_external(before, after)
        elif table == "policies":
            self._update_policies(before, after)
        # New ones, never emptied: a fork goes on with what was worked out from the rows that it has.
        if table in _OFFERING and self.offers:
            self.offers = {}
        if (table in _SOLD or table in _OFFERING) and self.sold:
            self.sold = {}
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

    def of(self, table: str, owner: str, by: str = "") -> tuple[str, ...]:
        """The ids of the rows that belong to an owner, oldest first; `by` names another owner than the row's own.

        Those of a day come in no order that means anything, though always in the same.
        """
        name = f"{table}.{by}" if by else table
        if name in _SPREAD:
            parts = (self._children.get((name, f"{owner}/{part}"), ()) for part in range(_PARTS))
            return tuple(chain.from_iterable(parts))
        return self._children.get((name, owner), ())

    def external(self, source: str, external_id: str) -> str | None:
        """The work order that an outside name stands for."""
        return self._external.get((source, external_id))

    def highest(self, prefix: str) -> int:
        """The highest number used behind a prefix."""
        return self._highest.get(prefix, 0)

    def _update_children(self, table: str, before: Row | None, after: Row | None) -> None:
        for by, owners in _OWNERS[table]:
            old = owners(before) if before is not None else ()
            new = owners(after) if after is not None else ()
            if old == new:
                continue
            name = f"{table}.{by}" if by else table
            row_id = after.id if after is not None else before.id  # type: ignore[union-attr]
            part = f"/{crc32(row_id.encode()) % _PARTS}" if name in _SPREAD else ""
            for owner in old:
                if owner not in new:
                    kept = self._children[(name, f"{owner}{part}")]
                    place = kept.index(row_id)
                    self._children[(name, f"{owner}{part}")] = kept[:place] + kept[place + 1 :]
            for owner in new:
                if owner not in old:
                    kept = self._children.get((name, f"{owner}{part}"), ())
                    self._children[(name, f"{owner}{part}")] = (*kept, row_id)

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

    def _update_policies(self, before: Row | None, after: Row | None) -> None:
        kept = [each for each in self.policies if before is None or each.id != before.id]
        news = [after] if isinstance(after, Policy) else []
        self.policies = tuple(sorted([*kept, *news], key=attrgetter("id")))
        # A new one, never emptied: forks go on with the rules of the policies that they have.
        self.rules = {}

    def _update_highest(self, row_id: str) -> None:
        digits = row_id.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if digits.isascii() and digits.isdigit() and len(digits) <= 9:
            prefix = row_id[: len(row_id) - len(digits)]
            if int(digits) > self.highest(prefix):
                self._highest[prefix] = int(digits)


def _entries(row: Row | None) -> list[tuple[str, RouteEntry]]:
    if not isinstance(row, Visit) or not holds_time(row):
        return []
    return [(line.technician_id, (line.start_s, ends_s(row, line), row.id)) for line in row.crew]


def entries_of(table: str, row: Any) -> dict[tuple[str, ...], object]:
    """The entries in which a row stands, as (question, owner...) and what it puts there; none for no row."""
    if row is None:
        return {}
    found: dict[tuple[str, ...], object] = {
        (f"{table}.{by}", owner): row.id for by, owners in _OWNERS.get(table, ()) for owner in owners(row)
    }
    if table == "visits":
        found.update({("route", technician_id): entry for technician_id, entry in _entries(row)})
    elif table == "work_orders":
        found.update({("external", each.source, each.id): row.id for each in row.external})
    return found
