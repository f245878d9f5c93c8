from dispatchtui.core.board import Board
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit
from tests.constraints.asking import ask, only


def board(have: dict[str, int], need: dict[str, int]) -> Board:
    return a_board(a_technician(skills=have), a_shift(), a_visit(id="V61", needs=need))


def test_a_level_short_is_told_with_both_levels():
    found = only(ask(board({"PLUMB": 2}, {"PLUMB": 3}), "required_skills"))
    assert found.sentence == "PLUMB 2 < 3: T05 is 1 level short of what V61 needs."
    assert (found.level, found.subject, found.need, found.have) == (Level.LEAD, "skills/PLUMB", "PLUMB 3", "PLUMB 2")
    assert (found.amount, found.unit) == (1, "level")


def test_the_same_level_and_a_higher_one_suffice():
    assert ask(board({"PLUMB": 3}, {"PLUMB": 3}), "required_skills") == ()
    assert ask(board({"PLUMB": 5}, {"PLUMB": 3}), "required_skills") == ()


def test_who_has_no_skills_has_none():
    found = only(ask(board({}, {"PLUMB": 3}), "required_skills"))
    assert found.sentence == "PLUMB 0 < 3: T05 is 3 levels short of what V61 needs."
    assert ask(board({}, {}), "required_skills") == ()


def test_each_skill_that_is_short_is_told():
    found = ask(board({"PLUMB": 2, "ELEC": 1}, {"PLUMB": 2, "ELEC": 2, "GAS": 1}), "required_skills")
    assert [(each.subject, each.amount) for each in found] == [("skills/ELEC", 1), ("skills/GAS", 1)]
