"""Work that runs over its time: told before anybody reports it, with what it does to the visits behind it.

Work is expected to overrun from its p50 and some grace on: to its p80 while that lies ahead, then to what is
expected of work that has run for so long, and to no known end where nothing is. What was reported is exact.

Units: epoch seconds.
Cost: a few microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.sla import Band
from dispatchtui.core.words import about
from dispatchtui.risk.case import Case
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.forecast import StopForecast
from dispatchtui.risk.running import Running, running_of

KNOWN_S = 60
"""Less than this ahead, an expected end says no more than that the work still runs."""
MOST_TOLD = 3
"""So many visits behind are told with their times."""


def overruns(case: Case) -> Iterator[Finding]:
    """Yield that a visit's work runs over its time; nothing while it is within it, or is not running."""
    visit, running = case.visit, running_of(case.visit)
    if running is None:
        return
    over = running.is_over(case.now_s, case.rules.grace_s or 0)
    if not over and running.added_s <= 0:
        return
    planned_s = running.p50_s - running.added_s
    end_s = _expected_end(case, running) if over else running.p50_s
    if end_s is None:
        words = f"{visit.id} runs over, end unknown: {about(case.now_s - planned_s)} over its plan so far"
    elif over:
        words, expected = f"{visit.id} is expected to run to {case.clock(end_s)}", case.forecast
        if end_s == running.p80_s:
            words += " (p80)"
            if expected is not None and expected.end.p50_s >= end_s + KNOWN_S:
                # It has run for so long that it will rather run beyond, as is told of the visits behind it.
                end_s = expected.end.p50_s
                words += f", by now rather to {case.clock(end_s)}"
        words += f", {about(end_s - planned_s)} over its plan"
    else:
        words = f"{visit.id} runs to {case.clock(end_s)}, {about(end_s - planned_s)} over its plan, as reported"
    behind = _behind(case)
    yield case.finding(
        "overrun",
        f"visits/{visit.id}",
        cause=f"{visit.id} runs over",
        sentence=f"{words}{': ' if behind else ''}{behind}.",
        act=f"call {case.who}",
        band=Band.WATCH,
    )


def _expected_end(case: Case, running: Running) -> int | None:
    """Until when work that runs over is expected to run."""
    if running.p80_s > max(case.now_s, running.p50_s):
        return running.p80_s
    if running.p80_s <= running.p50_s and not case.board.tables["behaviours"]:
        return None  # Nothing was ever said of how such work spreads.
    expected = case.forecast
    return expected.end.p50_s if expected is not None and expected.end.p50_s >= case.now_s + KNOWN_S else None


def _behind(case: Case) -> str:
    """What it does to what comes after it: each visit that is expected later than planned, as its standing tells it."""
    route = case.routes(case.who)
    stops = route.stops if route is not None else ()
    later = [each for each in stops
             if each.stop.state in PLACED and each.arrival.p50_s > each.stop.planned_start_s]  # fmt: skip
    told = [_later(case, each) for each in later[:MOST_TOLD]]
    more = len(later) - len(told)
    return ", ".join(told) + (f", and {more} more" if more else "")


def _later(case: Case, expected: StopForecast) -> str:
    arrival_s, planned_s = expected.arrival.p50_s, expected.stop.planned_start_s
    promise = case.board.visits[expected.visit_id].promise
    late_s = arrival_s - promise.end_s if promise is not None else 0
    late = f", {about(late_s)} late" if late_s > 0 and late_s != arrival_s - planned_s else ""
    return f"{expected.visit_id} at {case.clock(arrival_s)} instead of {case.clock(planned_s)}{late}"
