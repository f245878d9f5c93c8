"""A break that limits the load narrows nothing but what is on board then."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dispatchtui.solver.formats.vroom_file import read_request
from dispatchtui.solver.formats.vroom_mending import mended
from dispatchtui.solver.formats.vroom_rules import Rules
from dispatchtui.solver.formats.vroom_ways import ways_of
from dispatchtui.solver.problem import Plan
from tests.solver.formats.planning import opened, order, planned


def around_a_break(max_load: int) -> dict[str, Any]:
    """Two deliveries and two pickups that fill the van twice over, with a break in between that limits the load."""
    ways = [[abs(a - b) * 100 for b in range(5)] for a in range(5)]
    jobs = [{"id": 1, "location_index": 1, "delivery": [4]}, {"id": 2, "location_index": 2, "delivery": [5]},
            {"id": 3, "location_index": 3, "pickup": [5]}, {"id": 4, "location_index": 4, "pickup": [4]}]  # fmt: skip
    rest = {"id": 1, "service": 60, "time_windows": [[0, 5000]], "max_load": [max_load]}
    van = {"id": 1, "start_index": 0, "end_index": 0, "capacity": [9], "breaks": [rest]}
    return {"jobs": jobs, "vehicles": [van], "matrices": {"car": {"durations": ways}}}


def rules_of(document: dict[str, Any]) -> Rules:
    """The rules of a file."""
    request = read_request(json.dumps(document).encode())
    return Rules(request, ways_of(request))


@pytest.mark.parametrize("max_load", [0, 3])
def test_what_is_delivered_before_a_break_and_picked_up_after_it_does_not_count(max_load: int) -> None:
    rules = rules_of(around_a_break(max_load))
    (filled,) = mended(rules, Plan(routes=((),))).routes
    assert (set(filled[:2]), set(filled[2:])) == ({0, 1}, {2, 3})
    assert rules.timed(filled, 0)[-1].travel == 800
    # What the search found in an order that carries too much is put in one that does not.
    carried = mended(rules, Plan(routes=((2, 3, 0, 1),))).routes[0]
    assert sorted(carried) == [0, 1, 2, 3]
    assert rules.fault(carried, 0) == ""


def test_a_narrower_limit_than_the_rules_keeps_nobody_out() -> None:
    found = opened(around_a_break(0))
    carrying_too_much = Plan(routes=((2, 3, 0, 1),))
    light = found.tightened(carrying_too_much)
    assert light is not None
    assert light.problem.capacity.tolist() == [[0]]
    lightly = planned(light.problem)
    assert lightly.routes == ((),)
    held = found.tightened(lightly)
    assert held is not None
    assert held.problem.may.tolist() == [[True]] * 4
    assert held.problem.capacity.tolist() == [[9]]
    assert held.start is not None
    assert sorted(held.start.routes[0]) == [0, 1, 2, 3]
    assert sorted(order(found.answer(found.mended(lightly)))[0]) == [1, 2, 3, 4]


def test_each_further_try_sets_out_from_the_best_so_far() -> None:
    document = around_a_break(0)
    document["jobs"].append({"id": 5, "location_index": 1, "skills": [9]})
    document["vehicles"].append({"id": 2, "start_index": 0, "end_index": 0, "max_tasks": 1, "skills": [9]})
    found = opened(document)
    assert found.tightened(Plan(routes=((2, 3, 0, 1), (4,)))) is not None
    for worse in (Plan(routes=((), ())), Plan(routes=((0,), ()))):
        held = found.tightened(worse)
        assert held is not None
        assert held.start is not None
        assert sorted(held.start.routes[0]) == [0, 1, 2, 3]
        assert held.start.routes[1] == (4,)


def test_a_job_makes_room_for_two_and_the_more_important_goes_first() -> None:
    document = around_a_break(9)
    document["jobs"][0] |= {"delivery": [9]}
    document["jobs"][1] |= {"delivery": [4]}
    document["vehicles"][0]["breaks"][0]["max_load"] = [9]
    document["jobs"][2] |= {"pickup": [], "delivery": [5]}
    document["jobs"][3]["skills"] = [7]
    rules = rules_of(document)
    assert sorted(mended(rules, Plan(routes=((0,),))).routes[0]) == [1, 2]
    document["jobs"][0]["priority"] = 5
    document["jobs"][2]["delivery"] = [9]
    assert mended(rules_of(document), Plan(routes=((1,),))).routes == ((0,),)
