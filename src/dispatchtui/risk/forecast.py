"""What will probably happen on a technician's route: of every stop when it is reached, begun and ended.

Units: epoch seconds; probabilities from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

from msgspec import Struct

from dispatchtui.core import sla
from dispatchtui.core.absences import away
from dispatchtui.core.board import Board
from dispatchtui.core.breaks import Rest
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.timeline import Stop
from dispatchtui.risk import analytic, sampled
from dispatchtui.risk.chance import in_time
from dispatchtui.risk.course import Course, course_of
from dispatchtui.risk.dice import Even
from dispatchtui.risk.habits import habits_of
from dispatchtui.risk.legs import Leg
from dispatchtui.risk.outcome import Moment, Outcome


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
    """Follow a technician's stops from now as far as `until_s` or the horizon; `method` forces one.

    Cost: less than a millisecond for a route of eight stops.
    """
    course = course_of(board, technician_id, now_s, position, until_s)
    method = method or method_of(course)
    if method == "exact":
        stops = tuple(_certain(board, stop, now_s) for stop in course.plain.stops)
    else:
        outcomes = analytic.follow(course) if method == "analytic" else sampled.follow(course, Even(sampled.SAMPLES))
        stops = told(board, course, outcomes)
    return RouteForecast(
        technician_id=technician_id, at_s=now_s, stops=stops, rests=course.plain.rests, method=method,
        position_age_s=now_s - course.position.at_s if course.position is not None else None,
    )  # fmt: skip


def method_of(course: Course) -> str:
    """How a course is followed: not at all where it is certain, in samples where breaks are owed."""
    if course.certain:
        return "exact"
    return "sampled" if course.owed else "analytic"


def told(board: Board, course: Course, outcomes: Iterable[Outcome[Moment]]) -> tuple[StopForecast, ...]:
    """What becomes of a course as it is told, earliest planned first."""
    found = [_told(board, course, each) for each in outcomes]
    return tuple(sorted(found, key=_planned))


def _planned(each: StopForecast) -> int:
    return each.stop.planned_start_s


def _told(board: Board, course: Course, outcome: Outcome[Moment]) -> StopForecast:
    stop, visit = outcome.leg.step.stop, outcome.leg.step.visit
    arrival, end = _spread(outcome.arrival), _spread(outcome.end)
    clocks = sla.clocks(board, visit, course.now_s, stop)
    lost = _lost(board, course, outcome.leg, arrival.p50_s) if clocks else 0.0
    found = []
    for each in clocks:
        late = _work_late(outcome, each.due_s) if each.of_work else outcome.arrival.after(each.due_s)
        eta_s = end.p50_s if each.of_work else arrival.p50_s
        breach = round(lost + (1.0 - lost) * late, 6)
        found.append(ClockForecast(due_s=each.due_s, of_work=each.of_work, eta_s=eta_s, breach=breach))
    start = _spread(outcome.start) if outcome.start is not outcome.arrival else arrival
    return StopForecast(visit_id=visit.id, stop=stop, arrival=arrival, start=start, end=end, clocks=tuple(found))


def _work_late(outcome: Outcome[Moment], due_s: int) -> float:
    """The probability that work is done too late; where nobody opens it is not done at all."""
    shut = outcome.leg.no_access
    return shut + (1.0 - shut) * outcome.worked.after(due_s)


def _lost(board: Board, course: Course, leg: Leg, arrival_s: int) -> float:
    """The probability that a stop never happens, for its technician is away or falls ill before setting out."""
    if leg.begun:
        return 0.0
    leave_s = arrival_s - leg.step.drive_s
    if away(board, leg.step.visit, leave_s) is not None:
        return 1.0
    if not course.absent_per_h:
        return 0.0
    # Who falls ill at work says so when they are through with it.
    on_shift_s = sum(max(0.0, min(leave_s, each.end_s) - max(course.busy_s, each.start_s)) for each in course.shifts)
    return 1.0 - exp(-course.absent_per_h * on_shift_s / 3600)


def _spread(moment: Moment) -> Spread:
    p10_s, p50_s, p80_s, p90_s = map(round, moment.quantiles(_LEVELS))
    return Spread(p10_s=p10_s, p50_s=p50_s, p80_s=p80_s, p90_s=p90_s)


_LEVELS = (0.1, 0.5, 0.8, 0.9)


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

    `route` is what is expected of that technician now; without it they are free. `now_s` is when they are told.
    Cost: a few microseconds where nothing is uncertain, else about fifty.
    """
    technician = board.technicians.get(technician_id)
    if technician is None:
        return 0.0
    known = route.stops if route is not None else ()
    before = [each.end for each in known if each.stop.planned_start_s < arrival_s and each.visit_id != visit.id]
    free = max(before, key=_median, default=_point(now_s))
    habits = habits_of(board, technician.territory)
    drive = habits.drive(visit.territory, technician_id, drive_s)
    leave_s = arrival_s - drive_s
    points = (free.p10_s, free.p50_s, free.p80_s, free.p90_s)
    chance = in_time(points, habits, drive, now_s=now_s, planned_s=leave_s, due_s=due_s)
    return chance * exp(-habits.field.absent_per_h * max(0.0, leave_s - now_s) / 3600)


def _median(spread: Spread) -> int:
    return spread.p50_s


def _certain(board: Board, stop: Stop, now_s: int) -> StopForecast:
    """A stop of which nothing is uncertain."""
    visit = board.visits[stop.visit_id]
    clocks = sla.clocks(board, visit, now_s, stop)
    lost = bool(clocks) and visit.state in PLACED and away(board, visit, stop.travel_start_s) is not None
    found = tuple(
        ClockForecast(
            due_s=each.due_s, of_work=each.of_work, eta_s=each.eta_s, breach=float(lost or each.eta_s > each.due_s)
        )
        for each in clocks
        if each.eta_s is not None
    )
    return StopForecast(
        visit_id=stop.visit_id, stop=stop, arrival=_point(stop.arrival_s), start=_point(stop.start_s),
        end=_point(stop.end_s), clocks=found,
    )  # fmt: skip


def _point(at_s: int) -> Spread:
    return Spread(p10_s=at_s, p50_s=at_s, p80_s=at_s, p90_s=at_s)
