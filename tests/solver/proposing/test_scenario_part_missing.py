"""Scenario: at 10:12 a part is missing on site; who has it, who drives, and what it does to the day."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.fetching import FetchParts
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.supply import CountStock
from dispatchtui.core.disrupting import DEPOT, MEET, RETURN_VISIT
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import (
    Duration,
    PartLevel,
    PartNeed,
    PartUse,
    Row,
    Stamps,
    StockLocation,
    TechnicianId,
    TerritoryId,
    VisitState,
)
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.requests import Request
from dispatchtui.core.timeline import project
from dispatchtui.core.words import minute
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.parts import part_options
from dispatchtui.solver.proposing.proposal import GREEN, REVIEW, Option
from dispatchtui.solver.proposing.shortage import wants_of
from tests.builders import ZONE, a_board, a_shift, a_technician, a_visit, a_work_order, an_actor, at, record
from tests.journeys.scenarios import away

NOW = at("10:12")
PART = "CAP-45"
SITE = away(60, 90)
OTHER = away(14, 0, SITE)
EAST = (TerritoryId("EAST"),)


def a_job(number: int, technician: str, start: str, minutes: int, **changes: object) -> Row:
    length = Duration(p50_s=minutes * 60, p80_s=minutes * 60)
    return replace(a_visit(id=f"V{number}", technician=technician, start=start, minutes=minutes), duration=length,
                   **changes)  # type: ignore[arg-type]  # fmt: skip


def begun(start: str) -> dict[str, object]:
    return {"state": VisitState.WORKING, "stamps": Stamps(on_site_s=at(start), working_s=at(start))}


@pytest.fixture
def board() -> Board:
    """T01 works at V51 from 09:30 to 11:00; T09 at V40 until 11:00, then V41 at 12:00; a depot is 22 min away."""
    needing = {"parts": (PartNeed(part=PART),)}
    people = [a_technician(id="T01", home=SITE), a_technician(id="T09", home=OTHER)]
    vans = [
        StockLocation(id=f"VAN{who[1:]}", technician_id=TechnicianId(who), territories=EAST) for who in ("T01", "T09")
    ]
    levels = [PartLevel(id=f"{van.id}:{PART}", stock_id=van.id, part=PART, on_hand=2, technician_id=van.technician_id,
                        territories=EAST) for van in vans]  # fmt: skip
    depot = StockLocation(id="DEPOT", name="the depot", kind="depot", location=away(22, 180, SITE))
    return a_board(
        *people, *(a_shift(technician=each.id) for each in people), *vans, *levels, depot,
        PartLevel(id=f"DEPOT:{PART}", stock_id="DEPOT", part=PART, on_hand=9),
        *(a_work_order(id=f"W{number}", location=place) for number, place in
          ((51, SITE), (57, away(10, 90, SITE)), (40, OTHER), (41, away(5, 0, OTHER)))),
        a_job(51, "T01", "09:30", 90, **begun("09:30"), **needing),
        a_job(57, "T01", "13:00", 60, **needing),
        a_job(40, "T09", "10:00", 60, **begun("10:00")),
        a_job(41, "T09", "12:00", 60),
    )  # fmt: skip


def do(board: Board, act: Command, at_s: int = NOW) -> None:
    passed = judge(board, Request(id=f"r{board.seq}", act=act), an_actor("dispatcher"), at_s)
    assert isinstance(passed, Passed), passed
    record(board, *passed.events, at_s=at_s)


def told(option: Option) -> tuple[str, str, str, str]:
    row = option.rows[0]
    return option.kind, row.technician_id, minute(row.arrival_s or 0, ZONE), row.grade


def test_the_options_say_who_drives_and_when_the_part_is_there(board: Board) -> None:
    do(board, CountStock(stock_id="VAN01", part=PART, on_hand=0))
    assert [(each.visit.id, each.quantity) for each in wants_of(board, "T01", NOW)] == [("V51", 1), ("V57", 1)]
    options = part_options(board, "V51", NOW)
    assert [told(each) for each in options[:3]] == [
        (MEET, "T01", "10:26", GREEN),
        (DEPOT, "T01", "10:34", GREEN),
        (MEET, "T09", "11:14", GREEN),
    ]
    assert (options[3].kind, options[3].grade) == (RETURN_VISIT, REVIEW)
    assert options[0].sentence == (
        "T01 drives 14 min to T09 for 2 of CAP-45 for V51 and V57, there at 10:26; V51 is done at 11:33.")  # fmt: skip
    assert options[1].sentence.endswith("there at 10:34; V51 is done at 11:49.")


def test_whoever_brings_it_sets_out_when_free_and_is_back_in_time(board: Board) -> None:
    do(board, CountStock(stock_id="VAN01", part=PART, on_hand=0))
    brings = part_options(board, "V51", NOW)[2]
    for act in brings.rows[0].acts:
        do(board, act)
    stops = {each.visit_id: each for each in project(board, "T09", NOW)}
    assert stops["V51-P1"].arrival_s == at("11:14")
    assert stops["V41"].arrival_s <= at("12:00")
    assert next(each.end_s for each in project(board, "T01", NOW) if each.visit_id == "V51") == at("11:19") + 48 * 60


def test_meeting_sets_two_aside_suspends_the_work_and_nobody_else_counts_them(board: Board) -> None:
    do(board, CountStock(stock_id="VAN01", part=PART, on_hand=0))
    meet = part_options(board, "V51", NOW)[0]
    assert isinstance(meet.rows[0].acts[0], FetchParts)
    for act in meet.rows[0].acts:
        do(board, act)
    assert (board.visits["V51"].state, board.visits["V51"].state_reason) == (VisitState.SUSPENDED, "parts")
    assert stock.free(board, "VAN09", PART) == 0
    assert wants_of(board, "T01", NOW) == ()
    assert part_options(board, "V51", NOW) == ()
    assert [each.id for each in disruptions(board, NOW) if each.kind in ("PART_MISSING", "STOCK_WRONG")] == []
    for step in (Step.RELEASE, Step.ACCEPT, Step.DEPART, Step.ARRIVE, Step.START, Step.COMPLETE):
        do(board, AdvanceVisit(visit_id="V51-P1", step=step), at("10:31"))
    do(board, AdvanceVisit(visit_id="V51", step=Step.RESUME), at("10:45"))
    done = AdvanceVisit(visit_id="V51", step=Step.COMPLETE)
    refused = judge(board, Request(id="r", act=done), an_actor("dispatcher"), at("11:30"))
    assert isinstance(refused, Refusal)
    do(board, replace(done, parts_used=(PartUse(part=PART),)), at("11:33"))
    assert (stock.on_hand(board, "VAN01", PART), stock.on_hand(board, "VAN09", PART)) == (1, 0)


def test_a_return_visit_leaves_the_rest_and_finds_its_part(board: Board) -> None:
    do(board, CountStock(stock_id="VAN01", part=PART, on_hand=0))
    for act in part_options(board, "V51", NOW)[-1].rows[0].acts:
        do(board, act)
    child = next(each for each in board.visits.values() if each.kind == "return")
    assert (child.work_order_id, child.duration and child.duration.p50_s) == ("W51", 48 * 60)
    assert [each.stock_id for each in stock.reservations_for(board, child.id)] == ["DEPOT"]


def test_nothing_is_offered_where_nothing_lacks(board: Board) -> None:
    assert part_options(board, "V51", NOW) == ()
    assert part_options(board, "V99", NOW) == ()
