"""When overruns are reported, and what the work then took."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from dispatchtui.core.foresight import Reporting
from dispatchtui.risk.learning.curves import ENOUGH, Array, quantiles, rounded
from dispatchtui.risk.learning.observed import Observation

EDGES_S = (-3600, -1800, -900, -600, -300, *range(0, 1800, 60), 1800, 2400, 3600, 5400)
"""Where overruns are told apart; within half an hour to the minute."""
NONE = 0.005
"""A rate below this is none."""


def fit_reporting(observations: Sequence[Observation]) -> Reporting:
    """Learn of which overruns somebody speaks; nothing when too little work or too few reports are known."""
    done = [(each, each.work_s) for each in observations if not each.pauses and each.planned_s > 0]
    work = [(each, work_s) for each, work_s in done if work_s is not None and work_s > 0]
    if len(work) < ENOUGH:
        return Reporting()
    over = np.array([work_s - each.planned_s for each, work_s in work])
    said = np.array([each.extended_s is not None for each, _ in work])
    reports = [(each, work_s) for each, work_s in work if each.extended_s is not None and each.working_s is not None]
    if len(reports) < ENOUGH:
        return Reporting(n=len(work))
    at = [((each.extended_s or 0) - (each.working_s or 0)) / each.planned_s for each, _ in reports]
    after = [log(work_s / max(60, each.planned_s + each.extended_by_s)) for each, work_s in reports]
    over_s, rates = _rates(over.astype(np.float64), said.astype(np.float64))
    return Reporting(over_s=over_s, rates=rates, at=rounded(quantiles(np.array(at))),
                     after=rounded(quantiles(np.array(after))), n=len(work))  # fmt: skip


def _rates(over: Array, said: Array) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """The rate of reports by size of overrun, which never falls: bins that would are pooled with their neighbours."""
    places = np.searchsorted(np.array(EDGES_S), over, side="right") - 1
    blocks: list[tuple[int, float, float]] = []
    for place, edge_s in enumerate(EDGES_S):
        inside = places == place
        n, reported = float(inside.sum()), float(said[inside].sum())
        if not n:
            continue
        from_s = edge_s
        while blocks and blocks[-1][1] * n >= reported * blocks[-1][2]:
            from_s, more, most = blocks.pop()
            reported, n = reported + more, n + most
        blocks.append((from_s, reported, n))
    rates = [(from_s, round((reported + 0.5) / (n + 1.0), 4)) for from_s, reported, n in blocks if reported]
    kept = [(from_s, rate) for from_s, rate in rates if rate >= NONE]
    return tuple(from_s for from_s, _ in kept), tuple(rate for _, rate in kept)
