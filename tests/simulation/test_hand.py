"""What the desk hand and the morning plan decide, without a server."""

from __future__ import annotations

import pytest

from dispatchtui.cli.playing.hand import RELEASE_AHEAD_S, wanted
from dispatchtui.cli.playing.opening import morning_plan
from dispatchtui.constraints.check import check_board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import VisitState
from dispatchtui.core.refusals import Level
from tests.builders import a_visit, a_work_order, a_working_board, an_absence, an_actor, at, north

NOW = at("09:00")


def test_an_unplaced_visit_is_placed_where_nothing_is_broken() -> None:
    board = a_working_board(a_visit(), an_absence(technician="T01", start="08:00", end="17:00", kind="sick"))
    act = wanted(board, board.visits["V60"], NOW)
    assert isinstance(act, PlaceVisit)
    assert act.technician_id in ("T02", "T03")
    assert act.start_s >= NOW


def test_a_visit_that_nobody_can_take_is_left_alone() -> None:
    board = a_working_board(a_visit(needs={"GAS": 5}))
    assert wanted(board, board.visits["V60"], NOW) is None


@pytest.mark.parametrize(
    ("state", "start_s", "absent", "step"),
    [
        (VisitState.PLANNED, NOW + RELEASE_AHEAD_S, False, Step.RELEASE),
        (VisitState.PLANNED, NOW + RELEASE_AHEAD_S + 60, False, None),
        (VisitState.RELEASED, NOW + 600, False, None),
        (VisitState.RELEASED, NOW + 600, True, Step.RECALL),
        (VisitState.ACCEPTED, NOW + 600, True, Step.RECALL),
        (VisitState.WORKING, NOW - 600, True, None),
        (VisitState.NO_ACCESS, NOW - 600, False, Step.RETURN),
    ],
)
def test_what_a_placed_visit_needs(state: VisitState, start_s: int, absent: bool, step: Step | None) -> None:
    rows = [an_absence(technician="T01", start="08:00", end="17:00", kind="sick")] if absent else []
    board = a_working_board(a_visit(technician="T01", start=start_s, state=state), *rows)
    act = wanted(board, board.visits["V60"], NOW)
    assert (act.step if isinstance(act, AdvanceVisit) else act) == step


def test_a_planned_visit_of_somebody_absent_goes_to_somebody_else() -> None:
    sick = an_absence(technician="T01", start="08:00", end="17:00", kind="sick")
    board = a_working_board(a_visit(technician="T01", start="11:00"), sick)
    act = wanted(board, board.visits["V60"], NOW)
    assert isinstance(act, PlaceVisit)
    assert act.technician_id != "T01"


def test_the_morning_plan_breaks_nothing_and_releases_each_technicians_first() -> None:
    visits = [a_visit(id=f"V{number}") for number in range(12)]
    orders = [a_work_order(id=visit.work_order_id, location=north(number % 4 * 5), priority=1 + number % 4)
              for number, visit in enumerate(visits)]  # fmt: skip
    board = a_working_board(*visits, *orders)
    acts = morning_plan(board, visits, an_actor("lead"), at("07:00"))
    assert sum(isinstance(act, PlaceVisit) for act in acts) == 12
    assert [each for each in check_board(board, at("07:00")) if each.level is not Level.WARNING] == []
    routes = [route for technician_id in board.technicians if (route := board.route(technician_id))]
    assert len(routes) >= 2
    for route in routes:
        assert [visit.state for visit in route] == [VisitState.RELEASED] + [VisitState.PLANNED] * (len(route) - 1)
