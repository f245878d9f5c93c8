"""How a visit stands against its word: a band, a percentage of breach, what is to spare, and why.

The clock most likely to be missed speaks; of equals the one with less to spare. A band is left only once its border
is clearly crossed, so that nothing flickers. A clock that stands still is grey, and what it has left stays.

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

    `arrives_s` is the earliest arrival that breaks no rule; `hopeless` where no act that breaks no rule is in time.
    """

    act_by_s: int | None = None
    arrives_s: int | None = None
    hopeless: bool = False


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
    """The clock that speaks, and the curve of when it is met."""

    due_s: int
    of_work: bool
    eta_s: int | None = None
    percent: int | None = None
    met: Spread | None = None


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
    stop = stop_in(route, visit.id)
    pressed = _pressing(board, visit, now_s, stop)
    if pressed is None:
        return Standing(visit_id=visit.id)
    due_s, eta_s = pressed.due_s, pressed.eta_s
    paused = _stands_still(board, visit, now_s, stop, pressed)
    margin_s = due_s - (now_s if eta_s is None or paused or now_s > due_s else eta_s)
    if now_s > due_s:
        band: Band | None = Band.BREACHED
    elif paused:
        band = None
    elif eta_s is None:
        band = _unplaced(now_s, due_s, prospect)
    else:
        band = _placed(pressed, rules_of(board, visit, None, now_s).risk_percent or 0, before)
    cause = None
    if band is not None or paused:
        cause = cause_of(board, visit, now_s, route, due_s=due_s, of_work=pressed.of_work)
    standing = Standing(
        visit_id=visit.id, band=band, due_s=due_s, eta_s=eta_s, margin_s=margin_s, of_work=pressed.of_work,
        percent=None if paused else pressed.percent, arrival=pressed.met, cause=cause, paused=paused,
    )  # fmt: skip
    if cause is None:
        return standing
    return replace(standing, sentence=_sentence(board, visit, standing, now_s, prospect))


def stop_in(route: RouteForecast | None, visit_id: str) -> StopForecast | None:
    """What is expected of a visit on a route; nothing where it does not stand there."""
    return next((each for each in route.stops if each.visit_id == visit_id), None) if route is not None else None


def percent_of(breach: float) -> int:
    """A probability of breach as it is told, in whole percent."""
    return round(100 * breach)


def _pressing(board: Board, visit: Visit, now_s: int, stop: StopForecast | None) -> _Pressed | None:
    """Of a visit's clocks the one that will most likely be missed; of equals the one with less to spare."""
    if stop is None:
        bare = sla.pressing(board, visit, now_s, None)
        return _Pressed(bare.due_s, bare.of_work) if bare is not None else None
    if not stop.clocks:
        return None
    clock = max(stop.clocks, key=lambda each: (each.breach, each.eta_s - each.due_s))
    met = stop.end if clock.of_work else stop.arrival
    return _Pressed(clock.due_s, clock.of_work, clock.eta_s, percent_of(clock.breach), met)


def _stands_still(board: Board, visit: Visit, now_s: int, stop: StopForecast | None, pressed: _Pressed) -> bool:
    """Whether the clock that speaks stands still: its due moment then moves on with time, as no promise does."""
    if still_since(board, visit) is None:
        return False
    later = sla.clocks(board, visit, now_s + 60, stop.stop if stop is not None else None)
    return any(each.due_s == pressed.due_s + 60 and each.of_work == pressed.of_work for each in later)


def _placed(pressed: _Pressed, at_risk: int, before: Band | None) -> Band | None:
    """The band of what somebody is expected at, left only once it is clearly better."""
    if pressed.percent is None or pressed.eta_s is None:
        return None
    worse = [band for band in Band if before is not None and _ORDER[before] <= _ORDER[band]]
    for band, percent in ((Band.LATE, LATE_PERCENT), (Band.RISK, at_risk), (Band.WATCH, WATCH_PERCENT)):
        slack = min(SLACK_PERCENT, percent // 2) if band in worse else 0
        if pressed.percent >= percent - slack:
            return band
    spare_s = WATCH_S + (SLACK_S if before is not None else 0)
    return Band.WATCH if pressed.due_s - pressed.eta_s <= spare_s else None


def _unplaced(now_s: int, due_s: int, prospect: Prospect | None) -> Band | None:
    """The band of what nobody has: late where nothing that breaks no rule is in time, else by the moment to act."""
    if prospect is not None and prospect.hopeless:
        return Band.LATE
    last_s = due_s if prospect is None or prospect.act_by_s is None else prospect.act_by_s
    if last_s - now_s <= NEAR_S:
        return Band.RISK
    return Band.WATCH if last_s - now_s <= AHEAD_S else None


def _sentence(board: Board, visit: Visit, found: Standing, now_s: int, prospect: Prospect | None) -> str:
    order = board.work_orders.get(visit.work_order_id)
    zone = order.site.zone if order is not None else ""
    cause = f" ({found.cause.words})" if found.cause is not None else ""
    if found.due_s is None or found.margin_s is None:
        return ""
    if found.paused and found.band is None:
        return f"{visit.id}: the clock stands still with {whole_minutes(found.margin_s // 60)} left{cause}."
    what = ("was " if found.band is Band.BREACHED else "is ") + ("to be done" if found.of_work else "due")
    return (
        f"{visit.id} {what} at {minute(found.due_s, zone, now_s)}{_expected(found, zone, now_s, prospect)}: "
        f"{_tail(found, now_s, prospect)}{cause}."
    )


def _expected(found: Standing, zone: str, now_s: int, prospect: Prospect | None) -> str:
    """When the clock will be met, with the span that holds eight of ten where it is not certain."""
    if found.eta_s is None:
        best_s = prospect.arrives_s if prospect is not None else None
        return f", could be reached at {minute(best_s, zone, now_s)}" if best_s is not None else ""
    words = f", expected {minute(found.eta_s, zone, now_s)}"
    low_s, high_s = (found.arrival.p10_s, found.arrival.p90_s) if found.arrival is not None else (0, 0)
    if _shown_s(low_s) == _shown_s(high_s):
        return words
    return f"{words} ({minute(low_s, zone, now_s)} to {minute(high_s, zone, now_s)})"


def _tail(found: Standing, now_s: int, prospect: Prospect | None) -> str:
    """How late it is or will be, or how much is to spare."""
    assert found.due_s is not None
    assert found.margin_s is not None
    if found.band is Band.BREACHED:
        return f"breached {about(-found.margin_s)}"
    if found.percent is not None and 0 < found.percent < 100:
        return f"{found.percent}% late"
    if prospect is not None and found.eta_s is None and not prospect.hopeless and prospect.act_by_s is not None:
        return f"{whole_minutes((prospect.act_by_s - now_s) // 60)} left to act"
    best_s = prospect.arrives_s if prospect is not None and prospect.hopeless else None
    meets_s = found.eta_s if found.eta_s is not None else best_s
    # Of the minutes that are shown, so that who subtracts them finds the same.
    late_s = -found.margin_s if meets_s is None else _shown_s(meets_s) - _shown_s(found.due_s) or meets_s - found.due_s
    if late_s > 0:
        return f"{about(late_s)} late"
    return f"{whole_minutes(-late_s // 60)} to spare"


def _shown_s(at_s: int) -> int:
    return at_s - at_s % 60


_ORDER = {band: place for place, band in enumerate(Band)}
