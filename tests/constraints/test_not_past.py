import pytest
from msgspec.structs import replace

from dispatchtui.core.model import CoolDown
from dispatchtui.core.refusals import Level
from dispatchtui.core.rights import Standing
from dispatchtui.core.words import length
from tests.builders import a_board, a_shift, a_technician, a_visit, at
from tests.constraints.asking import ask, only

BOARD = a_board(a_technician(), a_shift(), a_visit(id="V61"))


def test_a_plan_in_the_past_is_nobodys_to_allow():
    found = only(ask(BOARD, "not_past", start="10:00", now="10:30"))
    assert found.sentence == "V61 cannot begin at 10:00: it is 10:30, 30 min later."
    assert (found.level, found.amount) == (Level.NOBODY, 30)


def test_a_plan_of_another_year_is_told_with_its_year():
    found = only(ask(BOARD, "not_past", start=0, now="10:30"))
    assert found.have == "Wed 31 Dec 1969 19:00"
    assert found.sentence.startswith("V61 cannot begin at Wed 31 Dec 1969 19:00: it is Mon 21 Oct 2019 10:30, ")
    assert found.sentence.endswith(" 10:30, 49 years later.")


@pytest.mark.parametrize(
    ("duration_s", "words"),
    [(45, "45 s"), (5400, "1 h 30 min"), (2 * 86_400, "2 d"), (-(2 * 86_400 + 3 * 3600), "2 d 3 h"),
     (730 * 86_400 + 3600, "730 d 1 h"), (1_571_668_200, "49 years")],
)  # fmt: skip
def test_a_length_is_told_in_its_two_largest_units(duration_s: int, words: str):
    assert length(duration_s) == words


def test_five_minutes_of_grace_cover_the_way_to_the_desk():
    assert ask(BOARD, "not_past", start="10:00", now="10:05") == ()
    assert only(ask(BOARD, "not_past", start="10:00", now=at("10:05") + 1)).amount == 301 / 60


def test_in_a_night_of_the_change_a_plan_is_as_long_ago_as_it_really_is():
    spring, fall = "2019-03-10", "2019-11-03"
    found = only(ask(BOARD, "not_past", start=at("01:50", day=spring), now=at("03:10", day=spring)))
    assert found.sentence == "V61 cannot begin at 01:50: it is 03:10, 20 min later."
    found = only(ask(BOARD, "not_past", start=at("01:50", day=fall), now=at("01:10", day=fall, fold=1)))
    assert found.sentence == "V61 cannot begin at 01:50 EDT: it is 01:10 EST, 20 min later."
    assert ask(BOARD, "not_past", start=at("01:00", day=fall, fold=1), now=at("01:59", day=fall)) == ()
    late = only(ask(BOARD, "not_past", start="23:50", now="24:10"))
    assert late.sentence == "V61 cannot begin at Mon 21 Oct 23:50: it is Tue 22 Oct 00:10, 20 min later."


def test_who_rejected_is_not_offered_automatically_and_a_person_is_warned():
    visit = a_visit(id="V61")
    until_s = at("12:00")
    rejected = replace(visit, cool_downs=(CoolDown(technician_id=a_technician().id, until_s=until_s),))  # type: ignore[arg-type]
    board = a_board(a_technician(), a_shift(), rejected)
    found = only(ask(board, "cool_down", now="10:00"))
    assert found.sentence == "T05 rejected V61 and is not offered it until 12:00, for 2 h more."
    assert (found.level, found.amount) == (Level.WARNING, 120)
    assert only(ask(board, "cool_down", now="10:00", standing=Standing.AUTOMATION)).level is Level.NOBODY
    assert ask(board, "cool_down", now="12:00") == ()
