"""Which jobs overran, who runs ahead and which areas take longer, as tables."""

from __future__ import annotations

from random import Random

import pytest

from dispatchtui.core.model import Policy, Rules
from dispatchtui.risk.learning.groups import BY, Group, groups
from dispatchtui.risk.learning.observations import Observation
from tests.builders import a_board
from tests.risk.learning.days import an_observation
from tests.rows import a_technician, a_territory, a_work_type


def stops(count: int, minutes: float, **values: object) -> list[Observation]:
    """So many stops from ten minutes below to ten above so many."""
    first = values.pop("first", 0)
    assert isinstance(first, int)
    takes = [minutes - 10 + 20 * number / max(1, count - 1) for number in range(count)]
    return [an_observation(number=first + number, day=number, minutes=each, **values)
            for number, each in enumerate(takes)]  # fmt: skip


def test_a_line_tells_what_was_seen_of_a_group() -> None:
    board = a_board(a_work_type(id="LEAK", name="Water leak"))
    (line,) = groups(stops(101, 75, drive=720), board, "work_type")
    assert line == Group(by="work_type", id="LEAK", name="Water leak", n=101, factor=1.25, low=line.low, high=line.high,
                         over_min=15, overran=0.99, travel=1.2, verdict="over")  # fmt: skip
    assert 1.2 < line.low < 1.25 < line.high < 1.3


def test_who_runs_ahead_and_who_over_are_told_and_few_are_not_judged() -> None:
    found = [*stops(40, 45, technician="T01"), *stops(40, 60, technician="T02", first=100),
             *stops(40, 80, technician="T03", first=200), *stops(19, 90, technician="T04", first=300)]  # fmt: skip
    board = a_board(a_technician(id="T03", name="Ada"))
    told = [(line.id, line.name, line.verdict, line.over_min) for line in groups(found, board, "technician")]
    assert told == [("T03", "Ada", "over", 20), ("T02", "T02", "as planned", 0), ("T01", "T01", "ahead", -15),
                    ("T04", "T04", "few", 30)]  # fmt: skip


def test_areas_are_told_with_their_ways() -> None:
    found = [*stops(30, 60, territory="EAST", drive=660),
             *stops(30, 60, territory="WEST", drive=900, first=100, estimate=600)]  # fmt: skip
    lines = {line.id: line for line in groups(found, a_board(a_territory(id="EAST", name="East")), "territory")}
    assert (lines["EAST"].travel, lines["WEST"].travel) == (1.1, 1.5)
    assert lines["EAST"].name == "East"


def test_the_grace_is_that_of_the_rules_in_force() -> None:
    found = stops(21, 60)
    usual, patient = a_board(), a_board(Policy(id="P", rules=Rules(grace_s=8 * 60)))
    assert groups(found, usual, "work_type")[0].overran == pytest.approx(5 / 21, abs=0.01)
    assert groups(found, patient, "work_type")[0].overran == pytest.approx(2 / 21, abs=0.01)


def test_what_was_not_done_or_is_not_believed_is_no_part_of_a_table() -> None:
    wrong = [an_observation(number=900, excluded="stale"), an_observation(number=901, ended="incomplete")]
    assert [groups(wrong, a_board(), by) for by in BY] == [(), (), ()]


def test_a_way_without_an_estimate_leaves_the_column_empty() -> None:
    (line,) = groups(stops(25, 60, estimate=None), a_board(), "work_type")
    assert line.travel is None


def test_the_order_of_observations_does_not_matter() -> None:
    found = [*stops(40, 45, technician="T01"), *stops(40, 70, technician="T02", first=100)]
    lines = groups(found, a_board(), "technician")
    Random(5).shuffle(found)
    assert groups([*found, *found], a_board(), "technician") == lines


def test_the_range_of_the_median_narrows_as_more_is_seen() -> None:
    few, many = groups(stops(25, 60), a_board(), "work_type"), groups(stops(900, 60), a_board(), "work_type")
    assert few[0].high - few[0].low > 3 * (many[0].high - many[0].low)
