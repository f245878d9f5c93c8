"""A visit that nobody is looked for says so in one sentence, at once and without trying anybody."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core.model import Stamps, VisitState
from dispatchtui.solver.explaining import explain
from tests.builders import a_visit, a_work_order, a_working_board, at

NOW = at("10:00")
S = VisitState
STAMPS = Stamps(en_route_s=at("09:10"), on_site_s=at("09:20"), working_s=at("09:30"), done_s=at("09:50"))
SAID = {
    S.NEW: "V60 is new (late): it has to be qualified before anybody can have it.",
    S.EN_ROUTE: "T01 is on the way to V60 since 09:10: it goes to nobody else unless the travel is stopped.",
    S.ON_SITE: "T01 is on site at V60 since 09:20: it goes to nobody else.",
    S.WORKING: "T01 is working on V60 since 09:30: it goes to nobody else.",
    S.SUSPENDED: "V60 is suspended (late), and T01 has begun it: it goes to nobody else.",
    S.NO_ACCESS: "T01 found no access at V60 (late): it goes to nobody until that is decided.",
    S.PARKED: "V60 is parked (late): it goes to nobody until it is unparked.",
    S.DONE: "V60 is done since 09:50: nobody is needed any more.",
    S.CLOSED: "V60 is done and closed since 09:50: nobody is needed any more.",
    S.INCOMPLETE: "V60 was left incomplete since 09:50 (late): what is left of it is a visit of its own.",
    S.CANCELLED: "V60 is cancelled (late): nobody is needed any more.",
}


@pytest.mark.parametrize("state", S)
def test_what_cannot_be_placed_as_it_stands_is_one_sentence(state: VisitState) -> None:
    start = "09:30" if state in SAID else "14:00"
    visit = a_visit(id="V60", technician="T01", start=start, state=state)
    visit = replace(visit, stamps=STAMPS, state_reason="late")
    board = a_working_board(a_work_order(id="W60", response_due="15:00"), visit)
    said = explain(board, "V60", NOW).sentences
    if state in SAID:
        assert said == (SAID[state],)
        assert explain(board, "V60", NOW, technician_id="T02").sentences == said
    else:
        assert said[0].startswith("T0")


def test_the_next_best_is_told_by_when_they_come_and_what_speaks_against_them() -> None:
    board = a_working_board(a_work_order(id="W60", response_due="15:00"), a_visit(id="V60"))
    first, second = explain(board, "V60", NOW).sentences
    best, other = first.partition(" ")[0], second.partition(" ")[0]
    assert first.startswith(f"{best} is the best for V60, there at ")
    assert second.startswith(f"{other} comes behind {best} for V60, there at ")


def test_without_needs_no_skill_is_named() -> None:
    held = a_visit(id="V60", technician="T01", start="09:30", state=S.PLANNED)
    board = a_working_board(a_work_order(id="W60", response_due="15:00"), held)
    told = explain(board, "V60", NOW).sentences
    assert told[0] == "No technician is free: 3 technicians would have the skills."
