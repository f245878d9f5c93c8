"""Every fact that can happen, in the past tense; durable: add, never alter.

A fact carries what the fold needs and nothing that the fold can know. `Recorded` wraps it
with its place in the log, its actor and its reason.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import (
    Absence,
    Assignment,
    Duration,
    Lock,
    Override,
    Shift,
    Skill,
    SlaPolicy,
    Technician,
    Territory,
    Visit,
    Window,
    WorkOrder,
    WorkType,
)


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """Base of all facts; `kind` on the wire and in the log is the tag."""


class TerritoryRecorded(Fact, frozen=True, kw_only=True, tag="territory.recorded"):
    """A territory was defined or changed."""

    row: Territory


class SkillRecorded(Fact, frozen=True, kw_only=True, tag="skill.recorded"):
    """A skill was defined or changed."""

    row: Skill


class SlaPolicyRecorded(Fact, frozen=True, kw_only=True, tag="sla_policy.recorded"):
    """An SLA policy was defined or changed."""

    row: SlaPolicy


class WorkTypeRecorded(Fact, frozen=True, kw_only=True, tag="work_type.recorded"):
    """A work type was defined or changed."""

    row: WorkType


class TechnicianRecorded(Fact, frozen=True, kw_only=True, tag="technician.recorded"):
    """A technician was added or changed."""

    row: Technician


class ShiftRecorded(Fact, frozen=True, kw_only=True, tag="shift.recorded"):
    """A shift was added or changed."""

    row: Shift


class ShiftRemoved(Fact, frozen=True, kw_only=True, tag="shift.removed"):
    """A shift was taken off the roster."""

    shift_id: str


class AbsenceRecorded(Fact, frozen=True, kw_only=True, tag="absence.recorded"):
    """A technician is not to be had for a while."""

    row: Absence


class AbsenceRemoved(Fact, frozen=True, kw_only=True, tag="absence.removed"):
    """An absence was withdrawn."""

    absence_id: str


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
    """What was promised or how long it takes changed; absent means unchanged."""

    visit_id: str
    promise: Window | None = None
    duration: Duration | None = None
    earliest_s: int | None = None
    latest_s: int | None = None


class VisitPlaced(Fact, frozen=True, kw_only=True, tag="visit.placed"):
    """A visit got its people and time, or others than before.

    `released` says that the new plan was told at once, because the old one had been.
    """

    visit_id: str
    crew: tuple[Assignment, ...]
    overrides: tuple[Override, ...] = ()
    released: bool = False


class VisitUnplaced(Fact, frozen=True, kw_only=True, tag="visit.unplaced"):
    """A placed visit went back to the queue; `bumped` says that something displaced it."""

    visit_id: str
    bumped: bool = False


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
    | TechnicianRecorded
    | ShiftRecorded
    | ShiftRemoved
    | AbsenceRecorded
    | AbsenceRemoved
    | WorkOrderOpened
    | WorkOrderAmended
    | VisitAdded
    | VisitAmended
    | VisitPlaced
    | VisitUnplaced
    | VisitAdvanced
    | VisitLocked
    | DurationExtended
    | NoteAdded
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
