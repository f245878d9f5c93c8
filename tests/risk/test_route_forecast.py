"""What is expected of a route: conditioned on what has happened, and wider where less is known."""

from math import exp

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.foresight import Behaviour, Driving, Effect, Reporting, Shape
from dispatchtui.core.model import Duration, Position, Stamps, TechnicianId, Visit, VisitState
from dispatchtui.risk.curves import NORMAL
from dispatchtui.risk.forecast import RouteForecast, StopForecast, forecast
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at, north
from tests.time_rows import a_break

S = VisitState
CURVE = tuple(float(each) for each in NORMAL[::4])


def exact(minutes: int, p80: int | None = None) -> Duration:
    return Duration(p50_s=minutes * 60, p80_s=(p80 or minutes) * 60)


def a_behaviour(**known: object) -> Behaviour:
    return Behaviour(id="field", n=500, **known)  # type: ignore[arg-type]


def running() -> Visit:
    """V1 was planned to take an hour from nine o'clock, and began then."""
    stamps = Stamps(on_site_s=at("09:00"), working_s=at("09:00"))
    return a_visit(id="V1", technician="T05", start="09:00", state=S.WORKING, stamps=stamps)


def scenario(reported: int = 0) -> Board:
    """The third scenario of the workflows: V11 runs over, V12, V13, lunch and V14 follow."""
    v11 = a_visit(id="V11", technician="T02", start="09:00", state=S.WORKING, extended_minutes=reported,
                  stamps=Stamps(on_site_s=at("09:00"), working_s=at("09:00")))  # fmt: skip
    visits = [
        replace(v11, duration=exact(60, 75)),
        replace(a_visit(id="V12", technician="T02", start="10:15", promise=("10:00", "12:00")), duration=exact(60)),
        replace(a_visit(id="V13", technician="T02", start="11:35", promise=("11:00", "12:00")), duration=exact(60)),
        replace(a_visit(id="V14", technician="T02", start="13:15", promise=("13:00", "15:00")), duration=exact(60)),
    ]
    # From V11 it is 15 minutes to V12, from there 20 back to V13, and 10 on to V14.
    orders = [a_work_order(id=f"W{visit.id[1:]}", location=north(minutes))
              for visit, minutes in zip(visits, (0, 15, -5, 5), strict=True)]  # fmt: skip
    lunch = replace(a_shift(technician="T02"), breaks=(a_break(end="14:00"),))
    return a_board(a_technician(id="T02"), lunch, *orders, *visits)


def stops(route: RouteForecast) -> dict[str, StopForecast]:
    return {each.visit_id: each for each in route.stops}


def test_a_reported_overrun_is_followed_to_the_minute():
    route = forecast(scenario(40), "T02", at("10:06"))
    found = stops(route)
    assert route.method == "exact"
    assert found["V12"].arrival.p50_s == at("10:55")
    assert found["V12"].clocks[0].breach == 0.0
    assert found["V13"].arrival.p50_s == at("12:15")
    assert [(each.due_s, each.eta_s, each.breach) for each in found["V13"].clocks] == [(at("12:00"), at("12:15"), 1.0)]
    assert [(each.start_s, each.end_s) for each in route.rests] == [(at("13:15"), at("13:45"))]
    assert (found["V14"].arrival.p50_s, found["V14"].clocks[0].breach) == (at("13:55"), 0.0)


def test_an_overrun_is_expected_before_anybody_reports_it():
    found = stops(forecast(scenario(), "T02", at("10:05")))
    assert abs(found["V11"].end.p50_s - at("10:15")) <= 120, "about where the p80 was, now that the p50 has passed"
    assert found["V11"].end.p90_s > at("10:30")
    assert 0.2 < found["V13"].clocks[0].breach < 0.3
    before = stops(forecast(scenario(), "T02", at("09:20")))
    assert before["V13"].clocks[0].breach < 0.12, "while all goes as planned there was less to fear"


def test_a_job_that_has_taken_fifty_minutes_is_not_a_fresh_one():
    job = replace(running(), duration=exact(60, 75))
    board = a_board(a_technician(), a_shift(), job)
    ends = [stops(forecast(board, "T05", at(now)))["V1"].end for now in ("09:01", "09:50", "10:30", "12:00")]
    assert abs(ends[0].p50_s - at("10:00")) <= 2
    assert at("09:50") < ends[1].p10_s < ends[1].p50_s < at("10:10")
    assert at("10:30") < ends[2].p10_s < ends[2].p50_s < at("10:45")
    assert at("12:00") < ends[3].p50_s < at("12:40"), "what outlasts everything goes on for a while"


def test_what_takes_longer_than_was_certain_is_not_certain_any_more():
    job = replace(running(), duration=exact(60))
    board = a_board(a_technician(), a_shift(), job)
    assert stops(forecast(board, "T05", at("10:00")))["V1"].end.certain
    over = stops(forecast(board, "T05", at("10:10")))["V1"].end
    assert at("10:10") < over.p10_s < over.p50_s < over.p90_s < at("11:10")
    told = a_board(a_technician(), a_shift(), replace(job, extended_s=2400))
    assert stops(forecast(told, "T05", at("10:10")))["V1"].end.p50_s == at("10:40")
    assert not stops(forecast(told, "T05", at("10:41")))["V1"].end.certain


def test_silence_after_the_time_of_reporting_is_evidence_that_work_ends_as_planned():
    shape = (Shape(curve=tuple(0.3 * each for each in CURVE)),)
    job = running()
    telling = Reporting(over_s=(0, 600), rates=(0.8, 1.0), at=(0.74, 0.75, 0.76))
    ends = {}
    for name, reporting in (("mute", Reporting()), ("telling", telling)):
        board = a_board(a_technician(), a_shift(), a_behaviour(shapes=shape, reporting=reporting), job)
        ends[name] = [stops(forecast(board, "T05", at(now)))["V1"].end for now in ("09:40", "09:50")]
    assert ends["mute"][0] == ends["telling"][0], "nobody would have said anything yet"
    assert ends["telling"][1].p90_s <= at("10:11") < ends["mute"][1].p90_s


def test_a_reported_end_is_as_sure_as_reports_were():
    job = replace(running(), extended_s=1800)
    reporting = Reporting(after=tuple(0.05 * each for each in CURVE))
    board = a_board(a_technician(), a_shift(), a_behaviour(shapes=(Shape(curve=CURVE),), reporting=reporting), job)
    end = stops(forecast(board, "T05", at("09:50")))["V1"].end
    assert abs(end.p50_s - at("10:30")) <= 60
    assert at("10:22") < end.p10_s < end.p90_s < at("10:38")


def test_effects_of_the_groups_add_up_and_what_is_unsure_of_them_widens():
    visit = replace(a_visit(id="V1", technician="T05", start="09:00"), duration=exact(60))
    shape = (Shape(curve=tuple(0.1 * each for each in CURVE)), Shape(work_type="OTHER", curve=CURVE))
    here = Effect(work_type="LEAK", log_factor=0.2)
    rows = [a_behaviour(shapes=shape, work=(Effect(log_factor=0.1), here, Effect(territory="WEST", log_factor=2.0))),
            Behaviour(id="EAST", work=(Effect(technician_id="T05", log_factor=-0.1, variance=0.04),))]  # fmt: skip
    sure = stops(forecast(a_board(a_technician(), a_shift(), visit, rows[0]), "T05", at("08:00")))["V1"]
    assert abs(sure.end.p50_s - at("09:00") - 3600 * 1.35) < 60
    unsure = stops(forecast(a_board(a_technician(), a_shift(), visit, *rows), "T05", at("08:00")))["V1"]
    assert abs(unsure.end.p50_s - at("09:00") - 3600 * 1.2214) < 60
    assert unsure.end.p90_s - unsure.end.p10_s > 1.8 * (sure.end.p90_s - sure.end.p10_s)


def test_who_is_on_the_way_is_surer_when_seen_and_never_absent_when_not():
    way = a_visit(id="V1", technician="T05", start="09:00", state=S.EN_ROUTE, stamps=Stamps(en_route_s=at("08:40")))
    orders = a_work_order(id="W1", location=north(20))
    here = north(10)
    position = Position(technician_id=TechnicianId("T05"), latitude=here.latitude, longitude=here.longitude,
                        at_s=at("08:50"))  # fmt: skip
    driving = Driving(base_s=60, shape=CURVE, fixed_s=60, share=0.2, n=500)
    for rows in ((), (a_behaviour(driving=driving),)):
        board = a_board(a_technician(), a_shift(), orders, way, *rows)
        seen, unseen = (stops(forecast(board, "T05", at("08:50"), each))["V1"].arrival for each in (position, None))
        assert seen.p90_s - seen.p10_s < unseen.p90_s - unseen.p10_s
        assert unseen.p10_s > at("08:50")
    plain = a_board(a_technician(), a_shift(), orders, way)
    assert stops(forecast(plain, "T05", at("08:50"), position))["V1"].arrival.p90_s == at("09:00")
    assert forecast(plain, "T05", at("08:53"), position).position_age_s == 180
    assert forecast(plain, "T05", at("09:53"), position).position_age_s is None


def test_who_is_away_or_may_fall_ill_may_never_come():
    visit = a_visit(id="V1", technician="T05", start="13:00", promise=("12:00", "14:00"))
    day = (a_technician(), a_shift(), visit)
    sick = a_board(*day, an_absence(kind="sick", start="10:00", end="17:00"))
    assert stops(forecast(sick, "T05", at("10:00")))["V1"].clocks[0].breach == 1.0
    frail = a_board(*day, a_behaviour(absent_per_h=0.02, leave=(0.0, 60.0)))
    assert abs(stops(forecast(frail, "T05", at("10:00")))["V1"].clocks[0].breach - 0.058) < 0.002


def test_who_fell_ill_at_work_says_so_after_it():
    visit = a_visit(id="V2", technician="T05", start="13:00", promise=("12:00", "14:00"))
    frail, breach = a_behaviour(absent_per_h=0.02, leave=(0.0, 60.0)), {}
    for since in ("08:00", "09:50"):
        stamps = Stamps(en_route_s=at(since), on_site_s=at("09:55"), working_s=at("09:55"))
        job = a_visit(id="V1", technician="T05", start="09:00", state=S.WORKING, stamps=stamps)
        job = replace(job, duration=exact(90))
        route = forecast(a_board(a_technician(), a_shift(), job, visit, frail), "T05", at("10:00"))
        breach[since] = stops(route)["V2"].clocks[0].breach
    assert breach["08:00"] == pytest.approx(1 - exp(-0.02 * 5), abs=0.001)
    assert breach["09:50"] == pytest.approx(1 - exp(-0.02 * (3 + 1 / 6)), abs=0.001)


def test_nobody_waits_longer_than_they_do_where_nobody_opens():
    visit = replace(a_visit(id="V1", technician="T05", start="09:00", minutes=120), duration=exact(120))
    after = replace(a_visit(id="V2", technician="T05", start="11:00", promise=("10:00", "12:00")), duration=exact(30))
    closed = a_behaviour(no_access=0.3, no_access_wait=(600.0, 600.0))
    order = a_work_order(id="W1", resolution_due="12:30")
    board = a_board(a_technician(), a_shift(), visit, after, order, closed)
    found = stops(forecast(board, "T05", at("08:30")))
    assert found["V1"].end.p10_s == at("09:10")
    assert abs(found["V1"].clocks[0].breach - 0.3) < 1e-4, "what nobody opens for is not done"
    assert found["V2"].clocks[0].breach == 0.0


def test_a_clock_that_is_held_is_due_later_by_as_long_as_it_is_held():
    visit = a_visit(id="V1", technician="T05", start="13:00", promise=("12:00", "14:00"))
    order = a_work_order(id="W1", response_due="13:30")
    board = a_board(a_technician(), a_shift(), order, replace(visit, held_from_s=at("09:00")))
    dues = [
        [clock.due_s for clock in stops(forecast(board, "T05", at(now)))["V1"].clocks] for now in ("09:10", "09:20")
    ]
    assert dues == [[at("13:40"), at("14:00")], [at("13:50"), at("14:00")]], "what was promised does not move"


def test_nobody_sets_out_before_their_shift_nor_before_they_have_said_yes():
    early = a_visit(id="V1", technician="T05", start="08:10", state=S.ACCEPTED)
    eager = a_behaviour(early=(1800.0, 1800.0))
    found = stops(forecast(a_board(a_technician(), a_shift(), early, eager), "T05", at("06:00")))["V1"]
    assert found.arrival.p10_s == at("08:00")
    told = a_visit(id="V1", technician="T05", start="10:00", state=S.RELEASED, stamps=Stamps(released_s=at("09:55")))
    slow = a_behaviour(accept=tuple(float(each) for each in range(60, 1200, 60)))
    waits = stops(forecast(a_board(a_technician(), a_shift(), told, slow), "T05", at("10:00")))["V1"].arrival
    assert at("10:00") <= waits.p10_s < at("10:03")
    assert abs(waits.p50_s - at("10:07")) < 90, "half of those who have not answered within five minutes do by then"
    assert waits.p90_s > at("10:12")


def test_who_stands_at_a_door_for_long_is_likely_not_to_be_let_in():
    door = a_visit(id="V1", technician="T05", start="09:00", state=S.ON_SITE, stamps=Stamps(on_site_s=at("09:00")))
    order = a_work_order(id="W1", resolution_due="16:00")
    closed = a_behaviour(
        no_access=0.05, no_access_wait=(600.0, 900.0), settle=tuple(float(each) for each in range(300))
    )
    board = a_board(a_technician(), a_shift(), order, door, closed)
    shut = [stops(forecast(board, "T05", at(now)))["V1"].clocks[0].breach for now in ("09:00", "09:04", "09:08")]
    assert abs(shut[0] - 0.05) < 0.002
    assert 0.15 < shut[1] < 0.3
    assert shut[2] > 0.95


def test_suspended_work_rests_before_it_goes_on():
    rest = a_visit(id="V1", technician="T05", start="09:00", state=S.SUSPENDED, remaining_minutes=30,
                   stamps=Stamps(on_site_s=at("09:00"), working_s=at("09:00")))  # fmt: skip
    pauses = a_behaviour(pause=(600.0, 1200.0, 1800.0), reporting=Reporting(after=(-0.1, 0.0, 0.1)))
    board = a_board(a_technician(), a_shift(), pauses, replace(rest, held_from_s=at("10:00")))
    ends = [stops(forecast(board, "T05", at(now)))["V1"].end for now in ("10:00", "10:25")]
    assert abs(ends[0].p50_s - at("10:50")) < 90
    assert at("10:50") < ends[1].p10_s < ends[1].p90_s < at("11:05"), "most of the rest is over"


def test_two_who_hold_somebody_up_hold_them_up_until_the_later_one():
    jobs = [replace(running(), id=key, work_order_id=f"W{key[1:]}", duration=exact(60, 75)) for key in ("V1", "V2")]
    after = a_visit(id="V3", technician="T05", start="10:00")
    board = a_board(a_technician(), a_shift(), *jobs, after)
    found = stops(forecast(board, "T05", at("09:30")))
    assert abs(found["V1"].end.p50_s - at("10:00")) < 60
    assert found["V3"].arrival.p50_s > found["V1"].end.p50_s + 240
