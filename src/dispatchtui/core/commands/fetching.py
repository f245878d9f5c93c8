"""The command that arranges for a part to come to where it is needed: set aside, and fetched by a visit of its own.

Who has it brings it, or whoever needs it meets them or drives to a depot: the pickup is placed like any other visit.
"""

from __future__ import annotations

from typing import ClassVar

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import Act, Ask, Decision, absent, visit_or_refusal
from dispatchtui.core.commands.checks import unfit_id, unfit_place
from dispatchtui.core.commands.lives import AdvanceVisit, advance_visit
from dispatchtui.core.commands.uses import MOST_PIECES, next_reservation, unfit_part
from dispatchtui.core.events import Event, PartReserved, VisitAdded
from dispatchtui.core.lifecycle import ENDED, PICKUP, TRANSITIONS, Step
from dispatchtui.core.model import Duration, Fetch, Location, PartReservation, Visit, VisitId, VisitState
from dispatchtui.core.refusals import Code, Refusal, invalid

MOST_FETCHES = 50
"""Visits and parts that one pickup may fetch for."""
HANDOVER_S = 5 * 60
"""How long it takes to hand parts over, or to find them in a depot."""


class FetchParts(Act, frozen=True, kw_only=True, tag="fetch_parts"):
    """Set parts aside for a visit, and others that need them, and let a pickup wait for its place in somebody's day.

    The pickup is at `place`: where the parts are handed over when somebody drives to them; absent means at the site of
    the visit, where they are brought. The visit is suspended if it is being worked on; `remaining_s` is what is left.
    """

    RIGHT: ClassVar[str] = "supply"
    visit_id: VisitId
    pickup_id: VisitId
    fetches: tuple[Fetch, ...]
    place: Location | None = None
    duration_s: int = HANDOVER_S
    remaining_s: int | None = None

    def subjects(self) -> tuple[str, ...]:
        """The visits, and where the parts lie."""
        visits = (self.visit_id, *(each.visit_id for each in self.fetches))
        keys = [*(f"visits/{each}" for each in visits), *(f"stock_locations/{each.stock_id}" for each in self.fetches)]
        return tuple(dict.fromkeys(keys))


def fetch_parts(board: Board, command: FetchParts, ask: Ask) -> Decision:
    """Set the parts aside, suspend what cannot go on without them, and add the pickup to the queue."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    wrong = _unfit(board, visit, command) or _too_few(board, command)
    if wrong is not None:
        return wrong
    facts: list[Event] = list(_set_aside(board, command))
    if visit.state is VisitState.WORKING:
        if not ask.actor.may(TRANSITIONS[Step.SUSPEND].right):
            said = f"Suspending {visit.id} needs the right to report on behalf of a technician."
            right = TRANSITIONS[Step.SUSPEND].right
            return Refusal(code=Code.FORBIDDEN, right=right, subject=f"visits/{visit.id}", sentence=said)
        stop = AdvanceVisit(visit_id=visit.id, step=Step.SUSPEND, reason="parts", remaining_s=command.remaining_s)
        suspended = advance_visit(board, stop, ask)
        if isinstance(suspended, Refusal):
            return suspended
        facts += suspended
    return (*facts, VisitAdded(row=_pickup(board, visit, command)))


def _pickup(board: Board, visit: Visit, command: FetchParts) -> Visit:
    duration = Duration(p50_s=command.duration_s, p80_s=command.duration_s, source="pickup")
    return Visit(
        id=command.pickup_id,
        work_order_id=visit.work_order_id,
        number=max(each.number for each in board.visits_of(visit.work_order_id)) + 1,
        kind=PICKUP,
        state=VisitState.QUALIFIED,
        territory=visit.territory,
        duration=duration,
        place=command.place,
        fetches=command.fetches,
    )


def _set_aside(board: Board, command: FetchParts) -> list[PartReserved]:
    """What is not set aside yet, visit by visit."""
    facts: list[PartReserved] = []
    for each in command.fetches:
        more = each.quantity - _held(board, each)
        if more > 0:
            row = PartReservation(id=next_reservation(board, len(facts)), visit_id=each.visit_id,
                                  stock_id=each.stock_id, part=each.part, quantity=more)  # fmt: skip
            facts.append(PartReserved(row=row))
    return facts


def _held(board: Board, fetch: Fetch) -> int:
    return sum(each.quantity for each in stock.reservations_for(board, fetch.visit_id)
               if (each.part, each.stock_id) == (fetch.part, fetch.stock_id))  # fmt: skip


def _unfit(board: Board, visit: Visit, command: FetchParts) -> Refusal | None:
    if visit.state in ENDED or visit.kind == PICKUP:
        return invalid("visit_id", f"Nothing is fetched for {visit.id}, which {_is(visit)}.")
    wrong = unfit_id(command.pickup_id)
    if wrong is not None:
        return wrong
    if command.pickup_id in board.visits:
        return invalid("pickup_id", f"There is a visit {command.pickup_id} already.")
    if not 1 <= len(command.fetches) <= MOST_FETCHES or command.fetches[0].visit_id != visit.id:
        return invalid("fetches", f"A pickup fetches for {visit.id} first, and for at most {MOST_FETCHES} in all.")
    if len({(each.visit_id, each.part, each.stock_id) for each in command.fetches}) < len(command.fetches):
        return invalid("fetches", "A part is named once for a visit and a stock.")
    if not 60 <= command.duration_s <= 4 * 3600:
        return invalid("duration_s", "Handing parts over takes a minute to four hours.")
    for each in command.fetches:
        other = board.visits.get(each.visit_id)
        if other is None or other.state in ENDED:
            return absent(f"visits/{each.visit_id}", "fetches")
        wrong = unfit_part(each.part, "fetches")
        if wrong is not None or not 1 <= each.quantity <= MOST_PIECES:
            return wrong or invalid("fetches", f"{each.quantity} of {each.part} cannot be fetched.")
    return unfit_place([command.place], "place") if command.place is not None else None


def _too_few(board: Board, command: FetchParts) -> Refusal | None:
    """Refuse to set aside what is not there, or is set aside for others."""
    asked: dict[tuple[str, str], int] = {}
    for each in command.fetches:
        key = (each.stock_id, each.part)
        asked[key] = asked.get(key, 0) + max(0, each.quantity - _held(board, each))
    for (stock_id, part), more in asked.items():
        free = stock.free(board, stock_id, part)
        if more > free:
            free = max(0, free)
            return invalid("fetches", f"{stock_id} has {free} of {part} that are free, and {more} are asked for.")
    return None


def _is(visit: Visit) -> str:
    return "is itself a pickup" if visit.kind == PICKUP else f"is {visit.state.value.lower()}"
