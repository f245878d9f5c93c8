"""One evaluator for the plans of all engines, plain and slow: what is broken, in sentences, and what a plan costs.

It knows what `dispatchtui.solver.problem` says of a problem and how a route is timed, and shares no code with any
engine. Where a route's breaks go is not part of a plan: every way to place them is tried, and the cheapest one that
breaks nothing counts; a plan that tells its times must have those of one of them.

Cost: n^b timings of a route of n stops with b breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, pairwise

from msgspec import Struct

from dispatchtui.solver.problem import NEVER, NOWHERE, Plan, Problem


class Timed(Struct, frozen=True, kw_only=True):
    """One route as it goes: when each service begins, when it is over, what it costs, and what it breaks."""

    starts: tuple[int, ...]
    end_s: int
    cost: int
    broken: tuple[str, ...]


class Verdict(Struct, frozen=True, kw_only=True):
    """What a plan costs, and the part of it that is for stops left out; what it breaks, in sentences."""

    cost: int
    left_cost: int
    left_out: tuple[int, ...]
    broken: tuple[str, ...]


def judge(problem: Problem, plan: Plan) -> Verdict:
    """Count what a plan costs and say what it breaks."""
    broken: list[str] = list(_counted(problem, plan))
    served = {stop for route in plan.routes for stop in route}
    left = tuple(stop for stop in range(problem.stops) if stop not in served)
    broken += [f"Stop {stop} must be served and is left out." for stop in left if problem.price[stop] >= NEVER]
    left_cost = sum(int(problem.price[stop]) for stop in left if problem.price[stop] < NEVER)
    cost = left_cost
    for vehicle, said in enumerate(plan.routes[: problem.vehicles]):
        route = [stop for stop in said if 0 <= stop < problem.stops]
        timed = timing(problem, vehicle, route, tuple(plan.starts[stop] for stop in route) if plan.starts else None)
        broken += timed.broken
        cost += timed.cost
    return Verdict(cost=cost, left_cost=left_cost, left_out=left, broken=tuple(broken))


def timing(problem: Problem, vehicle: int, route: Sequence[int], told: tuple[int, ...] | None = None) -> Timed:
    """Time one route in the best way, and judge it; with what was `told`, in a way that has these starts."""
    if not route:
        return Timed(starts=(), end_s=0, cost=0, broken=())
    broken = [*_may(problem, vehicle, route), *_loads(problem, vehicle, route), *_ways(problem, vehicle, route)]
    found = [_timed(problem, vehicle, route, gaps) for gaps in _placings(problem, vehicle, len(route))]
    if told is not None:
        same = [each for each in found if each.starts == told]
        if not same:
            broken.append(f"Vehicle {vehicle} is said to begin at {told} s; no placing of its breaks gives that.")
        found = same or found
    best = min(found, key=_order)
    return Timed(starts=best.starts, end_s=best.end_s, cost=best.cost, broken=(*broken, *best.broken))


def _order(timed: Timed) -> tuple[int, int, int]:
    return len(timed.broken), timed.cost, timed.end_s


def _counted(problem: Problem, plan: Plan) -> Iterator[str]:
    """Everything once, nothing unknown."""
    if len(plan.routes) != problem.vehicles:
        yield f"The plan has {len(plan.routes)} routes for {problem.vehicles} vehicles."
    seen: dict[int, int] = {}
    for vehicle, route in enumerate(plan.routes):
        for stop in route:
            if not 0 <= stop < problem.stops:
                yield f"Vehicle {vehicle} serves stop {stop}, which does not exist."
            elif stop in seen:
                yield f"Stop {stop} is served by vehicle {seen[stop]} and again by vehicle {vehicle}."
            seen[stop] = vehicle
    said = set(plan.left_out)
    if plan.starts and said != set(range(problem.stops)) - seen.keys():
        yield f"The plan says that it leaves out {sorted(said)}, but it leaves out others."


def _placings(problem: Problem, vehicle: int, stops: int) -> Iterator[tuple[int, ...]]:
    """Every way to place a vehicle's breaks, in their order: gap g is the way to the stop g, the last the way home."""
    owed = int(problem.break_from[vehicle + 1] - problem.break_from[vehicle])
    return combinations_with_replacement(range(stops + 1), owed)


def _timed(problem: Problem, vehicle: int, route: Sequence[int], gaps: tuple[int, ...]) -> Timed:
    broken: list[str] = []
    starts: list[int] = []
    cost = int(problem.fixed[vehicle])
    now_s, here = int(problem.open_s[vehicle]), int(problem.start[vehicle])
    first_break = int(problem.break_from[vehicle])
    for gap, stop in enumerate(route):
        there = int(problem.place[stop])
        breaks = [first_break + order for order, placed in enumerate(gaps) if placed == gap]
        arrival_s, late = _arrival(problem, vehicle, now_s, _way_s(problem, vehicle, here, there), breaks)
        broken += late
        start_s = _begins(problem, stop, arrival_s)
        if start_s is None:
            broken.append(_too_late(problem, vehicle, stop, arrival_s))
            start_s = arrival_s
        starts.append(start_s)
        cost += _way_cost(problem, vehicle, here, there) + _soft(problem, vehicle, stop, start_s)
        # Setting up is the first part of the service, as the windows tell when somebody is to be there.
        setup_s = int(problem.setup_s[stop]) if here != there else 0
        now_s, here = start_s + setup_s + int(problem.service_s[stop]), there
    breaks = [first_break + order for order, placed in enumerate(gaps) if placed == len(route)]
    home = int(problem.end[vehicle])
    end_s, late = _arrival(problem, vehicle, now_s, _way_s(problem, vehicle, here, home), breaks)
    broken += late
    cost += _way_cost(problem, vehicle, here, home)
    over_s = max(0, end_s - int(problem.close_s[vehicle]))
    if over_s > problem.overtime_s[vehicle]:
        broken.append(
            f"Vehicle {vehicle} ends {over_s} s after its close with {problem.overtime_s[vehicle]} s allowed."
        )
    cost += over_s * int(problem.overtime_price[vehicle])
    return Timed(starts=tuple(starts), end_s=end_s, cost=cost, broken=tuple(broken))


def _arrival(problem: Problem, vehicle: int, leaves_s: int, way_s: int, breaks: Sequence[int]) -> tuple[int, list[str]]:
    """When a way with these breaks on it is over, and which of them should have begun before it."""
    arrival_s, free_s, late = leaves_s + way_s, leaves_s, []
    for each in breaks:
        earliest_s, latest_s, length_s = (int(value) for value in problem.breaks[each])
        if free_s > latest_s:
            late.append(f"Vehicle {vehicle} can begin its break at {free_s} s, the latest is {latest_s} s.")
        free_s = max(free_s, earliest_s) + length_s
        arrival_s = max(arrival_s, earliest_s) + length_s
    return arrival_s, late


def _begins(problem: Problem, stop: int, arrival_s: int) -> int | None:
    """The first moment from an arrival on at which a service may begin."""
    spans = problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]]
    if not len(spans):
        return arrival_s
    for opens_s, closes_s in spans:
        if arrival_s <= closes_s:
            return max(arrival_s, int(opens_s))
    return None


def _too_late(problem: Problem, vehicle: int, stop: int, arrival_s: int) -> str:
    spans = problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]]
    return f"Vehicle {vehicle} can begin stop {stop} at {arrival_s} s, its last window ends at {int(spans[-1][1])} s."


def _soft(problem: Problem, vehicle: int, stop: int, start_s: int) -> int:
    """What a service costs beside the way to it."""
    cost = 0
    if problem.pair_cost is not None:
        cost += int(problem.pair_cost[stop, vehicle])
    if problem.due_s is not None and problem.late_price is not None:
        cost += max(0, start_s - int(problem.due_s[stop])) * int(problem.late_price[stop])
    if problem.start_price is not None and problem.ready_s is not None:
        cost += max(0, start_s - int(problem.ready_s[stop])) * int(problem.start_price[stop])
    if problem.was_s is not None and problem.moved_price is not None and problem.was_s[stop] < NEVER:
        cost += int(problem.moved_price[stop]) * (abs(start_s - int(problem.was_s[stop])) > problem.moved_by_s)
    return cost


def _way_s(problem: Problem, vehicle: int, here: int, there: int) -> int:
    if NOWHERE in {here, there}:
        return 0
    return int(problem.travel_s[problem.profile[vehicle], here, there])


def _way_cost(problem: Problem, vehicle: int, here: int, there: int) -> int:
    if NOWHERE in {here, there}:
        return 0
    prices = problem.travel_s if problem.way_cost is None else problem.way_cost
    return int(prices[problem.profile[vehicle], here, there]) * int(problem.travel_price[vehicle])


def _may(problem: Problem, vehicle: int, route: Sequence[int]) -> Iterator[str]:
    for stop in route:
        if not problem.may[stop, vehicle]:
            yield f"Vehicle {vehicle} serves stop {stop}, which it may not."
    if len(route) > problem.most_stops[vehicle]:
        yield f"Vehicle {vehicle} makes {len(route)} stops, at most {problem.most_stops[vehicle]} are allowed."


def _loads(problem: Problem, vehicle: int, route: Sequence[int]) -> Iterator[str]:
    """What is on board: all deliveries at the start, then less of them and more of what is picked up."""
    for dimension in range(problem.delivery.shape[1]):
        load = most = sum(int(problem.delivery[stop, dimension]) for stop in route)
        for stop in route:
            load += int(problem.pickup[stop, dimension]) - int(problem.delivery[stop, dimension])
            most = max(most, load)
        if most > problem.capacity[vehicle, dimension]:
            yield (f"Vehicle {vehicle} carries {most} of load {dimension}, "
                   f"its capacity is {problem.capacity[vehicle, dimension]}.")  # fmt: skip


def _ways(problem: Problem, vehicle: int, route: Sequence[int]) -> Iterator[str]:
    places = [int(problem.start[vehicle]), *(int(problem.place[stop]) for stop in route), int(problem.end[vehicle])]
    legs = [_way_s(problem, vehicle, here, there) for here, there in pairwise(places)]
    if sum(legs) > problem.most_travel_s[vehicle]:
        yield f"Vehicle {vehicle} travels {sum(legs)} s, at most {problem.most_travel_s[vehicle]} s are allowed."
    if max(legs) > problem.longest_leg_s[vehicle]:
        yield f"Vehicle {vehicle} has a leg of {max(legs)} s, at most {problem.longest_leg_s[vehicle]} s are allowed."
