"""Disruptions of a day under way: who is late, silent, runs over, is ahead, has not accepted, or will break a word.

What is found of a person is what alerts tell of them; here it is the visits behind it that somebody has to act for.
Work that runs over and harms nobody's word, and makes nobody wait longer than customers are told of, is no disruption.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import PLACED, STARTED
from dispatchtui.core.model import Technician, Visit, VisitState
from dispatchtui.core.policy import rules_of
from dispatchtui.core.words import about
from dispatchtui.risk.case import Case, cases_of
from dispatchtui.risk.delays import delays
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.forecast import StopForecast
from dispatchtui.risk.overruns import overruns
from dispatchtui.risk.people import unacknowledged
from dispatchtui.risk.running import running_of
from dispatchtui.solver.proposing.proposal import Disruption
from dispatchtui.solver.proposing.reading import Reading

AHEAD_S = 45 * 60
"""Who is done so much before they have to set out has time for more."""
_ALERTS = {"no_ack": "NO_ACK", "no_access": "NO_ACCESS", "stale": "STATUS_STALE"}


def of_people(reading: Reading) -> Iterator[Disruption]:
    """Yield what is found of everybody's day."""
    waits = any(each.state is VisitState.QUALIFIED and not each.crew for each in reading.board.visits.values())
    for technician in reading.board.technicians.values():
        cases = cases_of(reading.board, technician.id, reading.now_s, reading.routes)
        if cases:
            yield from _of_person(reading, cases)
            if waits:
                yield from _ahead(reading, technician, cases)


def _of_person(reading: Reading, cases: list[Case]) -> Iterator[Disruption]:
    for case in cases:
        for finding in overruns(case):
            running = running_of(case.visit)
            kind = "OVERRUN_REPORTED" if running is not None and running.added_s > 0 else "OVERRUN_PROJECTED"
            yield from _delay(reading, kind, finding, case, cases)
    for finding in delays(cases):
        case = next(each for each in cases if each.visit.id == finding.visit_id)
        if finding.kind == "late":
            kind = "TRAVEL_DELAY" if case.visit.state is VisitState.EN_ROUTE else "TECH_LATE_START"
            yield from _delay(reading, kind, finding, case, cases)
        elif finding.kind == "stale":
            yield from _delay(reading, "STATUS_STALE", finding, case, cases)
        else:
            yield _told(reading, _ALERTS[finding.kind], finding, [case.visit])
    for finding in unacknowledged(cases):
        visits = [reading.board.visits[each] for each in (finding.visit_id, *finding.others)]
        yield _told(reading, _ALERTS[finding.kind], finding, visits)


def _delay(reading: Reading, kind: str, finding: Finding, case: Case, cases: list[Case]) -> Iterator[Disruption]:
    """What a delay does: whose word it will probably break, else who waits longer than they were told."""
    line_s = case.line.start_s
    behind = [each for each in cases if each.visit.state in PLACED and each.line.start_s >= line_s]
    harmed = [each.visit for each in behind if is_harmed(reading.board, each.visit, each.forecast, reading.now_s)]
    later = [each.visit for each in behind if _waits_longer(each)]
    if harmed or later:
        yield _told(reading, kind, finding, harmed or later)


def _told(reading: Reading, kind: str, finding: Finding, visits: list[Visit]) -> Disruption:
    return reading.disruption(kind, finding.subject, visits, sentence=finding.sentence)


def is_harmed(board: Board, visit: Visit, stop: StopForecast | None, now_s: int) -> bool:
    """Whether a visit that somebody has will break its word more probably than the office takes, and has not yet."""
    if stop is None:
        return False
    at_risk = (rules_of(board, visit, None, now_s).risk_percent or 0) / 100
    return any(each.breach >= at_risk and each.due_s >= now_s for each in stop.clocks)


def _waits_longer(case: Case) -> bool:
    """Whether a customer who counts on a time has to be told another."""
    stop, visit = case.forecast, case.visit
    if stop is None or (visit.promise is None and visit.state is VisitState.PLANNED):
        return False
    return stop.arrival.p50_s - case.line.start_s >= max(60, case.rules.eta_change_s or 0)


def _ahead(reading: Reading, technician: Technician, cases: list[Case]) -> Iterator[Disruption]:
    """Yield that somebody is done earlier than was planned, and has time before they have to set out."""
    board, now_s = reading.board, reading.now_s
    if any(each.visit.state in STARTED for each in cases):
        return
    upcoming = next((each for each in cases if each.visit.state in PLACED), None)
    done = [each for each in board.around(technician.id, now_s - 12 * 3600, now_s)
            if each.stamps.done_s is not None and each.stamps.done_s <= now_s]  # fmt: skip
    last = max(done, key=lambda each: each.stamps.done_s or 0, default=None)
    if upcoming is None or last is None or last.stamps.done_s is None or upcoming.leave_s - now_s < AHEAD_S:
        return
    early_s = last.crew[0].end_s - last.stamps.done_s
    if early_s >= 15 * 60:
        words = f"{technician.id} was done with {last.id} {about(early_s)} early"
        yield reading.disruption(
            "TECH_AHEAD", f"technicians/{technician.id}", [upcoming.visit], technicians=[technician.id],
            sentence=f"{words} and sets out next at {upcoming.clock(upcoming.leave_s)}.",
        )  # fmt: skip
