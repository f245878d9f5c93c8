"""The facts that the feed told, in order, by what they concern; bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.events import Event
from dispatchtui.core.model import Absence, Alert, Assignment, Row, Shift, StockLocation, Vehicle, Visit
from dispatchtui.protocol.frames import FactLine

MOST_FACTS = 20_000
"""Facts kept; older ones are asked of the server."""


class Told(Struct, frozen=True):
    """One fact as it was told: its line in the log, what happened, and the rows it concerns."""

    line: FactLine
    event: Event
    subjects: tuple[str, ...]


class Facts:
    """The last facts, oldest first, and those of each row; nothing after `since` is missing."""

    __slots__ = ("_all", "_by_subject", "_most", "since")

    def __init__(self, most: int = MOST_FACTS) -> None:
        """Start empty, to keep at most so many."""
        self._all: deque[Told] = deque()
        self._by_subject: dict[str, deque[Told]] = {}
        self._most = most
        self.since = 0

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Told]:
        return iter(self._all)

    def add(self, told: Told) -> None:
        """Keep a fact, and let the oldest go when there are too many."""
        self._all.append(told)
        for subject in told.subjects:
            self._by_subject.setdefault(subject, deque()).append(told)
        if len(self._all) > self._most:
            oldest = self._all.popleft()
            self.since = oldest.line.seq
            for subject in oldest.subjects:
                kept = self._by_subject[subject]
                kept.popleft()
                if not kept:
                    del self._by_subject[subject]

    def of(self, subject: str) -> tuple[Told, ...]:
        """What was told of a row (`visits/V60`), oldest first."""
        return tuple(self._by_subject.get(subject, ()))

    def restart(self, since: int) -> None:
        """Forget everything, because what was told from here on does not join what was told before."""
        self.since = since
        self._all.clear()
        self._by_subject.clear()


def subjects_of(event: Event, board: Board) -> tuple[str, ...]:
    """The keys of the rows that a fact concerns, on the board as it was before the fact."""
    found: list[str] = []
    visit_id = getattr(event, "visit_id", "")
    row: Row | None = getattr(event, "row", None)
    if visit_id:
        found.append(f"visits/{visit_id}")
        visit = board.visits.get(visit_id)
        if visit is not None:
            found.append(f"work_orders/{visit.work_order_id}")
            found.extend(f"technicians/{line.technician_id}" for line in visit.crew)
    alert: Alert | None = row if isinstance(row, Alert) else board.tables["alerts"].get(getattr(event, "alert_id", ""))
    if alert is not None:
        found += [f"alerts/{alert.id}", alert.subject, *([f"visits/{alert.visit_id}"] if alert.visit_id else ())]
    if row is not None:
        found.append(f"{row.TABLE}/{row.id}")
        if isinstance(row, Visit):
            found.append(f"work_orders/{row.work_order_id}")
        elif isinstance(row, Shift | Absence | Vehicle | StockLocation):
            found.append(f"technicians/{row.technician_id}")
    crew: tuple[Assignment, ...] = getattr(event, "crew", ())
    found.extend(f"technicians/{line.technician_id}" for line in crew)
    found.extend(f"{table}/{key}" for table, key in _removed(event))
    return tuple(dict.fromkeys(found))


def _removed(event: Event) -> list[tuple[str, str]]:
    named = (
        ("shifts", getattr(event, "shift_id", "")),
        ("absences", getattr(event, "absence_id", "")),
        ("weather_alerts", getattr(event, "alert_id", "")),
        ("part_reservations", getattr(event, "reservation_id", "")),
    )
    return [(table, key) for table, key in named if key]
