"""What will probably happen on a technician's route: of every stop when it is reached, begun and ended.

Units: epoch seconds; probabilities from 0 to 1.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core import sla
from dispatchtui.core.board import Board
from dispatchtui.core.breaks import Rest
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.timeline import Stop, project_day


class Spread(Struct, frozen=True, kw_only=True):
    """Four points of the curve of a moment: so many in a hundred happen by then."""

    p10_s: int
    p50_s: int
    p80_s: int
    p90_s: int

    @property
    def certain(self) -> bool:
        """Whether there is nothing left to be unsure of."""
        return self.p10_s == self.p90_s


class ClockForecast(Struct, frozen=True, kw_only=True):
    """One clock of a visit: when it is due, the median of when it is met, and the probability that this is too late."""

    due_s: int
    of_work: bool
    eta_s: int
    breach: float


class StopForecast(Struct, frozen=True, kw_only=True):
    """One stop: as the plain projection has it, and as it will probably be."""

    visit_id: str
    stop: Stop
    arrival: Spread
    start: Spread
    end: Spread
    clocks: tuple[ClockForecast, ...] = ()


class RouteForecast(Struct, frozen=True, kw_only=True):
    """A technician's stops, earliest planned first, as they were asked for at `at_s`.

    `method` is how they were worked out: exact (nothing is uncertain, so it is the projection to the second),
    analytic or sampled. `position_age_s` is the age of the position that was used; nothing without one.
    """

    technician_id: str
    at_s: int
    stops: tuple[StopForecast, ...] = ()
    rests: tuple[Rest, ...] = ()
    method: str = "exact"
    position_age_s: int | None = None


def forecast(
    board: Board,
    technician_id: str,
    now_s: int,
    position: Position | None = None,
    *,
    method: str = "",
    until_s: int | None = None,
) -> RouteForecast:
    """Follow a technician's stops from now as far as `until_s` or the horizon; `method` forces one."""
    day = project_day(board, technician_id, now_s, position, until_s=until_s)
    stops = tuple(_certain(board, stop, now_s) for stop in day.stops)
    return RouteForecast(
        technician_id=technician_id, at_s=now_s, stops=stops, rests=day.rests, method=method or "exact"
    )


def chance_in_time(
    board: Board,
    visit: Visit,
    technician_id: str,
    *,
    arrival_s: int,
    drive_s: int,
    due_s: int,
    now_s: int,
    route: RouteForecast | None = None,
) -> float:
    """The probability that somebody who would arrive then after such a drive is at a visit when it is due.

    `route` is what is expected of that technician now; without it they are free.
    """
    before = (
        [each.end for each in route.stops if each.stop.planned_start_s < arrival_s and each.visit_id != visit.id]
        if route is not None
        else []
    )
    free_s = max((each.p50_s for each in before), default=now_s)
    return float(max(arrival_s, max(now_s, free_s) + drive_s) <= due_s and technician_id in board.technicians)


def _certain(board: Board, stop: Stop, now_s: int) -> StopForecast:
    """A stop of which nothing is uncertain."""
    clocks = tuple(
        ClockForecast(due_s=each.due_s, of_work=each.of_work, eta_s=each.eta_s, breach=float(each.eta_s > each.due_s))
        for each in sla.clocks(board, board.visits[stop.visit_id], now_s, stop)
        if each.eta_s is not None
    )
    return StopForecast(
        visit_id=stop.visit_id, stop=stop, arrival=_point(stop.arrival_s), start=_point(stop.start_s),
        end=_point(stop.end_s), clocks=clocks,
    )  # fmt: skip


def _point(at_s: int) -> Spread:
    return Spread(p10_s=at_s, p50_s=at_s, p80_s=at_s, p90_s=at_s)
