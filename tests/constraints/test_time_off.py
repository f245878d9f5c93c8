import pytest
from msgspec.structs import replace

from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit, an_absence, at
from tests.constraints.asking import ask, only


@pytest.mark.parametrize(
    ("kind", "words", "level"),
    [
        ("sick", "is sick", Level.NOBODY),
        ("leave", "is on leave", Level.NOBODY),
        ("meeting", "is in a meeting", Level.DISPATCHER),
    ],
)
def test_an_absence_is_told_by_its_kind(kind: str, words: str, level: Level):
    board = a_board(a_technician(), a_shift(), a_visit(id="V61"), an_absence(kind=kind))
    found = only(ask(board, "time_off", start="12:30"))
    assert found.sentence == f"T05 {words} from 12:00 to 13:00; V61 12:30 to 13:30 overlaps by 30 min."
    assert (found.level, found.subject, found.amount) == (level, "absences/A1", 30)


def test_work_may_end_when_the_absence_begins_and_begin_when_it_ends():
    board = a_board(a_technician(), a_shift(), a_visit(id="V61"), an_absence())
    assert ask(board, "time_off", start="11:00") == ()
    assert ask(board, "time_off", start="13:00") == ()
    assert only(ask(board, "time_off", start=at("11:00") + 1)).amount == 1 / 60


def test_each_absence_is_told():
    absences = (an_absence(), an_absence(id="A2", start="13:00", end="14:00", kind="sick"))
    board = a_board(a_technician(), a_shift(), a_visit(id="V61"), *absences)
    assert [each.subject for each in ask(board, "time_off", start="12:30")] == ["absences/A2", "absences/A1"]


def test_who_left_is_not_sent():
    board = a_board(a_technician(active=False), a_shift(), a_visit(id="V61"))
    found = only(ask(board, "time_off"))
    assert (found.level, found.sentence) == (Level.NOBODY, "T05 no longer works here.")


def test_an_absence_over_midnight_reaches_into_the_next_day():
    absence = an_absence(start="22:00", end="26:00", kind="sick")
    board = a_board(a_technician(), a_shift(start="20:00", end="30:00"), a_visit(id="V61"), absence)
    found = only(ask(board, "time_off", start="25:30"))
    assert "from Mon 21 Oct 22:00 to Tue 22 Oct 02:00" in found.sentence
    assert found.amount == 30


def test_an_absence_in_a_night_of_the_change_is_as_long_as_it_really_is():
    for eve, hours in (("2019-03-09", 1), ("2019-11-02", 3)):
        away = replace(an_absence(kind="leave"), start_s=at("25:00", day=eve), end_s=at("27:00", day=eve))
        night = a_shift(start=at("22:00", day=eve), end=at("30:00", day=eve))
        board = a_board(a_technician(), night, a_visit(id="V61", minutes=300), away)
        found = only(ask(board, "time_off", start=at("24:30", day=eve), now=at("22:00", day=eve)))
        assert found.amount == hours * 60
        assert ask(board, "time_off", start=at("27:00", day=eve), now=at("22:00", day=eve)) == ()
