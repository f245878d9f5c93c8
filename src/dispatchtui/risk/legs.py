"""One stop as curves: what has happened of it is known, what happens now is conditioned on it, the rest is expected.

Units: seconds; instants epoch seconds.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.durations import basis_of
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Location, Position, Stamps, Visit, VisitState
from dispatchtui.core.timeline import Step
from dispatchtui.core.work import ends_s
from dispatchtui.risk import curves
from dispatchtui.risk.curves import NOUGHT, Curve, Values
from dispatchtui.risk.habits import Habits


class When(Struct, frozen=True):
    """A moment: so long after an instant as the curve says."""

    at_s: float
    curve: Curve = NOUGHT

    @property
    def certain(self) -> bool:
        """Whether the moment is known."""
        return self.curve.certain


class Leg(Struct, frozen=True, kw_only=True):
    """One stop to be followed.

    Of what has begun `arrival`, `start` and `end` are there as far as they do not depend on what comes before.
    Of what has not, somebody sets out when they are free and not before `floor_s`, nor before they have
    accepted, and `leave` later; yet not before what is planned, less `early`. A `set_out` takes the place of all
    that, of who could have set out since `free_s`. `wait` is how long somebody waits whom nobody opens, which
    happens with a probability of `no_access`.
    """

    step: Step
    begun: bool = False
    arrival: When | None = None
    start: When | None = None
    end: When | None = None
    floor_s: float = 0.0
    planned_s: float = 0.0
    free_s: float = 0.0
    accepted: When | None = None
    set_out: When | None = None
    leave: Curve = NOUGHT
    early: Curve = NOUGHT
    drive: Curve = NOUGHT
    opens_s: float | None = None
    settle: Curve = NOUGHT
    no_access: float = 0.0
    wait: Curve = NOUGHT
    work: Curve = NOUGHT

    @property
    def certain(self) -> bool:
        """Whether nothing of its own makes it uncertain."""
        moments = (self.arrival, self.start, self.end, self.accepted, self.set_out)
        lengths = (self.leave, self.early, self.drive, self.settle, self.work)
        known = all(each is None or each.certain for each in moments) and all(each.certain for each in lengths)
        return known and not self.no_access


class Outset(Struct, frozen=True):
    """What all stops of a technician are made legs from."""

    board: Board
    technician_id: str
    habits: Habits
    now_s: int
    position: Position | None


def begun(outset: Outset, step: Step) -> Leg:
    """The leg of a stop that has been set out to."""
    visit, stop = step.visit, step.stop
    if visit.state in ENDED or visit.state is VisitState.NO_ACCESS:
        return Leg(step=step, begun=True, arrival=When(stop.arrival_s), start=When(stop.start_s), end=When(stop.end_s))
    if visit.stamps.working_s is not None:
        return Leg(step=step, begun=True, arrival=When(stop.arrival_s), start=When(stop.start_s),
                   end=_end_of_work(outset, step))  # fmt: skip
    habits = outset.habits
    work = fresh_work(outset, step)
    if visit.state is VisitState.ON_SITE:
        waited_s = float(outset.now_s - stop.arrival_s)
        settle, wait = habits.settle, habits.wait
        shut = _nobody_opens(habits, waited_s)
        start = When(stop.start_s) if settle.certain and settle.low_s <= waited_s else \
            When(stop.arrival_s, curves.outlasted(settle, waited_s))  # fmt: skip
        return Leg(step=step, begun=True, arrival=When(stop.arrival_s), start=start, work=work,
                   no_access=shut, wait=curves.outlasted(wait, waited_s) if shut else wait)  # fmt: skip
    opens_s = float(visit.promise.start_s) if visit.promise is not None else None
    return Leg(step=step, begun=True, arrival=_arrival(outset, step), opens_s=opens_s, settle=habits.settle,
               no_access=_no_access(habits), wait=habits.wait, work=work)  # fmt: skip


def ahead(outset: Outset, step: Step, shift_s: int | None, *, idle: bool) -> Leg:
    """The leg of a stop that has not been set out to; `idle` when nothing else holds its technician up."""
    visit, habits, now_s = step.visit, outset.habits, outset.now_s
    planned_s = float(step.line.start_s - step.drive_s)
    begins_s = shift_s if shift_s is not None and shift_s <= planned_s else 0
    accepted = set_out = None
    free_s = float(max(step.free_s, visit.stamps.accepted_s or 0, begins_s))
    released_s = visit.stamps.released_s
    if visit.state is VisitState.RELEASED and released_s is not None and not habits.accept.certain:
        accepted = When(released_s, curves.outlasted(habits.accept, float(now_s - released_s)))
    elif visit.state is VisitState.ACCEPTED and idle:
        set_out = _sets_out(habits, free_s, planned_s, float(now_s))
    drive = habits.drive(visit.territory, outset.technician_id, step.drive_s)
    opens_s = float(visit.promise.start_s) if visit.promise is not None else None
    return Leg(step=step, floor_s=float(max(now_s, begins_s)), planned_s=planned_s, free_s=free_s, accepted=accepted,
               set_out=set_out, leave=habits.leave, early=habits.early, drive=drive, opens_s=opens_s,
               settle=habits.settle, no_access=_no_access(habits), wait=habits.wait, work=fresh_work(outset, step),
               )  # fmt: skip


def fresh_work(outset: Outset, step: Step) -> Curve:
    """How long the work of a stop takes of which nothing has been done."""
    visit = step.visit
    order = outset.board.work_orders.get(visit.work_order_id)
    plan_s = ends_s(visit, step.line) - step.line.start_s
    work_type, learned = order.work_type if order is not None else "", outset.habits.rows != (None, None)
    duration = basis_of(outset.board, work_type, visit.duration) if learned else visit.duration
    work = outset.habits.work(work_type, visit.territory, outset.technician_id, duration, plan_s)
    return curves.shifted(work, visit.extended_s) if learned and visit.extended_s else work


def _end_of_work(outset: Outset, step: Step) -> When:
    """When work that has begun ends: as reported, else as such work goes that has taken so long already."""
    visit, now_s, habits = step.visit, outset.now_s, outset.habits
    stamps, began_s = visit.stamps, visit.stamps.working_s or now_s
    rest_s = float((visit.remaining_s or 0) + visit.extended_s)
    if visit.state is VisitState.SUSPENDED:
        rests_s = float(max(0, now_s - _suspended_s(visit, now_s)))
        pause = habits.pause
        left = NOUGHT if pause.certain else curves.shifted(curves.outlasted(pause, rests_s), -rests_s)
        return When(now_s, curves.together(left, habits.reported(rest_s)))
    if stamps.resumed_s is not None:
        return _no_sooner(When(stamps.resumed_s, habits.reported(rest_s)), now_s)
    elapsed_s = float(now_s - began_s)
    plan_s = ends_s(visit, step.line) - step.line.start_s
    usual_s = visit.duration.p50_s if visit.duration is not None and visit.duration.p50_s > 0 else plan_s
    if visit.extended_s:
        told_s = plan_s if habits.after is None else usual_s + visit.extended_s
        return _no_sooner(When(began_s, habits.reported(float(told_s))), now_s)
    fresh = fresh_work(outset, step)
    return _no_sooner(When(began_s, habits.silent(fresh, usual_s, elapsed_s)), now_s)


def _no_sooner(when: When, now_s: int) -> When:
    """A moment of which it is known that it has not come yet."""
    return When(when.at_s, curves.outlasted(when.curve, now_s - when.at_s))


def _suspended_s(visit: Visit, now_s: int) -> int:
    if visit.held_from_s is not None:
        return visit.held_from_s
    return visit.changed.at_s if visit.changed is not None else now_s


def _arrival(outset: Outset, step: Step) -> When:
    """When somebody who is on the way gets there: by where they were seen, else by when they set out."""
    visit, now_s, position, habits = step.visit, outset.now_s, outset.position, outset.habits
    left_s = _left_s(visit.stamps, now_s)
    site = travel.site_of(outset.board, visit)
    if position is not None and position.at_s >= left_s:
        here = Location(latitude=position.latitude, longitude=position.longitude)
        rest = habits.drive(visit.territory, outset.technician_id, travel.seconds(here, site))
        return _no_sooner(When(position.at_s, rest), now_s)
    way = habits.blind(visit.territory, outset.technician_id, travel.seconds(step.place, site))
    return _no_sooner(When(left_s, way), now_s)


def _left_s(stamps: Stamps, now_s: int) -> int:
    return stamps.en_route_s if stamps.en_route_s is not None else now_s


def _sets_out(habits: Habits, free_s: float, planned_s: float, now_s: float) -> When:
    """When somebody sets out who could have done so since `free_s` and has not by now."""
    leave, early = habits.leave, habits.early
    first_s, last_s = planned_s - early.high_s, max(free_s + leave.high_s, planned_s - early.low_s)
    if first_s > now_s and free_s + leave.high_s <= first_s:
        return When(planned_s, early.negative)
    if last_s <= now_s:
        return When(now_s, leave)  # nobody would have waited for so long: they are about to
    if last_s - max(free_s + leave.low_s, first_s) < 1.0:
        return When(last_s)
    instants = np.linspace(max(now_s, free_s + leave.low_s, first_s), last_s, 4 * curves.COUNT)
    by_then = _gone(habits, free_s, planned_s, instants)
    gone = by_then[0] if instants[0] <= now_s else 0.0
    if gone > 0.995:
        return When(now_s, leave)
    shares = np.maximum.accumulate((by_then - gone) / (1.0 - gone))
    return When(now_s, Curve(np.interp(curves.LEVELS, shares, instants) - now_s))


def gone_by(habits: Habits, free_s: float, planned_s: float, at_s: float) -> float:
    """How likely somebody who could set out since `free_s`, and takes no break, has done so by an instant."""
    return float(_gone(habits, free_s, planned_s, np.array([at_s]))[0])


def _gone(habits: Habits, free_s: float, planned_s: float, instants: Values) -> Values:
    return share(habits.leave, instants - free_s) * (1.0 - share(habits.early, planned_s - instants))


def share(curve: Curve, lengths: Values) -> Values:
    """How likely a curve is no longer than each of these."""
    if curve.certain:
        return np.asarray(lengths >= curve.low_s, dtype=np.float64)
    return np.asarray(np.interp(lengths, curve.values, curves.LEVELS, left=0.0, right=1.0))


def _no_access(habits: Habits) -> float:
    """The probability that nobody opens; it is left out where nobody knows how long that is waited for."""
    return habits.field.no_access if habits.wait.high_s > 0 else 0.0


def _nobody_opens(habits: Habits, waited_s: float) -> float:
    """The same of somebody who has stood there for so long, and has neither begun nor gone."""
    shut = _no_access(habits)
    if not shut:
        return 0.0
    waits = shut * max(1.0 - float(share(habits.wait, np.array([waited_s]))[0]), 1e-4)
    settles = (1.0 - shut) * max(1.0 - float(share(habits.settle, np.array([waited_s]))[0]), 1e-4)
    return waits / (waits + settles)
