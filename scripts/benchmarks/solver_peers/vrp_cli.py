"""vrp-cli: the Rust solver `vrp`, through its pragmatic JSON.

Skills are one for each set of who may serve a stop; breaks are required ones. Prices of leaving out are values of jobs,
maximised before cost; where all must be served the number of unassigned is minimised instead. Where using a vehicle has
a price, the fewest come first.

Options: `maxTime` in whole seconds, one at least, rounded from what building the model leaves; one pool of the threads
given.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import vrp_cli  # type: ignore[import-not-found]

from benchmarks.solver_peers.alike import ANY_TIME, all_must, kinds, limits_stops, skills
from dispatchtui.solver.problem import Problem

ORIGIN = datetime(2020, 1, 1, tzinfo=UTC)
MOST = 2**31 - 1


def solve(problem: Problem, seconds: float, threads: int, seed: int) -> list[list[int]]:
    """Search until the time is over."""
    del seed  # it takes none
    began = time.perf_counter()
    model, matrices = json.dumps(_model(problem)), _matrices(problem)
    left_s = max(1, round(seconds - (time.perf_counter() - began)))
    config = {
        "termination": {"maxTime": left_s},
        "environment": {"parallelism": {"numThreadPools": 1, "threadsPerPool": threads}, "logging": {"enabled": False}},
    }
    found = json.loads(vrp_cli.solve_pragmatic(problem=model, matrices=matrices, config=json.dumps(config)))
    routes: list[list[int]] = [[] for _vehicle in range(problem.vehicles)]
    for tour in found["tours"]:
        routes[int(tour["vehicleId"])] = [
            int(each["jobId"]) for stop in tour["stops"] for each in stop["activities"] if each["jobId"].isdigit()
        ]
    return routes


def _model(problem: Problem) -> dict[str, Any]:
    asked, has = skills(problem)
    valued = not all_must(problem)
    jobs = [_job(problem, stop, asked[stop], valued=valued) for stop in range(problem.stops)]
    types = [_kind(problem, group, has[group[0]]) for group in kinds(problem)]
    aims: list[dict[str, Any]] = [{"type": "minimize-unassigned"}]
    if valued:
        aims.insert(0, {"type": "maximize-value"})
    if problem.fixed.any():
        aims.append({"type": "minimize-tours"})
    profiles = [{"name": str(profile)} for profile in range(len(problem.travel_s))]
    return {"plan": {"jobs": jobs}, "fleet": {"vehicles": types, "profiles": profiles},
            "objectives": [[each] for each in (*aims, {"type": "minimize-cost"})]}  # fmt: skip


def _matrices(problem: Problem) -> list[str]:
    prices = problem.travel_s if problem.way_cost is None else problem.way_cost
    return [
        json.dumps({"profile": str(profile), "travelTimes": problem.travel_s[profile].ravel().tolist(),
                    "distances": prices[profile].ravel().tolist()})
        for profile in range(len(problem.travel_s))
    ]  # fmt: skip


def _job(problem: Problem, stop: int, skill: int, *, valued: bool) -> dict[str, Any]:
    spans = problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]].tolist() or [ANY_TIME]
    task: dict[str, Any] = {"places": [{
        "location": {"index": int(problem.place[stop])},
        "duration": int(problem.service_s[stop] + problem.setup_s[stop]),
        "times": [[_at(opens_s), _at(closes_s)] for opens_s, closes_s in spans],
    }]}  # fmt: skip
    load = problem.delivery[stop] if problem.delivery[stop].any() else problem.pickup[stop]
    kind = "deliveries" if problem.delivery[stop].any() else "pickups"
    if load.any():
        task["demand"] = load.tolist()
    else:
        kind = "services"
    job: dict[str, Any] = {"id": str(stop), kind: [task]}
    if skill:
        job["skills"] = {"allOf": [str(skill)]}
    if valued:
        job["value"] = min(float(problem.price[stop]), 1e7)
    return job


def _kind(problem: Problem, group: list[int], has: set[int]) -> dict[str, Any]:
    vehicle = group[0]
    opens_s = int(problem.open_s[vehicle])
    closes_s = min(MOST, int(problem.close_s[vehicle] + problem.overtime_s[vehicle]))
    shift: dict[str, Any] = {
        "start": {"earliest": _at(opens_s), "latest": _at(opens_s), "location": {"index": int(problem.start[vehicle])}},
        "end": {"latest": _at(closes_s), "location": {"index": int(problem.end[vehicle])}},
    }
    rows = problem.breaks[problem.break_from[vehicle] : problem.break_from[vehicle + 1]].tolist()
    if rows:
        shift["breaks"] = [
            {"time": {"earliest": _at(earliest_s), "latest": _at(latest_s)}, "duration": length_s}
            for earliest_s, latest_s, length_s in rows
        ]
    kind: dict[str, Any] = {
        "typeId": f"kind {vehicle}", "vehicleIds": [str(each) for each in group],
        "profile": {"matrix": str(problem.profile[vehicle])}, "shifts": [shift],
        "costs": {"fixed": int(problem.fixed[vehicle]), "distance": int(problem.travel_price[vehicle]), "time": 0},
        "capacity": problem.capacity[vehicle].clip(0, MOST).tolist(), "skills": sorted(map(str, has)),
    }  # fmt: skip
    if limits_stops(problem):
        kind["limits"] = {"tourSize": min(problem.stops, int(problem.most_stops[vehicle]))}
    return kind


def _at(seconds: float) -> str:
    return (ORIGIN + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
