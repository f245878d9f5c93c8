"""The bands: which clock counts, how near it is, what comes first and why."""

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.work_orders import TakeRequest, take_request
from dispatchtui.core.model import Stamps, VisitState
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.rights import Actor
from dispatchtui.core.sla import Alert, Band, alerts, band_of, due_of
from dispatchtui.core.timeline import project
from tests.builders import a_board, a_policy, a_shift, a_technician, a_visit, a_work_order, at, basics
from tests.rows import an_absence

S = VisitState


def found(board: Board, now: str | int) -> list[Alert]:
    now_s = at(now) if isinstance(now, str) else now
    projections = {key: project(board, key, now_s) for key in board.technicians}
    return list(alerts(board, now_s, projections))


def of(visit: object, now: str | int, **order: object) -> Alert | None:
    board = a_board(a_technician(), a_shift(), a_work_order(**order), visit)  # type: ignore[arg-type]
    alerted = found(board, now)
    assert len(alerted) <= 1
    return alerted[0] if alerted else None


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


def test_days_late_are_told_in_days():
    alert = of(a_visit(promise=("10:00", "12:00")), at("12:00") + 3686 * 60)
    assert alert is not None
    assert alert.sentence == "V60 is due at Mon 21 Oct 12:00: 2 d 13 h late by now (not placed)."


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


def test_a_planned_visit_that_will_be_late_says_by_how_much():
    alert = of(a_visit(technician="T05", start="10:00", promise=("09:00", "10:30")), "10:50")
    assert alert is not None
    assert (alert.band, alert.margin_s) == (Band.BREACHED, -20 * 60)
    alert = of(a_visit(technician="T05", start="12:00", promise=("09:00", "11:00")), "10:00")
    assert alert is not None
    assert (alert.band, alert.eta_s, alert.margin_s) == (Band.LATE, at("12:00"), -3600)
    assert alert.sentence == "V60 is due at 11:00, expected 12:00: 1 h late (planned after due)."


def test_lateness_is_the_difference_of_the_two_times_told_and_another_day_is_named():
    alert = of(a_visit(technician="T05", start="10:00", promise=("09:00", "10:30")), at("10:30") + 22 * 3600)
    assert alert is not None
    assert alert.sentence == ("V60 is due at Mon 21 Oct 10:30, expected 08:30: 22 h late (late start).")
    alert = of(a_visit(technician="T05", start="10:00", promise=("09:00", "10:00")), at("10:00") + 40)
    assert alert is not None
    assert alert.sentence == "V60 is due at 10:00, expected 10:00: 40 s late (late start)."


def test_what_nobody_has_is_told_too():
    alert = of(a_visit(promise=("10:00", "12:00")), "11:20")
    assert alert is not None
    assert (alert.band, alert.eta_s, alert.margin_s, alert.cause) == (Band.RISK, None, 40 * 60, "not placed")
    assert alert.sentence == "V60 is due at 12:00: 40 min to spare (not placed)."


def test_the_visit_in_front_is_named_as_the_cause():
    slow = a_visit(id="V1", technician="T05", start="08:00", state=S.WORKING, extended_minutes=90,
                   stamps=Stamps(working_s=at("08:00")))  # fmt: skip
    behind = a_visit(id="V2", technician="T05", start="09:30", promise=("09:00", "10:00"))
    board = a_board(a_technician(), a_shift(), slow, behind)
    assert [(each.visit_id, each.band, each.cause) for each in found(board, "09:00")] == [
        ("V2", Band.LATE, "behind V1")
    ]


def test_work_that_runs_into_its_resolution_is_told_and_done_work_is_not():
    visit = a_visit(technician="T05", start="09:00", state=S.WORKING, stamps=Stamps(working_s=at("09:30")))
    alert = of(visit, "10:00", resolution_due="10:20")
    assert alert is not None
    assert (alert.band, alert.cause) == (Band.LATE, "work runs on")
    assert alert.sentence == "V60 is to be done at 10:20, expected 10:30: 10 min late (work runs on)."
    assert of(replace(visit, state=S.DONE), "10:40", resolution_due="10:20") is None


def test_a_parked_visit_stands_still_only_under_a_policy_that_says_so():
    parked = replace(a_visit(state=S.PARKED, promise=("08:00", "09:00")), paused_from_s=at("08:00"), paused_s=600)
    pausing = a_board(parked, a_policy(pauses_when_parked=True), a_work_order(sla_policy="STD", response_due="10:00"))
    assert due_of(pausing, parked, at("09:00")) == at("11:10")
    assert [each.band for each in found(pausing, "09:00")] == [Band.WATCH]
    running = a_board(parked, a_work_order(sla_policy="STD", response_due="10:00"))
    assert due_of(running, parked, at("09:30")) == at("09:00")
    assert [(each.band, each.cause) for each in found(running, "09:30")] == [(Band.BREACHED, "parked")]
    after = replace(parked, state=S.QUALIFIED, paused_from_s=None, paused_s=1800, promise=None)
    assert due_of(pausing, after, at("09:00")) == at("10:30")


def test_the_most_urgent_comes_first():
    board = a_board(
        a_visit(id="V1", promise=("10:00", "13:00")),
        a_visit(id="V2", promise=("08:00", "09:00")),
        a_visit(id="V3", promise=("08:00", "09:30")),
        a_visit(id="V4", promise=("10:00", "10:50")),
        a_visit(id="V5", promise=("10:00", "18:00")),
    )
    assert [each.visit_id for each in found(board, "10:00")] == ["V2", "V3", "V4", "V1"]


def test_work_that_will_end_too_late_is_told_before_anybody_sets_out():
    alert = of(a_visit(technician="T05", start="10:00"), "08:00", response_due="12:00", resolution_due="10:40")
    assert alert is not None
    assert (alert.band, alert.due_s, alert.margin_s) == (Band.LATE, at("10:40"), -20 * 60)
    assert (alert.cause, "to be done at 10:40" in alert.sentence) == ("planned after due", True)


def test_a_response_agreed_for_later_moves_the_resolution_along():
    order = a_work_order(id="", requested="07:00", sla_policy="P", response_due="11:00")
    board = a_board(*basics(), a_policy(id="P", response_minutes=60, resolution_minutes=180))
    taken = take_request(board, TakeRequest(row=order), Ask(actor=Actor(id="a", roles=("admin",)), at_s=at("07:00")))
    assert not isinstance(taken, Refusal)
    assert taken[0].row.resolution_due_s == at("13:00")  # type: ignore[union-attr]


@pytest.mark.parametrize(("kind", "cause"), [("sick", "T05 is sick"), ("leave", "T05 is on leave"),
                                             ("meeting", "planned after due")])  # fmt: skip
def test_the_absence_of_who_was_to_come_is_the_cause(kind: str, cause: str):
    visit = a_visit(technician="T05", start="12:00")
    away = an_absence(kind=kind, start="09:00", end="17:00")
    board = a_board(a_technician(), a_shift(), a_work_order(response_due="11:00"), visit, away)
    assert [each.cause for each in found(board, "10:00")] == [cause]
