"""Readable rows of what people bring and what a site asks of them: every argument by name."""

# ruff: noqa: A002  (rows have ids, and tests read better when they are called so)

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dispatchtui.core.model import (
    Crew,
    CrewNeed,
    Location,
    PartLevel,
    PartNeed,
    PartReservation,
    SkillId,
    SkillNeed,
    StockLocation,
    TechnicianId,
    Vehicle,
    VisitId,
    WeatherAlert,
    WorkOrder,
    level_id,
)
from tests.rows import a_work_order, at


def a_van(*, technician: str = "T05", id: str = "") -> StockLocation:
    """The stock on a technician's van: VAN05 of T05."""
    return StockLocation(id=id or f"VAN{technician[1:]}", kind="van", technician_id=TechnicianId(technician))


def a_depot(*, id: str = "DEPOT", location: Location | None = None) -> StockLocation:
    return StockLocation(id=id, kind="depot", location=location)


def a_level(*, stock: str = "VAN05", part: str = "CAP-45", on_hand: int = 1) -> PartLevel:
    technician = TechnicianId(f"T{stock[3:]}" if stock.startswith("VAN") else "")
    return PartLevel(id=level_id(stock, part), stock_id=stock, part=part, on_hand=on_hand, technician_id=technician)


def a_reservation(
    *, visit: str = "V61", stock: str = "VAN05", part: str = "CAP-45", quantity: int = 1, id: str = ""
) -> PartReservation:
    technician = TechnicianId(f"T{stock[3:]}" if stock.startswith("VAN") else "")
    return PartReservation(id=id or f"R{visit[1:]}", visit_id=VisitId(visit), stock_id=stock, part=part,
                           quantity=quantity, technician_id=technician)  # fmt: skip


def a_part(*, part: str = "CAP-45", quantity: int = 1, mandatory: bool = True) -> PartNeed:
    return PartNeed(part=part, quantity=quantity, mandatory=mandatory)


def a_vehicle(
    *,
    technician: str = "T05",
    id: str = "CAR05",
    kind: str = "van",
    equipment: tuple[str, ...] = (),
    out: tuple[int | None, int | None] = (None, None),
    reason: str = "",
) -> Vehicle:
    """A vehicle in service, or out of it from the first of `out` to the second."""
    return Vehicle(id=id, kind=kind, equipment=equipment, technician_id=TechnicianId(technician),
                   out_from_s=out[0], out_until_s=out[1], out_reason=reason)  # fmt: skip


def a_crew(
    *,
    id: str = "CREW1",
    members: tuple[str, ...] = ("T05", "T06"),
    from_s: int | None = None,
    until_s: int | None = None,
) -> Crew:
    return Crew(id=id, members=tuple(TechnicianId(each) for each in members), from_s=from_s, until_s=until_s)


def a_crew_need(*, role: str = "second", needs: dict[str, int] | None = None) -> CrewNeed:
    given = (needs or {}).items()
    return CrewNeed(role=role, needs=tuple(SkillNeed(skill=SkillId(skill), level=level) for skill, level in given))


def an_alert(
    *, id: str = "X1", territory: str = "EAST", start: str | int = "12:00", end: str | int = "14:00", kind: str = "ice"
) -> WeatherAlert:
    start_s = at(start) if isinstance(start, str) else start
    end_s = at(end) if isinstance(end, str) else end
    return WeatherAlert(id=id, territory=territory, start_s=start_s, end_s=end_s, kind=kind)


def an_order_at(*, id: str = "W61", location: Location | None = None, **site: Any) -> WorkOrder:
    """A work order whose site has hazards, bans or whatever else is said of it."""
    order = a_work_order(id=id) if location is None else a_work_order(id=id, location=location)
    return replace(order, site=replace(order.site, **site))
