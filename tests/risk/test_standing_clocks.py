"""Which clock of a visit speaks, and that its band, its margin and its words say the same of what nobody has."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core.model import Duration, Stamps, Visit, VisitState
from dispatchtui.core.sla import Band
from dispatchtui.core.timeline import Stop
from dispatchtui.risk.forecast import ClockForecast, RouteForecast, Spread, StopForecast
from dispatchtui.risk.standing import Prospect, Standing, standing_of
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at

S = VisitState
NOW = at("08:00")


def hour(visit: Visit, longer: int = 60) -> Visit:
    return replace(visit, duration=Duration(p50_s=3600, p80_s=longer * 60))


def stands(arrival: float, work: float, *, before: Band | None = None, now: str = "08:00") -> Standing:
    """V60, expected from 09:10 to 10:10, due at 09:30 and to be done at 18:01, broken with these percentages."""
    visit = a_visit(technician="T05", start="09:10")
    stop = Stop(visit_id="V60", state=visit.state, planned_start_s=at("09:10"), planned_end_s=at("10:10"),
                travel_start_s=at("09:00"), arrival_s=at("09:10"), start_s=at("09:10"), end_s=at("10:10"),
                late_s=0)  # fmt: skip
    there, done = (Spread(p10_s=each, p50_s=each, p80_s=each, p90_s=each) for each in (stop.arrival_s, stop.end_s))
    clocks = (ClockForecast(due_s=at("10:30"), of_work=False, eta_s=there.p50_s, breach=arrival / 100),
              ClockForecast(due_s=at("18:01"), of_work=True, eta_s=done.p50_s, breach=work / 100))  # fmt: skip
    route = RouteForecast(technician_id="T05", at_s=at(now), method="analytic", stops=(
        StopForecast(visit_id="V60", stop=stop, arrival=there, start=there, end=done, clocks=clocks),))  # fmt: skip
    return standing_of(a_board(a_technician(), a_shift(), visit), visit, at(now), route, before=before)


@pytest.mark.parametrize(
    ("arrival", "work", "of_work", "percent"),
    [(0, 4, False, 0), (6, 19, False, 6), (6, 20, True, 20), (20, 49, False, 20), (20, 50, True, 50),
     (60, 99, False, 60), (0, 5, True, 5)],
)  # fmt: skip
def test_the_clock_of_the_work_speaks_before_the_arrival_only_in_a_worse_band(
    arrival: int, work: int, of_work: bool, percent: int
):
    found = stands(arrival, work)
    assert (found.of_work, found.percent) == (of_work, percent)
    assert found.due_s == at("18:01" if of_work else "10:30")
    assert found.eta_s == at("10:10" if of_work else "09:10")


def test_the_words_say_which_clock_it_is():
    assert stands(30, 40).sentence.startswith("V60 is due at 10:30, expected 09:10: 30% late")
    assert stands(30, 60).sentence.startswith("V60 is to be done at 18:01, expected 10:10: 60% late")


@pytest.mark.parametrize("work", range(16, 31))
def test_a_percent_more_or_less_does_not_turn_one_clock_into_the_other(work: int):
    first = stands(2, work, before=Band.RISK)
    assert (first.of_work, first.band) == (True, Band.RISK)
    assert stands(2, work - 1, before=first.band).of_work


def test_an_arrival_that_was_missed_speaks_until_the_work_is_missed_too():
    assert (stands(100, 0, now="10:40").of_work, stands(100, 100, now="18:02").of_work) == (False, False)
    assert stands(100, 100, now="10:40").band is Band.BREACHED


def unplaced(prospect: Prospect | None, now: str = "08:00", *, longer: int = 60, **due: str) -> Standing:
    order = a_work_order(**(due or {"response_due": "12:00"}))
    visit = hour(a_visit(), longer)
    return standing_of(a_board(order, visit), visit, at(now), None, prospect=prospect)


def told(found: Standing) -> tuple[Band | None, int | None, str]:
    return found.band, None if found.margin_s is None else found.margin_s // 60, found.sentence


def test_what_can_only_be_reached_too_late_is_late_by_so_much():
    late = Prospect(hopeless=True, arrives_s=at("13:29"), act_by_s=at("09:00"), override=True)
    assert told(unplaced(late)) == (
        Band.LATE, -89, "V60 is due at 12:00, could be reached at 13:29: 1 h 29 min late (not placed).",
    )  # fmt: skip


def test_what_nobody_can_reach_without_breaking_a_rule_has_nothing_to_spare():
    override = Prospect(hopeless=True, act_by_s=at("11:25"), override=True)
    assert told(unplaced(override)) == (
        Band.LATE, None, "V60 is due at 12:00: late, for nobody can come without an override (not placed).",
    )  # fmt: skip
    assert told(unplaced(Prospect(hopeless=True)))[2] == "V60 is due at 12:00: late, for nobody can come (not placed)."


@pytest.mark.parametrize(
    ("chance", "band"), [(0.48, Band.LATE), (0.5, Band.LATE), (0.51, Band.RISK), (0.79, Band.RISK)]
)
def test_what_somebody_reaches_in_time_but_not_surely_stands_by_the_chance(chance: float, band: Band):
    unsure = Prospect(hopeless=True, arrives_s=at("11:56"), chance=chance)
    assert told(unplaced(unsure)) == (
        band, 4, f"V60 is due at 12:00, could be reached at 11:56: {round(100 * chance)}% in time (not placed).",
    )  # fmt: skip


def test_work_that_cannot_be_done_in_time_speaks_though_somebody_would_be_there():
    prospect = Prospect(hopeless=True, arrives_s=at("11:30"))
    due = {"response_due": "12:00", "resolution_due": "12:40"}
    assert told(unplaced(prospect, longer=75, **due)) == (
        Band.LATE, -5, "V60 is to be done at 12:40, could be done at 12:45: 5 min late (not placed).",
    )  # fmt: skip


def test_what_was_missed_says_nothing_of_who_could_come():
    late = Prospect(hopeless=True, arrives_s=at("13:29"))
    assert told(unplaced(late, "12:10")) == (Band.BREACHED, -10, "V60 was due at 12:00: breached 10 min (not placed).")


def test_once_somebody_is_there_the_work_is_all_that_is_due():
    visit = hour(a_visit(technician="T05", start="07:30", state=S.WORKING, stamps=Stamps(working_s=at("07:30"))))
    order = a_work_order(response_due="07:00", resolution_due="09:00")
    found = standing_of(a_board(a_technician(), a_shift(), order, visit), visit, NOW, None)
    assert (found.of_work, found.due_s) == (True, at("09:00"))
