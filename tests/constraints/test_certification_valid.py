from dispatchtui.core.board import Board
from dispatchtui.core.model import Competence
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_competence, a_shift, a_technician, a_visit, a_work_order, at
from tests.constraints.asking import ask, only


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
