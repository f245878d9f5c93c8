"""How the office wants work handed out, in its own order of methods.

Units: points from 0 to about 1 for each method, the first whole, each further one a quarter of the one before:
territory (1 when it is not their own), skill (a quarter a level above what is needed), round_robin (a
quarter for each visit of theirs that day), account_owner and last_touch (1 when it is somebody else).
Source: the rules of the office (routing).
"""

from __future__ import annotations

from collections.abc import Callable

from dispatchtui.constraints.objectives import account_owner, same_as_last
from dispatchtui.constraints.objectives.base import Objective, Weighing
from dispatchtui.constraints.objectives.over_skill import levels_above


def _territory(weighing: Weighing) -> float:
    where = weighing.trial.visit.territory
    return 1 if where and where != weighing.trial.technician.territory else 0


def _skill(weighing: Weighing) -> float:
    return levels_above(weighing) / 4


def _round_robin(weighing: Weighing) -> float:
    return len(weighing.day.stops) / 4


_SCORES: dict[str, tuple[Callable[[Weighing], float], str]] = {
    "territory": (_territory, "another territory"),
    "skill": (_skill, "more skill than needed"),
    "round_robin": (_round_robin, "their turn has been"),
    "account_owner": (account_owner.amount, "another's account"),
    "last_touch": (same_as_last.amount, "another was there last"),
}


def amount(weighing: Weighing) -> float:
    """Sum what each method says, the earlier the heavier."""
    total, share = 0.0, 1.0
    for method in weighing.trial.rules.routing or ():
        total += share * _SCORES[method][0](weighing)
        share /= 4
    return total


def sentence(weighing: Weighing, amount: float) -> str:
    """Say which methods speak against the technician."""
    against = [_SCORES[each] for each in weighing.trial.rules.routing or ()]
    words = ", ".join(words for score, words in against if score(weighing))
    return f"Routing speaks against {weighing.trial.technician.id} by {amount:.2f}: {words}."


ROUTING = Objective(
    name="routing",
    minimises="Departing from the office's routing methods, in their order.",
    unit="point",
    weight_s=900,
    amount=amount,
    sentence=sentence,
)
