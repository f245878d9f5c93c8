"""What is expected of the whole board, kept as it changes: routes, standings, and what can still be done.

An event makes old only the routes of the technicians that it touches; what can still be done is worked out only for
visits at risk, the oldest first, in slices. While the feed is silent nothing is worked out beyond what is known.

Units: epoch seconds.
Cost: a look-up where nothing changed; a route, and as much again for each visit at risk, where something did.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.sla import Band
from dispatchtui.risk.forecast import RouteForecast, forecast
from dispatchtui.risk.standing import Standing, standing_of
from dispatchtui.solver.latest import AHEAD_S
from dispatchtui.solver.saving import Saving
from dispatchtui.solver.ways_out import FRESH_FOR_S, WaysOut

_OF_PEOPLE = ("shifts", "absences", "technicians")
_OF_NOBODY = ("alerts", "desks")
"""Tables that no route and no way out rests on."""
_AT_RISK = (Band.LATE, Band.RISK)


class _Kept(Struct, frozen=True):
    """A standing with all that it was made of."""

    visit: Visit
    route: RouteForecast | None
    saving: Saving | None
    standing: Standing


class Lookout:
    """Everything that follows for a board from a moment, the rows and where people are; no thread of its own."""

    def __init__(
        self,
        board: Board,
        now_s: int,
        positions: Mapping[str, Position] | None = None,
        *,
        bands: Mapping[str, Band | None] | None = None,
    ) -> None:
        """Look at a board for the first time; `bands` are those in which visits stood before, so that none flickers."""
        self.board, self.now_s = board, now_s
        self._positions = dict(positions or {})
        self._bands = dict(bands or {})
        self._routes: dict[str, RouteForecast] = {}
        self._old_routes = dict.fromkeys(board.technicians)
        self._crews = {each.id: each.crew for each in board.visits.values() if each.crew}
        self._owners = {f"{table}/{each.id}": each.technician_id
                        for table in ("shifts", "absences") for each in board.tables[table].values()}  # fmt: skip
        self._kept: dict[str, _Kept] = {}
        self._old_visits = {each.id: None for each in board.visits.values() if each.state not in ENDED}
        self._ways_out = WaysOut()
        self._unplaced_s = now_s
        self._changed: set[str] = set()

    @property
    def bands(self) -> dict[str, Band | None]:
        """The bands in which visits stand, for whoever looks out on another board from now on."""
        return {key: each for key, each in self._bands.items() if each is not None}

    # Taking over what changed.

    def follow(self, board: Board, keys: Collection[str]) -> None:
        """Take over the rows that changed (`visits/V60`)."""
        self.board = board
        matter = [key for key in keys if key.partition("/")[0] not in _OF_NOBODY]
        for key in matter:
            table, _, row_id = key.partition("/")
            if table == "visits":
                self._follow_visit(row_id)
            elif table == "work_orders":
                for visit in board.visits_of(row_id):
                    self._follow_visit(visit.id)
            elif table == "lanes":
                self._touch((row_id.partition(":")[0],))
            elif table in _OF_PEOPLE:
                owner = self._owner(key) if table != "technicians" else row_id
                self._touch((owner,))
                # What holds a visit where it is holds it no more once whoever has it is away.
                self._ways_out.change(each for _, _, each in board.indexes.route(owner))
            else:
                self._touch(board.technicians)
                self._ways_out.touch_all()
                self._old_visits.update(dict.fromkeys(self._open()))
        if matter:
            self._ways_out.age()

    def _follow_visit(self, visit_id: str) -> None:
        board, visit, before = self.board, self.board.visits.get(visit_id), self._crews.pop(visit_id, ())
        after = visit.crew if visit is not None else ()
        self._touch(line.technician_id for line in (*before, *after))
        if after:
            self._crews[visit_id] = after
        self._old_visits[visit_id] = None
        self._ways_out.change((visit_id, *board.indexes.of("visits", visit_id, "after")))
        if visit is not None:
            siblings = board.indexes.of("visits", visit.work_order_id)
            self._ways_out.change((*siblings, *(each.visit_id for each in visit.dependencies)))
        if before != after and board.tables["capacity_cells"]:
            self._ways_out.touch_all()

    def _owner(self, key: str) -> str:
        """Whose shift or absence it is, or was."""
        row = self.board.row(key)
        owner: str = row.technician_id if row is not None else ""  # type: ignore[attr-defined]
        before = self._owners.pop(key, "")
        if owner:
            self._owners[key] = owner
        if before and owner and before != owner:
            self._touch((before,))
        return owner or before

    def _touch(self, technicians: Iterable[str]) -> None:
        for technician_id in technicians:
            self._old_routes[technician_id] = None
            self._ways_out.touch(technician_id)

    def at(self, now_s: int, known_s: int | None = None) -> None:
        """Let it be a later moment; the feed tells what happened until `known_s`, and nothing later is looked at."""
        self.now_s = now_s if known_s is None else min(now_s, known_s)
        if abs(self.now_s - self._unplaced_s) >= FRESH_FOR_S:
            self._unplaced_s = self.now_s
            self._old_visits.update((each, None) for each in self._open() if each not in self._crews)

    def move(self, position: Position) -> None:
        """Take over where somebody is."""
        self._positions[position.technician_id] = position
        self._touch((position.technician_id,))

    def work(self, enough: Callable[[], bool]) -> bool:
        """Work out what is old until it is enough; tell whether all is fresh."""
        while True:
            if not (self._work_route() or self._work_visit() or self._work_saving(enough)):
                return True
            if enough():
                return False

    def _work_route(self) -> bool:
        """Work out one route that was touched, or else is the oldest; tell whether there was one."""
        oldest = next(iter(self._old_routes), None) or next(iter(self._routes), None)
        if oldest is None:
            return False
        if oldest not in self._old_routes and abs(self.now_s - self._routes[oldest].at_s) < FRESH_FOR_S:
            return False
        self._forecast(oldest)
        return True

    def _work_visit(self) -> bool:
        """See how one visit stands that something touched; tell whether there was one."""
        visit_id = next(iter(self._old_visits), None)
        if visit_id is None:
            return False
        visit = self.board.visits.get(visit_id)
        found = self.standing(visit) if visit is not None and visit.state not in ENDED else None
        del self._old_visits[visit_id]
        if visit is None or found is None:
            self._forget(visit_id)
        elif self._asks_for_saving(visit, found):
            self._ways_out.ask(visit_id, found.due_s or 0)
        else:
            self._ways_out.drop(visit_id)
            self.standing(visit)
        return True

    def _work_saving(self, enough: Callable[[], bool]) -> bool:
        """Work on what can be done for the visit of which that is oldest; tell whether there was one."""
        done = self._ways_out.work(self.board, self.now_s, self._positions, self.route, enough)
        if done is None:
            return False
        visit_id, differs = done
        if differs:
            self._changed.add(visit_id)
        visit = self.board.visits.get(visit_id)
        if visit is not None:
            self.standing(visit)
        return True

    def _asks_for_saving(self, visit: Visit, found: Standing) -> bool:
        if found.due_s is None or found.band is Band.BREACHED or found.paused:
            return False
        return found.band in _AT_RISK if visit.crew else found.due_s - self.now_s <= AHEAD_S

    def _forecast(self, technician_id: str) -> RouteForecast:
        before = self._routes.pop(technician_id, None)
        self._old_routes.pop(technician_id, None)
        found = forecast(self.board, technician_id, self.now_s, self._positions.get(technician_id))
        if technician_id in self.board.technicians:
            self._routes[technician_id] = found
        if before is None or (before.stops, _located(before)) != (found.stops, _located(found)):
            self._ways_out.touch(technician_id)
        stops = (*(before.stops if before is not None else ()), *found.stops)
        self._old_visits.update(dict.fromkeys(each.visit_id for each in stops))
        return found

    def _forget(self, visit_id: str) -> None:
        if self._kept.pop(visit_id, None) is not None:
            self._changed.add(visit_id)
        self._bands.pop(visit_id, None)
        self._ways_out.drop(visit_id)

    def _open(self) -> Iterable[str]:
        return (each.id for each in self.board.visits.values() if each.state not in ENDED)

    # What is asked.

    def route(self, technician_id: str) -> RouteForecast:
        """What is expected of a technician."""
        kept = self._routes.get(technician_id)
        return self._forecast(technician_id) if kept is None or technician_id in self._old_routes else kept

    def standing(self, visit: Visit) -> Standing:
        """How a visit stands."""
        line = visit.assignment
        route = self.route(line.technician_id) if line is not None else None
        kept, way_out = self._kept.get(visit.id), self.saving(visit)
        if (
            kept is not None and kept.visit is visit and kept.route is route and kept.saving is way_out
            and visit.id not in self._old_visits
        ):  # fmt: skip
            return kept.standing
        prospect = way_out.prospect if way_out is not None else None
        found = standing_of(self.board, visit, self.now_s, route, before=self._bands.get(visit.id), prospect=prospect)
        if kept is None or kept.standing != found:
            self._changed.add(visit.id)
        self._bands[visit.id] = found.band
        self._kept[visit.id] = _Kept(visit, route, way_out, found)
        return found

    def saving(self, visit: Visit) -> Saving | None:
        """What can still be done for a visit at risk; nothing for any other."""
        return self._ways_out.get(visit.id)

    def at_risk(self) -> tuple[str, ...]:
        """The visits that may well break their word and have not, by the last moment to act; others after those."""
        return tuple(each for each in self.order() if self._kept[each].standing.band in _AT_RISK)

    def order(self) -> tuple[str, ...]:
        """The visits that need somebody: by the last moment to act, then what is lost, to be watched, and broken."""
        banded = [(self._urgency(each), key) for key, each in self._kept.items() if each.standing.band is not None]
        return tuple(key for _, key in sorted(banded))

    def _urgency(self, kept: _Kept) -> tuple[int, int]:
        band, due_s = kept.standing.band, kept.standing.due_s or 0
        act_by_s = kept.saving.act_by_s if kept.saving is not None else None
        if band in _AT_RISK:
            return (1, due_s) if act_by_s is None else (0, act_by_s)
        return (2, due_s if act_by_s is None else act_by_s) if band is Band.WATCH else (3, due_s)

    def changed(self) -> frozenset[str]:
        """The visits whose standing or way out has changed since this was last asked."""
        found = frozenset(self._changed)
        self._changed.clear()
        return found


def _located(route: RouteForecast) -> bool:
    return route.position_age_s is not None
