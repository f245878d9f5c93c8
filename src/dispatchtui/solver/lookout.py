"""What is expected of the whole board, kept as it changes: routes, standings, and what can still be done.

An event makes old only the routes of the technicians that it touches; what can still be done is worked out only for
visits at risk, the oldest first, in slices. While the feed is silent nothing is worked out beyond what is known.

Units: epoch seconds.
Cost: a look-up where nothing changed; a route, and as much again for each visit at risk, where something did.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.sla import Band
from dispatchtui.risk.forecast import RouteForecast, forecast
from dispatchtui.risk.standing import Standing, standing_of
from dispatchtui.solver.saving import Saving


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
        self._savings: dict[str, Saving] = {}
        self._changed: set[str] = set()

    def follow(self, board: Board, keys: Collection[str]) -> None:
        """Take over the rows that changed (`visits/V60`)."""
        self.board = board
        if keys:
            self._routes.clear()
            self._savings.clear()

    def at(self, now_s: int, known_s: int | None = None) -> None:
        """Let it be a later moment; the feed tells what happened until `known_s`, and no later moment is looked at."""
        self.now_s = now_s if known_s is None else min(now_s, known_s)

    def move(self, position: Position) -> None:
        """Take over where somebody is."""
        self._positions[position.technician_id] = position
        self._routes.pop(position.technician_id, None)

    def work(self, enough: Callable[[], bool]) -> bool:
        """Work out what is old until it is enough; tell whether all is fresh."""
        for technician_id in self.board.technicians:
            if technician_id not in self._routes:
                self.route(technician_id)
                if enough():
                    return False
        return True

    def route(self, technician_id: str) -> RouteForecast:
        """What is expected of a technician."""
        kept = self._routes.get(technician_id)
        if kept is None:
            kept = forecast(self.board, technician_id, self.now_s, self._positions.get(technician_id))
            self._routes[technician_id] = kept
        return kept

    def standing(self, visit: Visit) -> Standing:
        """How a visit stands."""
        line = visit.assignment
        route = self.route(line.technician_id) if line is not None else None
        return standing_of(self.board, visit, self.now_s, route, before=self._bands.get(visit.id))

    def saving(self, visit: Visit) -> Saving | None:
        """What can still be done for a visit at risk; nothing for any other."""
        return self._savings.get(visit.id)

    def at_risk(self) -> tuple[str, ...]:
        """The visits that may break their word and have not, by the last moment to act; what has none comes last."""
        return tuple(self._savings)

    def order(self) -> tuple[str, ...]:
        """The visits that need somebody: by the last moment to act, then what is lost, to be watched, and broken."""
        return self.at_risk()

    def changed(self) -> frozenset[str]:
        """The visits whose standing or way out has changed since this was last asked."""
        found = frozenset(self._changed)
        self._changed.clear()
        return found
