"""The board as the console looks at it: what follows from the rows and the moment, kept until one of them changes.

A picture is refreshed by the keys that a frame changed; what only time changes is worked out again in slices, so
that no key ever waits for ten thousand visits.
Units: epoch seconds on the server's clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from dispatchtui.constraints.check import check_visit
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Position, Technician, Visit, VisitState, WorkOrder
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import Actor
from dispatchtui.core.status import TechnicianStatus, technician_status
from dispatchtui.core.timeline import Stop, project
from dispatchtui.protocol.frames import Person
from dispatchtui.tui.terminal.glyphs import UNICODE, Glyphs
from dispatchtui.tui.views import resting
from dispatchtui.tui.views.attention import Attention
from dispatchtui.tui.views.index import Index
from dispatchtui.tui.views.risks import Risks, copied
from dispatchtui.tui.views.standing import NOTHING_DUE, Standing, plain

if TYPE_CHECKING:
    from dispatchtui.risk.forecast import StopForecast

FRESH_FOR_S = 60
"""A projection that nothing touched is worked out again after so long on the server's clock."""


class Picture:
    """What every view reads; `board` is the one with pending acts on it."""

    def __init__(
        self, board: Board | None = None, now_s: float = 0, *, zone: str = "", glyphs: Glyphs = UNICODE
    ) -> None:
        """Start from a board and a moment."""
        self.board = board or Board()
        self.now_s = self.known_s = int(now_s)
        self.glyphs = glyphs
        self.zone = zone or _zone_of(self.board)
        self.me = Actor(id="")
        self.positions: Mapping[str, Position] = {}
        self.pending: frozenset[str] = frozenset()
        self.present: Mapping[str, tuple[Person, ...]] = {}
        self.names: dict[str, str] = {}
        self.broken: dict[str, tuple[Violation, ...]] = {}
        self._stops: dict[str, tuple[int, tuple[Stop, ...]]] = {}
        self._stop_of: dict[str, Stop] = {}
        self._owner: dict[str, str] = {}
        self._standings: dict[str, tuple[Visit, Stop | None, int, Standing]] = {}
        self.attention = Attention()
        self.ways: Mapping[str, int] = {}
        self.risks: Risks | None = None
        self._untold: set[str] | None = None
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
        if self.risks is not None:
            self.watch()
        self.attention.take(board, (), self.known_s)
        self.index.rebuild()
        self.revision += 1

    def watch(self) -> None:
        """Begin to work out what will probably happen, a slice at a time."""
        bands = self.risks.bands if self.risks is not None else {}
        self.risks = Risks(self.board.copy(), self.known_s, self.positions, bands)

    def follow(self, board: Board, keys: Collection[str]) -> None:
        """Take over the rows that changed (`visits/V60`); the rest stays as it was worked out."""
        self.board = board
        touched: set[str] = set()
        for key in keys:
            table, _, row_id = key.partition("/")
            if table == "visits":
                touched |= self._follow_visit(row_id)
            elif table == "technicians":
                touched.add(row_id)
                self._texts.clear()  # a technician's name is found in the texts of their visits
            elif table == "work_orders":
                for visit in board.visits_of(row_id):
                    touched |= self._follow_visit(visit.id)
            elif owner := resting.whose(board, table, row_id):
                touched.add(owner)
            elif table in resting.OF_PLANS:
                self.index.age()
        for technician_id in touched:
            self._forget(technician_id)
            self.index.touch(visit_id for _, _, visit_id in board.indexes.route(technician_id))
        if any(key.startswith("alerts/") for key in keys):
            self.attention.take(board, None, self.known_s)
        if keys:
            self._untold = (self._untold or set()) | set(keys)
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

    def at(self, now_s: float, known_s: float | None = None) -> bool:
        """Move to another moment; tell whether the minute is another one.

        `known_s` is the last moment that was heard of while the feed is silent: what is known stays as it was then.
        """
        before, known_before, self.now_s = self.now_s, self.known_s, int(now_s)
        self.known_s = self.now_s if known_s is None else min(self.now_s, int(known_s))
        if self.risks is not None:
            self.risks.at(self.now_s, self.known_s)
        if known_before // 60 != self.known_s // 60:
            self.index.age()
            self._untold = self._untold or set()
        elif before // 60 == self.now_s // 60:
            return False
        self.revision += 1
        return True

    def freshen(self, enough: Callable[[], bool]) -> bool:
        """Work out again what time has made old, until it is enough; tell whether all is fresh."""
        for technician_id in self.board.technicians:
            kept = self._stops.get(technician_id)
            if kept is None or abs(self.known_s - kept[0]) >= FRESH_FOR_S:
                self._project(technician_id)
                self.index.touch(stop.visit_id for stop in self._stops[technician_id][1])
                self.revision += 1
                if enough():
                    return False
        if self.index.work(enough):
            self.revision += 1
        return True

    def foresee(self, enough: Callable[[], bool]) -> bool:
        """Work out here what will probably happen, until it is enough; tell whether all of it is known."""
        self.take_foreseen(enough)
        return self.risks is not None and self.risks.work(enough) and self.take_foreseen(lambda: False)

    def take_foreseen(self, enough: Callable[[], bool]) -> bool:
        """Take over what was worked out and tell of what changed, until it is enough; tell whether that is all."""
        risks = self.risks
        if risks is None:
            return False
        if self._untold is not None and not risks.waits:
            risks.post(copied(self.board, self._untold, self.positions, self.broken))
            self._untold = None
        while risks.outbox:
            worked = risks.outbox.popleft()
            for route in worked.routes:
                self._keep(route.technician_id, route.at_s, tuple(each.stop for each in route.stops))
            self.index.restand(worked.visits)
            if worked.found is not None:
                self.attention.take(self.board, worked.found, self.known_s)
            self.revision += 1
            if enough():
                break
        return risks.all_known and self._untold is None

    # Questions that the views ask.

    def stops(self, technician_id: str) -> tuple[Stop, ...]:
        """A technician's projected day."""
        kept = self._stops.get(technician_id)
        return kept[1] if kept is not None else self._project(technician_id)

    def course(self, technician_id: str) -> list[tuple[Stop, StopForecast | None]]:
        """A technician's day, each stop with what is expected of it as far as that is known."""
        return [(stop, self._foreseen(stop)) for stop in self.stops(technician_id)]

    def stop(self, visit: Visit) -> Stop | None:
        """Where a visit stands in its technician's projected day."""
        if visit.assignment is None:
            return None
        self.stops(visit.assignment.technician_id)
        return self._stop_of.get(visit.id)

    def forecast(self, visit: Visit) -> StopForecast | None:
        """What is expected of a visit's stop, as far as that is known."""
        stop = self.stop(visit)
        return self._foreseen(stop) if stop is not None else None

    def standing(self, visit: Visit) -> Standing:
        """How a visit stands against its clocks; nothing is due of what has ended."""
        if visit.state in ENDED:
            return NOTHING_DUE
        probable = self.risks.standing(visit) if self.risks is not None else None
        if probable is not None:
            return probable
        stop = self.stop(visit)
        kept = self._standings.get(visit.id)
        minute = self.known_s // FRESH_FOR_S
        if kept is not None and kept[0] is visit and kept[1] is stop and kept[2] == minute:
            return kept[3]
        standing = plain(self.board, visit, self.known_s, stop)
        self._standings[visit.id] = (visit, stop, minute, standing)
        return standing

    def status(self, technician_id: str) -> TechnicianStatus:
        """What a technician is doing."""
        return technician_status(self.board, technician_id, self.known_s, self.stops(technician_id))

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
        every = check_visit(self.board, visit.id, self.known_s)
        found = tuple(each for each in every if each.level is not Level.WARNING)
        if found:
            self.broken[visit.id] = found
        else:
            self.broken.pop(visit.id, None)

    def unacknowledged(self, visit: Visit) -> bool:
        """Whether a released visit waits too long for its technician."""
        released_s = visit.stamps.released_s
        if visit.state is not VisitState.RELEASED or released_s is None:
            return False
        patience_s = rules_of(self.board, visit, self.technician(visit), self.known_s).no_ack_s or 0
        return self.known_s - released_s >= patience_s

    def text_of(self, visit: Visit, make: Callable[[Picture, Visit, WorkOrder | None], str]) -> str:
        """The visit's whole text for searching, made once for each change of what it is made from."""
        kept = self._texts.get(visit.id)
        if kept is None or kept[0] is not visit:
            kept = self._texts[visit.id] = (visit, make(self, visit, self.order(visit)))
        return kept[1]

    def _project(self, technician_id: str) -> tuple[Stop, ...]:
        position = self.positions.get(technician_id)
        return self._keep(technician_id, self.known_s, project(self.board, technician_id, self.known_s, position))

    def _keep(self, technician_id: str, at_s: int, stops: Iterable[Stop]) -> tuple[Stop, ...]:
        self._forget(technician_id)
        kept = tuple(stops)
        self._stops[technician_id] = (at_s, kept)
        for stop in kept:
            visit = self.board.visits.get(stop.visit_id)
            if visit is not None and visit.crew and visit.crew[0].technician_id == technician_id:
                self._stop_of[stop.visit_id] = stop
                self._owner[stop.visit_id] = technician_id
        return kept

    def _foreseen(self, stop: Stop) -> StopForecast | None:
        """What is expected of this very stop; nothing while it was worked out for another plan."""
        seen = self.risks.forecast(stop.visit_id) if self.risks is not None else None
        return seen if seen is not None and seen.stop == stop else None


def _zone_of(board: Board) -> str:
    """The zone that most technicians live in, else a territory's."""
    zones = Counter(row.zone for row in board.technicians.values() if row.zone)
    zones = zones or Counter(row.zone for row in board.territories.values() if row.zone)
    return zones.most_common(1)[0][0] if zones else ""
