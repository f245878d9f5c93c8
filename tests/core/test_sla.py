"""The bands: which clock counts, how near it is, what comes first and why."""

import pytest
from msgspec.structs import replace

from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.work_orders import TakeRequest, take_request
from dispatchtui.core.model import VisitState
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.rights import Actor
from dispatchtui.core.sla import Band, band_of, due_of
from tests.builders import a_board, a_policy, a_visit, a_work_order, at, basics

S = VisitState


@pytest.mark.parametrize(
    ("eta", "band"),
    [("11:29", None), ("11:30", Band.WATCH), ("11:44", Band.WATCH), ("11:45", Band.RISK), ("12:00", Band.RISK),
     ("12:01", Band.LATE)],
)  # fmt: skip
def test_the_bands_of_an_arrival_due_at_noon(eta: str, band: Band | None):
    assert band_of(at("10:00"), at("12:00"), at(eta)) is band


@pytest.mark.parametrize(
    ("now", "band"),
    [("08:59", None), ("09:00", Band.WATCH), ("10:59", Band.WATCH), ("11:00", Band.RISK), ("12:00", Band.RISK),
     ("12:01", Band.BREACHED)],
)  # fmt: skip
def test_the_bands_of_what_nobody_has_yet(now: str, band: Band | None):
    assert band_of(at(now), at("12:00"), None) is band


def test_the_earlier_of_promise_and_response_counts_until_arrival():
    visit = a_visit(promise=("10:00", "12:00"))
    board = a_board(visit, a_work_order(response_due="11:00", resolution_due="13:00"))
    assert due_of(board, visit, at("07:00")) == at("11:00")
    board = a_board(visit, a_work_order(response_due="12:30"))
    assert due_of(board, visit, at("07:00")) == at("12:00")
    arrived = a_visit(promise=("10:00", "12:00"), technician="T05", state=S.WORKING)
    board = a_board(arrived, a_work_order(response_due="11:00", resolution_due="13:00"))
    assert due_of(board, arrived, at("12:30")) == at("13:00")
    assert due_of(a_board(a_visit()), a_visit(), at("07:00")) is None


def test_a_response_agreed_for_later_moves_the_resolution_along():
    order = a_work_order(id="", requested="07:00", sla_policy="P", response_due="11:00")
    board = a_board(*basics(), a_policy(id="P", response_minutes=60, resolution_minutes=180))
    taken = take_request(board, TakeRequest(row=order), Ask(actor=Actor(id="a", roles=("admin",)), at_s=at("07:00")))
    assert not isinstance(taken, Refusal)
    assert taken[0].row.resolution_due_s == at("13:00")  # type: ignore[union-attr]


def test_a_parked_visit_stands_still_only_under_a_policy_that_says_so():
    parked = replace(a_visit(state=S.PARKED, promise=("08:00", "09:00")), paused_from_s=at("08:00"), paused_s=600)
    pausing = a_board(parked, a_policy(pauses_when_parked=True), a_work_order(sla_policy="STD", response_due="10:00"))
    assert due_of(pausing, parked, at("09:00")) == at("11:10")
    running = a_board(parked, a_work_order(sla_policy="STD", response_due="10:00"))
    assert due_of(running, parked, at("09:30")) == at("09:00")
    after = replace(parked, state=S.QUALIFIED, paused_from_s=None, paused_s=1800, promise=None)
    assert due_of(pausing, after, at("09:00")) == at("10:30")
