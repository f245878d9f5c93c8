"""What endangers a word is never green, whoever's it is."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Duration, TechnicianId, Visit
from dispatchtui.solver.proposing.proposal import GREEN, REVIEW
from dispatchtui.solver.proposing.rows import rows_of
from tests.builders import a_visit, a_working_board, at

NOW = at("08:00")


def to(visit: str, technician: str, start: str) -> Move:
    return Move(visit_id=visit, technician_id=TechnicianId(technician), start_s=at(start))


def unsure(**values) -> Visit:
    """An hour's work that takes two in two of ten cases."""
    return replace(a_visit(**values), duration=Duration(p50_s=3600, p80_s=7200))


def test_who_comes_too_surely_late_is_asked_for() -> None:
    due = a_visit(id="V2", promise=("10:00", "12:00"))
    board = a_working_board(unsure(id="V1", technician="T01", start="10:50"), due)
    early, late = (
        rows_of(board, (to("V2", who, start),), NOW)[0] for who, start in (("T02", "11:00"), ("T01", "11:55"))
    )
    assert (early.grade, early.asks) == (GREEN, ())
    assert (late.grade, late.asks, late.late_s) == (REVIEW, ("late",), 0)
    assert late.percent is not None
    assert late.percent >= 20
    assert f"V2 breaks its word with {late.percent}%" in late.sentence


def test_what_endangers_somebody_elses_word_is_asked_for() -> None:
    due = a_visit(id="V2", technician="T01", start="11:50", promise=("10:00", "12:00"))
    (row,) = rows_of(a_working_board(due, unsure(id="V1")), (to("V1", "T01", "10:45"),), NOW)
    assert (row.visit_id, row.grade, row.asks) == ("V1", REVIEW, ("late",))
    assert "V2 breaks its word with" in row.sentence
