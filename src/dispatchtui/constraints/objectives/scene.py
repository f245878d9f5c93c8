"""What many candidates have in common, worked out once: the work, the people, their days.

A scene is one board at one moment, for as long as one ranking takes; when the board changes, it is
made anew. It is filled as it is asked, and the same question always gets the same answer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.clocks import moved
from dispatchtui.core.indexes import RouteEntry, site_key
from dispatchtui.core.model import Assignment, Location, Shift, Technician, Visit, VisitState, WorkOrder
from dispatchtui.core.zones import local

RATES = {"low": 0.8, "high": 1.25, "contractor": 1.5}
"""What an hour of a cost class costs beside the usual one; a class that is not named here is the usual one."""
HOUR_S = 3600
SCARCE = 0.2
"""A skill is scarce when no greater part of the people has it."""
_DONE = (VisitState.DONE, VisitState.CLOSED)


class Work(Struct, frozen=True, kw_only=True):
    """What is asked of a visit, whoever takes it."""

    order: WorkOrder | None
    priority: int
    site: Location | None
    resolution_due_s: int | None


class Person(Struct, frozen=True, kw_only=True):
    """What is asked of a technician, whatever they take."""

    shifts: tuple[Shift, ...]
    starts_s: tuple[int, ...]
    route: tuple[RouteEntry, ...]
    levels: dict[str, int]
    scarce: tuple[str, ...]
    rate: float

    def shift(self, at_s: int) -> Shift | None:
        """The last shift that has begun at a moment."""
        place = bisect_right(self.starts_s, at_s)
        return self.shifts[place - 1] if place else None


class Crowd(Struct, frozen=True, kw_only=True):
    """The people of a territory who are on shift on a day, and all that they do that day."""

    people: int
    jobs: int
    work_s: int


NEWEST = 50
"""Work orders of one place or customer among which the last to be there is looked for."""


class Day(Struct, frozen=True, kw_only=True):
    """A technician's local day without the visit that is weighed, and that of the people of their territory."""

    stops: tuple[RouteEntry, ...]
    work_s: int
    sites: tuple[Location, ...]
    crowd: Crowd


class Scene:
    """One board at one moment, and what was worked out about it."""

    __slots__ = ("_crowds", "_free", "_last", "at_s", "board", "days", "people", "works")

    def __init__(self, board: Board, at_s: int) -> None:
        """Begin with nothing worked out."""
        self.board, self.at_s = board, at_s
        self.works: dict[str, Work] = {}
        self.people: dict[str, Person] = {}
        self.days: dict[tuple[str, str, str], Day] = {}
        self._crowds: dict[tuple[str, str, str], Crowd] = {}
        self._free: dict[tuple[str, str, int], tuple[str, ...]] = {}
        self._last: dict[str, str] = {}

    def work(self, visit: Visit) -> Work:
        """What is asked of a visit."""
        known = self.works.get(visit.id)
        if known is None:
            order = self.board.work_orders.get(visit.work_order_id)
            known = self.works[visit.id] = Work(
                order=order,
                priority=order.priority if order is not None else 3,
                site=travel.site_of(self.board, visit),
                resolution_due_s=self._resolution_due(visit, order),
            )
        return known

    def person(self, technician: Technician) -> Person:
        """What is asked of a technician."""
        known = self.people.get(technician.id)
        if known is None:
            levels: dict[str, int] = {}
            for held in technician.skills:
                levels[held.skill] = max(held.level, levels.get(held.skill, 0))
            shifts = self.board.shifts_of(technician.id)
            known = self.people[technician.id] = Person(
                shifts=shifts,
                starts_s=tuple(each.start_s for each in shifts),
                route=self.board.indexes.route(technician.id),
                levels=levels,
                scarce=tuple(each for each in levels if self.holders(each) <= SCARCE),
                rate=RATES.get(technician.cost_class, 1.0),
            )
        return known

    def day(self, technician: Technician, line: Assignment, skip: str) -> Day:
        """A technician's local day around a line, as if one visit were not there."""
        key = (technician.id, line.day, skip)
        known = self.days.get(key)
        if known is None:
            span = span_of(line.start_s, technician.zone)
            stops = _within(self.person(technician).route, span, skip)
            places = (travel.site_of(self.board, self.board.visits[entry[2]]) for entry in stops)
            known = self.days[key] = Day(
                stops=stops,
                work_s=sum(entry[1] - entry[0] for entry in stops),
                sites=tuple(each for each in places if each is not None),
                crowd=self._crowd(technician.territory, line.day, span, skip),
            )
        return known

    def forget(self, technicians: Iterable[str]) -> None:
        """Work out anew what visits have to do with it, and these people: their routes are others on the board now."""
        for each in technicians:
            self.people.pop(each, None)
        for known in (self.works, self.days, self._crowds, self._free, self._last):
            known.clear()

    def free(self, territory: str, visit: Visit, at_s: int, most: int) -> tuple[str, ...]:
        """Who of a territory could do a visit and has nothing to do in the whole hour around a moment; so many at most.

        Cost: one pass over the people of the territory until enough are found, once an hour.
        """
        hour_s = at_s - at_s % HOUR_S
        key = (territory, visit.id, hour_s)
        known = self._free.get(key)
        if known is None:
            found: list[str] = []
            for each in self.staff(territory):
                if len(found) < most and self._is_free(each, visit, hour_s):
                    found.append(each.id)
            known = self._free[key] = tuple(found)
        return known

    def staff(self, territory: str) -> list[Technician]:
        """The active technicians whose own territory it is."""
        offers = self.board.indexes.offers
        known: dict[str, list[Technician]] | None = offers.get(("staff",))
        if known is None:
            known = offers[("staff",)] = {}
            for each in self.board.technicians.values():
                if each.active:
                    known.setdefault(each.territory, []).append(each)
        return known.get(territory, [])

    def holders(self, skill: str) -> float:
        """Which part of all active technicians has a skill, from 0 to 1."""
        offers = self.board.indexes.offers
        known: dict[str, int] | None = offers.get(("holders",))
        if known is None:
            known = offers[("holders",)] = {"": 0}
            for each in self.board.technicians.values():
                if each.active:
                    known[""] += 1
                    for held in {one.skill for one in each.skills}:
                        known[held] = known.get(held, 0) + 1
        return known.get(skill, 0) / max(1, known[""])

    def _crowd(self, territory: str, day: str, span: tuple[int, int], skip: str) -> Crowd:
        """The people whose own territory it is and who are on shift that day.

        Cost: one pass over them and that day of their routes, once.
        """
        key = (territory, day, skip)
        known = self._crowds.get(key)
        if known is None:
            people = [self.person(each) for each in self.staff(territory)]
            routes = [
                _within(each.route, span, skip)
                for each in people
                if bisect_left(each.starts_s, span[0]) < bisect_left(each.starts_s, span[1])
            ]
            known = self._crowds[key] = Crowd(
                people=len(routes),
                jobs=sum(map(len, routes)),
                work_s=sum(entry[1] - entry[0] for route in routes for entry in route),
            )
        return known

    def _is_free(self, technician: Technician, visit: Visit, hour_s: int) -> bool:
        person, end_s = self.person(technician), hour_s + HOUR_S
        # Stops of one person do not overlap, so only the last before the end of the hour can reach into it.
        place = bisect_left(person.route, (end_s, 0, ""))
        if any(until_s > hour_s and held != visit.id for _, until_s, held in person.route[max(0, place - 2) : place]):
            return False
        shift = person.shift(hour_s)
        if shift is None or shift.end_s < end_s:
            return False
        if any(person.levels.get(need.skill, 0) < need.level for need in visit.needs):
            return False
        return not any(each.start_s < end_s and hour_s < each.end_s for each in self.board.absences_of(technician.id))

    def _resolution_due(self, visit: Visit, order: WorkOrder | None) -> int | None:
        if order is None or order.resolution_due_s is None:
            return None
        return moved(self.board, visit, order.resolution_due_s, self.at_s)

    def last(self, visit: Visit) -> str:
        """Who last finished work at the site or for the customer, of the newest orders of either."""
        known = self._last.get(visit.id)
        if known is None:
            known = self._last[visit.id] = self._last_of(visit)
        return known

    def _last_of(self, visit: Visit) -> str:
        order, of = self.work(visit).order, self.board.indexes.of
        if order is None:
            return ""
        orders = {order.id, *of("work_orders", order.customer.id, "customer")[-NEWEST:],
                  *of("work_orders", site_key(order.site), "site")[-NEWEST:]}  # fmt: skip
        done_s, who = 0, ""
        for each in (found for order_id in orders for found in self.board.visits_of(order_id)):
            ended_s = each.stamps.done_s or 0
            if each.state in _DONE and each.crew and each.id != visit.id and (ended_s, each.id) > (done_s, who):
                done_s, who = ended_s, each.id
        return self.board.visits[who].crew[0].technician_id if who else ""


def span_of(at_s: int, zone: str) -> tuple[int, int]:
    """The local day of an instant, from its midnight to the next; 23 and 25 hours where clocks change."""
    midnight = local(at_s, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return int(midnight.timestamp()), int((midnight + timedelta(days=1)).timestamp())


def _within(route: tuple[RouteEntry, ...], span: tuple[int, int], skip: str) -> tuple[RouteEntry, ...]:
    """The entries of a route that begin in a span, without one visit."""
    found = route[bisect_left(route, (span[0], 0, "")) : bisect_left(route, (span[1], 0, ""))]
    return tuple(entry for entry in found if entry[2] != skip) if skip else found
