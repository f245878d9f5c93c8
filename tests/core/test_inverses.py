"""What was recorded is recorded back: stock, parts set aside, vehicles, rules, weather, desks."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command, decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.ruling import (
    HandOverDesk,
    RecordCapacityCell,
    RecordDesk,
    RecordPolicy,
    RecordWeatherAlert,
    RemoveWeatherAlert,
)
from dispatchtui.core.commands.supply import CountStock, RecordCrew, RecordVehicle, ReleaseParts, ReserveParts
from dispatchtui.core.commands.technicians import RecordAbsence, RemoveAbsence
from dispatchtui.core.model import (
    CapacityCell,
    Crew,
    Desk,
    PartLevel,
    PartReservation,
    Policy,
    Rules,
    StockLocation,
    TechnicianId,
    TerritoryId,
    Vehicle,
    VisitId,
    WeatherAlert,
)
from dispatchtui.core.policy import rules_for
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.undo import inverse, undo_of
from tests.builders import a_visit, a_working_board, an_absence, an_actor, at, record

T01 = TechnicianId("T01")
VAN = Vehicle(id="VAN1", technician_id=T01)
STOCK = StockLocation(id="ST1", technician_id=T01)
STORM = WeatherAlert(id="WX1", territory=TerritoryId("EAST"), start_s=at("12:00"), end_s=at("15:00"), kind="storm")
DESK = Desk(id="D1", territories=(TerritoryId("EAST"),), holder="dora", since_s=at("06:00"), note="quiet night")
SLOT = CapacityCell(id="C1", territory=TerritoryId("EAST"), start_s=at("13:00"), end_s=at("17:00"))
FREEZE = Policy(id="P1", rules=Rules(freeze_s=600))


def a_stocked_board() -> Board:
    return a_working_board(
        a_visit(id="V61", technician="T01"), VAN, STOCK, STORM, DESK, SLOT, FREEZE,
        PartLevel(id="ST1:CAP-45", stock_id="ST1", part="CAP-45", on_hand=2),
        PartReservation(id="R1", visit_id=VisitId("V61"), stock_id="ST1", part="CAP-45", quantity=1),
    )  # fmt: skip


def do(board: Board, act: Command) -> Board:
    now = board.fork()
    found = decide(now, act, Ask(actor=an_actor("admin"), at_s=at("09:00")))
    assert not isinstance(found, Refusal), found
    assert found, "nothing changed"
    record(now, *found, at_s=at("09:00"))
    return now


@pytest.mark.parametrize(
    ("act", "back"),
    [
        (CountStock(stock_id="ST1", part="CAP-45", on_hand=0), CountStock(stock_id="ST1", part="CAP-45", on_hand=2)),
        (CountStock(stock_id="ST1", part="FUSE", on_hand=5), CountStock(stock_id="ST1", part="FUSE", on_hand=0)),
        (ReleaseParts(reservation_id="R1"),
         ReserveParts(visit_id=VisitId("V61"), stock_id="ST1", part="CAP-45", quantity=1)),
        (RecordVehicle(row=replace(VAN, out_from_s=at("09:00"))), RecordVehicle(row=VAN)),
        (RecordWeatherAlert(row=replace(STORM, end_s=at("16:00"))), RecordWeatherAlert(row=STORM)),
        (RecordWeatherAlert(row=replace(STORM, id="WX2")), RemoveWeatherAlert(alert_id="WX2")),
        (RemoveWeatherAlert(alert_id="WX1"), RecordWeatherAlert(row=STORM)),
        (HandOverDesk(desk_id="D1", to="emil"), HandOverDesk(desk_id="D1", to="dora", note="quiet night")),
        (RecordDesk(row=replace(DESK, name="East")), RecordDesk(row=DESK)),
        (RecordPolicy(row=Policy(id="P1", rules=Rules(freeze_s=0))), RecordPolicy(row=FREEZE)),
        (RecordPolicy(row=Policy(id="P2", rules=Rules(freeze_s=0))), RecordPolicy(row=Policy(id="P2"))),
        (RecordCapacityCell(row=replace(SLOT, closed=True, reason="storm")), RecordCapacityCell(row=SLOT)),
    ],
)  # fmt: skip
def test_what_was_recorded_is_recorded_back(act: Command, back: Command):
    board = a_stocked_board()
    assert inverse(board, act) == back
    do(do(board, act), back)


def test_a_new_slot_limit_that_is_taken_back_limits_nothing():
    board = a_stocked_board()
    act = RecordCapacityCell(row=replace(SLOT, id="C2", closed=True, stop_at_percent=50))
    undo = undo_of(board, act, do(board, act), at("09:00"))
    assert undo is not None
    assert undo.act == RecordCapacityCell(row=replace(SLOT, id="C2"))


def test_a_new_policy_that_is_taken_back_rules_nothing():
    board = a_stocked_board()
    act = RecordPolicy(row=Policy(id="P2", rules=Rules(freeze_s=0)))
    now = do(board, act)
    assert rules_for(now, at("09:00")).freeze_s == 0
    undo = inverse(board, act)
    assert undo is not None
    assert rules_for(do(now, undo), at("09:00")).freeze_s == 600


def test_what_the_desk_numbered_is_found_on_the_board_as_it_is_now():
    board = a_stocked_board()
    act = ReserveParts(visit_id=VisitId("V61"), stock_id="ST1", part="CAP-45", quantity=1)
    now = do(board, act)
    made = next(each.id for each in stock.reservations_for(now, "V61") if each.id != "R1")
    undo = undo_of(board, act, now, at("09:00"))
    assert undo is not None
    assert undo.act == ReleaseParts(reservation_id=made)
    assert inverse(board, act) is None
    assert stock.free(do(now, undo.act), "ST1", "CAP-45") == 1
    away = RecordAbsence(row=replace(an_absence(technician="T01"), id=""))
    board = do(board, away)
    gone = do(board, away)
    numbered = undo_of(board, away, gone, at("09:00"))
    assert numbered is not None
    assert numbered.act == RemoveAbsence(absence_id=next(key for key in gone.absences if key not in board.absences))


@pytest.mark.parametrize(
    "act",
    [
        RecordVehicle(row=Vehicle(id="VAN2", technician_id=T01)),
        RecordCrew(row=Crew(id="CR1", members=(T01, TechnicianId("T02")))),
        RecordDesk(row=Desk(id="D2", territories=(TerritoryId("EAST"),))),
        ReleaseParts(reservation_id="R9"),
        RemoveWeatherAlert(alert_id="WX9"),
        HandOverDesk(desk_id="D9", to="emil"),
    ],
)
def test_what_is_new_and_cannot_be_removed_has_no_inverse(act: Command):
    board = a_stocked_board()
    assert inverse(board, act, board) is None


def test_parts_that_went_below_nothing_cannot_be_counted_back():
    board = a_stocked_board()
    board.put(PartLevel(id="ST1:CAP-45", stock_id="ST1", part="CAP-45", on_hand=-1))
    assert inverse(board, CountStock(stock_id="ST1", part="CAP-45", on_hand=0)) is None
