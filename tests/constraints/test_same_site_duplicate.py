from msgspec.structs import replace

from dispatchtui.constraints.check import check_placement
from dispatchtui.constraints.same_site_duplicate import MOST_ORDERS
from dispatchtui.core.board import Board
from dispatchtui.core.model import Assignment, Dependency, Stamps, VisitId, VisitState
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_line, a_shift, a_technician, a_visit, a_work_order, at, north
from tests.constraints.asking import ask, only

RULE = "same_site_duplicate"


def board(start: str | int = "10:30", **v62: object) -> Board:
    people = (a_technician(), a_technician(id="T06"), a_shift(), a_shift(technician="T06"))
    other = a_visit(id="V62", technician="T06", start=start, **v62)  # type: ignore[arg-type]
    return a_board(*people, a_visit(id="V61"), other)


def test_another_at_the_same_time_is_a_warning():
    found = only(ask(board(), RULE))
    assert found.sentence == (
        "T06 is at the same property for V62 from 10:30 to 11:30; V61 10:00 to 11:00 would be at the same time."
    )
    assert (found.level, found.subject, found.amount, found.unit) == (Level.WARNING, "visits/V62", 90, "min")
    verdict = check_placement(board(), "V61", "T05", at("10:00"), at_s=at("07:00"))
    assert verdict.ok
    assert verdict.warnings == (found,)


def test_one_within_the_hour_is_told_with_the_time_between():
    found = only(ask(board("11:40"), RULE))
    assert (found.amount, found.sentence) == (
        20, "T06 is at the same property for V62 from 11:40 to 12:40; V61 10:00 to 11:00 would be 40 min apart.",
    )  # fmt: skip
    assert only(ask(board("08:20"), RULE)).amount == 20
    assert "one right after the other" in only(ask(board("11:00"), RULE)).sentence


def test_an_hour_apart_is_no_accident_and_a_second_less_is_one():
    assert ask(board("12:00"), RULE) == ()
    assert ask(board("08:00"), RULE) == ()
    assert only(ask(board(at("12:00") - 1), RULE)).amount == 1 / 60
    assert only(ask(board(at("08:00") + 1), RULE)).amount == 1 / 60


def test_the_same_spot_or_else_the_same_address_is_one_property():
    there = board()
    there.put(a_work_order(id="W62", location=north(1)))
    assert ask(there, RULE) == ()
    for order in ("W61", "W62"):
        there.put(a_work_order(id=order, location=None, address="100  holliday ST"))
    assert only(ask(there, RULE)).subject == "visits/V62"
    there.put(a_work_order(id="W62", location=None, address=""))
    there.put(a_work_order(id="W61", location=None, address=""))
    assert ask(there, RULE) == ()


def test_who_goes_to_both_and_who_waits_for_the_other_is_no_accident():
    assert ask(board(), RULE, technician="T06", start="11:30") == ()
    assert ask(board(), RULE, mates=("T06",)) == ()
    there = board("11:00")
    there.put(replace(there.visits["V61"], dependencies=(Dependency(visit_id=VisitId("V62")),)))
    assert ask(there, RULE) == ()
    there = board("11:00")
    there.put(replace(there.visits["V62"], dependencies=(Dependency(visit_id=VisitId("V61")),)))
    assert ask(there, RULE) == ()


def test_a_crew_is_named_whole():
    there = board()
    crew: tuple[Assignment, ...] = (*there.visits["V62"].crew, a_line(technician="T07", start="10:30"))
    there.put(replace(there.visits["V62"], crew=crew))
    assert only(ask(there, RULE)).sentence.startswith("T06 and T07 are at the same property for V62")


def test_what_has_ended_is_over_and_what_runs_longer_is_there_longer():
    stamps = Stamps(on_site_s=at("09:00"), done_s=at("09:30"))
    assert ask(board(state=VisitState.DONE, stamps=stamps), RULE) == ()
    runs = board("08:00", state=VisitState.WORKING, extended_minutes=30)
    assert only(ask(runs, RULE)).amount == 30


def test_across_midnight_and_in_the_nights_when_the_clock_changes_time_is_true():
    assert only(ask(board("24:20"), RULE, start="23:00")).amount == 40
    assert ask(board(at("03:00", day="2019-11-03")), RULE, start=at("00:30", day="2019-11-03")) == ()
    assert only(ask(board(at("03:00", day="2019-03-10")), RULE, start=at("00:30", day="2019-03-10"))).amount == 30


def test_a_place_where_many_orders_are_is_where_people_meet():
    few = [
        a_work_order(id=f"W{number}", address="1 Campus", location=north(9)) for number in range(60, 60 + MOST_ORDERS)
    ]
    met = a_board(a_technician(), a_technician(id="T06"), a_shift(), a_shift(technician="T06"), *few,
                  a_visit(id="V61", work_order="W60"),
                  a_visit(id="V62", work_order="W61", technician="T06", start="10:30"))  # fmt: skip
    assert only(ask(met, RULE)).subject == "visits/V62"
    met.put(a_work_order(id="W999", address="1 Campus", location=north(9)))
    assert ask(met, RULE) == ()
