"""Commands on what people bring: crews, vehicles, stocks, and parts set aside for a visit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import Act, Ask, Decision, missing, unchanged
from dispatchtui.core.commands.checks import unfit_id, unfit_place
from dispatchtui.core.events import (
    CrewRecorded,
    PartLevelRecorded,
    PartReservationRemoved,
    PartReserved,
    StockLocationRecorded,
    VehicleRecorded,
)
from dispatchtui.core.lifecycle import ENDED, STARTED
from dispatchtui.core.model import (
    Crew,
    PartLevel,
    PartNeed,
    PartReservation,
    PartUse,
    StockLocation,
    TechnicianId,
    Vehicle,
    Visit,
    VisitId,
    VisitState,
    level_id,
)
from dispatchtui.core.refusals import Code, Refusal, invalid
from dispatchtui.core.rights import EVERYWHERE

STOCKS = ("van", "depot")
MOST_PIECES = 1_000_000


class RecordCrew(Act, frozen=True, kw_only=True, tag="record_crew"):
    """Make or change a crew."""

    RIGHT: ClassVar[str] = "roster"
    row: Crew

    def subjects(self) -> tuple[str, ...]:
        """Its members."""
        return tuple(f"technicians/{each}" for each in self.row.members)

    def territories(self, board: Board) -> tuple[str, ...]:
        """Where it was and where it will be."""
        before: Crew | None = board.tables["crews"].get(self.row.id)
        return (*((before.territory,) if before else ()), self.row.territory)


class RecordVehicle(Act, frozen=True, kw_only=True, tag="record_vehicle"):
    """Add or change a vehicle, say that it broke down or is back."""

    RIGHT: ClassVar[str] = "supply"
    row: Vehicle

    def territories(self, board: Board) -> tuple[str, ...]:
        """Of who drives it and who will; what is nobody's is everybody's."""
        return _drivers(board, board.tables["vehicles"].get(self.row.id), self.row)


class RecordStockLocation(Act, frozen=True, kw_only=True, tag="record_stock_location"):
    """Add or change a van's stock or a depot."""

    RIGHT: ClassVar[str] = "supply"
    row: StockLocation

    def territories(self, board: Board) -> tuple[str, ...]:
        """Of whose van it is and will be; a depot is everybody's."""
        return _drivers(board, board.tables["stock_locations"].get(self.row.id), self.row)


class CountStock(Act, frozen=True, kw_only=True, tag="count_stock"):
    """Say how much of a part really lies in a stock; the difference stays in the log."""

    RIGHT: ClassVar[str] = "supply"
    stock_id: str
    part: str
    on_hand: int

    def subjects(self) -> tuple[str, ...]:
        """The stock."""
        return (f"stock_locations/{self.stock_id}",)


class ReserveParts(Act, frozen=True, kw_only=True, tag="reserve_parts"):
    """Set parts of one stock aside for a visit, so that nobody else counts them."""

    RIGHT: ClassVar[str] = "supply"
    visit_id: VisitId
    stock_id: str
    part: str
    quantity: int = 1

    def subjects(self) -> tuple[str, ...]:
        """The visit and the stock."""
        return (f"visits/{self.visit_id}", f"stock_locations/{self.stock_id}")


class ReleaseParts(Act, frozen=True, kw_only=True, tag="release_parts"):
    """Free parts that were set aside."""

    RIGHT: ClassVar[str] = "supply"
    reservation_id: str

    def subjects(self) -> tuple[str, ...]:
        """The reservation."""
        return (f"part_reservations/{self.reservation_id}",)


Supply = RecordCrew | RecordVehicle | RecordStockLocation | CountStock | ReserveParts | ReleaseParts


def supply(board: Board, command: Supply, ask: Ask) -> Decision:
    """Decide any command of this file."""
    match command:
        case RecordCrew():
            return _crew(board, command.row)
        case RecordVehicle():
            return _vehicle(board, command.row)
        case RecordStockLocation():
            return _stock_location(board, command.row)
        case CountStock():
            return _count(board, command)
        case ReserveParts():
            return _reserve(board, command)
        case ReleaseParts():
            if command.reservation_id not in board.tables["part_reservations"]:
                return missing(f"part_reservations/{command.reservation_id}")
            return (PartReservationRemoved(reservation_id=command.reservation_id),)


def _crew(board: Board, row: Crew) -> Decision:
    before = board.tables["crews"].get(row.id)
    wrong = unfit_id(row.id) if before is None else None
    if wrong is not None:
        return wrong
    if len(row.members) < 2 or len(set(row.members)) < len(row.members):
        return invalid("row.members", "A crew is two people or more, each once.")
    if row.territory and row.territory not in board.territories:
        return invalid("row.territory", f"There is no territory {row.territory}.")
    if row.from_s is not None and row.until_s is not None and row.until_s <= row.from_s:
        return invalid("row.until_s", "A crew must end after it begins.")
    return () if unchanged(before, row) else (CrewRecorded(row=row),)


def _vehicle(board: Board, row: Vehicle) -> Decision:
    before = board.tables["vehicles"].get(row.id)
    wrong = (unfit_id(row.id) if before is None else None) or _unknown(board, row.technician_id)
    if wrong is not None:
        return wrong
    if row.out_until_s is not None and (row.out_from_s is None or row.out_until_s <= row.out_from_s):
        return invalid("row.out_until_s", "A vehicle is back after it has gone out of service.")
    if before is not None and unchanged(before, replace(row, territories=before.territories)):
        return ()
    return (VehicleRecorded(row=row),)


def _stock_location(board: Board, row: StockLocation) -> Decision:
    before = board.tables["stock_locations"].get(row.id)
    wrong = (
        (unfit_id(row.id) if before is None else None)
        or _unknown(board, row.technician_id)
        or (unfit_place([row.location], "row.location") if row.location else None)
    )
    if wrong is not None:
        return wrong
    if row.kind not in STOCKS:
        return invalid("row.kind", f"A stock is a {' or a '.join(STOCKS)}, not {row.kind!r}.")
    if (row.kind == "van") != bool(row.technician_id):
        return invalid("row.technician_id", "A van's stock has a technician, and a depot has none.")
    if before is not None and unchanged(before, replace(row, territories=before.territories)):
        return ()
    return (StockLocationRecorded(row=row),)


def _count(board: Board, command: CountStock) -> Decision:
    wrong = unfit_part(command.part, "part")
    if wrong is not None:
        return wrong
    if not 0 <= command.on_hand <= MOST_PIECES:
        return invalid("on_hand", f"What lies there is counted from 0 to {MOST_PIECES}.")
    key = level_id(command.stock_id, command.part)
    before: PartLevel | None = board.tables["part_levels"].get(key)
    if before is not None and before.on_hand == command.on_hand:
        return ()
    row = PartLevel(id=key, stock_id=command.stock_id, part=command.part, on_hand=command.on_hand)
    return (PartLevelRecorded(row=row, expected=before.on_hand if before else 0),)


def _reserve(board: Board, command: ReserveParts) -> Decision:
    wrong = unfit_part(command.part, "part")
    if wrong is not None:
        return wrong
    visit = board.visits.get(command.visit_id)
    if visit is None or visit.state in ENDED:
        return missing(f"visits/{command.visit_id}")
    there = stock.free(board, command.stock_id, command.part)
    if not 1 <= command.quantity <= there:
        return Refusal(code=Code.ILLEGAL, subject=f"part_levels/{level_id(command.stock_id, command.part)}",
                       sentence=f"{command.stock_id} has {max(0, there)} free of {command.part}; "
                                f"{command.quantity} cannot be set aside.")  # fmt: skip
    row = PartReservation(id=_next(board), visit_id=command.visit_id, stock_id=command.stock_id,
                          part=command.part, quantity=command.quantity)  # fmt: skip
    return (PartReserved(row=row),)


def _next(board: Board, more: int = 0) -> str:
    # Reservations are removed, so their numbers follow the log, which never goes back.
    return f"R{max(board.seq, board.indexes.highest('R')) + 1 + more}"


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
            row = replace(each, id=_next(board, len(facts)), visit_id=VisitId(child_id), quantity=left,
                          version=0, changed=None)  # fmt: skip
            facts.append(PartReserved(row=row))
    return tuple(facts)


def unfit_part(part: str, field: str) -> Refusal | None:
    """Refuse what cannot be the number of a part."""
    if 1 <= len(part) <= 64 and part == part.strip() and ":" not in part:
        return None
    return invalid(field, "A part is named by 1 to 64 characters, without a colon or blanks around it.")


def sourced(board: Board, visit: Visit, uses: Iterable[PartUse]) -> tuple[PartUse, ...]:
    """What was used, with the stock that it came from."""
    return tuple(replace(each, stock_id=stock.source_of(board, visit, each)) for each in uses)


def unfit_use(board: Board, visit: Visit, uses: Iterable[PartUse]) -> Refusal | None:
    """Refuse parts used before work began, of no stock, or in numbers that there are not."""
    for use in uses:
        if visit.state not in STARTED or visit.state is VisitState.EN_ROUTE:
            return invalid("parts_used", f"Nothing is used at {visit.id} before somebody is there.")
        if unfit_part(use.part, "parts_used") or not 0 <= use.quantity <= MOST_PIECES:
            return invalid("parts_used", f"{use.quantity} of {use.part!r} cannot have been used.")
        if use.stock_id and use.stock_id not in board.tables["stock_locations"]:
            return invalid("parts_used", f"There is no stock {use.stock_id}.")
    return None


def left_over(visit: Visit, uses: Iterable[PartUse]) -> tuple[PartNeed, ...]:
    """The parts that a visit still needs after what was used."""
    used = _used(visit, uses)
    if not used:
        return visit.parts
    left = (replace(need, quantity=need.quantity - used.get(need.part, 0)) for need in visit.parts)
    return tuple(need for need in left if need.quantity > 0)


def _used(visit: Visit, uses: Iterable[PartUse]) -> dict[str, int]:
    used: dict[str, int] = {}
    for use in stock.used(visit.parts_used, uses):
        used[use.part] = used.get(use.part, 0) + use.quantity
    return used


def unrecorded(visit: Visit, uses: Iterable[PartUse]) -> Refusal | None:
    """Refuse to call work done while a mandatory part is not recorded as used."""
    used = _used(visit, uses)
    for need in visit.parts:
        if need.mandatory and used.get(need.part, 0) < need.quantity:
            return invalid("parts_used", f"{visit.id} needs {need.quantity} of {need.part} recorded as used, "
                                         f"and has {used.get(need.part, 0)}, before it is done.")  # fmt: skip
    return None


def _unknown(board: Board, technician_id: str) -> Refusal | None:
    if technician_id and technician_id not in board.technicians:
        return invalid("row.technician_id", f"There is no technician {technician_id}.")
    return None


def _drivers(board: Board, *rows: Vehicle | StockLocation | None) -> tuple[str, ...]:
    people: list[TechnicianId] = [row.technician_id for row in rows if row is not None]
    found = [board.technicians.get(each) for each in people if each]
    own = [each.territory for each in found if each is not None]
    return tuple(dict.fromkeys(own)) if all(people) else (*own, EVERYWHERE)
