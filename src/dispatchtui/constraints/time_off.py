"""Nobody is sent while they are absent, and nobody who has left.

Units: minutes of overlap, half-open. Only the kind of an absence is told, never its reason.
Source: the constraint table of the domain (X sick or approved leave, D meeting).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import lasts_s, later
from dispatchtui.constraints.words import length, minutes, span, zone_of
from dispatchtui.core.breaks import first_free
from dispatchtui.core.refusals import Level, Violation

_WORDS = {"sick": "is sick", "leave": "is on leave", "meeting": "is in a meeting"}


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each absence that the work falls into."""
    technician, line = trial.technician, trial.line
    if not technician.active:
        yield Violation(
            constraint="time_off",
            level=Level.NOBODY,
            subject=f"technicians/{technician.id}",
            need="active",
            have="not active",
            sentence=f"{technician.id} no longer works here.",
        )
    for absence in trial.board.absences_of(technician.id):
        shared_s = min(line.end_s, absence.end_s) - max(line.start_s, absence.start_s)
        if not (absence.start_s < line.end_s and line.start_s < absence.end_s):
            continue
        zone = zone_of(trial)
        away = span(absence.start_s, absence.end_s, zone, line.start_s)
        yield Violation(
            constraint="time_off",
            level=Level.DISPATCHER if absence.kind == "meeting" else Level.NOBODY,
            subject=f"absences/{absence.id}",
            need=f"present {span(line.start_s, line.end_s, zone)}",
            have=f"{absence.kind} {away}",
            amount=minutes(shared_s),
            unit="min",
            sentence=(
                f"{technician.id} {_WORDS.get(absence.kind, 'is away')} from {away}; {trial.visit.id} "
                f"{span(line.start_s, line.end_s, zone)} overlaps by {length(shared_s)}."
            ),
        )


def clears(trial: Trial) -> int | None:
    """The first begin from which nobody is away."""
    absences = trial.board.absences_of(trial.technician.id)
    if not absences:
        return None
    away = [(each.start_s, each.end_s) for each in absences]
    return later(trial, first_free(trial.line.start_s, lasts_s(trial), away))


TIME_OFF = Constraint(
    name="time_off",
    requires="The technician is not absent.",
    override="X for sickness and leave, and for who no longer works here; D for a meeting.",
    check=check,
    clears=clears,
    alone=check,
)
