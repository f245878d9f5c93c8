"""What a plan of many days cannot place is told with its reason; days on which nobody works are named."""

from __future__ import annotations

from dispatchtui.core.commands.moves import moves_of
from dispatchtui.engine.horizon import horizon
from dispatchtui.engine.jobs import Found, Horizon
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at
from tests.engine.boards import InHand

NOW_S = at("07:00")


def planned(*shifts: tuple[str, str], days: int = 5, visits: int = 3) -> Found:
    """T01 works so; each visit takes two hours, V8 needs what nobody can, V9 is promised for the evening."""
    rows = [a_technician(id="T01", skills={"PLUMB": 3}), a_work_order(id="W1")]
    rows += [a_shift(technician="T01", start=start, end=end) for start, end in shifts]
    rows += [a_visit(id=f"V{number}", minutes=120) for number in range(visits)]
    rows += [a_visit(id="V8", needs={"ELEC": 3}),
             a_visit(id="V9", promise=("19:00", "20:00"))]  # fmt: skip
    return InHand(a_board(*rows), Horizon(from_s=NOW_S, days=days, seconds=3.0), NOW_S).run(horizon)


def test_where_people_work_on_several_days_the_work_is_spread_over_them() -> None:
    found = planned(("08:00", "11:00"), ("32:00", "35:00"), ("80:00", "83:00"))
    assert found.option is not None
    moves = [move for row in found.option.rows for act in row.acts for move in moves_of(act)]
    days = sorted((each.start_s - at("00:00")) // 86_400 for each in moves)
    assert days == [0, 1, 3]
    assert found.sentences[0] == "Nobody has a shift recorded on Wed 23 Oct and Fri 25 Oct."


def test_days_without_shifts_and_what_fits_on_none_are_told_with_the_reason() -> None:
    found = planned(("08:00", "11:00"), visits=8)
    idle, busy, skill, late = found.sentences
    assert idle == "Nobody has a shift recorded on Tue 22 Oct to Fri 25 Oct."
    assert busy.startswith("7 visits fit on none of the 5 days: those who may take it have no time left, or it is not "
                           "worth what it would cost (V")  # fmt: skip
    assert busy.endswith(", 2 more).")
    assert skill == "1 visit fits on none of the 5 days: nobody who works has ELEC 3 (V8)."
    assert late == "1 visit fits on none of the 5 days: nobody who may take it works when it is wanted (V9)."
