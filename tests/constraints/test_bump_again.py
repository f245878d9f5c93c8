import msgspec
import pytest
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands.visits import UnplaceVisit
from dispatchtui.core.model import Override, Policy, Rules
from dispatchtui.core.refusals import Level, Refusal, Violation
from tests.builders import a_request, a_visit, a_working_board, an_actor, at
from tests.constraints.asking import leave, only


def bumped(times: int, *, most: int | None = None) -> Board:
    """A placed visit that was displaced so often, where the office allows so many times."""
    visit = replace(a_visit(id="V31", technician="T01", start="14:00"), bump_count=times)
    rules = () if most is None else (Policy(id="P1", rules=Rules(most_bumps=most)),)
    return a_working_board(visit, *rules)


def asked(board: Board, *, displaced: bool = True) -> tuple[Violation, ...]:
    found = leave(board, "08:00", visit="V31", bumped=displaced)
    return tuple(each for each in found if each.constraint == "bump_again")


def test_displacing_a_visit_a_second_time_needs_a_reason():
    found = only(asked(bumped(1)))
    assert found.sentence == "V31 was displaced once already; a reason is needed to displace it again."
    assert (found.level, found.amount, found.unit, found.subject) == (Level.DISPATCHER, 1, "time", "visits/V31")


def test_the_first_time_is_free_and_so_is_taking_it_back_oneself():
    assert asked(bumped(0)) == ()
    assert asked(bumped(3), displaced=False) == ()


@pytest.mark.parametrize(("times", "most", "amount"), [(2, 3, 0), (3, 3, 1), (5, 3, 3), (0, 0, 1)])
def test_the_office_says_how_often_without_a_reason(times: int, most: int, amount: int):
    found = asked(bumped(times, most=most))
    assert sum(each.amount for each in found) == amount


def test_the_times_are_told():
    assert only(asked(bumped(2))).sentence == (
        "V31 was displaced twice already; a reason is needed to displace it again."
    )
    assert only(asked(bumped(0, most=0))).sentence == "V31 may not be displaced; a reason is needed to displace it."


def test_the_gate_lets_a_dispatcher_answer_for_it():
    act = UnplaceVisit(visit_id="V31", bumped=True)
    refused = judge(bumped(1), a_request(act=act), an_actor(), at("08:00"))
    assert isinstance(refused, Refusal)
    assert refused.sentence.startswith("V31 was displaced once already; a reason is needed to displace it again.")
    passed = judge(bumped(1), a_request(act=act, override="emergency"), an_actor(), at("08:00"))
    assert isinstance(passed, Passed)
    assert passed.events[0].overrides[0].constraint == "bump_again"  # type: ignore[union-attr]


def test_what_was_answered_for_is_the_same_row_once_it_was_written_and_read():
    act = UnplaceVisit(visit_id="V31", bumped=True)
    passed = judge(bumped(1), a_request(act=act, override="emergency"), an_actor(), at("08:00"))
    assert isinstance(passed, Passed)
    (override,) = passed.events[0].overrides  # type: ignore[union-attr]
    written = msgspec.json.encode(override)
    assert msgspec.json.encode(msgspec.json.decode(written, type=Override)) == written
