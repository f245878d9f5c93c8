"""Commands on what people bring: crews, vehicles, stocks, and parts set aside for a visit."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import Act, Ask, Decision, missing, named, unchanged
from dispatchtui.core.commands.checks import unfit_id, unfit_place
from dispatchtui.core.commands.uses import MOST_PIECES, next_reservation, unfit_part
from dispatchtui.core.events import (
    CrewRecorded,
    PartLevelRecorded,
    PartReservationRemoved,
    PartReserved,
    StockLocationRecorded,
    VehicleRecorded,
)
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import (
    Crew,
    PartLevel,
    PartReservation,
    StockLocation,
    TechnicianId,
    Vehicle,
    VisitId,
    level_id,
)
from dispatchtui.core.refusals import Code, Refusal, invalid
from dispatchtui.core.rights import EVERYWHERE

STOCKS = ("van", "depot")


class RecordCrew(Act, frozen=True, kw_only=True, tag="record_crew"):
    """Make or change a crew."""

    RIGHT: ClassVar[str] = "roster"
    row: Crew

    def subjects(self) -> tuple[str, ...]:
        """Its members."""
        return tuple(f"technicians/{each}" for each in self.row.members)

    def names(self, board: Board) -> dict[str, str]:
        """The crew, when there is one of this id."""
        return named(board, f"crews/{self.row.id}")

    def territories(self, board: Board) -> tuple[str, ...]:
        """Where it was and where it will be."""
        before: Crew | None = board.tables["crews"].get(self.row.id)
        return (*((before.territory,) if before else ()), self.row.territory)


class RecordVehicle(Act, frozen=True, kw_only=True, tag="record_vehicle"):
    """Add or change a vehicle, say that it broke down or is back."""

    RIGHT: ClassVar[str] = "supply"
    row: Vehicle

    def names(self, board: Board) -> dict[str, str]:
        """The vehicle, when there is one of this id."""
        return named(board, f"vehicles/{self.row.id}")

    def reaches(self, board: Board) -> dict[str, str]:
        """Who is newly to drive it."""
        return _owner(board.tables["vehicles"].get(self.row.id), self.row)

    def territories(self, board: Board) -> tuple[str, ...]:
        """Of who drives it and who will; what is nobody's is everybody's."""
        return _drivers(board, board.tables["vehicles"].get(self.row.id), self.row)


class RecordStockLocation(Act, frozen=True, kw_only=True, tag="record_stock_location"):
    """Add or change a van's stock or a depot."""

    RIGHT: ClassVar[str] = "supply"
    row: StockLocation

    def names(self, board: Board) -> dict[str, str]:
        """The stock, when there is one of this id."""
        return named(board, f"stock_locations/{self.row.id}")

    def reaches(self, board: Board) -> dict[str, str]:
        """Whose van it newly is."""
        return _owner(board.tables["stock_locations"].get(self.row.id), self.row)

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
    if before is None or before.technician_id != row.technician_id:
        van = stock.van_of(board, row.technician_id) if row.technician_id else None
        if van is not None:
            return invalid("row.technician_id", f"{row.technician_id} has the van stock {van.id} already.")
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
    row = PartReservation(id=next_reservation(board), visit_id=command.visit_id, stock_id=command.stock_id,
                          part=command.part, quantity=command.quantity)  # fmt: skip
    return (PartReserved(row=row),)


def _unknown(board: Board, technician_id: str) -> Refusal | None:
    if technician_id and technician_id not in board.technicians:
        return invalid("row.technician_id", f"There is no technician {technician_id}.")
    return None


def _owner(before: Vehicle | StockLocation | None, row: Vehicle | StockLocation) -> dict[str, str]:
    kept = before.technician_id if before is not None else ""
    return {f"technicians/{row.technician_id}": "row.technician_id"} if row.technician_id not in ("", kept) else {}


def _drivers(board: Board, *rows: Vehicle | StockLocation | None) -> tuple[str, ...]:
    people: list[TechnicianId] = [row.technician_id for row in rows if row is not None]
    found = [board.technicians.get(each) for each in people if each]
    own = [each.territory for each in found if each is not None]
    return tuple(dict.fromkeys(own)) if all(people) else (*own, EVERYWHERE)
