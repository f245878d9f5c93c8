"""Which jobs overran, who runs ahead, which areas take longer: the measured work, by group.

Unlike a fit, this tells what was seen, not what is to be expected; against what was planned at the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor, sqrt
from operator import attrgetter
from statistics import median

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.policy import DEFAULTS, rules_for
from dispatchtui.risk.learning.observed import Observation, latest

BY = ("work_type", "technician", "territory")
"""What the work is grouped by, as the tables are called."""
FEW = 20
"""Groups of fewer stops than this are told, but not judged."""
SURE = 1.96
"""Nineteen times out of twenty the middle lies within so many standard errors."""
SHORT_S = 120
"""The time of a way that is estimated shorter is no share of its estimate."""


class Group(Struct, frozen=True, kw_only=True):
    """One line of a table: the stops of a work type, a technician or a territory that were done.

    `factor` is the median of the work's time as a share of what was planned, between `low` and `high` nineteen
    times out of twenty, `over_min` the median of the minutes beyond the plan, `overran` the share of stops that
    took longer than planned by more than the grace, `travel` the median of the way's time as a share of its
    estimate. `verdict` is over, ahead, as planned, or few.
    """

    by: str
    id: str
    name: str
    n: int
    factor: float
    low: float
    high: float
    over_min: int
    overran: float
    travel: float | None
    verdict: str


def groups(observations: Iterable[Observation], board: Board, by: str) -> tuple[Group, ...]:
    """The table of one of `BY`: what takes longest against its plan first, what is only few last."""
    key = _KEYS[by]
    found: dict[str, list[Observation]] = {}
    for each in latest(observations):
        work_s = each.work_s
        if work_s is not None and each.planned_s > 0 and key(each):
            found.setdefault(key(each), []).append(each)
    lines = [_line(board, by, group, stops) for group, stops in found.items()]
    return tuple(sorted(lines, key=lambda line: (line.n < FEW, -line.factor, line.id)))


_KEYS: dict[str, Callable[[Observation], str]] = {
    "work_type": attrgetter("work_type"),
    "technician": attrgetter("technician_id"),
    "territory": attrgetter("territory"),
}
_TABLES = {"work_type": "work_types", "technician": "technicians", "territory": "territories"}


def _line(board: Board, by: str, group: str, stops: Sequence[Observation]) -> Group:
    shares = sorted((each.work_s or 0) / each.planned_s for each in stops)
    over_s = [(each.work_s or 0) - each.planned_s for each in stops]
    overran = sum(more_s > _grace_s(board, each) for more_s, each in zip(over_s, stops, strict=True))
    ways = [drive_s / estimate_s for each in stops
            if (estimate_s := each.estimate_s or 0) >= SHORT_S and (drive_s := each.drive_s) is not None]  # fmt: skip
    low, high = _between(shares)
    row = board.tables[_TABLES[by]].get(group)
    return Group(
        by=by,
        id=group,
        name=row.name if row is not None and row.name else group,
        n=len(stops),
        factor=round(median(shares), 2),
        low=round(low, 2),
        high=round(high, 2),
        over_min=round(median(over_s) / 60),
        overran=round(overran / len(stops), 2),
        travel=round(median(ways), 2) if ways else None,
        verdict=_verdict(len(stops), low, high),
    )


def _grace_s(board: Board, each: Observation) -> int:
    rules = rules_for(board, each.done_s or 0, territory=each.territory, work_type=each.work_type)
    return rules.grace_s if rules.grace_s is not None else DEFAULTS.grace_s or 0


def _between(shares: Sequence[float]) -> tuple[float, float]:
    """Between which of the sorted shares the true median lies, whatever their distribution."""
    n = len(shares)
    reach = SURE * sqrt(n) / 2
    return shares[max(0, floor(n / 2 - reach))], shares[min(n - 1, ceil(n / 2 + reach))]


def _verdict(n: int, low: float, high: float) -> str:
    if n < FEW:
        return "few"
    if low > 1:
        return "over"
    return "ahead" if high < 1 else "as planned"
