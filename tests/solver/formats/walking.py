"""A problem's own rules, walked through plainly: what a route costs, or that it cannot be gone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement, pairwise

from dispatchtui.solver.problem import NOWHERE, Problem


def cost_of(problem: Problem, routes: Sequence[Sequence[int]]) -> int | None:
    """What routes cost with what they leave out; nothing when one of them breaks a rule."""
    served = {stop for route in routes for stop in route}
    cost = sum(int(problem.price[stop]) for stop in range(problem.stops) if stop not in served)
    for vehicle, route in enumerate(routes):
        if route and not may_go(problem, vehicle, route):
            return None
        cost += way_cost(problem, vehicle, route) if route else 0
    return cost


def places(problem: Problem, vehicle: int, route: Sequence[int]) -> list[int]:
    """The places of a route from start to end; nowhere is left away."""
    found = [int(problem.start[vehicle]), *(int(problem.place[stop]) for stop in route), int(problem.end[vehicle])]
    return [each for each in found if each != NOWHERE]


def way_cost(problem: Problem, vehicle: int, route: Sequence[int]) -> int:
    """What a route costs."""
    prices = (problem.travel_s if problem.way_cost is None else problem.way_cost)[problem.profile[vehicle]]
    ways = sum(int(prices[a, b]) for a, b in pairwise(places(problem, vehicle, route)))
    pairs = 0 if problem.pair_cost is None else sum(int(problem.pair_cost[stop, vehicle]) for stop in route)
    return int(problem.fixed[vehicle]) + ways * int(problem.travel_price[vehicle]) + pairs


def may_go(problem: Problem, vehicle: int, route: Sequence[int]) -> bool:
    """Whether a route keeps all rules with some placing of its breaks."""
    travel = problem.travel_s[problem.profile[vehicle]]
    loads = [problem.delivery[list(route)].sum(axis=0)]
    for stop in route:
        loads.append(loads[-1] + problem.pickup[stop] - problem.delivery[stop])
    breaks = range(int(problem.break_from[vehicle]), int(problem.break_from[vehicle + 1]))
    return (
        all(bool(problem.may[stop, vehicle]) for stop in route)
        and all(bool((each <= problem.capacity[vehicle]).all()) for each in loads)
        and len(route) <= problem.most_stops[vehicle]
        and sum(int(travel[a, b]) for a, b in pairwise(places(problem, vehicle, route)))
        <= problem.most_travel_s[vehicle]
        and any(
            in_time(problem, vehicle, route, gaps)
            for gaps in combinations_with_replacement(range(len(route) + 1), len(breaks))
        )
    )


def in_time(problem: Problem, vehicle: int, route: Sequence[int], gaps: Sequence[int]) -> bool:
    """Whether a route keeps its times with each break on the way of that number."""
    travel = problem.travel_s[problem.profile[vehicle]]
    now, here = int(problem.open_s[vehicle]), int(problem.start[vehicle])
    for number in range(len(route) + 1):
        stop = route[number] if number < len(route) else None
        there = int(problem.end[vehicle] if stop is None else problem.place[stop])
        arrival = now + (0 if NOWHERE in (here, there) else int(travel[here, there]))
        for order, gap in enumerate(gaps):
            earliest, latest, length = problem.breaks[int(problem.break_from[vehicle]) + order].tolist()
            if gap == number:
                if now > latest:
                    return False
                now, arrival = max(now, earliest) + length, max(arrival, earliest) + length
        if stop is None:
            return arrival <= int(problem.close_s[vehicle])
        windows = problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]].tolist()
        starts = [max(arrival, begin) for begin, end in windows if arrival <= end]
        if not starts:
            return False
        now, here = (
            starts[0] + int(problem.service_s[stop]) + (int(problem.setup_s[stop]) if here != there else 0),
            there,
        )
    return True
