from msgspec.structs import replace

from dispatchtui.constraints.check import check_visit
from dispatchtui.core.board import Board
from dispatchtui.core.model import CrewNeed, Row
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_line, a_shift, a_technician, a_visit, at
from tests.constraints.asking import ask, only
from tests.supplies import a_crew, a_crew_need

ALL = "crew_complete"


def board(*needs: CrewNeed, skills: dict[str, dict[str, int]] | None = None, more: tuple[Row, ...] = ()) -> Board:
    people = skills or {"T05": {"PLUMB": 3}, "T06": {"PLUMB": 3}, "T07": {"PLUMB": 3}}
    rows = [a_technician(id=who, skills=has) for who, has in people.items()]
    shifts = [a_shift(technician=who) for who in people]
    return a_board(*rows, *shifts, replace(a_visit(id="V61"), crew_needs=needs), *more)


def test_who_is_missing_is_counted_and_named_by_the_part():
    found = only(ask(board(a_crew_need()), ALL))
    assert found.sentence == "V61 needs 2 people and 1 goes: nobody as second, 1 person too few."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.LEAD, "visits/V61", 1, "person")
    assert (found.need, found.have) == ("2 people", "1 person")


def test_two_missing_are_two_people_too_few():
    found = only(ask(board(a_crew_need(role="helper"), a_crew_need(role="lifter", needs={"ELEC": 2})), ALL))
    assert found.amount == 2
    assert found.sentence == (
        "V61 needs 3 people and 1 goes: nobody as helper and nobody as lifter (ELEC 2), 2 people too few."
    )


def test_as_many_as_are_needed_suffice_and_more_are_no_fault():
    assert ask(board(a_crew_need()), ALL, mates=("T06",)) == ()
    assert ask(board(a_crew_need()), ALL, mates=("T06", "T07")) == ()
    assert ask(board(), ALL) == ()


def test_somebody_without_the_skills_of_the_part_does_not_fill_it():
    found = only(ask(board(a_crew_need(needs={"PLUMB": 4})), ALL, mates=("T06",)))
    assert found.sentence == "V61 needs 2 people and 2 go: nobody as second (PLUMB 4), 1 person too few."
    assert ask(board(a_crew_need(needs={"PLUMB": 3})), ALL, mates=("T06",)) == ()


def test_the_lead_fills_no_part_besides_their_own():
    skilled = {"T05": {"ELEC": 5}, "T06": {}}
    assert only(ask(board(a_crew_need(needs={"ELEC": 1}), skills=skilled), ALL, mates=("T06",))).amount == 1


def test_who_can_fill_several_parts_leaves_each_to_who_can_fill_only_that():
    needs = (a_crew_need(role="one", needs={"PLUMB": 1}), a_crew_need(role="two", needs={"ELEC": 1}))
    skilled = {"T05": {}, "T06": {"PLUMB": 2, "ELEC": 2}, "T07": {"PLUMB": 1}}
    assert ask(board(*needs, skills=skilled), ALL, mates=("T06", "T07")) == ()
    assert ask(board(*needs, skills=skilled), ALL, mates=("T07", "T06")) == ()


def test_nobody_fills_two_parts():
    needs = (a_crew_need(role="one", needs={"PLUMB": 1}), a_crew_need(role="two", needs={"ELEC": 1}))
    skilled = {"T05": {}, "T06": {"PLUMB": 2, "ELEC": 2}, "T07": {}}
    found = only(ask(board(*needs, skills=skilled), ALL, mates=("T06", "T07")))
    assert found.amount == 1


def test_a_standing_crew_that_is_split_is_a_warning():
    found = only(ask(board(more=(a_crew(members=("T05", "T06", "T07")),)), ALL))
    assert found.sentence == "T05 would go to V61 without T06 and T07 of CREW1."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.WARNING, "crews/CREW1", 2, "person")
    assert ask(board(more=(a_crew(),)), ALL, mates=("T06",)) == ()
    assert ask(board(more=(a_crew(),)), ALL, technician="T07") == ()


def test_a_crew_that_came_along_in_part_is_told_once():
    found = only(ask(board(more=(a_crew(members=("T05", "T06", "T07")),)), ALL, mates=("T07",)))
    assert found.sentence == "T05 and T07 would go to V61 without T06 of CREW1."


def test_a_crew_is_one_from_its_first_to_its_last_second():
    ten = at("10:00")
    for begins, ends, split in (
        (ten + 3600, None, False), (ten + 3599, None, True), (None, ten, False), (None, ten + 1, True),
    ):  # fmt: skip
        assert bool(ask(board(more=(a_crew(from_s=begins, until_s=ends),)), ALL)) is split


def test_a_crew_formed_at_midnight_is_one_across_it_and_in_the_night_when_the_clock_goes_back():
    midnight = at("24:00")
    assert ask(board(more=(a_crew(from_s=midnight),)), ALL, start="23:00") == ()
    assert only(ask(board(more=(a_crew(from_s=midnight),)), ALL, start=at("23:00") + 1)).level is Level.WARNING
    second = at("01:30", day="2019-11-03", fold=1)
    assert second - at("01:30", day="2019-11-03") == 3600
    assert ask(board(more=(a_crew(until_s=second),)), ALL, start=second) == ()
    assert ask(board(more=(a_crew(until_s=second),)), ALL, start=second - 3600) != ()


def test_who_starts_at_another_time_than_the_lead_is_told_with_the_minutes():
    apart = board(a_crew_need())
    lines = (a_line(technician="T05"), replace(a_line(technician="T06", start="10:20"), role="second"))
    apart.put(replace(a_visit(id="V61", technician="T05"), crew=lines, crew_needs=(a_crew_need(),)))
    found = only(tuple(each for each in check_visit(apart, "V61", at("07:00")) if each.constraint == ALL))
    assert found.sentence == "T06 starts V61 at 10:20, 20 min after T05; a crew starts together."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.LEAD, "technicians/T06", 20, "min")
