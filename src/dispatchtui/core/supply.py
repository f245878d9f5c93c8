"""What people bring to the work besides themselves: crews, vehicles, van stock.

Units: quantities are pieces; instants epoch seconds. `territories` are kept by evolve from the
technician whose van or vehicle it is, so that a row alone tells who may see it; what is set aside is
part of its visit, and whoever sees the visit sees it.
"""

from __future__ import annotations

from typing import ClassVar

from dispatchtui.core.parts import Location, TechnicianId, TerritoryId, VisitId
from dispatchtui.core.row import Row


class Crew(Row, frozen=True, kw_only=True):
    """People who go together, the lead first, and from when until when."""

    TABLE: ClassVar[str] = "crews"
    name: str = ""
    members: tuple[TechnicianId, ...] = ()
    territory: TerritoryId = TerritoryId("")
    from_s: int | None = None
    until_s: int | None = None


class Vehicle(Row, frozen=True, kw_only=True):
    """A vehicle, what it carries, who drives it, and when it is out of service.

    `out_until_s` absent while it is out means until further notice.
    """

    TABLE: ClassVar[str] = "vehicles"
    name: str = ""
    kind: str = "van"
    equipment: tuple[str, ...] = ()
    technician_id: TechnicianId = TechnicianId("")
    territories: tuple[TerritoryId, ...] = ()
    out_from_s: int | None = None
    out_until_s: int | None = None
    out_reason: str = ""


class StockLocation(Row, frozen=True, kw_only=True):
    """A place where parts are: a technician's van, or a depot with a place of its own."""

    TABLE: ClassVar[str] = "stock_locations"
    name: str = ""
    kind: str = "van"
    technician_id: TechnicianId = TechnicianId("")
    territories: tuple[TerritoryId, ...] = ()
    location: Location | None = None


class PartLevel(Row, frozen=True, kw_only=True):
    """How much of a part lies in one stock; below zero more was used than was known to be there."""

    TABLE: ClassVar[str] = "part_levels"
    stock_id: str
    part: str
    on_hand: int = 0
    technician_id: TechnicianId = TechnicianId("")
    territories: tuple[TerritoryId, ...] = ()


class PartReservation(Row, frozen=True, kw_only=True):
    """Parts of one stock set aside for one visit, whoever will bring them.

    The technician is the one whose van it is; `territories` and `told`, to whom it was told, are the visit's.
    """

    TABLE: ClassVar[str] = "part_reservations"
    visit_id: VisitId
    stock_id: str
    part: str
    quantity: int = 1
    technician_id: TechnicianId = TechnicianId("")
    territories: tuple[TerritoryId, ...] = ()
    told: tuple[TechnicianId, ...] = ()


def level_id(stock_id: str, part: str) -> str:
    """The identity of a part's level in a stock."""
    return f"{stock_id}:{part}"
