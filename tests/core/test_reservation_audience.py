"""What is set aside is part of its visit: who sees the visit sees it, whoever else sees the stock."""

from __future__ import annotations

import pytest

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.supply import RecordStockLocation, ReserveParts
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.commands.work_orders import AmendWorkOrder
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import PartReservation, TechnicianId, VisitId
from dispatchtui.core.scope import Scope
from tests.builders import a_visit, a_work_order, a_working_board, at, record
from tests.core.deciding import facts
from tests.supplies import a_depot, a_level, a_van

EAST, WEST = Scope(territories=("EAST",)), Scope(territories=("WEST",))
T01, T02 = Scope(technician_id="T01"), Scope(technician_id="T02")


def board(stock_id: str) -> Board:
    """V51 of WEST waits; a van of T01 in EAST and a depot have its part, one of which is set aside."""
    levels = (a_level(stock="VAN01", on_hand=2), a_level(stock="DEPOT", on_hand=2))
    there = a_working_board(a_van(technician="T01"), a_depot(), *levels,
                            a_work_order(id="W51", territory="WEST"),
                            a_visit(id="V51", work_order="W51", territory="WEST"))  # fmt: skip
    do(there, ReserveParts(visit_id=VisitId("V51"), stock_id=stock_id, part="CAP-45"))
    return there


def do(there: Board, act: Command) -> None:
    record(there, *facts(there, act))


def set_aside(there: Board) -> PartReservation:
    (row,) = stock.reservations_for(there, "V51")
    return row


@pytest.mark.parametrize("stock_id", ["VAN01", "DEPOT"])
def test_who_sees_the_stock_alone_is_not_told_for_which_visit(stock_id: str):
    row = set_aside(board(stock_id))
    assert row.visit_id == "V51"
    assert [scope.sees(row) for scope in (EAST, WEST, T01)] == [False, True, False]
    assert T01.sees(board(stock_id).tables["part_levels"][f"{stock_id}:CAP-45"])


def test_it_follows_its_visit_to_another_territory():
    there = board("VAN01")
    version = set_aside(there).version
    do(there, AmendWorkOrder(row=a_work_order(id="W51", territory="EAST")))
    assert (set_aside(there).territories, set_aside(there).version) == (("EAST",), version + 1)
    assert [scope.sees(set_aside(there)) for scope in (EAST, WEST)] == [True, False]


def test_a_technician_hears_of_it_once_the_visit_is_told_to_them():
    there = board("DEPOT")
    for act, told in (
        (PlaceVisit(visit_id="V51", technician_id=TechnicianId("T02"), start_s=at("10:00")), ()),
        (AdvanceVisit(visit_id="V51", step=Step.RELEASE), ("T02",)),
        (AdvanceVisit(visit_id="V51", step=Step.RECALL), ()),
    ):
        do(there, act)
        assert set_aside(there).told == told
        assert (T01.sees(set_aside(there)), T02.sees(set_aside(there))) == (False, bool(told))


def test_whose_van_it_is_is_kept_beside():
    there = board("VAN01")
    assert set_aside(there).technician_id == "T01"
    do(there, RecordStockLocation(row=a_van(technician="T03", id="VAN01")))
    assert (set_aside(there).technician_id, set_aside(there).territories) == ("T03", ("WEST",))
