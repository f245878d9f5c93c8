"""What customers do next: ask for work when they really did, give up, and report emergencies.

Pure, like the technicians: what is due follows from the board and the draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dispatchtui.client.ids import derived
from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.lifecycle import PLACED, UNPLACED, Step
from dispatchtui.core.model import ExternalRef, Visit, WorkOrder
from dispatchtui.core.requests import Request
from dispatchtui.field.draws import Draws
from dispatchtui.field.phone import Due
from dispatchtui.field.world import CANCEL_REASONS, HOME, World

EMERGENCY = "field emergency"
"""The source under which the field's own emergencies are known."""


class Customers(Struct, frozen=True):
    """Everybody who may ask today: `arriving` are requests with the moment at which they come."""

    start_s: int
    arriving: Sequence[tuple[int, TakeRequest]]
    draws: Draws
    world: World = HOME


def due(customers: Customers, board: Board) -> tuple[Due, ...]:
    """Everything that customers will do as things stand, earliest first."""
    found = [*_requests(customers, board), *_emergencies(customers, board), *_cancellations(customers, board)]
    return tuple(sorted(found, key=lambda each: each.at_s))


def _requests(customers: Customers, board: Board) -> Iterator[Due]:
    for at_s, act in customers.arriving:
        if not any(board.by_external(ref.source, ref.id) for ref in act.row.external):
            names = [f"{ref.source}/{ref.id}" for ref in act.row.external]
            yield Due(at_s, Request(id=derived(at_s, *names, act.row.summary), act=act))


def _emergencies(customers: Customers, board: Board) -> Iterator[Due]:
    draws = customers.draws
    kinds = sorted(each.id for each in board.work_types.values() if each.safety)
    places = sorted((each for each in board.work_orders.values()
                     if each.site.location and each.requested_s < customers.start_s), key=_name)  # fmt: skip
    if not kinds or not places:
        return
    for number in range(customers.world.emergencies):
        name = f"{draws.seed}-{number}"
        if board.by_external(EMERGENCY, name):
            continue
        at_s = customers.start_s + draws.between(customers.world.emergency_between_s, "emergency", number)
        place = draws.one_of(places, "emergency place", number)
        kind = board.work_types[draws.one_of(kinds, "emergency kind", number)]
        row = WorkOrder(
            id="",
            work_type=kind.id,
            summary=f"Emergency: {kind.name or kind.id}",
            priority=1,
            safety=True,
            channel="Phone",
            customer=place.customer,
            site=place.site,
            territory=place.territory,
            requested_s=int(at_s),
            external=(ExternalRef(source=EMERGENCY, id=name),),
        )
        yield Due(at_s, Request(id=derived(at_s, draws.seed, "emergency", number), act=TakeRequest(row=row)))


def _cancellations(customers: Customers, board: Board) -> Iterator[Due]:
    draws = customers.draws
    for order in board.work_orders.values():
        if not order.external or not draws.chance(customers.world.cancel, _name(order), "cancel"):
            continue
        asked_s = max(order.requested_s, customers.start_s)
        at_s = asked_s + draws.between(customers.world.cancel_after_s, _name(order), "cancel at")
        reason = draws.one_of(CANCEL_REASONS, _name(order), "cancel reason")
        for visit in board.visits_of(order.id):
            if may_cancel(visit):
                act = AdvanceVisit(visit_id=visit.id, step=Step.CANCEL, reason=f"customer: {reason}")
                yield Due(at_s, Request(id=derived(at_s, draws.seed, visit.id, "cancel"), act=act))


def may_cancel(visit: Visit) -> bool:
    """Whether a customer may still give a visit up: until somebody has set out."""
    return visit.state in (*UNPLACED, *PLACED)


def _name(order: WorkOrder) -> str:
    """A work order by the name that does not depend on when it was recorded."""
    return "/".join(f"{ref.source}:{ref.id}" for ref in order.external) or order.id
