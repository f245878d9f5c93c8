"""When things happen: every stop of one day, from stamps to plans."""

from hypothesis import given
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Changed, Position, Stamps, TechnicianId, VisitState
from dispatchtui.core.timeline import Stop, project
from tests.builders import CENTRE, a_board, a_shift, a_technician, a_visit, a_work_order, at, north
from tests.core.random_acts import DAYS, PEOPLE, Drawn, a_start, play

S = VisitState


def day(*visits: object, **sites: float) -> Board:
    orders = [a_work_order(id=key, location=north(minutes)) for key, minutes in sites.items()]
    return a_board(a_technician(), a_shift(), *orders, *visits)  # type: ignore[arg-type]


def stops(board: Board, now: str, position: Position | None = None) -> dict[str, Stop]:
    return {stop.visit_id: stop for stop in project(board, "T05", at(now), position)}


def times(stop: Stop) -> tuple[int, int, int, int]:
    return stop.travel_start_s, stop.arrival_s, stop.start_s, stop.end_s


def test_a_day_that_has_not_begun_goes_as_planned():
    board = day(
        a_visit(id="V1", technician="T05", start="09:00"), a_visit(id="V2", technician="T05", start="11:00"),
        W1=10, W2=25,
    )  # fmt: skip
    found = stops(board, "07:00")
    assert times(found["V1"]) == (at("08:50"), at("09:00"), at("09:00"), at("10:00"))
    assert times(found["V2"]) == (at("10:45"), at("11:00"), at("11:00"), at("12:00"))
    assert found["V2"].late_s == 0


def test_nothing_that_has_not_happened_is_expected_before_now():
    board = day(a_visit(id="V1", technician="T05", start="09:00"), W1=10)
    found = stops(board, "09:30")["V1"]
    assert times(found) == (at("09:30"), at("09:40"), at("09:40"), at("10:40"))
    assert found.late_s == 40 * 60


def test_a_late_stop_pushes_the_next_one_until_a_gap_swallows_it():
    board = day(
        a_visit(id="V1", technician="T05", start="08:00", state=S.WORKING,
                stamps=Stamps(on_site_s=at("08:40"), working_s=at("08:45"))),
        a_visit(id="V2", technician="T05", start="09:30"),
        a_visit(id="V3", technician="T05", start="13:00"),
    )  # fmt: skip
    found = stops(board, "09:00")
    assert times(found["V1"]) == (at("08:40"), at("08:40"), at("08:45"), at("09:45"))
    assert times(found["V2"])[1:] == (at("09:45"), at("09:45"), at("10:45"))
    assert times(found["V3"])[1:] == (at("13:00"), at("13:00"), at("14:00"))


def test_running_work_is_never_expected_to_have_ended_and_lasts_what_was_added():
    work = a_visit(id="V1", technician="T05", start="08:00", state=S.WORKING, stamps=Stamps(working_s=at("08:00")))
    assert stops(day(work), "08:30")["V1"].end_s == at("09:00")
    assert stops(day(work), "09:20")["V1"].end_s == at("09:20")
    longer = a_visit(id="V1", technician="T05", start="08:00", state=S.WORKING, extended_minutes=30,
                     stamps=Stamps(working_s=at("08:00")))  # fmt: skip
    assert stops(day(longer), "09:20")["V1"].end_s == at("09:30")


def test_whom_nobody_opened_for_is_free_since_they_said_so():
    shut = a_visit(id="V1", technician="T05", start="09:00", state=S.NO_ACCESS, stamps=Stamps(on_site_s=at("09:05")))
    said = replace(shut, changed=Changed(seq=1, at_s=at("09:15"), by="T05"))
    following = a_visit(id="V2", technician="T05", start="09:10", state=S.ACCEPTED)
    assert stops(day(said, following), "11:00")["V1"].end_s == at("09:15")
    assert stops(day(said, following), "09:10")["V1"].end_s == at("09:10"), "nothing that has happened is still to come"
    assert stops(day(shut, following), "11:00")["V1"].end_s == at("11:00"), "as far as anybody knows"


def test_what_was_suspended_still_takes_what_remained():
    stamps = Stamps(working_s=at("08:00"))
    rest = a_visit(id="V1", technician="T05", start="08:00", state=S.SUSPENDED, remaining_minutes=25, stamps=stamps)
    assert stops(day(rest), "10:00")["V1"].end_s == at("10:25")
    resumed = a_visit(id="V1", technician="T05", start="08:00", state=S.WORKING, remaining_minutes=25,
                      stamps=Stamps(working_s=at("08:00"), resumed_s=at("10:10")))  # fmt: skip
    assert stops(day(resumed), "10:20")["V1"].end_s == at("10:35")


def test_who_is_on_the_way_is_expected_by_departure_or_by_a_fresh_position():
    board = day(
        a_visit(id="V1", technician="T05", start="09:00", state=S.EN_ROUTE, stamps=Stamps(en_route_s=at("08:45"))),
        W1=20,
    )
    assert stops(board, "08:50")["V1"].arrival_s == at("09:05")
    assert stops(board, "09:30")["V1"].arrival_s == at("09:30")
    seen = north(15)
    here = Position(
        technician_id=TechnicianId("T05"), latitude=seen.latitude, longitude=seen.longitude, at_s=at("08:50")
    )
    assert stops(board, "08:50", here)["V1"].arrival_s == at("08:55")
    assert stops(board, "08:53", here)["V1"].arrival_s == at("08:55"), "it was there three minutes ago"
    assert stops(board, "09:01", here)["V1"].arrival_s == at("09:05"), "an old position says nothing"


def test_who_arrives_before_the_promise_waits_for_it():
    board = day(
        a_visit(id="V1", technician="T05", start="09:00", promise=("09:30", "11:00"), state=S.EN_ROUTE,
                stamps=Stamps(en_route_s=at("08:45"))),
        W1=20,
    )  # fmt: skip
    assert times(stops(board, "08:50")["V1"])[1:] == (at("09:05"), at("09:30"), at("10:30"))


def test_late_is_after_the_promise_where_there_is_one():
    board = day(a_visit(id="V1", technician="T05", start="09:00", promise=("08:00", "10:00")))
    assert stops(board, "09:50")["V1"].late_s == 0
    assert stops(board, "10:20")["V1"].late_s == 20 * 60


def test_what_is_done_is_told_as_it_was_and_the_next_begins_there():
    done = Stamps(en_route_s=at("07:50"), on_site_s=at("08:05"), working_s=at("08:10"), done_s=at("08:40"))
    board = day(
        a_visit(id="V1", technician="T05", start="08:00", state=S.DONE, stamps=done),
        a_visit(id="V2", technician="T05", start="08:50"),
        W1=30, W2=10,
    )  # fmt: skip
    found = stops(board, "08:45")
    assert times(found["V1"]) == (at("07:50"), at("08:05"), at("08:10"), at("08:40"))
    assert found["V2"].arrival_s == at("09:05")


def test_what_has_begun_comes_before_what_was_planned_earlier_and_has_not():
    board = day(
        a_visit(id="V1", technician="T05", start="08:00"),
        a_visit(id="V2", technician="T05", start="09:30", state=S.WORKING, stamps=Stamps(working_s=at("08:10"))),
    )
    found = project(board, "T05", at("08:30"))
    assert [stop.visit_id for stop in found] == ["V1", "V2"]
    assert [stop.start_s for stop in found] == [at("09:10"), at("08:10")]


def test_each_day_begins_at_home_and_a_night_shift_does_not_go_home_at_midnight():
    board = day(
        a_visit(id="V1", technician="T05", start="16:00"), a_visit(id="V2", technician="T05", start="32:00"),
        W1=30, W2=10,
    )  # fmt: skip
    assert stops(board, "07:00")["V2"].travel_start_s == at("31:50")
    night = day(
        a_visit(id="V1", technician="T05", start="22:30"), a_visit(id="V2", technician="T05", start="24:30"),
        W1=30, W2=10,
    )  # fmt: skip
    assert stops(night, "07:00")["V2"].travel_start_s == at("24:10")


def test_history_and_what_is_far_ahead_are_left_out():
    board = day(
        a_visit(id="V1", technician="T05", start=at("10:00") - 4 * 86_400, state=S.DONE),
        a_visit(id="V2", technician="T05", start="10:00"),
        a_visit(id="V3", technician="T05", start=at("10:00") + 20 * 86_400),
    )
    assert list(stops(board, "07:00")) == ["V2"]
    assert project(board, "T99", at("07:00")) == ()


def test_one_visit_can_be_left_out_and_the_end_be_given():
    board = day(a_visit(id="V1", technician="T05", start="09:00"), a_visit(id="V2", technician="T05", start="11:00"))
    assert [stop.visit_id for stop in project(board, "T05", at("07:00"), skip="V1")] == ["V2"]
    assert [stop.visit_id for stop in project(board, "T05", at("07:00"), until_s=at("11:00"))] == ["V1"]


@given(DAYS)
def test_the_laws_of_time_hold_on_any_day(acts: list[Drawn]):
    board = a_start()
    play(board, acts)
    now_s = at("07:00") + board.seq * 60
    seen = []
    for technician_id in PEOPLE:
        for stop in project(board, technician_id, now_s):
            seen.append(stop.visit_id)
            visit = board.visits[stop.visit_id]
            assert stop.travel_start_s <= stop.arrival_s <= stop.start_s <= stop.end_s
            assert stop.late_s >= 0
            if visit.state in (S.PLANNED, S.RELEASED, S.ACCEPTED):
                assert stop.travel_start_s >= now_s
                assert stop.arrival_s >= stop.planned_start_s
            elif visit.state in (S.EN_ROUTE, S.WORKING, S.SUSPENDED):
                assert stop.end_s >= now_s
    assert sorted(seen) == sorted(each.id for each in board.visits.values() for _ in each.crew)


def test_the_centre_is_where_it_is_said_to_be():
    assert north(0) == CENTRE
