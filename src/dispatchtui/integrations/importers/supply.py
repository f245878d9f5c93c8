"""What people bring and what the office rules, from TOML files: vehicles, stocks, crews, desks, policies.

Both files of a folder may be absent. Raises: UserError that names the file, the entry, the key and
what would be right.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.ruling import RecordDesk, RecordPolicy
from dispatchtui.core.commands.supply import CountStock, RecordCrew, RecordStockLocation, RecordVehicle
from dispatchtui.core.model import (
    Crew,
    Desk,
    Location,
    Policy,
    Rules,
    StockLocation,
    TechnicianId,
    TerritoryId,
    Vehicle,
)
from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.mapping_file import read_toml
from dispatchtui.integrations.importers.reference import built
from dispatchtui.integrations.importers.wrong import Wrong


class VehicleEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vehicle as written."""

    id: str
    name: str = ""
    kind: str = "van"
    equipment: tuple[str, ...] = ()
    technician: str = ""


class StockEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stock as written: the van of a technician, or a depot at [latitude, longitude]; `parts` are counts."""

    id: str
    name: str = ""
    technician: str = ""
    place: tuple[float, float] | None = None
    parts: dict[str, int] = {}


class CrewEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A crew as written, the lead first."""

    id: str
    name: str = ""
    members: tuple[str, ...]
    territory: str = ""


class DeskEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A desk area as written."""

    id: str
    name: str = ""
    territories: tuple[str, ...]


class PolicyEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A policy as written; its rules carry the names of `Rules`."""

    id: str
    name: str = ""
    scope: str = "company"
    scope_id: str = ""
    text: str = ""
    on_exception: str = ""
    rules: Rules = Rules()


def load_rules(folder: Path) -> list[Command]:
    """Policies and desk areas, from rules.toml."""
    path = folder / "rules.toml"
    return [
        *(RecordPolicy(row=each) for each in read_entries(path, "policies", PolicyEntry, _policy)),
        *(RecordDesk(row=each) for each in read_entries(path, "desks", DeskEntry, _desk)),
    ]


def load_supply(folder: Path) -> list[Command]:
    """Vehicles, stocks with their counts, and crews, from supply.toml; technicians must be known before."""
    path = folder / "supply.toml"
    stocks = read_entries(path, "stocks", StockEntry, lambda entry: entry)
    return [
        *(RecordVehicle(row=each) for each in read_entries(path, "vehicles", VehicleEntry, _vehicle)),
        *(RecordStockLocation(row=_stock(each)) for each in stocks),
        *(
            CountStock(stock_id=each.id, part=part, on_hand=count)
            for each in stocks
            for part, count in each.parts.items()
        ),
        *(RecordCrew(row=each) for each in read_entries(path, "crews", CrewEntry, _crew)),
    ]


def read_entries(path: Path, name: str, kind: type[Any], build: Any) -> list[Any]:
    """The rows that the entries of a file stand for; none where there is no such file."""
    if not path.is_file():
        return []
    entries = read_toml(path).get(name, [])
    if not isinstance(entries, list):
        raise UserError(f"{path}: {name} must be a list of [[{name}]].")
    labels = (entry.get("id", "") if isinstance(entry, dict) else "" for entry in entries)
    return [
        built(path, str(label or f"{name} {number}"), entry, kind, build)
        for number, (label, entry) in enumerate(zip(labels, entries, strict=True), 1)
    ]


def _vehicle(entry: VehicleEntry) -> Vehicle:
    return Vehicle(id=entry.id, name=entry.name, kind=entry.kind, equipment=entry.equipment,
                   technician_id=TechnicianId(entry.technician))  # fmt: skip


def _stock(entry: StockEntry) -> StockLocation:
    place = Location(latitude=entry.place[0], longitude=entry.place[1]) if entry.place else None
    return StockLocation(id=entry.id, name=entry.name, kind="van" if entry.technician else "depot",
                         technician_id=TechnicianId(entry.technician), location=place)  # fmt: skip


def _crew(entry: CrewEntry) -> Crew:
    members = tuple(TechnicianId(each) for each in entry.members)
    return Crew(id=entry.id, name=entry.name, members=members, territory=TerritoryId(entry.territory))


def _desk(entry: DeskEntry) -> Desk | Wrong:
    if not entry.territories:
        return Wrong("a desk area is one territory or more")
    return Desk(id=entry.id, name=entry.name, territories=tuple(TerritoryId(each) for each in entry.territories))


def _policy(entry: PolicyEntry) -> Policy:
    return Policy(id=entry.id, name=entry.name, scope=entry.scope, scope_id=entry.scope_id, text=entry.text,
                  on_exception=entry.on_exception, rules=entry.rules)  # fmt: skip
