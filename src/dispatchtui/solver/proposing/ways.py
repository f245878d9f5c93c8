"""The ways out of a disruption that a good dispatcher would think of, each by the idea that finds it.

Which ideas are asked for which disruption, and in which order, stands with the disruptions themselves. What is about
a part (meeting somebody, a depot, a return visit) is found by ideas of its own.

Cost: some milliseconds an idea; see `scripts/bench solver`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dispatchtui.core.board import Board
from dispatchtui.core.disrupting import (
    ANOTHER_DAY,
    BACKFILL,
    BUMP,
    DEPOT,
    HUMAN,
    KEEP,
    KINDS,
    LATER,
    MEET,
    MOVE,
    REPLAN,
    RESEQUENCE,
    RETURN_VISIT,
    SWAP,
)
from dispatchtui.core.model import Position
from dispatchtui.risk.standing import stop_in
from dispatchtui.solver.lookout import Lookout
from dispatchtui.solver.proposing.backfilling import backfilling
from dispatchtui.solver.proposing.deciding import deciding
from dispatchtui.solver.proposing.keeping_it import keeping_it
from dispatchtui.solver.proposing.matter import Matter
from dispatchtui.solver.proposing.moving import moving
from dispatchtui.solver.proposing.parts import part_options
from dispatchtui.solver.proposing.proposal import Disruption, Option
from dispatchtui.solver.proposing.replanning import replanning
from dispatchtui.solver.proposing.resequencing import resequencing
from dispatchtui.solver.proposing.running_late import is_harmed
from dispatchtui.solver.proposing.settle import FREED, PARTS
from dispatchtui.solver.proposing.swapping import swapping
from dispatchtui.solver.proposing.waiting_longer import another_day, later

Idea = Callable[[Matter], Iterator[Option]]


def lacking(matter: Matter) -> Iterator[Option]:
    """Yield every way for what the visit lacks to come, and a second visit with it."""
    for visit in matter.visits[:1]:
        yield from part_options(matter.board, visit.id, matter.now_s, positions=matter.positions)


IDEAS: dict[str, Idea] = {
    MEET: lacking,
    MOVE: moving,
    SWAP: swapping,
    RESEQUENCE: resequencing,
    LATER: later,
    ANOTHER_DAY: another_day,
    BACKFILL: backfilling,
    KEEP: keeping_it,
    REPLAN: replanning,
    HUMAN: deciding,
}
"""Who finds which options: displacing something is found with moving, as who makes room is who would be first; a depot
and a return visit with meeting, as all of them are about the same part."""
_OF_ONE = (MOVE, SWAP, LATER, ANOTHER_DAY)
"""Ideas about one visit; of several they are thought of together."""
DELAYS = ("OVERRUN_REPORTED", "OVERRUN_PROJECTED", "TRAVEL_DELAY", "TECH_LATE_START")
"""Disruptions that make people wait longer, whether that breaks a word or not."""
_NOT_ALONE = (BUMP, HUMAN, DEPOT, RETURN_VISIT, REPLAN)
_NOT_TOGETHER = (BUMP, HUMAN, DEPOT, RETURN_VISIT, MEET)
"""What is found with something else, or only where nothing is."""


def options_for(
    board: Board,
    disruption: Disruption,
    now_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    lookout: Lookout | None = None,
) -> tuple[Option, ...]:
    """Every way out that is found without a search, in the order in which one thinks of them."""
    return tuple(each_option(board, disruption, now_s, positions=positions, lookout=lookout))


def each_option(
    board: Board,
    disruption: Disruption,
    now_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    lookout: Lookout | None = None,
) -> Iterator[Option]:
    """The same one by one, as they are found, for whoever shows the first of them before the last is there."""
    matter = Matter(board, disruption, now_s, positions=positions, lookout=lookout)
    found = False
    for kind in ideas_for(disruption) if _harms(matter) else (RESEQUENCE, KEEP):
        for option in IDEAS[kind](matter) if kind in IDEAS else ():
            found = True
            yield option
    if not found and matter.visits:
        yield from deciding(matter)


def _harms(matter: Matter) -> bool:
    """Whether a delay breaks a word; where it only makes people wait, that is told and nobody is moved for it."""
    return matter.disruption.kind not in DELAYS or any(
        each.crew
        and is_harmed(matter.board, each, stop_in(matter.route(each.crew[0].technician_id), each.id), matter.now_s)
        for each in matter.visits
    )


def ideas_for(disruption: Disruption) -> tuple[str, ...]:
    """The ideas that are asked: of several visits together where there are several, of one alone otherwise."""
    kinds = KINDS[disruption.kind].options if disruption.kind in KINDS else ()
    if disruption.kind in FREED:
        return (BACKFILL,)
    if len(disruption.visits) > 1:
        return tuple(dict.fromkeys(REPLAN if each in _OF_ONE else each for each in kinds if each not in _NOT_TOGETHER))
    left_out = _NOT_ALONE if disruption.kind in PARTS else (*_NOT_ALONE, MEET)
    return tuple(each for each in kinds if each not in left_out)
