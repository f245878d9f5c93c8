"""As many people go as the visit needs, each of the others with the skills of a need of their own, and all at once.

Units: people; minutes for who starts at another time than the lead. Nobody fills two needs. A
standing crew that is split is a warning. How far a skill is short is another rule's matter.
Source: the constraint table of the domain (L degraded; the two-person rule of safety is a rule of its own).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.roles import filled, has_levels
from dispatchtui.constraints.words import counted, length, minutes, moment, names, zone_of
from dispatchtui.core.model import Assignment, Crew, CrewNeed
from dispatchtui.core.refusals import Level, Violation


def check(trial: Trial) -> Iterator[Violation]:
    """Yield how many people are too few, who starts at another time, and who goes without their crew."""
    yield from _too_few(trial)
    lead = trial.people[0]
    for line in trial.people[1:]:
        if line.start_s != lead.start_s:
            yield _apart(trial, lead, line)
    yield from _split(trial)


def _too_few(trial: Trial) -> Iterator[Violation]:
    """What nobody fills, if it is anything."""
    technicians = trial.board.technicians
    unfilled = [
        need
        for need, line in filled(trial)
        if line is None or not has_levels(technicians.get(line.technician_id), need.needs)
    ]
    if not unfilled:
        return
    needed, there = 1 + len(trial.visit.crew_needs), len(trial.people)
    yield Violation(
        constraint="crew_complete",
        level=Level.LEAD,
        subject=f"visits/{trial.visit.id}",
        need=counted(needed, "person"),
        have=counted(needed - len(unfilled), "person"),
        amount=len(unfilled),
        unit="person",
        sentence=(
            f"{trial.visit.id} needs {counted(needed, 'person')} and {there} {'goes' if there == 1 else 'go'}: "
            f"{names([_open(need) for need in unfilled])}, {counted(len(unfilled), 'person')} too few."
        ),
    )


def _open(need: CrewNeed) -> str:
    skills = [f"{each.skill} {each.level}" for each in need.needs]
    return f"nobody as {need.role} ({names(skills)})" if skills else f"nobody as {need.role}"


def _apart(trial: Trial, lead: Assignment, line: Assignment) -> Violation:
    zone, off_s = zone_of(trial), line.start_s - lead.start_s
    return Violation(
        constraint="crew_complete",
        level=Level.LEAD,
        subject=f"technicians/{line.technician_id}",
        need=f"start {moment(lead.start_s, zone)}",
        have=f"start {moment(line.start_s, zone, lead.start_s)}",
        amount=minutes(abs(off_s)),
        unit="min",
        sentence=(
            f"{line.technician_id} starts {trial.visit.id} at {moment(line.start_s, zone, lead.start_s)}, "
            f"{length(off_s)} {'before' if off_s < 0 else 'after'} {lead.technician_id}; a crew starts together."
        ),
    )


def _split(trial: Trial) -> Iterator[Violation]:
    """Each standing crew of which some go and some do not."""
    board, people = trial.board, [line.technician_id for line in trial.people]
    crews = dict.fromkeys(key for who in people for key in board.indexes.of("crews", who))
    for key in crews:
        crew: Crew = board.tables["crews"][key]
        absent = [each for each in crew.members if each not in people]
        if not absent or not _holds(crew, trial.line):
            continue
        present = [each for each in crew.members if each in people]
        yield Violation(
            constraint="crew_complete",
            level=Level.WARNING,
            subject=f"crews/{crew.id}",
            need=names(crew.members),
            have=names(present),
            amount=len(absent),
            unit="person",
            sentence=f"{names(present)} would go to {trial.visit.id} without {names(absent)} of {crew.id}.",
        )


def _holds(crew: Crew, line: Assignment) -> bool:
    """Whether a crew is one at any time of the work; without an end it is one for good."""
    begins = crew.from_s is None or crew.from_s < line.end_s
    return begins and (crew.until_s is None or line.start_s < crew.until_s)


CREW_COMPLETE = Constraint(
    name="crew_complete",
    requires="As many people go together as the visit needs, each with the skills of their part.",
    override="L to go with fewer or apart; W for a standing crew that is split.",
    check=check,
    alone=check,
    of_visit=True,
)
