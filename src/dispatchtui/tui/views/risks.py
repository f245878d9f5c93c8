"""What will probably happen, as a lookout works it out beside the keys: kept for the views until it is known better.

Never: a number worked out while a view asks for it; what is asked is what was kept last.
Why: a forecast of a route costs more than a row that shows it, and no key may wait for either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
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


class Worked(Struct, frozen=True):
    """What a slice of work found: whether all is known now, which visits stand otherwise, and the routes followed."""

    done: bool
    visits: frozenset[str]
    routes: tuple[RouteForecast, ...]


class Risks:
    """The lookout of one picture, and what it has said so far."""

    def __init__(
        self, board: Board, now_s: int, positions: Mapping[str, Position], bands: Mapping[str, Band | None]
    ) -> None:
        """Begin to look; nothing is known until `work` was called. `bands` are those in which visits stood before.

        Cost: what importing numpy costs, the first time.
        """
        from dispatchtui.risk.rounds import Rounds  # noqa: PLC0415  (loaded beside the console, see foreseeing)
        from dispatchtui.solver.lookout import Lookout  # noqa: PLC0415

        self._lookout = Lookout(board, now_s, positions, bands=bands)
        self._rounds = Rounds(board, now_s)
        self._positions = dict(positions)
        self._board = board
        self._kept: dict[str, tuple[Visit, Standing]] = {}
        self._routes: dict[str, RouteForecast] = {}
        self._stops: dict[str, StopForecast] = {}
        self._found: tuple[Finding, ...] = ()

    def follow(self, board: Board, keys: Collection[str], positions: Mapping[str, Position]) -> None:
        """Take over what changed, people who moved among it."""
        self._board = board
        for key in keys:
            table, _, row_id = key.partition("/")
            position = positions.get(row_id) if table == "technicians" else None
            if position is not None and position != self._positions.get(row_id):
                self._positions[row_id] = position
                self._lookout.move(position)
        self._lookout.follow(board, keys)
        self._rounds.follow(board, keys)

    def at(self, now_s: int, known_s: int) -> None:
        """Move to another moment; beyond what is known nothing is made up."""
        self._lookout.at(now_s, known_s)

    def work(self, enough: Callable[[], bool]) -> Worked:
        """Work until it is enough."""
        lookout = self._lookout
        done = lookout.work(enough) and self._rounds.work(lookout.now_s, lookout.route, enough)
        routes: dict[str, RouteForecast] = {}
        moved = frozenset(visit_id for visit_id in self._lookout.changed() if self._take(visit_id, routes))
        for technician_id in self._board.technicians if done else ():
            self._follow_route(technician_id, routes)
        return Worked(done, moved, tuple(routes.values()))

    @property
    def bands(self) -> dict[str, Band | None]:
        """The band in which each visit stood, for whoever begins on another board."""
        return self._lookout.bands

    def standing(self, visit: Visit) -> Standing | None:
        """How a visit stood when that was last worked out; nothing where it is another plan by now."""
        kept = self._kept.get(visit.id)
        if kept is None or kept[0].crew != visit.crew or kept[0].state is not visit.state:
            return None
        return kept[1]

    def forecast(self, visit_id: str) -> StopForecast | None:
        """What was last expected of a visit's stop."""
        return self._stops.get(visit_id)

    def look_round(self, broken: Mapping[str, tuple[Violation, ...]], positions: Mapping[str, Position]) -> None:
        """Take everything else that needs somebody, rules broken and people silent among it.

        Cost: some milliseconds; 100 ms once a minute for 8,000 visits.
        """
        self._found = self._rounds.found(self._lookout.route, violations=broken, positions=positions)

    def attention(self) -> list[Finding]:
        """What needs somebody, in the order of the key for the next thing."""
        from dispatchtui.solver.attention import attention  # noqa: PLC0415  (loaded beside the console)

        return attention(self._lookout, self._found)

    def _take(self, visit_id: str, routes: dict[str, RouteForecast]) -> bool:
        visit = self._board.visits.get(visit_id)
        before = self._kept.pop(visit_id, None)
        if visit is None or visit.state in ENDED:
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
