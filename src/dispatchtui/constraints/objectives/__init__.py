"""What is better: one file an objective, each says what it costs and why.

`OBJECTIVES` is the one list; its order is the order in the reference. What breaks a rule is not
weighed here: that is the checker's. Two objectives of the domain are not here: sla_risk, which is
computed above the checker, and region_bias, for which no row says anything yet.
Never: text while candidates are compared (`amount` is asked of all, `sentence` of what is shown); a
rule, for what must not be is the checker's.
Why: one file an objective keeps its price, its unit and its words together, and all are told in one
currency, seconds of travel, so that a dispatcher can see why one candidate comes before another.
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.account_owner import ACCOUNT_OWNER
from dispatchtui.constraints.objectives.balance import BALANCE
from dispatchtui.constraints.objectives.base import Knock, Objective, Term, Weighing
from dispatchtui.constraints.objectives.bump_again import BUMP_AGAIN
from dispatchtui.constraints.objectives.coverage_reserve import COVERAGE_RESERVE
from dispatchtui.constraints.objectives.grouping import GROUPING
from dispatchtui.constraints.objectives.idle import IDLE
from dispatchtui.constraints.objectives.language import LANGUAGE
from dispatchtui.constraints.objectives.message_cost import MESSAGE_COST
from dispatchtui.constraints.objectives.over_skill import OVER_SKILL
from dispatchtui.constraints.objectives.overtime import OVERTIME
from dispatchtui.constraints.objectives.preferred_technician import PREFERRED_TECHNICIAN
from dispatchtui.constraints.objectives.priority_start import PRIORITY_START
from dispatchtui.constraints.objectives.routing import ROUTING
from dispatchtui.constraints.objectives.same_as_last import SAME_AS_LAST
from dispatchtui.constraints.objectives.scene import Scene
from dispatchtui.constraints.objectives.sla_lateness import SLA_LATENESS
from dispatchtui.constraints.objectives.stability import STABILITY
from dispatchtui.constraints.objectives.travel import TRAVEL
from dispatchtui.constraints.objectives.unassigned import UNASSIGNED

__all__ = ["OBJECTIVES", "Knock", "Objective", "Scene", "Term", "Weighing", "cost_of", "terms_of"]

OBJECTIVES: tuple[Objective, ...] = (
    SLA_LATENESS,
    UNASSIGNED,
    BUMP_AGAIN,
    PRIORITY_START,
    TRAVEL,
    OVERTIME,
    STABILITY,
    MESSAGE_COST,
    PREFERRED_TECHNICIAN,
    SAME_AS_LAST,
    ACCOUNT_OWNER,
    LANGUAGE,
    ROUTING,
    OVER_SKILL,
    BALANCE,
    GROUPING,
    IDLE,
    COVERAGE_RESERVE,
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
