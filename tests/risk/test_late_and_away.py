"""Who is late and falls ill does not come, although the work was planned for before."""

from __future__ import annotations

import pytest

from dispatchtui.core.model import Behaviour, Row, VisitState
from dispatchtui.risk.forecast import forecast
from tests.builders import a_board, a_shift, a_technician, a_visit, an_absence, at

LEARNED = Behaviour(id="field", leave=(60.0, 120.0, 300.0), settle=(60.0, 180.0))


@pytest.mark.parametrize("known", [(), (LEARNED,)])
@pytest.mark.parametrize(("kind", "breach"), [("sick", 1.0), ("meeting", 0.0)])
def test_nobody_comes_late_who_has_fallen_ill_since(known: tuple[Row, ...], kind: str, breach: float) -> None:
    visit = a_visit(technician="T05", start="09:00", minutes=60, state=VisitState.ACCEPTED, promise=("09:00", "12:00"))
    gone = an_absence(technician="T05", start="10:30", end="17:00", kind=kind)
    board = a_board(a_technician(), a_shift(), visit, gone, *known)
    (stop,) = forecast(board, "T05", at("11:00")).stops
    (clock,) = stop.clocks
    assert clock.breach == breach


def test_who_sets_out_before_they_go_on_leave_comes() -> None:
    visit = a_visit(technician="T05", start="09:00", minutes=60, state=VisitState.ACCEPTED, promise=("09:00", "12:00"))
    leave = an_absence(technician="T05", start="13:00", end="17:00", kind="leave")
    (stop,) = forecast(a_board(a_technician(), a_shift(), visit, leave), "T05", at("10:00")).stops
    assert [each.breach for each in stop.clocks] == [0.0]
