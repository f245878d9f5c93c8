"""What is under way is bounded by what has been answered."""

from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.tui.terminal.flow import Flow


def test_one_feed_frame_waits_for_its_answer() -> None:
    flow = Flow()
    assert flow.may_send(0.0, urgent=False)
    assert flow.sent(0.0)
    assert not flow.may_send(0.1, urgent=False)
    flow.answered(0.25)
    assert flow.rtt_ms == 250
    assert flow.may_send(0.25, urgent=False)


def test_keys_may_have_four_frames_under_way() -> None:
    flow = Flow()
    sent = 0
    while flow.may_send(0.0, urgent=True):
        flow.sent(0.0)
        sent += 1
    assert sent == flow.in_flight == 4
    flow.answered(0.1)
    assert flow.may_send(0.1, urgent=True)
    assert not flow.may_send(0.1, urgent=False)


def test_a_terminal_that_never_answers_is_not_waited_for() -> None:
    flow = Flow()
    now = 0.0
    for _ in range(2):
        assert flow.may_send(now, urgent=False)
        flow.sent(now)
        now += flow.FIRST_TIMEOUT_S + 0.1
    assert flow.may_send(now, urgent=False)
    assert flow.silent
    assert not flow.sent(now)
    assert flow.may_send(now, urgent=False)
    assert flow.sent(now + flow.PROBE_EVERY_S + 1)
    flow.answered(now + 40)
    assert not flow.silent


def test_a_terminal_that_has_answered_gets_more_time() -> None:
    flow = Flow()
    flow.sent(0.0)
    flow.answered(0.5)
    flow.sent(1.0)
    assert not flow.may_send(1.0 + flow.FIRST_TIMEOUT_S + 0.5, urgent=False)
    assert flow.may_send(1.0 + flow.TIMEOUT_S + 0.1, urgent=False)
    assert not flow.silent


def test_a_line_that_has_not_taken_the_last_frame_gets_no_other() -> None:
    flow = Flow()
    assert not flow.may_send(0.0, urgent=False, backlog_bytes=1)
    assert flow.may_send(0.0, urgent=True, backlog_bytes=1)
    assert not flow.may_send(0.0, urgent=True, backlog_bytes=1_000_000)
    assert flow.retry_in_s(0.0) == 0.05
    assert flow.held == 2


def test_an_answer_to_nothing_is_taken_in_its_stride() -> None:
    flow = Flow()
    flow.answered(1.0)
    assert flow.rtt_ms is None
    assert flow.may_send(1.0, urgent=False)


@given(st.lists(st.tuples(st.sampled_from(["feed", "key", "answer"]), st.floats(0, 3))))
def test_never_more_under_way_than_the_windows_and_never_stuck(acts: list[tuple[str, float]]) -> None:
    flow = Flow()
    now = 0.0
    for act, pause in acts:
        now += pause
        if act == "answer":
            flow.answered(now)
        elif flow.may_send(now, urgent=act == "key"):
            flow.sent(now)
        assert flow.in_flight <= flow.KEY_WINDOW
    assert flow.may_send(now + flow.TIMEOUT_S + 0.1, urgent=False)
