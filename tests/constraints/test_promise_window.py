from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Agreement, Window
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit, at
from tests.constraints.asking import ask, only

UNAGREED = "and no agreement of the customer is recorded."


def board(**visit: object) -> Board:
    return a_board(a_technician(), a_shift(), a_visit(id="V61", **visit))  # type: ignore[arg-type]


def test_arrival_after_the_promise_is_late_by_an_exact_amount():
    found = only(ask(board(promise=("10:00", "12:00")), "promise_window", start="12:20"))
    assert found.sentence == f"V61 is promised 10:00 to 12:00; arrival at 12:20 is 20 min late, {UNAGREED}"
    assert (found.level, found.amount, found.unit) == (Level.DISPATCHER, 20, "min")


def test_arrival_before_the_promise_is_early():
    found = only(ask(board(promise=("10:00", "12:00")), "promise_window", start="08:30"))
    assert found.sentence == f"V61 is promised 10:00 to 12:00; arrival at 08:30 is 1 h 30 min early, {UNAGREED}"


def test_the_first_and_the_last_moment_count_and_the_work_may_end_later():
    promised = board(promise=("10:00", "12:00"))
    assert ask(promised, "promise_window", start="10:00") == ()
    assert ask(promised, "promise_window", start="12:00") == ()
    assert only(ask(promised, "promise_window", start=at("12:00") + 1)).amount == 1 / 60


def test_nothing_promised_nothing_broken():
    assert ask(board(), "promise_window", start="15:00") == ()


def test_the_customers_own_limits_count_too():
    limited = board(earliest_s=at("10:00"), latest_s=at("12:00"))
    assert only(ask(limited, "promise_window", start="09:50")).sentence == (
        f"V61 is wanted from 10:00; arrival at 09:50 is 10 min early, {UNAGREED}"
    )
    assert only(ask(limited, "promise_window", start="12:05")).amount == 5
    assert ask(limited, "promise_window", start="12:00") == ()


def test_a_promise_across_midnight_and_one_in_the_hour_that_comes_twice():
    night = board(promise=Window(start_s=at("23:00"), end_s=at("25:00")))
    assert ask(night, "promise_window", start="24:30") == ()
    assert only(ask(night, "promise_window", start="25:10")).sentence == (
        f"V61 is promised Mon 21 Oct 23:00 to Tue 22 Oct 01:00; arrival at 01:10 is 10 min late, {UNAGREED}"
    )
    fall = "2019-11-03"
    twice = board(promise=Window(start_s=at("01:00", day=fall), end_s=at("01:30", day=fall)))
    found = only(ask(twice, "promise_window", start=at("01:15", day=fall, fold=1)))
    assert found.sentence == f"V61 is promised 01:00 EDT to 01:30 EDT; arrival at 01:15 EST is 45 min late, {UNAGREED}"


def test_an_agreement_is_told_and_a_dispatcher_answers_for_it_all_the_same():
    promised = a_visit(id="V61", promise=("10:00", "12:00"))
    agreed = replace(promised, agreements=(Agreement(about="promise", text="Half past twelve will do."),))
    found = only(ask(a_board(a_technician(), a_shift(), agreed), "promise_window", start="12:20"))
    assert found.sentence == (
        "V61 is promised 10:00 to 12:00; arrival at 12:20 is 20 min late, as the customer agreed."
    )
    assert found.level is Level.DISPATCHER
    other = replace(promised, agreements=(Agreement(about="access", text="The key is under the mat."),))
    assert UNAGREED in only(ask(a_board(a_technician(), a_shift(), other), "promise_window", start="12:20")).sentence


def test_a_promise_on_the_night_without_two_o_clock_is_an_hour_shorter():
    spring = "2019-03-10"
    night = board(promise=Window(start_s=at("01:00", day=spring), end_s=at("03:30", day=spring)))
    found = only(ask(night, "promise_window", start=at("04:00", day=spring), now=at("00:30", day=spring)))
    assert (found.amount, found.level) == (30, Level.DISPATCHER)
    assert ask(night, "promise_window", start=at("01:00", day=spring) + 5400, now=at("00:30", day=spring)) == ()
