"""Parts: what lies where, what is set aside, and what using it leaves.

Units: pieces. `free` is what is on hand less what is set aside for others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.events import VisitAdvanced
from dispatchtui.core.lifecycle import ENDED, TRANSITIONS
from dispatchtui.core.model import (
    Changed,
    PartLevel,
    PartReservation,
    PartUse,
    StockLocation,
    TechnicianId,
    Visit,
    level_id,
)
from dispatchtui.core.recording import record, successor

Owned = TypeVar("Owned", PartLevel, PartReservation)


def van_of(board: Board, technician_id: str) -> StockLocation | None:
    """The stock on a technician's van: the first that is theirs."""
    for stock_id in board.indexes.of("stock_locations", technician_id):
        return board.tables["stock_locations"][stock_id]  # type: ignore[no-any-return]
    return None


def on_hand(board: Board, stock_id: str, part: str) -> int:
    """How much of a part lies in a stock; nothing when nobody ever counted it there."""
    level: PartLevel | None = board.tables["part_levels"].get(level_id(stock_id, part))
    return level.on_hand if level is not None else 0


def reservations_at(board: Board, stock_id: str, part: str) -> tuple[PartReservation, ...]:
    """What of a part is set aside in a stock, for whichever visit."""
    table = board.tables["part_reservations"]
    found = (table[key] for key in board.indexes.of("part_reservations", stock_id, "stock"))
    return tuple(each for each in found if each.part == part)


def reservations_for(board: Board, visit_id: str) -> tuple[PartReservation, ...]:
    """What is set aside for a visit, in whichever stock."""
    table = board.tables["part_reservations"]
    return tuple(table[key] for key in board.indexes.of("part_reservations", visit_id))


def free(board: Board, stock_id: str, part: str, *, but: str = "") -> int:
    """What of a part may still be set aside in a stock; `but` leaves out what is held for one visit."""
    held = sum(each.quantity for each in reservations_at(board, stock_id, part) if each.visit_id != but)
    return on_hand(board, stock_id, part) - held


def owned(board: Board, row: Owned) -> Owned:
    """A level or a reservation with the technician and the territories of its stock."""
    stock: StockLocation | None = board.tables["stock_locations"].get(row.stock_id)
    if stock is None:
        return replace(row, technician_id=TechnicianId(""), territories=())
    return replace(row, technician_id=stock.technician_id, territories=stock.territories)


def follow(board: Board, stock_id: str, changed: Changed) -> None:
    """Let what lies in a stock follow it to another technician or territory."""
    for table, by in (("part_levels", ""), ("part_reservations", "stock")):
        for row_id in board.indexes.of(table, stock_id, by):
            before = board.tables[table][row_id]
            after = owned(board, before)
            if after != before:
                board.put(successor(before, after, changed))


def used(before: Iterable[PartUse], more: Iterable[PartUse]) -> tuple[PartUse, ...]:
    """What a visit used in all; the same part of the same stock said again replaces what was said."""
    merged = {(each.part, each.stock_id): each for each in (*before, *more)}
    return tuple(merged.values())


def after_step(board: Board, before: Visit, event: VisitAdvanced, changed: Changed) -> None:
    """Take what was used out of stock, once, and free what was set aside when the visit ends."""
    visit = board.visits[before.id]
    said = {(each.part, each.stock_id): each.quantity for each in before.parts_used}
    for use in visit.parts_used:
        more = use.quantity - said.get((use.part, use.stock_id), 0)
        if more:
            _take(board, before, use, more, changed)
    if TRANSITIONS[event.step].target in ENDED:
        for each in reservations_for(board, before.id):
            board.drop("part_reservations", each.id)


def _take(board: Board, visit: Visit, use: PartUse, quantity: int, changed: Changed) -> None:
    van = van_of(board, visit.crew[0].technician_id) if visit.crew else None
    stock_id = use.stock_id or (van.id if van is not None else "")
    if not stock_id:
        return
    key = level_id(stock_id, use.part)
    level: PartLevel | None = board.tables["part_levels"].get(key)
    bare = level or PartLevel(id=key, stock_id=stock_id, part=use.part)
    record(board, owned(board, replace(bare, on_hand=bare.on_hand - quantity)), changed)
