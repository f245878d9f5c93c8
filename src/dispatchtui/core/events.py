"""Every fact that can happen, in the past tense; durable: add, never alter.

A fact carries what the fold needs and nothing that the fold can know. `Recorded` wraps it
with its place in the log, its actor and its reason.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.facts import (
    AbsenceRecorded,
    AbsenceRemoved,
    AlertAcknowledged,
    AlertEscalated,
    AlertRaised,
    AlertResolved,
    AlertSnoozed,
    BehaviourLearned,
    CapacityCellRecorded,
    ClockHeld,
    ClockResumed,
    CrewRecorded,
    DeskRecorded,
    DurationModelRecorded,
    DurationModelRemoved,
    Fact,
    PartLevelRecorded,
    PartReservationRemoved,
    PartReserved,
    PolicyRecorded,
    ProposalAnswered,
    ShiftRecorded,
    ShiftRemoved,
    SkillRecorded,
    SlaPolicyRecorded,
    StockLocationRecorded,
    TechnicianRecorded,
    TerritoryRecorded,
    VehicleRecorded,
    WeatherAlertRecorded,
    WeatherAlertRemoved,
    WorkTypeRecorded,
)
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import (
    Agreement,
    Assignment,
    CrewNeed,
    Dependency,
    Duration,
    Lock,
    Override,
    PartNeed,
    PartUse,
    SkillNeed,
    Visit,
    Window,
    WorkOrder,
)

__all__ = [
    "AbsenceRecorded",
    "AbsenceRemoved",
    "AgreementRecorded",
    "AlertAcknowledged",
    "AlertEscalated",
    "AlertRaised",
    "AlertResolved",
    "AlertSnoozed",
    "BehaviourLearned",
    "CapacityCellRecorded",
    "ClockHeld",
    "ClockResumed",
    "CrewRecorded",
    "DeskRecorded",
    "DurationExtended",
    "DurationModelRecorded",
    "DurationModelRemoved",
    "Event",
    "Fact",
    "NoteAdded",
    "PartLevelRecorded",
    "PartReservationRemoved",
    "PartReserved",
    "PolicyRecorded",
    "ProposalAnswered",
    "Reason",
    "Recorded",
    "ShiftRecorded",
    "ShiftRemoved",
    "SkillRecorded",
    "SlaPolicyRecorded",
    "StockLocationRecorded",
    "TechnicianRecorded",
    "TerritoryRecorded",
    "VehicleRecorded",
    "VisitAdded",
    "VisitAdvanced",
    "VisitAmended",
    "VisitLocked",
    "VisitPlaced",
    "VisitUnplaced",
    "WeatherAlertRecorded",
    "WeatherAlertRemoved",
    "WorkOrderAmended",
    "WorkOrderOpened",
    "WorkTypeRecorded",
]


class WorkOrderOpened(Fact, frozen=True, kw_only=True, tag="work_order.opened"):
    """A request was taken."""

    row: WorkOrder


class WorkOrderAmended(Fact, frozen=True, kw_only=True, tag="work_order.amended"):
    """A work order's own fields changed; its visits follow it to a new territory."""

    row: WorkOrder


class VisitAdded(Fact, frozen=True, kw_only=True, tag="visit.added"):
    """A visit of a work order came to be."""

    row: Visit


class VisitAmended(Fact, frozen=True, kw_only=True, tag="visit.amended"):
    """What was promised, how long it takes or what it needs changed; absent means unchanged."""

    visit_id: str
    promise: Window | None = None
    duration: Duration | None = None
    earliest_s: int | None = None
    latest_s: int | None = None
    buffer_before_s: int | None = None
    buffer_after_s: int | None = None
    needs: tuple[SkillNeed, ...] | None = None
    crew_needs: tuple[CrewNeed, ...] | None = None
    parts: tuple[PartNeed, ...] | None = None
    equipment: tuple[str, ...] | None = None
    outdoor: bool | None = None
    dependencies: tuple[Dependency, ...] | None = None
    required_technician: str | None = None


class AgreementRecorded(Fact, frozen=True, kw_only=True, tag="visit.agreed"):
    """The customer agreed to something, and it was written down; no text took it back."""

    visit_id: str
    agreement: Agreement


class VisitPlaced(Fact, frozen=True, kw_only=True, tag="visit.placed"):
    """A visit got its people and time, or others than before.

    `released`: it was told at once, as the old one was or was to be; `unbumped`: a displacement was taken back.
    """

    visit_id: str
    crew: tuple[Assignment, ...]
    overrides: tuple[Override, ...] = ()
    released: bool = False
    unbumped: bool = False


class VisitUnplaced(Fact, frozen=True, kw_only=True, tag="visit.unplaced"):
    """A placed visit went back to the queue; `bumped` says that something displaced it.

    `recalled` says that it had been told to its technician, who is told of this too.
    """

    visit_id: str
    bumped: bool = False
    recalled: bool = False
    overrides: tuple[Override, ...] = ()


class VisitAdvanced(Fact, frozen=True, kw_only=True, tag="visit.advanced"):
    """A visit took a step in its life.

    `occurred_s` is when it happened in the field, the recording time when nobody said.
    """

    visit_id: str
    step: Step
    occurred_s: int
    reason: str = ""
    remaining_s: int | None = None
    cool_down_until_s: int | None = None
    documents: tuple[str, ...] = ()
    parts_used: tuple[PartUse, ...] = ()
    overrides: tuple[Override, ...] = ()


class VisitLocked(Fact, frozen=True, kw_only=True, tag="visit.locked"):
    """A visit's lock changed."""

    visit_id: str
    lock: Lock


class DurationExtended(Fact, frozen=True, kw_only=True, tag="visit.extended"):
    """Running work will take longer than planned; a fact that re-times nothing by itself."""

    visit_id: str
    by_s: int
    reason: str = ""


class NoteAdded(Fact, frozen=True, kw_only=True, tag="visit.noted"):
    """Somebody wrote a remark on a visit."""

    visit_id: str
    text: str


Event = (
    TerritoryRecorded
    | SkillRecorded
    | SlaPolicyRecorded
    | WorkTypeRecorded
    | PolicyRecorded
    | CapacityCellRecorded
    | WeatherAlertRecorded
    | WeatherAlertRemoved
    | DeskRecorded
    | CrewRecorded
    | VehicleRecorded
    | StockLocationRecorded
    | PartLevelRecorded
    | PartReserved
    | PartReservationRemoved
    | TechnicianRecorded
    | ShiftRecorded
    | ShiftRemoved
    | AbsenceRecorded
    | AbsenceRemoved
    | WorkOrderOpened
    | WorkOrderAmended
    | VisitAdded
    | VisitAmended
    | AgreementRecorded
    | VisitPlaced
    | VisitUnplaced
    | VisitAdvanced
    | VisitLocked
    | DurationExtended
    | NoteAdded
    | ClockHeld
    | ClockResumed
    | BehaviourLearned
    | DurationModelRecorded
    | DurationModelRemoved
    | AlertRaised
    | AlertAcknowledged
    | AlertSnoozed
    | AlertEscalated
    | AlertResolved
    | ProposalAnswered
)
"""Everything that can have happened."""


class Reason(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why somebody did something: a code from a list, and words where the code asks for them."""

    code: str
    text: str = ""


class Recorded(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact with its place in the log.

    `command_id` is the idempotency key of the act; one act may record several facts, and no
    frame of the feed splits them. `based_on` are the versions that the actor saw.
    """

    seq: int
    command_id: str
    actor: str
    session: str = ""
    at_s: int
    event: Event
    reason: Reason | None = None
    cause: str = ""
    based_on: dict[str, int] = {}
