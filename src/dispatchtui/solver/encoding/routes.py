"""The times of one route of a problem, as the problem means them: the earliest, wherever its breaks may fall.

Plain and small; it is asked of routes one at a time, where a search would be too much.

Units: seconds.
Cost: some microseconds a stop, times the breaks that are owed and one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatchtui.solver.problem import NOWHERE, Problem

_Reached = tuple[int, tuple[int, ...]]
"""When a vehicle is free, and the begins so far."""


def timed(
    problem: Problem, vehicle: int, route: Sequence[int], not_before: Mapping[int, int] | None = None
) -> tuple[int, ...] | None:
    """When each service of a route begins, as early as can be but no earlier than asked; nothing where it cannot be.

    Looks at no loads, prices or rights: only at time, and at how long a leg may be.
    """
    if not route:
        return ()
    first, last = int(problem.break_from[vehicle]), int(problem.break_from[vehicle + 1])
    breaks = problem.breaks[first:last].tolist()
    travel_s, here = problem.travel_s[problem.profile[vehicle]], int(problem.start[vehicle])
    longest_s = int(problem.longest_leg_s[vehicle])
    reached: list[_Reached | None] = [(int(problem.open_s[vehicle]), ()), *[None] * len(breaks)]
    for stop in route:
        there = int(problem.place[stop])
        way_s = int(travel_s[here, there]) if here != NOWHERE else 0
        if way_s > longest_s:
            return None
        wanted_s = not_before.get(stop, 0) if not_before else 0
        setup_s = int(problem.setup_s[stop]) if here != there else 0
        reached = _served(problem, stop, _arrivals(reached, breaks, way_s), wanted_s, setup_s)
        if not any(reached):
            return None
        here = there
    home = int(problem.end[vehicle])
    way_s = int(travel_s[here, home]) if NOWHERE not in {here, home} else 0
    if way_s > longest_s:
        return None
    ended = _arrivals(reached, breaks, way_s)[-1]
    if ended is None or ended[0] > int(problem.close_s[vehicle]) + int(problem.overtime_s[vehicle]):
        return None
    return ended[1]


def _arrivals(reached: Sequence[_Reached | None], breaks: Sequence[Sequence[int]], way_s: int) -> list[_Reached | None]:
    """When the next place is reached with so many breaks taken, at the earliest."""
    found: list[_Reached | None] = [None] * len(reached)
    for taken, each in enumerate(reached):
        if each is None:
            continue
        ready_s, arrival_s, starts = each[0], each[0] + way_s, each[1]
        for number in range(taken, len(reached)):
            best = found[number]
            if best is None or arrival_s < best[0]:
                found[number] = (arrival_s, starts)
            if number == len(breaks) or ready_s > breaks[number][1]:
                break
            earliest_s, _, length_s = breaks[number]
            ready_s, arrival_s = max(ready_s, earliest_s) + length_s, max(arrival_s, earliest_s) + length_s
    return found


def _served(
    problem: Problem, stop: int, arrivals: Sequence[_Reached | None], wanted_s: int, setup_s: int
) -> list[_Reached | None]:
    """When a stop is done with so many breaks taken before it; nothing where that is too late for it."""
    windows = problem.windows[int(problem.window_from[stop]) : int(problem.window_from[stop + 1])].tolist()
    service_s = int(problem.service_s[stop])
    found: list[_Reached | None] = []
    for each in arrivals:
        start_s = None if each is None else _begin(windows, max(each[0] + setup_s, wanted_s))
        found.append(None if each is None or start_s is None else (start_s + service_s, (*each[1], start_s)))
    return found


def _begin(windows: Sequence[Sequence[int]], ready_s: int) -> int | None:
    if not windows:
        return ready_s
    return next((max(ready_s, opens_s) for opens_s, closes_s in windows if ready_s <= closes_s), None)
