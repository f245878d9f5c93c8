"""Why this one, why not that one, and what would have to change: a visit explained in sentences.

Units: epoch seconds; costs in seconds of travel.
Cost: a ranking of everybody; for a visit that does not fit, also the changes that are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from dispatchtui.constraints.words import counted, names
from dispatchtui.core.board import Board
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.refusals import Violation
from dispatchtui.core.words import minute
from dispatchtui.solver.explaining.changes import Change, changes_for, is_clean
from dispatchtui.solver.explaining.settled import settled
from dispatchtui.solver.offers import Candidate, Ranking
from dispatchtui.solver.proposing.sentences import zone_of
from dispatchtui.solver.rank import place_at, rank, why_not

MOST_NAMED = 5
"""So many people are named one by one; of more their number is told."""
MOST_TERMS = 3
"""So many of the largest differences between two candidates are told."""


class Explanation(Struct, frozen=True, kw_only=True):
    """What is said of a visit, `candidate` being its best clean place, or that of who was asked about."""

    visit_id: str
    sentences: tuple[str, ...]
    candidate: Candidate | None = None
    changes: tuple[Change, ...] = ()


def explain(
    board: Board,
    visit_id: str,
    now_s: int,
    *,
    technician_id: str = "",
    positions: Mapping[str, Position] | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> Explanation:
    """Explain a visit, or why one technician does or does not get it; it tries no more changes once it is `enough`."""
    visit = board.visits.get(visit_id)
    if visit is None:
        return Explanation(visit_id=visit_id, sentences=(f"There is no visit {visit_id}.",))
    why = settled(board, visit, now_s)
    if why:
        return Explanation(visit_id=visit_id, sentences=(why,))
    ranking = rank(board, visit_id, now_s, positions=positions)
    clean = [each for each in ranking.candidates if is_clean(each)]
    best = clean[0] if clean else None
    if technician_id:
        return _of_one(board, visit, technician_id, now_s, best=best, positions=positions, enough=enough)
    if best is not None:
        said = [_first(board, visit, best, now_s)]
        said += [_beside(board, visit, best, each, now_s) for each in clean[1:2]]
        said += _stands(board, visit, best, ranking, now_s)
        return Explanation(visit_id=visit_id, sentences=tuple(said), candidate=best)
    changes = changes_for(board, visit_id, now_s, positions=positions, enough=enough)
    said = [*_nobody(board, visit, ranking, now_s), *(each.sentence for each in changes)]
    if not changes:
        said.append("No single change was found with which it fits.")
    return Explanation(visit_id=visit_id, sentences=tuple(said), changes=changes)


def _of_one(
    board: Board, visit: Visit, technician_id: str, now_s: int, *, best: Candidate | None,
    positions: Mapping[str, Position] | None, enough: Callable[[], bool],
) -> Explanation:  # fmt: skip
    """Why one technician, or why not."""
    if technician_id not in board.technicians:
        return Explanation(visit_id=visit.id, sentences=(f"There is no technician {technician_id}.",))
    position = (positions or {}).get(technician_id)
    own = place_at(board, visit.id, technician_id, now_s, position=position)
    if own is not None and is_clean(own):
        said = [own.sentence]
        if best is not None and best.technician_id != technician_id:
            said.append(_beside(board, visit, best, own, now_s))
        elif best is not None:
            said.append(f"Nobody has a cheaper place for {visit.id}.")
        return Explanation(visit_id=visit.id, sentences=tuple(said), candidate=own)
    out = why_not(board, visit.id, technician_id, now_s, position=position)
    reasons: Sequence[Violation] = out.violations if out is not None else own.violations if own is not None else ()
    told = [each.sentence for each in reasons]
    if not told and own is not None:
        told = [own.sentence]
    changes = changes_for(board, visit.id, now_s, technician_id=technician_id, positions=positions, enough=enough)
    said = [*dict.fromkeys(told), *(each.sentence for each in changes)]
    return Explanation(visit_id=visit.id, sentences=tuple(said), changes=changes)


def _first(board: Board, visit: Visit, best: Candidate, now_s: int) -> str:
    there = minute(best.arrival_s, zone_of(board, visit), now_s)
    terms = [each.sentence.removesuffix(".") for each in sorted(best.terms, key=lambda one: -abs(one.cost_s))]
    why = f": {'; '.join(terms[:MOST_TERMS])}" if terms else ""
    return f"{best.technician_id} is the best for {visit.id}, there at {there}{why}."


def _beside(board: Board, visit: Visit, best: Candidate, other: Candidate, now_s: int) -> str:
    """When another candidate would be there, and what speaks most against them beside the best."""
    mine = {each.objective: each.cost_s for each in best.terms}
    against = sorted((each for each in other.terms if each.cost_s - mine.get(each.objective, 0.0) >= 1),
                     key=lambda each: mine.get(each.objective, 0.0) - each.cost_s)  # fmt: skip
    terms = [each.sentence.removesuffix(".") for each in against]
    there = minute(other.arrival_s, zone_of(board, visit), now_s)
    why = f": {'; '.join(terms[:MOST_TERMS])}" if terms else ""
    return f"{other.technician_id} comes behind {best.technician_id} for {visit.id}, there at {there}{why}."


def _stands(board: Board, visit: Visit, best: Candidate, ranking: Ranking, now_s: int) -> Iterator[str]:
    """How the plan as it stands compares with the best."""
    line = visit.assignment
    if line is None or line.technician_id == best.technician_id:
        return
    own = next((each for each in ranking.candidates if each.technician_id == line.technician_id), None)
    if own is None:
        yield f"{visit.id} stands with {line.technician_id}."
    else:
        yield _beside(board, visit, best, own, now_s)


def _nobody(board: Board, visit: Visit, ranking: Ranking, now_s: int) -> Iterator[str]:
    """Who might but for one thing, and for what: first how many have the skills, then what stands against them."""
    needs = names([f"{each.skill} {each.level}" for each in visit.needs]) if visit.needs else ""
    against: dict[str, Sequence[Violation]] = {each.technician_id: each.violations for each in ranking.excluded}
    against |= {each.technician_id: each.violations for each in ranking.candidates}
    able = sorted(who for who, some in against.items() if not any(one.constraint == "required_skills" for one in some))
    due_s = visit.promise.end_s if visit.promise is not None else visit.latest_s
    until = f" before {minute(due_s, zone_of(board, visit), now_s)}" if due_s is not None else ""
    whom = f"with {needs} " if needs else ""
    if not able:
        yield f"No technician {whom}is there at all: {counted(len(against), 'technician')} looked at."
        return
    yield f"No technician {whom}is free{until}: {counted(len(able), 'technician')} would have the skills."
    for who in able[:MOST_NAMED]:
        worst = next(iter(against[who]), None)
        displaced = next((each for each in ranking.candidates if each.technician_id == who), None)
        if worst is not None:
            yield worst.sentence
        elif displaced is not None:
            yield displaced.sentence
    if len(able) > MOST_NAMED:
        yield f"The same holds for {counted(len(able) - MOST_NAMED, 'other technician')}."
