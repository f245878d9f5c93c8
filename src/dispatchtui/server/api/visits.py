"""Visits: the list, one with all that belongs to it, and who could take it."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.veil import veiled
from dispatchtui.core.board import Board
from dispatchtui.core.model import Position, Technician, Visit, VisitState, WorkOrder
from dispatchtui.core.refusals import Violation
from dispatchtui.core.scope import Scope
from dispatchtui.server.api.history import FactOut, facts_of
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint
from dispatchtui.solver.rank import Candidate, Excluded, Ranking, rank

MOST = 10_000
FACTS = 20
STATES = tuple(each.value for each in VisitState)
TURN = 200
"""Visits that are looked at before others have their turn."""


class VisitLine(Visit, frozen=True, kw_only=True):
    """A visit with what its work order says of it in a list."""

    priority: int = 3
    summary: str = ""
    address: str = ""
    zone: str = ""


class VisitBrief(Struct, frozen=True, kw_only=True):
    """A visit with its work order, its lead technician, where that device was last, and what happened to it last."""

    visit: Visit
    work_order: WorkOrder | None = None
    technician: Technician | None = None
    position: Position | None = None
    facts: list[FactOut] = []


class VisitsQuery(Struct, frozen=True, kw_only=True):
    """Which visits; `state` in any case of letters."""

    state: str = ""
    territory: str = ""
    technician: str = ""
    limit: int = MOST


async def visits(call: Call) -> list[VisitLine] | Problem:
    """The visits in the asker's scope."""
    query: VisitsQuery = call.query
    if query.state and query.state.upper() not in STATES:
        states = ", ".join(STATES)
        return problem(422, f"state: {query.state[:60]!r} is no state; it is one of {states}.", field="state")
    if not 0 <= query.limit <= MOST:
        return problem(422, f"limit: {query.limit} is not right; it goes from 0 to {MOST}.", field="limit")
    board = call.office.hub.board
    sees = call.scope.sees
    found: list[VisitLine] = []
    for place, visit in enumerate(list(board.visits.values())):
        if len(found) >= query.limit:
            break
        if place % TURN == TURN - 1:
            await asyncio.sleep(0)
        if _wanted(visit, query) and sees(visit):
            found.append(line_of(board, visit))
    return found


async def one_visit(call: Call) -> VisitBrief | Problem:
    """One visit with all that belongs to it."""
    board = call.office.hub.board
    visit = board.visits.get(call.path["visit_id"])
    if visit is None or not call.scope.sees(visit):
        return _unknown(call)
    line = visit.assignment
    technician = board.technicians.get(line.technician_id) if line else None
    seen = technician if technician is not None and call.scope.sees(technician) else None
    facts = await facts_of(call, f"visits/{visit.id}", FACTS) if call.actor.may("history") else []
    return VisitBrief(
        visit=visit,
        work_order=board.work_orders.get(visit.work_order_id),
        technician=seen,
        position=call.office.hub.whereabouts.get(seen.id) if seen is not None else None,
        facts=facts,
    )


async def candidates(call: Call) -> Ranking | Problem:
    """Everybody in the asker's scope, ranked for a visit or excluded with the reason."""
    hub = call.office.hub
    visit = hub.board.visits.get(call.path["visit_id"])
    if visit is None or not call.scope.sees(visit):
        return _unknown(call)
    now_s, positions, scope = call.office.clock.now_s(), dict(hub.whereabouts), call.scope
    visit_id = visit.id

    def ranked(board: Board) -> Ranking:
        return ranking_in(board, rank(board, visit_id, now_s, positions=positions), scope)

    return await hub.study.ask(hub.board, ranked)


def ranking_in(board: Board, found: Ranking, scope: Scope) -> Ranking:
    """What of a ranking a scope may see: its technicians, and what hinders them without hidden names."""
    sees, technicians = scope.sees, board.technicians
    candidates, excluded = [], []
    for each in found.candidates:
        if sees(technicians.get(each.technician_id)):
            told, sentence = _veiled(board, each, scope)
            warnings = veiled(board, each.warnings, scope)
            candidates.append(replace(each, violations=told, warnings=warnings, sentence=sentence))
    for other in found.excluded:
        if sees(technicians.get(other.technician_id)):
            told, sentence = _veiled(board, other, scope)
            excluded.append(replace(other, violations=told, sentence=sentence))
    return Ranking(candidates=tuple(candidates), excluded=tuple(excluded))


def _veiled(board: Board, ranked: Candidate | Excluded, scope: Scope) -> tuple[tuple[Violation, ...], str]:
    """The violations of a line of a ranking and the sentence that is made of theirs, without hidden names."""
    told = veiled(board, ranked.violations, scope)
    sentence = ranked.sentence
    for bare, each in zip(ranked.violations, told, strict=True):
        sentence = sentence.replace(bare.sentence.rstrip("."), each.sentence.rstrip("."))
    return told, sentence


def line_of(board: Board, visit: Visit) -> VisitLine:
    """A visit as it stands in a list."""
    order = board.work_orders.get(visit.work_order_id)
    fields: dict[str, Any] = msgspec.structs.asdict(visit)
    zone = zone_of(board, visit)
    if order is None:
        return VisitLine(**fields, zone=zone)
    return VisitLine(**fields, priority=order.priority, summary=order.summary, address=order.site.address, zone=zone)


def zone_of(board: Board, visit: Visit) -> str:
    """The zone in which a visit's times are told: its site's, else its territory's."""
    order = board.work_orders.get(visit.work_order_id)
    territory = board.territories.get(visit.territory)
    return (order.site.zone if order else "") or (territory.zone if territory else "")


def _wanted(visit: Visit, query: VisitsQuery) -> bool:
    if query.state and visit.state != query.state.upper():
        return False
    if query.territory and visit.territory != query.territory:
        return False
    return not query.technician or any(line.technician_id == query.technician for line in visit.crew)


def _unknown(call: Call) -> Problem:
    return problem(404, f"There is no visit {call.path['visit_id'][:60]}.")


ENDPOINTS = (
    Endpoint(method="GET", path="/visits", summary="List visits.", handle=visits, query=VisitsQuery,
             answer=list[VisitLine]),
    Endpoint(method="GET", path="/visits/{visit_id}", summary="One visit with all that belongs to it.",
             handle=one_visit, answer=VisitBrief, problems=(404, 503)),
    Endpoint(method="GET", path="/visits/{visit_id}/candidates", summary="Who could take a visit, best first.",
             handle=candidates, right="read", answer=Ranking, problems=(404,)),
)  # fmt: skip
