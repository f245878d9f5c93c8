"""Readable rows for tests: every argument by name, every default a plausible one.

The day is Monday 2019-10-21 in Baltimore; `at("10:30")` is an instant of it. Sites and homes
stand on one spot unless a test says otherwise, so that travel is nought and times are exact.
"""

# ruff: noqa: A002  (rows have ids, and tests read better when they are called so)

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatchtui.core.model import (
    Absence,
    Assignment,
    Competence,
    Customer,
    Duration,
    ExternalRef,
    Location,
    Lock,
    Override,
    Shift,
    Site,
    Skill,
    SkillId,
    SkillNeed,
    SlaPolicy,
    Stamps,
    Technician,
    TechnicianId,
    Territory,
    TerritoryId,
    Visit,
    VisitState,
    Window,
    WorkOrder,
    WorkOrderId,
    WorkType,
)
from dispatchtui.core.zones import local_day

ZONE = "America/New_York"
DAY = "2019-10-21"
CENTRE = Location(latitude=39.2904, longitude=-76.6122)
"""Where everything stands by default: Baltimore's city hall."""
NEVER = Stamps()


def at(clock: str, *, day: str = DAY, zone: str = ZONE, fold: int = 0) -> int:
    """The instant of a local time; "24:00" and later run on into the next day."""
    hours, minutes = (int(part) for part in clock.split(":"))
    local = datetime.fromisoformat(day) + timedelta(days=hours // 24)
    return int(local.replace(hour=hours % 24, minute=minutes, tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def window(start: str, end: str, *, day: str = DAY, zone: str = ZONE) -> Window:
    """A window between two local times of a day."""
    return Window(start_s=at(start, day=day, zone=zone), end_s=at(end, day=day, zone=zone))


def north(minutes: float) -> Location:
    """A place so far north of the centre that driving there takes so many minutes."""
    return Location(latitude=CENTRE.latitude + minutes * 60 * (42.6 / 3.6) / 1.39 / 111_194.93, longitude=-76.6122)


def a_territory(*, id: str = "EAST", name: str = "East", zone: str = ZONE) -> Territory:
    return Territory(id=id, name=name, zone=zone)


def a_skill(*, id: str = "PLUMB", name: str = "", licensed: bool = False) -> Skill:
    return Skill(id=id, name=name or id.title(), licensed=licensed)


def a_policy(
    *,
    id: str = "STD",
    response_minutes: int | None = 240,
    resolution_minutes: int | None = 480,
    pauses_when_parked: bool = False,
) -> SlaPolicy:
    return SlaPolicy(
        id=id,
        name=id.title(),
        response_s=None if response_minutes is None else response_minutes * 60,
        resolution_s=None if resolution_minutes is None else resolution_minutes * 60,
        pauses_when_parked=pauses_when_parked,
    )


def a_work_type(
    *,
    id: str = "LEAK",
    name: str = "Water leak",
    needs: dict[str, int] | None = None,
    minutes: int = 60,
    priority: int = 3,
    safety: bool = False,
    sla_policy: str = "STD",
    documents: tuple[str, ...] = (),
) -> WorkType:
    return WorkType(
        id=id,
        name=name,
        skills=_needs({"PLUMB": 2} if needs is None else needs),
        duration=a_duration(minutes=minutes),
        priority=priority,
        safety=safety,
        sla_policy=sla_policy,
        documents=documents,
    )


def a_duration(*, minutes: int = 60, p80_minutes: int | None = None) -> Duration:
    return Duration(p50_s=minutes * 60, p80_s=(minutes * 3 // 2 if p80_minutes is None else p80_minutes) * 60)


def a_work_order(
    *,
    id: str = "W60",
    work_type: str = "LEAK",
    summary: str = "Water in the cellar",
    priority: int = 3,
    safety: bool = False,
    territory: str = "EAST",
    location: Location | None = CENTRE,
    address: str = "100 Holliday St",
    zone: str = ZONE,
    customer: str = "Ada Byron",
    sla_policy: str = "",
    requested: str = "06:00",
    response_due: str | None = None,
    resolution_due: str | None = None,
    external: tuple[tuple[str, str], ...] = (),
) -> WorkOrder:
    return WorkOrder(
        id=id,
        work_type=work_type,
        summary=summary,
        priority=priority,
        safety=safety,
        customer=Customer(name=customer),
        site=Site(address=address, location=location, zone=zone),
        territory=TerritoryId(territory),
        sla_policy=sla_policy,
        requested_s=at(requested),
        response_due_s=None if response_due is None else at(response_due),
        resolution_due_s=None if resolution_due is None else at(resolution_due),
        external=tuple(ExternalRef(source=source, id=name) for source, name in external),
    )


def a_visit(
    *,
    id: str = "V60",
    work_order: str = "",
    number: int = 1,
    state: VisitState | None = None,
    territory: str = "EAST",
    needs: dict[str, int] | None = None,
    minutes: int | None = 60,
    promise: tuple[str, str] | Window | None = None,
    earliest_s: int | None = None,
    latest_s: int | None = None,
    lock: Lock = Lock.NONE,
    technician: str = "",
    start: str | int = "10:00",
    travel_minutes: int = 0,
    stamps: Stamps = NEVER,
    extended_minutes: int = 0,
    remaining_minutes: int | None = None,
    overrides: tuple[Override, ...] = (),
    version: int = 1,
) -> Visit:
    """A visit that waits in the queue, or is planned when a technician is named."""
    crew: tuple[Assignment, ...] = ()
    if technician:
        crew = (a_line(technician=technician, start=start, minutes=minutes or 0, travel_minutes=travel_minutes),)
    return Visit(
        id=id,
        work_order_id=WorkOrderId(work_order or f"W{id[1:]}"),
        number=number,
        state=state or (VisitState.PLANNED if technician else VisitState.QUALIFIED),
        territory=TerritoryId(territory),
        needs=_needs({} if needs is None else needs),
        duration=None if minutes is None else a_duration(minutes=minutes),
        promise=window(*promise) if isinstance(promise, tuple) else promise,
        earliest_s=earliest_s,
        latest_s=latest_s,
        lock=lock,
        crew=crew,
        stamps=stamps,
        extended_s=extended_minutes * 60,
        remaining_s=None if remaining_minutes is None else remaining_minutes * 60,
        overrides=overrides,
        version=version,
    )


def a_line(
    *, technician: str = "T05", start: str | int = "10:00", minutes: int = 60, travel_minutes: int = 0
) -> Assignment:
    start_s = at(start) if isinstance(start, str) else start
    return Assignment(
        technician_id=TechnicianId(technician),
        start_s=start_s,
        end_s=start_s + minutes * 60,
        travel_s=travel_minutes * 60,
        day=local_day(start_s, ZONE),
    )


def a_technician(
    *,
    id: str = "T05",
    name: str = "",
    zone: str = ZONE,
    home: Location | None = CENTRE,
    territory: str = "EAST",
    covers: tuple[str, ...] = (),
    skills: dict[str, int] | tuple[Competence, ...] | None = None,
    active: bool = True,
    version: int = 1,
) -> Technician:
    """A plumber of level 3 unless `skills` says otherwise (`{}` for none)."""
    given = {"PLUMB": 3} if skills is None else skills
    if isinstance(given, dict):
        given = tuple(Competence(skill=SkillId(skill), level=level) for skill, level in given.items())
    return Technician(
        id=id,
        name=name or f"Technician {id}",
        zone=zone,
        home=home,
        territory=TerritoryId(territory),
        covers=tuple(TerritoryId(each) for each in covers),
        skills=given,
        active=active,
        version=version,
    )


def a_competence(
    *, skill: str = "PLUMB", level: int = 3, valid_from_s: int | None = None, valid_until_s: int | None = None
) -> Competence:
    return Competence(skill=SkillId(skill), level=level, valid_from_s=valid_from_s, valid_until_s=valid_until_s)


def a_shift(
    *,
    technician: str = "T05",
    start: str | int = "08:00",
    end: str | int = "17:00",
    overtime_minutes: int = 0,
    id: str = "",
    territories: tuple[str, ...] = ("EAST",),
) -> Shift:
    start_s = at(start) if isinstance(start, str) else start
    return Shift(
        id=id or f"{technician}:{local_day(start_s, ZONE)}",
        technician_id=TechnicianId(technician),
        territories=tuple(TerritoryId(each) for each in territories),
        start_s=start_s,
        end_s=at(end) if isinstance(end, str) else end,
        overtime_s=overtime_minutes * 60,
        version=1,
    )


def an_absence(
    *,
    id: str = "A1",
    technician: str = "T05",
    start: str = "12:00",
    end: str = "13:00",
    kind: str = "meeting",
    territories: tuple[str, ...] = ("EAST",),
) -> Absence:
    return Absence(
        id=id,
        technician_id=TechnicianId(technician),
        territories=tuple(TerritoryId(each) for each in territories),
        start_s=at(start),
        end_s=at(end),
        kind=kind,
        version=1,
    )


def _needs(needs: dict[str, int]) -> tuple[SkillNeed, ...]:
    return tuple(SkillNeed(skill=SkillId(skill), level=level) for skill, level in needs.items())
