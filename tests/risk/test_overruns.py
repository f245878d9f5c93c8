"""Work that runs over its time: from when it is told, to what end, and what it does to the visits behind it."""

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Behaviour, Break, Policy, Rules, Stamps, Visit, VisitState
from dispatchtui.core.sla import Band
from dispatchtui.core.words import minute
from dispatchtui.risk.case import Routes, cases_of
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.forecast import RouteForecast, Spread, StopForecast, forecast
from dispatchtui.risk.overruns import overruns
from dispatchtui.risk.standing import standing_of
from tests.builders import a_board, a_duration, a_shift, a_technician, a_visit, a_work_order, at
from tests.journeys.scenarios import CENTRE, away, between

S = VisitState
V12, V13 = CENTRE, away(20, 0)
V14 = between(V12, 20, V13, 10)
V11 = between(V12, 15, V13, 25, side=-1)


def the_day(**v11: object) -> Board:
    """Scenario 3: V11 runs since 09:00, p50 60 min, p80 75; V12 15 min away, V13 20 from there, V14 10 from that."""
    lunch = Break(start_s=at("11:00"), end_s=at("14:00"), length_s=30 * 60)
    given = {"state": S.WORKING, "stamps": Stamps(on_site_s=at("09:00"), working_s=at("09:00")), **v11}
    running = replace(a_visit(id="V11", technician="T02", start="09:00"),
                      **{"duration": a_duration(minutes=60, p80_minutes=75), **given})  # fmt: skip
    sites = {"W11": V11, "W12": V12, "W13": V13, "W14": V14}
    behind = [
        replace(a_visit(id=name, technician="T02", start=start, promise=promise),
                duration=a_duration(minutes=60, p80_minutes=60))
        for name, start, promise in (("V12", "10:15", ("10:00", "12:00")), ("V13", "11:35", ("11:00", "12:00")),
                                     ("V14", "13:15", ("13:00", "15:00")))
    ]  # fmt: skip
    return a_board(
        a_technician(id="T02", home=V11), replace(a_shift(technician="T02"), breaks=(lunch,)),
        *(a_work_order(id=name, location=site) for name, site in sites.items()), running, *behind,
    )  # fmt: skip


def found_at(board: Board, now_s: int, routes: Routes) -> list[Finding]:
    cases = [case for who in board.technicians for case in cases_of(board, who, now_s, routes)]
    return [each for case in cases for each in overruns(case)]


def told(board: Board, clock: str) -> list[Finding]:
    now_s = at(clock)
    return found_at(board, now_s, lambda who: forecast(board, who, now_s))


def sentence(board: Board, clock: str) -> str:
    (found,) = told(board, clock)
    return found.sentence


def test_an_overrun_is_projected_to_the_p80_from_the_grace_on_before_anybody_reports_it():
    board = the_day()
    assert told(board, "10:00") == []
    assert found_at(board, at("10:05") - 1, lambda who: None) == []
    (found,) = told(board, "10:05")
    assert found.sentence == (
        "V11 is expected to run to 10:15 (p80), 15 min over its plan: "
        "V12 at 10:30 instead of 10:15, V13 at 11:50 instead of 11:35, V14 at 13:30 instead of 13:15."
    )
    assert (found.id, found.subject, found.visit_id, found.cause) == (
        "overrun:V11", "visits/V11", "V11", "V11 runs over")  # fmt: skip
    assert (found.band, found.territories, found.act) == (Band.WATCH, ("EAST",), "call T02")


def test_a_reported_overrun_is_told_with_its_exact_end_and_what_comes_too_late():
    board = the_day(extended_s=40 * 60)
    (found,) = told(board, "10:00")
    assert found.id == "overrun:V11"
    assert found.sentence == (
        "V11 runs to 10:40, 40 min over its plan, as reported: V12 at 10:55 instead of 10:15, "
        "V13 at 12:15 instead of 11:35, 15 min late, V14 at 13:55 instead of 13:15."
    )
    assert sentence(board, "09:20").startswith("V11 runs to 10:40, 40 min over its plan, as reported: ")


def test_work_that_runs_beyond_what_was_reported_is_projected_again():
    board = the_day(extended_s=40 * 60)
    assert "as reported" in sentence(board, "10:44")
    told = "V11 is expected to run to 10:55 (p80), by now rather to 11:02, 1 h 2 min over its plan: V12 at 11:17 "
    assert sentence(board, "10:45").startswith(told)


def test_where_nothing_more_is_known_the_end_is_unknown():
    board = the_day(duration=a_duration(minutes=60, p80_minutes=60))
    assert told(board, "10:04") == []
    assert sentence(board, "10:05") == (
        "V11 runs over, end unknown: 5 min over its plan so far: "
        "V12 at 10:30 instead of 10:15, V13 at 11:50 instead of 11:35, V14 at 13:30 instead of 13:15."
    )
    board.put(Behaviour(id="field"))
    assert "is expected to run to" in sentence(board, "10:20"), "what was learned says more"
    board.drop("behaviours", "field")
    assert sentence(board, "10:20").startswith("V11 runs over, end unknown: 20 min over its plan so far: ")


def test_beyond_the_p80_it_is_what_is_expected_of_work_that_has_run_for_so_long():
    board, now_s = the_day(), at("10:15")
    plain = forecast(board, "T02", now_s)
    end = Spread(p10_s=at("10:17"), p50_s=at("10:24"), p80_s=at("10:33"), p90_s=at("10:40"))
    there = Spread(p10_s=at("10:32"), p50_s=at("10:39"), p80_s=at("10:48"), p90_s=at("10:55"))
    new = {"V11": {"end": end}, "V12": {"arrival": there}}
    stops = tuple(replace(each, **new.get(each.visit_id, {})) for each in plain.stops)  # type: ignore[arg-type]
    learned = replace(plain, stops=stops)
    (found,) = found_at(board, now_s, lambda who: learned)
    assert found.sentence.startswith("V11 is expected to run to 10:24, 24 min over its plan: V12 at 10:39 instead of ")


def test_what_it_does_to_others_is_what_their_standings_tell():
    """V12's own time is uncertain, so that V13 is expected later than V11's delay alone would make it."""
    board, now_s = the_day(), at("10:05")
    board.put(replace(board.visits["V12"], duration=a_duration(minutes=60, p80_minutes=90)))
    route = forecast(board, "T02", now_s)
    (found,) = found_at(board, now_s, lambda who: route)
    standing = standing_of(board, board.visits["V13"], now_s, route)
    assert standing.eta_s is not None
    told = minute(standing.eta_s, "America/New_York")
    assert told > "11:50"
    assert f"V13 at {told} instead of 11:35" in found.sentence
    assert f", expected {told} (" in standing.sentence


def test_work_that_will_rather_run_beyond_its_p80_is_told_so_with_the_same_times_as_what_comes_after():
    board, now_s = the_day(), at("10:13")
    end_s = forecast(board, "T02", now_s).stops[0].end.p50_s
    assert at("10:20") < end_s < at("10:30")
    clock, over_min = minute(end_s, "America/New_York"), (end_s - at("10:00")) // 60
    then = minute(end_s + 15 * 60, "America/New_York")
    assert sentence(board, "10:13").startswith(
        f"V11 is expected to run to 10:15 (p80), by now rather to {clock}, {over_min} min over its plan: "
        f"V12 at {then} instead of 10:15, "
    )


def test_three_visits_behind_are_told_and_the_others_counted():
    board = the_day(extended_s=40 * 60)
    starts = [f"1{4 + number // 60}:{number % 60:02}" for number in range(16, 66, 10)]
    for number, start in enumerate(starts):
        board.put(
            replace(
                a_visit(id=f"V2{number}", technician="T02", start=start),
                duration=a_duration(minutes=10, p80_minutes=10),
            )
        )
    board.put(replace(board.visits["V14"], duration=a_duration(minutes=60, p80_minutes=60)))
    assert sentence(board, "10:00").endswith("V14 at 13:55 instead of 13:15, and 5 more.")


def test_only_what_nobody_has_set_out_for_is_told_to_be_later():
    done = a_visit(id="V10", technician="T02", start="08:00", state=S.DONE,
                   stamps=Stamps(on_site_s=at("08:20"), working_s=at("08:20"), done_s=at("08:55")))  # fmt: skip
    board = the_day()
    board.put(done)
    assert "V10" not in sentence(board, "10:05")


def test_it_is_gone_when_the_work_ends_and_work_that_rests_does_not_run():
    for state in (S.DONE, S.SUSPENDED, S.ON_SITE, S.INCOMPLETE):
        assert told(the_day(state=state), "10:30") == []


def test_work_that_began_late_is_not_over_before_its_own_time_is():
    board = the_day(stamps=Stamps(on_site_s=at("09:20"), working_s=at("09:20")))
    assert told(board, "10:24") == []
    assert sentence(board, "10:25").startswith("V11 is expected to run to 10:35 (p80), 15 min over its plan: ")


def test_of_what_was_taken_up_again_the_time_that_remained_counts():
    stamps = Stamps(on_site_s=at("09:00"), working_s=at("09:00"), resumed_s=at("10:30"))
    board = the_day(stamps=stamps, remaining_s=20 * 60, duration=a_duration(minutes=60, p80_minutes=60))
    assert told(board, "10:54") == []
    assert sentence(board, "10:55").startswith("V11 runs over, end unknown: 5 min over its plan so far: ")


def test_the_grace_is_that_of_the_policy_and_an_hour_that_comes_twice_does_not_count_twice():
    board = the_day()
    board.put(Policy(id="P1", rules=Rules(grace_s=12 * 60)))
    assert told(board, "10:11") == []
    assert len(told(board, "10:12")) == 1
    # The clocks went back at 02:00 that night: from 01:30 EDT, 60 min later it is 01:30 EST.
    begun_s = at("01:30", day="2019-11-03")
    night = replace(the_day().visits["V11"], stamps=Stamps(on_site_s=begun_s, working_s=begun_s))
    line = replace(night.crew[0], start_s=begun_s, end_s=begun_s + 3600)
    board = a_board(a_technician(id="T02", home=V11), replace(night, crew=(line,)))
    (found,) = found_at(board, begun_s + 65 * 60, lambda who: None)
    assert found.sentence == "V11 is expected to run to 01:45 EST (p80), 15 min over its plan."


@pytest.mark.parametrize("number", [1, 3])
def test_each_work_that_runs_over_is_one_cause(number: int):
    people = [a_technician(id=f"T{each}") for each in range(number)]
    running: list[Visit] = [
        a_visit(id=f"V{each}", technician=f"T{each}", start="09:00", state=S.WORKING,
                stamps=Stamps(working_s=at("09:00") + each)) for each in range(number)
    ]  # fmt: skip
    found = told(a_board(*people, *running), "10:30")
    assert [each.id for each in found] == [f"overrun:V{each}" for each in range(number)]


def test_a_stop_forecast_of_another_visit_says_nothing_of_this_one():
    board, now_s = the_day(duration=None), at("10:10")
    other = forecast(board, "T02", now_s).stops[1]
    route = RouteForecast(technician_id="T02", at_s=now_s, stops=(replace_end(other, at("11:59")),))
    (found,) = found_at(board, now_s, lambda who: route)
    assert "end unknown" in found.sentence


def replace_end(stop: StopForecast, end_s: int) -> StopForecast:
    return replace(stop, end=Spread(p10_s=end_s, p50_s=end_s, p80_s=end_s, p90_s=end_s))
