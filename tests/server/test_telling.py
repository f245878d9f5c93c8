"""What somebody may hear of a finding: of visits that they do not see nothing is named."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.scope import Scope
from dispatchtui.core.sla import Band
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.standing import Standing
from dispatchtui.server.watching.telling import Outlook, in_scope, in_territories
from dispatchtui.solver.offers import Candidate
from dispatchtui.solver.saving import Saving
from tests.builders import a_technician, a_visit, a_working_board, at

BOARD: Board = a_working_board(
    a_visit(id="V1", territory="WEST"), a_visit(id="V2"), a_visit(id="V3", territory="WEST"), a_visit(id="V4")
)
OVER = Finding(kind="overrun", subject="visits/V1", visit_id="V2", others=("V3", "V4"), territories=("EAST", "WEST"),
               band=Band.LATE, due_s=at("10:00"), percent=80, cause="V1 runs over",
               sentence="V2 is due at 10:00: 80% late (V1 runs over). V3 and W3 as well.")  # fmt: skip
THIRD = Standing(
    visit_id="V3", band=Band.RISK, due_s=at("12:00"), percent=25, sentence="V3 is 25% late (V1 runs over)."
)
OUTLOOK = Outlook(findings=(OVER,), standings={"V3": THIRD})
EAST, WEST = Scope(territories=("EAST",)), Scope(territories=("WEST",))


def test_who_sees_everything_hears_everything() -> None:
    assert in_scope(BOARD, OUTLOOK, OVER, Scope(territories=("*",))) == OVER


def test_who_sees_what_is_late_but_not_the_cause_hears_of_other_work() -> None:
    found = in_scope(BOARD, OUTLOOK, OVER, EAST)
    assert found is not None
    assert (found.id, found.visit_id, found.others, found.percent) == ("breach:V2", "V2", ("V4",), 80)
    assert found.cause == "other work runs over"
    assert found.sentence == "V2 is due at 10:00: 80% late (other work runs over). Other work as well."


def test_who_sees_the_cause_hears_of_their_own_visits_alone() -> None:
    found = in_scope(BOARD, OUTLOOK, OVER, WEST)
    assert found is not None
    assert (found.id, found.visit_id, found.others) == ("overrun:V1", "V3", ())
    assert (found.band, found.due_s, found.percent) == (Band.RISK, at("12:00"), 25)
    assert found.sentence == "V3 is 25% late (V1 runs over)."


def test_a_cause_that_endangers_nothing_here_is_told_by_itself() -> None:
    found = in_scope(BOARD, OUTLOOK, replace(OVER, others=("V4",)), WEST)
    assert found is not None
    assert (found.id, found.visit_id, found.percent, found.sentence) == ("overrun:V1", "V1", None, "V1 runs over.")


def test_each_territory_has_an_alert_of_its_own() -> None:
    found = in_territories(BOARD, OUTLOOK, OVER)
    assert [(each.id, each.territories) for each in found] == [("overrun:V1", ("WEST",)), ("breach:V2", ("EAST",))]


def test_who_sees_none_of_it_hears_nothing() -> None:
    assert in_scope(BOARD, OUTLOOK, OVER, Scope(territories=("NORTH",))) is None
    gap = Finding(kind="coverage", subject="territories/WEST", territories=("WEST",), sentence="Nobody is left.")
    assert in_scope(BOARD, OUTLOOK, gap, EAST) is None
    assert in_scope(BOARD, OUTLOOK, gap, WEST) == gap


def a_saving(visit: str, technician: str) -> Saving:
    best = Candidate(technician_id=technician, start_s=0, arrival_s=0, travel_s=0, added_travel_s=0, cost=0)
    return Saving(visit_id=visit, outlook="", act_by_s=at("10:30"), best=best, chance=0.9,
                  sentence=f"{visit} is kept if {technician} is sent by 10:30: there at 10:50.")  # fmt: skip


def test_who_may_not_see_the_helper_is_not_told_of_the_act() -> None:
    board = BOARD.copy()
    board.put(a_technician(id="T05"))
    board.put(a_technician(id="T06", covers=("WEST",)))
    told = replace(
        OVER, others=("V3",), act="a: T05 keeps it", sentence=f"{OVER.sentence} {a_saving('V2', 'T05').sentence}"
    )
    outlook = replace(OUTLOOK, savings={"V3": a_saving("V3", "T05")})
    seen = in_scope(board, outlook, told, WEST)
    assert seen is not None
    assert (seen.visit_id, seen.act, seen.sentence) == ("V3", "", "V3 is 25% late (V1 runs over).")
    seen = in_scope(board, replace(OUTLOOK, savings={"V3": a_saving("V3", "T06")}), told, WEST)
    assert seen is not None
    assert (seen.act, seen.act_by_s) == ("a: T06 keeps it", at("10:30"))
    assert seen.sentence.endswith("V3 is kept if T06 is sent by 10:30: there at 10:50.")


def test_somebody_late_in_two_territories_has_an_alert_in_each_that_names_nothing_of_the_other() -> None:
    board = BOARD.copy()
    board.put(a_technician(id="T02", covers=("WEST",)))
    late = replace(OVER, kind="late", subject="technicians/T02", others=("V3",), cause="T02 has not set out",
                   sentence="T02 should have left for V2 at 09:40 and has not: 15 min late. V3 is next.")  # fmt: skip
    east, west = in_territories(board, OUTLOOK, late)
    assert (east.id, east.territories, east.visit_id) == ("late:T02", ("EAST",), "V2")
    assert east.sentence == "T02 should have left for V2 at 09:40 and has not: 15 min late. Other work is next."
    assert (west.id, west.territories, west.visit_id, west.sentence) == (
        "breach:V3", ("WEST",), "V3", "V3 is 25% late (V1 runs over).",
    )  # fmt: skip
    for scope, alone in ((EAST, east), (WEST, west)):
        seen = in_scope(board, OUTLOOK, late, scope)
        assert seen is not None
        assert seen.id == alone.id, "who reads finds the alert of their territory"
