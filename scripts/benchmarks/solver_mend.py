"""What is left of a plan when the stops that break it are left out: the fairest reading of an engine that is told less.

An engine that cannot say all of a problem's rules breaks some. Its plan counts without the stops that break it, those
first that cost least to leave out.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.judge import timing
from dispatchtui.solver.problem import Plan, Problem


def mended(problem: Problem, routes: Sequence[Sequence[int]]) -> Plan:
    """A plan that breaks nothing but what must be served, from routes that may."""
    seen: set[int] = set()
    kept: list[tuple[int, ...]] = []
    for vehicle in range(problem.vehicles):
        route: list[int] = []
        for stop in routes[vehicle] if vehicle < len(routes) else ():
            if 0 <= stop < problem.stops and stop not in seen and problem.may[stop, vehicle]:
                seen.add(stop)
                route.append(stop)
        kept.append(_legal(problem, vehicle, tuple(route)))
    return Plan(routes=tuple(kept))


def _legal(problem: Problem, vehicle: int, route: tuple[int, ...]) -> tuple[int, ...]:
    """A route without as many of its stops as have to go, one after the other."""
    while route and timing(problem, vehicle, route).broken:
        route = min((route[:gone] + route[gone + 1 :] for gone in range(len(route))),
                    key=lambda shorter: _badness(problem, vehicle, route, shorter))  # fmt: skip
    return route


def _badness(problem: Problem, vehicle: int, route: tuple[int, ...], shorter: tuple[int, ...]) -> tuple[bool, int, int]:
    """How much of an evil a route is that has lost a stop: first whether it still breaks something."""
    timed = timing(problem, vehicle, shorter)
    (gone,) = set(route) - set(shorter)
    return bool(timed.broken), len(timed.broken), timed.cost + int(problem.price[gone])
