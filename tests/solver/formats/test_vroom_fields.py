"""Every field of a VROOM file has the effect that VROOM's description gives it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.solver.formats.planning import opened, order, small, solved

LUNCH = {"id": 5, "service": 50, "time_windows": [[100, 100]], "description": "lunch"}


def steps(document: dict[str, Any]) -> list[tuple[str, int, int]]:
    """The steps of the only route: what, when it begins, and how long it waited."""
    found = solved(document).document["routes"][0]["steps"]
    return [(each["type"], each["arrival"] + each["waiting_time"], each["waiting_time"]) for each in found]


def cost(document: dict[str, Any]) -> int:
    """What the best plan costs."""
    return int(solved(document).document["summary"]["cost"])


def test_without_any_field_the_way_counts() -> None:
    found = solved(small()).document
    assert found["summary"] == {
        "cost": 600, "routes": 1, "unassigned": 0, "setup": 0, "service": 30, "duration": 600, "waiting_time": 0,
        "priority": 0, "distance": 6000, "violations": [],
        "computing_times": {"loading": 0, "solving": 0, "routing": 0},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"vehicle_costs": {"fixed": 7}}, 607),
        ({"vehicle_costs": {"per_hour": 7200}}, 1200),
        ({"vehicle_costs": {"per_km": 30}}, 600 + 180),
        ({"vehicle_costs": {"per_task_hour": 3600}}, 630),
        ({"vehicle_costs": {"per_task_hour": 3600}, "vehicle_breaks": [LUNCH]}, 680),
        ({"vehicle_speed_factor": 2}, 300),
        ({"vehicle_end_index": None}, 300),
        ({"vehicle_start_index": None}, 300),
        ({"vehicle_end_index": 3}, 300),
        ({"vehicle_profile": "bike", "matrices": {"bike": {"durations": [[0, 5, 5, 5]] * 4}}}, 20),
    ],
)
def test_costs_are_those_of_the_file(changes: dict[str, Any], expected: int) -> None:
    if "matrices" in changes:
        changes = {**changes, "matrices": {"bike": {"durations": [[5 * (a != b) for b in range(4)] for a in range(4)]}}}
    assert cost(small(**changes)) == expected


def test_a_matrix_of_costs_decides_the_order_and_the_cost() -> None:
    dear = [[0, 1, 50, 50], [50, 0, 50, 1], [1, 50, 0, 50], [50, 50, 1, 0]]
    document = small()
    document["matrices"]["car"]["costs"] = dear
    found = solved(document)
    assert order(found) == [[11, 13, 12]]
    assert found.document["summary"]["cost"] == 4


@pytest.mark.parametrize(
    ("changes", "left", "why"),
    [
        ({"job_skills": [3]}, [11], "skills"),
        ({"job_delivery": [4], "vehicle_capacity": [3]}, [11], "load"),
        ({"job_pickup": [4], "vehicle_capacity": [3]}, [11], "load"),
        ({"job_time_windows": [[0, 99]]}, [11], "time"),
        ({"vehicle_max_tasks": 2, "job_priority": 1}, [13], "room"),
        ({"vehicle_max_travel_time": 400}, [13], "way"),
        ({"vehicle_max_distance": 5999}, [13], "way"),
        ({"vehicle_time_window": [0, 420]}, [13], "time"),
    ],
)
def test_what_cannot_be_served_is_left_out_with_its_reason(changes: dict[str, Any], left: list[int], why: str) -> None:
    found = solved(small(**changes))
    assert [each["id"] for each in found.document["unassigned"]] == left
    assert [(each.name, each.why) for each in found.left_out] == [(str(each), why) for each in left]


def test_a_vehicle_with_the_skills_serves_what_needs_them() -> None:
    document = small(job_skills=[3])
    document["vehicles"].append({"id": 2, "start_index": 0, "end_index": 0, "skills": [3, 4]})
    found = solved(document).document
    assert next(each["vehicle"] for each in found["routes"] for step in each["steps"] if step.get("id") == 11) == 2
    assert found["summary"]["unassigned"] == 0


@pytest.mark.parametrize("heavy", [1, 100])
def test_the_sum_of_priorities_comes_first_then_the_number_then_the_cost(heavy: int) -> None:
    document = small(job_priority=heavy, job_service=400, vehicle_time_window=[0, 610])
    for each in document["jobs"][1:]:
        each["service"] = 5
    assert order(solved(document)) == [[11]]
    document["jobs"][0]["priority"] = 0
    assert sorted(order(solved(document))[0]) == [12, 13]
    document["jobs"][0]["priority"] = 3
    document["jobs"][1]["priority"] = document["jobs"][2]["priority"] = 2
    assert sorted(order(solved(document))[0]) == [12, 13]


def test_windows_hold_the_beginning_and_the_next_one_is_taken_when_the_first_has_passed() -> None:
    found = steps(small(job_time_windows=[[20, 30], [700, 720]], vehicle_time_window=[0, 900]))
    assert found[-2:] == [("job", 700, 0), ("end", 810, 0)]
    first = steps(small(job_time_windows=[[150, 160]]))
    assert first[:2] == [("start", 50, 0), ("job", 150, 0)]


def test_setup_is_left_away_where_the_vehicle_is_already() -> None:
    document = small()
    document["jobs"] = [{"id": each, "location_index": 1, "setup": 60, "service": 5} for each in (1, 2)]
    found = solved(document).document["summary"]
    assert (found["setup"], found["service"]) == (60, 10)


def test_times_by_type_go_by_the_type_of_the_vehicle() -> None:
    document = small(job_service_per_type={"slow": 900}, job_setup_per_type={"slow": 50}, vehicle_type="slow")
    document["vehicles"][0]["time_window"] = [0, 1500]
    found = solved(document).document
    assert found["summary"]["unassigned"] == 1
    document["vehicles"][0]["type"] = "quick"
    assert solved(document).document["summary"]["unassigned"] == 0
    document["vehicles"].append({"id": 2, "start_index": 0, "end_index": 0, "time_window": [0, 1500], "type": "slow"})
    routes = solved(document).document["routes"]
    assert [(each["vehicle"], each["setup"], each["service"]) for each in routes] == [(1, 0, 30)]


def test_a_break_interrupts_the_way_and_begins_in_its_window() -> None:
    document = small(vehicle_breaks=[LUNCH], vehicle_time_window=[50, 1000])
    found = solved(document).document["routes"][0]["steps"]
    lunch = next(each for each in found if each["type"] == "break")
    assert (lunch["id"], lunch["description"], lunch["service"]) == (5, "lunch", 50)
    assert (lunch["arrival"], lunch["duration"]) == (100, 50)
    assert found[-1]["arrival"] == 50 + 600 + 30 + 50


def test_a_break_with_two_windows_begins_in_one_of_them() -> None:
    breaks = [{"id": 1, "service": 40, "time_windows": [[0, 5], [650, 660]]}]
    document = small(vehicle_breaks=breaks, vehicle_time_window=[0, 680], job_time_windows=[[150, 150]])
    lunch = next(each for each in solved(document).document["routes"][0]["steps"] if each["type"] == "break")
    assert lunch["arrival"] + lunch["waiting_time"] <= 5


def test_a_break_waits_until_the_load_is_small_enough() -> None:
    rest = {"id": 1, "service": 40, "time_windows": [[0, 225]], "max_load": [1]}
    document = small(vehicle_breaks=[rest], vehicle_capacity=[9])
    for each in document["jobs"]:
        each["delivery"] = [1]
    found = solved(document).document["routes"][0]["steps"]
    lunch = next(each for each in found if each["type"] == "break")
    assert lunch["load"] == [1]


def test_steps_are_the_plan_to_begin_with_and_what_does_not_fit_there_is_named() -> None:
    routes = [{"type": "start"}, {"type": "job", "id": 13}, {"type": "job", "id": 11}, {"type": "end"}]
    start = opened(small(vehicle_steps=routes)).instance.start
    assert start is not None
    assert start.routes == ((2, 0),)
    assert start.left_out == (1,)
    late = opened(small(vehicle_steps=routes, job_time_windows=[[0, 200]])).instance
    assert late.start is not None
    assert late.start.routes == ((2,),)
    assert late.notes == ("Job 11 does not fit where vehicles[0].steps has it, so it is planned anew.",)


def test_without_matrices_ways_are_over_the_globe_and_that_is_said() -> None:
    document = {
        "jobs": [{"id": 1, "location": [2.35, 48.95], "description": "north"}],
        "vehicles": [{"id": 1, "start": [2.35, 48.85], "end": [2.35, 48.85]}],
    }
    found = opened(document)
    assert found.instance.notes == (
        "There are no matrices: ways are 1.3 times the distance over the globe, at 40 km/h.",
    )
    summary = solved(document).document["summary"]
    assert summary["distance"] == 2 * 14_455  # 0.1 degrees of 111.195 km, and 1.3 times as far by road
    assert summary["duration"] == 2 * 1_301


def test_the_old_names_are_read_as_the_new_ones() -> None:
    document = small(job_amount=[4], vehicle_capacity=[3])
    document["matrix"] = document.pop("matrices")["car"]["durations"]
    assert [each["id"] for each in solved(document).document["unassigned"]] == [11]
