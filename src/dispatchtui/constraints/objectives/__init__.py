"""What is better: one file an objective, each says what it costs and why.

`OBJECTIVES` is the one list; its order is the order in the reference. What breaks a rule is not
weighed here: that is the checker's. Two objectives of the domain are not here: sla_risk, which is
computed above the checker, and region_bias, for which no row says anything yet.
Never: text while candidates are compared (`amount` is asked of all, `sentence` of what is shown).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Knock, Objective, Term, Weighing
from dispatchtui.constraints.objectives.scene import Scene
from dispatchtui.constraints.objectives.sla_lateness import SLA_LATENESS
from dispatchtui.constraints.objectives.travel import TRAVEL

__all__ = ["OBJECTIVES", "Knock", "Objective", "Scene", "Term", "Weighing", "cost_of", "terms_of"]

OBJECTIVES: tuple[Objective, ...] = (
    SLA_LATENESS,
    TRAVEL,
)
_PRICES = tuple((each.amount, each.weight_s) for each in OBJECTIVES)


def cost_of(weighing: Weighing) -> float:
    """What a placement costs, in seconds of travel."""
    total = 0.0
    for amount, weight_s in _PRICES:
        total += amount(weighing) * weight_s
    return total


def terms_of(weighing: Weighing) -> tuple[Term, ...]:
    """What makes up the cost of a placement, the dearest first; what is nought is left out."""
    found = []
    for each in OBJECTIVES:
        amount = each.amount(weighing)
        if amount:
            found.append(Term(objective=each.name, amount=amount, unit=each.unit, cost_s=amount * each.weight_s,
                              sentence=each.sentence(weighing, amount)))  # fmt: skip
    return tuple(sorted(found, key=lambda term: -term.cost_s))
