"""A plan made to keep the rules of its file, and vehicles whose breaks limit what they carry filled by those rules.

Why: a search's problem holds no load at the time of a break. It plans such a vehicle without that limit, or as if it
were never to carry more; what lies between is tried here, job by job, with the file's own rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dispatchtui.solver.formats.vroom_rules import Rules
from dispatchtui.solver.problem import Plan

MOST_TRIES = 6_000
"""Routes that are timed for one plan; some 50 us each for every stop."""
Route = tuple[int, ...]


def heavy(rules: Rules) -> frozenset[int]:
    """The vehicles whose breaks limit what they carry."""
    return frozenset(number for number, each in enumerate(rules.vehicles)
                     if any(rest.max_load is not None for rest in each.breaks))  # fmt: skip


def mended(rules: Rules, plan: Plan) -> Plan:
    """The plan without jobs that break a rule, and with those that vehicles of `heavy` can take on."""
    routes = [rules.trimmed(route, number) for number, route in enumerate(plan.routes)]
    left = set(range(len(rules.jobs))) - {job for route in routes for job in route}
    filling = _Filling(rules)
    for vehicle in sorted(heavy(rules)):
        was = set(routes[vehicle])
        routes[vehicle] = filling.filled(routes[vehicle], left, vehicle)
        left = (left | was) - set(routes[vehicle])
    return Plan(routes=tuple(routes), left_out=tuple(sorted(left)), cost=plan.cost)


class _Filling:
    """Inserts jobs where the rules allow it, until so many routes were tried."""

    def __init__(self, rules: Rules) -> None:
        self._rules, self._tries = rules, MOST_TRIES

    def filled(self, route: Route, left: Iterable[int], vehicle: int) -> Route:
        """The route with what fits; also with one of its jobs less where more fits then."""
        able = {job for job in left if self._rules.jobs[job].skills <= self._rules.vehicles[vehicle].skills}
        best, again = self._grown(route, able, vehicle), True
        while again and self._tries > 0:
            again = False
            for job in sorted(best, key=lambda each: self._rules.jobs[each].priority):
                others = able - set(best) | (set(route) - set(best))
                less = tuple(each for each in best if each != job)
                found = self._grown(less, others - {job}, vehicle)
                if self._worth(found) > self._worth(best):
                    best, again = found, True
                    break
        return self._ordered(best, vehicle)

    def _ordered(self, route: Route, vehicle: int) -> Route:
        """The route with each job where it makes it shortest, until none moves."""
        best, again = route, True
        while again and self._tries > 0:
            again = False
            for job in best:
                found = self._inserted(tuple(each for each in best if each != job), job, vehicle)
                if found and found[1] < self._travel(best, vehicle):
                    best, again = found[2], True
        return best

    def _grown(self, route: Route, able: Iterable[int], vehicle: int) -> Route:
        """The route with as many of some jobs as fit, the most important first and then those on the way."""
        open_to = set(able) - set(route)
        while open_to and self._tries > 0:
            fitting = [found for job in sorted(open_to) if (found := self._inserted(route, job, vehicle)) is not None]
            if not fitting:
                break
            open_to &= {job for job, _end, _longer in fitting}
            job, _end, route = min(fitting, key=lambda each: (-self._rules.jobs[each[0]].priority, each[1]))
            open_to.discard(job)
        return route

    def _inserted(self, route: Route, job: int, vehicle: int) -> tuple[int, int, Route] | None:
        """The job, how far the shortest route with it travels, and that route; nothing if it fits nowhere."""
        most = self._rules.vehicles[vehicle].max_tasks
        if self._tries <= 0 or (most is not None and len(route) >= most):
            return None
        found = []
        for place in range(len(route) + 1):
            longer = (*route[:place], job, *route[place:])
            self._tries -= 1
            if not self._rules.fault(longer, vehicle):
                found.append((job, self._travel(longer, vehicle), longer))
        return min(found, key=lambda each: each[1], default=None)

    def _travel(self, route: Sequence[int], vehicle: int) -> int:
        return self._rules.timed(route, vehicle)[-1].travel

    def _worth(self, route: Route) -> tuple[int, int]:
        return sum(self._rules.jobs[job].priority for job in route), len(route)
