"""What the encoder knows of one visit, whatever plan it is in: work, place, people, prices, when it may begin.

Units: prices in seconds of travel times `SCALE`; instants epoch seconds.
Cost: some tens of microseconds a visit, once; again when its row, its order or what it rests on changes.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.constraints.objectives import Scene
from dispatchtui.constraints.objectives.base import URGENCY
from dispatchtui.constraints.objectives.bump_again import BUMP_AGAIN
from dispatchtui.constraints.objectives.message_cost import MESSAGE_COST
from dispatchtui.constraints.objectives.stability import STABILITY
from dispatchtui.constraints.objectives.unassigned import UNASSIGNED_S
from dispatchtui.core.board import Board
from dispatchtui.core.clocks import moved
from dispatchtui.core.lifecycle import ENDED, PICKUP, PLACED
from dispatchtui.core.model import Location, Lock, Visit, VisitState, WorkOrder
from dispatchtui.core.sla import due_of
from dispatchtui.core.work import service_s
from dispatchtui.core.zones import is_zone
from dispatchtui.solver.encoding.people import SCALE, Bools, Kind, People, Prices
from dispatchtui.solver.encoding.starts import Terms, is_plain, plain_of, terms_of
from dispatchtui.solver.problem import NEVER

_TOLD = {VisitState.RELEASED: 1, VisitState.ACCEPTED: 2}
HELD = (Lock.NO_AUTO, Lock.RESOURCE_AND_TIME)
"""Locks that leave neither the person nor the time open."""


class Facts(Struct, frozen=True, kw_only=True, gc=False):
    """One visit: `free` says whether a plan may say where it goes at all, `again` until when that was looked at.

    `plain` means that a begin between `low_s` and `high_s` breaks nothing. `left_price` is what it costs to leave it in
    the queue, `lost_price` that it goes back there, `person_price` another person than now, `time_price` another time;
    `rate` a second of a later begin.
    """

    visit: Visit
    order: WorkOrder | None
    at_s: int
    steady: bool
    place: Location | None
    lasts_s: int
    free: bool
    plain: bool
    terms: Terms
    low_s: int
    high_s: int
    kind: Kind | None
    may: Bools | None
    cost: Prices | None
    due_s: int
    rate: int
    left_price: int
    lost_price: int
    person_price: int
    time_price: int


def facts_of(board: Board, people: People, scene: Scene, visit: Visit, at_s: int) -> Facts:
    """Look at a visit."""
    order = board.work_orders.get(visit.work_order_id)
    terms = terms_of(board, visit, order, at_s)
    lasts_s = service_s(visit)
    free = order is not None and _is_free(board, visit, order, terms, lasts_s)
    kind = people.kind(board, visit, order) if free and order is not None else None
    low_s, high_s = plain_of(visit)
    points = (visit.promise is not None) + _TOLD.get(visit.state, 0)
    priority = order.priority if order is not None else 3
    return Facts(
        visit=visit,
        order=order,
        at_s=at_s,
        steady=not visit.cool_downs and visit.held_from_s is None and visit.paused_from_s is None,
        place=order.site.location if order is not None else None,
        lasts_s=lasts_s,
        free=free,
        plain=is_plain(board, visit, order, terms),
        terms=terms,
        low_s=low_s,
        high_s=high_s,
        kind=kind,
        may=people.may(visit, order, kind, at_s) if kind is not None and order is not None else None,
        cost=people.cost(order, kind, scene.last(visit)) if kind is not None and order is not None else None,
        due_s=_due_s(board, visit, order, lasts_s, at_s),
        rate=round(URGENCY.get(priority, 1.0)),
        left_price=UNASSIGNED_S.get(priority, 7_200) * SCALE,
        lost_price=_lost_price(visit, priority, terms.most_bumps),
        person_price=round(STABILITY.weight_s * SCALE) * (2 + points),
        time_price=_told_price(visit, 1 + points),
    )


def _is_free(board: Board, visit: Visit, order: WorkOrder, terms: Terms, lasts_s: int) -> bool:
    """Whether a plan of one person a visit can say all that matters of it, and nothing of it is missing."""
    if visit.state is not VisitState.QUALIFIED and visit.state not in PLACED:
        return False
    if visit.kind == PICKUP or visit.crew_needs or len(visit.crew) > 1 or visit.lock in HELD:
        return False
    if order.site.location is None or not is_zone(order.site.zone) or visit.duration is None or lasts_s <= 0:
        return False
    if visit.duration.p50_s <= 0 or lasts_s > terms.alone_s:
        return False
    if any(each.people > 1 or (each.alone_s is not None and lasts_s > each.alone_s) for each in order.site.hazards):
        return False
    awaited = (board.visits.get(each.visit_id) for each in visit.dependencies)
    if any(each is not None and each.state not in ENDED for each in awaited):
        return False
    if any(each.same_technician for each in visit.dependencies):
        return False
    followers = (board.visits[key] for key in board.indexes.of("visits", visit.id, "after"))
    return not any(each.crew and each.state not in ENDED for each in followers)


def _due_s(board: Board, visit: Visit, order: WorkOrder | None, lasts_s: int, at_s: int) -> int:
    """The begin from which on the visit is late by one of its clocks."""
    due_s = due_of(board, visit, at_s)
    found = NEVER if due_s is None else due_s
    if order is not None and order.resolution_due_s is not None:
        found = min(found, moved(board, visit, order.resolution_due_s, at_s) - lasts_s)
    return found


def _lost_price(visit: Visit, priority: int, most_bumps: int) -> int:
    """What it costs that a visit loses its place, maybe not for the first time; locked or bumped enough, it may not."""
    if visit.bump_count >= most_bumps or visit.lock is not Lock.NONE:
        return NEVER
    again = BUMP_AGAIN.weight_s * bool(visit.bump_count)
    points = 2 + (visit.promise is not None) + _TOLD.get(visit.state, 0)
    return round(SCALE * (UNASSIGNED_S.get(priority, 7_200) + again)) + _told_price(visit, points)


def _told_price(visit: Visit, points: int) -> int:
    """What a change costs by its points, and that a customer who was promised a time is told."""
    return round(SCALE * (STABILITY.weight_s * points + MESSAGE_COST.weight_s * (visit.promise is not None)))
