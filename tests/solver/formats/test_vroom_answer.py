"""An answer has VROOM's form, its times stand up to being computed anew, and as steps it is the same plan again."""

from __future__ import annotations

import random
from typing import Any

import pytest

from dispatchtui.solver.problem import Plan
from tests.solver.formats.planning import opened, planned


def random_file(seed: int) -> dict[str, Any]:
    """A small file in which everything happens."""
    draw = random.Random(seed)
    ways = [[0 if a == b else draw.randrange(60, 400) for b in range(8)] for a in range(8)]
    jobs: list[dict[str, Any]] = [
        {"id": 100 + each, "location_index": draw.randrange(1, 8), "service": draw.choice([30, 300]),
         "setup": draw.choice([0, 60]), "priority": draw.choice([0, 7]), "skills": draw.choice([[], [1]]),
         "delivery": [draw.randrange(3)], "pickup": [draw.randrange(3)], "description": f"job {each}"}
        for each in range(6)
    ]  # fmt: skip
    for each in draw.sample(jobs, 3):
        begin = draw.randrange(0, 1500)
        each["time_windows"] = [[begin, begin + 300], [begin + 900, begin + 1200]]
    jobs[0]["service_per_type"] = {"slow": 500}
    vehicles: list[dict[str, Any]] = [
        {"id": 1, "start_index": 0, "end_index": 0, "capacity": [6], "skills": [1], "time_window": [0, 3000],
         "breaks": [{"id": 1, "service": 300, "time_windows": [[draw.randrange(900), 1200]]}],
         "costs": {"fixed": 50, "per_hour": 7200, "per_task_hour": 600}},
        {"id": 2, "start_index": 0, "capacity": [5], "time_window": [200, 2500], "type": "slow", "speed_factor": 1.3,
         "costs": {"per_km": 10}},
    ]  # fmt: skip
    distances = [[each * 11 for each in row] for row in ways]
    return {"jobs": jobs, "vehicles": vehicles, "matrices": {"car": {"durations": ways, "distances": distances}}}


def check_route(document: dict[str, Any], route: dict[str, Any]) -> None:
    """Go along a route with nothing but the file, and meet what it says; times may be cut by a second."""
    vehicle = next(each for each in document["vehicles"] if each["id"] == route["vehicle"])
    jobs = {each["id"]: each for each in document["jobs"]}
    matrices = document["matrices"]["car"]
    factor = round(100 / vehicle.get("speed_factor", 1)) / 100
    here, now, travelled, left, metres = vehicle["start_index"], float(route["steps"][0]["arrival"]), 0.0, 0.0, 0
    load = sum(jobs[each["id"]]["delivery"][0] for each in route["steps"] if each["type"] == "job")
    for place, step in enumerate(route["steps"][1:], 1):
        if step["type"] != "break":
            there = jobs[step["id"]]["location_index"] if step["type"] == "job" else vehicle.get("end_index", here)
        else:
            after = next(each for each in route["steps"][place:] if each["type"] != "break")
            there = jobs[after["id"]]["location_index"] if after["type"] == "job" else vehicle.get("end_index", here)
        way = matrices["durations"][here][there] * factor - left
        part = way if step["type"] != "break" else step["duration"] - int(travelled)
        assert 0 <= part <= way + 1
        now, travelled = now + part, travelled + part
        assert int(now) == pytest.approx(step["arrival"], abs=1)
        assert int(travelled) == pytest.approx(step["duration"], abs=1)
        task = None
        if step["type"] == "break":
            task = next(each for each in vehicle["breaks"] if each["id"] == step["id"])
        elif step["type"] == "job":
            task = jobs[step["id"]]
        windows = [[0, 10**6]] if task is None else task.get("time_windows", [[0, 10**6]])
        start = next(max(now, begin) for begin, end in windows if int(now) <= end)
        assert step["waiting_time"] == pytest.approx(start - now, abs=1)
        if step["type"] == "break":
            left += part
        elif step["type"] == "job":
            job = jobs[step["id"]]
            assert set(job["skills"]) <= set(vehicle.get("skills", []))
            slow = vehicle.get("type") == "slow"
            assert step["service"] == (job.get("service_per_type", {}).get("slow") if slow else None) or job["service"]
            assert step["setup"] == (0 if there == here else job["setup"])
            load += job["pickup"][0] - job["delivery"][0]
            assert step["load"] == [load]
            assert load <= vehicle["capacity"][0]
            metres, here, left = metres + matrices["distances"][here][there], there, 0.0
        else:
            metres += matrices["distances"][here][there]
        now = start + step["setup"] + step["service"]
    assert vehicle["time_window"][0] <= route["steps"][0]["arrival"]
    assert now <= vehicle["time_window"][1]
    assert route["distance"] == metres
    check_cost(vehicle, route, travelled)


def check_cost(vehicle: dict[str, Any], route: dict[str, Any], travelled: float) -> None:
    """A route costs what the file says."""
    costs = vehicle.get("costs", {})
    spent = costs.get("fixed", 0) + travelled * costs.get("per_hour", 3600) / 3600
    spent += route["distance"] * costs.get("per_km", 0) / 1000
    spent += (route["setup"] + route["service"]) * costs.get("per_task_hour", 0) / 3600
    assert route["cost"] == pytest.approx(spent, abs=2)


@pytest.mark.parametrize("seed", range(12))
def test_an_answer_stands_up_to_being_computed_anew(seed: int) -> None:
    document = random_file(seed)
    found = opened(document)
    plan = planned(found.instance.problem)
    answer = found.answer(plan)
    written = answer.document
    assert len(written["unassigned"]) == len(plan.left_out)
    for route in written["routes"]:
        check_route(document, route)
    assert written["summary"]["cost"] == pytest.approx(sum(each["cost"] for each in written["routes"]), abs=1)
    # Setup that falls away and ways of fractions are told exactly; the search counts them a little dearer.
    assert found.instance.cost_of(plan) == pytest.approx(answer.cost, abs=25)
    assert answer.cost <= found.instance.cost_of(plan) + 1


@pytest.mark.parametrize("seed", range(30))
def test_whole_seconds_add_up_and_begin_in_their_windows_at_any_speed(seed: int) -> None:
    document = random_file(seed)
    for number, vehicle in enumerate(document["vehicles"]):
        vehicle["speed_factor"] = (0.7, 1.3, 1.7, 0.9)[(seed + number) % 4]
    jobs = {each["id"]: each for each in document["jobs"]}
    found = opened(document)
    for route in found.answer(planned(found.instance.problem)).document["routes"]:
        vehicle = next(each for each in document["vehicles"] if each["id"] == route["vehicle"])
        done, travelled = route["steps"][0]["arrival"], 0
        for step in route["steps"]:
            assert step["arrival"] - done == step["duration"] - travelled >= 0
            start = step["arrival"] + step["waiting_time"]
            task = {"job": jobs, "break": {each["id"]: each for each in vehicle.get("breaks", ())}}.get(step["type"])
            windows = task[step["id"]].get("time_windows") if task else [vehicle["time_window"]]
            assert not windows or any(begin <= start <= end for begin, end in windows)
            done, travelled = start + step["setup"] + step["service"], step["duration"]
        assert route["duration"] == travelled
        assert route["waiting_time"] == sum(step["waiting_time"] for step in route["steps"])


@pytest.mark.parametrize("seed", range(6))
def test_the_steps_of_an_answer_are_the_same_plan_again(seed: int) -> None:
    document = random_file(seed)
    found = opened(document)
    plan = planned(found.instance.problem)
    written = found.answer(plan).document
    for route in written["routes"]:
        next(each for each in document["vehicles"] if each["id"] == route["vehicle"])["steps"] = route["steps"]
    again = opened(document)
    assert again.instance.notes == ()
    assert again.instance.start is not None
    assert again.instance.start.routes == plan.routes
    assert again.answer(again.instance.start).document == written


def test_an_answer_has_the_fields_that_vroom_writes() -> None:
    document = random_file(1)
    found = opened(document)
    written = found.answer(planned(found.instance.problem)).document
    assert list(written) == ["code", "summary", "unassigned", "routes"]
    job = next(step for route in written["routes"] for step in route["steps"] if step["type"] == "job")
    assert set(job) == {
        "type", "description", "location_index", "id", "setup", "service", "waiting_time", "job", "load", "arrival",
        "duration", "violations", "distance",
    }  # fmt: skip
    assert set(written["routes"][0]) == {
        "vehicle", "cost", "delivery", "amount", "pickup", "setup", "service", "duration", "waiting_time", "priority",
        "distance", "steps", "violations",
    }  # fmt: skip


def test_a_vehicle_leaves_as_late_as_its_end_allows() -> None:
    ways = [[0, 100], [100, 0]]
    document = {
        "jobs": [{"id": 1, "location_index": 1, "time_windows": [[1000, 1100]], "service": 5}],
        "vehicles": [{"id": 1, "start_index": 0, "end_index": 0}],
        "matrices": {"car": {"durations": ways}},
    }
    route = opened(document).answer(Plan(routes=((0,),))).document["routes"][0]
    assert [each["arrival"] for each in route["steps"]] == [900, 1000, 1105]
    assert route["waiting_time"] == 0


def test_a_plan_that_breaks_the_file_loses_the_least_important_job_that_breaks_it() -> None:
    document = random_file(2)
    document["vehicles"] = document["vehicles"][:1]
    document["vehicles"][0] |= {"max_tasks": 2, "capacity": [50]}
    document["vehicles"][0].pop("breaks")
    for number, each in enumerate(document["jobs"]):
        each.pop("time_windows", None)
        each["priority"] = number
    written = opened(document).answer(Plan(routes=((5, 0, 4),))).document
    assert [step["id"] for step in written["routes"][0]["steps"] if step["type"] == "job"] == [105, 104]
