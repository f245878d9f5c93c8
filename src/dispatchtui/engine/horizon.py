"""Many days planned together: crews first, as they need most, then who does what on which day, and in which order.

Nothing is held meanwhile, as with one day: the diff is made against the board as it then is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moved
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Shift, VisitState
from dispatchtui.core.zones import local_day
from dispatchtui.engine.errand import Errand
from dispatchtui.engine.exact.crews import place_crews
from dispatchtui.engine.exact.days import plan_days
from dispatchtui.engine.improving import Improving
from dispatchtui.engine.jobs import Horizon
from dispatchtui.engine.lanes import Work
from dispatchtui.engine.leftover import leftover
from dispatchtui.engine.optimising import processors
from dispatchtui.engine.search import cost
from dispatchtui.errors import DispatchError
from dispatchtui.solver.encoding import Encoded, Encoder, moves_of
from dispatchtui.solver.problem import NEVER, Ints, Problem

MOST_DAYS = 14
DAY_S = 24 * 3600
ROWS_S = 0.0045
"""About how long the row of a visit takes: so long before its time is over the search ends."""
MOST_FOR_ROWS = 0.5
"""Of the time, how much is kept for rows at most."""


class Draft(NamedTuple):
    """A horizon as the engine takes it: the arrays, the day of each vehicle, and where the crews go."""

    encoded: Encoded
    days: Ints
    crews: tuple[Move, ...]


def horizon(job: Horizon, work: Work) -> None:
    """Plan so many days.

    Raises: Dropped, when it is not wanted any more; DispatchError for more days than can be planned at once.
    """
    if not 1 <= job.days <= MOST_DAYS:
        raise DispatchError(f"A horizon has 1 to {MOST_DAYS} days, not {job.days}.")
    sight = work.sight
    draft = Errand(lambda: drafted(job, sight.board, sight.now_s)).result(work.stopped)
    encoded = draft.encoded
    if not encoded.visits and not draft.crews:
        work.tell(sentences=("There is no visit that may be planned anew.",), final=True)
        return
    problem, start = encoded.problem, encoded.start
    plans = Improving(work, lambda plan: (*draft.crews, *moves_of(encoded, plan)), cost(problem, start),
                      scale=encoded.scale)  # fmt: skip
    left_s = job.seconds - work.elapsed_s - min(ROWS_S * len(encoded.visits), MOST_FOR_ROWS * job.seconds)
    try:
        # In a thread of its own, which ends also where it does not look up.
        plan = Errand(lambda: plan_days(
            problem, draft.days, start=start, seconds=left_s, seed=job.seed, threads=processors(), told=plans.take,
            stopped=plans.stopped,
        )).result(work.stopped)  # fmt: skip
        plans.end(plan, leftover(job, sight.board, encoded, plan, {each.visit_id for each in draft.crews}))
    finally:
        plans.drop()


def drafted(job: Horizon, board: Board, now_s: int) -> Draft:
    """The crews' places, and all other work of the days on the board as it then is."""
    until_s = job.from_s + job.days * DAY_S
    crews = place_crews(board, waiting_for_crews(board, job.territories), now_s, from_s=job.from_s, until_s=until_s)
    fork = moved(board, crews) if crews else board
    encoder = Encoder(fork, now_s)
    encoded = encoder.encode(territories=job.territories, from_s=job.from_s, until_s=until_s)
    return Draft(replace(encoded, problem=dear(encoded.problem)), days_of(fork, encoded.people), crews)


def dear(problem: Problem) -> Problem:
    """The problem in which leaving a visit out costs its price, and all the waiting until the last shift ends.

    Otherwise a visit that can only be late would cost less undone than done.
    """
    if not problem.vehicles:
        return problem
    end_s = int(problem.close_s.max())
    price = problem.price.copy()
    for since, rate in ((problem.due_s, problem.late_price), (problem.ready_s, problem.start_price)):
        if since is not None and rate is not None:
            price += np.where(since < end_s, (end_s - np.minimum(since, end_s)) * rate, 0)
    return replace(problem, price=np.where(problem.price == NEVER, NEVER, price))


def waiting_for_crews(board: Board, territories: Sequence[str]) -> tuple[str, ...]:
    """The visits that need several people and stand nowhere yet."""
    return tuple(
        each.id
        for each in sorted(board.visits.values(), key=lambda each: each.id)
        if each.crew_needs and not each.crew and (each.state is VisitState.QUALIFIED or each.state in PLACED)
        and (not territories or each.territory in territories)
    )  # fmt: skip


def days_of(board: Board, people: Sequence[tuple[str, str]]) -> Ints:
    """The day of each shift, counted from the first; a shift belongs to the local day on which it begins."""
    names = []
    for technician_id, shift_id in people:
        shift: Shift | None = board.tables["shifts"].get(shift_id)
        zone = board.technicians[technician_id].zone
        names.append(local_day(shift.start_s, zone) if shift is not None else "")
    number = {name: place for place, name in enumerate(sorted(set(names)))}
    return np.array([number[name] for name in names], dtype=np.int64)
