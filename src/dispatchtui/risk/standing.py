"""How a visit stands against its word: a band, a percentage of breach, what is to spare, and why.

Until somebody is there the clock of the arrival speaks, unless that of the work stands in a worse band. A band is left
only once its border is clearly crossed, so that nothing flickers. A clock that stands still is grey, and what it has
left stays.

Units: epoch seconds; margins are seconds, negative when the moment is missed; percent of breach.
Cost: some microseconds a visit, more where a sentence is made.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core import sla
from dispatchtui.core.board import Board
from dispatchtui.core.clocks import still_since
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Visit
from dispatchtui.core.policy import rules_of
from dispatchtui.core.sla import Band
from dispatchtui.core.words import about, minute, whole_minutes
from dispatchtui.core.work import service_s
from dispatchtui.risk.causes import Cause, cause_of
from dispatchtui.risk.forecast import RouteForecast, Spread, StopForecast

LATE_PERCENT = 50
"""From here on a visit will rather break its word than keep it."""
WATCH_PERCENT = 5
"""From here on a visit is to be watched, whatever it has to spare."""
WATCH_S = 30 * 60
"""What is to spare of an arrival below which it is to be watched."""
NEAR_S, AHEAD_S = 60 * 60, 3 * 3600
"""How near the last moment to act is for what nobody has yet to be at risk, and to be watched."""
SLACK_PERCENT, SLACK_S = 5, 5 * 60
"""By how much more than a border a visit has to be better to leave a band."""


class Prospect(Struct, frozen=True, kw_only=True):
    """What acting promises for a visit that nobody has: until when, and whether something clean still keeps its word.

    `arrives_s` is the earliest arrival that breaks no rule, in time with the probability `chance`; `hopeless` where no
    act that breaks no rule is in time surely enough, and `override` where one that breaks some is.
    """

    act_by_s: int | None = None
    arrives_s: int | None = None
    chance: float = 0.0
    hopeless: bool = False
    override: bool = False


class Standing(Struct, frozen=True, kw_only=True):
    """One visit against the clock that speaks; all of it empty where nothing is due.

    `percent` is of breach, absent while nothing is known of an arrival; `arrival` is when that clock is met, `of_work`
    where it counts the work's end. `paused` is a clock that stands still; `margin_s` is then what it has left.
    """

    visit_id: str
    band: Band | None = None
    due_s: int | None = None
    eta_s: int | None = None
    margin_s: int | None = None
    of_work: bool = False
    percent: int | None = None
    arrival: Spread | None = None
    cause: Cause | None = None
    sentence: str = ""
    paused: bool = False


class _Pressed(Struct, frozen=True):
    """One clock, the curve of when it is met, and how it stands; `could_s` is when acting would meet it at best."""

    due_s: int
    of_work: bool
    eta_s: int | None = None
    percent: int | None = None
    met: Spread | None = None
    could_s: int | None = None
    paused: bool = False
    band: Band | None = None


def standing_of(
    board: Board,
    visit: Visit,
    now_s: int,
    route: RouteForecast | None,
    *,
    before: Band | None = None,
    prospect: Prospect | None = None,
) -> Standing:
    """How a visit stands now; `route` is what is expected of its lead, `before` the band in which it stood."""
    if visit.state in ENDED:
        return Standing(visit_id=visit.id)
    clocks = _clocks(board, visit, now_s, stop_in(route, visit.id), before=before, prospect=prospect)
    pressed = min(clocks, key=_precedence, default=None)
    if pressed is None:
        return Standing(visit_id=visit.id)
    band, paused = pressed.band, pressed.paused
    cause = None
    if band is not None or paused:
        cause = cause_of(board, visit, now_s, route, due_s=pressed.due_s, of_work=pressed.of_work)
    standing = Standing(
        visit_id=visit.id, band=band, due_s=pressed.due_s, eta_s=pressed.eta_s, of_work=pressed.of_work,
        margin_s=_margin_s(pressed, now_s, prospect), percent=None if paused else pressed.percent,
        arrival=pressed.met, cause=cause, paused=paused,
    )  # fmt: skip
    if cause is None:
        return standing
    return replace(
        standing, sentence=_sentence(board, visit, standing, now_s, could_s=pressed.could_s, prospect=prospect)
    )


def stop_in(route: RouteForecast | None, visit_id: str) -> StopForecast | None:
    """What is expected of a visit on a route; nothing where it does not stand there."""
    return next((each for each in route.stops if each.visit_id == visit_id), None) if route is not None else None


def percent_of(breach: float) -> int:
    """A probability of breach as it is told, in whole percent."""
    return round(100 * breach)


def lasting_s(visit: Visit) -> int:
    """How long work takes in eight of ten cases, with what was added on site."""
    longer_s = visit.duration.p80_s + visit.extended_s if visit.duration is not None else 0
    return max(service_s(visit), longer_s)


def _clocks(
    board: Board, visit: Visit, now_s: int, stop: StopForecast | None, *, before: Band | None, prospect: Prospect | None
) -> list[_Pressed]:
    """Every clock of a visit that has not been met, and how it stands."""
    if stop is None:
        return _unplaced_clocks(board, visit, now_s, prospect)
    at_risk = rules_of(board, visit, None, now_s).risk_percent or 0
    found = []
    for each in stop.clocks:
        percent, met = percent_of(each.breach), stop.end if each.of_work else stop.arrival
        still = _stands_still(board, visit, now_s, stop, each.due_s, of_work=each.of_work)
        band = _placed(percent, each.due_s - each.eta_s, at_risk, before)
        found.append(_Pressed(each.due_s, each.of_work, each.eta_s, percent, met, paused=still,
                              band=_past(now_s, each.due_s, band, paused=still)))  # fmt: skip
    return found


def _unplaced_clocks(board: Board, visit: Visit, now_s: int, prospect: Prospect | None) -> list[_Pressed]:
    """The clocks of what nobody has: by when somebody could be there, where that is too late or not sure enough."""
    clocks, lasts_s = sla.clocks(board, visit, now_s, None), lasting_s(visit)
    limits_s = [each.due_s - lasts_s if each.of_work else each.due_s for each in clocks]
    found = []
    for each, limit_s in zip(clocks, limits_s, strict=True):
        arrives_s = prospect.arrives_s if prospect is not None and prospect.hopeless else None
        could_s = arrives_s + each.due_s - limit_s if arrives_s is not None else None
        still = _stands_still(board, visit, now_s, None, each.due_s, of_work=each.of_work)
        band = _unplaced(now_s, each.due_s, could_s, prospect, first=limit_s == min(limits_s))
        found.append(_Pressed(each.due_s, each.of_work, could_s=could_s, paused=still,
                              band=_past(now_s, each.due_s, band, paused=still)))  # fmt: skip
    return found


def _precedence(clock: _Pressed) -> tuple[int, bool, int, int]:
    """Which clock speaks: until somebody is there that of the arrival, unless the work's stands in a worse band.

    So what is told does not turn from one moment to another for a percent.
    """
    band = len(_ORDER) if clock.band is None else _ORDER[clock.band]
    return band, clock.of_work, -(clock.percent or 0), clock.due_s


def _past(now_s: int, due_s: int, band: Band | None, *, paused: bool) -> Band | None:
    """The band of a clock that may have run out already, or stand still."""
    if now_s > due_s:
        return Band.BREACHED
    return None if paused else band


def _stands_still(
    board: Board, visit: Visit, now_s: int, stop: StopForecast | None, due_s: int, *, of_work: bool
) -> bool:
    """Whether a clock stands still: its due moment then moves on with time, as no promise does."""
    if still_since(board, visit) is None:
        return False
    later = sla.clocks(board, visit, now_s + 60, stop.stop if stop is not None else None)
    return any(each.due_s == due_s + 60 and each.of_work == of_work for each in later)


def _margin_s(clock: _Pressed, now_s: int, prospect: Prospect | None) -> int | None:
    """What is to spare of when the clock is met, or could be; nothing where nobody can come."""
    if clock.paused or now_s > clock.due_s:
        return clock.due_s - now_s
    if clock.eta_s is None and prospect is not None and prospect.hopeless:
        return clock.due_s - clock.could_s if clock.could_s is not None else None
    return clock.due_s - (now_s if clock.eta_s is None else clock.eta_s)


def _placed(percent: int, spare_s: int, at_risk: int, before: Band | None) -> Band | None:
    """The band of what somebody is expected at, left only once it is clearly better."""
    worse = [band for band in Band if before is not None and _ORDER[before] <= _ORDER[band]]
    borders = (Band.LATE, LATE_PERCENT, SLACK_PERCENT), (Band.RISK, at_risk, SLACK_PERCENT)
    for band, border, most in (*borders, (Band.WATCH, WATCH_PERCENT, 1)):
        slack = min(most, border // 2) if band in worse else 0
        if percent >= border - slack:
            return band
    return Band.WATCH if spare_s <= WATCH_S + (SLACK_S if before is not None else 0) else None


def _unplaced(now_s: int, due_s: int, could_s: int | None, prospect: Prospect | None, *, first: bool) -> Band | None:
    """The band of what nobody has: late where nothing that breaks no rule is in time, else by the moment to act."""
    last_s = due_s if prospect is None or prospect.act_by_s is None else prospect.act_by_s
    if prospect is not None and prospect.hopeless:
        if could_s is None or could_s > due_s:
            return Band.LATE
        if first:
            return Band.LATE if percent_of(1 - prospect.chance) >= LATE_PERCENT else Band.RISK
        last_s = due_s
    if last_s - now_s <= NEAR_S:
        return Band.RISK
    return Band.WATCH if last_s - now_s <= AHEAD_S else None


def _sentence(
    board: Board, visit: Visit, found: Standing, now_s: int, *, could_s: int | None, prospect: Prospect | None
) -> str:
    order = board.work_orders.get(visit.work_order_id)
    zone = order.site.zone if order is not None else ""
    cause = f" ({found.cause.words})" if found.cause is not None else ""
    if found.due_s is None:
        return ""
    if found.paused and found.band is None:
        left = whole_minutes((found.margin_s or 0) // 60)
        return f"{visit.id}: the clock stands still with {left} left{cause}."
    what = ("was " if found.band is Band.BREACHED else "is ") + ("to be done" if found.of_work else "due")
    told = f"{visit.id} {what} at {minute(found.due_s, zone, now_s)}"
    if found.eta_s is not None or found.band is Band.BREACHED or prospect is None or not prospect.hopeless:
        expected = _expected(found, zone, now_s) if found.eta_s is not None else ""
        return f"{told}{expected}: {_tail(found, now_s, prospect)}{cause}."
    if could_s is None:
        but = " without an override" if prospect.override else ""
        return f"{told}: late, for nobody can come{but}{cause}."
    reached = "done" if found.of_work else "reached"
    tail = _apart(could_s, found.due_s) if could_s > found.due_s else f"{round(100 * prospect.chance)}% in time"
    return f"{told}, could be {reached} at {minute(could_s, zone, now_s)}: {tail}{cause}."


def _expected(found: Standing, zone: str, now_s: int) -> str:
    """When the clock will be met, with the span that holds eight of ten where it is not certain."""
    assert found.eta_s is not None
    words = f", expected {minute(found.eta_s, zone, now_s)}"
    low_s, high_s = (found.arrival.p10_s, found.arrival.p90_s) if found.arrival is not None else (0, 0)
    if _shown_s(low_s) == _shown_s(high_s):
        return words
    return f"{words} ({minute(low_s, zone, now_s)} to {minute(high_s, zone, now_s)})"


def _tail(found: Standing, now_s: int, prospect: Prospect | None) -> str:
    """How late it is or will be, or how much is to spare."""
    assert found.due_s is not None
    if found.band is Band.BREACHED:
        return f"breached {about(now_s - found.due_s)}"
    if found.percent is not None and 0 < found.percent < 100:
        return f"{found.percent}% late"
    if prospect is not None and found.eta_s is None and prospect.act_by_s is not None:
        return f"{whole_minutes((prospect.act_by_s - now_s) // 60)} left to act"
    return _apart(now_s if found.eta_s is None else found.eta_s, found.due_s)


def _apart(meets_s: int, due_s: int) -> str:
    """How late or early a clock is met; of the minutes that are shown, so that who subtracts them finds the same."""
    late_s = _shown_s(meets_s) - _shown_s(due_s) or meets_s - due_s
    return f"{about(late_s)} late" if late_s > 0 else f"{whole_minutes(-late_s // 60)} to spare"


def _shown_s(at_s: int) -> int:
    return at_s - at_s % 60


_ORDER = {band: place for place, band in enumerate(Band)}
