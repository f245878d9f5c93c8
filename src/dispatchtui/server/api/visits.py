"""Visits: the list, and one with all that belongs to it."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position, Technician, Visit, VisitState, WorkOrder
from dispatchtui.server.api.history import FactOut, facts_of
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint

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
)  # fmt: skip
