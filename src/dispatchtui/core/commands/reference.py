"""Commands on what the desk takes for granted: territories, skills, policies, work types."""

from __future__ import annotations

from typing import ClassVar, assert_never

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import Act, Ask, Decision, unchanged
from dispatchtui.core.commands.checks import (
    unfit_duration,
    unfit_id,
    unfit_place,
    unfit_priority,
    unfit_skills,
    unfit_zone,
)
from dispatchtui.core.commands.needs import unfit_supplies
from dispatchtui.core.events import (
    SkillRecorded,
    SlaPolicyRecorded,
    TerritoryRecorded,
    WorkTypeRecorded,
)
from dispatchtui.core.model import Skill, SlaPolicy, Territory, WorkType
from dispatchtui.core.refusals import Refusal, invalid
from dispatchtui.core.rights import EVERYWHERE


class RecordTerritory(Act, frozen=True, kw_only=True, tag="record_territory"):
    """Define or change a territory."""

    RIGHT: ClassVar[str] = "reference"
    row: Territory

    def territories(self, board: Board) -> tuple[str, ...]:
        """The territory itself."""
        return (self.row.id,)


class RecordSkill(Act, frozen=True, kw_only=True, tag="record_skill"):
    """Define or change a skill."""

    RIGHT: ClassVar[str] = "reference"
    row: Skill

    def territories(self, board: Board) -> tuple[str, ...]:
        """Everywhere: what all territories share is changed by one who answers for all."""
        return (EVERYWHERE,)


class RecordSlaPolicy(Act, frozen=True, kw_only=True, tag="record_sla_policy"):
    """Define or change an SLA policy."""

    RIGHT: ClassVar[str] = "reference"
    row: SlaPolicy

    def territories(self, board: Board) -> tuple[str, ...]:
        """Everywhere: what all territories share is changed by one who answers for all."""
        return (EVERYWHERE,)


class RecordWorkType(Act, frozen=True, kw_only=True, tag="record_work_type"):
    """Define or change a work type."""

    RIGHT: ClassVar[str] = "reference"
    row: WorkType

    def territories(self, board: Board) -> tuple[str, ...]:
        """Everywhere: what all territories share is changed by one who answers for all."""
        return (EVERYWHERE,)


Reference = RecordTerritory | RecordSkill | RecordSlaPolicy | RecordWorkType


def record_reference(board: Board, command: Reference, ask: Ask) -> Decision:
    """Record a row of reference data unless it says what is already known."""
    row = command.row
    before = board.tables[row.TABLE].get(row.id)
    wrong = (unfit_id(row.id) if before is None else None) or _wrong_with(board, row)
    if wrong is not None:
        return wrong
    if unchanged(before, row):
        return ()
    match command:
        case RecordTerritory():
            return (TerritoryRecorded(row=command.row),)
        case RecordSkill():
            return (SkillRecorded(row=command.row),)
        case RecordSlaPolicy():
            return (SlaPolicyRecorded(row=command.row),)
        case RecordWorkType():
            return (WorkTypeRecorded(row=command.row),)
        case _:
            assert_never(command)


def _wrong_with(board: Board, row: Territory | Skill | SlaPolicy | WorkType) -> Refusal | None:
    match row:
        case Territory():
            return unfit_zone(row.zone, "row.zone") or _wrong_ring(row)
        case SlaPolicy():
            if min(row.response_s or 0, row.resolution_s or 0) < 0:
                return invalid("row.response_s", "A response and a resolution are not negative.")
            return None
        case WorkType():
            if row.sla_policy and row.sla_policy not in board.sla_policies:
                return invalid("row.sla_policy", f"There is no SLA policy {row.sla_policy}.")
            return (
                unfit_skills(board, row.skills, "row.skills")
                or unfit_priority(row.priority)
                or unfit_duration(row.duration, "row.duration")
                or unfit_supplies(board, row.parts, row.equipment, row.crew_needs)
            )
        case _:
            return None


def _wrong_ring(row: Territory) -> Refusal | None:
    if 0 < len(row.ring) < 3:
        return invalid("row.ring", "A ring needs at least three points.")
    return unfit_place(row.ring, "row.ring")
