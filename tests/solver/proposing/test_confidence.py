"""When a proposal may be applied by itself: each thing that stands against it is said, and nothing else does."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.effects import Effects, SlaChange
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import AddNote, PlaceVisit
from dispatchtui.core.disrupting import proposal_id
from dispatchtui.core.foresight import Effect
from dispatchtui.core.model import Behaviour, Lock, Policy, Position, Rules, TechnicianId, TerritoryId, VisitState
from dispatchtui.core.notices import Notice
from dispatchtui.core.sla import Band
from dispatchtui.solver.proposing.confidence import withheld
from dispatchtui.solver.proposing.proposal import GREEN, REVIEW, Disruption, Option, Proposal, Row
from tests.builders import a_visit, a_work_order, a_working_board, at

NOW = at("09:00")
EAST = TerritoryId("EAST")
T02 = TechnicianId("T02")
ALLOWED = Policy(id="AUTO", scope="territory", scope_id="EAST", rules=Rules(auto_accept=("TECH_SICK",)))
SEEN = Behaviour(id="field", work=(Effect(work_type="LEAK", n=20),))


def a_day(*rows: object) -> Board:
    return a_working_board(a_visit(id="V60", technician="T01", start="13:00"), a_work_order(id="W60"), ALLOWED, SEEN,
                           *rows)  # type: ignore[arg-type]  # fmt: skip


def a_row(visit: str = "V60", start: str = "14:00", **changes: object) -> Row:
    act = PlaceVisit(visit_id=visit, technician_id=T02, start_s=at(start))
    return replace(Row(visit_id=visit, kind="move", grade=GREEN, acts=(act,), technician_id="T02", cost=100.0,
                       sentence=""), **changes)  # type: ignore[arg-type]  # fmt: skip


def offered(*options: Option, kind: str = "TECH_SICK") -> Proposal:
    about = Disruption(id=proposal_id(kind, "technicians/T01"), kind=kind, subject="technicians/T01",
                       visits=("V60",), territories=("EAST",))  # fmt: skip
    return Proposal(id=about.id, disruption=about, options=options)


def an_option(*rows: Row, cost: float = 100.0, kind: str = "move", effects: Effects | None = None) -> Option:
    return Option(kind=kind, rows=rows or (a_row(),), cost=cost, effects=effects or Effects())


def test_what_asks_nobody_and_rests_on_fresh_facts_may_be_applied() -> None:
    assert withheld(a_day(), offered(an_option(), an_option(cost=700.0)), NOW, known_s=NOW) == ()


def test_the_policy_of_the_territory_has_to_allow_the_trigger() -> None:
    assert withheld(a_day(), offered(an_option(), kind="NO_ACK"), NOW) == (
        "The policy in EAST leaves NO_ACK to people.",)  # fmt: skip
    without = a_day(replace(ALLOWED, rules=Rules()))
    assert withheld(without, offered(an_option()), NOW) == (
        "The policy in EAST leaves TECH_SICK to people.",)  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (a_row(grade=REVIEW, asks=("override: territory",)), "V60 asks override: territory."),
        (a_row(percent=31, was_percent=30), "V60 breaks its word with 31% instead of 30%."),
        (a_row(acts=(*a_row().acts, AddNote(visit_id="V60", text="x"))), "It does more than move visits."),
        (a_row(start="20:00"), "T02 works 08:00 to 17:00"),
    ],
)
def test_a_row_that_asks_or_makes_worse_is_for_people(row: Row, said: str) -> None:
    told = withheld(a_day(), offered(an_option(row)), NOW)
    assert any(each.startswith(said) for each in told), told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": VisitState.RELEASED}, "V60 is released."),
        ({"state": VisitState.ACCEPTED}, "V60 is accepted."),
        ({"lock": Lock.RESOURCE}, "V60 is locked."),
    ],
)
def test_what_was_told_or_is_locked_is_left_alone(change: dict[str, object], said: str) -> None:
    board = a_day(replace(a_visit(id="V60", technician="T01", start="13:00"), **change))  # type: ignore[arg-type]
    assert said in withheld(board, offered(an_option()), NOW)


def test_what_is_frozen_is_left_alone() -> None:
    told = withheld(a_day(), offered(an_option()), at("12:50"))
    assert any("freeze window" in each for each in told), told


def test_at_most_two_visits_are_touched_and_those_pushed_along_count() -> None:
    others = [a_visit(id=f"V{number}") for number in (61, 62)]
    moves = tuple(Move(visit_id=f"V{number}", technician_id=T02, start_s=at("08:00") + number * 3600 // 10)
                  for number in (60, 61, 62))  # fmt: skip
    board = a_day(*others, *(a_work_order(id=f"W{number}") for number in (61, 62)))
    told = withheld(board, offered(an_option(a_row(acts=(MoveVisits(moves=moves),)))), NOW)
    assert "It touches 3 visits, more than 2." in told


def test_customers_are_told_a_new_arrival_at_most() -> None:
    def notice(template: str, to: str = "customer") -> Effects:
        return Effects(
            notices=(Notice(to=to, visit_id="V60", template=template, reason="", not_before_s=0, sentence=""),)
        )

    assert withheld(a_day(), offered(an_option(effects=notice("new_eta"))), NOW) == ()
    assert withheld(a_day(), offered(an_option(effects=notice("instruction", "technician"))), NOW) == ()
    assert withheld(a_day(), offered(an_option(effects=notice("new_technician"))), NOW) == (
        "The customer of V60 would be told: new_technician.",)  # fmt: skip


def test_another_visit_must_not_have_less_to_spare_where_it_presses() -> None:
    worse = SlaChange(
        visit_id="V61", was_band=Band.WATCH, band=Band.RISK, was_margin_s=1500, margin_s=600, sentence="V61 has 10 min."
    )
    assert withheld(a_day(), offered(an_option(effects=Effects(slas=(worse,)))), NOW) == ("V61 has 10 min.",)


def test_the_next_best_has_to_cost_more_by_the_margin() -> None:
    near = offered(an_option(), an_option(cost=100.0 + 599))
    assert withheld(a_day(), near, NOW) == ("The next best costs 9 min of travel more, less than 10 min.",)
    assert withheld(a_day(), offered(an_option(), an_option(kind="keep_and_tell", cost=0.0)), NOW) == ()
    lower = a_day(replace(ALLOWED, rules=Rules(auto_accept=("TECH_SICK",), auto_margin_s=500)))
    assert withheld(lower, near, NOW) == ()


def test_what_it_rests_on_has_to_be_fresh() -> None:
    there = Position(technician_id=T02, latitude=39.3, longitude=-76.6, at_s=NOW - 601)
    assert withheld(a_day(), offered(an_option()), NOW, positions={"T02": there}) == (
        "The position of T02 is 10 min old.",
    )
    assert withheld(a_day(), offered(an_option()), NOW, known_s=NOW - 61) == ("The board is known until 1 min ago.",)
    few = a_day(replace(SEEN, work=(Effect(work_type="LEAK", n=19),)))
    assert withheld(few, offered(an_option()), NOW) == (
        "How long V60 takes rests on 19 observations, fewer than 20.",)  # fmt: skip


def test_nothing_is_applied_where_nothing_is_offered_or_a_person_is_asked() -> None:
    for proposal in (offered(), offered(an_option(kind="keep_and_tell")), offered(an_option(kind="human"))):
        assert withheld(a_day(), proposal, NOW) == ("There is nothing to apply.",)
