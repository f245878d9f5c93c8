"""Scarce people spent on what others could do as well.

Units: levels: each level above what is needed, and on routine work (P3, P4) one for each scarce skill that is
not needed at all; scarce is what at most a fifth of the people have.
Source: the soft objectives of the domain (scarce skill levels spent on routine work).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing

ROUTINE = 3
"""From this priority on work is routine."""


def levels_above(weighing: Weighing) -> int:
    """Levels above what is needed, over the skills that are needed."""
    above, levels = 0, weighing.person.levels
    for need in weighing.trial.visit.needs:
        more = levels.get(need.skill, 0) - need.level
        if more > 0:
            above += more
    return above


def _spared(weighing: Weighing) -> list[str]:
    """The scarce skills that are not needed."""
    if weighing.work.priority < ROUTINE:
        return []
    needed = {need.skill for need in weighing.trial.visit.needs}
    return [each for each in weighing.person.scarce if each not in needed]


def amount(weighing: Weighing) -> float:
    """Levels above, and scarce skills that are not needed."""
    return levels_above(weighing) + (len(_spared(weighing)) if weighing.person.scarce else 0)


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say by how much, and which skills were better kept."""
    above, spared, who = levels_above(weighing), _spared(weighing), weighing.trial.technician.id
    words = [f"{who} is {above} level{'s' * (above > 1)} above what is needed"] if above else []
    words += [f"{'and ' if above else f'{who} '}has scarce {', '.join(spared)}"] if spared else []
    return " ".join(words) + "."


OVER_SKILL = Objective(
    name="over_skill",
    minimises="Levels above what is needed, and scarce skills spent on routine work.",
    unit="level",
    weight_s=300,
    amount=amount,
    sentence=sentence,
)
