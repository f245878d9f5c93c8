"""Why a visit breaks its word or may: the one stop, or the one person, that all the lateness behind it goes back to.

The route is walked back as long as the stop before ends later than planned. Of what each stop on that way adds, the
most counts, and of equals the earliest; so everything behind one overrun has one cause. Where nothing adds more than
the grace, it is the visit itself. What was told once stays the cause as long as it adds more than the grace, or
anything where nothing else does more, so that none comes and goes.

Work has run over, or is said to, before it is a cause; that it may is the affair of whoever is behind it.

Units: epoch seconds.
Cost: a few microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from dispatchtui.core.absences import away, away_words
from dispatchtui.core.alerting import alert_id
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.policy import rules_of
from dispatchtui.core.work import ends_s
from dispatchtui.risk.forecast import RouteForecast, StopForecast
from dispatchtui.risk.running import running_of

ARRIVED = (VisitState.ON_SITE, VisitState.WORKING, VisitState.SUSPENDED, VisitState.NO_ACCESS)


class Cause(Struct, frozen=True, kw_only=True):
    """What a lateness goes back to: one of `alerting.KINDS`, the row (`visits/V11`), and a few words."""

    kind: str
    subject: str
    words: str


class _Added(Struct, frozen=True):
    """How much later one stop makes what comes after it, and how that is told."""

    late_s: int
    cause: Cause
    beyond_grace: bool


def cause_of(
    board: Board, visit: Visit, now_s: int, route: RouteForecast | None, *, due_s: int, of_work: bool
) -> Cause:
    """What makes a visit late, or leaves it so little to spare."""
    if visit.state is VisitState.PARKED:
        return _itself(visit, "parked")
    gone = away(board, visit)
    if gone is not None and visit.state not in ARRIVED:
        return Cause(kind="absent", subject=f"technicians/{gone.technician_id}", words=away_words(gone))
    number = _number(route, visit.id)
    if route is None or number is None:
        return _itself(visit, "not placed")
    here = route.stops[number].stop
    if (here.planned_end_s if of_work else here.planned_start_s) > due_s:
        return _itself(visit, "planned after due")
    added = _adds(board, route, number, now_s, of_work=of_work)
    counted = [each for each in added if each.beyond_grace]
    known = board.tables["alerts"]
    told = [each for each in counted or added if alert_id(each.cause.kind, each.cause.subject) in known]
    if told or counted:
        return max(reversed(told or counted), key=lambda each: each.late_s).cause
    if visit.state in ARRIVED:
        return _itself(visit, "work runs on")
    if visit.state is VisitState.EN_ROUTE:
        return _itself(visit, "on the way")
    behind = route.stops[number].arrival.p50_s - here.planned_start_s > _grace_s(board, visit, now_s)
    return _itself(visit, "work before it may take longer" if behind else "planned close")


def _itself(visit: Visit, words: str) -> Cause:
    return Cause(kind="breach", subject=f"visits/{visit.id}", words=words)


def _number(route: RouteForecast | None, visit_id: str) -> int | None:
    stops: Sequence[StopForecast] = route.stops if route is not None else ()
    return next((number for number, each in enumerate(stops) if each.visit_id == visit_id), None)


def _adds(board: Board, route: RouteForecast, number: int, now_s: int, *, of_work: bool) -> list[_Added]:
    """What the visit and the stops before it add, the last first."""
    found: list[_Added] = []
    last = number
    while number >= 0:
        each = route.stops[number]
        visit = board.visits[each.visit_id]
        grace_s, over_s = _grace_s(board, visit, now_s), _over_s(each)
        if (of_work or number < last) and over_s > 0 and _has_run_over(visit, now_s, grace_s):
            found.append(_Added(over_s, _overrun(visit, own=number == last), over_s > grace_s))
        behind_s = _behind_s(route.stops[number - 1]) if number else 0
        late_s = each.arrival.p50_s - each.stop.planned_start_s
        if late_s - behind_s > 0:
            found.append(_Added(late_s - behind_s, _late(route.technician_id, visit), late_s - behind_s > grace_s))
        if late_s <= 0 or behind_s <= 0:
            break
        number -= 1
    return found


def _has_run_over(visit: Visit, now_s: int, grace_s: int) -> bool:
    """Whether work takes longer than planned by what is known: that it will probably is not enough."""
    line, running = visit.assignment, running_of(visit)
    asked_anew = visit.state is VisitState.SUSPENDED or visit.stamps.resumed_s is not None
    # What was amended or added on site is known, whenever the work is to begin.
    if visit.state in ENDED or asked_anew or (line is not None and ends_s(visit, line) > line.end_s):
        return True
    return running is not None and running.is_over(now_s, grace_s)


def _grace_s(board: Board, visit: Visit, now_s: int) -> int:
    return rules_of(board, visit, None, now_s).grace_s or 0


def _over_s(each: StopForecast) -> int:
    """By how much work takes longer than planned."""
    planned_s = each.stop.planned_end_s - each.stop.planned_start_s
    return each.end.p50_s - each.start.p50_s - planned_s


def _behind_s(each: StopForecast) -> int:
    """By how much a stop ends later than planned."""
    return max(0, each.end.p50_s - each.stop.planned_end_s)


def _overrun(visit: Visit, *, own: bool) -> Cause:
    over = "ran over" if visit.state in ENDED else "runs over" if visit.state not in PLACED else "takes longer"
    return Cause(kind="overrun", subject=f"visits/{visit.id}", words="work runs on" if own else f"{visit.id} {over}")


def _late(technician_id: str, visit: Visit) -> Cause:
    stamps = visit.stamps
    if visit.state in PLACED:
        words = f"{technician_id} has not set out"
    elif stamps.on_site_s is None and stamps.working_s is None:
        words = f"{technician_id} is late on the way"
    else:
        words = f"{technician_id} came late to {visit.id}"
    return Cause(kind="late", subject=f"technicians/{technician_id}", words=words)
