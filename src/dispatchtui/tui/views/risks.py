"""What will probably happen, as a lookout works it out beside the keys: kept for the views until it is known better.

What changed is posted by whoever draws, taken and worked on by whoever works, on another thread if need be; a view
reads what was kept last. The board that is posted must not change any more.
Never: a number worked out while a view asks for it.
Why: what can still be done for one visit takes longer than a key may wait.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping
from time import perf_counter
from typing import TYPE_CHECKING

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.refusals import Violation
from dispatchtui.core.sla import Band
from dispatchtui.tui.views.standing import Standing, probable

if TYPE_CHECKING:
    from dispatchtui.risk.findings import Finding
    from dispatchtui.risk.forecast import RouteForecast, StopForecast

MEANWHILE_S = 1.0
"""How often what needs somebody is told while not everything has been worked out."""
AT_RISK = (Band.LATE.value, Band.RISK.value)
"""Bands of which it is worked out what can still be done."""
REST_FACTOR = 5
"""Looking for what needs somebody rests for so many times as long as it took."""


class Post(Struct, frozen=True, kw_only=True):
    """What changed: the board as it is now, its rows that are others, and which rules standing plans break."""

    board: Board
    keys: frozenset[str]
    positions: Mapping[str, Position]
    broken: Mapping[str, tuple[Violation, ...]]


class Worked(Struct, frozen=True):
    """What a slice of work found: the visits that stand otherwise, the routes followed, and what needs somebody."""

    visits: frozenset[str]
    routes: tuple[RouteForecast, ...]
    found: tuple[Finding, ...] | None


class Risks:
    """The lookout of one picture, and what it has said so far."""

    def __init__(
        self, board: Board, now_s: int, positions: Mapping[str, Position], bands: Mapping[str, Band | None]
    ) -> None:
        """Begin to look; nothing is known until somebody works. `bands` are those in which visits stood before."""
        self._post = Post(board=board, keys=frozenset(), positions=dict(positions), broken={})
        self._bands = bands
        self._inbox: deque[Post] = deque([self._post])
        self._now = (now_s, now_s)
        self._kept: dict[str, tuple[Visit, Standing]] = {}
        self._routes: dict[str, RouteForecast] = {}
        self._stops: dict[str, StopForecast] = {}
        self._old, self._told_at, self._again = True, perf_counter(), 0.0
        self._begun = self._all_known = self.settled = False
        self.outbox: deque[Worked] = deque()

    # By whoever draws.

    @property
    def waits(self) -> bool:
        """Whether something was posted that nobody has taken yet."""
        return bool(self._inbox)

    @property
    def all_known(self) -> bool:
        """Whether nothing is left to work out or to take."""
        return self._all_known and not self._inbox and not self.outbox

    def post(self, post: Post) -> None:
        """Tell of what changed."""
        self._inbox.append(post)

    def at(self, now_s: int, known_s: int) -> None:
        """Move to another moment; beyond what is known nothing is made up."""
        if (now_s, known_s) != self._now:
            self._now = now_s, known_s

    @property
    def bands(self) -> dict[str, Band | None]:
        """The band in which each visit stood, for whoever begins on another board."""
        return {key: Band(found.band) for key, (_, found) in self._kept.copy().items() if found.band}

    def standing(self, visit: Visit) -> Standing | None:
        """How a visit stood when that was last worked out; nothing where it is another plan by now."""
        kept = self._kept.get(visit.id)
        if kept is None or kept[0].crew != visit.crew or kept[0].state is not visit.state:
            return None
        return kept[1]

    def route(self, technician_id: str) -> RouteForecast | None:
        """What was last expected of a technician's route."""
        return self._routes.get(technician_id)

    def forecast(self, visit_id: str) -> StopForecast | None:
        """What was last expected of a visit's stop."""
        return self._stops.get(visit_id)

    # By whoever works.

    def work(self, enough: Callable[[], bool]) -> bool:
        """Take what was posted and work until it is enough; tell whether all is known.

        Cost: the first time what importing numpy costs.
        """
        if not self._begun:
            self._begin()
        lookout, rounds = self._lookout, self._rounds
        lookout.at(*self._now)
        while self._inbox:
            self._all_known = False
            self._take_post(self._inbox.popleft())
        # A day that never stands still is never wholly worked out: who is gone round to does not wait for that.
        done = lookout.work(enough)
        done = rounds.work(lookout.now_s, lookout.route, enough) and done
        routes: dict[str, RouteForecast] = {}
        moved = frozenset(visit_id for visit_id in lookout.changed() if self._take(visit_id, routes))
        for technician_id in self._post.board.technicians if done else ():
            self._follow_route(technician_id, routes)
        self._old |= bool(moved or routes)
        found = self._attention(done=done)
        if moved or routes or found is not None:
            self.outbox.append(Worked(moved, tuple(routes.values()), found))
        self._all_known = done and not self._old
        self.settled = self.settled or done or self._is_settled()
        return self._all_known and not self._inbox

    def _begin(self) -> None:
        from dispatchtui.risk.rounds import Rounds  # noqa: PLC0415  (numpy comes with them: only after the paint)
        from dispatchtui.solver.lookout import Lookout  # noqa: PLC0415

        first = self._inbox.popleft()
        self._positions = dict(first.positions)
        self._told: tuple[Finding, ...] | None = None
        self._lookout = Lookout(first.board, self._now[1], first.positions, bands=self._bands)
        self._rounds = Rounds(first.board, self._now[1])
        self._begun = True

    def _take_post(self, post: Post) -> None:
        self._post, self._old = post, True
        for technician_id, position in post.positions.items():
            if position != self._positions.get(technician_id):
                self._positions[technician_id] = position
                self._lookout.move(position)
        self._lookout.follow(post.board, post.keys)
        self._rounds.follow(post.board, post.keys)

    def _attention(self, *, done: bool) -> tuple[Finding, ...] | None:
        """What needs somebody, in the order of the key for the next thing; nothing while it is not due."""
        from dispatchtui.solver.attention import attention  # noqa: PLC0415

        began = perf_counter()
        if not self._old or began < self._again or not (done or began > self._told_at + MEANWHILE_S):
            return None
        found = self._rounds.found(self._lookout.route, violations=self._post.broken, positions=self._positions)
        told = tuple(attention(self._lookout, found))
        self._old, self._told_at = False, perf_counter()
        self._again = self._told_at + (self._told_at - began) * REST_FACTOR
        before, self._told = self._told, told
        return told if told != before else None

    def _is_settled(self) -> bool:
        """Whether it was worked out of every visit how it stands, and of those at risk what can still be done."""
        if self._told is None:
            return False
        every = (each for each in self._post.board.visits.values() if each.state not in ENDED)
        return all(self._knows(each) for each in every)

    def _knows(self, visit: Visit) -> bool:
        kept = self._kept.get(visit.id)
        return kept is not None and (kept[1].band not in AT_RISK or self._lookout.saving(visit) is not None)

    def _take(self, visit_id: str, routes: dict[str, RouteForecast]) -> bool:
        visit = self._post.board.visits.get(visit_id)
        before = self._kept.get(visit_id)
        if visit is None or visit.state in ENDED:
            self._kept.pop(visit_id, None)
            return before is not None
        for line in visit.crew:
            self._follow_route(line.technician_id, routes)
        found = probable(self._lookout.standing(visit), self._lookout.saving(visit))
        self._kept[visit_id] = (visit, found)
        return before is None or before[1] != found

    def _follow_route(self, technician_id: str, routes: dict[str, RouteForecast]) -> None:
        route = self._lookout.route(technician_id)
        if self._routes.get(technician_id) is not route:
            self._routes[technician_id] = routes[technician_id] = route
            self._stops |= {each.visit_id: each for each in route.stops}


def copied(board: Board, keys: Collection[str], positions: Mapping[str, Position],
           broken: Mapping[str, tuple[Violation, ...]]) -> Post:  # fmt: skip
    """What is posted of a board that goes on changing.

    Cost: half a millisecond for 10,000 visits.
    """
    return Post(board=board.copy(), keys=frozenset(keys), positions=dict(positions), broken=dict(broken))
