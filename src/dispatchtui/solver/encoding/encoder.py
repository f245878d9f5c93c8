"""The board as a problem, kept up as events come: who could do what, when and for what price, and the plan that stands.

Units: epoch seconds; prices in seconds of travel times `SCALE`.
Cost: see `Encoder`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct

from dispatchtui.constraints.objectives import Scene
from dispatchtui.core.board import Board
from dispatchtui.core.indexes import site_key
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Position, Visit, VisitState
from dispatchtui.core.policy import rules_for
from dispatchtui.solver.encoding.arrays import made_of
from dispatchtui.solver.encoding.days import Day, days_of
from dispatchtui.solver.encoding.draft import Wanted, has_time, loose, sell, standing
from dispatchtui.solver.encoding.facts import Facts, facts_of
from dispatchtui.solver.encoding.people import SCALE, People
from dispatchtui.solver.encoding.ways import Ways
from dispatchtui.solver.problem import Plan, Problem

_EVERYBODY = frozenset({"technicians", "policies", "skills", "work_types", "territories", "sla_policies",
                        "weather_alerts", "capacity_cells"})  # fmt: skip
"""Tables of which a row bears on the facts of many visits."""
_OWNED = frozenset({"shifts", "absences", "vehicles"})
"""Tables of which a row bears on the days of one technician."""


class Encoded(Struct, frozen=True, kw_only=True):
    """A problem and what its numbers stand for: visits by stop, technician and shift by vehicle.

    `start` is the live plan, less what was taken out. `was` tells by stop who goes now and when, nothing of who waits.
    `cost / scale` are seconds of travel. `out` are the stops that the start leaves out, with the vehicle from which
    each was taken, if any.
    """

    problem: Problem
    start: Plan
    visits: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    was: tuple[tuple[str, int] | None, ...]
    pinned: frozenset[int]
    out: dict[int, int]
    scale: int = SCALE


class Encoder:
    """What is known of a board's visits and people, row by row, so that an event costs what it touches.

    Cost: some tens of microseconds a visit and a technician when they are first looked at; then a problem of 100
    people and 800 visits is some milliseconds.
    """

    def __init__(self, board: Board, now_s: int, positions: dict[str, Position] | None = None) -> None:
        """Begin with a board; nothing is looked at before it is asked for."""
        self.board, self.now_s = board, now_s
        self._positions = dict(positions or {})
        self._ways = Ways()
        self._facts: dict[str, Facts] = {}
        self._days: dict[tuple[str, int, int], tuple[Day, ...]] = {}
        self._people: People | None = None
        self._waiting = {key for key, each in board.visits.items() if _waits(each)}
        self._ended = {key for key, each in board.visits.items() if each.state in ENDED}

    def follow(self, board: Board, keys: Iterable[str]) -> None:
        """Take in changed rows (`visits/V60`); `board` is the one that holds them now."""
        self.board = board
        for key in keys:
            table, _, row_id = key.partition("/")
            if table == "visits":
                self._forget_visit(row_id)
            elif table == "work_orders":
                for visit_id in board.indexes.of("visits", row_id):
                    self._facts.pop(visit_id, None)
            elif table in _OWNED or table in _EVERYBODY:
                # Who leaves, and whose row is gone, can no longer be told from the row.
                self._days.clear()
                if table in _EVERYBODY or table == "vehicles" or self._unknown(table, row_id):
                    self._facts.clear()
                    self._people = None

    def at(self, now_s: int) -> None:
        """Go on to another moment."""
        if now_s != self.now_s:
            self.now_s = now_s
            self._days.clear()

    def move(self, position: Position) -> None:
        """Take in where somebody's device is."""
        self._positions[position.technician_id] = position
        self._forget_days(position.technician_id)

    def encode(
        self,
        *,
        technicians: Collection[str] = (),
        territories: Collection[str] = (),
        from_s: int,
        until_s: int,
        free: Collection[str] | None = None,
        out: Collection[str] = (),
        place_unplaced: bool = True,
        hold: bool = False,
        overtime: bool = False,
    ) -> Encoded:
        """The days of some people, of territories or of everybody that touch a span of time, as a problem.

        `free` are the visits that may move, all that may where it is absent; `out` are taken out of the plan, or wait,
        and are looked for a place whatever `place_unplaced` says of the others that wait. With `hold`, as for a
        repair, nothing that stands begins earlier than it does, and what is late already is no reason to move it. With
        `overtime` what the shifts allow of it is offered at its price, and takes an override.
        """
        people = self.people
        chosen = self._chosen(people, technicians, territories)
        within = (max(self.now_s, from_s), until_s)
        wanted = Wanted(within=within, free=None if free is None else frozenset(free), out=frozenset(out), hold=hold,
                        overtime=overtime, at_s=self.now_s)  # fmt: skip
        days = [(people.number[who], day) for who in chosen for day in self.days(who, (from_s, until_s))]
        facts = self.facts(visit_id for _, day in days for visit_id in day.route)
        vehicles, stops, taken = standing(self.board, wanted, days, facts)
        stay = {each.visit.id for each in stops}
        waiting = self._loose(wanted, chosen, territories, place_unplaced=place_unplaced)
        stops += loose(self.board, wanted, [each for each in waiting if each.visit.id not in stay], taken)
        sell(self.board, stops, self.now_s)
        stops_left = [each for each in stops if has_time(each)]
        made = made_of(people, self._ways, wanted, vehicles, stops_left, board=self.board)
        return Encoded(
            problem=made.problem,
            start=made.start,
            visits=tuple(each.visit.id for each in made.stops),
            people=tuple((each.day.technician_id, each.day.shift_id) for each in made.vehicles),
            was=tuple(None if each.was_s is None else (each.was_who, each.was_s) for each in made.stops),
            pinned=frozenset(number for number, each in enumerate(made.stops) if each.pinned),
            out={number: made.stops[number].home for number in made.start.left_out},
        )

    def _chosen(self, people: People, technicians: Collection[str], territories: Collection[str]) -> list[str]:
        if technicians:
            return [each for each in dict.fromkeys(technicians) if each in people.number]
        if territories:
            return [each.id for each in people.rows if each.territory in territories]
        return list(people.ids)

    def _loose(
        self, wanted: Wanted, chosen: Collection[str], territories: Collection[str], *, place_unplaced: bool
    ) -> list[Facts]:
        """The visits that stand nowhere and are looked for a place."""
        board = self.board
        found = dict.fromkeys(each for each in wanted.out if each in board.visits)
        if place_unplaced:
            rows = [board.technicians[each] for each in chosen]
            covered = {one for each in rows for one in (each.territory, *each.covers)} | {""}
            found |= dict.fromkeys(
                each for each in sorted(self._waiting)
                if board.visits[each].territory in (territories or covered)
            )  # fmt: skip
        return list(self.facts(found).values())

    def facts(self, visit_ids: Iterable[str]) -> dict[str, Facts]:
        """What is known of some visits that are there."""
        board, people, scene = self.board, self.people, Scene(self.board, self.now_s)
        found: dict[str, Facts] = {}
        for visit_id in visit_ids:
            visit = board.visits[visit_id]
            known = self._facts.get(visit_id)
            if known is None or known.visit is not visit or not (known.steady or known.at_s == self.now_s):
                known = self._facts[visit_id] = facts_of(board, people, scene, visit, self.now_s)
            found[visit_id] = known
        return found

    @property
    def people(self) -> People:
        """The technicians, and what they may do."""
        if self._people is None:
            self._people = People(self.board, self.now_s)
        return self._people

    def days(self, technician_id: str, within: tuple[int, int]) -> tuple[Day, ...]:
        """The spans of somebody's time that touch another."""
        key = (technician_id, *within)
        known = self._days.get(key)
        if known is None:
            technician = self.board.technicians[technician_id]
            fresh_s = rules_for(self.board, self.now_s, territory=technician.territory, team=technician.team).fresh_s
            known = self._days[key] = days_of(
                self.board, technician, self.now_s, position=self._positions.get(technician_id),
                fresh_s=fresh_s or 0, within=within,
            )  # fmt: skip
        return known

    def _forget_visit(self, visit_id: str) -> None:
        """A visit changed: it, whoever has or had it, what waits for it, and where its end says who was there last."""
        board, before = self.board, self._facts.pop(visit_id, None)
        visit = board.visits.get(visit_id)
        rows = [each for each in (visit, before.visit if before is not None else None) if each is not None]
        if before is None:
            self._days.clear()  # whose route it was in is not known
        for row in rows:
            for line in row.crew:
                self._forget_days(line.technician_id)
            for each in row.dependencies:
                self._facts.pop(each.visit_id, None)
        for follower in board.indexes.of("visits", visit_id, "after"):
            self._facts.pop(follower, None)
        ended = visit is not None and visit.state in ENDED
        if visit is not None and (ended or visit_id in self._ended):
            for other in self._beside(visit):
                self._facts.pop(other, None)
        _put(self._ended, visit_id, there=ended)
        _put(self._waiting, visit_id, there=visit is not None and _waits(visit))

    def _beside(self, visit: Visit) -> Iterable[str]:
        """The visits of its work order's site and customer."""
        board = self.board
        order = board.work_orders.get(visit.work_order_id)
        if order is None:
            return ()
        of = board.indexes.of
        orders = {order.id, *of("work_orders", order.customer.id, "customer"),
                  *of("work_orders", site_key(order.site), "site")}  # fmt: skip
        return [each for one in orders for each in of("visits", one)]

    def _forget_days(self, technician_id: str) -> None:
        for key in [each for each in self._days if each[0] == technician_id]:
            del self._days[key]

    def _unknown(self, table: str, row_id: str) -> bool:
        """Whether a row may make somebody fit or unfit who was not: who has a shift at all."""
        row = self.board.tables[table].get(row_id)
        return table == "shifts" and (row is None or row.technician_id not in self._fit())

    def _fit(self) -> set[str]:
        people = self._people
        return set() if people is None else {who for who, fit in zip(people.ids, people.fit, strict=True) if fit}


def _put(ids: set[str], visit_id: str, *, there: bool) -> None:
    (ids.add if there else ids.discard)(visit_id)


def _waits(visit: Visit) -> bool:
    return visit.state is VisitState.QUALIFIED and not visit.crew
