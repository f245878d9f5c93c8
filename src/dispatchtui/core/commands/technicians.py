"""Commands on technicians, their shifts and absences."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import MOST_TEXT, Act, Ask, Decision, missing, named, unchanged
from dispatchtui.core.commands.checks import (
    DAY_S,
    LONGEST_ABSENCE_S,
    LONGEST_SHIFT_S,
    taken,
    unfit_id,
    unfit_place,
    unfit_skills,
    unfit_zone,
)
from dispatchtui.core.commands.limits import unfit_breaks, unfit_limits
from dispatchtui.core.events import (
    AbsenceRecorded,
    AbsenceRemoved,
    ShiftRecorded,
    ShiftRemoved,
    TechnicianRecorded,
)
from dispatchtui.core.model import Absence, Shift, Technician
from dispatchtui.core.refusals import Refusal, invalid

ABSENCES = ("sick", "leave", "meeting")
_BETWEEN = ":"
"""What may be in the ids of shifts and absences besides: it stands between a technician and a day."""


class RecordTechnician(Act, frozen=True, kw_only=True, tag="record_technician"):
    """Add or change a technician."""

    RIGHT: ClassVar[str] = "roster"
    row: Technician

    def territories(self, board: Board) -> tuple[str, ...]:
        """Where the technician worked and will work, and all that they covered and will cover."""
        both = (board.technicians.get(self.row.id), self.row)
        return tuple(dict.fromkeys(name for each in both if each for name in (each.territory, *each.covers)))

    def names(self, board: Board) -> dict[str, str]:
        """The technician, when there is one of this id."""
        return named(board, f"technicians/{self.row.id}")


class RecordShift(Act, frozen=True, kw_only=True, tag="record_shift"):
    """Add or change a shift."""

    RIGHT: ClassVar[str] = "roster"
    row: Shift

    def subjects(self) -> tuple[str, ...]:
        """The technician."""
        return (f"technicians/{self.row.technician_id}",)

    def territories(self, board: Board) -> tuple[str, ...]:
        """The technician's own; who only covers a territory is not its to change."""
        return _own(board, self.row.technician_id)

    def names(self, board: Board) -> dict[str, str]:
        """The shift, when there is one of this id."""
        return named(board, f"shifts/{self.row.id}")


class RemoveShift(Act, frozen=True, kw_only=True, tag="remove_shift"):
    """Take a shift off the roster."""

    RIGHT: ClassVar[str] = "roster"
    shift_id: str

    def subjects(self) -> tuple[str, ...]:
        """The shift."""
        return (f"shifts/{self.shift_id}",)

    def territories(self, board: Board) -> tuple[str, ...]:
        """The technician's own."""
        shift = board.shifts.get(self.shift_id)
        return _own(board, shift.technician_id) if shift else ()


class RecordAbsence(Act, frozen=True, kw_only=True, tag="record_absence"):
    """Say when a technician is not to be had; a technician may say so of themselves.

    An empty id asks for the next free one.
    """

    RIGHT: ClassVar[str] = "absence"
    row: Absence

    def subjects(self) -> tuple[str, ...]:
        """The technician."""
        return (f"technicians/{self.row.technician_id}",)

    def territories(self, board: Board) -> tuple[str, ...]:
        """The technician's own."""
        return _own(board, self.row.technician_id)

    def names(self, board: Board) -> dict[str, str]:
        """The absence, when there is one of this id."""
        return named(board, f"absences/{self.row.id}")


class RemoveAbsence(Act, frozen=True, kw_only=True, tag="remove_absence"):
    """Withdraw an absence."""

    RIGHT: ClassVar[str] = "absence"
    absence_id: str

    def subjects(self) -> tuple[str, ...]:
        """The absence."""
        return (f"absences/{self.absence_id}",)

    def territories(self, board: Board) -> tuple[str, ...]:
        """The technician's own."""
        absence = board.absences.get(self.absence_id)
        return _own(board, absence.technician_id) if absence else ()


def record_technician(board: Board, command: RecordTechnician, ask: Ask) -> Decision:
    """Record a technician; missing facts are allowed and shown, nonsense is not."""
    row = command.row
    before = board.technicians.get(row.id)
    wrong = (
        (unfit_id(row.id) if before is None else None)
        or (unfit_zone(row.zone, "row.zone") if row.zone else None)
        or (unfit_place([row.home], "row.home") if row.home else None)
        or unfit_skills(board, row.skills, "row.skills")
        or unfit_limits(row)
    )
    if wrong is not None:
        return wrong
    unknown = [name for name in (row.territory, *row.covers) if name and name not in board.territories]
    if unknown:
        return invalid("row.territory", f"There is no territory {unknown[0]}.")
    if unchanged(before, row):
        return ()
    return (TechnicianRecorded(row=row),)


def record_shift(board: Board, command: RecordShift, ask: Ask) -> Decision:
    """Record a shift that ends after it starts, and within a day."""
    row = command.row
    before = board.shifts.get(row.id)
    wrong = unfit_id(row.id, _BETWEEN) if before is None else None
    if wrong is not None:
        return wrong
    if row.end_s <= row.start_s:
        return invalid("row.end_s", "A shift must end after it starts.")
    if row.end_s - row.start_s > LONGEST_SHIFT_S:
        return invalid("row.end_s", f"A shift is at most {LONGEST_SHIFT_S // 3600} hours long.")
    if not 0 <= row.overtime_s <= LONGEST_SHIFT_S:
        return invalid("row.overtime_s", f"Overtime is not negative and at most {LONGEST_SHIFT_S // 3600} hours.")
    wrong = unfit_breaks(row)
    if wrong is not None:
        return wrong
    if before is not None and before.technician_id != row.technician_id:
        return taken("row.id")
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
    if row.end_s - row.start_s > LONGEST_ABSENCE_S:
        return invalid(
            "row.end_s", f"An absence is at most {LONGEST_ABSENCE_S // DAY_S} days long, which is two years."
        )
    if len(row.reason) > MOST_TEXT:
        return invalid("row.reason", f"A reason has at most {MOST_TEXT} characters.")
    # Absences can be removed, so their numbers follow the log, which never goes back.
    number = max(board.seq, board.indexes.highest("A")) + 1
    row = replace(row, id=row.id or f"A{number}")
    before = board.absences.get(row.id)
    wrong = (unfit_id(row.id, _BETWEEN) or _wrong_number(row.id, number)) if before is None else None
    if wrong is not None:
        return wrong
    if before is not None and before.technician_id != row.technician_id:
        return taken("row.id")
    if before is not None and unchanged(before, replace(row, territories=before.territories)):
        return ()
    return (AbsenceRecorded(row=row),)


def remove_absence(board: Board, command: RemoveAbsence, ask: Ask) -> Decision:
    """Withdraw an absence."""
    if command.absence_id not in board.absences:
        return missing(f"absences/{command.absence_id}")
    return (AbsenceRemoved(absence_id=command.absence_id),)


def _wrong_number(row_id: str, number: int) -> Refusal | None:
    """Refuse to let a made-up id use up the numbers that the desk gives."""
    digits = row_id.removeprefix("A")
    if digits == row_id or not digits.isdigit() or (digits[0] != "0" and int(digits) <= number):
        return None
    return invalid("row.id", f"The desk numbers absences and is at A{number}; leave the id empty.")


def _own(board: Board, technician_id: str) -> tuple[str, ...]:
    technician = board.technicians.get(technician_id)
    return (technician.territory,) if technician else ()
