"""Who is behind their plan, and from whom no word has come where a step was due.

A step is late once it is a grace overdue, and stale once it is `stale_s` overdue: then nobody knows what goes on.
Who is still busy with something earlier is not late but behind it.

Units: epoch seconds.
Cost: some microseconds a visit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatchtui.core.lifecycle import PLACED, STARTED
from dispatchtui.core.model import VisitState
from dispatchtui.core.sla import Band
from dispatchtui.core.words import about
from dispatchtui.risk.case import DAY_S, Case
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.running import running_of

S = VisitState


def delays(cases: Sequence[Case]) -> Iterator[Finding]:
    """Yield that somebody is late or silent, and each visit where nobody was let in; `cases` are all of one person."""
    upcoming = next((each for each in cases if each.visit.state in PLACED), None)
    busy = any(each.visit.state in STARTED for each in cases)
    if upcoming is not None and not busy and not upcoming.away:
        yield from late_start(upcoming)
    for each in cases:
        yield from _of_step(each)


def late_start(case: Case) -> Iterator[Finding]:
    """Yield that somebody should have set out for a visit, has nothing else to do, and has not."""
    visit, who, rules = case.visit, case.who, case.rules
    # Nobody sets out before they are done with what came before.
    before = case.board.around(who, case.line.start_s - DAY_S, case.line.start_s)
    leave_s = max(case.leave_s, *(each.stamps.done_s or 0 for each in before), 0)
    overdue_s = case.now_s - leave_s
    if overdue_s < (rules.grace_s or 0):
        return
    subject, left = f"technicians/{who}", case.clock(leave_s)
    if visit.state is not S.PLANNED and overdue_s >= (rules.stale_s or DAY_S):
        words = f"{who} should have set out for {visit.id} at {left}, and no step was reported for {about(overdue_s)}"
        yield case.finding("stale", subject, cause=f"{who} is silent", sentence=f"{words}.", act=f"call {who}")
        return
    if visit.state is S.PLANNED:
        words, act = f"{who} was to set out for {visit.id} at {left} and was not told of it", "release it"
    else:
        words, act = f"{who} should have set out for {visit.id} at {left} and has not", f"call {who}"
    yield case.finding("late", subject, cause=f"{who} has not set out", act=act, band=Band.WATCH,
                       sentence=f"{words}: {about(overdue_s)} late{_expected(case)}.")  # fmt: skip


def _of_step(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the step at which a visit stands."""
    visit, who, stamps, now_s = case.visit, case.who, case.visit.stamps, case.now_s
    stale_s = case.rules.stale_s or DAY_S
    running = running_of(visit)
    if visit.state is S.NO_ACCESS:
        why = f": {visit.state_reason}" if visit.state_reason else ""
        yield case.finding("no_access", f"visits/{visit.id}", cause="no access", act="call the customer",
                           sentence=f"Nobody let {who} in at {visit.id}{why}.")  # fmt: skip
    elif visit.state is S.ON_SITE and stamps.on_site_s is not None and now_s >= stamps.on_site_s + stale_s:
        since = case.clock(stamps.on_site_s)
        yield _silent(case, f"visits/{visit.id}", stamps.on_site_s, f"{who} is on site since {since}")
    elif running is not None and now_s >= running.p80_s + stale_s:
        by = case.clock(running.p80_s)
        yield _silent(case, f"visits/{visit.id}", running.since_s, f"the work of {who} should have ended by {by}")
    elif visit.state is S.EN_ROUTE and stamps.en_route_s is not None:
        yield from _on_the_way(case, stamps.en_route_s)


def _on_the_way(case: Case, left_s: int) -> Iterator[Finding]:
    """Yield that a way takes longer than it should and than was planned, or that nobody arrives at its end."""
    visit, who, rules = case.visit, case.who, case.rules
    there_s = max(left_s + case.line.travel_s, case.line.start_s)
    left, there = case.clock(left_s), case.clock(there_s)
    if case.now_s >= there_s + (rules.stale_s or DAY_S):
        words = f"{who} set out at {left} and should have been there at {there}"
        yield _silent(case, f"technicians/{who}", left_s, words)
        return
    expected = case.forecast
    late_s = max(case.now_s, case.now_s if expected is None else expected.stop.arrival_s) - there_s
    if late_s >= (rules.grace_s or 0):
        words = f"{who} set out for {visit.id} at {left} and should be there at {there}"
        yield case.finding("late", f"technicians/{who}", cause=f"{who} is late on the way", act=f"call {who}",
                           band=Band.WATCH, sentence=f"{words}: {about(late_s)} late{_expected(case)}.")  # fmt: skip


def _silent(case: Case, subject: str, since_s: int, words: str) -> Finding:
    sentence = f"No step of {case.visit.id} was reported for {about(case.now_s - since_s)}: {words}."
    return case.finding("stale", subject, cause=f"{case.who} is silent", sentence=sentence, act=f"call {case.who}")


def _expected(case: Case) -> str:
    expected = case.forecast
    # What was expected a little while ago may be past by now.
    ahead = expected is not None and expected.arrival.p50_s >= case.now_s - case.now_s % 60
    return f", expected at {case.clock(expected.arrival.p50_s)}" if expected is not None and ahead else ""
