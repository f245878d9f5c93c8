"""Who is proposed first for a visit at risk: whoever keeps its word, where the cheapest does not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Duration
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.solver.rank import Candidate, Ranking, kept_first, rank
from dispatchtui.solver.saving import Saving, keeps, saving
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at, north

NOW = at("10:00")


def the_board() -> Board:
    """T05 is near and begins a little too late for 11:00; T06 could come from 40 minutes away."""
    hour = Duration(p50_s=3600, p80_s=3600)
    return a_board(
        a_technician(id="T05", home=north(1)), a_shift(id="S05", technician="T05", start="11:01"),
        a_technician(id="T06", home=north(40)), a_shift(id="S06", technician="T06"),
        a_work_order(id="W61", response_due="11:00"), replace(a_visit(id="V61"), duration=hour),
    )  # fmt: skip


def percent(candidate: Candidate) -> int | None:
    return keeps(the_board(), candidate, NOW)


def names(ranking: Ranking) -> list[str]:
    return [each.technician_id for each in ranking.candidates]


def test_whoever_keeps_the_word_comes_first_where_the_cheapest_does_not():
    board = the_board()
    ranking, found = rank(board, "V61", NOW), saving(board, "V61", NOW)
    assert (names(ranking), [percent(each) for each in ranking.candidates]) == (["T05", "T06"], [0, 100])
    told = kept_first(ranking, found, 80, percent)
    assert names(told) == ["T06", "T05"]
    assert told.candidates[0] is ranking.candidates[1], "as ranking found it, for it keeps the word"
    assert (told.excluded, told.further) == (ranking.excluded, 0)


def test_who_was_not_among_those_asked_for_is_told_first_as_they_would_save_it():
    board = the_board()
    few, found = rank(board, "V61", NOW, most=1), saving(board, "V61", NOW)
    assert (names(few), few.further) == (["T05"], 1)
    told = kept_first(few, found, 80, percent)
    assert (names(told), told.further) == (["T06", "T05"], 0)
    assert told.candidates[0] == found.best


def test_another_place_of_the_one_who_saves_it_is_told_where_their_cheapest_is_too_late():
    board = the_board()
    ranking, found = rank(board, "V61", NOW), saving(board, "V61", NOW)
    later = replace(ranking.candidates[1], arrival_s=at("11:20"), start_s=at("11:20"))
    told = kept_first(replace(ranking, candidates=(ranking.candidates[0], later)), found, 80, percent)
    assert (names(told), told.candidates[0]) == (["T06", "T05"], found.best)


@pytest.mark.parametrize(("keep_percent", "first"), [(40, "T05"), (41, "T06")])
def test_a_first_that_keeps_it_surely_enough_stays(keep_percent: int, first: str):
    board = the_board()
    ranking, found = rank(board, "V61", NOW), saving(board, "V61", NOW)
    told = kept_first(ranking, found, keep_percent, lambda each: 40 if each.technician_id == "T05" else 100)
    assert names(told)[0] == first


def test_a_first_that_breaks_a_rule_does_not_stay_before_one_that_breaks_none():
    board = the_board()
    ranking, found = rank(board, "V61", NOW), saving(board, "V61", NOW)
    broken = Violation(constraint="skill", level=Level.LEAD, subject="visits/V61", sentence="No.")
    worse = replace(ranking, candidates=(replace(ranking.candidates[0], violations=(broken,)), *ranking.candidates[1:]))
    assert names(kept_first(worse, found, 80, lambda _: 100)) == ["T06", "T05"]


def test_nothing_is_other_where_nothing_that_is_clean_saves_it():
    board = the_board()
    ranking, found = rank(board, "V61", NOW), saving(board, "V61", NOW)
    unsure, override = replace(found, chance=0.7), replace(found, outlook="override: territory")
    for each in (None, Saving(visit_id="V61"), unsure, override, replace(found, outlook="lost")):
        assert kept_first(ranking, each, 80, percent) is ranking
    assert found.best is not None
    sick = an_absence(technician="T07", start="08:00", end="17:00", kind="sick")
    more = a_board(*board.rows(), a_technician(id="T07"), a_shift(id="S07", technician="T07"), sick)
    out = rank(more, "V61", NOW).excluded
    gone = replace(found, best=replace(found.best, technician_id="T07"))
    assert [each.technician_id for each in out] == ["T07"]
    assert names(kept_first(replace(ranking, excluded=out), gone, 80, percent)) == ["T05", "T06"]
