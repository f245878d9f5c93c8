"""How a visit stands: its band and when it leaves it, what is to spare, what is said, and what it goes back to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Duration, SlaPolicy, Visit, VisitState
from dispatchtui.core.sla import Band
from dispatchtui.core.timeline import Stop
from dispatchtui.risk.forecast import ClockForecast, RouteForecast, Spread, StopForecast, forecast
from dispatchtui.risk.standing import Prospect, Standing, standing_of
from tests.builders import a_board, a_policy, a_shift, a_technician, a_visit, a_work_order, at

S = VisitState
NOW = at("10:00")
DUE = at("12:00")


def sure(visit: Visit, minutes: int = 60) -> Visit:
    return replace(visit, duration=Duration(p50_s=minutes * 60, p80_s=minutes * 60))


def stands(board: Board, visit_id: str, now: str = "10:00", **more: object) -> Standing:
    route = forecast(board, "T05", at(now)) if "T05" in board.technicians else None
    return standing_of(board, board.visits[visit_id], at(now), route, **more)  # type: ignore[arg-type]


def around(minutes: int) -> Spread:
    """An arrival so many minutes before noon, give or take ten."""
    eta_s = DUE - minutes * 60
    return Spread(p10_s=eta_s - 600, p50_s=eta_s, p80_s=eta_s + 400, p90_s=eta_s + 600)


def expected(percent: float, *, spare: int = 60, before: Band | None = None) -> Standing:
    """V60, due at noon, of which this is expected."""
    visit = a_visit(technician="T05", start="11:00", promise=("10:00", "12:00"))
    met = around(spare)
    stop = Stop(visit_id="V60", state=visit.state, planned_start_s=at("11:00"), planned_end_s=at("12:00"),
                travel_start_s=at("11:00"), arrival_s=met.p50_s, start_s=met.p50_s, end_s=met.p50_s + 3600,
                late_s=0)  # fmt: skip
    clock = ClockForecast(due_s=DUE, of_work=False, eta_s=met.p50_s, breach=percent / 100)
    route = RouteForecast(technician_id="T05", at_s=NOW, method="analytic", stops=(
        StopForecast(visit_id="V60", stop=stop, arrival=met, start=met, end=met, clocks=(clock,)),))  # fmt: skip
    return standing_of(a_board(a_technician(), a_shift(), visit), visit, NOW, route, before=before)


@pytest.mark.parametrize(
    ("percent", "band"),
    [(0, None), (4.4, None), (5, Band.WATCH), (19.4, Band.WATCH), (20, Band.RISK), (49.4, Band.RISK), (50, Band.LATE),
     (100, Band.LATE)],
)  # fmt: skip
def test_the_band_is_that_of_the_percentage(percent: float, band: Band | None):
    assert expected(percent).band is band


@pytest.mark.parametrize(("spare", "band"), [(31, None), (30, Band.WATCH), (0, Band.WATCH)])
def test_what_is_certain_is_watched_when_little_is_to_spare(spare: int, band: Band | None):
    assert expected(0, spare=spare).band is band


@pytest.mark.parametrize(
    ("before", "percent", "band"),
    [(Band.LATE, 45, Band.LATE), (Band.LATE, 44, Band.RISK), (Band.RISK, 45, Band.RISK), (Band.RISK, 15, Band.RISK),
     (Band.RISK, 14, Band.WATCH), (Band.LATE, 15, Band.RISK), (Band.WATCH, 15, Band.WATCH), (Band.WATCH, 4, Band.WATCH),
     (Band.WATCH, 3, None), (Band.BREACHED, 46, Band.LATE), (None, 49, Band.RISK)],
)  # fmt: skip
def test_a_band_is_left_only_when_it_is_clearly_better(before: Band | None, percent: int, band: Band | None):
    assert expected(percent, before=before).band is band


def test_what_little_there_is_to_spare_is_watched_until_it_is_clearly_more():
    assert expected(0, spare=35, before=Band.WATCH).band is Band.WATCH
    assert expected(0, spare=36, before=Band.WATCH).band is None


@given(st.floats(0, 100), st.integers(-60, 90), st.sampled_from((None, *Band)))
def test_asked_twice_it_stands_in_the_same_band(percent: float, spare: int, before: Band | None):
    first = expected(percent, spare=spare, before=before).band
    assert expected(percent, spare=spare, before=first).band is first


def test_of_two_clocks_the_one_that_will_rather_be_missed_speaks():
    order = a_work_order(response_due="11:00", resolution_due="11:30")
    board = a_board(a_technician(), a_shift(), order, sure(a_visit(technician="T05", start="10:50")))
    found = stands(board, "V60")
    assert (found.of_work, found.due_s, found.margin_s, found.percent) == (True, at("11:30"), -20 * 60, 100)
    assert found.sentence == "V60 is to be done at 11:30, expected 11:50: 20 min late (planned after due)."


def test_the_percentage_and_the_span_are_told_where_it_is_not_certain():
    assert expected(93, spare=-15).sentence == (
        "V60 is due at 12:00, expected 12:15 (12:05 to 12:25): 93% late (T05 has not set out)."
    )
    assert expected(7, spare=15).sentence.startswith("V60 is due at 12:00, expected 11:45 (11:35 to 11:55): 7% late (")
    assert expected(0).sentence == "", "nothing is said of what is on time"


def test_what_is_broken_tells_since_when():
    board = a_board(
        a_technician(), a_shift(), sure(a_visit(technician="T05", start="12:10", promise=("10:00", "12:00")))
    )
    found = stands(board, "V60", "12:12")
    assert (found.band, found.margin_s) == (Band.BREACHED, -12 * 60)
    assert found.sentence == "V60 was due at 12:00, expected 12:12: breached 12 min (planned after due)."


def test_what_nobody_has_stands_by_the_last_moment_to_act():
    visit = a_visit(promise=("10:00", "12:00"))
    board, prospect = a_board(visit), Prospect(act_by_s=at("11:21"))
    clocks = ("08:20", "08:21", "10:20", "10:21")
    bands = {clock: standing_of(board, visit, at(clock), None, prospect=prospect).band for clock in clocks}
    assert bands == {"08:20": None, "08:21": Band.WATCH, "10:20": Band.WATCH, "10:21": Band.RISK}


def test_what_nobody_has_and_nobody_can_reach_in_time_will_be_late():
    visit = a_visit(promise=("10:00", "12:00"))
    prospect = Prospect(hopeless=True, arrives_s=at("12:35"))
    found = standing_of(a_board(visit), visit, at("08:00"), None, prospect=prospect)
    assert (found.band, found.percent, found.eta_s) == (Band.LATE, None, None)
    assert found.sentence == "V60 is due at 12:00, could be reached at 12:35: 35 min late (not placed)."


def test_what_nobody_was_looked_for_yet_stands_by_when_it_is_due():
    visit = a_visit(promise=("10:00", "12:00"))
    found = standing_of(a_board(visit), visit, at("11:20"), None)
    assert (found.band, found.sentence) == (Band.RISK, "V60 is due at 12:00: 40 min to spare (not placed).")


def paused(clock: str, **more: object) -> Standing:
    """V60 parked at 08:00 with its response due at 10:00, under a policy that stops the clock."""
    visit = replace(a_visit(state=S.PARKED), paused_from_s=at("08:00"), **more)
    board = a_board(visit, a_policy(pauses_when_parked=True), a_work_order(sla_policy="STD", response_due="10:00"))
    return standing_of(board, visit, at(clock), None)


def test_a_clock_that_stands_still_is_grey_and_keeps_what_it_has_left():
    early, late = paused("08:30"), paused("19:00")
    assert (early.margin_s, late.margin_s, early.band, late.band) == (7200, 7200, None, None)
    assert early.paused
    assert early.sentence == "V60: the clock stands still with 2 h left (parked)."


def test_what_was_promised_runs_on_while_the_clock_is_held():
    policy = SlaPolicy(id="HOLD", pauses_by_hand=True)
    held = replace(a_visit(promise=("10:00", "12:00")), held_from_s=at("09:00"))
    order = a_work_order(sla_policy="HOLD", response_due="14:00")
    found = standing_of(a_board(held, policy, order), held, at("11:30"), None)
    assert (found.paused, found.band, found.margin_s) == (False, Band.RISK, 30 * 60)
    order = a_work_order(sla_policy="HOLD", response_due="09:30")
    found = standing_of(a_board(held, policy, order), held, at("11:30"), None)
    assert (found.paused, found.band, found.margin_s) == (True, None, 30 * 60)


def test_a_word_that_was_broken_before_the_clock_was_stopped_stays_broken():
    held = replace(a_visit(), held_from_s=at("09:40"))
    board = a_board(
        held, SlaPolicy(id="HOLD", pauses_by_hand=True), a_work_order(sla_policy="HOLD", response_due="09:30")
    )
    found = standing_of(board, held, at("11:00"), None)
    assert (found.band, found.margin_s, found.paused) == (Band.BREACHED, -5400, False)
    assert found.sentence.startswith("V60 was due at 09:30: breached 1 h 30 min")


def test_nothing_is_due_of_what_has_ended_or_was_never_promised():
    ended = a_visit(technician="T05", state=S.DONE, promise=("08:00", "09:00"))
    assert stands(a_board(a_technician(), ended), "V60") == Standing(visit_id="V60")
    assert stands(a_board(a_visit()), "V60") == Standing(visit_id="V60")
