"""A technician is in one place at a time, travel included.

Units: minutes. Intervals are half-open: work may begin at the second at which other work ends.
A visit's own former place never stands in its way. What has ended takes no more time than it
really took; what runs takes its planned time and what was added to it.
Cost: a walk over one day of one route, and a look at the planned ends of a fortnight.
Source: the constraint table of the domain (X work on work, D travel tight by at most 10 min).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from msgspec import Struct

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.words import length, minutes, span, zone_of
from dispatchtui.core import travel
from dispatchtui.core.commands.checks import LONGEST_VISIT_S
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import Level, Violation

_ADDED_S = 24 * 3600
"""How far beyond its planned end a visit is looked for, when it was extended or really took longer."""


class Taken(Struct, frozen=True):
    """Time that another visit takes of the technician."""

    visit: Visit
    start_s: int
    end_s: int


def taken_by(visit: Visit, start_s: int, end_s: int) -> Taken | None:
    """The time that a visit takes from a route: as it stands there, or as it was when it has ended."""
    stamps = visit.stamps
    if visit.state in ENDED:
        began_s = stamps.on_site_s or stamps.working_s
        return Taken(visit, began_s, stamps.done_s) if began_s and stamps.done_s else None
    return Taken(visit, start_s, end_s)


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each visit that the placement overlaps, then travel that is too short on either side."""
    start_s, end_s = trial.line.start_s, trial.line.end_s
    previous = following = None
    for other in _others(trial):
        if other.start_s < end_s and start_s < other.end_s:
            yield _overlap(trial, other)
        elif other.visit.state in ENDED:
            continue
        elif other.start_s >= end_s:
            following = other if following is None or other.start_s < following.start_s else following
        elif previous is None or other.end_s > previous.end_s:
            previous = other
    if previous is not None:
        yield from _tight(trial, previous, start_s - previous.end_s, previous.visit, trial.visit)
    if following is not None:
        yield from _tight(trial, following, following.start_s - end_s, trial.visit, following.visit)


def _others(trial: Trial) -> Iterator[Taken]:
    """The technician's other visits that may matter: all that may reach this far, and on to the next that stands."""
    route, start_s = trial.board.indexes.route(trial.technician.id), trial.line.start_s - _ADDED_S
    low = bisect_left(route, (start_s - LONGEST_VISIT_S, 0, ""))
    for begin_s, end_s, visit_id in route[low:]:
        if end_s < start_s or visit_id == trial.visit.id:
            continue
        visit = trial.board.visits[visit_id]
        other = taken_by(visit, begin_s, end_s)
        if other is None or _interrupts(trial.visit, visit) or _interrupts(visit, trial.visit):
            continue
        yield other
        if other.start_s >= trial.line.end_s and other.visit.state not in ENDED:
            return


def _interrupts(pickup: Visit, work: Visit) -> bool:
    """Whether suspended work waits for what is being fetched."""
    return work.state is VisitState.SUSPENDED and any(each.visit_id == work.id for each in pickup.fetches)


def _overlap(trial: Trial, other: Taken) -> Violation:
    zone, line = zone_of(trial), trial.line
    shared_s = min(line.end_s, other.end_s) - max(line.start_s, other.start_s)
    theirs = span(other.start_s, other.end_s, zone, line.start_s)
    return Violation(
        constraint="no_overlap",
        level=Level.NOBODY,
        subject=f"visits/{other.visit.id}",
        need="one place at a time",
        have=f"{other.visit.id} {span(other.start_s, other.end_s, zone)}",
        amount=minutes(shared_s),
        unit="min",
        sentence=(
            f"{trial.technician.id} is at {other.visit.id} from {theirs}; "
            f"{trial.visit.id} {span(line.start_s, line.end_s, zone)} overlaps by {length(shared_s)}."
        ),
    )


def _risk_s(trial: Trial, other: Taken) -> int:
    """How much travel may be short between two visits: what the rules of both allow, whichever is placed last."""
    theirs = rules_of(trial.board, other.visit, trial.technician, other.start_s)
    return min(trial.rules.tight_s or 0, theirs.tight_s or 0)


def _tight(trial: Trial, other: Taken, gap_s: int, first: Visit, second: Visit) -> Iterator[Violation]:
    board = trial.board
    drive_s = travel.seconds(travel.site_of(board, first), travel.site_of(board, second))
    kept_s = first.buffer_after_s + second.buffer_before_s
    need_s = drive_s + kept_s
    short_s = need_s - gap_s
    if short_s <= 0:
        return
    need, have = length(need_s), length(gap_s)
    kept = f" ({length(kept_s)} of it kept free)" if kept_s else ""
    yield Violation(
        constraint="no_overlap",
        level=Level.DISPATCHER if short_s <= _risk_s(trial, other) else Level.NOBODY,
        subject=f"visits/{other.visit.id}",
        need=need,
        have=have,
        amount=minutes(short_s),
        unit="min",
        sentence=(
            f"{trial.technician.id} needs {need}{kept} from {first.id} to {second.id} and has {have}: "
            f"{length(short_s)} too little."
        ),
    )


NO_OVERLAP = Constraint(
    name="no_overlap",
    requires="A technician is in one place at a time, travel included.",
    override="X for work on work; D for travel that is tight by at most 10 min, X beyond.",
    check=check,
)
