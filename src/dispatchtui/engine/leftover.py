"""What a plan of many days leaves waiting, and why: days on which nobody works, skills that nobody has, no time left.

Never: a visit that found no place without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dispatchtui.constraints.words import counted, names
from dispatchtui.core.board import Board
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.zones import local, local_day
from dispatchtui.engine.jobs import Horizon
from dispatchtui.solver.encoding import Encoded
from dispatchtui.solver.problem import Plan

DAY_S = 24 * 3600
MOST_NAMED = 5
"""So many visits are named for a reason; the others are counted."""


def leftover(job: Horizon, board: Board, encoded: Encoded, plan: Plan, placed: Collection[str]) -> tuple[str, ...]:
    """One sentence for the days on which nobody works, one for each reason for which visits wait on.

    `placed` are those that found a place before the plan was made, as crews do.
    """
    return (*_idle_days(job, board, encoded), *_waiting(job, board, encoded, plan, placed))


def _idle_days(job: Horizon, board: Board, encoded: Encoded) -> Iterator[str]:
    people = [board.technicians[who] for who, _ in encoded.people] or list(board.technicians.values())
    if not people:
        return
    zone, shifts = people[0].zone, board.tables["shifts"]
    worked = {local_day(shifts[shift_id].start_s, zone) for _, shift_id in encoded.people if shift_id in shifts}
    days = [job.from_s + number * DAY_S for number in range(job.days)]
    idle = [local(each, zone).strftime("%a %d %b") for each in days if local_day(each, zone) not in worked]
    if idle:
        which = f"{idle[0]} to {idle[-1]}" if _in_a_row(idle, days, zone) else names(idle)
        yield f"Nobody has a shift recorded on {which}."


def _in_a_row(idle: Sequence[str], days: Sequence[int], zone: str) -> bool:
    every = [local(each, zone).strftime("%a %d %b") for each in days]
    first = every.index(idle[0])
    return len(idle) > 2 and every[first : first + len(idle)] == list(idle)


def _waiting(job: Horizon, board: Board, encoded: Encoded, plan: Plan, placed: Collection[str]) -> Iterator[str]:
    left = {encoded.visits[stop]: stop for stop in plan.left_out}
    waiting = [each for each in board.visits.values()
               if each.state is VisitState.QUALIFIED and not each.crew and each.id not in placed
               and (not job.territories or each.territory in job.territories)
               and (each.id in left or each.id not in encoded.visits)]  # fmt: skip
    reasons: dict[str, list[str]] = {}
    for each in waiting:
        reasons.setdefault(_why(board, encoded, each, left.get(each.id)), []).append(each.id)
    for why, visits in sorted(reasons.items(), key=lambda each: -len(each[1])):
        named = [*visits[:MOST_NAMED], *([f"{len(visits) - MOST_NAMED} more"] if len(visits) > MOST_NAMED else [])]
        fit = "fits" if len(visits) == 1 else "fit"
        yield f"{counted(len(visits), 'visit')} {fit} on none of the {job.days} days: {why} ({', '.join(named)})."


def _why(board: Board, encoded: Encoded, visit: Visit, stop: int | None) -> str:
    """Why a visit found no place."""
    if visit.crew_needs:
        return "several people are needed at once, and no time was found for all of them"
    people = [board.technicians[who] for who in dict.fromkeys(who for who, _ in encoded.people)]
    for need in visit.needs:
        if not any(each.skill == need.skill and each.level >= need.level for who in people for each in who.skills):
            return f"nobody who works has {need.skill} {need.level}"
    if stop is None:
        return "it may not be begun then, or not by a search"
    problem = encoded.problem
    able = [vehicle for vehicle in range(problem.vehicles) if problem.may[stop, vehicle]]
    if not able:
        return "nobody who works may take it"
    spans = problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]].tolist()
    opens = [(int(problem.open_s[each]), int(problem.close_s[each])) for each in able]
    if spans and not any(begin <= close and open_s <= end for begin, end in spans for open_s, close in opens):
        return "nobody who may take it works when it is wanted"
    return "those who may take it have no time left, or it is not worth what it would cost"
