"""What is applied by itself harms nobody else: every visit that moves, everybody's day, every territory is asked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.effects import Effects
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import UnplaceVisit
from dispatchtui.core.model import Duration, Policy, Position, Rules, TechnicianId
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.solver.proposing.confidence import withheld
from dispatchtui.solver.proposing.proposal import GREEN, Row
from tests.builders import a_technician, a_visit, a_work_order, at, north
from tests.solver.proposing.test_confidence import ALLOWED, NOW, T02, a_day, a_row, an_option, offered

T01 = TechnicianId("T01")


def said(board: Board, row: Row, **more: object) -> tuple[str, ...]:
    return withheld(board, offered(an_option(row)), NOW, **more)  # type: ignore[arg-type]


def moving(*moves: tuple[str, TechnicianId, str], visit: str = "V60") -> Row:
    """A row that moves several visits as one."""
    act = MoveVisits(moves=tuple(Move(visit_id=each, technician_id=who, start_s=at(start))
                                 for each, who, start in moves))  # fmt: skip
    return Row(visit_id=visit, kind="swap", grade=GREEN, acts=(act,), technician_id=moves[0][1], sentence="")


@pytest.mark.parametrize("level", [Level.LEAD, Level.DISPATCHER, Level.NOBODY])
def test_what_it_says_it_breaks_at_another_visit_is_for_people(level: Level) -> None:
    broken = Effects(broken=(Violation(constraint="dependencies", level=level, sentence="V17 waits for V16."),))
    assert withheld(a_day(), offered(an_option(effects=broken)), NOW) == ("V17 waits for V16.",)
    assert said(a_day(), a_row(effects=broken)) == ("V17 waits for V16.",)


def test_a_warning_is_not_for_people() -> None:
    mild = Effects(broken=(Violation(constraint="x", level=Level.WARNING, sentence="It is tight."),))
    assert withheld(a_day(), offered(an_option(effects=mild)), NOW) == ()


def legs(longest_leg_s: int) -> Board:
    """V60 lies on the way from V59 to V61, which is farther than one leg may be."""
    return a_day(
        replace(a_technician(id="T01"), longest_leg_s=longest_leg_s),
        a_work_order(id="W59", location=north(5)), a_visit(id="V59", technician="T01", start="11:00"),
        a_work_order(id="W60", location=north(12)),
        a_work_order(id="W61", location=north(19)), a_visit(id="V61", technician="T01", start="15:00"),
    )  # fmt: skip


def test_what_it_breaks_at_another_visit_on_the_board_as_it_is_is_for_people() -> None:
    (told,) = said(legs(12 * 60), a_row())
    assert told.startswith("T01 needs ")
    assert "V59 to V61" in told
    assert said(legs(60 * 60), a_row()) == ()


UNSURE = Duration(p50_s=50 * 60, p80_s=80 * 60)
BESIDE = (
    replace(a_visit(id="V62", technician="T01", start="13:00", minutes=50), duration=UNSURE),
    a_work_order(id="W62"), a_work_order(id="W61", response_due="14:25"),
    a_visit(id="V61", technician="T02", start="10:00"), a_visit(id="V60", technician="T01", start="10:00"),
)  # fmt: skip
"""V60 with T01 and V61 with T02, who may swap; T01 is then at V61 after work that may take long."""


def test_of_a_swap_no_visit_may_break_its_word_more_probably() -> None:
    told = said(a_day(*BESIDE), moving(("V60", T02, "10:00"), ("V61", T01, "13:50")))
    assert [each.split("%")[1] for each in told if each.startswith("V61 breaks its word with")] == [" instead of 0"]
    assert said(a_day(*BESIDE), moving(("V60", T02, "10:00"), ("V61", T01, "10:00"))) == ()


def test_what_it_moves_must_not_come_near_its_due_time() -> None:
    due = a_work_order(id="W60", response_due="14:30")
    assert said(a_day(due), a_row(start="13:45")) == ()
    (told,) = said(a_day(due), a_row(start="14:05"))
    assert told == "V60 has 25 min to spare (watch); before it had 1 h 30 min to spare."


def test_what_nobody_has_any_more_is_not_known_to_be_no_worse() -> None:
    row = a_row(acts=(UnplaceVisit(visit_id="V60"),), technician_id="")
    assert "How probably V60 breaks its word is not known." in said(
        a_day(a_work_order(id="W60", response_due="16:30")), row)  # fmt: skip


def where(technician: TechnicianId, age_s: int) -> dict[str, Position]:
    return {technician: Position(technician_id=technician, latitude=39.3, longitude=-76.6, at_s=NOW - age_s)}


def test_the_position_of_whoever_had_it_has_to_be_fresh_too() -> None:
    assert said(a_day(), a_row(), positions=where(T01, 601)) == ("The position of T01 is 10 min old.",)
    assert said(a_day(), a_row(), positions=where(T01, 600)) == ()
    assert said(a_day(), a_row(), positions=where(TechnicianId("T03"), 7200)) == (), "whose day it is not"


def test_the_position_of_whom_it_is_about_has_to_be_fresh_too() -> None:
    proposal = offered(an_option())
    about = replace(proposal, disruption=replace(proposal.disruption, technicians=("T03",)))
    assert withheld(a_day(), about, NOW, positions=where(TechnicianId("T03"), 601)) == (
        "The position of T03 is 10 min old.",)  # fmt: skip


def test_no_policy_makes_an_older_position_good_enough_and_each_may_ask_for_a_newer_one() -> None:
    lax = Policy(id="LAX", scope="company", rules=Rules(fresh_s=7200))
    assert said(a_day(lax), a_row(), positions=where(T02, 601)) == ("The position of T02 is 10 min old.",)
    strict = a_day(lax, replace(ALLOWED, rules=replace(ALLOWED.rules, fresh_s=60)))
    assert said(strict, a_row(), positions=where(T02, 61)) == ("The position of T02 is 1 min old.",)


def test_the_territories_of_the_visits_and_of_the_people_have_to_allow_it_too() -> None:
    refused = "The policy in WEST leaves TECH_SICK to people."
    assert refused in said(a_day(a_visit(id="V60", technician="T01", start="13:00", territory="WEST")), a_row())
    assert refused in said(a_day(a_technician(id="T02", territory="WEST")), a_row())
    assert refused in said(a_day(a_technician(id="T01", territory="WEST")), a_row())
