"""One round over the board: everything that needs somebody but the visits at risk themselves.

Cost: a walk over the visits for each kind; some 20 ms for 8,000 visits and 1,000 technicians.
"""

from __future__ import annotations

from collections.abc import Mapping

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position
from dispatchtui.core.refusals import Violation
from dispatchtui.risk.case import Routes
from dispatchtui.risk.coverage import coverage_gaps
from dispatchtui.risk.delays import delays
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.gaps import conflicts, data_gaps, forgotten_clocks
from dispatchtui.risk.overruns import overruns
from dispatchtui.risk.people import absentees, unacknowledged


def findings(
    board: Board,
    now_s: int,
    routes: Routes,
    *,
    violations: Mapping[str, tuple[Violation, ...]],
    positions: Mapping[str, Position],
) -> tuple[Finding, ...]:
    """Every finding now; `violations` are those of the standing plans, by visit. At most one for each cause."""
    every = (
        *absentees(board, now_s, routes),
        *delays(board, now_s, routes),
        *overruns(board, now_s, routes),
        *unacknowledged(board, now_s, routes),
        *conflicts(board, now_s, routes, violations),
        *coverage_gaps(board, now_s),
        *forgotten_clocks(board, now_s),
        *data_gaps(board, now_s, positions),
    )
    by_id: dict[str, Finding] = {}
    for each in every:
        by_id.setdefault(each.id, each)
    return tuple(by_id.values())
