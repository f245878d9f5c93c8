"""Candidates are found a little at a time: no board, however full its days, keeps a key waiting."""

from __future__ import annotations

from time import perf_counter

import pytest

from dispatchtui.core.board import Board
from dispatchtui.core.model import Assignment, Visit, VisitState
from dispatchtui.tui.ahead import prepare
from dispatchtui.tui.asking import Asking
from dispatchtui.tui.choosing import fill, open_candidates, open_excluded, take, unfilled
from dispatchtui.tui.effects import Say
from dispatchtui.tui.state import EXCLUDED, Link, State
from dispatchtui.tui.together import open_together
from dispatchtui.tui.views.picture import Picture
from tests.builders import a_shift, a_technician, a_visit, a_working_board, an_actor, at

PEOPLE, STOPS, WORK_S = 1100, 16, 1800
LONG_S = 1.0
"""Twenty times what a key may wait, so that a busy machine fails nothing; the whole ranking takes minutes."""


def a_full_day() -> Board:
    """1,100 technicians whose visits leave no minute between them, and one visit that waits."""
    board = a_working_board(a_visit(id="V0"), a_visit(id="V1"), technicians=0)
    start_s = at("08:00")
    for person in range(PEOPLE):
        who = f"F{person:04}"
        board.put(a_technician(id=who))
        board.put(a_shift(technician=who, start="08:00", end="16:00"))
        for stop in range(STOPS):
            begin_s = start_s + stop * WORK_S
            line = Assignment(technician_id=who, start_s=begin_s, end_s=begin_s + WORK_S, day="2019-10-21")
            plain = a_visit(id=f"V{person}-{stop}")
            board.put(Visit(id=plain.id, work_order_id=plain.work_order_id, territory=plain.territory,
                            duration=plain.duration, state=VisitState.PLANNED, crew=(line,)))  # fmt: skip
    return board


@pytest.fixture(scope="module")
def full() -> Picture:
    picture = Picture(a_full_day(), at("07:00"))
    picture.me = an_actor()
    return picture


def a_state(picture: Picture, **given: object) -> State:
    return State(picture=picture, link=Link(word="live", live=True), visit_id="V0", **given)


def taken_s(began: float) -> float:
    return perf_counter() - began


def test_a_list_on_full_days_opens_at_once_and_keeps_room_for_who_follows(full: Picture) -> None:
    state, began = a_state(full), perf_counter()
    assert open_candidates(state, full.board.visits["V0"]) == ()
    assert taken_s(began) < LONG_S
    choices = state.sheet.payload
    assert (choices.more, choices.total, unfilled(state)) == (True, PEOPLE, True)
    assert len(choices.every) + state.sheet.coming == 60
    began = perf_counter()
    fill(state, 0.01)
    assert taken_s(began) < LONG_S
    assert choices.more
    assert take(state, 59) == (Say("There is no candidate 60 yet.", "error"),)


def test_who_is_out_on_full_days_is_listed_so_far(full: Picture) -> None:
    state, began = a_state(full), perf_counter()
    open_candidates(state, full.board.visits["V0"])
    open_excluded(state)
    assert taken_s(began) < LONG_S
    assert state.sheet.kind == EXCLUDED
    rows = state.sheet.rows
    assert state.sheet.title == f"V0: {f'why not these {len(rows)}' if rows else 'who is left out'} so far"
    assert unfilled(state)


def test_looking_ahead_on_full_days_gives_way_to_keys(full: Picture) -> None:
    state, began = a_state(full), perf_counter()
    prepare(state, 0.0)
    prepare(state, 0.0)
    assert taken_s(began) < LONG_S
    assert not state.ahead.asking.done


def test_marked_visits_on_full_days_are_ranked_within_a_moment(full: Picture) -> None:
    state, began = a_state(full, marks={"V0": None, "V1": None}), perf_counter()
    open_together(state, None)
    assert taken_s(began) < LONG_S
    assert state.sheet.title == "2 visits to whom? Each is placed and answered on its own"


def test_what_is_found_in_many_looks_is_what_one_look_finds() -> None:
    board = a_working_board(a_visit(id="V60"), technicians=9)
    picture = Picture(board, at("10:00"))
    picture.me = an_actor()
    whole = Asking(picture, board.visits["V60"])
    found, parted = whole.look(), Asking(picture, board.visits["V60"])
    piecemeal, looks = [], 0
    while not parted.done:
        piecemeal += parted.look(budget_s=0.0)
        looks += 1
    assert len(found) == 9
    assert looks > 9
    assert [(each.technician_id, each.start_s) for each in piecemeal] == [
        (each.technician_id, each.start_s) for each in found
    ]
    assert (whole.out, parted.out) == (0, 0)
    assert Asking(picture, board.visits["V60"]).look(3) == found[:3]
