"""Every disruption that the board can tell: one for each cause, with the visits that it makes wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.watch import Watch
from dispatchtui.core.board import Board
from dispatchtui.core.model import (
    CapacityCell,
    Changed,
    CoolDown,
    Duration,
    Override,
    PartLevel,
    PartNeed,
    Row,
    Stamps,
    StockLocation,
    TechnicianId,
    TerritoryId,
    Vehicle,
    Visit,
    VisitState,
    WeatherAlert,
)
from dispatchtui.solver.lookout import Lookout
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.proposal import Disruption
from dispatchtui.solver.proposing.settle import propose
from dispatchtui.solver.proposing.ways import options_for
from tests.builders import (
    a_competence,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    a_working_board,
    an_absence,
    at,
    north,
)

NOW = at("10:00")
S = VisitState
T01, EAST = TechnicianId("T01"), TerritoryId("EAST")
NO_AGREEMENT = "and no agreement of the customer is recorded."


def v1(start: str = "12:00", **more: object) -> Visit:
    """A visit that T01 has, of exactly an hour."""
    visit = a_visit(id="V1", technician="T01", start=start, **more)  # type: ignore[arg-type]
    return replace(visit, duration=Duration(p50_s=3600, p80_s=3600))


def tomorrow(*people: str) -> list[Row]:
    return [a_shift(technician=each, start="32:00", end="41:00", id=f"{each}:next") for each in people]


CASES: dict[str, tuple[Callable[[], tuple[Row, ...]], str, tuple[str, ...], str]] = {
    "TECH_SICK": (
        lambda: (v1(), an_absence(technician="T01", start="09:50", end="17:00", kind="sick")),
        "T01", ("V1",), "T01 is sick until 17:00: V1 at 12:00.",
    ),
    "CALENDAR_BLOCK": (
        lambda: (v1(), an_absence(technician="T01", start="12:30", end="13:30", kind="meeting")),
        "A1", ("V1",), "T01 is in a meeting from 12:30 to 13:30; V1 12:00 to 13:00 overlaps by 30 min.",
    ),
    "VEHICLE_DOWN": (
        lambda: (v1(), a_visit(id="V2", technician="T01", start="14:00"),
                 Vehicle(id="K1", technician_id=T01, out_from_s=at("09:00"))),
        "K1", ("V1", "V2"), "Vehicle K1 is out of service: 2 visits, V1 at 12:00 first.",
    ),
    "CERT_EXPIRED": (
        lambda: (v1(needs={"PLUMB": 1}), a_visit(id="V2", technician="T01", start="14:00", needs={"PLUMB": 1}),
                 a_technician(id="T01", skills=(a_competence(valid_until_s=at("12:30")),))),
        "T01", ("V1", "V2"), "T01 lacks a valid certificate: 2 visits, V1 at 12:00 first.",
    ),
    "SKILL_WRONG": (
        lambda: (v1(needs={"ELEC": 1}),),
        "V1", ("V1",), "ELEC 0 < 1: T01 is 1 level short of what V1 needs.",
    ),
    "REJECTED": (
        lambda: (replace(a_visit(id="V1"), cool_downs=(CoolDown(technician_id=T01, until_s=at("30:00")),)),),
        "V1", ("V1",), "V1 was rejected by T01.",
    ),
    "NO_ACK": (
        lambda: (v1(state=S.RELEASED, stamps=Stamps(released_s=at("09:30"))),),
        "T01", ("V1",), "T01 has not accepted V1: released at 09:30, 30 min ago, to set out at 12:00.",
    ),
    "TECH_LATE_START": (
        lambda: (v1("09:50", state=S.ACCEPTED, promise=("09:00", "10:05"), travel_minutes=10,
                    stamps=Stamps(released_s=at("07:00"), accepted_s=at("07:10"))),
                 a_work_order(id="W1", location=north(10))),
        "T01", ("V1",), "T01 should have set out for V1 at 09:40 and has not: 20 min late, expected at 10:10.",
    ),
    "TRAVEL_DELAY": (
        lambda: (v1("09:40", state=S.EN_ROUTE, travel_minutes=20, stamps=Stamps(en_route_s=at("09:20"))),
                 a_work_order(id="W1", location=north(60)),
                 a_work_order(id="W2", location=north(60), address="2 Mill St"),
                 a_visit(id="V2", technician="T01", start="11:00", promise=("10:45", "11:10"))),
        "T01", ("V2",),
        "T01 set out for V1 at 09:20 and should be there at 09:40: 40 min late, expected at 10:20.",
    ),
    "STATUS_STALE": (
        lambda: (v1("08:10", state=S.ACCEPTED, promise=("08:00", "12:00"),
                    stamps=Stamps(released_s=at("07:00"), accepted_s=at("07:10"))),),
        "T01", ("V1",), "",
    ),
    "NO_ACCESS": (
        lambda: (v1("09:30", state=S.NO_ACCESS, stamps=Stamps(on_site_s=at("09:30"))),),
        "V1", ("V1",), "Nobody let T01 in at V1.",
    ),
    "EMERGENCY_NEW": (
        lambda: (a_visit(id="V1"), a_work_order(id="W1", safety=True, response_due="12:00")),
        "V1", ("V1",), "V1 is an emergency and has nobody, due at 12:00.",
    ),
    "UNPLACED": (
        lambda: (a_visit(id="V1"), a_work_order(id="W1", response_due="16:00")),
        "V1", ("V1",), "V1 has nobody yet, due at 16:00.",
    ),
    "BUMPED": (
        lambda: (replace(a_visit(id="V1"), bump_count=1),),
        "V1", ("V1",), "V1 had to make room.",
    ),
    "WEATHER": (
        lambda: (replace(v1(), outdoor=True),
                 WeatherAlert(id="S1", territory=EAST, start_s=at("11:00"), end_s=at("13:00"), kind="storm")),
        "S1", ("V1",), "V1 12:00 to 13:00 is outdoors, and EAST has storm from 11:00 to 13:00: 1 h of it.",
    ),
    "STOCK_WRONG": (
        lambda: (replace(v1(), parts=(PartNeed(part="CAP"),)), StockLocation(id="VAN1", technician_id=T01),
                 PartLevel(id="VAN1:CAP", stock_id="VAN1", part="CAP", on_hand=0)),
        "V1", ("V1",), "V1 needs 1 of CAP and VAN1 of T01 has 0 left for it: 1 too few.",
    ),
    "PART_MISSING": (
        lambda: (replace(v1("09:30", state=S.SUSPENDED, stamps=Stamps(working_s=at("09:30"))),
                         parts=(PartNeed(part="CAP"),), remaining_s=1800), StockLocation(id="VAN1", technician_id=T01)),
        "V1", ("V1",), "V1 needs 1 of CAP and VAN1 of T01 has 0 left for it: 1 too few.",
    ),
    "DOUBLE_BOOK_FOUND": (
        lambda: (v1(), a_visit(id="V2", technician="T01", start="12:30")),
        "V2", ("V2",), "T01 is at V1 from 12:00 to 13:00; V2 12:30 to 13:30 overlaps by 30 min.",
    ),
    "CUSTOMER_RESCHEDULE": (
        lambda: (v1(promise=("14:00", "16:00")),),
        "V1", ("V1",), "V1 is promised 14:00 to 16:00; arrival at 12:00 is 2 h early, " + NO_AGREEMENT,
    ),
    "CAPACITY_CLOSED": (
        lambda: (a_visit(id="V1", promise=("12:00", "14:00")),
                 CapacityCell(id="C1", territory=EAST, start_s=at("12:00"), end_s=at("17:00"), closed=True)),
        "V1", ("V1",), "V1 is promised in a slot that was closed, due at 14:00.",
    ),
    "AT_RISK": (
        lambda: (v1(), a_work_order(id="W1", response_due="11:30")),
        "V1", ("V1",), "V1 is due at 11:30, expected 12:00: 30 min late.",
    ),
    "PRIORITY_RAISED": (
        lambda: (replace(v1(), changed=Changed(seq=3, at_s=at("07:00"), by="sam")),
                 replace(a_work_order(id="W1", response_due="11:30", priority=1),
                         changed=Changed(seq=9, at_s=at("09:55"), by="cora"))),
        "V1", ("V1",), "V1 is due at 11:30, expected 12:00: 30 min late.",
    ),
    "OVERRUN_REPORTED": (
        lambda: (replace(v1("09:00", state=S.WORKING, stamps=Stamps(working_s=at("09:00"))), extended_s=3600),
                 a_visit(id="V2", technician="T01", start="10:15", promise=("10:00", "10:30"))),
        "V1", ("V2",), "V1 runs to 11:00, 1 h over its plan, as reported: V2 at 11:00 instead of 10:15, 30 min late.",
    ),
    "OVERRUN_PROJECTED": (
        lambda: (replace(v1("08:50", state=S.WORKING, stamps=Stamps(working_s=at("08:50"))),
                         duration=Duration(p50_s=3600, p80_s=7200)),
                 a_visit(id="V2", technician="T01", start="10:00", promise=("10:00", "10:30"))),
        "V1", ("V2",),
        "V1 is expected to run to 10:50 (p80), 1 h over its plan: V2 at 10:45 instead of 10:00, 15 min late.",
    ),
    "TECH_AHEAD": (
        lambda: (v1("13:00"), a_visit(id="V0"),
                 a_visit(id="V9", technician="T01", start="09:00", state=S.DONE, minutes=75,
                         stamps=Stamps(working_s=at("09:00"), done_s=at("09:45")))),
        "T01", ("V1",), "T01 was done with V9 30 min early and sets out next at 13:00.",
    ),
}  # fmt: skip


def board_of_case(kind: str) -> Board:
    return a_working_board(*CASES[kind][0](), *tomorrow("T01", "T02", "T03"))


def found(board: Board, kind: str) -> Disruption:
    every = {each.kind: each for each in disruptions(board, NOW)}
    assert set(every) == {kind}, every
    return every[kind]


@pytest.mark.parametrize("kind", CASES)
def test_it_is_read_off_the_board_as_one(kind: str) -> None:
    _, subject, visits, sentence = CASES[kind]
    each = found(board_of_case(kind), kind)
    assert (each.id, each.visits) == (f"{kind}:{subject}", visits)
    assert each.sentence == sentence or not sentence
    assert each.sentence.endswith(".")


@pytest.mark.parametrize("kind", CASES)
def test_something_is_offered_for_it(kind: str) -> None:
    board = board_of_case(kind)
    each = found(board, kind)
    proposal = propose(board, each, options_for(board, each, NOW), now_s=NOW)
    assert proposal.options, kind
    assert proposal.id == each.id


def test_whoever_keeps_violations_and_forecasts_reads_the_same() -> None:
    for kind in CASES:
        board = board_of_case(kind)
        lookout = Lookout(board, NOW)
        lookout.work(lambda: False)
        kept = disruptions(board, NOW, lookout, violations=Watch(board, NOW).violations)
        assert {(each.id, each.visits) for each in kept} == {(each.id, each.visits) for each in disruptions(board, NOW)}


def test_a_quiet_board_has_none() -> None:
    assert disruptions(a_working_board(v1(), a_visit(id="V2")), NOW) == ()


def test_what_was_answered_for_is_none_any_more() -> None:
    visit = v1(promise=("14:00", "16:00"))
    answered = replace(visit, overrides=(Override(constraint="promise_window", code="asked", by="dora", at_s=NOW),))
    assert disruptions(a_working_board(answered), NOW) == ()


def test_what_else_is_wrong_with_the_visits_of_who_is_away_is_not_told_beside_it() -> None:
    sick = an_absence(technician="T01", start="09:00", end="17:00", kind="sick")
    board = a_working_board(v1(), a_visit(id="V2", technician="T01", start="12:30", needs={"ELEC": 1}), sick)
    (each,) = disruptions(board, NOW)
    assert (each.id, each.visits) == ("TECH_SICK:T01", ("V1", "V2"))
