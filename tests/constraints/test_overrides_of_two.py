"""What stands between two visits is answered for once, whichever of them was placed last."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.check import check_board
from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.constraints.overriding import masked
from dispatchtui.core.board import Board
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.model import Dependency, TechnicianId, VisitId
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor
from tests.builders import a_board, a_shift, a_technician, a_visit, an_actor, at, record

NOW = at("07:00")
TOLD = Reason(code="urgent", text="hospital without water")
LEAD = an_actor("lead")
EAST_LEAD = an_actor("lead", territories=("EAST",))


def a_waiting_board(*, placed: str, zone: str = "America/New_York", territory: str = "EAST") -> Board:
    """V61 waits an hour after V60; one of them stands, V60 with T06 at 08:00 or V61 with T05 at 09:30."""
    wait = Dependency(visit_id=VisitId("V60"), min_gap_s=3600)
    first = a_visit(id="V60", territory=territory, **{"technician": "T06", "start": "08:00"} if placed == "V60" else {})
    second = a_visit(id="V61", **{"technician": "T05", "start": "09:30"} if placed == "V61" else {})
    people = (a_technician(), a_technician(id="T06", zone=zone, covers=("WEST",)), a_shift())
    return a_board(*people, a_shift(technician="T06"), first, replace(second, dependencies=(wait,)))


def place(board: Board, visit: str, technician: str, start: str, actor: Actor = LEAD) -> None:
    act = PlaceVisit(visit_id=visit, technician_id=TechnicianId(technician), start_s=at(start))
    verdict = judge(board, Request(id="r1", act=act, override=TOLD), actor, NOW)
    assert isinstance(verdict, Passed), verdict
    record(board, *verdict.events, at_s=NOW)


def broken(board: Board) -> set[tuple[str, str]]:
    return {(each.constraint, each.subject) for each in check_board(board, NOW) if each.constraint == "dependencies"}


@pytest.mark.parametrize("zone", ["America/New_York", "America/Chicago"])
def test_a_wait_that_was_answered_for_on_one_side_is_answered_for_on_the_other(zone: str):
    for placed, act in (("V60", ("V61", "T05", "09:30")), ("V61", ("V60", "T06", "08:00"))):
        board = a_waiting_board(placed=placed, zone=zone)
        place(board, *act)
        (answer,) = [each for each in board.visits[act[0]].overrides if each.constraint == "dependencies"]
        assert (answer.subject, answer.amount) == (f"visits/{placed}", 30)
        assert board.visits[placed].overrides == ()
        assert broken(board) == set()


def test_both_sides_ask_again_when_it_gets_worse():
    board = a_waiting_board(placed="V60")
    place(board, "V61", "T05", "09:30")
    line = board.visits["V61"].crew[0]
    for earlier_s, sides in ((0, set()), (-60, set()), (1, {"visits/V60", "visits/V61"})):
        crew = (replace(line, start_s=line.start_s - earlier_s),)
        board.put(replace(board.visits["V61"], crew=crew))
        assert {subject for _, subject in broken(board)} == sides


def test_an_answer_about_another_visit_is_none_about_this_pair():
    board = a_waiting_board(placed="V60")
    place(board, "V61", "T05", "09:30")
    answers = tuple(replace(each, subject="visits/V62") for each in board.visits["V61"].overrides)
    board.put(replace(board.visits["V61"], overrides=answers))
    assert broken(board) == {("dependencies", "visits/V60"), ("dependencies", "visits/V61")}


def test_what_was_veiled_is_answered_for_on_both_sides():
    board = a_waiting_board(placed="V60", territory="WEST")
    place(board, "V61", "T05", "09:37", EAST_LEAD)
    (answer,) = [each for each in board.visits["V61"].overrides if each.constraint == "dependencies"]
    assert (answer.subject, answer.need, answer.have) == (masked("visits/V60", "V61"), "", "")
    assert (answer.amount, answer.unit, "V60" in str(answer)) == (30, "min", False)
    assert broken(board) == set()


def test_what_was_veiled_and_gets_worse_is_asked_again():
    board = a_waiting_board(placed="V60", territory="WEST")
    place(board, "V61", "T05", "09:30", EAST_LEAD)
    hidden = board.visits["V60"]
    for later_s, sides in ((-60, set()), (60, {"visits/V60", "visits/V61"})):
        line = hidden.crew[0]
        board.put(replace(hidden, crew=(replace(line, start_s=line.start_s + later_s, end_s=line.end_s + later_s),)))
        assert {subject for _, subject in broken(board)} == sides


def test_what_was_veiled_is_answered_for_about_that_visit_alone():
    board = a_waiting_board(placed="V60", territory="WEST")
    place(board, "V61", "T05", "09:30", EAST_LEAD)
    other = replace(a_visit(id="V62", technician="T06", start="08:00"), territory="WEST")
    board.put(other)
    wait = Dependency(visit_id=VisitId("V62"), min_gap_s=3600)
    board.put(replace(board.visits["V61"], dependencies=(wait,)))
    assert broken(board) == {("dependencies", "visits/V62"), ("dependencies", "visits/V61")}


def test_a_mark_tells_neither_the_subject_nor_which_marks_are_of_one():
    marks = {masked(subject, visit) for subject in ("visits/V60", "visits/V62") for visit in ("V61", "V63")}
    assert len(marks) == 4
    assert all(each.startswith("#") and len(each) == 5 for each in marks)


@pytest.mark.parametrize("subject", ["", "#0000"])
def test_an_answer_that_names_nothing_covers_nothing(subject: str):
    board = a_waiting_board(placed="V60", territory="WEST")
    place(board, "V61", "T05", "09:30", EAST_LEAD)
    answers = tuple(replace(each, subject=subject) for each in board.visits["V61"].overrides)
    board.put(replace(board.visits["V61"], overrides=answers))
    assert broken(board) == {("dependencies", "visits/V60"), ("dependencies", "visits/V61")}
