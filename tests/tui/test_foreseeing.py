"""Looking ahead on a thread of its own: it begins with the board, keeps quiet for keys, and may fail alone."""

from __future__ import annotations

from time import monotonic

from dispatchtui.tui.foreseeing import HUSHED_S, Foreseeing
from dispatchtui.tui.state import State
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.risks import Risks
from tests.builders import a_visit, a_work_order, a_working_board, at


class BrokenRisks(Risks):
    """Risks that cannot be worked out."""

    def work(self, enough) -> bool:
        raise ZeroDivisionError("a curve without a spread")


def _a_state() -> State:
    board = a_working_board(a_work_order(id="W1", response_due="10:30"), a_visit(id="V1", technician="T01",
                                                                              start="11:00"))  # fmt: skip
    return State(picture=Picture(board, at("10:00")))


def _until(foreseeing: Foreseeing, state: State, condition) -> float:
    """Work as the console does until something holds; how long that took."""
    began = monotonic()
    while not condition():
        assert monotonic() < began + 20
        foreseeing.work(state)
    return monotonic() - began


def test_what_is_worked_out_beside_the_keys_is_taken_over() -> None:
    foreseeing, state = Foreseeing(), _a_state()
    visit = state.picture.board.visits["V1"]
    assert state.picture.standing(visit).percent is None
    _until(foreseeing, state, lambda: foreseeing.all_known)
    foreseeing.stop()
    assert state.picture.standing(visit).percent == 100
    assert [each.id for each in state.picture.attention.found] == ["breach:V1"]


def test_a_key_quiets_the_thread_for_a_while() -> None:
    foreseeing, state = Foreseeing(), _a_state()
    _until(foreseeing, state, lambda: foreseeing.all_known)
    foreseeing.hush()
    state.picture.follow(state.picture.board, {"visits/V1"})
    foreseeing.work(state)
    assert not foreseeing.all_known
    assert _until(foreseeing, state, lambda: foreseeing.all_known) > HUSHED_S / 2
    foreseeing.stop()


def test_where_it_fails_the_plain_projection_shows_and_it_is_said_once() -> None:
    foreseeing, state = Foreseeing(), _a_state()
    picture = state.picture
    picture.risks = BrokenRisks(picture.board.copy(), picture.now_s, {}, {})
    _until(foreseeing, state, lambda: state.message is not None)
    assert state.message.sentence == ("Nothing is foreseen any more, only projected, until the next start "
                                      "(ZeroDivisionError: a curve without a spread).")  # fmt: skip
    assert picture.risks is None
    assert picture.standing(picture.board.visits["V1"]).band == "late"
