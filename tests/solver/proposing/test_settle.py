"""A few options that differ, the best first, to leave it last; another basis is another proposal."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.constraints.effects import Effects
from dispatchtui.core.board import Board
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.disrupting import ANOTHER_DAY, KEEP, LATER, MOVE, REPLAN, RESEQUENCE, SWAP
from dispatchtui.core.model import TechnicianId
from dispatchtui.solver.proposing.proposal import GREEN, HARD, REVIEW, Disruption, Option, Row
from dispatchtui.solver.proposing.settle import basis_of, propose
from tests.builders import a_visit, a_working_board, at, moved

NOW = at("10:00")
ABOUT = Disruption(id="AT_RISK:V1", kind="AT_RISK", subject="visits/V1", visits=("V1",), sentence="V1 is late.")


def board() -> Board:
    return a_working_board(a_visit(id="V1", technician="T01", start="12:00"))


def option(kind: str, who: str, cost: float, *, grade: str = GREEN, late: int = 0, percent: int = 0, was: int = 100,
           start: str = "12:00") -> Option:  # fmt: skip
    act = PlaceVisit(visit_id="V1", technician_id=TechnicianId(who), start_s=at(start))
    acts = () if kind == KEEP or grade == HARD else (act,)
    row = Row(visit_id="V1", kind=kind, grade=grade, acts=acts, technician_id=who, late_s=late, percent=percent,
              was_percent=was, start_s=at(start), effects=Effects(), cost=cost, sentence=f"{who}.")  # fmt: skip
    return Option(kind=kind, rows=(row,), cost=cost, confidence=1 - percent / 100, sentence=row.sentence)


def kinds(*options: Option) -> list[tuple[str, str]]:
    found = propose(board(), ABOUT, options, now_s=NOW)
    return [(each.kind, each.rows[0].technician_id) for each in found.options]


def test_what_keeps_the_word_comes_first_then_what_costs_less_and_to_leave_it_last() -> None:
    keep = option(KEEP, "T01", -9, late=900, percent=100)
    dear, cheap = option(MOVE, "T02", 500), option(LATER, "T01", 100)
    assert kinds(keep, dear, cheap) == [(LATER, "T01"), (MOVE, "T02"), (KEEP, "T01")]


def test_what_asks_somebody_comes_behind_what_asks_nobody() -> None:
    assert kinds(option(MOVE, "T02", 1, grade=REVIEW), option(LATER, "T01", 500)) == [(LATER, "T01"), (MOVE, "T02")]


def test_what_is_unsure_comes_behind_what_is_sure() -> None:
    assert kinds(option(SWAP, "T02", -500, percent=40), option(MOVE, "T03", 10)) == [(MOVE, "T03"), (SWAP, "T02")]


def test_what_is_too_late_is_left_out_where_something_is_in_time() -> None:
    assert kinds(option(LATER, "T01", 1, late=60), option(MOVE, "T02", 10)) == [(MOVE, "T02")]
    assert kinds(option(LATER, "T01", 1, late=60), option(MOVE, "T02", 10, late=90)) == [(LATER, "T01"), (MOVE, "T02")]


def test_another_order_that_helps_nothing_is_left_out() -> None:
    assert kinds(option(RESEQUENCE, "T01", -99, percent=40, was=42), option(MOVE, "T02", 1)) == [(MOVE, "T02")]


def test_what_endangers_more_what_is_at_risk_is_left_out() -> None:
    worse, hardly = option(MOVE, "T03", -99, percent=82, was=48), option(LATER, "T01", 1, percent=52, was=48)
    assert kinds(worse, hardly) == [(LATER, "T01")]


def test_of_two_that_do_the_same_one_is_kept_and_a_second_person_only_where_there_is_little_else() -> None:
    same = option(MOVE, "T02", 10, start="12:04"), option(MOVE, "T02", 11, start="12:00")
    assert kinds(*same) == [(MOVE, "T02")]
    people = option(MOVE, "T02", 10), option(MOVE, "T03", 11), option(MOVE, "T04", 12)
    assert kinds(*people) == [(MOVE, "T02"), (MOVE, "T03")]
    others = option(LATER, "T01", 13), option(ANOTHER_DAY, "T01", 14, start="36:00")
    assert kinds(*people, *others) == [(MOVE, "T02"), (LATER, "T01"), (ANOTHER_DAY, "T01")]


def test_of_several_engines_the_better_plan_is_kept() -> None:
    plain = replace(option(REPLAN, "T02", 100), engine="ranking")
    better = replace(option(REPLAN, "T03", 60), engine="kernel")
    found = propose(board(), ABOUT, (plain, better), now_s=NOW)
    assert [each.engine for each in found.options] == ["kernel"]


def test_the_basis_is_another_once_the_visit_or_the_cause_changes() -> None:
    here = board()
    was = basis_of(here, ABOUT)
    assert was == basis_of(board(), ABOUT)
    here.put(replace(moved(here.visits["V1"], start="13:00"), version=2))
    assert basis_of(here, ABOUT) != was
    assert basis_of(board(), replace(ABOUT, kind="NO_ACK")) != was


def test_where_nothing_helps_that_is_said() -> None:
    found = propose(board(), ABOUT, (), now_s=NOW, final=True)
    assert (found.options, found.final, found.sentence) == ((), True, "V1 is late. Nothing was found that helps.")
