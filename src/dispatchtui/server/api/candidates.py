"""Who could take a visit, and what somebody could take: what of it the asker may see, and could do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.veil import is_hidden, unnamed, veiled
from dispatchtui.core.board import Board
from dispatchtui.core.model import Position, VisitState
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import EVERYWHERE, Actor
from dispatchtui.core.scope import Scope, scope_of
from dispatchtui.risk.forecast import forecast
from dispatchtui.server.hostile import LAST_S
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint
from dispatchtui.server.watching.telling import Outlook
from dispatchtui.solver.keeping import AMONG, keeper_first
from dispatchtui.solver.rank import Candidate, Excluded, Ranking, places, rank
from dispatchtui.solver.saving import Saving
from dispatchtui.solver.waiting import backfill, next_for

MOST = 10_000
LONGEST_S = 14 * 86_400
"""The longest free time that is asked about."""
HIDDEN = "They would have to leave or move work outside your territories."


class CandidatesQuery(Struct, frozen=True, kw_only=True):
    """How many at most, and whose every position instead of everybody's best."""

    technician: str = ""
    most: int | None = None


class NextQuery(Struct, frozen=True, kw_only=True):
    """How many at most; each that is looked at costs some milliseconds."""

    most: int = 20


class FreeQuery(Struct, frozen=True, kw_only=True):
    """The free time, in epoch seconds: between the neighbours' work, ways included."""

    start: int
    end: int


async def candidates(call: Call) -> Ranking | Problem:
    """Everybody in the asker's scope, ranked for a visit or excluded with the reason; or one with every position."""
    hub, scope, actor = call.office.hub, call.scope, call.actor
    query: CandidatesQuery = call.query
    visit_id, now_s = call.path["visit_id"], call.office.clock.now_s()
    if not scope.sees(hub.board.visits.get(visit_id)):
        return problem(404, f"There is no visit {visit_id[:60]}.")
    if query.technician and not scope.sees(hub.board.technicians.get(query.technician)):
        return problem(404, f"There is no technician {query.technician[:60]}.", field="technician")
    wrong = _wrong_most(query.most)
    if wrong is not None:
        return wrong
    positions = dict(hub.whereabouts)
    outlook = await call.office.watch.outlook(0) if call.office.settings.watch else Outlook()

    def asked(board: Board) -> Ranking:
        if query.technician:
            return positions_in(board, visit_id, now_s, actor, positions=positions, who=query.technician)
        return ranking_in(board, visit_id, now_s, actor, positions=positions, most=query.most,
                          saving=outlook.savings.get(visit_id))  # fmt: skip

    return await hub.study.ask(hub.board, asked)


def _wrong_most(most: int | None) -> Problem | None:
    if most is None or 1 <= most <= MOST:
        return None
    return problem(422, f"most: {most} is not right; it goes from 1 to {MOST}.", field="most")


async def next_of(call: Call) -> Ranking | Problem:
    """The waiting visits in the asker's scope that somebody could take next, most pressing first, or why not."""
    who, wrong = call.path["technician_id"], _unseen(call) or _wrong_most(call.query.most)
    if wrong is not None:
        return wrong
    hub, actor, most = call.office.hub, call.actor, call.query.most
    now_s, positions = call.office.clock.now_s(), dict(hub.whereabouts)

    def asked(board: Board) -> Ranking:
        some = most
        while True:
            found = next_for(board, who, now_s, positions=positions, most=some, standing=actor.standing)
            # What nothing speaks against stays before what somebody would have to answer for.
            told = within(
                board, found, now_s, actor, positions=positions, most=most, order=lambda each: bool(each.level)
            )
            if not found.further or len(told.candidates) == most:
                return replace(told, further=waiting_in(board, scope_of(actor), told))
            some *= 4

    return await hub.study.ask(hub.board, asked)


def waiting_in(board: Board, scope: Scope, told: Ranking) -> int:
    """How many visits of a scope wait that a ranking says nothing of."""
    said = {each.visit_id for each in told.candidates} | {each.visit_id for each in told.excluded}
    waiting = (each for each in board.visits.values() if each.state is VisitState.QUALIFIED and not each.crew)
    return sum(each.id not in said and scope.sees(each) for each in waiting)


async def backfill_of(call: Call) -> Ranking | Problem:
    """The visits in the asker's scope that fit into a time that has become free, best first, or why not."""
    who, wrong = call.path["technician_id"], _unseen(call)
    start_s, end_s = call.query.start, call.query.end
    if wrong is not None:
        return wrong
    for field, value in (("start", start_s), ("end", end_s)):
        if not 0 <= value <= LAST_S:
            return problem(422, f"{field}: {value} is no moment; it goes from 0 to {LAST_S}.", field=field)
    if not 0 < end_s - start_s <= LONGEST_S:
        return problem(422, "end: A free time ends after it begins, and within 14 days.", field="end")
    hub, actor = call.office.hub, call.actor
    now_s, positions = call.office.clock.now_s(), dict(hub.whereabouts)

    def asked(board: Board) -> Ranking:
        found = backfill(board, who, start_s, end_s, now_s, positions=positions, standing=actor.standing)
        # Nothing is pushed, so the order stands.
        return within(board, found, now_s, actor, positions=positions, order=lambda _: 0)

    return await hub.study.ask(hub.board, asked)


def _unseen(call: Call) -> Problem | None:
    who = call.path["technician_id"]
    if call.scope.sees(call.office.hub.board.technicians.get(who)):
        return None
    return problem(404, f"There is no technician {who[:60]}.")


def ranking_in(
    board: Board, visit_id: str, now_s: int, actor: Actor, *, positions: Mapping[str, Position], most: int | None,
    saving: Saving | None = None,
) -> Ranking:  # fmt: skip
    """A ranking of the technicians whom an actor sees, by what they could do to the visits that they see.

    First is who keeps the visit's word, where the cheapest does not; `saving` is what was last found out about that.
    """
    scope = scope_of(actor)
    wide = None if most is None else max(most, AMONG)
    some = wide if EVERYWHERE in scope.territories else None
    found = rank(board, visit_id, now_s, positions=positions, most=some, standing=actor.standing)
    told = within(board, found, now_s, actor, positions=positions, most=wide,
                  order=lambda each: (each.cost, each.technician_id))  # fmt: skip
    led = keeper_first(
        board, visit_id, told, now_s, saving=saving, positions=positions, standing=actor.standing,
        routes=lambda who: forecast(board, who, now_s, positions.get(who)),
        allowed=lambda each: _seen(board, each, scope) and _is_free(board, each, scope),
    )  # fmt: skip
    offered = led.candidates if led is told else (_candidate(board, led.candidates[0], scope), *led.candidates[1:])
    over = 0 if most is None else max(0, len(offered) - most)
    return replace(led, candidates=offered[:most], further=led.further + over)


def within(
    board: Board,
    found: Ranking,
    now_s: int,
    actor: Actor,
    *,
    positions: Mapping[str, Position],
    order: Callable[[Candidate], Any],
    most: int | None = None,
) -> Ranking:
    """What of a ranking an actor sees; who would move hidden work is offered their best place that moves none.

    `order` says where such another place belongs.
    """
    scope = scope_of(actor)
    if EVERYWHERE in scope.territories:
        return found
    offered: list[Candidate] = []
    excluded = [each for each in found.excluded if _seen(board, each, scope)]
    for each in found.candidates:
        if not _seen(board, each, scope):
            continue
        free = each if _is_free(board, each, scope) else _freely(board, each, now_s, actor, positions)
        if free is not None:
            offered.append(free)
        else:
            excluded.append(Excluded(technician_id=each.technician_id, violations=(), sentence=HIDDEN,
                                     visit_id=each.visit_id))  # fmt: skip
    offered.sort(key=order)
    excluded.sort(key=lambda each: (each.technician_id, each.visit_id))
    return Ranking(
        candidates=tuple(_candidate(board, each, scope) for each in offered[:most]),
        excluded=tuple(_excluded(board, each, scope) for each in excluded),
        further=len(offered[most:]) if most is not None else 0,
    )


def _freely(
    board: Board, candidate: Candidate, now_s: int, actor: Actor, positions: Mapping[str, Position]
) -> Candidate | None:
    """The best place of the same visit with the same technician that moves nothing hidden and may be taken."""
    who, scope = candidate.technician_id, scope_of(actor)
    every = places(board, candidate.visit_id, who, now_s, position=positions.get(who), standing=actor.standing)
    return next((each for each in every if each.level is not Level.NOBODY and _is_free(board, each, scope)), None)


def positions_in(
    board: Board, visit_id: str, now_s: int, actor: Actor, *, positions: Mapping[str, Position], who: str
) -> Ranking:
    """Every position in one technician's days that moves nothing that the actor does not see, best first."""
    scope = scope_of(actor)
    found = places(board, visit_id, who, now_s, position=positions.get(who), standing=actor.standing)
    return Ranking(candidates=tuple(_candidate(board, each, scope) for each in found if _is_free(board, each, scope)))


def _seen(board: Board, ranked: Candidate | Excluded, scope: Scope) -> bool:
    hidden = is_hidden(board, f"visits/{ranked.visit_id}", scope)
    return not hidden and scope.sees(board.technicians.get(ranked.technician_id))


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
    Endpoint(method="GET", path="/technicians/{technician_id}/next", handle=next_of, right="read", answer=Ranking,
             summary="What a technician could take next, most pressing first.", query=NextQuery, problems=(404, 422)),
    Endpoint(method="GET", path="/technicians/{technician_id}/backfill", handle=backfill_of, right="read",
             summary="What fits into a time of a technician that has become free, best first.", answer=Ranking,
             query=FreeQuery, problems=(404, 422)),
)  # fmt: skip
