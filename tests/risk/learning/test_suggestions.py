"""What is clearly planned too short or too long is offered in a sentence, with the row to accept."""

from __future__ import annotations

from random import Random

import pytest

from dispatchtui.core.board import Board
from dispatchtui.core.commands import decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.learning import RecordDurationModel
from dispatchtui.core.durations import planned_for
from dispatchtui.core.events import DurationModelRecorded
from dispatchtui.core.model import DurationModel, Row
from dispatchtui.risk.learning.fit import learn
from dispatchtui.risk.learning.observations import Observation
from dispatchtui.risk.learning.suggestions import Suggestion, suggestions
from tests.builders import a_board, an_actor, record
from tests.risk.learning.days import an_observation
from tests.rows import a_technician, a_territory, a_work_type, at


def a_company(*rows: Row) -> Board:
    """Tune-ups of an hour, leaks of half an hour, in two territories."""
    return a_board(
        a_territory(id="SOUTH"),
        a_territory(id="NORTH"),
        a_work_type(id="TUNE", name="tune-up", minutes=60),
        a_work_type(id="LEAK", name="", minutes=30),
        *(a_technician(id=f"T{number:02}", territory="SOUTH" if number < 5 else "NORTH") for number in range(10)),
        *rows,
    )


def stops(count: int, minutes: float, *, territory: str = "SOUTH", work_type: str = "TUNE", planned: int = 60,
          spread: float = 3, first: int = 0, **values: object) -> list[Observation]:  # fmt: skip
    """So many stops of a kind, around so many minutes, each technician in turn."""
    dice, offset = Random(count), 0 if territory == "SOUTH" else 5
    return [
        an_observation(number=first + number, day=number, work_type=work_type, territory=territory, planned=planned,
                       technician=f"T{offset + number % 5:02}", minutes=minutes + dice.uniform(-spread, spread),
                       **values)
        for number in range(count)
    ]  # fmt: skip


def offered(observations: list[Observation], board: Board) -> tuple[Suggestion, ...]:
    """What is suggested of observations."""
    return suggestions(learn(observations, board, at("12:00")), observations, board)


def test_work_that_takes_longer_in_one_territory_is_told_to_the_letter() -> None:
    found = [*stops(37, 74), *stops(200, 60, territory="NORTH", first=1_000)]
    (only,) = offered(found, a_company())
    assert only.sentence == "tune-up, SOUTH: +14 min, n=37"
    assert only.model == DurationModel(
        id="TUNE:SOUTH",
        work_type="TUNE",
        territory="SOUTH",
        p50_s=74 * 60,
        p80_s=only.model.p80_s,
        n=37,
        low_s=only.model.low_s,
        high_s=only.model.high_s,
        was_s=3600,
    )
    assert 74 * 60 < only.model.p80_s <= 78 * 60
    assert 71 * 60 <= only.model.low_s < 72 * 60 < 76 * 60 < only.model.high_s <= 77 * 60


def test_work_that_takes_longer_everywhere_is_told_once() -> None:
    found = [*stops(60, 50), *stops(60, 50, territory="NORTH", first=1_000)]
    assert [each.sentence for each in offered(found, a_company())] == ["tune-up, everywhere: -10 min, n=120"]


def test_a_territory_that_clearly_differs_from_the_rest_is_told_beside_it() -> None:
    found = [*stops(60, 90), *stops(180, 70, territory="NORTH", first=1_000)]
    told = [each.sentence for each in offered(found, a_company())]
    assert [each.partition(":")[0] for each in told] == ["tune-up, everywhere", "tune-up, SOUTH"]
    assert told[1] == "tune-up, SOUTH: +30 min, n=60"


def test_what_is_so_in_one_territory_alone_is_not_said_of_all() -> None:
    found = [*stops(60, 90), *stops(60, 61, territory="NORTH", first=1_000)]
    assert [each.sentence for each in offered(found, a_company())] == ["tune-up, SOUTH: +30 min, n=60"]


def test_what_has_an_accepted_duration_of_its_own_is_left_out_of_all() -> None:
    own = DurationModel(id="TUNE:SOUTH", work_type="TUNE", territory="SOUTH", p50_s=90 * 60, p80_s=100 * 60)
    found = [*stops(60, 90), *stops(60, 75, territory="NORTH", first=1_000)]
    assert [each.sentence for each in offered(found, a_company(own))] == ["tune-up, everywhere: +15 min, n=60"]


def test_the_change_that_moves_the_most_work_comes_first_and_a_type_without_a_name_is_told_by_its_id() -> None:
    leaks = stops(40, 50, work_type="LEAK", planned=30, first=5_000)
    found = [*leaks, *stops(60, 90)]
    assert [each.sentence for each in offered(found, a_company())] == [
        "tune-up, SOUTH: +30 min, n=60", "LEAK, SOUTH: +20 min, n=40"]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "minutes", "spread"),
    [
        (19, 80, 1),  # too few
        (60, 64, 1),  # less than five minutes, and than a tenth
        (25, 66, 65),  # may as well be chance
    ],
)
def test_what_is_not_clear_or_does_not_matter_is_not_suggested(count: int, minutes: float, spread: float) -> None:
    assert offered(stops(count, minutes, spread=spread), a_company()) == ()


def test_too_few_of_a_kind_suggest_nothing_however_much_else_is_known() -> None:
    leaks = stops(300, 30, work_type="LEAK", planned=30, first=5_000)
    assert offered([*leaks, *stops(19, 80, spread=1)], a_company()) == ()
    assert len(offered([*leaks, *stops(20, 80, spread=1)], a_company())) == 1


def test_five_minutes_of_long_work_matter_though_they_are_less_than_a_tenth() -> None:
    board = a_company(a_work_type(id="PIPE", name="pipe", minutes=120))
    told = offered(stops(60, 126, work_type="PIPE", planned=120, spread=1), board)
    assert [each.sentence for each in told] == ["pipe, SOUTH: +6 min, n=60"]


def test_a_tenth_of_short_work_matters_though_it_is_less_than_five_minutes() -> None:
    found = stops(60, 34, work_type="LEAK", planned=30, spread=1)
    assert [each.sentence for each in offered(found, a_company())] == ["LEAK, SOUTH: +4 min, n=60"]


def test_durations_that_were_said_of_the_very_visits_suggest_nothing_for_their_type() -> None:
    assert offered(stops(60, 90, by_type=False), a_company()) == ()


def test_outliers_neither_count_nor_widen_the_bounds() -> None:
    wild = stops(1, 1_200, first=9_000)
    (only,) = offered([*stops(37, 74), *wild], a_company())
    assert only.sentence == "tune-up, SOUTH: +14 min, n=37"
    assert only.model.high_s < 80 * 60


def test_a_suggestion_is_accepted_as_it_is_and_then_made_no_more() -> None:
    board, found = a_company(), stops(37, 74)
    (only,) = offered(found, board)
    manager = an_actor("manager")
    decided = decide(board, RecordDurationModel(row=only.model), Ask(actor=manager, at_s=at("12:00")))
    assert decided == (DurationModelRecorded(row=only.model),)
    record(board, *decided)
    assert offered(found, board) == ()
    planned = planned_for(board, "TUNE", "SOUTH")
    assert planned is not None
    assert (planned.p50_s, planned.p80_s) == (only.model.p50_s, only.model.p80_s)


def test_without_anything_learned_there_is_nothing_to_suggest() -> None:
    assert suggestions((), stops(40, 90), a_company()) == ()
