"""What a visit used of the parts that it needs: what may be said of it, and what is left to need."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import absent
from dispatchtui.core.events import PartReserved
from dispatchtui.core.lifecycle import STARTED
from dispatchtui.core.model import PartNeed, PartUse, Visit, VisitId, VisitState
from dispatchtui.core.refusals import Refusal, invalid

MOST_PIECES = 1_000_000


def next_reservation(board: Board, more: int = 0) -> str:
    """The number of the next reservation, or of one further on."""
    # Reservations are removed, so their numbers follow the log, which never goes back.
    return f"R{max(board.seq, board.indexes.highest('R')) + 1 + more}"


def unfit_part(part: str, field: str) -> Refusal | None:
    """Refuse what cannot be the number of a part."""
    if 1 <= len(part) <= 64 and part == part.strip() and ":" not in part:
        return None
    return invalid(field, "A part is named by 1 to 64 characters, without a colon or blanks around it.")


def unfit_use(board: Board, visit: Visit, uses: Iterable[PartUse]) -> Refusal | None:
    """Refuse parts used before work began, of no stock, or in numbers that there are not."""
    for use in uses:
        if visit.state not in STARTED or visit.state is VisitState.EN_ROUTE:
            return invalid("parts_used", f"Nothing is used at {visit.id} before somebody is there.")
        if unfit_part(use.part, "parts_used") or not 0 <= use.quantity <= MOST_PIECES:
            return invalid("parts_used", f"{use.quantity} of {use.part!r} cannot have been used.")
        if use.stock_id and use.stock_id not in board.tables["stock_locations"]:
            return absent(f"stock_locations/{use.stock_id}", "parts_used")
    return None


def sourced(board: Board, visit: Visit, uses: Iterable[PartUse]) -> tuple[PartUse, ...]:
    """What was used, with the stock that it came from."""
    return tuple(replace(each, stock_id=stock.source_of(board, visit, each)) for each in uses)


def left_over(visit: Visit, uses: Iterable[PartUse]) -> tuple[PartNeed, ...]:
    """The parts that a visit still needs after what was used."""
    used = _used(visit, uses)
    if not used:
        return visit.parts
    left = (replace(need, quantity=need.quantity - used.get(need.part, 0)) for need in visit.parts)
    return tuple(need for need in left if need.quantity > 0)


def unrecorded(visit: Visit, uses: Iterable[PartUse]) -> Refusal | None:
    """Refuse to call work done while a mandatory part is not recorded as used."""
    used = _used(visit, uses)
    for need in visit.parts:
        if need.mandatory and used.get(need.part, 0) < need.quantity:
            return invalid("parts_used", f"{visit.id} needs {need.quantity} of {need.part} recorded as used, "
                                         f"and has {used.get(need.part, 0)}, before it is done.")  # fmt: skip
    return None


def handed_on(board: Board, visit: Visit, child_id: str, uses: Iterable[PartUse]) -> tuple[PartReserved, ...]:
    """What was set aside for a visit and not used, set aside for the one that follows it."""
    news = stock.more_used(visit.parts_used, stock.used(visit.parts_used, uses))
    taken = {(each.part, each.stock_id): each.quantity for each in news}
    facts: list[PartReserved] = []
    for each in stock.reservations_for(board, visit.id):
        gone = min(each.quantity, max(0, taken.get((each.part, each.stock_id), 0)))
        taken[each.part, each.stock_id] = taken.get((each.part, each.stock_id), 0) - gone
        left = each.quantity - gone
        if left > 0:
            row = replace(each, id=next_reservation(board, len(facts)), visit_id=VisitId(child_id), quantity=left,
                          version=0, changed=None)  # fmt: skip
            facts.append(PartReserved(row=row))
    return tuple(facts)


def _used(visit: Visit, uses: Iterable[PartUse]) -> dict[str, int]:
    used: dict[str, int] = {}
    for use in stock.used(visit.parts_used, uses):
        used[use.part] = used.get(use.part, 0) + use.quantity
    return used
