"""Texts of the literature are read under both conventions, and what is broken is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatchtui.errors import UserError
from dispatchtui.solver.problem import Plan
from tests.solver.formats.planning import opened, planned, solved

C101 = (Path(__file__).parent / "samples" / "C101.txt").read_text()
BEST_C101 = (
    (20, 24, 25, 27, 29, 30, 28, 26, 23, 22, 21), (67, 65, 63, 62, 74, 72, 61, 64, 68, 66, 69),
    (5, 3, 7, 8, 10, 11, 9, 6, 4, 2, 1, 75), (43, 42, 41, 40, 44, 46, 45, 48, 51, 50, 52, 49, 47),
    (13, 17, 18, 19, 15, 16, 14, 12), (90, 87, 86, 83, 82, 84, 85, 88, 89, 91),
    (98, 96, 95, 94, 92, 93, 97, 100, 99), (32, 33, 31, 35, 37, 38, 39, 36, 34),
    (57, 55, 54, 53, 56, 58, 60, 59), (81, 78, 76, 71, 70, 73, 77, 79, 80),
)  # fmt: skip
SMALL = """TRIANGLE
VEHICLE
NUMBER     CAPACITY
  2         10
CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME
0 0 0 0 0 100 0
1 1 1 4 0 50 3
2 2 0 4 20 50 3
"""
VRP = """NAME : tiny
COMMENT : made by hand
TYPE : VRPTW
DIMENSION : 3
VEHICLES : 2
CAPACITY : 10
SERVICE_TIME : 3
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 1
3 2 0
DEMAND_SECTION
1 0
2 4
3 4
TIME_WINDOW_SECTION
1 0 100
2 0 50
3 20 50
DEPOT_SECTION
1
-1
EOF
"""


def test_the_best_plan_of_c101_has_its_published_distance_under_both_conventions() -> None:
    routes = tuple(tuple(each - 1 for each in route) for route in BEST_C101)
    truncated = opened(C101).answer(Plan(routes=routes))
    exact = opened(C101, "vehicles").answer(Plan(routes=routes))
    assert (truncated.cost, round(exact.cost, 2)) == (827.3, 828.94)
    assert truncated.left_out == ()
    lines = truncated.text.splitlines()
    assert lines[0] == "Route #1: 20 24 25 27 29 30 28 26 23 22 21"
    assert (len(lines), lines[-1]) == (11, "Cost 827.3")
    assert exact.text.splitlines()[-1] == "Cost 828.94"


@pytest.mark.parametrize("text", [SMALL, VRP])
def test_small_texts_are_planned_and_written_back(text: str) -> None:
    answer = solved(text)
    assert answer.text == "Route #1: 1 2\nCost 4.8\n"
    assert answer.document["routes"] == [{"customers": [1, 2], "cost": 4.8, "starts": [1.4, 20.0]}]
    assert (answer.rows[0].last, answer.rows[0].waiting) == (25.0, 14.2)
    exact = solved(text, "vehicles")
    assert exact.cost == pytest.approx(2 * 2**0.5 + 2)
    assert exact.text == "Route #1: 1 2\nCost 4.83\n"


def test_one_vehicle_less_is_worth_any_way() -> None:
    lines = ["FAR", "VEHICLE", "N C", "2 10", "CUSTOMER", "0 0 0 0 0 900 0", "1 100 0 1 0 900 0", "2 -100 0 1 0 900 0"]
    problem = opened("\n".join(lines), "vehicles").instance.problem
    together = int(problem.fixed[0]) + 4 * 100 * 10_000
    assert planned(problem).cost == together
    assert int(problem.fixed[0]) > 2 * 4 * 100 * 10_000 // 2


def test_every_number_is_the_files_own() -> None:
    found = opened(SMALL).instance.problem
    assert found.travel_s[0].tolist() == [[0, 14, 20], [14, 0, 14], [20, 14, 0]]
    assert found.windows.tolist() == [[0, 500], [200, 500]]
    assert (found.service_s.tolist(), found.delivery.tolist()) == ([30, 30], [[4], [4]])
    assert (found.vehicles, found.capacity.tolist(), found.close_s.tolist()) == (2, [[10], [10]], [1000, 1000])
    fine = opened(VRP, "vehicles").instance.problem
    assert fine.travel_s[0].tolist()[0] == [0, 14_143, 20_000]


def changed(text: str, old: str, new: str) -> str:
    """A text with a change that is really one."""
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (changed(SMALL, "1 1 1 4 0 50 3", "1 1 1 4 0 50"),
         "Line 8: number, x, y, demand, ready time, due date and service time belong here, 7 numbers, not 6."),
        (changed(SMALL, "1 1 1 4 0 50 3", "1 1 x\x1b 4 0 50 3"), "Line 8: 'x' is not a number."),
        (changed(SMALL, "1 1 1 4 0 50 3", "7 1 1 4 0 50 3"),
         "Line 8: customer 7 stands where 1 belongs; they are numbered from 0."),
        (changed(SMALL, "20 50", "50 20"), "Line 9: due date 20 is before ready time 50."),
        (changed(SMALL, "1 1 1 4", "1 1 1 -4"), "Line 8: the demand must be a whole number of at least 0, not -4."),
        (changed(SMALL, "1 1 1 4", "1 1 nan 4"), "Line 8: 'nan' is not between -1,000,000,000 and 1,000,000,000."),
        (changed(SMALL, "  2         10", "  0 10"),
         "Line 4: a number of vehicles and a capacity belong here, not '0 10'."),
        (changed(SMALL, "VEHICLE", "WAGGON"), "The file: a line VEHICLE is missing."),
        (SMALL.partition("1 1 1")[0], "The file: under CUSTOMER belong a depot and at least one customer."),
        (changed(SMALL, "  2         10", "  20000 10"),
         "The file: 20,000 vehicles are more than the 10,000 that are taken."),
        (changed(VRP, "EUC_2D", "EXPLICIT"),
         "Line 8: EDGE_WEIGHT_TYPE 'EXPLICIT' is not read; EUC_2D and EXACT_2D are."),
        (changed(VRP, "DIMENSION : 3", "DIMENSION : 4"), "NODE_COORD_SECTION: node 4 of 4 is missing."),
        (changed(VRP, "2 1 1", "2 1"), "Line 11: 3 numbers belong here in NODE_COORD_SECTION, not 2."),
        (changed(VRP, "3 20 50", "3 50 20"), "Line 20: end 20 is before begin 50."),
        (changed(VRP, "CAPACITY : 10", "CAPACITY : ten"),
         "Line 6: CAPACITY must be a whole number of at least 0, not 'ten'."),
        (changed(VRP, "CAPACITY : 10\n", ""), "The file: CAPACITY is missing."),
        (changed(VRP, "SECTION\n1\n-1", "SECTION\n2\n-1"), "Line 22: the depot must be node 1, and there is one only."),
        (changed(VRP, "3 2 0", "2 2 0"), "Line 12: node 2 is there already, in line 11."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        opened(text)
    assert caught.value.sentence == sentence


def test_what_is_not_used_is_named() -> None:
    notes = opened(changed(VRP, "TYPE : VRPTW", "COLOUR : red\nODD_SECTION\n1 2")).instance.notes
    assert notes == (
        "Only the way counts, each leg truncated to one decimal.",
        "The field 'COLOUR' is unknown and not used: line 3.",
        "The section 'ODD_SECTION' is unknown and not used: line 4.",
    )


def test_who_is_left_out_is_named_with_the_reason() -> None:
    answer = solved(changed(changed(SMALL, "2 0 4 20", "2 0 40 20"), "1 1 1 4 0 50", "1 1 1 4 0 1"))
    assert [(each.name, each.why) for each in answer.left_out] == [("1", "time"), ("2", "load")]
    assert answer.text == "Cost 0.0\n"
