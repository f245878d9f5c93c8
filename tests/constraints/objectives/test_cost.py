"""The parts of a cost, and the whole."""

import random

import pytest

from dispatchtui.constraints.objectives import OBJECTIVES, Scene, cost_of, terms_of
from dispatchtui.core.board import Board
from dispatchtui.core.model import Row
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north
from tests.constraints.objectives.weighing import displaced, knock, weigh


def a_day(seed: int) -> Board:
    """A random day: eight people of two territories, their stops, and ten visits that wait."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for number in range(8):
        who = f"T{number:02}"
        skills = {"PLUMB": chance.randint(1, 5), **({"GAS": 1} if number == 0 else {})}
        rows += [a_technician(id=who, territory=chance.choice(["EAST", "WEST"]), skills=skills),
                 a_shift(technician=who, end=chance.choice(["15:00", "17:00"]))]  # fmt: skip
        for stop in range(chance.randint(0, 5)):
            name = f"{number}{stop}"
            rows += [a_visit(id=f"V1{name}", technician=who, start=f"{9 + stop}:00", minutes=chance.choice([30, 60]))]
            rows += [a_work_order(id=f"W1{name}", location=north(chance.random() * 9), priority=chance.randint(1, 4))]
    for number in range(10):
        rows += [a_visit(id=f"V{number}", needs={"PLUMB": chance.randint(1, 3)}, promise=("10:00", "12:00"))]
        rows += [a_work_order(id=f"W{number}", location=north(chance.random() * 9), priority=chance.randint(1, 4))]
    return a_board(*rows)


def test_the_terms_add_up_to_the_cost_the_dearest_first():
    board = a_board(
        a_technician(), a_shift(), a_visit(needs={"PLUMB": 1}), a_visit(id="V31", technician="T05", start="14:00")
    )
    weighing = weigh(board, start="10:30", due="10:00", added_minutes=5, knock_on=(displaced("V31", planned="14:00"),))
    terms = terms_of(weighing)
    assert [(each.objective, each.cost_s) for each in terms] == [
        ("unassigned", 20_000), ("sla_lateness", 3600), ("over_skill", 600), ("coverage_reserve", 600),
        ("priority_start", 450), ("idle", 450), ("travel", 300), ("stability", 240), ("routing", 112.5),
        ("grouping", -120),
    ]  # fmt: skip
    assert cost_of(weighing) == sum(each.cost_s for each in terms) == 26_232.5


def test_every_objective_says_something_whole_and_has_a_name_and_a_price():
    assert len({each.name for each in OBJECTIVES}) == len(OBJECTIVES) == 18
    for each in OBJECTIVES:
        assert each.weight_s > 0
        assert each.unit
        assert each.minimises.endswith(".")


@pytest.mark.parametrize("seed", range(5))
def test_a_shared_scene_gives_what_each_would_find_alone(seed: int):
    board = a_day(seed)
    scene = Scene(board, at("08:00"))
    for place, visit in enumerate(board.visits.values()):
        if len(visit.id) < 3:
            for who in board.technicians:
                asked = {"visit": visit.id, "technician": who, "start": f"{9 + place % 7}:15", "due": "12:00"}
                asked |= {"knock_on": (knock("V100", planned="14:00", start="15:00", late=5),)}
                alone, together = weigh(board, **asked), weigh(board, **asked, shared=scene)  # type: ignore[arg-type]
                assert terms_of(alone) == terms_of(together), (visit.id, who)
                assert cost_of(together) == pytest.approx(sum(each.cost_s for each in terms_of(alone)))
                assert all(each.sentence.endswith(".") for each in terms_of(together))
                assert all(each.amount(together) >= each.least for each in OBJECTIVES), "ranking counts on it"


def test_a_visit_that_is_gone_is_weighed_as_one_of_the_usual_priority():
    board = a_board(a_technician(), a_shift(), a_visit())
    weighing = weigh(board, knock_on=(displaced("V99", planned="14:00"),))
    assert terms_of(weighing)[0].sentence == "V99 (P3) goes back to the queue."
