import pytest
from msgspec.structs import replace

from dispatchtui.core.model import Row
from dispatchtui.core.refusals import Level
from dispatchtui.core.rights import Standing
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order
from tests.constraints.asking import ask, only

LACKING: list[tuple[str, Row, str]] = [
    ("location", a_work_order(id="W61", location=None), "V61 has no location; travel to it is a guess of 20 min."),
    ("site zone", a_work_order(id="W61", zone=""), "The site of V61 has no time zone."),
    ("duration", a_visit(id="V61", minutes=None), "V61 has no duration above 0 min."),
    ("duration", a_visit(id="V61", minutes=0), "V61 has no duration above 0 min."),
    (
        "start location",
        a_technician(home=None),
        "T05 has no start location; travel from it is a guess of 20 min.",
    ),
    ("technician zone", a_technician(zone=""), "T05 has no time zone."),
    ("skills", a_technician(skills={}), "T05 has no skills recorded and V61 needs 1."),
]


@pytest.mark.parametrize(("thing", "row", "sentence"), LACKING)
def test_what_is_missing_is_named_and_a_person_may_go_on(thing: str, row: Row, sentence: str):
    board = a_board(a_technician(), a_shift(), a_work_order(id="W61"), a_visit(id="V61", needs={"PLUMB": 2}))
    if row.TABLE == "visits":
        row = replace(row, needs=board.visits["V61"].needs)  # type: ignore[call-arg]
    assert ask(board, "data_present") == ()
    board.put(row)
    found = only(ask(board, "data_present"))
    assert (found.need, found.sentence, found.level) == (thing, sentence, Level.DISPATCHER)
    assert only(ask(board, "data_present", standing=Standing.AUTOMATION)).level is Level.NOBODY


def test_a_missing_shift_is_missing_data():
    board = a_board(a_technician(), a_visit(id="V61"))
    assert only(ask(board, "data_present")).subject == "technicians/T05"


def test_one_second_of_duration_is_enough():
    board = a_board(a_technician(), a_shift(), a_visit(id="V61"))
    duration = board.visits["V61"].duration
    assert duration is not None
    board.put(replace(board.visits["V61"], duration=replace(duration, p50_s=1)))
    assert ask(board, "data_present") == ()
