"""Of what cannot be saved the least late is told, and who would be there sooner alone."""

from __future__ import annotations

from dispatchtui.core.disrupting import REPLAN
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.matter import Matter
from dispatchtui.solver.proposing.proposal import Disruption
from dispatchtui.solver.proposing.replanning import Replan
from dispatchtui.solver.proposing.sentences import stands
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at

NOW_S = at("09:00")


def test_who_would_be_sooner_alone_is_told_with_what_it_takes() -> None:
    """T02 of another territory alone can do both, and V2 is in time only if it is first."""
    team = [a_technician(id="T01"), a_technician(id="T02", territory="WEST")]
    board = a_board(
        *team, *(a_shift(technician=each.id) for each in team),
        an_absence(technician="T01", start="08:00", end="18:00", kind="sick"),
        a_work_order(id="W1", response_due="08:30"), a_visit(id="V1", technician="T01", start="10:00"),
        a_work_order(id="W2", response_due="09:30"), a_visit(id="V2", technician="T01", territory="WEST"),
    )  # fmt: skip
    disruption = Disruption(id="TECH_SICK:T01", kind="TECH_SICK", subject="technicians/T01", visits=("V1", "V2"))
    matter = Matter(board, disruption, NOW_S)
    option = Replan(matter, list(matter.visits)).option(REPLAN)
    row = next(each for each in option.rows if each.visit_id == "V1")
    assert (row.technician_id, row.late_s) == ("T02", 90 * 60)
    assert row.sentence.startswith("V1 cannot be saved, this is the least late beside the others: ")
    assert row.sentence.endswith(" Alone, T02 could be there at 09:00, 30 min late, needs an override of territory.")


def test_work_that_will_be_done_too_late_has_nothing_to_spare() -> None:
    board = a_board(a_work_order(id="W1", response_due="13:45", resolution_due="08:00"), a_visit(id="V1", minutes=60))
    assert stands(board, board.visits["V1"], at("09:30"), NOW_S) == ", done 2 h 30 min late"


def test_who_waits_is_told_with_both_clocks_where_the_work_was_due_before() -> None:
    board = a_board(a_work_order(id="W1", response_due="13:45", resolution_due="08:00"), a_visit(id="V1", minutes=60))
    (found,) = (each for each in disruptions(board, NOW_S) if each.subject == "visits/V1")
    assert found.sentence == "V1 has nobody yet, due at 13:45, to be done by 08:00."
