"""What other routers ask for in place of a table of who may do what: kinds of vehicles, and skills."""

from __future__ import annotations

import numpy as np

from dispatchtui.solver.problem import NEVER, Problem

ANY_TIME = (0, 2**31)


def kinds(problem: Problem) -> list[list[int]]:
    """Vehicles in groups that differ in nothing; the cost of a route is the same for all of a group."""
    found: dict[bytes, list[int]] = {}
    for vehicle in range(problem.vehicles):
        breaks = problem.breaks[problem.break_from[vehicle] : problem.break_from[vehicle + 1]]
        own = (problem.profile, problem.start, problem.end, problem.open_s, problem.close_s, problem.overtime_s,
               problem.travel_price, problem.fixed, problem.most_stops, problem.most_travel_s)  # fmt: skip
        key = np.array([each[vehicle] for each in own]).tobytes() + problem.capacity[vehicle].tobytes()
        key += breaks.tobytes() + problem.may[:, vehicle].tobytes()
        found.setdefault(key, []).append(vehicle)
    return list(found.values())


def skills(problem: Problem) -> tuple[list[int], list[set[int]]]:
    """The skill that each stop asks for and the skills that each vehicle has: one for each set of who may serve.

    A stop that everybody may serve asks for skill 0, which nobody needs to have.
    """
    numbers: dict[bytes, int] = {np.ones(problem.vehicles, dtype=np.bool_).tobytes(): 0}
    asked = [numbers.setdefault(row.tobytes(), len(numbers)) for row in problem.may]
    has: list[set[int]] = [set() for _vehicle in range(problem.vehicles)]
    for key, number in numbers.items():
        if number:
            for vehicle in np.flatnonzero(np.frombuffer(key, dtype=np.bool_)):
                has[vehicle].add(number)
    return asked, has


def span(problem: Problem, stop: int) -> tuple[int, int]:
    """The first and the last moment at which a stop may begin, for who knows no more than one window."""
    spans = problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]]
    return (int(spans[0][0]), int(spans[-1][1])) if len(spans) else ANY_TIME


def all_must(problem: Problem) -> bool:
    """Whether leaving out any stop is dearer than serving everything could ever be."""
    prices = problem.travel_s if problem.way_cost is None else problem.way_cost
    legs = problem.stops + problem.vehicles
    most = legs * int(prices.max(initial=0)) * int(problem.travel_price.max(initial=1)) + int(
        problem.fixed.max(initial=0)
    )
    return bool(problem.price.min(initial=NEVER) >= most)


def limits_travel(problem: Problem) -> bool:
    """Whether any vehicle may travel less than its shift is long."""
    return bool((problem.most_travel_s < problem.close_s + problem.overtime_s - problem.open_s).any())


def limits_stops(problem: Problem) -> bool:
    """Whether any vehicle may make fewer stops than there are."""
    return bool((problem.most_stops < problem.stops).any())
