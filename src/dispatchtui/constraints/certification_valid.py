"""A skill that expires is valid for the whole visit.

Units: minutes by which the validity would have to reach further. A technician may hold a skill
more than once; one that is high enough and valid suffices. The lead is asked for what the visit
needs, each of the others for what the part needs that they fill best.
Source: the constraint table of the domain (X where licensed or safety, else L).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import first_clean
from dispatchtui.constraints.roles import needs_of
from dispatchtui.constraints.words import length, minutes, moment, span, zone_of
from dispatchtui.core.model import Competence, SkillNeed
from dispatchtui.core.refusals import Level, Violation


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each skill that is high enough but not valid from start to end."""
    for need in needs_of(trial, valid=True):
        held = [each for each in trial.technician.skills if each.skill == need.skill and each.level >= need.level]
        if not held:
            continue
        nearest = min(held, key=lambda each: _missing_s(trial, each))
        if _missing_s(trial, nearest) > 0:
            yield _invalid(trial, need, nearest)


def _early_s(trial: Trial, held: Competence) -> int:
    return 0 if held.valid_from_s is None else max(0, held.valid_from_s - trial.line.start_s)


def _late_s(trial: Trial, held: Competence) -> int:
    return 0 if held.valid_until_s is None else max(0, trial.line.end_s - held.valid_until_s)


def _missing_s(trial: Trial, held: Competence) -> int:
    return _early_s(trial, held) + _late_s(trial, held)


def _invalid(trial: Trial, need: SkillNeed, held: Competence) -> Violation:
    zone, line = zone_of(trial), trial.line
    order = trial.board.work_orders.get(trial.visit.work_order_id)
    skill = trial.board.skills.get(need.skill)
    strict = bool(skill and skill.licensed) or bool(order and order.safety)
    if held.valid_until_s is not None and _late_s(trial, held):
        have = f"valid until {moment(held.valid_until_s, zone, line.start_s)}"
    else:
        have = f"valid from {moment(held.valid_from_s or 0, zone, line.start_s)}"
    missing_s = _missing_s(trial, held)
    return Violation(
        constraint="certification_valid",
        level=Level.NOBODY if strict else Level.LEAD,
        subject=f"skills/{need.skill}",
        need=f"valid {span(line.start_s, line.end_s, zone)}",
        have=have,
        amount=minutes(missing_s),
        unit="min",
        sentence=(
            f"{need.skill} of {trial.technician.id} is {have}; {trial.visit.id} is from "
            f"{span(line.start_s, line.end_s, zone)}: {length(missing_s)} without it."
        ),
    )


def clears(trial: Trial) -> int | None:
    """The first begin from which what is needed is valid; only what is not valid yet can become so."""
    begins = [each.valid_from_s for each in trial.technician.skills if each.valid_from_s is not None]
    late = [each for each in begins if each > trial.line.start_s]
    return first_clean(trial, late, check) if late and any(True for _ in check(trial)) else None


CERTIFICATION_VALID = Constraint(
    name="certification_valid",
    requires="A skill that expires is valid for the whole visit.",
    override="X where the skill is licensed or the work is a matter of safety, else L.",
    check=check,
    clears=clears,
    alone=check,
)
