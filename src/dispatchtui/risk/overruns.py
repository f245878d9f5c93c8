"""Work that runs over its time: told before anybody reports it, with what it does to the visits behind it.

Work is expected to overrun from its p50 and some grace on: to its p80 while that lies ahead, then to what is
expected of work that has run for so long, and to no known end where nothing is. What was reported is exact.

Units: epoch seconds.
Cost: a projection for work that runs over; else a microsecond.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.sla import Band
from dispatchtui.core.timeline import Stop, project
from dispatchtui.core.words import about
from dispatchtui.core.work import ends_s
from dispatchtui.risk.case import Case
from dispatchtui.risk.findings import Finding

KNOWN_S = 60
"""Less than this ahead, an expected end says no more than that the work still runs."""


class Running(Struct, frozen=True, kw_only=True):
    """Work that runs: since when, by when half and four fifths of such work is done, and what was added to it."""

    since_s: int
    p50_s: int
    p80_s: int
    added_s: int


def overruns(case: Case) -> Iterator[Finding]:
    """Yield that a visit's work runs over its time; nothing while it is within it, or is not running."""
    visit, running = case.visit, running_of(case.visit)
    if running is None:
        return
    over = case.now_s >= running.p50_s + (case.rules.grace_s or 0)
    if not over and running.added_s <= 0:
        return
    planned_s = running.p50_s - running.added_s
    end_s = _expected_end(case, running) if over else running.p50_s
    if end_s is None:
        words = f"{visit.id} runs over, end unknown: {about(case.now_s - planned_s)} over its plan so far"
    elif over:
        p80 = " (p80)" if end_s == running.p80_s else ""
        words = f"{visit.id} is expected to run to {case.clock(end_s)}{p80}, {about(end_s - planned_s)} over its plan"
    else:
        words = f"{visit.id} runs to {case.clock(end_s)}, {about(end_s - planned_s)} over its plan, as reported"
    behind = _behind(case, running, end_s)
    yield case.finding(
        "overrun",
        f"visits/{visit.id}",
        cause=f"{visit.id} runs over",
        sentence=f"{words}{': ' if behind else ''}{behind}.",
        act=f"call {case.who}",
        band=Band.WATCH,
    )


def running_of(visit: Visit) -> Running | None:
    """When the work of a visit should end; nothing unless it runs."""
    line, since_s = visit.assignment, visit.stamps.working_s
    if visit.state is not VisitState.WORKING or line is None or since_s is None:
        return None
    if visit.stamps.resumed_s is not None:
        # What remained was asked anew: of that there is one figure and no curve.
        since_s = visit.stamps.resumed_s
        p50_s = since_s + (visit.remaining_s or 0) + visit.extended_s
        return Running(since_s=since_s, p50_s=p50_s, p80_s=p50_s, added_s=visit.extended_s)
    p50_s = since_s + ends_s(visit, line) - line.start_s
    p80_s = since_s + visit.duration.p80_s + visit.extended_s if visit.duration is not None else p50_s
    return Running(since_s=since_s, p50_s=p50_s, p80_s=max(p50_s, p80_s), added_s=visit.extended_s)


def _expected_end(case: Case, running: Running) -> int | None:
    """Until when work that runs over is expected to run."""
    if running.p80_s > max(case.now_s, running.p50_s):
        return running.p80_s
    if running.p80_s <= running.p50_s and not case.board.tables["behaviours"]:
        return None  # Nothing was ever said of how such work spreads.
    expected = case.forecast
    return expected.end.p50_s if expected is not None and expected.end.p50_s >= case.now_s + KNOWN_S else None


def _behind(case: Case, running: Running, end_s: int | None) -> str:
    """What work that ends then does to what comes after it: each visit that is reached later than planned."""
    by_s = max(0, (case.now_s if end_s is None else end_s) - running.p50_s)
    after = case.board.fork()
    after.lay(replace(case.visit, extended_s=case.visit.extended_s + by_s))
    least = " at the earliest" if end_s is None else ""
    return ", ".join(
        _later(case, stop, least)
        for stop in project(after, case.who, case.now_s)
        if stop.state in PLACED and stop.arrival_s > stop.planned_start_s
    )


def _later(case: Case, stop: Stop, least: str) -> str:
    behind_s = stop.arrival_s - stop.planned_start_s
    late = f", {about(stop.late_s)} late" if stop.late_s and stop.late_s != behind_s else ""
    arrival, planned = case.clock(stop.arrival_s), case.clock(stop.planned_start_s)
    return f"{stop.visit_id} at {arrival}{least} instead of {planned}{late}"
