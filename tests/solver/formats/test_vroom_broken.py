"""A broken VROOM file is one sentence that names the place, and what is not used is named too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dispatchtui.errors import UserError
from dispatchtui.solver.formats.opening import open_text
from tests.solver.formats.planning import opened, small

LINE = [[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]]
SHIFT = {"vehicle_time_window": [0, 100]}
BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"job_time_windows": [[10, 5]]}, "jobs[0].time_windows[0]: end 5 is before begin 10."),
    ({"job_time_windows": [[1, 5], [5, 9]]},
     "jobs[0].time_windows[1]: begin 5 is not after the end 5 of the window before."),
    ({"job_time_windows": [[1, 5, 9]]}, "jobs[0].time_windows[0]: a begin and an end belong here, not 3 numbers."),
    ({"job_time_windows": []},
     "jobs[0].time_windows: an empty array would allow no time at all; leave it out to allow any."),
    ({"job_time_windows": {}}, "jobs[0].time_windows: an array belongs here, not an object."),
    ({"job_service": -1}, "jobs[0].service: -1 is not between 0 and 1,000,000,000,000."),
    ({"job_service": 1.5}, "jobs[0].service: a whole number belongs here, not 1.5."),
    ({"job_service": True}, "jobs[0].service: a whole number belongs here, not true."),
    ({"job_priority": 101}, "jobs[0].priority: 101 is not between 0 and 100."),
    ({"job_id": None}, "jobs[0]: id is missing."),
    ({"job_id": "a\x1b[31m"}, "jobs[0].id: a whole number belongs here, not 'a[31m'."),
    ({"job_id": 12}, "jobs[1].id: job 12 is there already, at jobs[0]."),
    ({"job_location_index": None}, "jobs[0]: location_index is missing; with matrices each job names its row."),
    ({"job_location_index": 9}, "jobs[0].location_index: 9 is beyond the 4 rows of matrices.car.durations."),
    ({"job_location": [1]}, "jobs[0].location: a longitude and a latitude belong here, not 1 values."),
    ({"job_location": [1, 91]}, "jobs[0].location[1]: 91 is not between -90 and 90."),
    ({"job_delivery": [1], "vehicle_capacity": [1, 2]},
     "vehicles[0].capacity: 2 numbers where jobs[0].delivery has 1; loads are alike everywhere."),
    ({"job_service_per_type": {"van": "x"}},
     "jobs[0].service_per_type['van']: a whole number belongs here, not 'x'."),
    ({"vehicle_start_index": None, "vehicle_end_index": None},
     "vehicles[0]: start and end are both missing; at least one of them is needed."),
    ({"vehicle_speed_factor": 6}, "vehicles[0].speed_factor: 6 is not between 0.01 and 5."),
    ({"vehicle_profile": "bike"}, "matrices.bike: durations are missing, and vehicles[0] travels by them."),
    ({"vehicle_breaks": [{"id": 1, "time_windows": [[200, 300]]}], **SHIFT},
     "vehicles[0].breaks[0].time_windows: none of them lies in the working time 0 to 100."),
    ({"vehicle_breaks": [{"id": 1}, {"id": 1}]},
     "vehicles[0].breaks[1].id: break 1 is there already, at vehicles[0].breaks[0]."),
    ({"vehicle_steps": [{"type": "job", "id": 99}]}, "vehicles[0].steps: there is no job 99."),
    ({"vehicle_steps": [{"type": "job", "id": 11}, {"type": "job", "id": 11}]},
     "vehicles[0].steps: job 11 is there already, in vehicles[0].steps."),
    ({"vehicle_steps": [{"type": "walk"}]},
     "vehicles[0].steps[0].type: 'walk' is none of start, job, break and end."),
    ({"shipments": [{"pickup": {}}]},
     "shipments: goods picked up here and delivered there are not planned yet; only jobs are."),
    ({"jobs": []}, "jobs: there are none, so there is nothing to plan; at least one of jobs is needed."),
    ({"matrices": {"car": {"durations": [[0, 1], [1, 0, 2]]}}},
     "jobs[1].location_index: 2 is beyond the 2 rows of matrices.car.durations."),
    ({"matrices": {"car": {"durations": [*LINE[:3], [1, 1, 0]]}}},
     "matrices.car.durations[3]: 3 numbers in a matrix of 4 rows; it must be square."),
    ({"matrices": {"car": {"durations": [*LINE[:3], [1, 1, 1, -7]]}}},
     "matrices.car.durations[3][3]: -7 is not between 0 and 21,474,835."),
    ({"matrices": {"car": {"durations": [*LINE[:3], [1, 1, 1, "x"]]}}},
     "matrices.car.durations[3][3]: a whole number belongs here."),
    ({"matrices": {"car": {"durations": LINE}}, "vehicle_max_distance": 5},
     "vehicles[0].max_distance: the matrices of its profile give no distances."),
    ({"matrices": {"car": {"durations": LINE}}, "vehicle_costs": {"per_km": 5}},
     "vehicles[0].costs.per_km: the matrices of its profile give no distances."),
    ({"matrices": {"car": {"durations": LINE, "costs": LINE}}, "vehicle_costs": {"per_hour": 5}},
     "vehicles[0].costs.per_hour: the matrices of its profile give costs already."),
    ({"matrices": []}, "matrices: an object belongs here."),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "sentence"), BROKEN, ids=[sentence[:50] for _changes, sentence in BROKEN])
def test_what_is_wrong_is_told_with_its_place(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        opened(small(**changes))
    assert caught.value.sentence == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        ('{"jobs": [1,\n 2,, 3]}', "Line 2, column 4: this is not JSON: invalid character."),
        ('{"jobs": [', "Line 1, column 11: this is not JSON: it ends too early."),
        ("[]", "The file: an object with jobs and vehicles belongs here."),
        ('{"jobs": [3], "vehicles": []}', "jobs[0]: an object belongs here, not 3."),
        ("hello", "The file is neither JSON of VROOM nor a text of Solomon, Homberger or VRPLIB."),
    ],
)
def test_what_is_no_file_of_vroom_is_told(text: str, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        opened(text)
    assert caught.value.sentence == sentence


DEEP = b"[" * 50_000


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"jobs": [\n {"id": 1, "description": "Öl"}]}'.encode("latin-1"),
         "Line 2, column 28: this is not UTF-8 text."),
        (b'{"jobs": [{"id": 1, "priority": 1e999}]}',
         "jobs[0].priority: this number is beyond all that can be counted."),
        (b'{"jobs": [{"id": 1}], "vehicles": [{"costs": {"per km": [0, -1e999]}}]}',
         "vehicles[0].costs['per km'][1]: this number is beyond all that can be counted."),
        (b'{"jobs": [' + b"9" * 5000 + b"]}", "jobs[0]: this number is beyond all that can be counted."),
        (b'{"jobs": [{"id": 1, "x": ' + DEEP + b"]" * 50_000 + b"}]}",
         "Line 1, column 50,025: 50,003 arrays and objects lie in one another here, which is too deep."),
        (b'{"jobs": "[[[",\n"extra": ' + DEEP,
         "Line 2, column 50,009: 50,001 arrays and objects lie in one another here, which is too deep."),
        (b'{"matrices": {"car": {"durations": ' + DEEP + b"]" * 50_000 + b"}}}",
         "Line 1, column 50,035: 50,003 arrays and objects lie in one another here, which is too deep."),
    ],
    ids=["latin-1", "beyond all", "below all", "5,000 digits", "deep", "deep and open", "deep rows"],
)  # fmt: skip
def test_what_no_decoder_takes_is_told_with_its_place(text: bytes, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        open_text(text, "small", "distance")
    assert caught.value.sentence == sentence


def test_sizes_beyond_reason_are_refused() -> None:
    many = [{"id": number, "location_index": 1} for number in range(20_001)]
    with pytest.raises(UserError) as caught:
        opened(small(jobs=many))
    assert caught.value.sentence == "jobs: 20,001 are more than the 20,000 that are taken."


def test_what_is_not_used_is_named_with_its_place_and_how_often() -> None:
    steps = [{"type": "start"}, {"type": "job", "id": 12, "service_at": 500}]
    document = small(job_colour="red\x1b", vehicle_steps=steps, vehicle_costs={"per_mile": 3}, extra=1)
    document["jobs"][1]["colour\x1b"] = 2
    document["jobs"][2]["colour"] = 2
    assert opened(json.loads(json.dumps(document))).instance.notes == (
        "The field 'colour' is unknown and not used: jobs[0] and 2 more.",
        "service_at is not used, as in VROOM when it solves: steps give the order to begin with: vehicles[0].steps[1].",
        "The field 'per_mile' is unknown and not used: vehicles[0].costs.",
        "The field 'extra' is unknown and not used: the file.",
    )
