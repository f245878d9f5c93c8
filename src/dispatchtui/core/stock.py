"""Parts: what lies where, what is set aside, and what using it leaves.

Units: pieces. `free` is what is on hand less what is set aside for others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.events import VisitAdvanced
from dispatchtui.core.lifecycle import ENDED, TRANSITIONS, Step
from dispatchtui.core.model import (
    Changed,
    Fetch,
    PartLevel,
    PartReservation,
    PartUse,
    StockLocation,
    TechnicianId,
    Visit,
    level_id,
)
from dispatchtui.core.recording import record, successor
from dispatchtui.core.scope import Audience, audience_of

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
    """A level with the technician and the territories of its stock, a reservation with those who see its visit."""
    stock: StockLocation | None = board.tables["stock_locations"].get(row.stock_id)
    technician_id = stock.technician_id if stock is not None else TechnicianId("")
    if isinstance(row, PartLevel):
        return replace(row, technician_id=technician_id, territories=stock.territories if stock is not None else ())
    visit = board.visits.get(row.visit_id)
    audience = audience_of(visit) if visit is not None else Audience((), ())
    return replace(row, technician_id=technician_id, territories=audience.territories, told=audience.technicians)


def follow(board: Board, stock_id: str, changed: Changed) -> None:
    """Let what lies in a stock follow it to another technician or territory."""
    for table, by in (("part_levels", ""), ("part_reservations", "stock")):
        for row_id in board.indexes.of(table, stock_id, by):
            _follow(board, board.tables[table][row_id], changed)


def follow_visit(board: Board, visit_id: str, changed: Changed) -> None:
    """Let what is set aside for a visit follow it to another territory, and to whom it is told."""
    for each in reservations_for(board, visit_id):
        _follow(board, each, changed)


def _follow(board: Board, before: Owned, changed: Changed) -> None:
    after = owned(board, before)
    if after != before:
        board.put(successor(before, after, changed))


def used(before: Iterable[PartUse], more: Iterable[PartUse]) -> tuple[PartUse, ...]:
    """What a visit used in all; the same part of the same stock said again replaces what was said."""
    merged = {(each.part, each.stock_id): each for each in (*before, *more)}
    return tuple(merged.values())


def source_of(board: Board, visit: Visit, use: PartUse) -> str:
    """The stock that a part came from, where nobody named one: as said before, as set aside, else the lead's van.

    So two reports of one use are one, whichever of them names the stock.
    """
    if use.stock_id:
        return use.stock_id
    said = [each.stock_id for each in visit.parts_used if each.part == use.part]
    aside = [each for each in reservations_for(board, visit.id) if each.part == use.part]
    enough = [each.stock_id for each in aside if each.quantity >= use.quantity]
    van = van_of(board, visit.crew[0].technician_id) if visit.crew else None
    return next(iter([*said, *enough]), van.id if van is not None else "")


def more_used(before: Iterable[PartUse], after: Iterable[PartUse]) -> tuple[PartUse, ...]:
    """What was used since; below zero where less is said than was."""
    said = {(each.part, each.stock_id): each.quantity for each in before}
    news = (replace(each, quantity=each.quantity - said.get((each.part, each.stock_id), 0)) for each in after)
    return tuple(each for each in news if each.quantity)


def after_step(board: Board, before: Visit, event: VisitAdvanced, changed: Changed) -> None:
    """Take what was used out of stock and of what was set aside, once; free the rest when the visit ends."""
    for use in more_used(before.parts_used, board.visits[before.id].parts_used):
        stock_id = source_of(board, before, use)
        if stock_id:
            _take(board, before, replace(use, stock_id=stock_id), changed)
    if event.step is Step.COMPLETE:
        for fetch in before.fetches:
            _hand_over(board, fetch, changed)
    if TRANSITIONS[event.step].target in ENDED:
        for each in reservations_for(board, before.id):
            board.drop("part_reservations", each.id)


def _hand_over(board: Board, fetch: Fetch, changed: Changed) -> None:
    """Put what was fetched onto the van of who has the visit, still set aside; what is no longer set aside stays."""
    visit = board.visits.get(fetch.visit_id)
    van = van_of(board, visit.crew[0].technician_id) if visit is not None and visit.crew else None
    if visit is None or van is None or van.id == fetch.stock_id:
        return
    for each in reservations_for(board, visit.id):
        if (each.part, each.stock_id) == (fetch.part, fetch.stock_id):
            for stock_id, more in ((fetch.stock_id, -each.quantity), (van.id, each.quantity)):
                _add(board, stock_id, fetch.part, more, changed)
            record(board, owned(board, replace(each, stock_id=van.id)), changed)


def _add(board: Board, stock_id: str, part: str, more: int, changed: Changed) -> None:
    key = level_id(stock_id, part)
    level: PartLevel | None = board.tables["part_levels"].get(key)
    bare = level or PartLevel(id=key, stock_id=stock_id, part=part)
    record(board, owned(board, replace(bare, on_hand=bare.on_hand + more)), changed)


def _take(board: Board, visit: Visit, use: PartUse, changed: Changed) -> None:
    _add(board, use.stock_id, use.part, -use.quantity, changed)
    taken = use.quantity
    for each in reservations_for(board, visit.id):
        if taken > 0 and (each.part, each.stock_id) == (use.part, use.stock_id):
            if each.quantity > taken:
                record(board, replace(each, quantity=each.quantity - taken), changed)
            else:
                board.drop("part_reservations", each.id)
            taken -= each.quantity
