"""What stands in the way outside somebody's territories is said in a sentence of its own, without name and times."""

from __future__ import annotations

import json

import msgspec
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.model import Dependency, TechnicianId, VisitId
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.requests import Request
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_actor, at, north
from tests.supplies import a_level, a_part, a_van

NOW = at("07:00")
EAST, ALL = an_actor("dispatcher", territories=("EAST",)), an_actor("dispatcher")
HERE = north(0)


def a_hiding_board(*, waits: bool = False, parts: bool = False) -> Board:
    """V61 of EAST is to be placed; V70 of WEST, at the same property, stands at 10:00 with T06 or has T05's part."""
    wait = (Dependency(visit_id=VisitId("V70")),) if waits else ()
    need = (a_part(),) if parts else ()
    hers = "T05" if parts else "T06"
    return a_board(
        a_technician(covers=("WEST",)), a_technician(id="T06", territory="WEST"),
        a_shift(), a_shift(technician="T06"), a_van(technician="T05"), a_level(stock="VAN05", on_hand=1),
        a_work_order(id="W61", location=HERE), a_work_order(id="W70", location=HERE, territory="WEST"),
        replace(a_visit(id="V61", work_order="W61"), dependencies=wait, parts=need),
        replace(a_visit(id="V70", work_order="W70", technician=hers, start="10:00" if not parts else "14:00",
                        territory="WEST"), parts=need),
    )  # fmt: skip


def told(board: Board, start: str, rule: str) -> tuple[Violation, Violation]:
    """What a rule says of placing V61 with T05, to a dispatcher of EAST and to one of everything."""
    found: list[Violation] = []
    for actor in (EAST, ALL):
        act = PlaceVisit(visit_id="V61", technician_id=TechnicianId("T05"), start_s=at(start))
        verdict = judge(board, Request(id="r1", act=act), actor, NOW)
        said = verdict.warnings if isinstance(verdict, Passed) else verdict.violations
        found += [each for each in said if each.constraint == rule]
        text = json.dumps(msgspec.to_builtins(verdict.warnings if isinstance(verdict, Passed) else verdict))
        assert ("V70" in text) == (actor is ALL)
    hers, whole = found
    assert (hers.subject, hers.need, hers.have) == ("", "", "other work")
    assert (hers.level, hers.amount, hers.unit) == (whole.level, 0, whole.unit)
    return hers, whole


def test_work_that_is_waited_for_is_not_named():
    hers, whole = told(a_hiding_board(waits=True), "10:30", "dependencies")
    assert hers.sentence == "It waits for work outside your territories, or such work waits for it."
    assert (hers.level, whole.amount, hers.unit) == (Level.LEAD, 30, "min")
    assert whole.sentence == "V61 begins at 10:30 and waits for V70, which ends at 11:00: 30 min too early."


def test_work_at_the_same_property_is_not_named():
    hers, whole = told(a_hiding_board(), "11:20", "same_site_duplicate")
    assert hers.sentence == "There is other work at this site, outside your territories."
    assert (hers.level, whole.amount, hers.unit) == (Level.WARNING, 40, "min")
    assert "V70" in whole.sentence


def test_work_that_takes_the_same_parts_is_not_named():
    hers, whole = told(a_hiding_board(parts=True), "09:00", "parts_on_van")
    assert hers.sentence == "Other work, outside your territories, takes the same parts."
    assert (whole.amount, hers.unit) == (1, "part")
    assert "V70" in whole.sentence
