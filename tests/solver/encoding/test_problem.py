"""What a board says is in the problem: who may, when, with what, for which price, and what stays where it is."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import (
    Ban,
    CoolDown,
    CrewNeed,
    Dependency,
    Lock,
    Policy,
    Rules,
    Stamps,
    TechnicianId,
    VisitId,
    VisitState,
    Window,
)
from dispatchtui.solver.encoding import SCALE, Encoded, Encoder
from dispatchtui.solver.problem import NEVER
from tests.builders import a_board as board_with
from tests.builders import a_competence, a_shift, a_technician, a_visit, a_work_order, an_absence, at, north
from tests.supplies import a_level, a_part, a_reservation, a_van, a_vehicle
from tests.time_rows import a_break, an_opening, limits

NOW_S = at("09:00")


def encoded(board: Board, now: str = "09:00", **asked) -> Encoded:
    return Encoder(board, at(now)).encode(**{"from_s": at("00:00"), "until_s": at("24:00"), **asked})


def a_team(*rows, people: int = 2, **shift) -> Board:
    team = [a_technician(id=f"T0{number}") for number in range(1, people + 1)]
    return board_with(*team, *(a_shift(technician=each.id, **shift) for each in team), *rows)


def spans(found: Encoded, visit_id: str) -> list[list[int]]:
    problem, stop = found.problem, found.visits.index(visit_id)
    return problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]].tolist()


def may(found: Encoded, visit_id: str) -> list[str]:
    row = found.problem.may[found.visits.index(visit_id)]
    return [found.people[vehicle][0] for vehicle in np.flatnonzero(row)]


def value(found: Encoded, name: str, visit_id: str) -> int:
    return int(getattr(found.problem, name)[found.visits.index(visit_id)])


def test_the_live_plan_is_the_start() -> None:
    found = encoded(a_team(a_visit(id="V1", technician="T01", start="10:00"), a_visit(id="V2", technician="T01",
                           start="12:00"), a_visit(id="V3")))  # fmt: skip
    assert found.people == (("T01", "T01:2019-10-21"), ("T02", "T02:2019-10-21"))
    assert [[found.visits[each] for each in route] for route in found.start.routes] == [["V1", "V2"], []]
    assert [found.visits[each] for each in found.start.left_out] == ["V3"]
    assert found.was[found.visits.index("V2")] == ("T01", at("12:00"))


def test_who_lacks_a_level_or_a_territory_may_not() -> None:
    rows = [a_technician(id="T01", skills={"PLUMB": 2}), a_technician(id="T02", skills={"PLUMB": 1}),
            a_technician(id="T03", skills={"PLUMB": 2}, territory="WEST"),
            a_technician(id="T04", skills={"PLUMB": 2}, territory="WEST", covers=("EAST",))]  # fmt: skip
    found = encoded(
        board_with(*rows, *(a_shift(technician=each.id) for each in rows), a_visit(id="V1", needs={"PLUMB": 2}))
    )
    assert may(found, "V1") == ["T01", "T04"]


def test_a_certificate_counts_only_where_it_is_valid_for_as_long_as_the_visit_may_take() -> None:
    until = (a_competence(skill="GAS", valid_until_s=at("12:00")),)
    board = a_team(a_technician(id="T01", skills=until), people=2)
    early = a_visit(id="V1", needs={"GAS": 1}, latest_s=at("11:00"))
    late = a_visit(id="V2", needs={"GAS": 1}, latest_s=at("11:01"))
    for each in (early, late, a_work_order(id="W1"), a_work_order(id="W2")):
        board.put(each)
    found = encoded(board)
    assert may(found, "V1") == ["T01"]
    assert may(found, "V2") == []


def test_the_required_the_banned_and_who_rejected() -> None:
    order = a_work_order(id="W2")
    banned = replace(order, site=replace(order.site, bans=(Ban(technician_id=TechnicianId("T01")),)))
    cool = (CoolDown(technician_id=TechnicianId("T02"), until_s=NOW_S + 60),)
    found = encoded(a_team(replace(a_visit(id="V1"), required_technician=TechnicianId("T02")), banned, a_visit(id="V2"),
                           replace(a_visit(id="V3"), cool_downs=cool)))  # fmt: skip
    assert [may(found, each) for each in ("V1", "V2", "V3")] == [["T02"], ["T02"], ["T01"]]


def test_a_promise_and_the_customers_own_limits_bound_the_begin() -> None:
    board = a_team(a_visit(id="V1", promise=("10:00", "12:00"), latest_s=at("11:30")))
    assert spans(encoded(board), "V1") == [[at("10:00"), at("11:30")]]


def test_nothing_begins_before_now() -> None:
    board = a_team(a_visit(id="V1", promise=("08:00", "12:00")), a_visit(id="V2", promise=("07:00", "08:30")))
    found = encoded(board)
    assert spans(found, "V1") == [[NOW_S, at("12:00")]]
    assert "V2" not in found.visits


def test_the_door_is_open_for_the_whole_work() -> None:
    order = a_work_order(id="W1")
    site = replace(order.site, hours=(an_opening("08:00", "11:00"), an_opening("13:00", "16:00")))
    board = a_team(replace(order, site=site), a_visit(id="V1", minutes=60))
    assert spans(encoded(board), "V1") == [[NOW_S, at("10:00")], [at("13:00"), at("15:00")]]


def test_what_is_locked_or_about_to_begin_stays() -> None:
    held = {"V1": Lock.NO_AUTO, "V2": Lock.RESOURCE_AND_TIME, "V3": Lock.NONE}
    starts = {"V1": "11:00", "V2": "13:00", "V3": "09:20"}
    board = a_team(*(a_visit(id=each, technician="T01", start=starts[each], lock=lock, minutes=30)
                     for each, lock in held.items()))  # fmt: skip
    found = encoded(board)
    assert {found.visits[each] for each in found.pinned} == {"V1", "V2", "V3"}
    assert spans(found, "V2") == [[at("13:00"), at("13:00")]]
    assert may(found, "V2") == ["T01"]
    assert value(found, "price", "V2") == NEVER


def test_locks_to_a_person_or_a_time_leave_the_other_open() -> None:
    board = a_team(a_visit(id="V1", technician="T01", start="11:00", lock=Lock.RESOURCE),
                   a_visit(id="V2", technician="T01", start="13:00", lock=Lock.TIME))  # fmt: skip
    found = encoded(board)
    assert may(found, "V1") == ["T01"]
    assert spans(found, "V1")[0][0] == NOW_S
    assert may(found, "V2") == ["T01", "T02"]
    assert spans(found, "V2") == [[at("13:00"), at("13:00")]]
    assert value(found, "price", "V1") == NEVER  # It may not go back to the queue.


def test_what_runs_is_where_the_vehicle_begins() -> None:
    board = a_team(a_work_order(id="W1", location=north(20)), a_work_order(id="W2", location=north(30)),
                   a_visit(id="V1", technician="T01", start="08:30", minutes=60, state=VisitState.WORKING,
                           stamps=Stamps(working_s=at("08:45"))), a_visit(id="V2"), people=1)  # fmt: skip
    problem = encoded(board).problem
    assert int(problem.open_s[0]) == at("09:45")
    assert int(problem.travel_s[0, problem.start[0], problem.place[0]]) == 600


def test_who_is_to_be_there_when_the_shift_begins_has_driven_before_it() -> None:
    board = a_team(a_work_order(id="W1", location=north(20)), a_visit(id="V1"), people=1)
    early, late = encoded(board, now="06:00").problem, encoded(board, now="07:50").problem
    assert [int(each.open_s[0]) for each in (early, late)] == [at("08:00"), at("08:00")]
    ways = [int(each.travel_s[0, each.start[0], each.place[0]]) for each in (early, late)]
    assert ways == [0, 600]
    assert early.way_cost is not None
    assert int(early.way_cost[0, early.start[0], early.place[0]]) == 1200


def test_absences_cut_a_day_short_or_interrupt_it() -> None:
    meeting = an_absence(id="A1", technician="T01", start="12:00", end="13:00")
    sick = an_absence(id="A2", technician="T02", start="14:00", end="18:00", kind="sick")
    problem = encoded(a_team(meeting, sick, a_visit(id="V1"))).problem
    assert problem.breaks.tolist() == [[at("12:00"), at("12:00"), 3600]]
    assert problem.break_from.tolist() == [0, 1, 1]
    assert problem.close_s.tolist() == [at("17:00"), at("14:00")]


def test_breaks_float_in_their_window_and_those_that_are_over_are_not_owed() -> None:
    day = replace(a_shift(technician="T01"), breaks=(a_break(start="11:00", end="14:00", minutes=30),))
    board = board_with(a_technician(id="T01"), day, a_visit(id="V1"))
    assert encoded(board).problem.breaks.tolist() == [[at("11:00"), at("13:30"), 1800]]
    assert encoded(board, now="15:00").problem.breaks.tolist() == []


def test_the_law_closes_a_day() -> None:
    tired = replace(a_technician(id="T01"), hours=limits(duty=6))
    board = board_with(tired, a_shift(technician="T01"), a_visit(id="V1"))
    assert encoded(board).problem.close_s.tolist() == [at("14:00")]


def test_parts_are_loads_and_what_is_set_aside_ties_a_visit_to_its_van() -> None:
    board = a_team(a_van(technician="T01"), a_level(stock="VAN01", on_hand=3), a_van(technician="T02"),
                   a_level(stock="VAN02", on_hand=2), a_reservation(visit="V2", stock="VAN02", quantity=1),
                   replace(a_visit(id="V1"), parts=(a_part(quantity=2),)),
                   replace(a_visit(id="V2"), parts=(a_part(quantity=1),)))  # fmt: skip
    found = encoded(board)
    assert found.problem.capacity.tolist() == [[3], [1]]
    assert found.problem.delivery.tolist() == [[2], [0]]
    assert may(found, "V2") == ["T02"]


def test_equipment_rides_on_a_vehicle_in_service_and_nobody_drives_another() -> None:
    broken = a_vehicle(technician="T02", id="CAR02", equipment=("ladder",), out=(at("16:00"), None))
    spare = a_vehicle(technician="T02", id="CAR03")
    board = a_team(a_vehicle(technician="T01", equipment=("ladder",)), broken,
                   replace(a_visit(id="V1"), equipment=("ladder",)), people=3)  # fmt: skip
    found = encoded(board)
    assert may(found, "V1") == ["T01", "T02"]
    assert found.problem.close_s.tolist() == [at("17:00"), at("16:00"), at("17:00")]
    board.put(spare)  # They can go on, but without the ladder.
    found = encoded(board)
    assert may(found, "V1") == ["T01"]
    assert found.problem.close_s.tolist() == [at("17:00")] * 3


def test_room_kept_before_and_after_is_part_of_the_way_but_not_of_its_price() -> None:
    board = a_team(replace(a_visit(id="V1"), buffer_after_s=300), replace(a_visit(id="V2"), buffer_before_s=600))
    found = encoded(board)
    problem, places = found.problem, [value(found, "place", each) for each in ("V1", "V2")]
    assert problem.way_cost is not None
    assert int(problem.travel_s[0, places[0], places[1]]) == 900
    assert int(problem.travel_s[0, places[1], places[0]]) == 0
    assert int(problem.way_cost[0, places[0], places[1]]) == 0


def test_what_cannot_be_said_is_not_offered_and_stays_where_it_stands() -> None:
    two = replace(a_visit(id="V1"), crew_needs=(CrewNeed(),))
    waits = replace(a_visit(id="V2"), dependencies=(Dependency(visit_id=VisitId("V3")),))
    stands = replace(a_visit(id="V4", technician="T01", start="12:00"), crew_needs=(CrewNeed(),))
    found = encoded(a_team(two, waits, a_visit(id="V3"), stands))
    assert sorted(found.visits) == ["V3", "V4"]
    assert {found.visits[each] for each in found.pinned} == {"V4"}


def test_prices_are_those_of_the_objectives() -> None:
    urgent = a_work_order(id="W1", priority=1, response_due="10:30")
    board = a_team(
        urgent, a_visit(id="V1"), a_visit(id="V2", technician="T01", start="13:00", promise=("12:00", "14:00"))
    )
    found = encoded(board)
    left_s = at("24:00") - at("10:30")  # Who has no place is late by all of it.
    assert value(found, "price", "V1") == 200_000 * SCALE + 40 * SCALE * left_s + 40 * (at("24:00") - NOW_S)
    assert value(found, "late_price", "V1") == 40 * SCALE
    assert value(found, "due_s", "V1") == at("10:30")
    assert value(found, "start_price", "V1") == 40
    stop = found.visits.index("V2")
    assert found.problem.pair_cost is not None
    apart = int(found.problem.pair_cost[stop, 1] - found.problem.pair_cost[stop, 0])
    assert apart == (2 + 1) * 120 * SCALE  # Another person, and a promise to a customer.
    assert value(found, "moved_price", "V2") == (2 * 120 + 300) * SCALE


def test_a_vehicle_whose_route_cannot_be_timed_is_not_offered() -> None:
    ill = an_absence(technician="T01", start="13:00", end="18:00", kind="sick")
    late = [a_visit(id=f"V{number}", technician="T01", start=start, lock=Lock.NO_AUTO)
            for number, start in ((1, "12:00"), (2, "12:15"), (4, "15:00"))]  # fmt: skip
    found = encoded(a_team(ill, *late, a_visit(id="V3")))
    assert [who for who, _ in found.people] == ["T02"]
    assert found.visits == ("V3",)


def test_terms_of_the_office_bound_what_was_promised_to_nobody() -> None:
    rules = Rules(notice_s=7200, blackouts=(Window(start_s=at("13:00"), end_s=at("14:00")),))
    board = a_team(
        Policy(id="P1", rules=rules), a_visit(id="V1", minutes=60), a_visit(id="V2", promise=("09:00", "12:00"))
    )
    assert spans(encoded(board, until_s=at("20:00")), "V1") == [[at("11:00"), at("12:00")], [at("14:00"), at("20:00")]]
    assert spans(encoded(board), "V2") == [[NOW_S, at("12:00")]]


def test_where_the_law_has_a_say_a_day_with_work_behind_its_close_is_not_offered() -> None:
    ill = an_absence(technician="T01", start="13:00", end="14:00", kind="sick")
    long = an_absence(id="A2", technician="T01", start="14:00", end="18:00", kind="sick")
    stands = a_visit(id="V1", technician="T01", start="15:00")
    lawful = replace(a_technician(id="T01"), hours=limits(work=6, break_minutes=30))
    free = [who for who, _ in encoded(a_team(ill, long, stands, a_visit(id="V2"))).people]
    bound = [who for who, _ in encoded(a_team(lawful, ill, long, stands, a_visit(id="V2"))).people]
    assert (free, bound) == (["T01", "T02"], ["T02"])
