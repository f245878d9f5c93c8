"""A part that is missing: set aside where it lies, fetched by a visit of its own, and used once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core import events as e
from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.fetching import FetchParts
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import (
    Fetch,
    Location,
    PartLevel,
    PartNeed,
    PartUse,
    StockLocation,
    TechnicianId,
    TerritoryId,
    VisitId,
)
from dispatchtui.core.refusals import Code
from dispatchtui.core.requests import Request
from dispatchtui.core.sla import due_of
from dispatchtui.core.timeline import project
from dispatchtui.core.travel import seconds, site_of
from tests.builders import a_visit, a_working_board, an_actor, at, record
from tests.core.deciding import facts, no

T01, T02 = TechnicianId("T01"), TechnicianId("T02")
V51, V57, P1 = VisitId("V51"), VisitId("V57"), VisitId("P1")
PART = "CAP-45"
FETCH = FetchParts(visit_id=V51, pickup_id=P1, remaining_s=1800, fetches=(
    Fetch(visit_id=V51, part=PART, stock_id="VAN2"), Fetch(visit_id=V57, part=PART, stock_id="VAN2")))  # fmt: skip
THERE = Location(latitude=39.32, longitude=-76.62)


def do(board: Board, act: Command, at_s: int) -> None:
    passed = judge(board, Request(id=f"r{board.seq}", act=act), an_actor("admin"), at_s)
    assert isinstance(passed, Passed), passed
    record(board, *passed.events, at_s=at_s)


@pytest.fixture
def board() -> Board:
    """T01 works at V51 since 10:00 and has no CAP-45; V57 needs one too; T02 has two."""
    needing = replace(a_visit(id="V51"), parts=(PartNeed(part=PART),))
    east = (TerritoryId("EAST"),)
    found = a_working_board(
        needing, replace(needing, id="V57"),
        StockLocation(id="VAN1", technician_id=T01, territories=east),
        StockLocation(id="VAN2", technician_id=T02, territories=east),
        PartLevel(id=f"VAN1:{PART}", stock_id="VAN1", part=PART, on_hand=2, technician_id=T01, territories=east),
        PartLevel(id=f"VAN2:{PART}", stock_id="VAN2", part=PART, on_hand=2, technician_id=T02, territories=east),
    )  # fmt: skip
    do(found, PlaceVisit(visit_id="V51", technician_id=T01, start_s=at("10:00")), at("07:00"))
    do(found, PlaceVisit(visit_id="V57", technician_id=T01, start_s=at("14:00")), at("07:00"))
    for step in (Step.RELEASE, Step.ACCEPT, Step.DEPART, Step.ARRIVE, Step.START):
        do(found, AdvanceVisit(visit_id="V51", step=step), at("10:00"))
    return found


def test_parts_are_set_aside_for_both_work_is_suspended_and_a_pickup_waits(board: Board) -> None:
    do(board, FETCH, at("10:12"))
    assert board.visits["V51"].state.value == "SUSPENDED"
    assert {each.visit_id: each.stock_id for each in stock.reservations_at(board, "VAN2", PART)} == {
        "V51": "VAN2", "V57": "VAN2"}  # fmt: skip
    assert stock.free(board, "VAN2", PART) == 0
    pickup = board.visits["P1"]
    assert (pickup.kind, pickup.state.value, pickup.needs, pickup.parts) == ("pickup", "QUALIFIED", (), ())
    assert due_of(board, pickup, at("10:12")) is None
    assert facts(board, replace(FETCH, pickup_id=VisitId("P2")))[0].row.id == "P2"  # type: ignore[union-attr]


def test_who_brings_it_lets_the_work_go_on_when_they_are_there(board: Board) -> None:
    do(board, FETCH, at("10:12"))
    do(board, PlaceVisit(visit_id="P1", technician_id=T02, start_s=at("11:14")), at("10:12"))
    (stop, *_) = project(board, "T01", at("10:12"))
    assert (stop.visit_id, stop.end_s) == ("V51", at("11:19") + 1800)


def test_who_fetches_it_drives_there_and_back_before_going_on(board: Board) -> None:
    do(board, replace(FETCH, place=THERE), at("10:12"))
    way_s = seconds(site_of(board, board.visits["V51"]), THERE)
    do(board, PlaceVisit(visit_id="P1", technician_id=T01, start_s=at("10:12") + way_s), at("10:12"))
    stops = {each.visit_id: each for each in project(board, "T01", at("10:12"))}
    assert stops["P1"].arrival_s == at("10:12") + way_s
    assert stops["V51"].end_s == at("10:12") + way_s + 300 + way_s + 1800


def test_what_was_fetched_is_on_the_van_and_used_once_though_two_report_it(board: Board) -> None:
    do(board, FETCH, at("10:12"))
    do(board, PlaceVisit(visit_id="P1", technician_id=T02, start_s=at("11:14")), at("10:12"))
    for step in (Step.RELEASE, Step.ACCEPT, Step.DEPART, Step.ARRIVE, Step.START, Step.COMPLETE):
        do(board, AdvanceVisit(visit_id="P1", step=step), at("11:20"))
    assert (stock.on_hand(board, "VAN1", PART), stock.on_hand(board, "VAN2", PART)) == (4, 0)
    assert {each.stock_id for each in stock.reservations_for(board, "V57")} == {"VAN1"}
    do(board, AdvanceVisit(visit_id="V51", step=Step.RESUME), at("11:20"))
    done = AdvanceVisit(visit_id="V51", step=Step.COMPLETE)
    assert no(board, done).field == "parts_used"
    do(board, replace(done, parts_used=(PartUse(part=PART), PartUse(part=PART, stock_id="VAN1"))), at("11:50"))
    assert stock.on_hand(board, "VAN1", PART) == 3
    assert stock.free(board, "VAN1", PART) == 2


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"pickup_id": V57}, "pickup_id", "There is a visit V57 already."),
        ({"fetches": ()}, "fetches", "A pickup fetches for V51 first, and for at most 50 in all."),
        ({"fetches": (Fetch(visit_id=V51, part=PART, stock_id="VAN2", quantity=3),)}, "fetches",
         "VAN2 has 2 of CAP-45 that are free, and 3 are asked for."),
        ({"duration_s": 5}, "duration_s", "Handing parts over takes a minute to four hours."),
        ({"place": Location(latitude=139.0, longitude=0.0)}, "place", None),
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_is_refused(board: Board, change: dict[str, object], field: str, said: str) -> None:
    refusal = no(board, replace(FETCH, **change))
    assert (refusal.code, refusal.field) == (Code.INVALID, field)
    assert said is None or refusal.sentence == said


def test_a_pickup_fetches_for_no_pickup_and_for_nothing_that_has_ended(board: Board) -> None:
    do(board, FETCH, at("10:12"))
    again = replace(
        FETCH, visit_id=P1, pickup_id=VisitId("P2"), fetches=(Fetch(visit_id=P1, part=PART, stock_id="VAN2"),)
    )
    assert no(board, again).sentence == "Nothing is fetched for P1, which is itself a pickup."
    record(board, e.VisitAdvanced(visit_id="V57", step=Step.CANCEL, occurred_s=at("10:13")))
    assert no(board, replace(FETCH, pickup_id=VisitId("P3"))).code is Code.INVALID
