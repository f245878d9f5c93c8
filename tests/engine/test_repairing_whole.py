"""Every visit of a disruption has a row, and nobody decides about what somebody simply can do."""

from __future__ import annotations

from dispatchtui.core.model import VisitState
from dispatchtui.engine.repairing import repair
from dispatchtui.solver.encoding import Encoder
from dispatchtui.solver.proposing.deciding import decided
from dispatchtui.solver.proposing.filling import filled
from dispatchtui.solver.proposing.matter import Matter
from dispatchtui.solver.proposing.proposal import GREEN, HARD, Disruption, Option
from tests.builders import a_visit, a_working_board, an_absence, at

NOW_S = at("09:00")
SICK = Disruption(id="TECH_SICK:T01", kind="TECH_SICK", subject="technicians/T01", visits=("V1", "V2"),
                  technicians=("T01",))  # fmt: skip


def a_sick_morning():
    return a_working_board(
        an_absence(technician="T01", start="09:00", end="18:00", kind="sick"),
        a_visit(id="V1", technician="T01", start="09:10", state=VisitState.EN_ROUTE),
        a_visit(id="V2", technician="T01", start="12:00"),
    )


def test_who_is_on_the_way_has_a_row_in_every_answer() -> None:
    board, told = a_sick_morning(), list[Option]()
    final = repair(board, Encoder(board, NOW_S), SICK, NOW_S, iterations=20, told=told.append)
    assert final is not None
    for option in (*told, final):
        assert {each.visit_id: each.grade for each in option.rows} == {"V1": HARD, "V2": GREEN}
        locked = next(each for each in option.rows if each.visit_id == "V1")
        assert "en route" in locked.sentence
        assert locked.sentence.count("Somebody has to decide about V1") == 1


def test_what_the_search_leaves_goes_to_who_breaks_nothing() -> None:
    board = a_sick_morning()
    moves, left = filled(Matter(board, SICK, NOW_S), ())
    assert [(each.visit_id, each.technician_id != "T01") for each in moves] == [("V2", True)]
    assert [each.id for each in left] == ["V1"]


def test_it_is_not_said_that_nobody_can_where_somebody_has_time_to_spare() -> None:
    board = a_working_board(a_visit(id="V2", technician="T01", start="12:00", promise=("12:00", "14:00")))
    row = decided(Matter(board, SICK, NOW_S), board.fork(), board.visits["V2"], None)
    assert row.sentence.startswith("Nobody is chosen for V2. Somebody has to decide about V2: ")
