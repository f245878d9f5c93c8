"""Work that waits takes the time that became free: what is due first, then what is urgent, each as an option.

Who stands later and wants to come earlier is asked; what waits is placed at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.core.disrupting import BACKFILL
from dispatchtui.core.zones import local_day
from dispatchtui.solver.offers import Candidate
from dispatchtui.solver.proposing.dated import consent, promise_around
from dispatchtui.solver.proposing.free_times import free_spans, freed_by
from dispatchtui.solver.proposing.matter import Matter
from dispatchtui.solver.proposing.proposal import Option, Out
from dispatchtui.solver.proposing.rows import Steps
from dispatchtui.solver.waiting import backfill

MOST = 3
"""So many visits are offered for one time."""


def backfilling(matter: Matter) -> Iterator[Option]:
    """Yield each of the first that fit into the time, in the order in which they come."""
    freed = _freed(matter)
    if freed is None:
        return
    who, (start_s, end_s) = freed
    ranking = backfill(matter.board, who, start_s, end_s, matter.now_s, positions=matter.positions)
    out = tuple(
        Out(technician_id=who, visit_id=each.visit_id, constraint=each.violations[0].constraint, sentence=each.sentence)
        for each in ranking.excluded if each.violations
    )  # fmt: skip
    given = 0
    for candidate in ranking.candidates:
        option = matter.option(BACKFILL, candidate.moves, together=True, steps=_steps(matter, candidate), out=out)
        if option is not None:
            yield option
            given += 1
        if given == MOST:
            return


def _freed(matter: Matter) -> tuple[str, tuple[int, int]] | None:
    """Whose time it is: of what was cancelled, or of who is ahead of the plan."""
    disruption, now_s = matter.disruption, matter.now_s
    visit = matter.board.row(disruption.subject)
    if disruption.subject.startswith("visits/"):
        found = matter.board.visits.get(visit.id) if visit is not None else None
        return freed_by(matter.board, found, now_s) if found is not None else None
    technician = matter.board.technicians.get(disruption.subject.partition("/")[2])
    if technician is None:
        return None
    spans = free_spans(matter.board, technician.id, local_day(now_s, technician.zone), now_s)
    return (technician.id, spans[0]) if spans else None


def _steps(matter: Matter, candidate: Candidate) -> Steps:
    """Who stands later counts on that time: they have to agree to come earlier."""
    visit = matter.board.visits[candidate.visit_id]
    promise = visit.promise
    kept = promise is not None and promise.start_s <= candidate.start_s <= promise.end_s
    if kept or not visit.crew:
        return {}
    offered = promise_around(matter.board, visit, candidate.start_s)
    return {visit.id: consent(matter.board, visit, offered)}
