from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Opening, Policy, Rules
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit, at
from tests.constraints.asking import ask, only
from tests.time_rows import an_opening

RULE = "on_call"


def board(*rules: Rules, tags: tuple[str, ...] = ("on_call",), zone: str = "America/New_York") -> Board:
    policies = [Policy(id=f"P{number}", rules=each) for number, each in enumerate(rules)]
    technician = replace(a_technician(id="T10", zone=zone), tags=tags)
    return a_board(technician, a_shift(technician="T10"), a_visit(id="V61"), *policies)


def test_who_is_on_call_is_not_sent_in_hours():
    found = only(ask(board(), RULE, technician="T10", start="11:55"))
    assert found.sentence == (
        "T10 is on call only out of hours; V61 at 11:55 is inside 07:00 to 18:00, 6 h 5 min too early."
    )
    assert (found.level, found.amount, found.subject) == (Level.NOBODY, 365, "technicians/T10")


def test_out_of_hours_begins_with_the_last_second_of_business():
    assert ask(board(), RULE, technician="T10", start="18:00") == ()
    assert only(ask(board(), RULE, technician="T10", start=at("18:00") - 1)).amount == 1 / 60
    assert ask(board(), RULE, technician="T10", start=at("07:00") - 1, now="06:00") == ()
    assert only(ask(board(), RULE, technician="T10", start="07:00", now="06:00")).amount == 11 * 60
    assert ask(board(), RULE, technician="T10", start="120:00") == (), "on a Saturday nobody else works"


def test_nobody_else_is_asked():
    assert ask(board(tags=("trainee",)), RULE, technician="T10") == ()


def test_the_policy_decides():
    assert ask(board(Rules(on_call_in_hours=True)), RULE, technician="T10") == ()
    assert ask(board(Rules(working=())), RULE, technician="T10") == ()
    assert ask(board(Rules(holidays=("2019-10-21",))), RULE, technician="T10") == ()
    late = board(Rules(working=(an_opening("12:00", "20:00"),)))
    assert ask(late, RULE, technician="T10", start="11:59") == ()
    assert only(ask(late, RULE, technician="T10", start="12:00")).need == "outside 12:00 to 20:00"


def test_the_hours_are_on_the_technicians_own_clock_and_last_across_midnight():
    assert ask(board(zone="America/Denver"), RULE, technician="T10", start="08:59") == ()
    assert only(ask(board(zone="America/Denver"), RULE, technician="T10", start="09:00")).have == "07:00"
    night = board(Rules(working=(an_opening("20:00", "28:00"),)))
    assert only(ask(night, RULE, technician="T10", start="27:30")).amount == 30
    assert ask(night, RULE, technician="T10", start="28:00") == ()


def test_the_days_of_the_change_have_the_hours_that_the_clock_shows():
    early = Opening(weekdays=(6,), opens_min=60, closes_min=180)
    for day, hours in (("2019-03-10", 1), ("2019-11-03", 3)):
        found = only(ask(board(Rules(working=(early,))), RULE, technician="T10", start=at("01:00", day=day)))
        assert found.amount == hours * 60
        assert ask(board(Rules(working=(early,))), RULE, technician="T10", start=at("03:00", day=day)) == ()
