"""Moves made into rows: what stands alone, what goes together, what green lacks, and that the gate lets each pass."""

from __future__ import annotations

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import AmendVisit, PlaceVisit, RecordAgreement
from dispatchtui.core.model import Lock, Row, TechnicianId, VisitState
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.solver.proposing.proposal import GREEN, HARD, REVIEW
from dispatchtui.solver.proposing.rows import option_of, rows_of
from tests.builders import (
    a_request,
    a_shift,
    a_visit,
    a_work_order,
    a_working_board,
    an_absence,
    an_actor,
    at,
    window,
)

NOW = at("08:00")
S = VisitState


def to(visit: str, technician: str = "", start: str = "") -> Move:
    """A move of a visit to somebody, or to the queue."""
    return Move(visit_id=visit, technician_id=TechnicianId(technician), start_s=at(start) if start else 0)


def test_moves_that_hold_alone_are_rows_of_their_own_and_green():
    board = a_working_board(a_visit(id="V1", technician="T01"), a_visit(id="V2", technician="T01", start="12:00"))
    rows = rows_of(board, (to("V1", "T02", "10:00"), to("V2", "T03", "12:00")), NOW)
    assert [(each.visit_id, each.grade, each.technician_id, each.was_technician_id) for each in rows] == [
        ("V1", GREEN, "T02", "T01"), ("V2", GREEN, "T03", "T01"),
    ]  # fmt: skip
    assert rows[0].acts == (PlaceVisit(visit_id="V1", technician_id=TechnicianId("T02"), start_s=at("10:00")),)
    assert rows[0].pre == {"visits/V1": 1, "lanes/T01:2019-10-21": 0, "lanes/T02:2019-10-21": 0}
    assert rows[0].sentence == "V1 goes from T01 to T02 at 10:00."


def test_a_swap_is_one_row_that_stands_and_falls_as_one():
    board = a_working_board(a_visit(id="V1", technician="T01"), a_visit(id="V2", technician="T02"))
    (row,) = rows_of(board, (to("V1", "T02", "10:00"), to("V2", "T01", "10:00")), NOW, subjects=("V2",))
    assert isinstance(row.acts[0], MoveVisits)
    assert (row.visit_id, row.grade) == ("V2", GREEN)
    assert row.sentence == "V2 goes from T02 to T01 at 10:00; V1 to T02 at 10:00."


def test_what_waits_for_another_goes_with_it_and_the_rest_alone():
    board = a_working_board(
        a_visit(id="V1", technician="T01"), a_visit(id="V2", technician="T02"),
        a_visit(id="V3", technician="T01", start="14:00"),
    )  # fmt: skip
    moves = (to("V1", "T02", "10:00"), to("V2", "T03", "10:00"), to("V3", "T03", "14:00"))
    rows = rows_of(board, moves, NOW)
    assert sorted(sorted(key for key in each.pre if key.startswith("visits/")) for each in rows) == [
        ["visits/V1", "visits/V2"], ["visits/V3"],
    ]  # fmt: skip


def test_what_somebody_has_to_answer_for_is_to_be_looked_at_and_names_the_rule():
    board = a_working_board(a_visit(id="V1", technician="T01", territory="WEST"))
    (row,) = rows_of(board, (to("V1", "T02", "10:00"),), NOW)
    assert (row.grade, row.asks) == (REVIEW, ("override: territory",))
    assert not isinstance(judge(board, a_request(act=row.acts[0], pre=row.pre), an_actor(), NOW), Passed)
    assert isinstance(judge(board, a_request(act=row.acts[0], pre=row.pre, override="far"), an_actor(), NOW), Passed)


def test_what_nobody_may_do_is_hard_and_has_no_acts():
    board = a_working_board(a_visit(id="V1", technician="T01"), a_visit(id="V2", technician="T02"))
    (row,) = rows_of(board, (to("V1", "T02", "10:30"),), NOW)
    assert (row.grade, row.acts) == (HARD, ())
    assert row.sentence == row.violations[0].sentence


def test_a_lock_is_named_for_what_it_is():
    board = a_working_board(a_visit(id="V1", technician="T01", lock=Lock.RESOURCE_AND_TIME))
    (row,) = rows_of(board, (to("V1", "T02", "10:00"),), NOW)
    assert (row.grade, row.asks) == (REVIEW, ("lock",))


def test_who_was_told_is_recalled_but_not_who_is_sick():
    told = a_visit(id="V1", technician="T01", state=S.ACCEPTED)
    (row,) = rows_of(a_working_board(told), (to("V1", "T02", "10:00"),), NOW)
    assert (row.grade, row.asks) == (REVIEW, ("recall",))
    sick = an_absence(technician="T01", start="07:00", end="17:00", kind="sick")
    (row,) = rows_of(a_working_board(told, sick), (to("V1", "T02", "10:00"),), NOW)
    assert (row.grade, row.asks) == (GREEN, ())


def test_who_has_set_out_is_stopped_first():
    board = a_working_board(a_visit(id="V1", technician="T01", start="08:20", state=S.EN_ROUTE))
    (row,) = rows_of(board, (to("V1", "T02", "10:00"),), NOW)
    assert [type(act).__name__ for act in row.acts] == ["AdvanceVisit", "PlaceVisit"]
    assert row.asks == ("override: locked", "recall")
    after = board.fork()
    assert [carry_out(after, act, NOW) for act in row.acts] == [None, None]
    assert after.visits["V1"].crew[0].technician_id == "T02"


def promised_board(*rows: Row) -> Board:
    return a_working_board(a_visit(id="V1", technician="T01", promise=("10:00", "11:00")), *rows)


def test_consent_is_recorded_with_the_new_promise_and_the_move_as_one_row():
    board = promised_board(a_shift(technician="T02", start="32:00", end="41:00", id="T02:next"))
    steps = {"V1": (RecordAgreement(visit_id="V1", about="promise", text="Tue 22 Oct 08:00 to 10:00"),
                    AmendVisit(visit_id="V1", promise=window("32:00", "34:00")))}  # fmt: skip
    (row,) = rows_of(board, (to("V1", "T02", "32:00"),), NOW, steps=steps)
    assert (row.grade, row.asks, row.kind) == (REVIEW, ("consent",), "another_day")
    assert [type(act).__name__ for act in row.acts] == ["RecordAgreement", "AmendVisit", "PlaceVisit"]
    assert row.violations == (), "the promise that it is judged by is the new one"


def test_a_word_that_is_not_kept_is_never_green():
    (row,) = rows_of(promised_board(), (to("V1", "T02", "11:15"),), NOW)
    assert set(row.asks) == {"override: promise_window", "late"}
    assert row.late_s == 15 * 60
    board = a_working_board(a_visit(id="V1", technician="T01"), a_work_order(id="W1", response_due="11:00"))
    (row,) = rows_of(board, (to("V1", "T02", "11:15"),), NOW)
    assert (row.grade, row.asks, row.late_s) == (REVIEW, ("late",), 15 * 60)
    assert row.sentence == "V1 goes from T01 to T02 at 11:15, 15 min late; a word is not kept."


def test_rows_of_one_option_add_up_and_say_how_sure_they_are():
    board = a_working_board(
        a_visit(id="V1", technician="T01", promise=("10:00", "11:00")),
        a_visit(id="V2", technician="T01", start="12:00", promise=("12:00", "12:30")),
    )
    rows = rows_of(board, (to("V1", "T02", "10:00"), to("V2", "T03", "12:40")), NOW)
    option = option_of(board, "replan", rows, NOW)
    assert option.cost == sum(each.cost for each in rows)
    assert option.confidence == 0.0, "V2 is late for sure"
    assert option_of(board, "move", rows[:1], NOW).confidence == 1.0
    assert option.sentence == "1 of 2 at once and 1 of 2 to be looked at."


def test_a_row_costs_what_it_changes_and_not_what_stands_in_any_case() -> None:
    board = a_working_board(a_visit(id="V1", technician="T01", start="15:00"))
    (row,) = rows_of(board, (to("V1", "T02", "15:00"),), NOW)
    assert row.cost == 2 * 120, "two points for another person, and nothing for waiting until three as before"
    (sooner,) = rows_of(board, (to("V1", "T02", "14:00"),), NOW)
    assert sooner.cost == 3 * 120 - 60 * 6, "a point more for another time, less six a minute for coming sooner"
