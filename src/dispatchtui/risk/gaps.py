"""What is wrong with plans and data before anybody has set out: rules that are broken, facts that are missing.

Units: epoch seconds.
Cost: a walk over what is broken, over the gaps of the data, and over the visits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dispatchtui.constraints.health import Gap, health
from dispatchtui.constraints.health_scene import POSITIONS
from dispatchtui.core.board import Board
from dispatchtui.core.clocks import clock_words, still_since
from dispatchtui.core.lifecycle import ENDED, PLACED, UNPLACED
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.sla import due_of
from dispatchtui.core.words import about
from dispatchtui.risk.case import Case, Routes
from dispatchtui.risk.findings import Finding

DAY_S = 24 * 3600
"""A clock that stands still for longer than this is forgotten; what is due within it lacks data now."""
TOLD_ELSEWHERE = ("time_off", "promise_window")
"""Rules whose breach is another finding: somebody is absent, a visit is planned after it is due."""


def conflicts(
    board: Board, now_s: int, routes: Routes, violations: Mapping[str, tuple[Violation, ...]]
) -> tuple[Finding, ...]:
    """Every visit whose plan breaks a rule and is not over, to be put right before the truck rolls; one for each visit.

    `violations` are those of every plan, by visit (see `constraints.watch`). An overlap is told of the later one.
    """
    found: list[Finding] = []
    for visit_id, every in violations.items():
        visit = board.visits.get(visit_id)
        if visit is None or visit.state not in PLACED or not visit.crew or visit.crew[0].end_s <= now_s:
            continue  # A plan whose time has passed is to be made anew, whatever it broke.
        broken = [each for each in every if each.level is not Level.WARNING and _is_told_here(board, visit, each)]
        if broken:
            case = Case(board=board, visit=visit, now_s=now_s, routes=routes)
            worst, more = broken[0], len(broken) - 1
            also = f" ({more} more)" if more else ""
            found.append(
                case.finding(
                    "conflict",
                    f"visits/{visit_id}",
                    cause=worst.constraint,
                    act=_remedy(worst),
                    sentence=f"{worst.sentence.removesuffix('.')}{also}.",
                    act_by_s=case.leave_s,
                )
            )
    return tuple(found)


def _is_told_here(board: Board, visit: Visit, violation: Violation) -> bool:
    if violation.constraint in TOLD_ELSEWHERE:
        return False
    other = board.visits.get(violation.subject.partition("/")[2]) if violation.constraint == "no_overlap" else None
    if other is None or not other.crew:
        return True
    if other.state not in PLACED:
        # What begins late or runs longer than planned is the cause, and has its own finding, also when it is done.
        return other.crew[0].end_s > visit.crew[0].start_s
    return (other.crew[0].start_s, other.id) < (visit.crew[0].start_s, visit.id)


def _remedy(violation: Violation) -> str:
    if violation.level is Level.NOBODY:
        return "a: give it another place"
    return f"a: give it another place, or override: {violation.constraint}"


def data_gaps(board: Board, now_s: int, positions: Mapping[str, Position]) -> tuple[Finding, ...]:
    """What is not known and keeps placed or due work out; one finding for each row that has to be mended."""
    concerned: dict[str, dict[str, Visit]] = {}
    for visit in board.visits.values():
        if _is_near(board, visit, now_s):
            for subject in _rests_on(visit):
                concerned.setdefault(subject, {})[visit.id] = visit
    by_row: dict[str, list[Gap]] = {}
    touched: dict[str, list[Visit]] = {}
    for gap in health(board, now_s, positions):
        visits = _kept_out(board, gap, concerned)
        if visits:
            by_row.setdefault(gap.subject, []).append(gap)
            touched[gap.subject] = visits
    return tuple(_of_row(subject, gaps, touched[subject]) for subject, gaps in by_row.items())


def _is_near(board: Board, visit: Visit, now_s: int) -> bool:
    """Whether a visit is placed within a day, or waits and is due within one."""
    if visit.state in PLACED:
        return visit.crew[0].start_s < now_s + DAY_S
    due_s = due_of(board, visit, now_s) if visit.state in UNPLACED else None
    return due_s is not None and due_s < now_s + DAY_S


def _rests_on(visit: Visit) -> Iterator[str]:
    """The rows whose gaps concern a visit."""
    yield f"visits/{visit.id}"
    yield f"work_orders/{visit.work_order_id}"
    for line in visit.crew:
        yield f"technicians/{line.technician_id}"
    if visit.state in UNPLACED:
        yield f"territories/{visit.territory}"
        for need in visit.needs:
            yield f"skills/{need.skill}"


def _kept_out(board: Board, gap: Gap, concerned: Mapping[str, Mapping[str, Visit]]) -> list[Visit]:
    """The near visits that a gap concerns, by the row that lacks something or by whose row it is."""
    if gap.mend == POSITIONS or gap.lacks == "counted parts":
        return []  # Both make what is known wider, and keep nothing out.
    owner = getattr(board.row(gap.subject), "technician_id", "")
    return list({**concerned.get(gap.subject, {}), **concerned.get(f"technicians/{owner}", {})}.values())


def _of_row(subject: str, gaps: list[Gap], visits: list[Visit]) -> Finding:
    first, more = gaps[0], len(gaps) - 1
    places = dict.fromkeys(each.territory for each in visits if each.territory)
    return Finding(
        kind="data",
        subject=subject,
        visit_id=visits[0].id,
        others=tuple(each.id for each in visits[1:]),
        territories=tuple(places),
        cause=f"no {first.lacks}",
        sentence=f"{first.sentence.removesuffix('.')}{f' ({more} more)' if more else ''}.",
        act=first.mend,
    )


def forgotten_clocks(board: Board, now_s: int) -> tuple[Finding, ...]:
    """Every visit whose clocks have stood still for more than a day."""
    found: list[Finding] = []
    for visit in board.visits.values():
        since_s = still_since(board, visit) if visit.state not in ENDED else None
        if since_s is not None and now_s - since_s > DAY_S:
            by_hand = visit.held_from_s is not None
            words = f"{clock_words(board, visit, now_s)}; that is {about(now_s - since_s)}"
            found.append(
                Finding(
                    kind="stale",
                    subject=f"visits/{visit.id}",
                    visit_id=visit.id,
                    territories=(visit.territory,) if visit.territory else (),
                    cause="clock held",
                    sentence=f"{visit.id}: {words}.",
                    act="let the clock run" if by_hand else "H: release it",
                )
            )
    return tuple(found)
