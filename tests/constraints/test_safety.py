from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Hazard, Policy, Row, Rules
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit, at
from tests.constraints.asking import ask, only
from tests.supplies import an_alert, an_order_at


def board(*more: Row, hazards: tuple[Hazard, ...] = (), minutes: int = 60, outdoor: bool = False) -> Board:
    people = [a_technician(id=who) for who in ("T05", "T06", "T07")]
    shifts = [a_shift(technician=each.id) for each in people]
    visit = replace(a_visit(id="V61", minutes=minutes), outdoor=outdoor)
    return a_board(*people, *shifts, an_order_at(hazards=hazards), visit, *more)


def test_a_danger_that_takes_more_people_counts_who_is_missing():
    found = only(ask(board(hazards=(Hazard(kind="asbestos", people=3),)), "safety"))
    assert found.sentence == "V61 is at a site with asbestos, which takes 3 people, and 1 goes: 2 too few."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.NOBODY, "work_orders/W61", 2, "person")
    two = only(ask(board(hazards=(Hazard(kind="asbestos", people=3),)), "safety", mates=("T06",)))
    assert two.sentence == "V61 is at a site with asbestos, which takes 3 people, and 2 go: 1 too few."


def test_as_many_people_as_the_danger_takes_suffice():
    assert ask(board(hazards=(Hazard(kind="roof", people=2),)), "safety", mates=("T06",)) == ()
    assert ask(board(hazards=(Hazard(kind="dog"),)), "safety") == ()


def test_being_alone_too_long_is_told_by_minutes_and_allowed_to_the_second():
    danger = (Hazard(kind="roof", alone_s=3600),)
    found = only(ask(board(hazards=danger, minutes=90), "safety"))
    assert found.sentence == "T05 would be alone at V61 for 1 h 30 min, with roof at most 1 h: 30 min too long."
    assert (found.level, found.amount, found.unit) == (Level.NOBODY, 30, "min")
    assert ask(board(hazards=danger, minutes=60), "safety") == ()
    assert only(ask(board(hazards=(Hazard(kind="roof", alone_s=3599),)), "safety")).amount == 1 / 60
    assert ask(board(hazards=danger, minutes=90), "safety", mates=("T06",)) == ()


def test_a_policy_limits_being_alone_and_the_strictest_limit_is_told():
    policy = Policy(id="P1", rules=Rules(alone_s=2 * 3600))
    found = only(ask(board(policy, minutes=150), "safety"))
    assert found.sentence == "T05 would be alone at V61 for 2 h 30 min, by policy at most 2 h: 30 min too long."
    danger = (Hazard(kind="roof", alone_s=3600), Hazard(kind="gas", alone_s=1800))
    assert only(ask(board(policy, hazards=danger, minutes=150), "safety")).amount == 120


def test_a_trainee_never_goes_alone_nor_with_a_trainee_alone():
    there = board(
        replace(a_technician(id="T05"), tags=("trainee",)), replace(a_technician(id="T06"), tags=("trainee",))
    )
    found = only(ask(there, "safety"))
    assert found.sentence == "T05 is a trainee and would go to V61 without anybody who is none."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.NOBODY, "technicians/T05", 1, "person")
    both = only(ask(there, "safety", mates=("T06",)))
    assert both.sentence == "T05 and T06 are trainees and would go to V61 without anybody who is none."
    assert ask(there, "safety", mates=("T07",)) == ()
    assert ask(there, "safety", technician="T07") == ()


def test_unsafe_weather_during_work_outdoors_is_told_by_what_falls_into_it():
    found = only(ask(board(an_alert(), outdoor=True), "safety", start="11:20"))
    assert found.sentence == "V61 11:20 to 12:20 is outdoors, and EAST has ice from 12:00 to 14:00: 20 min of it."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.NOBODY, "weather_alerts/X1", 20, "min")
    assert only(ask(board(an_alert(), outdoor=True, minutes=300), "safety", start="11:00")).amount == 120


def test_work_that_ends_as_the_weather_comes_or_begins_as_it_goes_is_safe():
    there = board(an_alert(), outdoor=True)
    assert ask(there, "safety", start="11:00") == ()
    assert ask(there, "safety", start="14:00") == ()
    assert only(ask(there, "safety", start=at("11:00") + 1)).amount == 1 / 60
    assert only(ask(there, "safety", start=at("14:00") - 1)).amount == 1 / 60


def test_indoors_and_in_another_territory_the_weather_is_of_no_account():
    assert ask(board(an_alert()), "safety", start="12:30") == ()
    assert ask(board(an_alert(territory="WEST"), outdoor=True), "safety", start="12:30") == ()


def test_weather_across_midnight_and_in_the_nights_when_the_clock_changes():
    night = board(an_alert(start="23:30", end="24:30"), outdoor=True)
    assert only(ask(night, "safety", start="24:10")).amount == 20
    assert (
        "EAST has ice from Mon 21 Oct 23:30 to Tue 22 Oct 00:30: 20 min"
        in only(ask(night, "safety", start="24:10")).sentence
    )
    for day, minutes in (("2019-11-03", 180), ("2019-03-10", 60)):
        alert = an_alert(start=at("01:00", day=day), end=at("03:00", day=day))
        changing = board(alert, outdoor=True, minutes=600)
        assert only(ask(changing, "safety", start=at("00:00", day=day))).amount == minutes
