"""Many days planned together: the shape first, then routes for all days, then each day searched, then all of them.

What stands stays on its day unless a search sees better. What a day could not hold is offered to every other day that
it fits, the dearest of it first.

Units: those of the problem; days are numbers from 0.
Cost: some seconds for the shape of 4,000 stops, then as long as one likes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from dispatchtui.engine.exact.part import part, plan_of_part, put_back
from dispatchtui.engine.exact.shape import NO_DAY, shape
from dispatchtui.engine.search import first, schedule, search
from dispatchtui.solver.problem import NEVER, Ints, Plan, Problem, Progress

ENGINE = "days"
Stopped = Callable[[], bool]
Told = Callable[[Progress], None]
Search = Callable[[Problem, Plan], Plan]
"""What makes a plan better, or leaves it as it is."""
SHAPE_SHARE = 0.2
"""Of the time, how much the shape of the days may take."""
SHARE = 0.75
"""Of the time, how much the days are searched one by one; the rest is for all of them together."""


class Days:
    """A plan of many days as it grows; no day is another's matter, so each is counted by itself."""

    def __init__(self, problem: Problem, days: Ints, start: Plan | None) -> None:
        """Begin with the plan that stands; `days` [m] are the days of the vehicles."""
        self.problem, self.days, self.every = problem, days, sorted(set(days.tolist()))
        self.routes: list[tuple[int, ...]] = list(start.routes) if start is not None else [()] * problem.vehicles
        self.starts = np.full(problem.stops, NEVER)
        self.costs = dict.fromkeys(self.every, 0)
        self.begun_s = time.monotonic()
        for day in self.every:
            vehicles = np.flatnonzero(days == day)
            stops = self.standing(vehicles)
            self.take(day, stops, vehicles, schedule(part(problem, stops, vehicles), self.of(stops, vehicles)))
        self.first_cost, self.told = self.plan.cost, 0

    @property
    def elapsed_s(self) -> float:
        """How long this has been going on."""
        return time.monotonic() - self.begun_s

    @property
    def plan(self) -> Plan:
        """All days as they are now."""
        left = np.flatnonzero(self.starts == NEVER)
        cost = sum(self.costs.values()) + sum(int(price) for price in self.problem.price[left])
        return Plan(routes=tuple(self.routes), starts=tuple(self.starts.tolist()), cost=cost,
                    left_out=tuple(left.tolist()))  # fmt: skip

    def standing(self, vehicles: Ints) -> Ints:
        """The stops that some vehicles serve as it stands."""
        return np.array(sorted(stop for each in vehicles for stop in self.routes[each]), dtype=np.int64)

    def of(self, stops: Ints, vehicles: Ints) -> Plan:
        """What stands of a part."""
        return plan_of_part(Plan(routes=tuple(self.routes)), stops, vehicles)

    def take(self, day: int, stops: Ints, vehicles: Ints, found: Plan) -> None:
        """Let a day be as it was found."""
        self.routes = put_back(self.routes, found, stops, vehicles)
        self.starts[stops] = found.starts
        self.costs[day] = found.cost - sum(int(self.problem.price[stops[stop]]) for stop in found.left_out)

    def place(self, seconds: float = 60.0, stopped: Stopped | None = None) -> Ints:
        """The day of each stop: the one it stands on, else what the shape says; `NO_DAY` where it has no room."""
        problem, day_of = self.problem, np.full(self.problem.stops, NO_DAY, np.int64)
        taken_s = np.zeros(problem.vehicles, np.int64)
        for vehicle, route in enumerate(self.routes):
            at = list(route)
            day_of[at] = self.days[vehicle]
            ways = problem.travel_s[problem.profile[vehicle]][problem.place[at[:-1]], problem.place[at[1:]]].sum()
            taken_s[vehicle] = (problem.service_s[at] + problem.setup_s[at]).sum() + ways
        left = np.flatnonzero(day_of == NO_DAY)
        day_of[left] = shape(problem, self.days, left, taken_s, seconds=seconds, stopped=stopped)
        return day_of

    def route(self, day: int, stops: Ints, better: Search) -> None:
        """Route one day anew with these stops, beginning with what stands."""
        vehicles = np.flatnonzero(self.days == day)
        some = part(self.problem, stops, vehicles)
        found = first(some, self.of(stops, vehicles))
        self.take(day, stops, vehicles, better(some, found))


def plan_days(
    problem: Problem,
    days: Ints,
    *,
    start: Plan | None = None,
    seconds: float = 30.0,
    seed: int = 1,
    threads: int = 1,
    told: Told | None = None,
    stopped: Stopped | None = None,
) -> Plan:
    """Plan all days of a problem, so many at once; stopped, it answers with what was found until then."""
    over = stopped or (lambda: False)
    growing = Days(problem, days, start)
    day_of = growing.place(seconds * SHAPE_SHARE, over)
    for day in growing.every:
        if over():
            return growing.plan
        # What was left over so far, and what the shape has no day for, fills what room this day has.
        stops = np.flatnonzero((day_of == day) | ((growing.starts == NEVER) & (day_of < day)))
        growing.route(day, stops[_fit(problem, stops, np.flatnonzero(days == day))], _as_it_is)
    _tell(told, growing)

    def searched(until_s: float, some: Problem, found: Plan) -> Plan:
        left_s = until_s - growing.elapsed_s
        if left_s <= 0 or not some.stops or over():
            return found
        better = search(some, start=found, seconds=left_s, seed=seed, stopped=over)
        return better if better.cost < found.cost else found

    waves = [growing.every[at : at + threads] for at in range(0, len(growing.every), threads)]
    begun_s = growing.elapsed_s
    for number, wave in enumerate(waves):
        until_s = begun_s + (seconds * SHARE - begun_s) * (number + 1) / len(waves)
        _at_once(growing, _with_left_over(growing, wave), partial(searched, until_s))
        _tell(told, growing)
    left_s = seconds - growing.elapsed_s
    if left_s <= 0 or over() or not problem.stops:
        return growing.plan
    best = growing.plan
    found = search(problem, start=best, seconds=left_s, seed=seed, threads=threads, told=told, stopped=over)
    return found if found.cost < best.cost else best


def _with_left_over(growing: Days, wave: Sequence[int]) -> dict[int, Ints]:
    """The stops of some days, each with what is still left over and fits it, but nothing twice."""
    left, stops = np.flatnonzero(growing.starts == NEVER), dict[int, Ints]()
    for day in wave:
        vehicles = np.flatnonzero(growing.days == day)
        more = left[_fit(growing.problem, left, vehicles)]
        left = np.setdiff1d(left, more)
        stops[day] = np.union1d(growing.standing(vehicles), more)
    return stops


def _at_once(growing: Days, stops: Mapping[int, Ints], better: Search) -> None:
    """Route some days at once: no day is another's matter."""
    pool = ThreadPoolExecutor(len(stops))
    try:
        for _ in pool.map(lambda day: growing.route(day, stops[day], better), stops):
            pass
    finally:
        # Where this is ended from outside nobody waits for days that hear of it themselves.
        pool.shutdown(wait=False, cancel_futures=True)


def _tell(told: Told | None, growing: Days) -> None:
    if told is not None:
        growing.told += 1
        told(Progress(plan=growing.plan, first_cost=growing.first_cost, iterations=growing.told,
                      elapsed_s=growing.elapsed_s, engine=ENGINE))  # fmt: skip


def _as_it_is(_: Problem, found: Plan) -> Plan:
    return found


def _fit(problem: Problem, stops: Ints, vehicles: Ints) -> Ints:
    """The places, among some stops, of those that some of the vehicles may serve in a window of theirs."""
    able = problem.may[np.ix_(stops, vehicles)].any(axis=1)
    opens, closes = problem.open_s[vehicles].min(), (problem.close_s + problem.overtime_s)[vehicles].max()
    meets = np.zeros(len(stops), bool)
    for place, stop in enumerate(stops):
        spans = problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]]
        meets[place] = not len(spans) or bool(((spans[:, 1] >= opens) & (spans[:, 0] <= closes)).any())
    return np.flatnonzero(able & meets)


def days_in_turn(problem: Problem, days: Ints) -> Plan:
    """Each day filled with whatever fits it, one after the other: what a plan of days is measured against."""
    growing = Days(problem, days, None)
    for day in growing.every:
        left = np.flatnonzero(growing.starts == NEVER)
        growing.route(day, left[_fit(problem, left, np.flatnonzero(days == day))], _as_it_is)
    return growing.plan
