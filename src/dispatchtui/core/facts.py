"""Facts about all that is not the work itself: reference data, rules, people and what they bring.

Durable like every fact: add, never alter.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.model import (
    Absence,
    Alert,
    Answer,
    Behaviour,
    CapacityCell,
    Crew,
    Desk,
    DurationModel,
    PartLevel,
    PartReservation,
    Policy,
    Shift,
    Skill,
    SlaPolicy,
    StockLocation,
    Technician,
    Territory,
    Vehicle,
    WeatherAlert,
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


class PolicyRecorded(Fact, frozen=True, kw_only=True, tag="policy.recorded"):
    """A policy was made or changed."""

    row: Policy


class CapacityCellRecorded(Fact, frozen=True, kw_only=True, tag="capacity_cell.recorded"):
    """The limits of a slot were set."""

    row: CapacityCell


class WeatherAlertRecorded(Fact, frozen=True, kw_only=True, tag="weather_alert.recorded"):
    """Unsafe weather was announced."""

    row: WeatherAlert


class WeatherAlertRemoved(Fact, frozen=True, kw_only=True, tag="weather_alert.removed"):
    """A weather alert was called off."""

    alert_id: str


class DeskRecorded(Fact, frozen=True, kw_only=True, tag="desk.recorded"):
    """A desk area was made, changed, taken or handed over."""

    row: Desk


class CrewRecorded(Fact, frozen=True, kw_only=True, tag="crew.recorded"):
    """A crew was made or changed."""

    row: Crew


class VehicleRecorded(Fact, frozen=True, kw_only=True, tag="vehicle.recorded"):
    """A vehicle was added or changed, broke down or came back."""

    row: Vehicle


class StockLocationRecorded(Fact, frozen=True, kw_only=True, tag="stock_location.recorded"):
    """A van's stock or a depot was added or changed."""

    row: StockLocation


class PartLevelRecorded(Fact, frozen=True, kw_only=True, tag="part_level.recorded"):
    """A stock was counted; `expected` is what the record said before."""

    row: PartLevel
    expected: int = 0


class PartReserved(Fact, frozen=True, kw_only=True, tag="part.reserved"):
    """Parts were set aside for a visit."""

    row: PartReservation


class PartReservationRemoved(Fact, frozen=True, kw_only=True, tag="part_reservation.removed"):
    """Parts that had been set aside are free again."""

    reservation_id: str


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


class BehaviourLearned(Fact, frozen=True, kw_only=True, tag="behaviour.learned"):
    """What the day really takes was learned anew."""

    row: Behaviour


class DurationModelRecorded(Fact, frozen=True, kw_only=True, tag="duration_model.recorded"):
    """A learned duration was accepted for planning."""

    row: DurationModel


class DurationModelRemoved(Fact, frozen=True, kw_only=True, tag="duration_model.removed"):
    """A learned duration is no longer planned with."""

    model_id: str


class AlertRaised(Fact, frozen=True, kw_only=True, tag="alert.raised"):
    """An alert came up, or one that stands got worse."""

    row: Alert


class AlertAcknowledged(Fact, frozen=True, kw_only=True, tag="alert.acknowledged"):
    """Somebody has seen an alert and looks after it."""

    alert_id: str


class AlertSnoozed(Fact, frozen=True, kw_only=True, tag="alert.snoozed"):
    """An alert is to be quiet until a moment."""

    alert_id: str
    until_s: int


class AlertEscalated(Fact, frozen=True, kw_only=True, tag="alert.escalated"):
    """An alert that nobody acknowledged was passed on."""

    alert_id: str
    to: str


class AlertResolved(Fact, frozen=True, kw_only=True, tag="alert.resolved"):
    """What an alert was about is over; `outcome` is kept, breached or moot."""

    alert_id: str
    outcome: str
    sentence: str = ""


class ProposalAnswered(Fact, frozen=True, kw_only=True, tag="proposal.answered"):
    """Somebody, or automation, said what becomes of what was offered for a disruption."""

    row: Answer


class ClockHeld(Fact, frozen=True, kw_only=True, tag="visit.clock_held"):
    """The SLA clocks of a visit were stopped, and why."""

    visit_id: str
    occurred_s: int
    note: str = ""


class ClockResumed(Fact, frozen=True, kw_only=True, tag="visit.clock_resumed"):
    """The SLA clocks of a visit run again."""

    visit_id: str
    occurred_s: int
    note: str = ""
