"""Two people change places: the pair that costs least of those that break nothing and nobody's word.

Cost: a check of each of the few nearest pairs.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.check import check_moves
from dispatchtui.core import travel
from dispatchtui.core.disrupting import SWAP
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Visit
from dispatchtui.solver.proposing.matter import Matter
from dispatchtui.solver.proposing.proposal import Option
from dispatchtui.solver.reorder import exchanged

NEAR_S = 3 * 3600
"""Visits planned further apart than this do not change places."""
MOST_TRIED, MOST_WEIGHED = 16, 3
"""So many of the nearest visits are tried, and so many of those that break nothing are weighed."""


def swapping(matter: Matter) -> Iterator[Option]:
    """Yield the best exchange of the visit with one of somebody else."""
    for visit in matter.visits[:1]:
        if not visit.crew or len(visit.crew) > 1 or visit.state not in PLACED:
            continue
        options = []
        for other in _others(matter, visit):
            moves = exchanged(matter.board, visit.id, other.id)
            verdicts = check_moves(matter.board, moves, at_s=matter.now_s).values()
            if moves and all(each.ok for each in verdicts):
                option = matter.option(SWAP, moves, together=True)
                options += [option] if option is not None else []
            if len(options) == MOST_WEIGHED:
                break
        if options:
            yield min(options, key=lambda each: each.cost)


def _others(matter: Matter, visit: Visit) -> list[Visit]:
    """The nearest visits of others that stand at about the same time."""
    board, line = matter.board, visit.crew[0]
    site = travel.site_of(board, visit)
    found = [
        each
        for each in board.visits.values()
        if each.state in PLACED and len(each.crew) == 1 and each.crew[0].technician_id != line.technician_id
        and abs(each.crew[0].start_s - line.start_s) <= NEAR_S and each.crew[0].start_s > matter.now_s
    ]  # fmt: skip
    found.sort(key=lambda each: (travel.seconds(site, travel.site_of(board, each)), each.id))
    return found[:MOST_TRIED]
