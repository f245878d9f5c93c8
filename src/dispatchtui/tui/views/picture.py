"""The board as the console looks at it: what follows from the rows and the moment, kept until one of them changes.

A picture is refreshed by the keys that a frame changed; what only time changes is worked out again in slices, so
that no key ever waits for ten thousand visits.
Units: epoch seconds on the server's clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping

from msgspec import Struct

from dispatchtui.constraints.check import check_visit
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Position, Technician, Visit, VisitState, WorkOrder
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import Actor
from dispatchtui.core.sla import Alert, alert_of, pressing
from dispatchtui.core.status import TechnicianStatus, technician_status
from dispatchtui.core.timeline import Stop, project
from dispatchtui.protocol.frames import Person
from dispatchtui.tui.terminal.glyphs import UNICODE, Glyphs
from dispatchtui.tui.views.index import Index

FRESH_FOR_S = 60
"""A projection that nothing touched is worked out again after so long on the server's clock."""
NO_ACK_AFTER_S = 10 * 60
"""A released visit that nobody accepted for so long needs the dispatcher."""


class Standing(Struct, frozen=True):
    """How a visit stands against what is due next, to arrive or to be done; the alert is nothing while there is time.

    Units: epoch seconds; the margin is negative when the moment is missed.
    """

    due_s: int | None = None
    eta_s: int | None = None
    margin_s: int | None = None
    alert: Alert | None = None
    of_work: bool = False

    @property
    def band(self) -> str:
        """The band's name, or nothing."""
        return str(self.alert.band) if self.alert is not None else ""


NOTHING_DUE = Standing()


class Picture:
    """What every view reads; `board` is the one with pending acts on it."""

    def __init__(
        self, board: Board | None = None, now_s: float = 0, *, zone: str = "", glyphs: Glyphs = UNICODE
    ) -> None:
        """Start from a board and a moment."""
        self.board = board or Board()
        self.now_s = int(now_s)
        self.glyphs = glyphs
        self.zone = zone or _zone_of(self.board)
        self.me = Actor(id="")
        self.positions: Mapping[str, Position] = {}
        self.pending: frozenset[str] = frozenset()
        self.present: Mapping[str, tuple[Person, ...]] = {}
        self.names: dict[str, str] = {}
        self.broken: dict[str, tuple[Violation, ...]] = {}
        self._stops: dict[str, tuple[int, tuple[Stop, ...]]] = {}
        self._stop_of: dict[str, tuple[Stop, Stop | None]] = {}
        self._owner: dict[str, str] = {}
        self._standings: dict[str, tuple[Visit, Stop | None, int, Standing]] = {}
        self._texts: dict[str, tuple[Visit, str]] = {}
        self.index = Index(self)
        self.revision = 0
        self.replace(self.board)

    # Taking over what changed.

    def replace(self, board: Board) -> None:
        """Take another board altogether, as after a snapshot."""
        self.board = board
        self.zone = _zone_of(board) or self.zone
        self._stops.clear()
        self._stop_of.clear()
        self._owner.clear()
        self._standings.clear()
        self._texts.clear()
        self.broken.clear()
        self.index.rebuild()
        self.revision += 1

    def follow(self, board: Board, keys: Collection[str]) -> None:
        """Take over the rows that changed (`visits/V60`); the rest stays as it was worked out."""
        self.board = board
        touched: set[str] = set()
        for key in keys:
            table, _, row_id = key.partition("/")
            if table == "visits":
                touched |= self._follow_visit(row_id)
            elif table in ("shifts", "absences", "lanes"):
                row = board.tables[table].get(row_id)
                touched.add(row.technician_id if row is not None else row_id.partition(":")[0])
            elif table == "technicians":
                touched.add(row_id)
                self._texts.clear()  # a technician's name is found in the texts of their visits
            elif table == "work_orders":
                for visit in board.visits_of(row_id):
                    touched |= self._follow_visit(visit.id)
            elif table in ("sla_policies", "work_types"):
                self.index.age()
        for technician_id in touched:
            self._forget(technician_id)
            self.index.touch(visit_id for _, _, visit_id in board.indexes.route(technician_id))
        if keys:
            self.index.work(lambda: True)
            self.revision += 1

    def _follow_visit(self, visit_id: str) -> set[str]:
        visit = self.board.visits.get(visit_id)
        self.index.touch((visit_id,))
        self._texts.pop(visit_id, None)
        self._standings.pop(visit_id, None)
        before = {self._owner[visit_id]} if visit_id in self._owner else set()
        return before | {line.technician_id for line in visit.crew} if visit else before

    def _forget(self, technician_id: str) -> None:
        kept = self._stops.pop(technician_id, None)
        for stop in kept[1] if kept else ():
            if self._owner.get(stop.visit_id) == technician_id:
                del self._owner[stop.visit_id], self._stop_of[stop.visit_id]
                self._standings.pop(stop.visit_id, None)

    def at(self, now_s: float) -> bool:
        """Move to another moment; tell whether the minute is another one."""
        before, self.now_s = self.now_s, int(now_s)
        if before // 60 == self.now_s // 60:
            return False
        self.index.age()
        self.revision += 1
        return True

    def freshen(self, enough: Callable[[], bool]) -> bool:
        """Work out again what time has made old, until it is enough; tell whether all is fresh."""
        for technician_id in self.board.technicians:
            kept = self._stops.get(technician_id)
            if kept is None or abs(self.now_s - kept[0]) >= FRESH_FOR_S:
                self._project(technician_id)
                self.index.touch(stop.visit_id for stop in self._stops[technician_id][1])
                self.revision += 1
                if enough():
                    return False
        if self.index.work(enough):
            self.revision += 1
        return True

    # Questions that the views ask.

    def stops(self, technician_id: str) -> tuple[Stop, ...]:
        """A technician's projected day."""
        kept = self._stops.get(technician_id)
        return kept[1] if kept is not None else self._project(technician_id)

    def stop(self, visit: Visit) -> Stop | None:
        """Where a visit stands in its technician's projected day."""
        return self._stop_and_before(visit)[0]

    def standing(self, visit: Visit) -> Standing:
        """How a visit stands against its clocks; nothing is due of what has ended."""
        if visit.state in ENDED:
            return NOTHING_DUE
        stop, before = self._stop_and_before(visit)
        kept = self._standings.get(visit.id)
        if kept is not None and kept[0] is visit and kept[1] is stop and kept[2] == self.now_s // FRESH_FOR_S:
            return kept[3]
        pressed = pressing(self.board, visit, self.now_s, stop)
        standing = NOTHING_DUE
        if pressed is not None:
            due_s, eta_s = pressed.due_s, pressed.eta_s
            alert = alert_of(self.board, visit, self.now_s, stop, before)
            margin_s = alert.margin_s if alert is not None else due_s - (self.now_s if eta_s is None else eta_s)
            standing = Standing(due_s, eta_s, margin_s, alert, pressed.of_work)
        self._standings[visit.id] = (visit, stop, self.now_s // FRESH_FOR_S, standing)
        return standing

    def alert(self, visit: Visit) -> Alert | None:
        """The visit's alert; nothing while there is time."""
        return self.standing(visit).alert

    def status(self, technician_id: str) -> TechnicianStatus:
        """What a technician is doing."""
        return technician_status(self.board, technician_id, self.now_s, self.stops(technician_id))

    def order(self, visit: Visit) -> WorkOrder | None:
        """The visit's work order."""
        return self.board.work_orders.get(visit.work_order_id)

    def technician(self, visit: Visit) -> Technician | None:
        """The visit's technician."""
        line = visit.assignment
        return self.board.technicians.get(line.technician_id) if line else None

    def zone_at(self, visit: Visit) -> str:
        """The zone of a visit's site, else the board's."""
        order = self.order(visit)
        return (order.site.zone if order else "") or self.zone

    def is_pending(self, table: str, row_id: str) -> bool:
        """Whether an act of ours on this row is still under way."""
        return f"{table}/{row_id}" in self.pending

    def recheck(self, visit: Visit) -> None:
        """Look again which rules a visit's standing plan breaks that nobody has answered for."""
        every = check_visit(self.board, visit.id, self.now_s)
        found = tuple(each for each in every if each.level is not Level.WARNING)
        if found:
            self.broken[visit.id] = found
        else:
            self.broken.pop(visit.id, None)

    def unacknowledged(self, visit: Visit) -> bool:
        """Whether a released visit waits too long for its technician."""
        released_s = visit.stamps.released_s
        return (
            visit.state is VisitState.RELEASED and released_s is not None and self.now_s - released_s >= NO_ACK_AFTER_S
        )

    def text_of(self, visit: Visit, make: Callable[[Picture, Visit, WorkOrder | None], str]) -> str:
        """The visit's whole text for searching, made once for each change of what it is made from."""
        kept = self._texts.get(visit.id)
        if kept is None or kept[0] is not visit:
            kept = self._texts[visit.id] = (visit, make(self, visit, self.order(visit)))
        return kept[1]

    def _project(self, technician_id: str) -> tuple[Stop, ...]:
        self._forget(technician_id)
        position = self.positions.get(technician_id)
        stops = tuple(project(self.board, technician_id, self.now_s, position))
        self._stops[technician_id] = (self.now_s, stops)
        before: Stop | None = None
        for stop in stops:
            if self.board.visits[stop.visit_id].crew[0].technician_id == technician_id:
                self._stop_of[stop.visit_id] = (stop, before)
                self._owner[stop.visit_id] = technician_id
            before = stop
        return stops

    def _stop_and_before(self, visit: Visit) -> tuple[Stop | None, Stop | None]:
        if visit.assignment is None:
            return None, None
        self.stops(visit.assignment.technician_id)
        return self._stop_of.get(visit.id, (None, None))


def _zone_of(board: Board) -> str:
    """The zone that most technicians live in, else a territory's."""
    zones = Counter(row.zone for row in board.technicians.values() if row.zone)
    zones = zones or Counter(row.zone for row in board.territories.values() if row.zone)
    return zones.most_common(1)[0][0] if zones else ""
