"""Work beside work: another stop of the same day is near, so a second trip there is saved.

Units: points: -1, a gain, when another stop of the technician's local day is within 500 m.
Source: the soft objectives of the domain (travel saved).
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing
from dispatchtui.core.travel import distance_m

NEAR_M = 500
"""How far another stop may be and still be beside."""
_NEAR_DEGREES = 0.005
"""No two places within the distance differ by more in latitude; it spares the exact measure."""


def _nearest_m(weighing: Weighing) -> float | None:
    """How far the nearest of the near stops is."""
    site, nearest_m = weighing.work.site, None
    if site is not None:
        for other in weighing.day.sites:
            if abs(other.latitude - site.latitude) < _NEAR_DEGREES:
                far_m = distance_m(other, site)
                if far_m <= NEAR_M and (nearest_m is None or far_m < nearest_m):
                    nearest_m = far_m
    return nearest_m


def amount(weighing: Weighing) -> float:
    """Minus one when another stop is near."""
    return -1 if weighing.day.sites and _nearest_m(weighing) is not None else 0


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say how near."""
    return f"{weighing.trial.technician.id} has a stop {_nearest_m(weighing) or 0:.0f} m away that day."


GROUPING = Objective(
    name="grouping",
    minimises="Trips to the same neighbourhood; a near stop the same day is a gain.",
    unit="point",
    weight_s=120,
    least=-1,
    amount=amount,
    sentence=sentence,
)
