"""Who could come last of all and still save a visit, and who would be there first.

Whoever cannot is not looked at: the way to the visit from the nearest of all that they drive between tells how late
they can set out at most; then each position of their day tells it better, and only what nobody could beat is judged.

Units: epoch seconds; chances from 0 to 1.
Cost: some microseconds a technician, and a look at the days of the few who could come last.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Any, TypeVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Technician
from dispatchtui.core.refusals import WORST_FIRST, Level
from dispatchtui.risk.forecast import RouteForecast, chance_in_time
from dispatchtui.solver.common import Common, people_for
from dispatchtui.solver.days import day_of
from dispatchtui.solver.latest import AHEAD_S, CLEAN, Act, Way, closing_in, earliest, taken
from dispatchtui.solver.look import Asked, shifts_ahead
from dispatchtui.solver.reach import least_way_s

Routes = Callable[[str], RouteForecast]
"""What is expected of a technician now."""
Found = TypeVar("Found")
Steps = Generator[None, None, Found]
"""A question that is answered step by step, so that whoever asks may stop in between."""
LEVELS = (CLEAN, WORST_FIRST[Level.DISPATCHER], WORST_FIRST[Level.LEAD])
"""What an act may break, the least first."""
_NEVER = 1 << 62


def whole(steps: Steps[Found]) -> Found:
    """The answer, without a stop."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Found = end.value
            return found


class Rescue:
    """Everybody who comes into question for one visit, by what they break at any time, and how near they are."""

    def __init__(
        self, asked: Asked, limit_s: int, routes: Routes, keep: float, common: Common, *,
        among: Collection[str] | None = None,
    ) -> None:  # fmt: skip
        """Look for acts that begin by a moment, and are in time with a probability of `keep` at least.

        With `among`, nobody else is looked at.
        """
        self.asked, self.limit_s, self._routes, self._keep = asked, limit_s, routes, keep
        self._common = common
        self._people = common.people(asked) if among is None else people_for(asked, _named(asked.board, among))
        self._numbers = count()
        self._near: dict[str, tuple[int, int]] = {}
        # To ask the table of everybody is dearer than to look at a few.
        self._bounds = common.bounds(asked, limit_s) if among is None else None

    def last(self) -> Steps[Act | None]:
        """The act that can come last of those that break least."""
        for level in LEVELS:
            act = yield from self.last_of(level)
            if act is not None:
                return act
        return None

    def last_of(self, level: int, *, from_s: int | None = None) -> Steps[Act | None]:
        """The act that can come last, and not before a moment, of those that break nothing stricter than a level.

        What could come later than any other is looked at more closely first.
        """
        limit_s, floor_s = self.limit_s, self.asked.at_s if from_s is None else from_s
        queue: list[Any] = []
        for technician in self._of(level):
            sent_s, who = self._sent_s(technician), technician.id
            if sent_s >= floor_s:
                self._put(queue, -sent_s, who, _nearer, technician)
        while queue and -queue[0][0] >= floor_s:
            yield
            _, who, _, stage, item = heappop(queue)
            if stage is _nearer:
                for way in self._common.ways(self.asked, item, limit_s):
                    steps = closing_in(way, limit_s, self._sure, level=level)
                    self._put(queue, -next(steps), who, closing_in, steps)
            elif stage is closing_in:
                try:
                    self._put(queue, -next(item), who, closing_in, item)
                except StopIteration as end:
                    if end.value is not None:
                        self._put(queue, -end.value.sent_s, who, taken, end.value)
            else:
                found: Act = item
                return found
        return None

    def soonest(self, level: int, *, by_s: int | None = None) -> Steps[Act | None]:
        """The earliest arrival that breaks nothing stricter than a level, however late, or by a moment."""
        queue: list[Any] = []
        for technician in self._of(level):
            there_s, who = self._there_s(technician), technician.id
            if there_s < inf:
                self._put(queue, there_s, who, _nearer, technician)
        while queue and (by_s is None or queue[0][0] <= by_s):
            yield
            _, who, _, stage, item = heappop(queue)
            if stage is _nearer:
                for way in self._common.ways(self.asked, item, self.asked.at_s + AHEAD_S):
                    self._put(queue, way.slot.start_s, who, earliest, way)
            elif stage is earliest:
                act = earliest(item, level=level)
                if act is not None:
                    self._put(queue, act.arrives_s, who, taken, act)
            else:
                found: Act = item
                return found
        return None

    def still(self, technician_id: str, after: str, sent_s: int, level: int, slack: float) -> Steps[Act | None]:
        """The act of somebody behind a visit, sent at a moment, where it is all but in time surely enough."""
        technician = next((each for each in self._of(level) if each.id == technician_id), None)
        if technician is None:
            return None
        for way in self._common.ways(self.asked, technician, self.limit_s):
            yield
            start_s = sent_s + way.slot.way_s
            there = way.slot.after == after and way.slot.start_s <= start_s <= self.limit_s
            if there and self._keep - slack <= self.chance(way, start_s, sent_s) < self._keep:
                return taken(way, start_s, level=level)
        return None

    def _put(self, queue: list[Any], bound_s: float, who: str, stage: Callable[..., Any], item: object) -> None:
        heappush(queue, (bound_s, who, next(self._numbers), stage, item))

    def _of(self, level: int) -> Iterator[Technician]:
        """Who may come without breaking anything stricter than a level, whenever they come."""
        return (who for worst, who in self._people if worst >= level)

    def _sent_s(self, technician: Technician) -> float:
        """The latest moment to send somebody, or a later one."""
        if self._bounds is not None and technician.id in self._bounds.noted:
            return self._bounds.sent_s.get(technician.id, -inf)
        return self.limit_s - self._nearness(technician)[1]

    def _there_s(self, technician: Technician) -> float:
        """The earliest arrival of somebody, or an earlier one."""
        if self._bounds is not None and technician.id in self._bounds.noted:
            return self._bounds.there_s.get(technician.id, inf)
        from_s, way_s = self._nearness(technician)
        return max(from_s, self.asked.at_s + way_s)

    def _nearness(self, technician: Technician) -> tuple[int, int]:
        """From when on somebody works, and how long their way is at least."""
        known = self._near.get(technician.id)
        if known is None:
            known = self._near[technician.id] = _nearness(self.asked, technician, self.limit_s)
        return known

    def _sure(self, way: Way, arrival_s: int, sent_s: int) -> bool:
        return arrival_s <= self.limit_s and self.chance(way, arrival_s, sent_s) >= self._keep

    def chance(self, way: Way, arrival_s: int, sent_s: int) -> float:
        """The probability that who takes a position, to arrive at a moment and sent at another, is in time."""
        who = way.look.technician.id
        return chance_in_time(
            self.asked.board, self.asked.visit, who, arrival_s=arrival_s, drive_s=way.slot.way_s,
            due_s=self.limit_s, now_s=sent_s, route=up_to(self._routes(who), way.slot.after),
        )  # fmt: skip


def _nearness(asked: Asked, technician: Technician, limit_s: int) -> tuple[int, int]:
    """From when on a technician works, and how long their way is at least on the days until a moment."""
    from_s, shifts = shifts_ahead(asked, technician)
    if not shifts:
        return _NEVER, _NEVER
    absences = asked.board.absences_of(technician.id)
    days = [each for each in shifts if each.start_s <= limit_s] or shifts[:1]
    ways = [
        least_way_s(asked, technician, day_of(asked.board, technician, each, absences, asked.skip)) for each in days
    ]
    return max(from_s, shifts[0].start_s), int(min(ways))


def up_to(route: RouteForecast | None, after: str) -> RouteForecast | None:
    """What is expected of a technician up to the stop that they come from; only what has begun, where there is none."""
    if route is None:
        return None
    number = next((place for place, each in enumerate(route.stops, 1) if each.visit_id == after), 0)
    begun = [each for each in route.stops[number:] if each.stop.state not in PLACED]
    return replace(route, stops=(*route.stops[:number], *begun))


def _named(board: Board, among: Collection[str]) -> Iterator[Technician]:
    return (board.technicians[who] for who in among if who in board.technicians)


def _nearer(technician: Technician) -> str:
    """The stage in which of somebody is known only how near they are."""
    return technician.id
