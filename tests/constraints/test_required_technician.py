from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import TechnicianId
from dispatchtui.core.refusals import Level
from tests.builders import a_visit, a_working_board
from tests.constraints.asking import ask, only


def board(required: str) -> Board:
    return a_working_board(replace(a_visit(id="V61"), required_technician=TechnicianId(required)))


def test_another_than_who_is_required_is_a_dispatchers_to_allow():
    found = only(ask(board("T02"), "required_technician", technician="T01"))
    assert found.sentence == "V61 requires T02; T01 would go without them."
    assert (found.level, found.subject, found.amount, found.unit) == (
        Level.DISPATCHER,
        "technicians/T02",
        1,
        "technician",
    )
    assert (found.need, found.have) == ("T02", "T01")


def test_a_crew_without_them_is_told_once():
    found = only(ask(board("T02"), "required_technician", technician="T01", mates=("T03",)))
    assert found.sentence == "V61 requires T02; T01 and T03 would go without them."


def test_they_go_as_the_lead_or_along_and_nobody_may_be_required():
    assert ask(board("T02"), "required_technician", technician="T02") == ()
    assert ask(board("T02"), "required_technician", technician="T01", mates=("T02",)) == ()
    assert ask(board(""), "required_technician", technician="T01") == ()
