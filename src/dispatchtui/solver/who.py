"""What neither time nor place can mend: the rules that only who and what decide, asked once for people who are alike.

Cost: a look-up for each technician, and one question for each kind of people.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import cast

from msgspec import Struct

from dispatchtui.constraints import CONSTRAINTS
from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.objectives import Scene, Weighing
from dispatchtui.constraints.objectives.account_owner import ACCOUNT_OWNER
from dispatchtui.constraints.objectives.language import LANGUAGE
from dispatchtui.constraints.objectives.over_skill import OVER_SKILL
from dispatchtui.constraints.objectives.preferred_technician import PREFERRED_TECHNICIAN
from dispatchtui.constraints.objectives.routing import ROUTING
from dispatchtui.constraints.objectives.same_as_last import SAME_AS_LAST
from dispatchtui.constraints.objectives.scene import Person, Work
from dispatchtui.core.model import Assignment, Technician, TechnicianId, Visit
from dispatchtui.core.refusals import Level
from dispatchtui.solver.look import BROKEN_S, Asked, day_at

_OF_WHO = (PREFERRED_TECHNICIAN, SAME_AS_LAST, ACCOUNT_OWNER, LANGUAGE, OVER_SKILL)
_TIMELESS = tuple(rule for rule in CONSTRAINTS if rule.timeless)
_OF_KIND = tuple(rule for rule in _TIMELESS if rule.alike is not None)
_ALIKE = tuple(rule.alike for rule in _OF_KIND if rule.alike is not None)


class Findings(Struct, frozen=True):
    """What broken rules cost that time cannot mend, what objectives do that it cannot change, and if it is hopeless.

    It is where nobody may break one of the rules.
    """

    broken_s: float
    soft_s: float
    hopeless: bool


class _Who(Struct, frozen=True):
    """As much of a weighing as the objectives look at that ask only who goes; the day is not worked out for them."""

    trial: Trial
    scene: Scene
    work: Work
    person: Person


def kind_of(visit: Visit, technician: Technician) -> tuple[Hashable, ...]:
    """What technicians share whom no timeless rule tells apart for a visit."""
    return tuple([alike(visit, technician) for alike in _ALIKE])


def findings_of_kind(asked: Asked, technician: Technician) -> Findings:
    """What the rules cost that judge alike whoever is of one kind."""
    return _found(asked, technician, _OF_KIND)


def findings_of(asked: Asked, technician: Technician) -> Findings:
    """What all the rules cost that time cannot mend; who goes along may still mend some of them."""
    return _found(asked, technician, _OF_KIND if asked.visit.crew_needs else _TIMELESS)


def _found(asked: Asked, technician: Technician, rules: tuple[Constraint, ...]) -> Findings:
    line = Assignment(technician_id=TechnicianId(technician.id), start_s=asked.at_s,
                      end_s=asked.at_s + asked.length_s, day=day_at(asked.at_s, technician.zone))  # fmt: skip
    trial = Trial(board=asked.board, visit=asked.visit, technician=technician, line=line, at_s=asked.at_s,
                  standing=asked.standing)  # fmt: skip
    levels = [each.level for rule in rules for each in rule.check(trial)]
    soft_s = _soft_s(asked, trial) if rules is _TIMELESS else 0.0
    return Findings(sum(BROKEN_S[level] for level in levels), soft_s, Level.NOBODY in levels)


def _soft_s(asked: Asked, trial: Trial) -> float:
    """What the objectives cost that ask only who goes; how people are routed may change with a policy."""
    scene = asked.scene
    who = cast("Weighing", _Who(trial, scene, scene.work(trial.visit), scene.person(trial.technician)))
    objectives = _OF_WHO if asked.board.indexes.policies else (*_OF_WHO, ROUTING)
    return sum(each.amount(who) * each.weight_s for each in objectives)
