"""A plan written as VROOM writes its solutions: the same fields with the same meaning, timed by the file's own rules.

A vehicle leaves as late as lets it end as early as it can. Times are whole seconds begun, costs are rounded. Waiting
and travel are what lies between those times, so that everything adds up and no service begins before its window.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, radians
from typing import Any

from dispatchtui.solver.formats.instance import Answer, LeftOut, Point, Row
from dispatchtui.solver.formats.vroom_rules import Event, Rules
from dispatchtui.solver.problem import Plan


def answer_of(rules: Rules, plan: Plan) -> Answer:
    """Write a plan; a route that breaks a rule of the file loses the jobs that break it.

    Cost: some 20 timings of each route, to find when it leaves.
    """
    routes, rows, lines, cost = [], [], [], 0.0
    served: set[int] = set()
    for vehicle, planned in enumerate(plan.routes):
        kept = rules.trimmed(planned, vehicle)
        if not kept:
            continue
        served.update(kept)
        events = rules.latest(kept, vehicle)
        spent = _cost(rules, vehicle, events)
        cost += spent
        routes.append(_route(rules, vehicle, events, spent))
        rows.append(_row(rules, vehicle, events, spent))
        lines.append(_line(rules, events))
    left = [job for job in range(len(rules.jobs)) if job not in served]
    document: dict[str, Any] = {
        "code": 0,
        "summary": _summary(rules, routes, len(left), _rounded(cost)),
        "unassigned": [_unassigned(rules, job) for job in left],
        "routes": routes,
    }
    return Answer(
        rows=tuple(rows),
        left_out=tuple(LeftOut(name=str(rules.jobs[job].id), why=why_not(rules, job)) for job in left),
        cost=_rounded(cost),
        document=document,
        lines=tuple(lines),
    )


def why_not(rules: Rules, job: int) -> str:
    """Why nobody serves a job, in a word: skills, load, or time and way alone; room when somebody could alone."""
    faults = {rules.fault([job], vehicle) for vehicle in range(len(rules.vehicles))}
    return next((each for each in ("", "way", "time", "room", "load", "skills") if each in faults), "") or "room"


def _line(rules: Rules, events: Sequence[Event]) -> tuple[Point, ...]:
    """The places of a route, with degrees of longitude as wide as they are there."""
    places = (rules.ways.points[event.place] for event in events if event.kind != "break" and event.place >= 0)
    known = [place for place in places if place is not None]
    middle = radians(next((place[1] for place in rules.ways.points if place is not None), 0.0))
    return tuple((longitude * cos(middle), latitude) for longitude, latitude in known)


def _cost(rules: Rules, vehicle: int, events: Sequence[Event]) -> float:
    """What a route costs in the file's money; VROOM counts breaks among the hours at work, so they are here too."""
    each, last = rules.vehicles[vehicle], events[-1]
    if each.profile in rules.ways.costs:
        priced = rules.ways.costs[each.profile]
        places = [event.place for event in events if event.kind != "break" and event.place >= 0]
        way = float(sum(int(priced[a, b]) for a, b in pairwise(places)))
    else:
        way = last.travel / rules.second * each.per_hour / 3600 + last.distance * each.per_km / 1000
    work = sum(event.setup + event.service for event in events)
    return each.fixed + way + work * each.per_task_hour / 3600


def _route(rules: Rules, vehicle: int, events: Sequence[Event], cost: float) -> dict[str, Any]:
    each = rules.vehicles[vehicle]
    found: dict[str, Any] = {"vehicle": each.id, "cost": _rounded(cost)}
    if each.description is not None:
        found["description"] = each.description
    jobs = [rules.jobs[event.job] for event in events if event.kind == "job"]
    if rules.wide:
        found["delivery"] = _sum(rules.load(job.delivery) for job in jobs)
        found["amount"] = found["delivery"]
        found["pickup"] = _sum(rules.load(job.pickup) for job in jobs)
    found["setup"] = sum(event.setup for event in events)
    found["service"] = sum(event.service for event in events)
    times = _times(rules, events)
    found["duration"] = times[-1][2]
    found["waiting_time"] = sum(waiting for _arrival, waiting, _travel in times)
    found["priority"] = sum(job.priority for job in jobs)
    if rules.ways.distances:
        found["distance"] = events[-1].distance
    found["steps"] = [_step(rules, vehicle, event, at) for event, at in zip(events, times, strict=True)]
    found["violations"] = []
    return found


def _times(rules: Rules, events: Sequence[Event]) -> list[tuple[int, int, int]]:
    """When each event is reached, how long is waited there, and the travel until then, in whole seconds."""
    found: list[tuple[int, int, int]] = []
    left, travel = events[0].arrival // rules.second, 0
    for event in events:
        arrival, start = event.arrival // rules.second, event.start // rules.second
        travel += arrival - left
        found.append((arrival, start - arrival, travel))
        left = start + event.setup + event.service
    return found


def _step(rules: Rules, vehicle: int, event: Event, at: tuple[int, int, int]) -> dict[str, Any]:
    arrival, waiting, travel = at
    found: dict[str, Any] = {"type": event.kind}
    each = rules.vehicles[vehicle]
    job = rules.jobs[event.job] if event.kind == "job" else None
    named = each.breaks[event.rest] if event.kind == "break" else job
    ends = {"start": (each.start, each.start_index), "end": (each.end, each.end_index)}
    place, index = (job.location, job.index) if job else ends.get(event.kind, (None, None))
    if named and named.description is not None:
        found["description"] = named.description
    if place is not None:
        found["location"] = list(place)
    if index is not None and not rules.ways.estimated:
        found["location_index"] = index
    if named:
        found["id"] = named.id
    found |= {"setup": event.setup, "service": event.service}
    found["waiting_time"] = waiting
    if job:
        found["job"] = job.id
    if rules.wide:
        found["load"] = list(event.load)
    found |= {"arrival": arrival, "duration": travel, "violations": []}
    if rules.ways.distances:
        found["distance"] = event.distance
    return found


def _unassigned(rules: Rules, job: int) -> dict[str, Any]:
    each = rules.jobs[job]
    found: dict[str, Any] = {"id": each.id, "type": "job"}
    if each.description is not None:
        found["description"] = each.description
    if each.location is not None:
        found["location"] = list(each.location)
    if each.index is not None and not rules.ways.estimated:
        found["location_index"] = each.index
    return found


def _summary(rules: Rules, routes: list[dict[str, Any]], unassigned: int, cost: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "cost": cost,
        "routes": len(routes),
        "unassigned": unassigned,
    }
    if rules.wide:
        found["delivery"] = _sum([(0,) * rules.wide, *(each["delivery"] for each in routes)])
        found["amount"] = found["delivery"]
        found["pickup"] = _sum([(0,) * rules.wide, *(each["pickup"] for each in routes)])
    names = [
        "setup",
        "service",
        "duration",
        "waiting_time",
        "priority",
        *(["distance"] if rules.ways.distances else []),
    ]
    found |= {name: sum(each[name] for each in routes) for name in names}
    return found | {"violations": [], "computing_times": {"loading": 0, "solving": 0, "routing": 0}}


def _row(rules: Rules, vehicle: int, events: Sequence[Event], cost: float) -> Row:
    each = rules.vehicles[vehicle]
    return Row(
        vehicle=str(each.id) if each.description is None else f"{each.id} {each.description}",
        stops=sum(event.kind == "job" for event in events),
        first=events[0].start / rules.second,
        last=events[-1].arrival / rules.second,
        travel=events[-1].travel / rules.second,
        waiting=sum(event.start - event.arrival for event in events) / rules.second,
        cost=cost,
    )


def _sum(loads: Iterable[Sequence[int]]) -> list[int]:
    return [sum(each) for each in zip(*loads, strict=True)]


def _rounded(cost: float) -> int:
    return int(cost + 0.5)
