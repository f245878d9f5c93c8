"""What a desk takes for granted, from TOML files: territories, skills, SLA policies, work types.

Raises: UserError that names the file, the entry, the key and what would be right.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.reference import RecordSkill, RecordSlaPolicy, RecordTerritory, RecordWorkType
from dispatchtui.core.model import (
    CrewNeed,
    Duration,
    Location,
    PartNeed,
    Skill,
    SkillNeed,
    SlaPolicy,
    Territory,
    WorkType,
)
from dispatchtui.core.zones import is_zone
from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.cells import PARSERS, Reading
from dispatchtui.integrations.importers.mapping import Field
from dispatchtui.integrations.importers.mapping_file import read_toml
from dispatchtui.integrations.importers.wrong import Wrong

E = TypeVar("E")


class TerritoryEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A territory as written: the ring holds [latitude, longitude] pairs."""

    id: str
    name: str = ""
    zone: str
    ring: tuple[tuple[float, float], ...] = ()


class SkillEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A skill as written."""

    id: str
    name: str = ""
    licensed: bool = False


class PolicyEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An SLA policy as written, in minutes from the request."""

    id: str
    name: str = ""
    response_min: int | None = None
    resolution_min: int | None = None
    pauses_when_parked: bool = False


class WorkTypeEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A work type as written: skills as in `WATER:2;SEWER:1`, durations in minutes, parts with quantities.

    `crew` holds the skills of each further person, empty where none is asked of them.
    """

    id: str
    name: str = ""
    skills: str = ""
    p50_min: int | None = None
    p80_min: int | None = None
    priority: int = 3
    safety: bool = False
    sla_policy: str = ""
    documents: tuple[str, ...] = ()
    category: str = ""
    parts: dict[str, int] = {}
    equipment: tuple[str, ...] = ()
    crew: tuple[str, ...] = ()
    outdoor: bool = False


def load_reference(folder: Path) -> list[Command]:
    """Read the four files of a folder, in the order in which they depend on each other."""
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}.")
    commands: list[Command] = []
    commands += [RecordTerritory(row=row) for row in _read(folder, "territories", TerritoryEntry, _territory)]
    commands += [RecordSkill(row=row) for row in _read(folder, "skills", SkillEntry, _skill)]
    commands += [RecordSlaPolicy(row=row) for row in _read(folder, "sla_policies", PolicyEntry, _policy)]
    commands += [RecordWorkType(row=row) for row in _read(folder, "work_types", WorkTypeEntry, _work_type)]
    _check_names(folder, commands)
    return commands


R = TypeVar("R")


def _read(folder: Path, name: str, kind: type[E], build: Callable[[E], R | Wrong]) -> list[R]:
    path = folder / f"{name}.toml"
    entries = read_toml(path).get(name)
    if not isinstance(entries, list):
        raise UserError(f"{path}: a list of [[{name}]] is needed.")
    rows: list[R] = []
    for number, entry in enumerate(entries, 1):
        label = entry.get("id", f"number {number}") if isinstance(entry, dict) else f"number {number}"
        row = built(path, str(label), entry, kind, build)
        rows.append(row)
    return rows


def built(path: Path, label: str, entry: Any, kind: type[E], build: Callable[[E], R | Wrong]) -> R:
    """One entry of a file as the row that it stands for.

    Raises: UserError that names the file, the entry and what is wrong with it.
    """
    try:
        row = build(msgspec.convert(entry, kind))
    except msgspec.ValidationError as error:
        said, _, where = str(error).partition(" - at ")
        key = where.strip("`$").lstrip(".")
        raise UserError(f"{path}, {label}{', ' + key if key else ''}: {said.lower()}.") from error
    if isinstance(row, Wrong):
        raise UserError(f"{path}, {label}: {row.said}.")
    return row


def _territory(entry: TerritoryEntry) -> Territory | Wrong:
    if not is_zone(entry.zone):
        return Wrong(f"zone {entry.zone!r} is not an IANA time zone such as America/New_York")
    if entry.ring and len(entry.ring) < 3:
        return Wrong("a ring needs at least three points")
    if any(abs(latitude) > 90 or abs(longitude) > 180 for latitude, longitude in entry.ring):
        return Wrong("a point of the ring is not on Earth; latitude comes first")
    ring = tuple(Location(latitude=latitude, longitude=longitude) for latitude, longitude in entry.ring)
    return Territory(id=entry.id, name=entry.name, zone=entry.zone, ring=ring)


def _skill(entry: SkillEntry) -> Skill | Wrong:
    return Skill(id=entry.id, name=entry.name, licensed=entry.licensed)


def _policy(entry: PolicyEntry) -> SlaPolicy | Wrong:
    if any(minutes is not None and minutes < 0 for minutes in (entry.response_min, entry.resolution_min)):
        return Wrong("minutes are not negative")
    return SlaPolicy(
        id=entry.id,
        name=entry.name,
        response_s=None if entry.response_min is None else entry.response_min * 60,
        resolution_s=None if entry.resolution_min is None else entry.resolution_min * 60,
        pauses_when_parked=entry.pauses_when_parked,
    )


def _work_type(entry: WorkTypeEntry) -> WorkType | Wrong:
    needs, crew = _skills(entry.skills), [_skills(each) for each in entry.crew]
    for found in (needs, *crew):
        if isinstance(found, Wrong):
            return found
    if not 1 <= entry.priority <= 4:
        return Wrong(f"priority goes from 1 to 4, not {entry.priority}")
    duration = None
    if entry.p50_min is not None:
        p80_min = entry.p50_min if entry.p80_min is None else entry.p80_min
        if not 0 <= entry.p50_min <= p80_min:
            return Wrong("p50_min is not negative, and p80_min is at least as much")
        duration = Duration(p50_s=entry.p50_min * 60, p80_s=p80_min * 60)
    return WorkType(
        id=entry.id,
        name=entry.name,
        skills=cast("tuple[SkillNeed, ...]", needs),
        duration=duration,
        priority=entry.priority,
        safety=entry.safety,
        sla_policy=entry.sla_policy,
        documents=entry.documents,
        category=entry.category,
        parts=tuple(PartNeed(part=part, quantity=quantity) for part, quantity in entry.parts.items()),
        equipment=entry.equipment,
        crew_needs=tuple(CrewNeed(needs=cast("tuple[SkillNeed, ...]", each)) for each in crew),
        outdoor=entry.outdoor,
    )


def _skills(text: str) -> tuple[SkillNeed, ...] | Wrong:
    if not text:
        return ()
    reading = Reading(field=Field(), zone="UTC", fold="reject", tables={}, holds="needs")
    needs = PARSERS["skills"].read(text, reading)
    if isinstance(needs, Wrong):
        return Wrong(f"skills {text!r} {needs.said}")
    return cast("tuple[SkillNeed, ...]", needs)


def _check_names(folder: Path, commands: list[Command]) -> None:
    """Check that work types name skills and policies that are there."""
    skills = {command.row.id for command in commands if isinstance(command, RecordSkill)}
    policies = {command.row.id for command in commands if isinstance(command, RecordSlaPolicy)}
    path = folder / "work_types.toml"
    for command in commands:
        if not isinstance(command, RecordWorkType):
            continue
        row = command.row
        for need in row.skills:
            if need.skill not in skills:
                raise UserError(f"{path}, {row.id}: there is no skill {need.skill} in skills.toml.")
        if row.sla_policy and row.sla_policy not in policies:
            raise UserError(f"{path}, {row.id}: there is no SLA policy {row.sla_policy} in sla_policies.toml.")
