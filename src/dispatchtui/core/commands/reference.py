"""Commands on what the desk takes for granted: territories, skills, policies, work types."""

from __future__ import annotations

from typing import ClassVar, assert_never

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import Act, Ask, Decision, unchanged
from dispatchtui.core.events import (
    SkillRecorded,
    SlaPolicyRecorded,
    TerritoryRecorded,
    WorkTypeRecorded,
)
from dispatchtui.core.model import Skill, SlaPolicy, Territory, WorkType
from dispatchtui.core.refusals import invalid
from dispatchtui.core.rights import EVERYWHERE
from dispatchtui.core.zones import is_zone


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
    if not row.id:
        return invalid("row.id", "An id is needed.")
    if isinstance(row, Territory) and not is_zone(row.zone):
        return invalid("row.zone", f"{row.zone!r} is not an IANA time zone such as America/New_York.")
    if isinstance(row, WorkType):
        unknown = [need.skill for need in row.skills if need.skill not in board.skills]
        if unknown:
            return invalid("row.skills", f"There is no skill {unknown[0]}.")
        if row.sla_policy and row.sla_policy not in board.sla_policies:
            return invalid("row.sla_policy", f"There is no SLA policy {row.sla_policy}.")
    if unchanged(board.tables[row.TABLE].get(row.id), row):
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
