"""Random acts of random people, on a small office with three territories."""

from __future__ import annotations

from hypothesis import strategies as st

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.reference import RecordTerritory
from dispatchtui.core.commands.ruling import (
    HandOverDesk,
    RecordCapacityCell,
    RecordDesk,
    RecordPolicy,
    RecordWeatherAlert,
)
from dispatchtui.core.commands.supply import (
    CountStock,
    RecordCrew,
    RecordStockLocation,
    RecordVehicle,
    ReserveParts,
)
from dispatchtui.core.commands.technicians import RecordAbsence, RecordShift, RecordTechnician, RemoveAbsence
from dispatchtui.core.commands.visits import AddNote, AmendVisit, LockVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import (
    Absence,
    CapacityCell,
    Crew,
    Desk,
    Lock,
    Policy,
    StockLocation,
    Vehicle,
    WeatherAlert,
)
from tests.builders import a_shift, a_technician, a_territory, a_work_order, at

TERRITORIES = ("EAST", "WEST", "NORTH")


def visits() -> st.SearchStrategy[str]:
    return st.sampled_from([f"V{number}" for number in range(1, 9)])


def people() -> st.SearchStrategy[str]:
    return st.sampled_from([f"T{number:02}" for number in range(1, 6)])


def commands() -> st.SearchStrategy[Command]:
    where = st.sampled_from(TERRITORIES)
    hours = st.integers(7, 22).map(lambda hour: at(f"{hour:02}:00"))
    return st.one_of(
        supplies(),
        st.builds(lambda one, other, who, start: MoveVisits(moves=tuple(
            Move(visit_id=each, technician_id=who, start_s=start + 3600 * place)
            for place, each in enumerate(dict.fromkeys((one, other))))), visits(), visits(), people(), hours),
        st.builds(PlaceVisit, visit_id=visits(), technician_id=people(), start_s=hours),
        st.builds(UnplaceVisit, visit_id=visits()),
        st.builds(AdvanceVisit, visit_id=visits(), step=st.sampled_from(Step), reason=st.just("because"),
                  remaining_s=st.just(600)),
        st.builds(AddNote, visit_id=visits(), text=st.just("a note")),
        st.builds(LockVisit, visit_id=visits(), lock=st.sampled_from(Lock)),
        st.builds(AmendVisit, visit_id=visits(), earliest_s=hours),
        st.builds(lambda number, territory: AmendWorkOrder(row=a_work_order(id=f"W{number}", territory=territory)),
                  st.integers(1, 7), where),
        st.builds(lambda territory: TakeRequest(row=a_work_order(id="", territory=territory)), where),
        st.builds(lambda who, territory: RecordTechnician(row=a_technician(id=who, territory=territory)),
                  people(), where),
        st.builds(lambda who: RecordShift(row=a_shift(technician=who, start="01:00", end="23:00")), people()),
        st.builds(lambda who, start: RecordAbsence(row=Absence(id="", technician_id=who, start_s=start,
                                                               end_s=start + 600)), people(), hours),
        st.builds(RemoveAbsence, absence_id=st.sampled_from(["A1", "A2"])),
        st.builds(lambda territory: RecordTerritory(row=a_territory(id=territory, name="Renamed")), where),
    )  # fmt: skip


def supplies() -> st.SearchStrategy[Command]:
    """Acts on what people bring, and on what the office rules."""
    where, stocks = st.sampled_from(TERRITORIES), st.sampled_from(["STOCK1", "STOCK2", "STOCK3"])
    start_s, end_s = at("09:00"), at("12:00")
    return st.one_of(
        st.builds(lambda who, other, territory: RecordCrew(row=Crew(id="C1", members=tuple({who, other}),
                                                                    territory=territory)), people(), people(), where),
        st.builds(lambda who, number: RecordVehicle(row=Vehicle(id=f"VAN{number}", technician_id=who)),
                  people() | st.just(""), st.integers(1, 3)),
        st.builds(lambda stock, who: RecordStockLocation(row=StockLocation(id=stock, technician_id=who)),
                  stocks, people()),
        st.builds(CountStock, stock_id=stocks, part=st.just("CAP-45"), on_hand=st.integers(20, 60)),
        st.builds(ReserveParts, visit_id=visits(), stock_id=stocks, part=st.just("CAP-45")),
        st.builds(lambda territory, number: RecordCapacityCell(row=CapacityCell(
            id=f"CELL{number}", territory=territory, start_s=start_s, end_s=end_s)), where, st.integers(1, 2)),
        st.builds(lambda territory, number: RecordWeatherAlert(row=WeatherAlert(
            id=f"STORM{number}", territory=territory, start_s=start_s, end_s=end_s)), where, st.integers(1, 2)),
        st.builds(lambda territory: RecordPolicy(row=Policy(id="HOUSE", scope="territory", scope_id=territory)), where),
        st.builds(lambda territory: RecordDesk(row=Desk(id="DESK1", territories=(territory,))), where),
        st.builds(HandOverDesk, desk_id=st.just("DESK1"), to=st.sampled_from(["ana", ""])),
    )  # fmt: skip
