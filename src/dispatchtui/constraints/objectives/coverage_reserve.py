"""The last one in a territory who could answer another such call in that hour.

Units: points: 1 when nobody else of the technician's own territory, with the skills of this visit, is free for
the whole hour in which it begins.
Source: the soft objectives of the domain (response left in each territory).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing
from dispatchtui.constraints.objectives.scene import HOUR_S
from dispatchtui.constraints.words import span


def amount(weighing: Weighing) -> float:
    """One when nobody else is left."""
    trial = weighing.trial
    free = weighing.scene.free(trial.technician.territory, trial.visit, trial.line.start_s, 2)
    return 1 if free == (trial.technician.id,) else 0


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say where nobody is left, and when."""
    trial = weighing.trial
    hour_s = trial.line.start_s - trial.line.start_s % HOUR_S
    hour = span(hour_s, hour_s + HOUR_S, trial.technician.zone)
    where = trial.technician.territory or "no territory"
    return f"{trial.technician.id} is the last of {where} for such work who is free {hour}."


COVERAGE_RESERVE = Objective(
    name="coverage_reserve",
    minimises="Taking the last of a territory who is free in that hour.",
    unit="point",
    weight_s=600,
    amount=amount,
    sentence=sentence,
)
