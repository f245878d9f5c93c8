"""What a candidate's sentence tells, and in which order."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.solver.rank import place_at
from tests.builders import a_visit, a_work_order, a_working_board, at


def test_the_rule_comes_first_and_what_is_made_later_last_all_to_the_minute() -> None:
    later = a_visit(id="V62", technician="T01", start="10:00")
    line = later.crew[0]
    board = a_working_board(
        a_work_order(id="W61"), a_visit(id="V61", needs={"PLUMB": 9}), a_work_order(id="W62"),
        replace(later, crew=(replace(line, start_s=line.start_s + 70, end_s=line.end_s + 70),)),
    )  # fmt: skip
    found = place_at(board, "V61", "T01", at("09:30") + 25)
    assert found is not None
    assert found.sentence == (
        "PLUMB 3 < 9: T01 is 6 levels short of what V61 needs; "
        "T01 at 09:30, 0 min away, +0 min of travel; V62 at 10:30 (29 min later)."
    )
