"""A visit begins after those that it waits for, neither too soon nor too late, with the same technician where asked.

Units: minutes. What has ended counts by its real end, what has not by its planned one and what was
added to it. A visit is judged against those that it waits for and those placed ones that wait for it.
Source: the constraint table of the domain (L).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import AHEAD_S, later
from dispatchtui.constraints.words import length, minutes, moment, names, zone_of
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Assignment, Dependency, Visit, VisitState
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.work import lines_of


class _End(Struct, frozen=True):
    """When a visit ends or ended, and who is or was there."""

    visit_id: str
    end_s: int
    people: frozenset[str]


class _Begin(Struct, frozen=True):
    """When a visit that waits begins, who goes, and the zone in which both sides tell of it."""

    visit_id: str
    start_s: int
    people: tuple[Assignment, ...]
    zone: str


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each wait that is too short, too long or for nothing, of this visit and of those that wait for it."""
    visit, board = trial.visit, trial.board
    begin = _Begin(visit.id, trial.people[0].start_s, trial.people, zone_of(trial))
    for each in visit.dependencies:
        awaited = board.visits.get(each.visit_id)
        if awaited is None:
            continue
        end = _end_of(awaited)
        if end is None:
            yield _for_nothing(trial, awaited)
        else:
            yield from _judged(each, end, begin, f"visits/{awaited.id}")
    followers = board.indexes.of("visits", visit.id, "after")
    if not followers:
        return
    end = _End(visit.id, max(line.end_s for line in trial.people), _ids(trial.people))
    for follower in (board.visits[key] for key in followers):
        if follower.state in PLACED and follower.crew:
            begin = _Begin(follower.id, follower.crew[0].start_s, follower.crew, _zone_of(trial, follower))
            for each in follower.dependencies:
                if each.visit_id == visit.id:
                    yield from _judged(each, end, begin, f"visits/{follower.id}")


def _zone_of(trial: Trial, follower: Visit) -> str:
    """The zone in which the times of a placed visit that waits are told."""
    lead = trial.board.technicians.get(follower.crew[0].technician_id, trial.technician)
    return zone_of(replace(trial, visit=follower, technician=lead))


def _end_of(visit: Visit) -> _End | None:
    """When a visit ends; nothing when it has no time or will never take place."""
    if visit.state is VisitState.CANCELLED or not visit.crew:
        return None
    planned_s = max(line.end_s for line in lines_of(visit))
    really_s = visit.stamps.done_s if visit.state in ENDED else None
    return _End(visit.id, planned_s if really_s is None else really_s, _ids(visit.crew))


def _ids(crew: Iterable[Assignment]) -> frozenset[str]:
    return frozenset(line.technician_id for line in crew)


def _for_nothing(trial: Trial, awaited: Visit) -> Violation:
    state = "was cancelled" if awaited.state is VisitState.CANCELLED else "has no time yet"
    return Violation(
        constraint="dependencies",
        level=Level.LEAD,
        subject=f"visits/{awaited.id}",
        need=f"{awaited.id} before",
        have=state,
        amount=1,
        unit="visit",
        sentence=f"{trial.visit.id} waits for {awaited.id}, which {state}.",
    )


def _judged(wait: Dependency, end: _End, begin: _Begin, subject: str) -> Iterator[Violation]:
    gap_s = begin.start_s - end.end_s
    if gap_s < wait.min_gap_s:
        yield _mistimed(end, begin, subject, wait.min_gap_s)
    elif wait.max_gap_s is not None and gap_s > wait.max_gap_s:
        yield _mistimed(end, begin, subject, wait.max_gap_s)
    if wait.same_technician and not end.people & _ids(begin.people):
        there, goes = names(sorted(end.people)), names([line.technician_id for line in begin.people])
        yield Violation(
            constraint="dependencies",
            level=Level.LEAD,
            subject=subject,
            need=there,
            have=goes,
            amount=1,
            unit="technician",
            sentence=f"{begin.visit_id} takes the technician of {end.visit_id}: {there}, not {goes}.",
        )


def _mistimed(end: _End, begin: _Begin, subject: str, limit_s: int) -> Violation:
    zone, gap_s = begin.zone, begin.start_s - end.end_s
    early = gap_s < limit_s
    ends, begins = moment(end.end_s, zone, begin.start_s), moment(begin.start_s, zone, end.end_s)
    apart = f", {'at least' if early else 'at most'} {length(limit_s)} before" if limit_s else ""
    apart = apart or ("" if early else ", without a gap")
    off = f"{length(gap_s - limit_s)} too {'early' if early else 'late'}"
    return Violation(
        constraint="dependencies",
        level=Level.LEAD,
        subject=subject,
        need=f"{'from' if early else 'until'} {moment(end.end_s + limit_s, zone, begin.start_s)}",
        have=f"start {begins}",
        amount=minutes(abs(gap_s - limit_s)),
        unit="min",
        sentence=(
            f"{begin.visit_id} begins at {begins} and waits for {end.visit_id}, which ends at {ends}{apart}: {off}."
        ),
    )


def clears(trial: Trial) -> int | None:
    """The first begin that is neither too soon after what is awaited nor too long before what waits."""
    visit, board = trial.visit, trial.board
    from_s, until_s = trial.line.start_s, trial.line.start_s + AHEAD_S
    for each in visit.dependencies:
        awaited = board.visits.get(each.visit_id)
        end = _end_of(awaited) if awaited is not None else None
        if end is not None:
            from_s = max(from_s, end.end_s + each.min_gap_s)
            until_s = until_s if each.max_gap_s is None else min(until_s, end.end_s + each.max_gap_s)
    lasts_s = max(line.end_s for line in trial.people) - trial.line.start_s
    for key in board.indexes.of("visits", visit.id, "after"):
        follower = board.visits[key]
        if follower.state in PLACED and follower.crew:
            for each in follower.dependencies:
                if each.visit_id == visit.id:
                    leaves_s = follower.crew[0].start_s - lasts_s
                    until_s = min(until_s, leaves_s - each.min_gap_s)
                    from_s = from_s if each.max_gap_s is None else max(from_s, leaves_s - each.max_gap_s)
    return later(trial, from_s) if from_s <= until_s else None


DEPENDENCIES = Constraint(
    name="dependencies",
    requires="A visit begins after those that it waits for, within the gap and with the technician asked for.",
    override="L.",
    check=check,
    clears=clears,
    of_visit=True,
)
