"""How likely a break that is owed is taken as soon as it may be: by what was learned, and by what is seen meanwhile.

Units: epoch seconds; probabilities from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.core.breaks import Owed, rest_from
from dispatchtui.risk.legs import Leg, Outset, gone_by


def eagerness(outset: Outset, legs: Sequence[Leg], owed: Sequence[Owed]) -> tuple[float, ...]:
    """The probability of each break that is owed; nothing where all are taken as they are planned."""
    usual = outset.habits.field.eager
    if not usual or not owed:
        return ()
    left_s = max((leg.step.visit.stamps.en_route_s or 0 for leg in legs if leg.begun), default=0)
    following = next((leg for leg in legs if not leg.begun), None)
    return tuple(_eager(outset, each, usual, left_s, following) for each in owed)


def _eager(outset: Outset, owed: Owed, usual: float, left_s: int, following: Leg | None) -> float:
    """Of one break: who has driven on since it might have been taken is not eager; who has time and stays may be."""
    window, now_s = owed.window, outset.now_s
    if left_s >= window.start_s:
        return 0.0
    if following is None or following.set_out is None or now_s < window.start_s:
        return usual
    rest = rest_from(owed, following.step.free_s, ())
    if rest is None or rest.end_s <= now_s:
        return usual
    free_s, planned_s = following.free_s, following.planned_s
    resting = 1.0 - gone_by(outset.habits, free_s, planned_s, window.start_s)
    waiting = 1.0 - gone_by(outset.habits, free_s, planned_s, now_s)
    either = usual * resting + (1.0 - usual) * waiting
    return usual * resting / either if either > 0.0 else 1.0
