"""Commands on technicians, their shifts and absences."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import MOST_TEXT, Act, Ask, Decision, missing, unchanged
from dispatchtui.core.events import (
    AbsenceRecorded,
    AbsenceRemoved,
    ShiftRecorded,
    ShiftRemoved,
    TechnicianRecorded,
)
from dispatchtui.core.model import Absence, Shift, Technician
from dispatchtui.core.refusals import invalid
from dispatchtui.core.zones import is_zone

ABSENCES = ("sick", "leave", "meeting")


class RecordTechnician(Act, frozen=True, kw_only=True, tag="record_technician"):
    """Add or change a technician."""

    RIGHT: ClassVar[str] = "roster"
    row: Technician

    def territories(self, board: Board) -> tuple[str, ...]:
        """Where the technician worked and will work."""
        before = board.technicians.get(self.row.id)
        return (before.territory, self.row.territory) if before else (self.row.territory,)


class RecordShift(Act, frozen=True, kw_only=True, tag="record_shift"):
    """Add or change a shift."""

    RIGHT: ClassVar[str] = "roster"
    row: Shift

    def subjects(self) -> tuple[str, ...]:
        """The technician."""
        return (f"technicians/{self.row.technician_id}",)


class RemoveShift(Act, frozen=True, kw_only=True, tag="remove_shift"):
    """Take a shift off the roster."""

    RIGHT: ClassVar[str] = "roster"
    shift_id: str

    def subjects(self) -> tuple[str, ...]:
        """The shift."""
        return (f"shifts/{self.shift_id}",)


class RecordAbsence(Act, frozen=True, kw_only=True, tag="record_absence"):
    """Say when a technician is not to be had; a technician may say so of themselves.

    An empty id asks for the next free one.
    """

    RIGHT: ClassVar[str] = "absence"
    row: Absence

    def subjects(self) -> tuple[str, ...]:
        """The technician."""
        return (f"technicians/{self.row.technician_id}",)


class RemoveAbsence(Act, frozen=True, kw_only=True, tag="remove_absence"):
    """Withdraw an absence."""

    RIGHT: ClassVar[str] = "absence"
    absence_id: str

    def subjects(self) -> tuple[str, ...]:
        """The absence."""
        return (f"absences/{self.absence_id}",)


def record_technician(board: Board, command: RecordTechnician, ask: Ask) -> Decision:
    """Record a technician; missing facts are allowed and shown, nonsense is not."""
    row = command.row
    if not row.id:
        return invalid("row.id", "A technician needs an id.")
    if row.zone and not is_zone(row.zone):
        return invalid("row.zone", f"{row.zone!r} is not an IANA time zone such as America/New_York.")
    unknown = [name for name in (row.territory, *row.covers) if name and name not in board.territories]
    if unknown:
        return invalid("row.territory", f"There is no territory {unknown[0]}.")
    for skill in row.skills:
        if skill.skill not in board.skills:
            return invalid("row.skills", f"There is no skill {skill.skill}.")
        if not 1 <= skill.level <= 5:
            return invalid("row.skills", f"Skill levels go from 1 to 5, not {skill.level}.")
    if unchanged(board.technicians.get(row.id), row):
        return ()
    return (TechnicianRecorded(row=row),)


def record_shift(board: Board, command: RecordShift, ask: Ask) -> Decision:
    """Record a shift that ends after it starts."""
    row = command.row
    if not row.id:
        return invalid("row.id", "A shift needs an id.")
    if row.end_s <= row.start_s:
        return invalid("row.end_s", "A shift must end after it starts.")
    before = board.shifts.get(row.id)
    if before is not None and before.technician_id != row.technician_id:
        return invalid("row.id", f"The id {row.id} is taken.")
    if before is not None and unchanged(before, replace(row, territories=before.territories)):
        return ()
    return (ShiftRecorded(row=row),)


def remove_shift(board: Board, command: RemoveShift, ask: Ask) -> Decision:
    """Take a shift off the roster."""
    if command.shift_id not in board.shifts:
        return missing(f"shifts/{command.shift_id}")
    return (ShiftRemoved(shift_id=command.shift_id),)


def record_absence(board: Board, command: RecordAbsence, ask: Ask) -> Decision:
    """Record an absence; it moves nothing by itself, it makes the plan wrong."""
    row = command.row
    if row.kind not in ABSENCES:
        return invalid("row.kind", f"An absence is one of {', '.join(ABSENCES)}, not {row.kind!r}.")
    if row.end_s <= row.start_s:
        return invalid("row.end_s", "An absence must end after it starts.")
    if len(row.reason) > MOST_TEXT:
        return invalid("row.reason", f"A reason has at most {MOST_TEXT} characters.")
    if not row.id:
        # Absences can be removed, so their numbers follow the log, which never goes back.
        row = replace(row, id=f"A{max(board.seq, board.indexes.highest('A')) + 1}")
    before = board.absences.get(row.id)
    if before is not None and before.technician_id != row.technician_id:
        return invalid("row.id", f"The id {row.id} is taken.")
    if before is not None and unchanged(before, replace(row, territories=before.territories)):
        return ()
    return (AbsenceRecorded(row=row),)


def remove_absence(board: Board, command: RemoveAbsence, ask: Ask) -> Decision:
    """Withdraw an absence."""
    if command.absence_id not in board.absences:
        return missing(f"absences/{command.absence_id}")
    return (AbsenceRemoved(absence_id=command.absence_id),)
