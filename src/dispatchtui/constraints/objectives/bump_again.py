"""Displacing a visit that was displaced before.

Units: visits.
Source: the soft objectives of the domain (never the same visit twice).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing


def _again(weighing: Weighing) -> list[str]:
    visits = weighing.scene.board.visits
    displaced = [each.visit_id for each in weighing.knock_on if each.displaced]
    return [each for each in displaced if each in visits and visits[each].bump_count]


def amount(weighing: Weighing) -> float:
    """Count what is displaced again."""
    return len(_again(weighing)) if weighing.knock_on else 0


def sentence(weighing: Weighing, _amount: float) -> str:
    """Name what is displaced again."""
    again = _again(weighing)
    return f"{' and '.join(again)} {'were' if len(again) > 1 else 'was'} displaced before."


BUMP_AGAIN = Objective(
    name="bump_again",
    minimises="Visits displaced that were displaced before.",
    unit="visit",
    weight_s=20000,
    amount=amount,
    sentence=sentence,
)
