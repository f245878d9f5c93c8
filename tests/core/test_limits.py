"""Breaks, limits and hours that cannot be are refused by field; what just can be is recorded."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from dispatchtui.core.commands.limits import MOST_BREAKS, MOST_CLOSED, MOST_NAME, MOST_NAMES
from dispatchtui.core.commands.ruling import RecordPolicy
from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.model import Ban, Break, Hazard, Hours, Opening, Policy, Rules, TechnicianId, WorkOrder
from dispatchtui.core.refusals import Code
from tests.builders import a_board, a_shift, a_technician, a_work_order, at
from tests.core.deciding import facts, no
from tests.time_rows import a_break, an_opening, limits

BOARD = a_board(a_technician(), a_work_order(id="W60"))
SHIFT = a_shift(overtime_minutes=30)


@pytest.mark.parametrize(
    ("breaks", "wrong"),
    [
        ((a_break(minutes=0),), "longer than nothing"),
        ((a_break(minutes=-30),), "longer than nothing"),
        ((Break(start_s=at("12:00"), end_s=at("12:30") - 1, length_s=1800),), "window at least as long"),
        ((Break(start_s=at("08:00") - 1, end_s=at("09:00"), length_s=1800),), "inside its shift"),
        ((Break(start_s=at("17:00"), end_s=at("17:30") + 1, length_s=1800),), "inside its shift"),
        ((a_break(start="12:00", end="12:30"), a_break(start="12:20", end="12:50")), "no room"),
        ((a_break(start="12:00", end="12:30"), a_break(start="12:00", end="12:59")), "no room"),
        ((a_break(minutes=1),) * (MOST_BREAKS + 1), "at most 10 breaks, not 11"),
    ],
)
def test_a_break_that_cannot_be_is_refused(breaks: tuple[Break, ...], wrong: str):
    found = no(BOARD, RecordShift(row=replace(SHIFT, breaks=breaks)))
    assert (found.code, found.field) == (Code.INVALID, "row.breaks")
    assert wrong in found.sentence


@pytest.mark.parametrize(
    "breaks",
    [
        (Break(start_s=at("17:00"), end_s=at("17:30"), length_s=1800),),
        (Break(start_s=at("08:00"), end_s=at("08:01"), length_s=60),),
        (a_break(start="12:00", end="12:30"), a_break(start="12:30", end="13:00")),
        (a_break(start="12:00", end="12:30"), a_break(start="12:00", end="13:00")),
        (a_break(minutes=1),) * MOST_BREAKS,
    ],
)
def test_a_break_that_just_can_be_is_recorded(breaks: tuple[Break, ...]):
    (fact,) = facts(BOARD, RecordShift(row=replace(SHIFT, breaks=breaks)))
    assert fact.row.breaks == breaks  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("hours", Hours(**{name: nought})) for name in Hours.__struct_fields__ for nought in (0, -1)),
        ("longest_leg_s", 0),
        ("longest_leg_s", -1),
        ("radius_m", 0),
        ("tags", ("",)),
        ("tags", ("t" * (MOST_NAME + 1),)),
        ("tags", ("t",) * (MOST_NAMES + 1)),
        ("languages", (" ",)),
        ("languages", ("en",) * (MOST_NAMES + 1)),
        ("team", "t" * (MOST_NAME + 1)),
        ("cost_class", "t" * (MOST_NAME + 1)),
    ],
)
def test_a_limit_that_is_none_is_refused(field: str, value: Any):
    found = no(BOARD, RecordTechnician(row=replace(a_technician(), **{field: value})))
    assert (found.code, found.field) == (Code.INVALID, f"row.{field}")


def test_limits_above_zero_and_names_of_some_length_are_recorded():
    row = replace(
        a_technician(),
        hours=limits(duty=12, rest=11),
        longest_leg_s=1,
        radius_m=1,
        tags=("on_call",) * MOST_NAMES,
        languages=("l" * MOST_NAME,),
        team="t" * MOST_NAME,
    )
    (fact,) = facts(BOARD, RecordTechnician(row=row))
    assert fact.row == row  # type: ignore[union-attr]


SITES = [
    ("hours", (Opening(weekdays=(7,)),)),
    ("hours", (Opening(weekdays=(-1,)),)),
    ("hours", (Opening(weekdays=()),)),
    ("hours", (an_opening("10:00", "10:00"),)),
    ("hours", (Opening(opens_min=-1),)),
    ("hours", (Opening(closes_min=2881),)),
    ("hours", (an_opening(),) * (MOST_NAMES + 1)),
    ("closed", ("20191021",)),
    ("closed", ("2019-02-30",)),
    ("closed", ("tomorrow",)),
    ("closed", ("2019-10-21",) * (MOST_CLOSED + 1)),
    ("hazards", (Hazard(kind=""),)),
    ("hazards", (Hazard(kind="gas", people=0),)),
    ("hazards", (Hazard(kind="gas", alone_s=0),)),
    ("bans", (Ban(technician_id=TechnicianId("T99")),)),
    ("bans", (Ban(technician_id=TechnicianId("T05"), by="neighbour"),)),
    ("preferred", (TechnicianId("T99"),)),
]


@pytest.mark.parametrize(("field", "value"), SITES)
def test_a_site_that_cannot_be_is_refused_when_it_is_taken_and_when_it_is_amended(field: str, value: Any):
    for act in (TakeRequest(row=_order("", field, value)), AmendWorkOrder(row=_order("W60", field, value))):
        found = no(BOARD, act)
        assert (found.code, found.field) == (Code.INVALID, f"row.site.{field}")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours", (an_opening("00:00", "48:00", weekdays=(0, 6)),)),
        ("closed", ("2020-02-29",)),
        ("hazards", (Hazard(kind="gas", people=1, alone_s=1),)),
        ("bans", (Ban(technician_id=TechnicianId("T05"), by="safety"),)),
        ("preferred", (TechnicianId("T05"),)),
    ],
)
def test_a_site_that_just_can_be_is_recorded(field: str, value: Any):
    row = _order("W60", field, value)
    (fact,) = facts(BOARD, AmendWorkOrder(row=row))
    assert fact.row.site == row.site  # type: ignore[union-attr]


def test_an_account_owner_is_a_technician():
    found = no(BOARD, AmendWorkOrder(row=replace(a_work_order(), account_owner=TechnicianId("T99"))))
    assert (found.field, found.sentence) == ("row.account_owner", "There is no technician T99.")
    assert facts(BOARD, AmendWorkOrder(row=replace(a_work_order(), account_owner=TechnicianId("T05"))))


def test_the_hours_of_business_are_hours_too():
    found = no(BOARD, RecordPolicy(row=Policy(id="P", rules=Rules(working=(Opening(weekdays=(7,)),)))))
    assert found.field == "row.rules.working"


def _order(order_id: str, field: str, value: Any) -> WorkOrder:
    order = replace(a_work_order(), id=order_id)
    return replace(order, site=replace(order.site, **{field: value}))
