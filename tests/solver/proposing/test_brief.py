"""Rows that are there at once: what is done and whether it may be, as the rows in full say it."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Stamps, TechnicianId, VisitState
from dispatchtui.solver.proposing.brief import brief_rows
from dispatchtui.solver.proposing.proposal import GREEN, HARD, REVIEW
from dispatchtui.solver.proposing.rows import rows_of
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north

NOW_S = at("09:00")


def board(*rows):
    team = [a_technician(id="T01"), a_technician(id="T02")]
    return a_board(*team, *(a_shift(technician=each.id) for each in team), *rows)


def move(visit: str, who: str, start: str) -> Move:
    return Move(visit_id=visit, technician_id=TechnicianId(who), start_s=at(start))


def test_acts_versions_and_sentences_are_those_of_the_rows_in_full() -> None:
    day = board(a_visit(id="V1", technician="T01", start="11:00"), a_visit(id="V2", technician="T01", start="12:00"),
                a_work_order(id="W3", location=north(10)), a_visit(id="V3"))  # fmt: skip
    moves = (move("V1", "T02", "11:00"), move("V3", "T01", "09:15"))
    brief, full = brief_rows(day, moves, NOW_S), rows_of(day, moves, NOW_S)
    told = [[(row.visit_id, row.kind, row.grade, row.acts, row.pre, row.start_s, row.sentence) for row in rows]
            for rows in (brief, full)]  # fmt: skip
    assert told[0] == told[1]
    assert [row.grade for row in brief] == [GREEN, GREEN]


def test_what_waits_for_another_goes_along_with_it() -> None:
    day = board(a_visit(id="V1", technician="T01", start="11:00"), a_visit(id="V3"))
    (row,) = brief_rows(day, (move("V3", "T01", "11:00"), move("V1", "T02", "11:00")), NOW_S)
    assert row.green
    assert row.pre.keys() >= {"visits/V1", "visits/V3"}


def test_what_nobody_may_do_has_no_acts_and_says_why() -> None:
    day = board(a_visit(id="V1", technician="T01", start="11:00"), a_visit(id="V3"))
    (row,) = brief_rows(day, (move("V3", "T01", "11:30"),), NOW_S)
    assert (row.grade, row.acts) == (HARD, ())
    assert row.sentence.startswith("T01 is at V1 from 11:00 to 12:00")


def test_a_rule_a_recall_and_a_word_not_kept_are_asked_for() -> None:
    told = a_visit(id="V1", technician="T01", start="11:00", promise=("10:00", "12:00"), state=VisitState.RELEASED)
    day = board(told, a_technician(id="T02", territory="WEST"))
    (row,) = brief_rows(day, (move("V1", "T02", "13:00"),), NOW_S)
    assert row.grade == REVIEW
    assert row.asks == ("override: territory", "override: promise_window", "recall", "late")
    assert row.late_s == 3600


def test_rows_are_named_by_what_it_is_all_about() -> None:
    day = board(a_visit(id="V1", technician="T01", start="11:00", minutes=60), a_visit(id="V2", minutes=60))
    both = (move("V2", "T01", "11:00"), move("V1", "T01", "12:00"))
    (row,) = brief_rows(day, both, NOW_S, subjects=("V1",))
    assert (row.visit_id, row.kind) == ("V1", "resequence")
    assert replace(row, visit_id="V2") != brief_rows(day, both, NOW_S, subjects=("V2",))[0]


def test_who_will_really_be_later_than_due_is_asked_for_at_once() -> None:
    due = a_visit(id="V2", technician="T01", start="10:35", promise=("10:00", "10:40"))
    asks = []
    for begun in ("08:00", "08:50"):
        works = a_visit(id="V1", technician="T01", start="08:00", state=VisitState.WORKING,
                        stamps=Stamps(working_s=at(begun)))  # fmt: skip
        (row,) = brief_rows(board(works, due, a_visit(id="V3")), (move("V3", "T01", "09:30"),), NOW_S)
        asks.append((row.grade, row.asks))
    assert asks == [(GREEN, ()), (REVIEW, ("late",))]
