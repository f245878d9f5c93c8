"""The plain path: insertion and a simple improving search without compiled code, for while that is not ready.

Routes are timed stop by stop, by the rules of `dispatchtui.solver.problem` as they are written there.

Cost: some ms for ten stops among a hundred routes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from dispatchtui.solver.problem import NEVER, NOWHERE, Plan, Problem

Label = tuple[int, int, tuple[int, ...]]
"""When one leaves, what that has cost so far, and when each service began."""
FAR = 1 << 62


def first(problem: Problem, start: Plan | None = None) -> Plan:
    """A plan in which what `start` leaves out is inserted where it costs least, dear stops first; the rest stays."""
    work = Work(problem, start)
    work.insert_all()
    return work.plan()


def improve(problem: Problem, start: Plan | None = None, *, stopped: Callable[[], bool] = lambda: False) -> Plan:
    """A plan in which no single stop is better elsewhere: each is taken out and inserted again, until none gains."""
    work = Work(problem, start)
    work.insert_all()
    better = True
    while better and not stopped():
        better = sum(work.again(u) for u in range(problem.stops) if not stopped()) > 0
    return work.plan()


class Work:
    """Routes that are being changed, each with what it costs."""

    def __init__(self, problem: Problem, start: Plan | None) -> None:
        """Take over the routes of a plan, without the stops that cannot be where they are."""
        self.problem = problem
        self.routes: list[list[int]] = [[] for _ in range(problem.vehicles)]
        for v, route in enumerate(() if start is None else start.routes):
            for u in route:
                if self.whose(u) < 0 and timed(problem, v, [*self.routes[v], u]) is not None:
                    self.routes[v].append(u)
        self.costs = [cost_of(problem, v, route) for v, route in enumerate(self.routes)]

    def whose(self, u: int) -> int:
        """The vehicle that serves a stop: -1 if none does."""
        return next((v for v, route in enumerate(self.routes) if u in route), -1)

    def insert_all(self) -> None:
        """Insert what is left out, dear stops first, where that is worth it."""
        served = {u for route in self.routes for u in route}
        left = [u for u in range(self.problem.stops) if u not in served]
        for u in sorted(left, key=lambda u: (-int(self.problem.price[u]), u)):
            self.insert(u)

    def insert(self, u: int) -> None:
        """Put a stop where it costs least, if that is below its price."""
        best, where = int(self.problem.price[u]), (-1, 0)
        for v in self.problem.may[u].nonzero()[0].tolist():
            route = self.routes[v]
            for at in sorted(range(len(route) + 1), key=lambda at: self.detour(u, v, at)):
                if self.detour(u, v, at) >= best:
                    break
                rise = cost_of(self.problem, v, [*route[:at], u, *route[at:]]) - self.costs[v]
                if rise < best:
                    best, where = rise, (v, at)
        v, at = where
        if v >= 0:
            self.routes[v].insert(at, u)
            self.costs[v] += best

    def detour(self, u: int, v: int, at: int) -> int:
        """What the ways of a route cost more with a stop at a position: nearly always less than all that it costs."""
        p = self.problem
        before, after = places_about(p, v, self.routes[v], at)
        own = int(p.place[u])
        return way_cost(p, v, before, own) + way_cost(p, v, own, after) - way_cost(p, v, before, after)

    def again(self, u: int) -> bool:
        """Take a stop out and insert it again: whether that gained anything."""
        v = self.whose(u)
        if v < 0:
            self.insert(u)
            return self.whose(u) >= 0
        routes, costs = [list(route) for route in self.routes], list(self.costs)
        self.routes[v].remove(u)
        self.costs[v] = cost_of(self.problem, v, self.routes[v])
        if self.costs[v] < FAR:
            self.insert(u)
            lost = 0 if self.whose(u) >= 0 else int(self.problem.price[u])
            if sum(self.costs) + lost < sum(costs):
                return True
        self.routes, self.costs = routes, costs
        return False

    def plan(self) -> Plan:
        """The plan as it is."""
        p = self.problem
        starts = [NEVER] * p.stops
        for v, route in enumerate(self.routes):
            label = timed(p, v, route)
            assert label is not None
            for u, begin in zip(route, label[2], strict=True):
                starts[u] = begin
        left_out = tuple(u for u, begin in enumerate(starts) if begin == NEVER)
        cost = sum(self.costs) + sum(int(p.price[u]) for u in left_out)
        return Plan(
            routes=tuple(tuple(route) for route in self.routes), starts=tuple(starts), cost=cost, left_out=left_out
        )


def places_about(p: Problem, v: int, route: Sequence[int], at: int) -> tuple[int, int]:
    """The places before and behind a position of a route: nowhere in one that is not used."""
    if not route:
        return NOWHERE, NOWHERE
    before = int(p.start[v]) if at == 0 else int(p.place[route[at - 1]])
    return before, int(p.end[v]) if at == len(route) else int(p.place[route[at]])


def way_s(p: Problem, v: int, here: int, there: int) -> int:
    """How long a way takes."""
    return 0 if NOWHERE in {here, there} else int(p.travel_s[p.profile[v], here, there])


def way_cost(p: Problem, v: int, here: int, there: int) -> int:
    """What a way costs."""
    ways = p.travel_s if p.way_cost is None else p.way_cost
    return 0 if NOWHERE in {here, there} else int(ways[p.profile[v], here, there]) * int(p.travel_price[v])


def cost_of(p: Problem, v: int, route: Sequence[int]) -> int:
    """What a route costs: `FAR` if it breaks a rule."""
    if not route:
        return 0
    label = timed(p, v, route)
    if label is None:
        return FAR
    pairs = 0 if p.pair_cost is None else sum(int(p.pair_cost[u, v]) for u in route)
    places = [int(p.start[v]), *(int(p.place[u]) for u in route), int(p.end[v])]
    ways = sum(way_cost(p, v, here, there) for here, there in pairwise(places))
    return int(p.fixed[v]) + pairs + ways + label[1]


def timed(p: Problem, v: int, route: Sequence[int]) -> Label | None:
    """How a route goes when each service begins as early as it can: none if it breaks a rule."""
    if not route:
        return int(p.open_s[v]), 0, ()
    if not (carries(p, v, route) and all(p.may[u, v] for u in route) and len(route) <= p.most_stops[v]):
        return None
    breaks = [tuple(row) for row in p.breaks[p.break_from[v] : p.break_from[v + 1]].tolist()]
    layers: list[Label | None] = [(int(p.open_s[v]), 0, ())] + [None] * len(breaks)
    here, driven = int(p.start[v]), 0
    for u in (*route, -1):
        there = int(p.end[v]) if u < 0 else int(p.place[u])
        way = way_s(p, v, here, there)
        driven += way
        if way > p.longest_leg_s[v]:
            return None
        layers = [
            min(
                (
                    label
                    for was in range(k + 1)
                    if (label := served(p, v, (u, way, here != there), layers[was], breaks[was:k])) is not None
                ),
                default=None,
            )
            for k in range(len(layers))
        ]
        here = there
    return None if driven > p.most_travel_s[v] else layers[-1]


def served(
    p: Problem, v: int, step: tuple[int, int, bool], label: Label | None, breaks: Sequence[tuple[int, ...]]
) -> Label | None:
    """How it stands after one way with these breaks on it and the service at its end; -1 is the end of the route."""
    if label is None:
        return None
    u, way, elsewhere = step
    leaves, cost, begins = label
    arrives = leaves + way
    for earliest, latest, length in breaks:
        if leaves > latest:
            return None
        leaves, arrives = max(leaves, earliest) + length, max(arrives, earliest) + length
    if u < 0:
        late = max(arrives - int(p.close_s[v]), 0)
        return None if late > p.overtime_s[v] else (arrives, cost + late * int(p.overtime_price[v]), begins)
    windows = p.windows[p.window_from[u] : p.window_from[u + 1]].tolist()
    begin = next((max(arrives, low) for low, high in windows if arrives <= high), None) if windows else arrives
    if begin is None:
        return None
    takes = int(p.service_s[u]) + (int(p.setup_s[u]) if elsewhere else 0)
    return begin + takes, cost + soft(p, u, begin), (*begins, begin)


def soft(p: Problem, u: int, begin: int) -> int:
    """What it costs that a service begins at a moment."""
    cost = 0
    if p.due_s is not None and p.late_price is not None:
        cost += max(begin - int(p.due_s[u]), 0) * int(p.late_price[u])
    if p.start_price is not None and p.ready_s is not None:
        cost += max(begin - int(p.ready_s[u]), 0) * int(p.start_price[u])
    if p.was_s is not None and p.moved_price is not None and p.was_s[u] != NEVER:
        cost += int(p.moved_price[u]) if abs(begin - int(p.was_s[u])) > p.moved_by_s else 0
    return cost


def carries(p: Problem, v: int, route: Sequence[int]) -> bool:
    """Whether a vehicle holds what is on board at every moment of a route."""
    stops = list(route)
    aboard = p.delivery[stops].sum(axis=0)
    if (aboard > p.capacity[v]).any():
        return False
    for u in stops:
        aboard = aboard + p.pickup[u] - p.delivery[u]
        if (aboard > p.capacity[v]).any():
            return False
    return True
