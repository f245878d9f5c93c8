from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Competence
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_competence, a_shift, a_technician, a_visit, a_work_order, at
from tests.constraints.asking import ask, only
from tests.supplies import a_crew_need


def board(*held: Competence, skill: str = "PLUMB", safety: bool = False) -> Board:
    return a_board(
        a_technician(skills=held),
        a_shift(),
        a_work_order(id="W61", safety=safety),
        a_visit(id="V61", needs={skill: 2}),
    )


def test_a_skill_that_expires_during_the_visit_is_short_by_what_is_left():
    found = only(ask(board(a_competence(valid_until_s=at("10:30"))), "certification_valid"))
    assert found.sentence == "PLUMB of T05 is valid until 10:30; V61 is from 10:00 to 11:00: 30 min without it."
    assert (found.level, found.amount, found.unit) == (Level.LEAD, 30, "min")


def test_valid_to_the_last_second_suffices_and_a_second_less_does_not():
    assert ask(board(a_competence(valid_until_s=at("11:00"))), "certification_valid") == ()
    assert only(ask(board(a_competence(valid_until_s=at("11:00") - 1)), "certification_valid")).amount == 1 / 60
    assert ask(board(a_competence(valid_from_s=at("10:00"))), "certification_valid") == ()


def test_not_valid_yet_is_told_too():
    found = only(ask(board(a_competence(valid_from_s=at("10:10"))), "certification_valid"))
    assert found.amount == 10
    assert "valid from 10:10" in found.sentence


def test_where_the_skill_is_licensed_or_the_work_is_safety_nobody_may_break_it():
    gas = a_competence(skill="GAS", valid_until_s=at("09:00"))
    assert only(ask(board(gas, skill="GAS"), "certification_valid")).level is Level.NOBODY
    plumb = a_competence(valid_until_s=at("09:00"))
    assert only(ask(board(plumb, safety=True), "certification_valid")).level is Level.NOBODY


def test_one_of_two_that_is_high_enough_and_valid_suffices():
    expired = a_competence(valid_until_s=at("09:00"))
    renewed = a_competence(valid_from_s=at("09:00"))
    assert ask(board(expired, renewed), "certification_valid") == ()
    low = a_competence(level=1)
    assert only(ask(board(expired, low), "certification_valid")).amount == 120


def test_a_skill_that_is_missing_is_another_rules_matter():
    assert ask(board(), "certification_valid") == ()


def crew_board(**held: tuple[Competence, ...]) -> Board:
    people = [a_technician(id=who, skills=skills) for who, skills in held.items()]
    shifts = [a_shift(technician=who) for who in held]
    needs = (a_crew_need(role="one", needs={"ELEC": 1}), a_crew_need(role="two", needs={"GAS": 1}))
    return a_board(*people, *shifts, replace(a_visit(id="V61", needs={"PLUMB": 2}), crew_needs=needs))


def test_who_goes_along_is_asked_for_the_part_that_they_fill():
    gone = a_competence(skill="GAS", valid_until_s=at("10:15"))
    board = crew_board(T05=(a_competence(),), T06=(a_competence(skill="ELEC"),), T07=(gone,))
    found = only(ask(board, "certification_valid", mates=("T06", "T07")))
    assert found.sentence == "GAS of T07 is valid until 10:15; V61 is from 10:00 to 11:00: 45 min without it."
    assert (found.level, found.amount) == (Level.NOBODY, 45)


def test_what_expired_is_of_no_account_where_another_fills_the_part():
    both = (a_competence(skill="ELEC"), a_competence(skill="GAS", valid_until_s=at("09:00")))
    board = crew_board(T05=(a_competence(),), T06=both, T07=(a_competence(skill="ELEC"), a_competence(skill="GAS")))
    assert ask(board, "certification_valid", mates=("T06", "T07")) == ()
    assert ask(board, "certification_valid", mates=("T07", "T06")) == ()


def test_across_midnight_and_in_the_night_when_the_clock_goes_forward_minutes_are_true():
    held = a_competence(valid_until_s=at("24:00"))
    assert only(ask(board(held), "certification_valid", start="23:30")).amount == 30
    assert ask(board(held), "certification_valid", start="23:00") == ()
    until_s = at("03:10", day="2019-03-10")
    found = only(ask(board(a_competence(valid_until_s=until_s)), "certification_valid", start=until_s - 1800))
    assert found.sentence == "PLUMB of T05 is valid until 03:10; V61 is from 01:40 to 03:40: 30 min without it."
