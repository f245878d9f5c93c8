from msgspec.structs import replace

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.model import Row
from dispatchtui.core.refusals import Level
from tests.builders import CENTRE, a_board, a_shift, a_technician, a_visit, a_work_order, at, north
from tests.constraints.asking import ask, only


def board(*more: Row, leg_min: float | None = None, radius_m: int | None = None, there: float = 20) -> Board:
    leg_s = None if leg_min is None else int(leg_min * 60)
    person = replace(a_technician(), longest_leg_s=leg_s, radius_m=radius_m)
    return a_board(person, a_shift(), a_work_order(id="W61", location=north(there)), a_visit(id="V61"), *more)


def neighbour(name: str, start: str | int, minutes: float) -> tuple[Row, Row]:
    order = a_work_order(id=f"W{name}", location=north(minutes))
    return order, a_visit(id=f"V{name}", technician="T05", start=start)


def test_the_way_from_home_is_too_long_by_minutes():
    found = only(ask(board(leg_min=15), "travel_limit"))
    assert found.sentence == (
        "T05 needs 20 min from home to V61 and drives at most 15 min from one stop to the next: 5 min too much."
    )
    assert (found.level, found.subject, found.amount, found.unit) == (Level.DISPATCHER, "technicians/T05", 5, "min")


def test_exactly_as_long_as_they_drive_is_allowed_and_a_second_more_is_not():
    assert ask(board(leg_min=20), "travel_limit") == ()
    assert only(ask(board(leg_min=1199 / 60), "travel_limit")).amount == 1 / 60
    assert ask(board(), "travel_limit") == ()


def test_the_way_from_the_stop_before_and_on_to_the_next_one_are_each_judged():
    near = board(*neighbour("60", "08:00", 50), *neighbour("62", "13:00", 45), leg_min=20)
    before, after = ask(near, "travel_limit", start="10:00")
    assert before.sentence.startswith("T05 needs 30 min from V60 to V61 and drives at most 20 min")
    assert (before.subject, before.amount) == ("visits/V60", 10)
    assert after.sentence.startswith("T05 needs 25 min from V61 to V62 and drives at most 20 min")
    assert (after.subject, after.amount) == ("visits/V62", 5)
    exact = board(*neighbour("60", "08:00", 50), *neighbour("62", "13:00", 45), leg_min=25)
    assert only(ask(exact, "travel_limit", start="10:00")).subject == "visits/V60"


def test_the_next_shift_begins_at_home_so_no_way_leads_there():
    next_day = at("24:00") + 8 * 3600
    far = board(*neighbour("62", next_day, 90), leg_min=20)
    assert ask(far, "travel_limit", start="15:00") == ()
    night = board(a_shift(start="20:00", end="28:00", id="night"), *neighbour("62", "25:00", 50), leg_min=20)
    assert only(ask(night, "travel_limit", start="23:00")).subject == "visits/V62"


def test_a_visit_is_no_stop_on_the_way_to_its_own_new_time():
    moved = board(leg_min=20)
    moved.put(a_visit(id="V61", technician="T05", start="12:00"))
    assert ask(moved, "travel_limit", start="10:00") == ()


def test_too_far_from_home_by_kilometres():
    away_m = travel.distance_m(CENTRE, north(20))
    found = only(ask(board(radius_m=10_000), "travel_limit"))
    assert found.sentence == "V61 is 10.2 km from the home of T05, who goes at most 10 km from there: 216 m too far."
    assert (found.level, found.subject, found.unit) == (Level.DISPATCHER, "technicians/T05", "km")
    assert found.amount == (away_m - 10_000) / 1000
    assert only(ask(board(radius_m=5_000), "travel_limit")).sentence.endswith("5.2 km too far.")


def test_exactly_as_far_as_they_go_is_allowed():
    away_m = travel.distance_m(CENTRE, north(20))
    assert ask(board(radius_m=int(away_m) + 1), "travel_limit") == ()
    assert only(ask(board(radius_m=int(away_m)), "travel_limit")).sentence.endswith(": 1 m too far.")


def test_of_an_unknown_place_nothing_is_said_here():
    blind = board(leg_min=1, radius_m=1)
    order = blind.work_orders["W61"]
    blind.put(replace(order, site=replace(order.site, location=None)))
    assert ask(blind, "travel_limit") == ()
    homeless = board(leg_min=1, radius_m=1)
    homeless.put(replace(homeless.technicians["T05"], home=None))
    assert ask(homeless, "travel_limit") == ()
