"""Each skill that a visit needs is there, at or above its level.

Units: levels, 1 to 5; a technician with no skills has none. The lead is asked for what the visit
needs, each of the others for what the part needs that they fill best. Validity is another rule's matter.
Source: the constraint table of the domain (L); a licence that is not there is no better than one that expired (X).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.roles import needs_of
from dispatchtui.core.model import Competence, SkillNeed, Technician, Visit
from dispatchtui.core.refusals import Level, Violation


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each skill that is short, and by how many levels."""
    for need in needs_of(trial):
        have = max((each.level for each in trial.technician.skills if each.skill == need.skill), default=0)
        if have >= need.level:
            continue
        short = need.level - have
        yield Violation(
            constraint="required_skills",
            level=Level.NOBODY if have == 0 and _licensed(trial, need) else Level.LEAD,
            subject=f"skills/{need.skill}",
            need=f"{need.skill} {need.level}",
            have=f"{need.skill} {have}",
            amount=short,
            unit="level",
            sentence=(
                f"{need.skill} {have} < {need.level}: {trial.technician.id} is {short} level{'s' * (short > 1)} "
                f"short of what {trial.visit.id} needs."
            ),
        )


def _licensed(trial: Trial, need: SkillNeed) -> bool:
    skill = trial.board.skills.get(need.skill)
    return skill is not None and skill.licensed


def _met(visit: Visit, technician: Technician) -> tuple[int, ...]:
    """How far somebody has each skill that a visit needs of its lead."""
    skills = technician.skills
    return tuple([_rung(skills, need) for need in visit.needs])


def _rung(skills: tuple[Competence, ...], need: SkillNeed) -> int:
    """2 where a skill is high enough, 1 where it is held below, 0 where it is not held."""
    rung = 0
    for each in skills:
        if each.skill == need.skill:
            if each.level >= need.level:
                return 2
            rung = 1
    return rung


REQUIRED_SKILLS = Constraint(
    name="required_skills",
    requires="Each skill that the visit needs of a person is there, at or above its level.",
    override="L; X for a licensed skill that is not held at all.",
    check=check,
    alone=check,
    timeless=True,
    alike=_met,
)
