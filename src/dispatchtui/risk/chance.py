"""How likely somebody who is sent is there in time: what acting now, or later, is worth.

Units: epoch seconds; probabilities from 0 to 1.
"""

from __future__ import annotations

import numpy as np

from dispatchtui.risk.curves import Curve, Values
from dispatchtui.risk.habits import Habits
from dispatchtui.risk.legs import share

Points = tuple[int, int, int, int]
"""By when something has happened with a probability of 10, 50, 80 and 90 percent."""
_FEW = 16


def in_time(free: Points, habits: Habits, drive: Curve, *, now_s: int, planned_s: int, due_s: int) -> float:
    """The probability that somebody arrives by then who sets out when free and told, and not before it is planned."""
    if free[0] == free[-1] and habits.leave.certain and habits.early.certain and drive.certain:
        ready_s = max(free[1], now_s) + habits.leave.low_s
        return float(max(ready_s, planned_s - habits.early.low_s) + drive.low_s <= due_s)
    leave_by = due_s - drive.values
    delays = habits.leave.values
    few = delays if delays.size < _FEW else delays.reshape(_FEW, -1).mean(axis=1)
    free_by = leave_by[:, None] - few[None, :]
    ready = (_by(free, free_by) * (free_by >= now_s)).mean(axis=1)
    # The smallest part of a second decides for who sets out exactly as planned.
    needed = 1.0 - share(habits.early, planned_s - leave_by - 1e-6)
    return float((ready * needed).mean())


def _by(free: Points, moments: Values) -> Values:
    """How likely somebody is free by each of these moments, drawn through the points that are known."""
    if free[0] == free[-1]:
        return np.asarray(moments >= free[1], dtype=np.float64)
    first_s = free[0] - 0.5 * (free[1] - free[0])
    last_s = free[3] + 1.5 * (free[3] - free[2])
    return np.asarray(np.interp(moments, (first_s, *free, last_s), (0.0, 0.1, 0.5, 0.8, 0.9, 1.0)))
