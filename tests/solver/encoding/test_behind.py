"""Whoever is late or stands in two places on paper can be planned for from when they are free."""

from __future__ import annotations

from dispatchtui.core.model import Lock, Stamps, Visit, VisitState
from dispatchtui.engine.search import search
from dispatchtui.solver.encoding import Encoded, moves_of
from tests.builders import a_visit, a_work_order, at
from tests.solver.encoding.test_problem import a_team, encoded


def running(minutes: int) -> Visit:
    """T01 has been at V1 since 08:00, for so long."""
    return a_visit(id="V1", technician="T01", start="08:00", minutes=minutes, state=VisitState.WORKING,
                   stamps=Stamps(working_s=at("08:00")))  # fmt: skip


def opens(found: Encoded) -> dict[str, int]:
    return {who: int(open_s) for (who, _), open_s in zip(found.people, found.problem.open_s, strict=True)}


def test_who_comes_too_late_for_what_is_about_to_begin_is_free_when_that_is_done() -> None:
    soon = a_visit(id="V2", technician="T01", start="09:05", minutes=30)
    found = encoded(a_team(running(75), soon, a_visit(id="V3", technician="T01", start="12:00"), people=1))
    assert opens(found) == {"T01": at("09:45")}
    assert found.visits == ("V3",)
    assert found.start.routes == ((0,),)


def test_an_urgent_visit_is_placed_with_somebody_who_is_late() -> None:
    soon = a_visit(id="V2", technician="T01", start="09:00", minutes=30)
    urgent = a_work_order(id="W3", priority=1, response_due="12:00"), a_visit(id="V3", minutes=30)
    found = encoded(a_team(running(75), soon, *urgent, people=1))
    moves = moves_of(found, search(found.problem, start=found.start, iterations=20))
    assert [(each.visit_id, each.technician_id, each.start_s) for each in moves] == [("V3", "T01", at("09:45"))]


def test_who_stands_in_two_places_on_paper_is_planned_for_after_both() -> None:
    clash = [a_visit(id="V1", technician="T01", start="11:00", minutes=60, lock=Lock.NO_AUTO),
             a_visit(id="V2", technician="T01", start="11:30", minutes=60, lock=Lock.NO_AUTO)]  # fmt: skip
    found = encoded(a_team(*clash, a_visit(id="V3"), people=1))
    assert opens(found) == {"T01": at("13:00")}
    assert found.visits == ("V3",)


def test_what_is_too_late_for_its_promise_holds_what_comes_before_it_and_leaves_the_rest_open() -> None:
    rows = [running(150),
            a_visit(id="V2", technician="T01", start="10:00", minutes=60),
            a_visit(id="V3", technician="T01", start="11:00", minutes=60, promise=("10:00", "11:00")),
            a_visit(id="V4", technician="T01", start="12:00", minutes=60)]  # fmt: skip
    found = encoded(a_team(*rows, people=1))
    assert opens(found) == {"T01": at("12:30")}
    assert found.visits == ("V4",)


def test_nothing_is_planned_for_who_will_not_be_done_by_the_end_of_the_shift() -> None:
    rows = [running(150), *(a_visit(id=f"V{hour}", technician="T01", start=f"{hour}:00", minutes=60)
                            for hour in range(10, 16))]  # fmt: skip
    found = encoded(a_team(*rows, a_visit(id="V2"), people=1, end="16:00"))
    assert found.visits == ("V2",)
    assert moves_of(found, search(found.problem, start=found.start, iterations=20)) == ()


def test_what_was_due_long_ago_is_placed_before_what_is_not() -> None:
    """Both take the one place that there is."""
    missed = a_work_order(id="W1", priority=1, response_due="06:00"), a_visit(id="V1", minutes=120)
    easy = a_work_order(id="W2", priority=3, response_due="16:00"), a_visit(id="V2", minutes=120)
    found = encoded(a_team(*missed, *easy, people=1, end="12:00"))
    plan = search(found.problem, start=found.start, iterations=50)
    assert [found.visits[each] for each in plan.left_out] == ["V2"]


def test_what_stands_is_not_sent_back_for_what_is_late_already_and_no_more_urgent() -> None:
    missed = a_work_order(id="W1", priority=2, response_due="06:00"), a_visit(id="V1", minutes=120)
    stands = (a_work_order(id="W2", priority=2, response_due="12:00"),
              a_visit(id="V2", technician="T01", start="10:00", minutes=120))  # fmt: skip
    found = encoded(a_team(*missed, *stands, people=1, end="12:00"))
    assert moves_of(found, search(found.problem, start=found.start, iterations=50)) == ()
