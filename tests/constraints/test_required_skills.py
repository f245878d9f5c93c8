from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import CrewNeed
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit
from tests.constraints.asking import ask, only
from tests.supplies import a_crew_need


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
    assert [(each.subject, each.amount) for each in found] == [("skills/GAS", 1), ("skills/ELEC", 1)]


def test_a_licensed_skill_that_is_not_held_at_all_is_nobodys_to_break():
    for have, need, level in (
        ({}, {"GAS": 1}, Level.NOBODY),
        ({"GAS": 1}, {"GAS": 2}, Level.LEAD),
        ({}, {"ELEC": 1}, Level.LEAD),
    ):
        assert only(ask(board(have, need), "required_skills")).level is level
    found = only(ask(board({"PLUMB": 3}, {"PLUMB": 3, "GAS": 2}), "required_skills"))
    assert found.sentence == "GAS 0 < 2: T05 is 2 levels short of what V61 needs."


def crew_board(*needs: CrewNeed, **skills: dict[str, int]) -> Board:
    people = [a_technician(id=who, skills=has) for who, has in skills.items()]
    shifts = [a_shift(technician=who) for who in skills]
    return a_board(*people, *shifts, replace(a_visit(id="V61", needs={"PLUMB": 3}), crew_needs=needs))


def test_the_lead_is_asked_for_what_the_visit_needs_and_others_for_what_their_part_needs():
    board = crew_board(a_crew_need(needs={"ELEC": 2}), T05={"PLUMB": 3}, T06={"ELEC": 1})
    found = only(ask(board, "required_skills", mates=("T06",)))
    assert found.sentence == "ELEC 1 < 2: T06 is 1 level short of what V61 needs."
    board = crew_board(a_crew_need(needs={"ELEC": 1}), T05={"PLUMB": 3}, T06={"ELEC": 1})
    assert ask(board, "required_skills", mates=("T06",)) == ()
    found = only(ask(board, "required_skills", technician="T06", mates=("T05",))[:1])
    assert found.sentence == "PLUMB 0 < 3: T06 is 3 levels short of what V61 needs."


def test_who_could_fill_several_parts_fills_the_one_that_nobody_else_can():
    needs = (a_crew_need(role="one", needs={"ELEC": 1}), a_crew_need(role="two", needs={"GAS": 1}))
    board = crew_board(*needs, T05={"PLUMB": 3}, T06={"ELEC": 1, "GAS": 1}, T07={"ELEC": 1})
    assert ask(board, "required_skills", mates=("T06", "T07")) == ()
    assert ask(board, "required_skills", mates=("T07", "T06")) == ()


def test_who_goes_along_beyond_what_is_needed_needs_nothing():
    board = crew_board(T05={"PLUMB": 3}, T06={})
    assert ask(board, "required_skills", mates=("T06",)) == ()
