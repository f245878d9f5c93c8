"""Small problems drawn by a seed, and the one slow judge that counts what a plan of them costs."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from msgspec.structs import replace

from benchmarks.judge import judge, timing
from dispatchtui.solver.problem import NEVER, Plan, Problem

HOUR_S = 3600


def a_problem(stops: int, vehicles: int, seed: int, *, rich: bool = False) -> Problem:
    """Stops with windows and skills, vehicles with a break; a rich one has every rule that there is."""
    chance = np.random.default_rng(seed)
    points = chance.uniform(0, 15_000, (stops + vehicles, 2))
    ways = np.hypot(points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1])
    opens = chance.integers(16, 28, stops) * HOUR_S // 2
    may = chance.random((stops, vehicles)) < 0.7
    may[np.arange(stops), chance.integers(0, vehicles, stops)] = True

    def each(value: int) -> np.ndarray:
        return np.full(vehicles, value, dtype=np.int64)

    none = np.zeros((stops, 0), np.int64)
    problem = Problem(
        travel_s=(ways / 8).astype(np.int32)[None],
        place=np.arange(stops),
        service_s=chance.choice([1800, 3600, 5400], stops),
        setup_s=np.zeros(stops, np.int64),
        windows=np.stack([opens, opens + chance.choice([2, 4], stops) * HOUR_S], axis=1),
        window_from=np.arange(stops + 1),
        delivery=none,
        pickup=none,
        price=chance.choice([7_200, 20_000, 60_000], stops),
        may=may,
        profile=each(0),
        start=np.arange(stops, stops + vehicles),
        end=np.arange(stops, stops + vehicles),
        open_s=each(8 * HOUR_S),
        close_s=each(16 * HOUR_S),
        overtime_s=each(0),
        overtime_price=each(0),
        travel_price=each(1),
        fixed=each(0),
        capacity=np.zeros((vehicles, 0), np.int64),
        most_stops=each(99),
        most_travel_s=each(NEVER),
        longest_leg_s=each(NEVER),
        breaks=np.tile(np.array([[11 * HOUR_S, 13 * HOUR_S, HOUR_S // 2]]), (vehicles, 1)),
        break_from=np.arange(vehicles + 1),
    )
    return _rich(problem, chance) if rich else problem


def _rich(problem: Problem, chance: np.random.Generator) -> Problem:
    """With second windows, setups, loads both ways, overtime, limits, two breaks, and every price."""
    stops, vehicles = problem.stops, problem.vehicles
    first = problem.windows
    windows = np.stack([first, first + 5 * HOUR_S], axis=1).reshape(-1, 2)
    breaks = [[10 * HOUR_S, 12 * HOUR_S, 900], [13 * HOUR_S, 15 * HOUR_S, 1200]] * vehicles
    return replace(
        problem,
        windows=windows,
        window_from=np.arange(stops + 1) * 2,
        setup_s=np.full(stops, 600),
        delivery=chance.integers(0, 4, (stops, 2)),
        pickup=chance.integers(0, 4, (stops, 2)),
        capacity=np.full((vehicles, 2), 7),
        overtime_s=np.full(vehicles, 3600),
        overtime_price=np.full(vehicles, 2),
        fixed=np.full(vehicles, 500),
        most_stops=np.full(vehicles, 4),
        most_travel_s=np.full(vehicles, 7_000),
        longest_leg_s=np.full(vehicles, 2_200),
        breaks=np.array(breaks, dtype=np.int64),
        break_from=np.arange(vehicles + 1) * 2,
        pair_cost=chance.integers(0, 900, (stops, vehicles)),
        due_s=first[:, 0] + HOUR_S,
        late_price=chance.integers(0, 3, stops),
        ready_s=first[:, 0],
        start_price=chance.integers(0, 2, stops),
        was_s=np.where(chance.random(stops) < 0.5, first[:, 0] + 1800, NEVER),
        moved_price=chance.integers(0, 2_000, stops),
        moved_by_s=900,
    )


def nothing(problem: Problem) -> Plan:
    """The plan in which nobody serves anything."""
    return Plan(routes=((),) * problem.vehicles, left_out=tuple(range(problem.stops)))


def route_cost(problem: Problem, vehicle: int, route: tuple[int, ...]) -> int | None:
    """What one route costs in its cheapest timing, or nothing where every timing breaks something."""
    found = timing(problem, vehicle, route)
    return None if found.broken else found.cost


def cheapest_with(problem: Problem, vehicle: int, kept: tuple[int, ...], chosen: tuple[int, ...]) -> int | None:
    """What the cheapest order of some stops costs in which those that are kept stay in theirs."""
    costs = [
        route_cost(problem, vehicle, order)
        for order in permutations((*kept, *chosen))
        if tuple(stop for stop in order if stop in kept) == kept
    ]
    return min((cost for cost in costs if cost is not None), default=None)


def judged(problem: Problem, plan: Plan) -> int:
    """What the judge says that a plan costs; the plan must break nothing."""
    verdict = judge(problem, plan)
    assert not verdict.broken
    return verdict.cost
