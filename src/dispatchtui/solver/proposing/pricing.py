"""What moves cost as the objectives price them, and how surely the words that they touch are kept.

Units: seconds of travel; chances from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dispatchtui.constraints.base import Trial
from dispatchtui.constraints.objectives import Knock, Scene, Weighing, cost_of
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Assignment, Position, Visit
from dispatchtui.core.sla import due_of
from dispatchtui.risk.forecast import RouteForecast, StopForecast, forecast
from dispatchtui.risk.standing import stop_in


def cost_of_moves(
    board: Board, after: Board, moves: Sequence[Move], now_s: int, *, travel_s: int, scene: Scene | None = None
) -> float:
    """What moves cost that lead from one board to another, above what it costs that all stays as it is planned.

    The first that is placed is weighed, what else moves is knocked on; `travel_s` is what they add to all ways. What
    only goes back to the queue costs that it lies there. The `scene` is that of the former board, where there is one.
    """
    scene = scene or Scene(board, now_s)
    lead = next((each for each in moves if each.technician_id), moves[0])
    knocks = tuple(knock_of(board, after, each, now_s) for each in moves if each is not lead or not each.technician_id)
    visit, then = board.visits[lead.visit_id], after.visits[lead.visit_id]
    found = _weighed(scene, visit, then.crew or visit.crew, travel_s, knocks)
    return found - _weighed(scene, visit, visit.crew, 0, ())


def _weighed(
    scene: Scene, visit: Visit, crew: tuple[Assignment, ...], travel_s: int, knocks: tuple[Knock, ...]
) -> float:
    """What it costs that people go to a visit then; nothing where nobody does."""
    technician = scene.board.technicians.get(crew[0].technician_id) if crew else None
    if technician is None:
        return 0.0
    trial = Trial(board=scene.board, visit=visit, technician=technician, line=crew[0], at_s=scene.at_s, crew=crew)
    due_s = due_of(scene.board, visit, scene.at_s)
    return cost_of(Weighing(trial=trial, added_travel_s=travel_s, knock_on=knocks, due_s=due_s, shared=scene))


def knock_of(board: Board, after: Board, move: Move, now_s: int) -> Knock:
    """What a move that goes along means for its visit."""
    visit, then = board.visits[move.visit_id], after.visits[move.visit_id]
    start_s = visit.crew[0].start_s if visit.crew else move.start_s
    if not move.technician_id:
        return Knock(visit_id=visit.id, planned_s=start_s, start_s=start_s, later_s=0, displaced=True)
    return Knock(
        visit_id=visit.id, planned_s=start_s, start_s=move.start_s, later_s=move.start_s - start_s,
        late_s=late_s(after, then, move.start_s, now_s), was_late_s=late_s(board, visit, start_s, now_s),
    )  # fmt: skip


def late_s(board: Board, visit: Visit, arrival_s: int, now_s: int) -> int:
    """By how much somebody who is there at a moment is after what was promised or is due; nought in time."""
    due_s = due_of(board, visit, now_s)
    return max(0, arrival_s - due_s) if due_s is not None else 0


class Routes:
    """What is expected of everybody on one board, worked out when it is asked."""

    def __init__(self, board: Board, now_s: int, positions: Mapping[str, Position] | None = None) -> None:
        """Know nothing yet."""
        self.board, self.now_s = board, now_s
        self.positions = positions or {}
        self._routes: dict[str, RouteForecast] = {}

    def __call__(self, technician_id: str) -> RouteForecast:
        """What is expected of a technician."""
        found = self._routes.get(technician_id)
        if found is None:
            found = forecast(self.board, technician_id, self.now_s, self.positions.get(technician_id))
            self._routes[technician_id] = found
        return found

    def stop(self, visit_id: str) -> StopForecast | None:
        """What is expected of a visit; nothing while nobody has it."""
        visit = self.board.visits.get(visit_id)
        return stop_in(self(visit.crew[0].technician_id), visit_id) if visit is not None and visit.crew else None

    def percent(self, visit_id: str) -> int | None:
        """The percentage with which a visit breaks its word; nothing where none is set or nobody has it."""
        stop = self.stop(visit_id)
        return round(100 * max(each.breach for each in stop.clocks)) if stop is not None and stop.clocks else None


def confidence(routes: Routes, visit_ids: Iterable[str]) -> float:
    """The chance that every word of some visits is kept: in one day the least of them, of several days all of these.

    What nobody has says nothing here; it is told by its row.
    """
    days: dict[str, float] = {}
    for visit_id in visit_ids:
        stop = routes.stop(visit_id)
        if stop is not None:
            who = routes.board.visits[visit_id].crew[0].technician_id
            kept = 1 - max((each.breach for each in stop.clocks), default=0.0)
            days[who] = min(days.get(who, 1.0), kept)
    chance = 1.0
    for each in days.values():
        chance *= each
    return round(chance, 6)
