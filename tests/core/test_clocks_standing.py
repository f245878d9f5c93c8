"""SLA clocks that stand still: by hand, parked, suspended, both at once; what moves and what never does."""

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.objectives.scene import Scene
from dispatchtui.core import events as e
from dispatchtui.core.board import Board
from dispatchtui.core.clocks import clock_words, still_since
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.clocks import HoldClock, ResumeClock
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Stamps, VisitState
from dispatchtui.core.sla import due_of, pressing
from tests.builders import a_board, a_policy, a_technician, a_visit, a_work_order, at, record
from tests.core.deciding import facts, no

S = VisitState
PAUSING = replace(a_policy(pauses_when_parked=True), pauses_when_suspended=True, pauses_by_hand=True)


def with_clocks(policy: object = PAUSING, **visit: object) -> Board:
    order = a_work_order(sla_policy="STD", response_due="11:00", resolution_due="15:00")
    return a_board(a_technician(), policy, order, a_visit(**visit))  # type: ignore[arg-type]


def do(board: Board, act: Command, clock: str) -> None:
    """Decide an act and fold it as if it had happened at a time."""
    for fact in facts(board, act):
        moved = replace(fact, occurred_s=at(clock)) if hasattr(fact, "occurred_s") else fact
        record(board, moved, at_s=at(clock))


def hold(board: Board, clock: str, note: str = "waiting for parts") -> None:
    do(board, HoldClock(visit_id="V60", note=note), clock)


def resume(board: Board, clock: str) -> None:
    do(board, ResumeClock(visit_id="V60"), clock)


def step(board: Board, step: Step, clock: str, **more: object) -> None:
    do(board, AdvanceVisit(visit_id="V60", step=step, **more), clock)  # type: ignore[arg-type]


def left_min(board: Board, clock: str) -> float:
    due_s = due_of(board, board.visits["V60"], at(clock))
    assert due_s is not None
    return (due_s - at(clock)) / 60


def test_a_clock_that_is_held_stands_where_it_stood_and_runs_on_from_there():
    board = with_clocks()
    hold(board, "10:05")
    assert [left_min(board, each) for each in ("10:05", "10:15", "13:00")] == [55, 55, 55]
    assert clock_words(board, board.visits["V60"], at("10:30")) == "clock held since 10:05: waiting for parts"
    resume(board, "13:00")
    assert [left_min(board, each) for each in ("13:00", "13:10")] == [55, 45]
    assert clock_words(board, board.visits["V60"], at("13:10")) == ""
    hold(board, "13:10", note="gate locked")
    resume(board, "13:20")
    assert left_min(board, "13:30") == 35


def test_both_clocks_move_by_what_stood_still_and_the_promise_by_nothing():
    board = with_clocks(promise=("10:00", "12:00"))
    hold(board, "08:00")
    visit = board.visits["V60"]
    assert due_of(board, visit, at("08:30")) == at("11:30")
    assert due_of(board, visit, at("09:30")) == at("12:00"), "the promise is not held"
    clock = pressing(board, visit, at("09:30"), None)
    assert clock is not None
    assert clock.due_s == at("12:00")
    arrived = replace(visit, state=S.WORKING)
    assert due_of(board, arrived, at("09:30")) == at("16:30")


@pytest.mark.parametrize(
    ("acts", "due"),
    [  # Parked 10:00 to 12:00, held 11:00 to 13:00 and the like: three hours of clock, not four.
        ("park 10:00, hold 11:00, unpark 12:00, resume 13:00", "14:00"),
        ("hold 10:00, park 11:00, resume 12:00, unpark 13:00", "14:00"),
        ("park 10:00, hold 10:30, resume 11:00, unpark 12:00", "13:00"),
        ("hold 10:00, park 10:30, unpark 11:00, resume 12:00", "13:00"),
        ("hold 10:00, resume 11:00, park 11:00, unpark 12:00", "13:00"),
    ],
)
def test_time_that_is_parked_and_held_counts_once(acts: str, due: str):
    board = with_clocks()
    for each in acts.split(", "):
        word, clock = each.split()
        match word:
            case "hold":
                hold(board, clock)
            case "resume":
                resume(board, clock)
            case "park":
                step(board, Step.PARK, clock, reason="no answer")
            case _:
                step(board, Step.UNPARK, clock)
    visit = board.visits["V60"]
    assert (visit.held_from_s, visit.paused_from_s) == (None, None)
    assert due_of(board, visit, at("17:00")) == at(due)


def test_what_is_held_after_a_clock_was_missed_does_not_move_it():
    board = with_clocks()
    hold(board, "11:16")
    assert due_of(board, board.visits["V60"], at("11:30")) == at("11:00")
    assert due_of(board, replace(board.visits["V60"], state=S.WORKING), at("11:30")) == at("15:14"), "not yet missed"
    resume(board, "11:46")
    visit = board.visits["V60"]
    assert due_of(board, visit, at("12:00")) == at("11:00")
    assert due_of(board, replace(visit, state=S.WORKING), at("12:00")) == at("15:30")


def test_what_was_held_before_the_due_moment_keeps_its_time_left_and_what_comes_after_moves_nothing():
    board = with_clocks()
    hold(board, "10:55")
    resume(board, "11:25")  # due at 11:30 by now
    step(board, Step.PARK, "11:30", reason="no answer")
    assert left_min(board, "12:00") == 0
    step(board, Step.UNPARK, "12:00")
    hold(board, "12:01")
    assert due_of(board, board.visits["V60"], at("13:00")) == at("12:00")
    step(board, Step.PARK, "13:00", reason="no answer")
    resume(board, "14:00")
    step(board, Step.UNPARK, "14:30")
    assert due_of(board, board.visits["V60"], at("15:00")) == at("12:00")


def test_of_a_row_from_before_single_times_were_kept_the_sum_counts():
    board = with_clocks(promise=None)
    visit = replace(board.visits["V60"], held_s=600, paused_s=1200)
    assert due_of(board, visit, at("10:00")) == at("11:30")
    assert due_of(board, replace(visit, held_from_s=at("11:20")), at("11:50")) == at("12:00")


def test_where_parking_pauses_nothing_what_was_held_meanwhile_still_counts():
    board = with_clocks(replace(PAUSING, pauses_when_parked=False))
    step(board, Step.PARK, "10:00", reason="no answer")
    assert still_since(board, board.visits["V60"]) is None
    assert left_min(board, "10:30") == 30
    hold(board, "10:30")
    step(board, Step.UNPARK, "11:00")
    resume(board, "11:30")
    assert left_min(board, "11:30") == 30


def test_a_parked_clock_says_since_when_and_why():
    board = with_clocks()
    step(board, Step.PARK, "10:00", reason="no answer")
    assert clock_words(board, board.visits["V60"], at("10:30")) == "parked since 10:00: no answer"
    tomorrow = at("10:30") + 86_400
    assert clock_words(board, board.visits["V60"], tomorrow) == "parked since Mon 21 Oct 10:00: no answer"


def test_suspended_work_holds_the_clock_where_the_policy_says_so_and_taking_it_up_lets_it_run():
    working = {"technician": "T05", "state": S.WORKING, "stamps": Stamps(on_site_s=at("09:00"), working_s=at("09:00"))}
    board = with_clocks(**working)
    step(board, Step.SUSPEND, "10:00", reason="a part is missing")
    assert clock_words(board, board.visits["V60"], at("10:30")) == "clock held since 10:00: a part is missing"
    step(board, Step.RESUME, "11:00")
    assert due_of(board, board.visits["V60"], at("12:00")) == at("16:00")
    board = with_clocks(replace(PAUSING, pauses_when_suspended=False), **working)
    step(board, Step.SUSPEND, "10:00", reason="a part is missing")
    assert still_since(board, board.visits["V60"]) is None
    assert due_of(board, board.visits["V60"], at("12:00")) == at("15:00")


def test_no_hold_outlasts_the_visit_and_the_next_visit_goes_on_with_the_time_that_stood_still():
    working = {"technician": "T05", "state": S.WORKING, "stamps": Stamps(on_site_s=at("09:00"), working_s=at("09:00"))}
    board = with_clocks(**working)
    hold(board, "10:00")
    found = facts(board, AdvanceVisit(visit_id="V60", step=Step.LEAVE_INCOMPLETE, occurred_s=at("06:30"),
                                      reason="dark", remaining_s=1800))  # fmt: skip
    assert [type(each) for each in found] == [e.VisitAdvanced, e.ClockResumed, e.VisitAdded]
    step(board, Step.LEAVE_INCOMPLETE, "11:00", reason="dark", remaining_s=1800)
    assert (board.visits["V60"].held_from_s, board.visits["V60"].held_s) == (None, 3600)
    board = with_clocks(**working)
    hold(board, "05:00")
    resume(board, "06:00")
    step(board, Step.LEAVE_INCOMPLETE, "11:00", reason="dark", remaining_s=1800)
    assert due_of(board, board.visits["V61"], at("11:00")) == at("12:00")


def test_who_ranks_counts_held_time_as_well():
    board = with_clocks(technician="T05")
    hold(board, "10:00")
    work = Scene(board, at("11:00")).work(board.visits["V60"])
    assert work.resolution_due_s == at("16:00")


def test_a_hold_needs_a_note_and_a_policy_that_allows_it():
    board = with_clocks()
    assert no(board, HoldClock(visit_id="V60", note=" ")).sentence == "A note says why the clocks of V60 are held."
    assert no(board, ResumeClock(visit_id="V60")).sentence == "The clocks of V60 are not held."
    hold(board, "10:00")
    assert no(board, HoldClock(visit_id="V60", note="x")).sentence == "The clocks of V60 are held already."
    board = with_clocks(a_policy())
    assert no(board, HoldClock(visit_id="V60", note="x")).sentence == (
        "The SLA policy STD lets nobody hold the clocks of V60."
    )
