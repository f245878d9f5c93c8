"""What the console does while it knows too little: the feed is silent, or not everything was worked out yet."""

from __future__ import annotations

from time import monotonic

import pytest

from dispatchtui.core.model import Position, Stamps, TechnicianId, VisitState
from dispatchtui.tui import health
from dispatchtui.tui.foreseeing import Foreseeing
from dispatchtui.tui.health import Counted
from dispatchtui.tui.state import Link, State
from dispatchtui.tui.views import alerts, queue, risks, status
from dispatchtui.tui.views.picture import Picture
from tests.builders import a_shift, a_technician, a_visit, a_work_order, a_working_board, at
from tests.tui.alert_rows import an_alert
from tests.tui.test_foreseeing import _until
from tests.tui.test_views import known, watched

NOW = at("10:00")


def a_state() -> State:
    """V1 waits and must be acted on soon; T01 has V2."""
    board = a_working_board(
        a_work_order(id="W1", response_due="10:40"), a_visit(id="V1"),
        a_work_order(id="W2", response_due="10:30"), a_visit(id="V2", technician="T01", start="10:10"),
    )  # fmt: skip
    return State(picture=Picture(board, NOW), link=Link(word="live", live=True))


def test_while_the_feed_is_silent_the_picture_stands_still() -> None:
    foreseeing, state = Foreseeing(), a_state()
    picture = state.picture
    _until(foreseeing, state, lambda: foreseeing.all_known)
    rows = [queue.row(picture, each).cells for each in ("V1", "V2")]
    every, counts = [alerts.row(picture, each).cells for each in alerts.ids(picture)], +picture.index.counts
    assert rows[0]["actby"][0].endswith("m")
    picture.at(at("10:35"), at("10:00"))
    picture.positions = {"T01": Position(technician_id=TechnicianId("T01"), latitude=40.2, longitude=-76.6, at_s=NOW)}
    picture.follow(picture.board, {"visits/V1", "visits/V2", "technicians/T01"})
    began = monotonic()
    while monotonic() < began + 0.3:
        foreseeing.work(state)
        picture.freshen(lambda: False)
    foreseeing.stop()
    assert [queue.row(picture, each).cells for each in ("V1", "V2")] == rows
    assert [alerts.row(picture, each).cells for each in alerts.ids(picture)] == every
    assert +picture.index.counts == counts


def test_the_line_above_tells_as_of_when_the_board_is() -> None:
    state = a_state()
    state.picture.at(at("10:02"), at("10:00"))
    state.link = Link(word="reconnecting", age_s=120)
    text = "".join(piece for piece, _ in status.status(state, state.picture.index.counts)[0])
    assert text.startswith(" RECONNECTING, board 2m old, as of 10:00 ")


def test_the_counts_are_followed_by_dots_until_all_was_worked_out_once() -> None:
    state = a_state()
    picture = state.picture

    def above() -> str:
        return "".join(piece for piece, _ in status.status(state, picture.index.counts)[0])

    picture.watch()
    assert above().endswith(" ...")
    picture.foresee(lambda: True)
    assert above().endswith(" ...")
    known(picture)
    assert "..." not in above()
    picture.follow(picture.board, {"visits/V1"})
    assert "..." not in above(), "what changes later is worked out beside it"


def test_a_day_that_never_stands_still_is_gone_round_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risks, "MEANWHILE_S", 0.0)
    monkeypatch.setattr(risks, "REST_FACTOR", 0)
    told = a_visit(id="V62", technician="T07", start="15:00", state=VisitState.RELEASED,
                   stamps=Stamps(released_s=at("09:55")))  # fmt: skip
    board = a_working_board(a_technician(id="T07"), a_shift(technician="T07"), told, *a_state().picture.board.rows())
    picture = watched(Picture(board, NOW))
    assert "no_ack:T07" not in picture.attention.present
    picture.at(at("11:00"))
    for _ in range(40):
        picture.follow(board, {f"visits/{each}" for each in board.visits})
        picture.take_foreseen(lambda: False)
        assert picture.risks is not None
        picture.risks.work(lambda: True)
    picture.take_foreseen(lambda: False)
    assert "no_ack:T07" in picture.attention.present


def test_an_alert_that_the_feed_drops_leaves_the_list_at_once() -> None:
    gap = an_alert(kind="coverage", subject="territories/WEST:GAS", visit="", band="", act_by="10:05")
    state = a_state()
    board = state.picture.board
    board.put(gap)
    picture = watched(Picture(board, NOW))
    assert alerts.ids(picture)[-1] == gap.id
    board.drop("alerts", gap.id)
    picture.follow(board, {f"alerts/{gap.id}"})
    assert gap.id not in alerts.ids(picture)
    assert all(gap.id.partition(":")[2] not in text for text, _ in alerts.strip(picture))


def test_a_gap_counts_once_it_was_there_for_a_minute_and_no_more_once_it_was_gone_for_one() -> None:
    first, second = ("visits/V1", "duration"), ("technicians/T9", "skills")
    counted = Counted()
    assert counted.look({first}, NOW) == 1, "what a first look finds"
    assert counted.look({first, second}, NOW + 10) == 1
    assert counted.look({first}, NOW + 69) == 1, "it was there for a moment"
    assert counted.look({first, second}, NOW + 80) == 1
    assert counted.look({first, second}, NOW + 140) == 2
    assert counted.look({second}, NOW + 150) == 2
    assert counted.look({second}, NOW + 210) == 1


def test_gaps_are_not_counted_before_all_has_come_that_follows_the_board() -> None:
    state = a_state()
    state.picture.board.put(a_technician(id="T09", skills={}))
    state.picture.watch()
    assert not health.recount(state)
    assert state.gaps == 0
    known(state.picture)
    assert health.recount(state)
    assert state.gaps > 0
