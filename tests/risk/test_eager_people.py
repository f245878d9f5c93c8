"""Breaks that are taken as soon as they may be: so many as was learned, until it is seen how this one goes."""

import numpy as np
import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.foresight import Behaviour, Shape
from dispatchtui.core.model import Duration, Stamps, VisitState
from dispatchtui.core.timeline import project
from dispatchtui.risk.curves import NORMAL
from dispatchtui.risk.forecast import RouteForecast, forecast
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at
from tests.time_rows import a_break

S = VisitState
SPREAD = 0.2
LATE = ("11:45", "12:50")
"""When V2 and V3 are due."""


def route(eager: float, now: str = "08:00", first: dict[str, object] | None = None, lunch: str = "11:00",
          **learned: object) -> RouteForecast:  # fmt: skip
    """Two hours of uncertain work from nine, an hour from 11:10 and another from 12:20; lunch from eleven to five."""
    visits = [
        replace(a_visit(id="V1", technician="T05", start="09:00", minutes=120, **(first or {})), work_order_id="W1"),
        a_visit(id="V2", technician="T05", start="11:10", promise=("10:00", LATE[0]), state=S.ACCEPTED),
        a_visit(id="V3", technician="T05", start="12:20", promise=("10:00", LATE[1]), state=S.ACCEPTED),
    ]
    visits = [replace(each, duration=Duration(p50_s=minutes * 60, p80_s=minutes * 60))
              for each, minutes in zip(visits, (120, 60, 60), strict=True)]  # fmt: skip
    known = Behaviour(id="field", n=500, eager=eager, **{
        "shapes": (Shape(curve=(0.0,)), Shape(work_type="LONG", curve=tuple(SPREAD * float(each) for each in NORMAL))),
        **learned})  # type: ignore[arg-type]  # fmt: skip
    shift = replace(a_shift(), breaks=(a_break(start=lunch, end="17:00"),))
    return forecast(a_board(a_technician(), shift, a_work_order(id="W1", work_type="LONG"), *visits, known), "T05",
                    at(now))  # fmt: skip


def breaches(told: RouteForecast) -> list[float]:
    return [each.clocks[0].breach for each in told.stops[1:]]


def lived(eager: float, lives: int = 40_000) -> list[float]:
    """How often V2 and V3 are reached too late by people who take lunch at once, or else after the last of them."""
    dice = np.random.default_rng(7)
    free = at("09:00") + 7200 * np.exp(SPREAD * dice.standard_normal(lives))
    arrival = np.maximum(free, at("11:10"))
    rested = np.maximum(arrival, np.maximum(free, at("11:00")) + 1800)
    first = np.where(dice.random(lives) < eager, rested, arrival)
    second = np.maximum(first + 3600, at("12:20"))
    return [float((one > at(due)).mean()) for one, due in zip((first, second), LATE, strict=True)]


@pytest.mark.parametrize("eager", [0.0, 0.3, 0.7, 1.0])
def test_a_route_with_a_break_owed_is_told_as_often_late_as_a_simulation_makes_it(eager: float):
    assert breaches(route(eager)) == pytest.approx(lived(eager), abs=0.012)


def test_lunch_at_once_makes_late_what_lunch_after_the_work_does_not():
    patient, eager = breaches(route(0.0)), breaches(route(1.0))
    assert eager[0] - patient[0] > 0.1
    assert eager[1] - patient[1] > 0.1


def test_who_has_driven_on_within_the_window_is_known_to_wait():
    told = {}
    for left in ("08:48", "08:52"):
        stamps = Stamps(en_route_s=at(left), on_site_s=at("08:57"), working_s=at("09:00"))
        on = {"state": S.WORKING, "stamps": stamps}
        told[left] = [breaches(route(eager, "09:06", on, "08:50")) for eager in (0.0, 0.9)]
    assert told["08:52"][0] == told["08:52"][1] == told["08:48"][0]
    assert told["08:48"][1][0] > told["08:48"][0][0] + 0.1


def test_who_is_free_and_does_not_set_out_is_taken_to_rest():
    done = {"state": S.DONE, "stamps": Stamps(working_s=at("09:00"), done_s=at("11:08"))}
    leave = tuple(float(each) for each in range(0, 300, 10))
    told = [route(0.3, now, done, leave=leave).stops[1].arrival for now in ("11:09", "11:18")]
    assert told[0].p10_s < at("11:14"), "at first most are about to go"
    assert told[0].p50_s < at("11:15") < told[0].p90_s == at("11:38")
    assert told[1].p10_s == told[1].p90_s == at("11:38"), "nobody else would still be there"


def certain_people() -> Board:
    """Everything takes as long as planned; but lunch comes first."""
    shift = replace(a_shift(), breaks=(a_break(start="11:00", end="14:00"),))
    hour = Duration(p50_s=3600, p80_s=3600)
    visits = [replace(a_visit(id=f"V{start[:2]}", technician="T05", start=start), duration=hour)
              for start in ("10:00", "11:05", "12:20")]  # fmt: skip
    return a_board(a_technician(), shift, *visits, Behaviour(id="field", n=500, eager=1.0))


def test_what_is_certain_but_for_the_habit_is_told_by_the_habit():
    board = certain_people()
    told = forecast(board, "T05", at("09:00"))
    assert [each.arrival.p50_s for each in told.stops] == [at("10:00"), at("11:30"), at("12:30")]
    plan = project(board, "T05", at("09:00"))
    assert [each.arrival_s for each in plan] == [at("10:00"), at("11:05"), at("12:20")] == [
        each.stop.arrival_s for each in told.stops]  # fmt: skip


def test_two_breaks_at_once_are_taken_one_after_the_other_and_one_that_need_not_be_is_forgone_when_late():
    shift = replace(a_shift(), breaks=(a_break(start="10:30", end="14:00"), a_break(start="10:30", end="12:00",
                                                                                   minutes=15)))  # fmt: skip
    board = certain_people()
    board.put(shift)
    assert [each.arrival.p50_s for each in forecast(board, "T05", at("09:00")).stops][1] == at("11:45")
    board.put(replace(shift, breaks=(a_break(start="10:30", end="11:20", mandatory=False),)))
    assert [each.arrival.p50_s for each in forecast(board, "T05", at("09:00")).stops][1] == at("11:05")
