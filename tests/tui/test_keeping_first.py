"""The first of a visit's candidates keeps its word where somebody does, and rows that are shown stay where they are."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.tui.choosing import fill, open_candidates, take
from dispatchtui.tui.effects import Submit
from dispatchtui.tui.state import Link, State
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.status import message
from dispatchtui.tui.weighing import unweighed, weigh
from tests.builders import a_shift, a_visit, a_work_order, a_working_board, an_actor, at
from tests.solver.test_kept_first import NOW, the_board
from tests.tui.test_views import cells, watched


def opened(picture: Picture, visit_id: str = "V61") -> State:
    picture.me = an_actor()
    state = State(picture=picture, link=Link(word="live", live=True), visit_id=visit_id)
    open_candidates(state, picture.board.visits[visit_id])
    return state


def all_weighed(state: State) -> State:
    fill(state)
    while unweighed(state):
        assert weigh(state, lambda: True)
    return state


def test_what_enter_takes_keeps_the_word_that_the_cheapest_does_not() -> None:
    state = all_weighed(opened(watched(Picture(the_board(), NOW))))
    assert [cells(row, "n", "id", "keeps") for row in state.sheet.rows] == [["1", "T06", "100%"], ["2", "T05", "0%"]]
    assert state.sheet.rows[0].cells["why"][0] == "keeps its word; is free"
    assert state.sheet.title == "V61 to whom? 2 can; T06 first, who keeps its word; then no rule broken, then by cost"
    (submit,) = take(state, 0)
    assert isinstance(submit, Submit)
    assert (submit.act.technician_id, submit.act.start_s) == ("T06", at("10:40"))


def test_rows_that_are_shown_stay_when_it_becomes_known_who_keeps_the_word() -> None:
    picture = Picture(the_board(), NOW)
    state = opened(picture)
    before = [row.id for row in state.sheet.rows]
    watched(picture)
    all_weighed(state)
    assert [row.id for row in state.sheet.rows] == before == ["T05", "T06"]
    assert state.sheet.title.endswith("r puts T06 first, who keeps its word")
    assert take(state, 0)[0].act.technician_id == "T05"
    open_candidates(state, picture.board.visits["V61"])
    assert [row.id for row in state.sheet.rows] == ["T06", "T05"]


def test_everybody_shown_has_a_percentage_and_where_no_clock_runs_that_is_said() -> None:
    due = a_work_order(id="W60", response_due="12:00")
    board = a_working_board(due, a_visit(id="V60"), a_work_order(id="W61"), a_visit(id="V61"), technicians=20)
    picture = watched(Picture(board, NOW))
    state = all_weighed(opened(picture, "V60"))
    assert [row.cells["keeps"][0] for row in state.sheet.rows] == ["100%"] * 20
    assert "KEEPS" not in state.sheet.title
    none = replace(picture.board.work_orders["W61"], response_due_s=None, resolution_due_s=None)
    picture.board.put(none)
    picture.follow(picture.board, ["work_orders/W61"])
    state = all_weighed(opened(picture, "V61"))
    assert {row.cells["keeps"][0] for row in state.sheet.rows} == {"–"}
    assert state.sheet.title.endswith("; KEEPS –: no clock runs")


def test_what_would_keep_the_word_less_surely_than_it_is_kept_now_says_so() -> None:
    board = the_board()
    board.put(a_shift(id="S05", technician="T05", start="13:01"))
    board.put(a_work_order(id="W61", response_due="13:00"))
    board.put(a_visit(id="V61", technician="T06", start="12:40", travel_minutes=40))
    state = all_weighed(opened(watched(Picture(board, NOW))))
    assert [cells(row, "id", "keeps") for row in state.sheet.rows] == [["T05", "0%"], ["T06", "100%"]]
    ((said, style),) = message(state)
    assert (style, "it keeps its word with 0% then, with 100% as it is" in said) == ("notice", True)
    state.sheet = replace(state.sheet, at="T06")
    ((said, style),) = message(state)
    assert (style, "as it is" in said) == ("text", False)
