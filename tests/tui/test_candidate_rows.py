"""Rows of candidates: who goes, and how long before what is due."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.solver.rank import place_at
from dispatchtui.tui.views import candidates
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import margin
from tests.builders import a_visit, a_work_order, a_working_board, at

NOW = at("10:00")


def _row(**order: object) -> dict[str, str]:
    board = a_working_board(a_work_order(id="W60", **order), a_visit(id="V60"))  # type: ignore[arg-type]
    found = place_at(board, "V60", "T01", NOW)
    assert found is not None
    row = candidates.row(Picture(board, NOW), board.visits["V60"], 1, replace(found, mates=("T02", "T03")))
    return {name: cell[0] for name, cell in row.cells.items()}


def test_those_who_come_along_are_named_before_anything_is_cut() -> None:
    assert _row()["id"] == "T01 +T02 +T03"


def test_what_is_to_be_done_by_a_time_is_measured_by_when_it_is_done() -> None:
    assert _row(response_due="12:00")["left"] == margin(2 * 3600)
    assert _row(resolution_due="12:00")["left"] == margin(3600)
