"""A small plain search for tests of formats: insertion and moves, each walked through by the problem's own rules."""

from __future__ import annotations

import json
from itertools import permutations, product
from typing import Any

from dispatchtui.solver.formats.instance import Answer, Opened
from dispatchtui.solver.formats.opening import open_text
from dispatchtui.solver.problem import Plan, Problem
from tests.solver.formats.walking import cost_of

Routes = list[list[int]]


def opened(document: dict[str, Any] | str, objective: str = "distance") -> Opened:
    """A file opened, given as a JSON object or as text."""
    text = document if isinstance(document, str) else json.dumps(document)
    return open_text(text.encode(), "small", objective)


def solved(document: dict[str, Any] | str, objective: str = "distance") -> Answer:
    """The answer to a file, its limits narrowed while a plan breaks what the problem cannot hold."""
    found = opened(document, objective)
    instance = found.instance
    for _round in range(4):
        plan = planned(instance.problem)
        tighter = None if instance.exact else found.tightened(plan)
        if tighter is None:
            return found.answer(plan)
        instance = tighter
    return found.answer(plan)


def planned(problem: Problem) -> Plan:
    """The best plan of three stops and two vehicles, else one from which no stop can be moved to make it cheaper."""
    if problem.stops <= 3 and problem.vehicles <= 2:
        every = [plan_of(problem, routes) for routes in arranged(problem.stops, problem.vehicles)]
        return min((each for each in every if each is not None), key=lambda each: each.cost)
    best = plan_of(problem, [[] for _ in range(problem.vehicles)])
    assert best is not None
    while True:
        tried = [plan_of(problem, routes) for stop in range(problem.stops) for routes in moved(best, stop)]
        better = min((each for each in tried if each is not None), key=lambda each: each.cost, default=best)
        if better.cost >= best.cost:
            return best
        best = better


def arranged(stops: int, vehicles: int) -> list[Routes]:
    """Every way to give stops to vehicles in some order, leaving out some."""
    return [
        [[stop for stop in order if by[stop] == vehicle] for vehicle in range(vehicles)]
        for by in product(range(vehicles + 1), repeat=stops)
        for order in permutations(range(stops))
    ]


def plan_of(problem: Problem, routes: Routes) -> Plan | None:
    """Routes as a plan with its cost; nothing when they break a rule."""
    cost = cost_of(problem, routes)
    served = {stop for route in routes for stop in route}
    left = tuple(stop for stop in range(problem.stops) if stop not in served)
    return None if cost is None else Plan(routes=tuple(map(tuple, routes)), left_out=left, cost=cost)


def moved(plan: Plan, stop: int) -> list[Routes]:
    """The routes with a stop at every other place."""
    without = [[each for each in route if each != stop] for route in plan.routes]
    return [
        [[*route[:place], stop, *route[place:]] if other == number else route for other, route in enumerate(without)]
        for number, target in enumerate(without)
        for place, route in [(place, target) for place in range(len(target) + 1)]
    ]


def small(**changes: Any) -> dict[str, Any]:
    """Three jobs and one vehicle on a line, 100 s and 1,000 m apart; `changes` go into the first job or the vehicle.

    A change named `job_x` is field x of the first job, `vehicle_x` one of the vehicle, others are of the file.
    """
    line = [[100 * abs(a - b) for b in range(4)] for a in range(4)]
    job: dict[str, Any] = {"id": 11, "location_index": 1, "service": 10}
    vehicle: dict[str, Any] = {"id": 1, "start_index": 0, "end_index": 0}
    others: dict[str, Any] = {}
    for name, value in changes.items():
        kind, _, field = name.partition("_")
        into = {"job": job, "vehicle": vehicle}.get(kind, others)
        into[field if into is not others else name] = value
    return {
        "jobs": [job, {"id": 12, "location_index": 2, "service": 10}, {"id": 13, "location_index": 3, "service": 10}],
        "vehicles": [vehicle],
        "matrices": {"car": {"durations": line, "distances": [[10 * each for each in row] for row in line]}},
        **others,
    }


def order(answer: Answer) -> list[list[int]]:
    """The ids of the jobs of each route."""
    return [[step["id"] for step in route["steps"] if step["type"] == "job"] for route in answer.document["routes"]]
