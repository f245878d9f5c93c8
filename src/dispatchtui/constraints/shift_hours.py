"""Work lies inside a shift, plus the overtime that the shift allows.

Units: minutes outside. Travel to the first stop and home from the last is the technician's
own. Shifts that touch are one. Who has no shift at all lacks data (see data_present), which is
another answer; what is beyond the legal hours is told there (see legal_hours).
Source: the constraint table of the domain (D up to the cap, L beyond).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import lasts_s, later
from dispatchtui.constraints.words import length, minutes, span, zone_of
from dispatchtui.core.hours import joined
from dispatchtui.core.model import Shift
from dispatchtui.core.refusals import Level, Violation


def check(trial: Trial) -> Iterator[Violation]:
    """Yield by how much the work leaves the shift that fits it best."""
    shifts = trial.board.shifts_of(trial.technician.id)
    if not shifts:
        return
    nearest = min(shifts, key=lambda shift: _outside_s(trial, shift))
    outside_s = _outside_s(trial, nearest)
    if outside_s == 0 or _inside_together(trial, shifts):
        return
    zone, line = zone_of(trial), trial.line
    early_s = nearest.start_s - line.start_s
    allowed = early_s <= 0 and line.end_s <= nearest.end_s + nearest.overtime_s
    shift = span(nearest.start_s, nearest.end_s, zone, line.start_s)
    yield Violation(
        constraint="shift_hours",
        level=Level.DISPATCHER if allowed else Level.LEAD,
        subject=f"shifts/{nearest.id}",
        need=shift,
        have=span(line.start_s, line.end_s, zone),
        amount=minutes(outside_s),
        unit="min",
        sentence=(
            f"{trial.technician.id} works {shift}; {trial.visit.id} {span(line.start_s, line.end_s, zone)} is "
            f"{length(outside_s)} outside, {_allowed(nearest)}."
        ),
    )


def _outside_s(trial: Trial, shift: Shift) -> int:
    """Seconds by which the shift would have to reach further to hold the work."""
    return max(0, shift.start_s - trial.line.start_s) + max(0, trial.line.end_s - shift.end_s)


def _inside_together(trial: Trial, shifts: Sequence[Shift]) -> bool:
    """Whether shifts that touch hold the work though none of them does alone."""
    spans = joined([(each.start_s, each.end_s) for each in shifts])
    return any(start_s <= trial.line.start_s and trial.line.end_s <= end_s for start_s, end_s in spans)


def _allowed(shift: Shift) -> str:
    return f"{length(shift.overtime_s)} of overtime allowed" if shift.overtime_s else "no overtime allowed"


def clears(trial: Trial) -> int | None:
    """The first begin of work that a shift, or shifts that touch, hold to its end."""
    line, length_s = trial.line, lasts_s(trial)
    spans = joined([(each.start_s, each.end_s) for each in trial.board.shifts_of(trial.technician.id)])
    starts = (max(line.start_s, from_s) for from_s, until_s in spans if max(line.start_s, from_s) + length_s <= until_s)
    return later(trial, next(starts, line.start_s))


SHIFT_HOURS = Constraint(
    name="shift_hours",
    requires="Work lies inside a shift of the technician.",
    override="D up to the overtime that the shift allows, L beyond.",
    check=check,
    clears=clears,
    alone=check,
)
