"""Who could take a visit, and where in their days: what of it the asker may see, and could do."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.veil import is_hidden, unnamed, veiled
from dispatchtui.core.board import Board
from dispatchtui.core.model import Position
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import EVERYWHERE, Actor
from dispatchtui.core.scope import Scope, scope_of
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint
from dispatchtui.solver.rank import Candidate, Excluded, Ranking, places, rank

MOST = 10_000
HIDDEN = "They would have to leave or move work outside your territories."


class CandidatesQuery(Struct, frozen=True, kw_only=True):
    """How many at most, and whose every position instead of everybody's best."""

    technician: str = ""
    most: int | None = None


async def candidates(call: Call) -> Ranking | Problem:
    """Everybody in the asker's scope, ranked for a visit or excluded with the reason; or one with every position."""
    hub, scope, actor = call.office.hub, call.scope, call.actor
    query: CandidatesQuery = call.query
    visit_id, now_s = call.path["visit_id"], call.office.clock.now_s()
    if not scope.sees(hub.board.visits.get(visit_id)):
        return problem(404, f"There is no visit {visit_id[:60]}.")
    if query.technician and not scope.sees(hub.board.technicians.get(query.technician)):
        return problem(404, f"There is no technician {query.technician[:60]}.", field="technician")
    if query.most is not None and not 1 <= query.most <= MOST:
        return problem(422, f"most: {query.most} is not right; it goes from 1 to {MOST}.", field="most")
    positions = dict(hub.whereabouts)

    def asked(board: Board) -> Ranking:
        if query.technician:
            return positions_in(board, visit_id, now_s, actor, positions=positions, who=query.technician)
        return ranking_in(board, visit_id, now_s, actor, positions=positions, most=query.most)

    return await hub.study.ask(hub.board, asked)


def ranking_in(
    board: Board, visit_id: str, now_s: int, actor: Actor, *, positions: Mapping[str, Position], most: int | None
) -> Ranking:
    """A ranking of the technicians whom an actor sees, by what they could do to the visits that they see."""
    scope, standing = scope_of(actor), actor.standing
    if EVERYWHERE in scope.territories:
        return rank(board, visit_id, now_s, positions=positions, most=most, standing=standing)
    found = rank(board, visit_id, now_s, positions=positions, standing=standing)
    offered: list[Candidate] = []
    excluded = [each for each in found.excluded if _seen(board, each, scope)]
    for each in found.candidates:
        if not _seen(board, each, scope):
            continue
        who = each.technician_id
        free = each if _is_free(board, each, scope) else next(
            (other for other in places(board, visit_id, who, now_s, position=positions.get(who), standing=standing)
             if other.level is not Level.NOBODY and _is_free(board, other, scope)), None)  # fmt: skip
        if free is not None:
            offered.append(free)
        else:
            excluded.append(Excluded(technician_id=who, violations=(), sentence=HIDDEN, visit_id=visit_id))
    offered.sort(key=lambda each: (each.cost, each.technician_id))
    return Ranking(
        candidates=tuple(_candidate(board, each, scope) for each in offered[:most]),
        excluded=tuple(_excluded(board, each, scope) for each in sorted(excluded, key=lambda each: each.technician_id)),
        further=len(offered[most:]) if most is not None else 0,
    )


def positions_in(
    board: Board, visit_id: str, now_s: int, actor: Actor, *, positions: Mapping[str, Position], who: str
) -> Ranking:
    """Every position in one technician's days that moves nothing that the actor does not see, best first."""
    scope = scope_of(actor)
    found = places(board, visit_id, who, now_s, position=positions.get(who), standing=actor.standing)
    return Ranking(candidates=tuple(_candidate(board, each, scope) for each in found if _is_free(board, each, scope)))


def _seen(board: Board, ranked: Candidate | Excluded, scope: Scope) -> bool:
    return scope.sees(board.technicians.get(ranked.technician_id))


def _is_free(board: Board, candidate: Candidate, scope: Scope) -> bool:
    """Whether nothing hidden is moved for it."""
    moved = (*(each.visit_id for each in candidate.moves), *(each.visit_id for each in candidate.knock_on))
    return not any(is_hidden(board, f"visits/{each}", scope) for each in moved)


def _candidate(board: Board, ranked: Candidate, scope: Scope) -> Candidate:
    """The candidate without hidden names."""

    def named(visit_id: str) -> str:
        return "" if is_hidden(board, f"visits/{visit_id}", scope) else visit_id

    told = veiled(board, ranked.violations, scope)
    return replace(
        ranked,
        violations=told,
        warnings=veiled(board, ranked.warnings, scope),
        after=named(ranked.after),
        before=named(ranked.before),
        terms=tuple(replace(each, sentence=unnamed(board, each.sentence, scope)) for each in ranked.terms),
        sentence=_sentence(board, ranked, told, scope),
    )


def _excluded(board: Board, ranked: Excluded, scope: Scope) -> Excluded:
    """The same of who is excluded."""
    told = veiled(board, ranked.violations, scope)
    return replace(ranked, violations=told, sentence=_sentence(board, ranked, told, scope))


def _sentence(board: Board, ranked: Candidate | Excluded, told: tuple[Violation, ...], scope: Scope) -> str:
    """The sentence with those of the violations as they are told."""
    sentence = ranked.sentence
    for bare, each in zip(ranked.violations, told, strict=True):
        sentence = sentence.replace(bare.sentence.rstrip("."), each.sentence.rstrip("."))
    return unnamed(board, sentence, scope)


ENDPOINTS = (
    Endpoint(method="GET", path="/visits/{visit_id}/candidates", handle=candidates, right="read", answer=Ranking,
             summary="Who could take a visit, best first, or every position in one technician's days.",
             query=CandidatesQuery, problems=(404, 422)),
)  # fmt: skip
