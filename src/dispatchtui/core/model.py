"""The entities of field service, as immutable rows of the board.

Units: instants are integer epoch seconds, UTC (`_s` after a moment's name); durations are
seconds; distances metres; wall clock exists only in views and policies.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import field

from dispatchtui.core.foresight import Alert, Answer, Behaviour, DurationModel, duration_model_id
from dispatchtui.core.parts import (
    Agreement,
    Assignment,
    Break,
    Changed,
    Competence,
    CoolDown,
    CrewNeed,
    Dependency,
    Duration,
    ExternalRef,
    Fetch,
    Former,
    Hours,
    Location,
    Lock,
    Note,
    Override,
    Part,
    PartNeed,
    PartUse,
    Position,
    SkillId,
    SkillNeed,
    Stamps,
    Still,
    TechnicianId,
    TerritoryId,
    VisitId,
    VisitState,
    Window,
    WorkOrderId,
    WorkOrderStatus,
)
from dispatchtui.core.reference import Skill, SlaPolicy, Territory, WorkType
from dispatchtui.core.row import Row
from dispatchtui.core.ruling import CapacityCell, Desk, Policy, Rules, WeatherAlert
from dispatchtui.core.sites import Ban, Customer, Hazard, Opening, Site
from dispatchtui.core.supply import Crew, PartLevel, PartReservation, StockLocation, Vehicle, level_id

__all__ = [
    "ROWS",
    "TABLES",
    "Absence",
    "Agreement",
    "Alert",
    "Answer",
    "Assignment",
    "Ban",
    "Behaviour",
    "Break",
    "CapacityCell",
    "Changed",
    "Competence",
    "CoolDown",
    "Crew",
    "CrewNeed",
    "Customer",
    "Dependency",
    "Desk",
    "Duration",
    "DurationModel",
    "ExternalRef",
    "Fetch",
    "Former",
    "Hazard",
    "Hours",
    "Lane",
    "Location",
    "Lock",
    "Note",
    "Opening",
    "Override",
    "Part",
    "PartLevel",
    "PartNeed",
    "PartReservation",
    "PartUse",
    "Policy",
    "Position",
    "Row",
    "Rules",
    "Shift",
    "Site",
    "Skill",
    "SkillId",
    "SkillNeed",
    "SlaPolicy",
    "Stamps",
    "Still",
    "StockLocation",
    "Technician",
    "TechnicianId",
    "Territory",
    "TerritoryId",
    "Vehicle",
    "Visit",
    "VisitId",
    "VisitState",
    "WeatherAlert",
    "Window",
    "WorkOrder",
    "WorkOrderId",
    "WorkOrderStatus",
    "WorkType",
    "duration_model_id",
    "lane_id",
    "level_id",
]


class WorkOrder(Row, frozen=True, kw_only=True):
    """What the customer needs: the commercial and SLA unit."""

    TABLE: ClassVar[str] = "work_orders"
    work_type: str = ""
    summary: str = ""
    details: str = ""
    priority: int = 3
    safety: bool = False
    channel: str = ""
    asked_by: str = "customer"
    outcome: str = ""
    owner: str = ""
    account_owner: TechnicianId = TechnicianId("")
    customer: Customer = Customer()
    site: Site = Site()
    territory: TerritoryId = TerritoryId("")
    sla_policy: str = ""
    requested_s: int = 0
    response_due_s: int | None = None
    resolution_due_s: int | None = None
    external: tuple[ExternalRef, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)


class Visit(Row, frozen=True, kw_only=True):
    """One trip: a time, a place, people.

    `held_s` is for how long its clocks were stopped by a decision, `paused_s` how long it was parked otherwise;
    `stills` are the single times of both, the first first. A pickup brings parts to other visits (`fetches`); it is at
    `place` where that is not the site of its order, and has no word of its own to keep.
    """

    TABLE: ClassVar[str] = "visits"
    work_order_id: WorkOrderId
    number: int = 1
    kind: str = "service"
    state: VisitState = VisitState.NEW
    territory: TerritoryId = TerritoryId("")
    needs: tuple[SkillNeed, ...] = ()
    crew_needs: tuple[CrewNeed, ...] = ()
    parts: tuple[PartNeed, ...] = ()
    equipment: tuple[str, ...] = ()
    outdoor: bool = False
    dependencies: tuple[Dependency, ...] = ()
    required_technician: TechnicianId = TechnicianId("")
    duration: Duration | None = None
    buffer_before_s: int = 0
    buffer_after_s: int = 0
    promise: Window | None = None
    earliest_s: int | None = None
    latest_s: int | None = None
    lock: Lock = Lock.NONE
    bump_count: int = 0
    crew: tuple[Assignment, ...] = ()
    stamps: Stamps = Stamps()
    former_stamps: tuple[Stamps, ...] = ()
    overrides: tuple[Override, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    parts_used: tuple[PartUse, ...] = ()
    cool_downs: tuple[CoolDown, ...] = ()
    notes: tuple[Note, ...] = ()
    state_reason: str = ""
    remaining_s: int | None = None
    extended_s: int = 0
    paused_from_s: int | None = None
    paused_s: int = 0
    held_from_s: int | None = None
    held_s: int = 0
    held_note: str = ""
    stills: tuple[Still, ...] = ()
    place: Location | None = None
    fetches: tuple[Fetch, ...] = ()

    @property
    def assignment(self) -> Assignment | None:
        """The lead's line, or nothing while the visit is unplaced."""
        return self.crew[0] if self.crew else None


class Technician(Row, frozen=True, kw_only=True):
    """A person who can be sent.

    `tags` may hold on_call, trainee and light_duty. `longest_leg_s` is the longest way from one stop
    to the next, `radius_m` how far from home they go; absent means no such limit.
    """

    TABLE: ClassVar[str] = "technicians"
    name: str = ""
    zone: str = ""
    home: Location | None = None
    team: str = ""
    territory: TerritoryId = TerritoryId("")
    covers: tuple[TerritoryId, ...] = ()
    skills: tuple[Competence, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    cost_class: str = ""
    hours: Hours | None = None
    longest_leg_s: int | None = None
    radius_m: int | None = None
    phone: str = ""
    note: str = ""
    active: bool = True


class Shift(Row, frozen=True, kw_only=True):
    """When a technician works; overtime is what may be added to its end.

    `territories` are the technician's, kept by evolve so that a row alone tells who may see it.
    """

    TABLE: ClassVar[str] = "shifts"
    technician_id: TechnicianId
    territories: tuple[TerritoryId, ...] = ()
    start_s: int
    end_s: int
    overtime_s: int = 0
    breaks: tuple[Break, ...] = ()


class Absence(Row, frozen=True, kw_only=True):
    """When a technician is not to be had; kind is sick, leave or meeting."""

    TABLE: ClassVar[str] = "absences"
    technician_id: TechnicianId
    territories: tuple[TerritoryId, ...] = ()
    start_s: int
    end_s: int
    kind: str = "leave"
    reason: str = ""


class Lane(Row, frozen=True, kw_only=True):
    """A technician's day; its version moves whenever anything planned in it moves."""

    TABLE: ClassVar[str] = "lanes"
    technician_id: TechnicianId
    territories: tuple[TerritoryId, ...] = ()
    day: str


ROWS: tuple[type[Row], ...] = (
    Territory, Skill, SlaPolicy, WorkType, Policy, CapacityCell, WeatherAlert, Desk, Technician, Crew, Vehicle,
    StockLocation, PartLevel, Shift, Absence, WorkOrder, Visit, PartReservation, Lane, DurationModel, Behaviour, Alert,
    Answer,
)  # fmt: skip
"""Every kind of row, in the order in which a snapshot lists them."""

TABLES: dict[str, type[Row]] = {row.TABLE: row for row in ROWS}


def lane_id(technician_id: str, day: str) -> str:
    """The identity of a technician's day."""
    return f"{technician_id}:{day}"
