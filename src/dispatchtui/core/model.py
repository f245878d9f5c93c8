"""The entities of field service, as immutable rows of the board.

Units: instants are integer epoch seconds, UTC (`_s` after a moment's name); durations are
seconds; distances metres; wall clock exists only in views and policies.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, NewType

from msgspec import Struct

VisitId = NewType("VisitId", str)
WorkOrderId = NewType("WorkOrderId", str)
TechnicianId = NewType("TechnicianId", str)
TerritoryId = NewType("TerritoryId", str)
SkillId = NewType("SkillId", str)


class VisitState(StrEnum):
    """Where a visit stands in its life."""

    NEW = "NEW"
    QUALIFIED = "QUALIFIED"
    PLANNED = "PLANNED"
    RELEASED = "RELEASED"
    ACCEPTED = "ACCEPTED"
    EN_ROUTE = "EN_ROUTE"
    ON_SITE = "ON_SITE"
    WORKING = "WORKING"
    SUSPENDED = "SUSPENDED"
    NO_ACCESS = "NO_ACCESS"
    PARKED = "PARKED"
    DONE = "DONE"
    CLOSED = "CLOSED"
    INCOMPLETE = "INCOMPLETE"
    CANCELLED = "CANCELLED"


class WorkOrderStatus(StrEnum):
    """What the visits of a work order add up to; derived, never stored."""

    OPEN = "OPEN"
    SCHEDULED = "SCHEDULED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    POSTED = "POSTED"
    CANCELLED = "CANCELLED"


class Lock(StrEnum):
    """What automation may not move."""

    NONE = "NONE"
    RESOURCE = "RESOURCE"
    TIME = "TIME"
    TIME_RANGE = "TIME_RANGE"
    RESOURCE_AND_TIME = "RESOURCE_AND_TIME"
    NO_AUTO = "NO_AUTO"


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the values that live inside rows."""


class Location(Part, frozen=True, kw_only=True):
    """A point on Earth."""

    latitude: float
    longitude: float


class Window(Part, frozen=True, kw_only=True):
    """A span of time; a promise window holds the *arrival*.

    Units: epoch seconds; `start_s` inclusive, `end_s` the last moment that still counts.
    """

    start_s: int
    end_s: int


class Duration(Part, frozen=True, kw_only=True):
    """How long work takes, as two points of its distribution, and where that came from."""

    p50_s: int
    p80_s: int
    source: str = "work type"


class SkillNeed(Part, frozen=True, kw_only=True):
    """A skill that a visit needs, at or above a level (1 to 5)."""

    skill: SkillId
    level: int = 1


class Competence(Part, frozen=True, kw_only=True):
    """A skill that a technician has, its level and when it is valid."""

    skill: SkillId
    level: int = 1
    valid_from_s: int | None = None
    valid_until_s: int | None = None


class Customer(Part, frozen=True, kw_only=True):
    """Who asked; names and contacts are personal data and stay inside their work order."""

    id: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    tier: str = ""


class Site(Part, frozen=True, kw_only=True):
    """Where the work is; `location` is absent until it is known and checked."""

    address: str = ""
    location: Location | None = None
    zone: str = ""
    access_notes: str = ""


class ExternalRef(Part, frozen=True, kw_only=True):
    """The name that another system gives to the same thing."""

    source: str
    id: str


class Assignment(Part, frozen=True, kw_only=True):
    """One person's line of a visit: who, from when to when on site, and the travel before.

    `day` is the local date in the technician's zone; with the technician it names the lane.
    """

    technician_id: TechnicianId
    start_s: int
    end_s: int
    travel_s: int = 0
    day: str
    role: str = "lead"


class Override(Part, frozen=True, kw_only=True):
    """A constraint that a person broke knowingly."""

    constraint: str
    code: str
    text: str = ""
    by: str
    at_s: int


class Note(Part, frozen=True, kw_only=True):
    """A remark on a visit."""

    at_s: int
    by: str
    text: str


class Stamps(Part, frozen=True, kw_only=True):
    """When each step really happened, as its actor reported it."""

    released_s: int | None = None
    accepted_s: int | None = None
    en_route_s: int | None = None
    on_site_s: int | None = None
    working_s: int | None = None
    resumed_s: int | None = None
    done_s: int | None = None
    closed_s: int | None = None


class CoolDown(Part, frozen=True, kw_only=True):
    """A technician who rejected a visit is not offered it automatically until then."""

    technician_id: TechnicianId
    until_s: int


class Changed(Part, frozen=True, kw_only=True):
    """The last change of a row: which event, when, by whom."""

    seq: int
    at_s: int
    by: str


class Row(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A thing with an identity and a version; the board is made of these."""

    TABLE: ClassVar[str] = ""

    id: str
    version: int = 0
    changed: Changed | None = None


class Territory(Row, frozen=True, kw_only=True):
    """A coverage area; `ring` is its outline, first point not repeated, empty when undrawn."""

    TABLE: ClassVar[str] = "territories"
    name: str = ""
    zone: str = ""
    ring: tuple[Location, ...] = ()


class Skill(Row, frozen=True, kw_only=True):
    """An ability; a licensed one may never be used outside its validity."""

    TABLE: ClassVar[str] = "skills"
    name: str = ""
    licensed: bool = False


class SlaPolicy(Row, frozen=True, kw_only=True):
    """A contract's clocks: response is arrival, resolution is done, from the request."""

    TABLE: ClassVar[str] = "sla_policies"
    name: str = ""
    response_s: int | None = None
    resolution_s: int | None = None
    pauses_when_parked: bool = False


class WorkType(Row, frozen=True, kw_only=True):
    """What a kind of work needs when nothing else is said."""

    TABLE: ClassVar[str] = "work_types"
    name: str = ""
    skills: tuple[SkillNeed, ...] = ()
    duration: Duration | None = None
    priority: int = 3
    safety: bool = False
    sla_policy: str = ""
    documents: tuple[str, ...] = ()


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
    customer: Customer = Customer()
    site: Site = Site()
    territory: TerritoryId = TerritoryId("")
    sla_policy: str = ""
    requested_s: int = 0
    response_due_s: int | None = None
    resolution_due_s: int | None = None
    external: tuple[ExternalRef, ...] = ()
    extra: dict[str, str] = {}


class Visit(Row, frozen=True, kw_only=True):
    """One trip: a time, a place, people."""

    TABLE: ClassVar[str] = "visits"
    work_order_id: WorkOrderId
    number: int = 1
    kind: str = "service"
    state: VisitState = VisitState.NEW
    territory: TerritoryId = TerritoryId("")
    needs: tuple[SkillNeed, ...] = ()
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
    cool_downs: tuple[CoolDown, ...] = ()
    notes: tuple[Note, ...] = ()
    state_reason: str = ""
    remaining_s: int | None = None
    extended_s: int = 0
    paused_from_s: int | None = None
    paused_s: int = 0

    @property
    def assignment(self) -> Assignment | None:
        """The lead's line, or nothing while the visit is unplaced."""
        return self.crew[0] if self.crew else None


class Technician(Row, frozen=True, kw_only=True):
    """A person who can be sent."""

    TABLE: ClassVar[str] = "technicians"
    name: str = ""
    zone: str = ""
    home: Location | None = None
    territory: TerritoryId = TerritoryId("")
    covers: tuple[TerritoryId, ...] = ()
    skills: tuple[Competence, ...] = ()
    tags: tuple[str, ...] = ()
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


class Position(Part, frozen=True, kw_only=True):
    """Where a technician's device last was; never a row of the board, never in the log."""

    technician_id: TechnicianId
    latitude: float
    longitude: float
    at_s: int
    accuracy_m: float = 0.0


ROWS: tuple[type[Row], ...] = (
    Territory, Skill, SlaPolicy, WorkType, Technician, Shift, Absence, WorkOrder, Visit, Lane,
)  # fmt: skip
"""Every kind of row, in the order in which a snapshot lists them."""

TABLES: dict[str, type[Row]] = {row.TABLE: row for row in ROWS}


def lane_id(technician_id: str, day: str) -> str:
    """The identity of a technician's day."""
    return f"{technician_id}:{day}"
