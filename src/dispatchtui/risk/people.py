"""People who do not answer to what they were told, and people who are not there for what is planned for them.

One finding for each person, however many visits it concerns.

Units: epoch seconds.
Cost: some microseconds a visit and absence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatchtui.core.absences import GONE
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Absence, Visit, VisitState
from dispatchtui.core.words import about
from dispatchtui.risk.case import DAY_S, Case, Routes
from dispatchtui.risk.findings import Finding


def unacknowledged(cases: Sequence[Case]) -> Iterator[Finding]:
    """Yield that somebody has not accepted what was released to them; `cases` are all of that person."""
    waiting = [each for each in cases if _waits(each)]
    if waiting:
        yield _unaccepted(waiting[0], [each.visit for each in waiting[1:]])


def _waits(case: Case) -> bool:
    """Whether a visit was released and not accepted for too long, and the time to set out has not passed."""
    released_s, rules = case.visit.stamps.released_s, case.rules
    if case.visit.state is not VisitState.RELEASED or released_s is None or case.away:
        return False
    overdue = case.now_s >= case.leave_s + (rules.grace_s or 0)
    return not overdue and case.now_s >= released_s + (rules.no_ack_s or 0)


def _unaccepted(case: Case, others: list[Visit]) -> Finding:
    released_s = case.visit.stamps.released_s or 0
    more = f" and {_counted(len(others), 'other')}" if others else ""
    return case.finding(
        "no_ack", f"technicians/{case.who}", cause=f"{case.who} has not accepted", others=others,
        sentence=f"{case.who} has not accepted {case.visit.id}{more}: released at {case.clock(released_s)}, "
        f"{about(case.now_s - released_s)} ago, to set out at {case.clock(case.leave_s)}.",
        act=f"call {case.who}", act_by_s=case.leave_s,
    )  # fmt: skip


def absent(board: Board, technician_id: str, now_s: int, routes: Routes) -> Iterator[Finding]:
    """Yield that somebody is sick or on leave when something is planned for them."""
    gone = [each for each in board.absences_of(technician_id) if each.kind in GONE and each.end_s > now_s - DAY_S]
    hit = [(each, visit) for each in gone for visit in _planned_in(board, technician_id, each)]
    visits = sorted({visit.id: visit for _, visit in hit}.values(), key=lambda each: (each.crew[0].start_s, each.id))
    if visits:
        case = Case(board=board, visit=visits[0], now_s=now_s, routes=routes)
        yield _absent(case, visits[1:], next(each for each, visit in hit if visit is visits[0]))


def _planned_in(board: Board, technician_id: str, absence: Absence) -> list[Visit]:
    """What is planned for somebody while they are away, and has not begun."""
    return [
        visit
        for visit in board.around(technician_id, absence.start_s, absence.end_s)
        if visit.state in PLACED
        and any(
            line.technician_id == technician_id and absence.start_s < line.end_s and line.start_s < absence.end_s
            for line in visit.crew
        )
    ]


def _absent(case: Case, others: list[Visit], absence: Absence) -> Finding:
    who, how, start = absence.technician_id, GONE[absence.kind], case.clock(case.line.start_s)
    first = f"{case.visit.id} at {start}"
    what = (
        f"{len(others) + 1} visits are still planned with them, {first} first"
        if others
        else f"{first} is still planned with them"
    )
    return case.finding(
        "absent", f"technicians/{who}", cause=f"{who} {how}", others=others,
        sentence=f"{who} {how} until {case.clock(absence.end_s)}: {what}.",
        act="a: give it to somebody else", act_by_s=case.leave_s,
    )  # fmt: skip


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number > 1)}"
