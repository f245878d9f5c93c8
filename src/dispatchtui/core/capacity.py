"""What a booking slot offers and what of it is sold: derived from shifts and visits, never typed over.

A slot that no row limits is not looked at. The time of the technicians whose own territory it is
and who can do the category is offered; the planned work of the territory's visits is sold.

Units: seconds of one person's work; a crew of two sells two seconds a second.
Cost: a slot is worked out once for the people, shifts and visits that are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.model import Assignment, CapacityCell, Technician, Visit
from dispatchtui.core.work import lines_of

DAY_S = 24 * 3600
_BACK_DAYS = 2
"""A visit whose local day is so long before a slot does not reach into it."""


class Capacity(Struct, frozen=True, kw_only=True):
    """A slot in numbers: what is offered, the most that is sold of it, what is sold, what of that to its class."""

    offered_s: int
    limit_s: int
    sold_s: int
    class_s: int


def cells_at(board: Board, visit: Visit, at_s: int) -> tuple[CapacityCell, ...]:
    """The slots of a visit's territory that hold a moment and whose category it is of."""
    if not board.indexes.of("capacity_cells", visit.territory):
        return ()
    key = ("hour", visit.territory, at_s // 3600)
    known: tuple[CapacityCell, ...] | None = board.indexes.offers.get(key)
    if known is None:
        table, hour_s = board.tables["capacity_cells"], at_s - at_s % 3600
        every = (table[each] for each in board.indexes.of("capacity_cells", visit.territory))
        known = tuple(each for each in every if each.start_s < hour_s + 3600 and hour_s < each.end_s)
        board.indexes.offers[key] = known
    return tuple(each for each in known if each.start_s <= at_s < each.end_s and is_of(board, visit, each))


def is_of(board: Board, visit: Visit, cell: CapacityCell) -> bool:
    """Whether a visit is of a slot's category: all are of an empty one."""
    if not cell.category:
        return True
    if cell.category in board.skills:
        return any(need.skill == cell.category for need in visit.needs)
    order = board.work_orders.get(visit.work_order_id)
    return order is not None and order.work_type == cell.category


def is_for(board: Board, visit: Visit, cell: CapacityCell) -> bool:
    """Whether a visit is of the class that part of a slot is reserved for."""
    order = board.work_orders.get(visit.work_order_id)
    return order is not None and cell.reserved_for in (order.work_type, order.customer.tier, f"P{order.priority}")


def capacity_of(board: Board, cell: CapacityCell, *, but: str = "") -> Capacity:
    """A slot in numbers; `but` leaves out what is sold to one visit."""
    offered_s = offered(board, cell)
    sold_s, class_s = _sold(board, cell)
    visit = board.visits.get(but) if but else None
    if visit is not None and visit.territory == cell.territory and is_of(board, visit, cell):
        own_s = inside_s(lines_of(visit), cell)
        sold_s -= own_s
        class_s -= own_s if is_for(board, visit, cell) else 0
    limit_s = offered_s * cell.stop_at_percent // 100
    return Capacity(offered_s=offered_s, limit_s=limit_s, sold_s=sold_s, class_s=class_s)


def remaining_s(board: Board, cell: CapacityCell, at_s: int, visit: Visit | None = None) -> int:
    """How much of a slot may still be sold at a moment, to a visit or to anybody; never below nought.

    Without a visit, what is reserved for a class counts as gone.
    """
    if cell.closed or (cell.close_at_s is not None and at_s > cell.close_at_s):
        return 0
    found = capacity_of(board, cell, but=visit.id if visit is not None else "")
    kept_s = 0 if visit is not None and is_for(board, visit, cell) else reserved_left_s(cell, found)
    return max(0, found.limit_s - found.sold_s - kept_s)


def reserved_left_s(cell: CapacityCell, found: Capacity) -> int:
    """What of the reserve its own class has not yet taken."""
    return max(0, cell.reserved_s - found.class_s) if cell.reserved_for else 0


def offered(board: Board, cell: CapacityCell) -> int:
    """The time of the people of a slot: their shifts inside it less their absences."""
    key = ("time", cell.territory, cell.category, cell.start_s, cell.end_s)
    known: int | None = board.indexes.offers.get(key)
    if known is None:
        people = (each for each in board.technicians.values() if _serves(board, each, cell))
        known = sum(_present_s(board, each, cell) for each in people)
        board.indexes.offers[key] = known
    return known


def inside_s(crew: Iterable[Assignment], cell: CapacityCell) -> int:
    """The planned work inside a slot of everybody who goes."""
    total_s = 0
    for line in crew:
        if line.start_s < cell.end_s and cell.start_s < line.end_s:
            total_s += min(line.end_s, cell.end_s) - max(line.start_s, cell.start_s)
    return total_s


def _serves(board: Board, technician: Technician, cell: CapacityCell) -> bool:
    if not technician.active or technician.territory != cell.territory:
        return False
    if not cell.category:
        return True
    held = {each.skill: each.level for each in sorted(technician.skills, key=lambda each: each.level)}
    if cell.category in board.skills:
        return cell.category in held
    work_type = board.work_types.get(cell.category)
    return work_type is not None and all(held.get(need.skill, 0) >= need.level for need in work_type.skills)


def _present_s(board: Board, technician: Technician, cell: CapacityCell) -> int:
    """Shift time inside a slot less absences, each second counted once however many of them hold it."""
    total_s, away = 0, [(each.start_s, each.end_s) for each in board.absences_of(technician.id)]
    reached_s = cell.start_s
    for shift in board.shifts_of(technician.id):
        start_s, end_s = max(shift.start_s, reached_s), min(shift.end_s, cell.end_s)
        for away_s, back_s in away:
            if start_s < min(away_s, end_s):
                total_s += min(away_s, end_s) - start_s
            start_s = max(start_s, back_s) if away_s < end_s else start_s
        total_s += max(0, end_s - start_s)
        reached_s = max(reached_s, end_s)
    return total_s


def _sold(board: Board, cell: CapacityCell) -> tuple[int, int]:
    """What is sold of a slot: in all, and to the class that it is reserved for."""
    key = (cell.territory, cell.category, cell.start_s, cell.end_s, cell.reserved_for)
    known: tuple[int, int] | None = board.indexes.sold.get(key)
    if known is None:
        sold_s, class_s, visits = 0, 0, board.visits
        first = datetime.fromtimestamp(cell.start_s - _BACK_DAYS * DAY_S, UTC).date()
        last = datetime.fromtimestamp(cell.end_s + DAY_S, UTC).date()
        for day in range((last - first).days + 1):
            name = (first + timedelta(days=day)).isoformat()
            for visit_id in board.indexes.of("visits", f"{cell.territory}:{name}", "day"):
                visit = visits[visit_id]
                own_s = inside_s(lines_of(visit), cell)
                if own_s and is_of(board, visit, cell):
                    sold_s += own_s
                    class_s += own_s if cell.reserved_for and is_for(board, visit, cell) else 0
        known = board.indexes.sold[key] = (sold_s, class_s)
    return known
