"""A ranking with whoever keeps the word first, as things are now: by what was foreseen, and by who is listed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.objectives import Knock
from dispatchtui.solver.keeping import keeper_first
from dispatchtui.solver.offers import Ranking
from dispatchtui.solver.rank import rank
from dispatchtui.solver.saving import Saving, saving
from tests.solver.test_kept_first import NOW, names, the_board

BOARD = the_board()
"""T05 is near but too late for V61; T06 is far and in time."""


def led(ranking: Ranking, known: Saving | None, **more: object) -> Ranking:
    return keeper_first(BOARD, "V61", ranking, NOW, saving=known, routes=lambda _: None, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("known", [True, False])
def test_who_keeps_the_word_is_first_with_the_reason_in_its_sentence(known: bool) -> None:
    told = led(rank(BOARD, "V61", NOW), saving(BOARD, "V61", NOW) if known else None)
    assert names(told) == ["T06", "T05"]
    assert told.candidates[0].sentence == (
        "first because it keeps the word with 100%, T05 with 0%; T06 at 10:40, 40 min away, +40 min of travel."
    )


def test_who_was_foreseen_to_save_it_is_found_beyond_those_asked_for_and_only_then() -> None:
    few = rank(BOARD, "V61", NOW, most=1)
    told = led(few, saving(BOARD, "V61", NOW))
    assert (names(told), told.further) == (["T06", "T05"], 0)
    assert led(few, None) is few


def test_the_place_of_who_was_foreseen_is_looked_for_anew() -> None:
    known = saving(BOARD, "V61", NOW)
    assert known.best is not None
    old = replace(known, best=replace(known.best, start_s=NOW - 3600, arrival_s=NOW - 3600))
    first = led(rank(BOARD, "V61", NOW), old).candidates[0]
    assert (first.technician_id, first.arrival_s) == ("T06", NOW + 40 * 60)


def test_nothing_moves_where_the_first_keeps_it_or_nobody_may() -> None:
    ranking = rank(BOARD, "V61", NOW)
    turned = replace(ranking, candidates=ranking.candidates[::-1])
    assert led(turned, saving(BOARD, "V61", NOW)) is turned
    assert led(ranking, saving(BOARD, "V61", NOW), allowed=lambda each: each.technician_id != "T06") is ranking
    assert led(Ranking(), saving(BOARD, "V61", NOW)) == Ranking()


@pytest.mark.parametrize(("late_s", "was_late_s", "first"), [(60, 0, "T05"), (60, 60, "T06"), (0, 0, "T06")])
def test_who_keeps_the_word_at_the_cost_of_another_is_not_put_first(late_s: int, was_late_s: int, first: str) -> None:
    ranking = rank(BOARD, "V61", NOW)
    knock = Knock(visit_id="V1", planned_s=NOW, start_s=NOW + 60, later_s=60, late_s=late_s, was_late_s=was_late_s)
    pushing = tuple(
        replace(each, knock_on=(knock,)) if each.technician_id == "T06" else each for each in ranking.candidates
    )
    assert led(replace(ranking, candidates=pushing), None).candidates[0].technician_id == first
