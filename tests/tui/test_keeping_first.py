"""The first of a visit's candidates keeps its word where somebody does, and rows that are shown stay where they are."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.tui.choosing import fill, open_candidates, take
from dispatchtui.tui.effects import Submit
from dispatchtui.tui.state import Link, State
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.weighing import unweighed, weigh
from tests.builders import a_visit, a_work_order, a_working_board, an_actor, at
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
