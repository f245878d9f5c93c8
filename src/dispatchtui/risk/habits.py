"""What was learned, as the curves of one technician's legs; without it nothing is assumed beyond the plan.

Units: seconds; instants epoch seconds.
Cost: a curve is drawn once for each kind of work and way, and kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log, sqrt
from typing import Final

import numpy as np

from dispatchtui.core.board import Board
from dispatchtui.core.foresight import Behaviour, Effect
from dispatchtui.core.model import Duration
from dispatchtui.core.plausible import implausible
from dispatchtui.risk import curves
from dispatchtui.risk.curves import Curve

FIELD = "field"
"""The row of what concerns everybody."""
BLIND = 0.15
"""How far a way spreads, as a log factor, of which nothing was learned and nobody sees how much of it is left."""
SOONEST, LONGEST, LONGEST_S = 0.25, 4.0, 3600.0
"""No way is taken to be shorter or longer than these times its estimate, and so much."""
MOST_CURVES, MOST_HABITS = 1 << 13, 128
"""Curves that are kept of one technician's territory at most, and of how many states of knowledge."""

_Effects = dict[tuple[str, str, str], Effect]


class Habits:
    """The curves that follow from the rows of behaviour that concern a technician."""

    def __init__(self, rows: tuple[Behaviour | None, Behaviour | None]) -> None:
        """Take the row of everybody and that of the technician's territory."""
        self.rows: Final = rows
        field = rows[0] if rows[0] is not None else Behaviour(id=FIELD)
        self.field: Final = field
        known = [row for row in rows if row is not None]
        self._work: Final = _by_group(effect for row in known for effect in row.work)
        self._drive: Final = _by_group(effect for row in known for effect in row.driving.effects)
        self._shapes: Final = {each.work_type: curves.levelled(each.curve) for each in field.shapes if each.curve}
        self._way: Final = curves.levelled(field.driving.shape) if field.driving.shape else np.zeros(curves.COUNT)
        self._kept: dict[tuple[object, ...], Curve] = {}
        self.leave: Final = curves.learned(field.leave)
        self.early: Final = curves.learned(field.early)
        self.settle: Final = curves.learned(field.settle)
        self.accept: Final = curves.learned(field.accept)
        self.pause: Final = curves.learned(field.pause)
        self.wait: Final = curves.learned(field.no_access_wait)
        self.after: Final = curves.levelled(field.reporting.after) if field.reporting.after else None
        self.knows_ways: Final = bool(field.driving.n or field.driving.shape)

    def work(self, work_type: str, territory: str, technician_id: str, duration: Duration | None, plan_s: int) -> Curve:
        """How long fresh work takes that is planned to take `plan_s`."""
        key = (work_type, territory, technician_id, duration, plan_s)
        found = self._kept.get(key)
        if found is None:
            found = self._keep(key, self._drawn(work_type, territory, technician_id, duration, plan_s))
        return found

    def drive(self, territory: str, technician_id: str, estimate_s: int) -> Curve:
        """How long a way takes that is estimated at so much."""
        if not self.knows_ways:
            return curves.certain(estimate_s)
        log_factor, variance = _sum(self._drive, "", territory, technician_id)
        key = (log_factor, variance, estimate_s)
        found = self._kept.get(key)
        if found is None:
            found = self._keep(key, self._driven(log_factor, variance, estimate_s))
        return found

    def blind(self, territory: str, technician_id: str, estimate_s: int) -> Curve:
        """How long a way takes that somebody is on whom nobody sees."""
        if self.knows_ways:
            return self.drive(territory, technician_id, estimate_s)
        return curves.around(estimate_s, curves.NORMAL * BLIND)

    def reported(self, length_s: float) -> Curve:
        """How long work takes of which so much was reported."""
        return curves.certain(length_s) if self.after is None else curves.around(length_s, self.after)

    def silent(self, curve: Curve, plan_s: float, elapsed_s: float) -> Curve:
        """What work becomes that was not reported to take longer by now; `at` and `over_s` say how telling that is."""
        reporting = self.field.reporting
        if curve.certain or not reporting.rates or plan_s <= 0:
            return curve
        due = float(np.mean(np.asarray(reporting.at) * plan_s <= elapsed_s)) if reporting.at else 0.0
        if not due:
            return curve
        place = np.searchsorted(np.asarray(reporting.over_s), curve.values - plan_s, side="right")
        rates = np.clip((0.0, *reporting.rates), 0.0, 1.0)
        return curves.weighed(curve, np.maximum(1.0 - due * rates[place], 0.01))

    def _drawn(self, work_type: str, territory: str, who: str, duration: Duration | None, plan_s: int) -> Curve:
        if self.rows == (None, None) or duration is None or duration.p50_s <= 0:
            p50_s, p80_s = (duration.p50_s, duration.p80_s) if duration is not None else (0, 0)
            return curves.through(plan_s, plan_s * p80_s / p50_s) if p50_s > 0 else curves.certain(plan_s)
        log_factor, variance = _sum(self._work, work_type, territory, who)
        shape = self._shapes.get(work_type, self._shapes.get(""))
        if shape is None:
            spread = max(0.0, log(max(duration.p80_s, 1) / duration.p50_s)) / curves.Z80
            shape = curves.NORMAL * spread
        return curves.around(duration.p50_s, curves.widened(shape, variance) + log_factor)

    def _driven(self, log_factor: float, variance: float, estimate_s: int) -> Curve:
        driving = self.field.driving
        middle_s = estimate_s * exp(log_factor)
        deviation_s = sqrt(driving.fixed_s**2 + (driving.share * estimate_s) ** 2)
        values = curves.widened(driving.base_s + middle_s + self._way * deviation_s, variance * middle_s**2)
        return Curve(np.clip(values, SOONEST * estimate_s, LONGEST * estimate_s + LONGEST_S))

    def _keep(self, key: tuple[object, ...], curve: Curve) -> Curve:
        while len(self._kept) >= MOST_CURVES:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = curve
        return curve


def habits_of(board: Board, territory: str) -> Habits:
    """What was learned that concerns the technicians of a territory."""
    rows = board.tables["behaviours"]
    known = (rows.get(FIELD), rows.get(territory) if territory and territory != FIELD else None)
    key = (id(known[0]), id(known[1]))
    found = _KNOWN.get(key)
    if found is None:
        while len(_KNOWN) >= MOST_HABITS:
            _KNOWN.pop(next(iter(_KNOWN)), None)
        # A server of another release may send what nothing can have taught: then nothing was.
        field, own = (None if row is None or implausible(row) else row for row in known)
        found = _KNOWN[key] = (known, Habits((field, own)))
    return found[1]


_KNOWN: dict[tuple[int, int], tuple[tuple[Behaviour | None, Behaviour | None], Habits]] = {}
"""By the identity of the rows, which are kept alive beside the habits."""


def _by_group(effects: Iterable[Effect]) -> _Effects:
    return {(each.work_type, each.territory, each.technician_id): each for each in effects}


def _sum(effects: _Effects, work_type: str, territory: str, technician_id: str) -> tuple[float, float]:
    """What all groups add that something belongs to, and how much is not known of it."""
    log_factor = variance = 0.0
    for kind in dict.fromkeys(("", work_type)):
        for place in dict.fromkeys(("", territory)):
            for who in dict.fromkeys(("", technician_id)):
                effect = effects.get((kind, place, who))
                if effect is not None:
                    log_factor += effect.log_factor
                    variance += effect.variance
    return log_factor, variance
