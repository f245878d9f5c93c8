"""The JSON of VROOM as an instance, and a plan for it written as VROOM writes its solutions."""

from __future__ import annotations

from functools import partial

from dispatchtui.solver.formats.fields import wrong
from dispatchtui.solver.formats.instance import Instance, Opened
from dispatchtui.solver.formats.vroom_answer import answer_of
from dispatchtui.solver.formats.vroom_file import read_request
from dispatchtui.solver.formats.vroom_mending import heavy, mended
from dispatchtui.solver.formats.vroom_problem import Limits, first_limits, is_exact, most_travel, problem_of
from dispatchtui.solver.formats.vroom_rules import Rules
from dispatchtui.solver.formats.vroom_ways import ESTIMATED, ways_of
from dispatchtui.solver.problem import Plan

NARROWER = 0.98
"""How much of the travel that would have kept to `max_distance` is tried next."""


def open_vroom(text: bytes, name: str) -> Opened:
    """Read a file.

    Raises: UserError with the place of what is wrong.
    """
    request = read_request(text)
    rules = Rules(request, ways_of(request))
    steps, lost = _steps(rules)
    limits = first_limits(rules)
    notes = (*((ESTIMATED,) if rules.ways.estimated else ()), *request.notes, *lost)
    instance = _instance(rules, limits, name, _within(rules, steps, limits), notes)
    return Opened(
        kind="VROOM",
        instance=instance,
        answer=partial(answer_of, rules),
        tightened=_Tightening(rules, limits, name, notes),
        mended=partial(mended, rules),
        worth=partial(_worth, rules),
    )


class _Tightening:
    """Narrows the limits of the vehicles whose routes broke what the problem cannot hold, each time it is asked."""

    def __init__(self, rules: Rules, limits: Limits, name: str, notes: tuple[str, ...]) -> None:
        self._rules, self._limits, self._name, self._notes = rules, limits, name, notes
        self._best: Plan | None = None

    def __call__(self, plan: Plan) -> Instance | None:
        rules, limits = self._rules, self._limits
        broken = {number for number, route in enumerate(plan.routes) if route and rules.fault(route, number)}
        if not broken and not limits.light:
            return None
        most = dict(limits.most_travel)
        for number in broken & most.keys():
            events = rules.timed(plan.routes[number], number)
            allowed = rules.vehicles[number].max_distance
            if events and allowed is not None and events[-1].distance > allowed:
                most[number] = int(events[-1].travel * allowed / events[-1].distance * NARROWER)
        good = mended(rules, plan)
        if self._best is None or _worth(rules, good) > _worth(rules, self._best):
            self._best = good
        # Who carries too much is planned lightly first; whoever was, is then held to what the rules let them take on.
        held = limits.held | {number: frozenset(self._best.routes[number]) for number in limits.light}
        self._limits = Limits(limits.one_window | broken, most, limits.light | (broken & heavy(rules)), held)
        kept = _within(rules, (self._best if limits.light else good).routes, self._limits)
        return _instance(rules, self._limits, self._name, kept, self._notes)


def _worth(rules: Rules, plan: Plan) -> tuple[float, ...]:
    """The sum of priorities, then the number of jobs, then the cost: what VROOM compares."""
    summary = answer_of(rules, plan).document["summary"]
    return summary["priority"], -summary["unassigned"], -summary["cost"]


def _instance(rules: Rules, limits: Limits, name: str, start: Plan | None, notes: tuple[str, ...]) -> Instance:
    problem, scale = problem_of(rules, limits)
    return Instance(name=name, problem=problem, start=start, scale=scale, exact=is_exact(rules), notes=notes)


def _steps(rules: Rules) -> tuple[tuple[tuple[int, ...], ...], tuple[str, ...]]:
    """The routes that the file brings, without what cannot be served there, and a sentence for each that goes."""
    numbers = {each.id: number for number, each in enumerate(rules.jobs)}
    seen: dict[int, str] = {}
    routes, lost = [], []
    for vehicle, each in enumerate(rules.vehicles):
        for job in each.steps:
            if job not in numbers:
                raise wrong(f"{each.path}.steps", f"there is no job {job}.")
            if job in seen:
                raise wrong(f"{each.path}.steps", f"job {job} is there already, in {seen[job]}.")
            seen[job] = f"{each.path}.steps"
        route = tuple(numbers[job] for job in each.steps)
        kept = rules.trimmed(route, vehicle)
        lost += [f"Job {rules.jobs[job].id} does not fit where {each.path}.steps has it, so it is planned anew."
                 for job in route if job not in kept]  # fmt: skip
        routes.append(kept)
    return tuple(routes), tuple(lost)


def _within(rules: Rules, routes: tuple[tuple[int, ...], ...], limits: Limits) -> Plan | None:
    """The routes as a plan to start from, within the limits; nothing when there are none."""
    kept = tuple(
        rules.trimmed(route, number, most_travel(rules, number, limits)) for number, route in enumerate(routes)
    )
    if not any(kept):
        return None
    placed = {job for route in kept for job in route}
    return Plan(routes=kept, left_out=tuple(job for job in range(len(rules.jobs)) if job not in placed))
