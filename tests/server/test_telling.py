"""What somebody may hear of a finding: of visits that they do not see nothing is named."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Visit
from dispatchtui.core.scope import Scope
from dispatchtui.core.sla import Band
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.standing import Standing
from dispatchtui.server.watching.telling import Outlook, in_scope, in_territories, veiled
from tests.builders import a_visit, a_working_board, at

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


def of_east(visit: Visit) -> bool:
    return visit.territory == "EAST"


def test_who_sees_everything_hears_everything() -> None:
    assert in_scope(BOARD, OUTLOOK, OVER, Scope(territories=("*",))) == OVER


def test_who_sees_what_is_late_but_not_the_cause_hears_of_other_work() -> None:
    found = in_scope(BOARD, OUTLOOK, OVER, EAST)
    assert found is not None
    assert (found.id, found.visit_id, found.others, found.percent) == ("breach:V2", "V2", ("V4",), 80)
    assert found.cause == "other work runs over"
    assert found.sentence == "V2 is due at 10:00: 80% late (other work runs over). other work and other work as well."


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


def test_only_whole_names_are_veiled_and_a_sentence_begins_with_a_capital() -> None:
    assert veiled(BOARD, "V3 is behind V2, not V33.", of_east) == "Other work is behind V2, not V33."
    assert veiled(BOARD, "behind V1's work", of_east) == "behind other work's work"
