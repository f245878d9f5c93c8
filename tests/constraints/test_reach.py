"""What an act refers to must be seen by who asks, or it is answered as if it were not there."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.ruling import RecordCapacityCell, RecordWeatherAlert
from dispatchtui.core.commands.supply import RecordCrew, RecordStockLocation, RecordVehicle
from dispatchtui.core.commands.visits import AmendVisit
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.events import PartReserved, StockLocationRecorded, VehicleRecorded
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import (
    Ban,
    CapacityCell,
    Crew,
    Dependency,
    PartUse,
    StockLocation,
    TechnicianId,
    TerritoryId,
    Vehicle,
    VisitId,
    VisitState,
    WeatherAlert,
    WorkOrder,
)
from dispatchtui.core.refusals import Refusal, invalid
from dispatchtui.core.rights import Actor
from tests.builders import (
    a_request,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    a_working_board,
    an_actor,
    at,
    record,
)
from tests.supplies import a_depot, a_reservation, a_van

NOW = at("07:00")
EAST, TOM = TerritoryId("EAST"), an_actor("technician", id="tom", technician_id="T01", territories=("EAST",))
OFFICE = an_actor("lead", "csr", territories=("EAST",))
CHIEF = an_actor("admin", territories=("EAST",))


def a_hiding_board() -> Board:
    """V61 of EAST is worked on by T01; V5, T09, their van, vehicle, crew, slot and weather are in WEST."""
    west = TerritoryId("WEST")
    board = a_working_board(
        a_visit(id="V61", technician="T01", start="06:30", state=VisitState.WORKING),
        a_visit(id="V62"),
        a_visit(id="V5", work_order="W5", territory="WEST"),
        a_technician(id="T09", territory="WEST"),
        a_technician(id="T08", territory="WEST"),
        a_shift(technician="T09", id="S9", territories=("WEST",)),
        a_depot(),
        Crew(id="C9", territory=west, members=(TechnicianId("T09"), TechnicianId("T08"))),
        CapacityCell(id="CELL9", territory=west, start_s=at("08:00"), end_s=at("12:00")),
        WeatherAlert(id="STORM9", territory=west, start_s=at("08:00"), end_s=at("12:00")),
    )
    for who in ("T09", "T01"):
        record(board, StockLocationRecorded(row=a_van(technician=who)))
    record(board, VehicleRecorded(row=Vehicle(id="CAR9", technician_id=TechnicianId("T09"))))
    return board


def answer(board: Board, act: Command, actor: Actor = OFFICE) -> Passed | Refusal:
    return judge(board, a_request(act=act), actor, NOW)


def use(stock: str) -> AdvanceVisit:
    return AdvanceVisit(
        visit_id="V61", step=Step.SUSPEND, reason="part", parts_used=(PartUse(part="CAP", stock_id=stock),)
    )


@pytest.mark.parametrize("actor", [TOM, OFFICE], ids=lambda each: each.id)
def test_parts_come_from_a_stock_that_is_seen(actor: Actor):
    board = a_hiding_board()
    assert answer(board, use("VAN09"), actor) == invalid("parts_used", "There is no stock location VAN09.")
    assert answer(board, use("VAN77"), actor) == invalid("parts_used", "There is no stock location VAN77.")
    for seen in ("VAN01", "DEPOT", ""):
        assert isinstance(answer(board, use(seen), actor), Passed)


def test_parts_that_were_set_aside_for_the_visit_are_taken_from_wherever_they_are():
    board = a_hiding_board()
    record(board, PartReserved(row=a_reservation(visit="V61", stock="VAN09", part="CAP")))
    assert isinstance(answer(board, use("VAN09"), TOM), Passed)
    elsewhere = a_hiding_board()
    record(elsewhere, PartReserved(row=a_reservation(visit="V62", stock="VAN09", part="CAP")))
    assert isinstance(answer(elsewhere, use("VAN09"), TOM), Refusal)


def waits(visit: str) -> AmendVisit:
    return AmendVisit(visit_id="V62", dependencies=(Dependency(visit_id=VisitId(visit)),))


def owned(who: str) -> WorkOrder:
    return replace(a_work_order(id="W62"), account_owner=TechnicianId(who))


def with_site(**site: object) -> WorkOrder:
    row = a_work_order(id="W62")
    return replace(row, site=replace(row.site, **site))


NEW: list[tuple[Command, Command, str]] = [
    (waits("V5"), waits("V7"), "dependencies"),
    (AmendVisit(visit_id="V62", required_technician="T09"), AmendVisit(visit_id="V62", required_technician="T07"),
     "required_technician"),
    *((kind(row=row("T09")), kind(row=row("T07")), field)
      for kind in (AmendWorkOrder, lambda row: TakeRequest(row=replace(row, id="")))
      for row, field in (
          (owned, "row.account_owner"),
          (lambda who: with_site(preferred=(TechnicianId(who),)), "row.site.preferred"),
          (lambda who: with_site(bans=(Ban(technician_id=TechnicianId(who)),)), "row.site.bans"))),
    (RecordVehicle(row=Vehicle(id="CAR1", technician_id=TechnicianId("T09"))),
     RecordVehicle(row=Vehicle(id="CAR1", technician_id=TechnicianId("T07"))), "row.technician_id"),
    (RecordStockLocation(row=a_van(technician="T09", id="VX")),
     RecordStockLocation(row=a_van(technician="T07", id="VX")), "row.technician_id"),
]  # fmt: skip


@pytest.mark.parametrize(("hidden", "none", "field"), NEW)
def test_who_or_what_is_hidden_is_not_there_to_be_named(hidden: Command, none: Command, field: str):
    first, second = answer(a_hiding_board(), hidden), answer(a_hiding_board(), none)
    assert isinstance(first, Refusal)
    assert isinstance(second, Refusal)
    assert first.field == field
    assert first == replace(second, sentence=second.sentence.replace("V7", "V5").replace("T07", "T09"))
    wide = answer(a_hiding_board(), hidden, an_actor("admin"))
    assert isinstance(wide, Passed) or wide.sentence == "T09 has the van stock VAN09 already."


def test_what_the_row_held_already_may_stay():
    board = a_hiding_board()
    held = replace(owned("T09"), site=with_site(preferred=(TechnicianId("T09"),)).site)
    board.put(held)
    waiting = board.visits["V62"]
    board.put(replace(waiting, dependencies=waits("V5").dependencies or (), required_technician=TechnicianId("T09")))
    for act in (AmendWorkOrder(row=replace(held, summary="again")),
                replace(waits("V5"), earliest_s=at("09:00"), required_technician="T09")):  # fmt: skip
        assert isinstance(answer(board, act), Passed)


TAKEN: list[Command] = [
    RecordVehicle(row=Vehicle(id="CAR9", technician_id=TechnicianId("T01"))),
    RecordStockLocation(row=StockLocation(id="VAN09", technician_id=TechnicianId("T02"))),
    RecordStockLocation(row=StockLocation(id="VAN09", technician_id=TechnicianId("T01"))),
    RecordWeatherAlert(row=WeatherAlert(id="STORM9", territory=EAST, start_s=at("08:00"), end_s=at("09:00"))),
    RecordCrew(row=Crew(id="C9", territory=EAST, members=(TechnicianId("T01"), TechnicianId("T02")))),
    RecordCapacityCell(row=CapacityCell(id="CELL9", territory=EAST, start_s=at("08:00"), end_s=at("09:00"))),
]


@pytest.mark.parametrize("act", TAKEN, ids=lambda each: type(each).__name__)
def test_the_id_of_a_hidden_row_is_taken_and_its_territory_is_not_told(act: Command):
    assert answer(a_hiding_board(), act, CHIEF) == invalid("row.id", "That name is taken.")


def test_a_hidden_vehicle_does_not_tell_who_drives_it():
    told = [answer(a_hiding_board(), RecordVehicle(row=Vehicle(id="CAR9", technician_id=TechnicianId(who))), CHIEF)
            for who in ("T09", "T08")]  # fmt: skip
    assert [each.sentence for each in told if isinstance(each, Refusal)] == [
        "There is no technician T09.", "There is no technician T08.",
    ]  # fmt: skip
