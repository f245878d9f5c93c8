"""What a row breaks at a visit that it does not move: it is named, and the row is looked at before it is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Dependency, TechnicianId, VisitId
from dispatchtui.solver.proposing.brief import brief_rows
from dispatchtui.solver.proposing.proposal import GREEN, REVIEW, Row
from dispatchtui.solver.proposing.rows import rows_of
from tests.builders import a_technician, a_visit, a_work_order, a_working_board, at, north

NOW_S = at("08:00")
Rows = Callable[[Board, Sequence[Move], int], tuple[Row, ...]]
both_kinds = pytest.mark.parametrize("rows", [rows_of, brief_rows])


def to(visit: str, technician: str = "", start: str = "") -> Move:
    return Move(visit_id=visit, technician_id=TechnicianId(technician), start_s=at(start) if start else 0)


def legs(longest_leg_min: int) -> Board:
    """V60 lies half-way from V59 to V61, of which T01 drives only so much at once."""
    return a_working_board(
        replace(a_technician(id="T01"), longest_leg_s=longest_leg_min * 60),
        a_work_order(id="W59", location=north(5)), a_visit(id="V59", technician="T01", start="11:00"),
        a_work_order(id="W60", location=north(12)), a_visit(id="V60", technician="T01", start="13:00"),
        a_work_order(id="W61", location=north(19)), a_visit(id="V61", technician="T01", start="15:00"),
    )  # fmt: skip


@both_kinds
def test_whoever_stays_and_then_drives_too_far_is_named_once(rows: Rows) -> None:
    (row,) = rows(legs(12), [to("V60", "T02", "13:00")], NOW_S)
    assert (row.grade, row.asks, row.green) == (REVIEW, ("breaks travel_limit at V59",), False)
    assert row.acts, "somebody may take it after a look"
    assert row.sentence.endswith("; breaks travel_limit at V59.")
    (row,) = rows(legs(60), [to("V60", "T02", "13:00")], NOW_S)
    assert (row.grade, row.asks) == (GREEN, ())


@both_kinds
def test_who_then_waits_for_what_has_no_time_is_named(rows: Rows) -> None:
    waits = replace(a_visit(id="V17", technician="T02", start="14:00"),
                    dependencies=(Dependency(visit_id=VisitId("V16")),))  # fmt: skip
    board = a_working_board(a_visit(id="V16", technician="T01", start="10:00"), waits)
    (row,) = rows(board, [to("V16")], NOW_S)
    assert "breaks dependencies at V17" in row.asks
    assert row.grade == REVIEW


@both_kinds
def test_what_was_broken_before_is_not_named(rows: Rows) -> None:
    board = legs(5)  # V59 to V60 and V60 to V61 are too far as it is
    (row,) = rows(board, [to("V61", "T02", "15:00")], NOW_S)
    assert row.asks == ()


@both_kinds
def test_what_the_visit_that_moves_answers_for_is_not_told_from_the_other_side(rows: Rows) -> None:
    far = a_working_board(
        replace(a_technician(id="T01"), longest_leg_s=5 * 60),
        a_work_order(id="W59", location=north(5)), a_visit(id="V59", technician="T01", start="11:00"),
        a_work_order(id="W60", location=north(12)), a_visit(id="V60", technician="T02", start="13:00"),
    )  # fmt: skip
    (row,) = rows(far, [to("V60", "T01", "13:00")], NOW_S)
    assert row.asks == ("override: travel_limit",)
