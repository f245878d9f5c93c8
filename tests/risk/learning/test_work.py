"""Effects of types, territories and technicians are found again, and few observations stay with the broader group."""

from __future__ import annotations

from math import exp, log
from random import Random
from statistics import NormalDist
from time import perf_counter

import numpy as np
import pytest
from msgspec.structs import replace

from dispatchtui.core.foresight import Behaviour, Effect
from dispatchtui.core.model import DurationModel, TerritoryId
from dispatchtui.risk.learning.fit import learn
from dispatchtui.risk.learning.observations import Exposure, Observation
from tests.risk.learning.days import TECHNICIANS, TYPES, Truth, a_company, an_observation, drawn

NOW_S = 1_600_000_000
NOT_WATCHED = Exposure()


def taught(observations: list[Observation]) -> tuple[Behaviour, ...]:
    """What a company learns from observations."""
    return learn(observations, a_company(), NOW_S, exposure=NOT_WATCHED)


def effects(rows: tuple[Behaviour, ...]) -> dict[tuple[str, str, str], Effect]:
    """Every effect of all rows, by its group."""
    return {(each.work_type, each.territory, each.technician_id): each for row in rows for each in row.work}


def expected(rows: tuple[Behaviour, ...], work_type: str, technician: str, territory: str = "") -> float:
    """What all effects that hold for somebody's work of a type add up to."""
    place = territory or TECHNICIANS.get(technician, "")
    known = effects(rows)
    groups = {("", "", ""), (work_type, "", ""), ("", place, ""), ("", "", technician), (work_type, place, ""),
              (work_type, place, technician)}  # fmt: skip
    return sum(known[group].log_factor for group in groups if group in known)


@pytest.mark.parametrize(
    ("count", "within"), [(400, 0.10), (4_000, 0.04), pytest.param(40_000, 0.02, marks=pytest.mark.slow)]
)
def test_known_effects_are_found_again_the_more_observations_the_closer(count: int, within: float) -> None:
    truth = Truth()
    rows = taught(drawn(count, truth))
    off = [expected(rows, work_type, who) - truth.factor(work_type, who) for work_type in TYPES for who in TECHNICIANS]
    assert max(map(abs, off)) < 2 * within
    assert (sum(each**2 for each in off) / len(off)) ** 0.5 < within


@pytest.mark.slow
def test_an_effect_lies_where_its_variance_says() -> None:
    truth = Truth(spread=0.3)
    off = []
    for seed in range(12):
        known = effects(taught(drawn(1500, truth, seed=seed)))
        quick, slow = known["", "", "T02"], known["", "", "T01"]
        off.append((slow.log_factor - quick.log_factor - 0.5) / (slow.variance + quick.variance) ** 0.5)
    assert 0.6 < float(np.std(off)) < 1.5


def test_somebody_of_whom_little_is_known_stays_with_the_others() -> None:
    many = drawn(2_000, Truth(technicians={}), technicians=[each for each in TECHNICIANS if each != "T09"])

    def of_newcomer(n: int) -> float:
        fresh = [an_observation(number=10_000 + number, technician="T09", minutes=60 * exp(0.55), day=number)
                 for number in range(n)]  # fmt: skip
        rows = taught(many + fresh)
        return expected(rows, "LEAK", "T09") - expected(rows, "LEAK", "T01")

    others = of_newcomer(0)
    one, ten, hundred = of_newcomer(1) - others, of_newcomer(10) - others, of_newcomer(100) - others
    assert others == pytest.approx(0.0, abs=0.03)
    assert 0.0 < one < 0.15 < ten < hundred
    assert hundred == pytest.approx(0.50, abs=0.06)


def slow_tune_ups(*technicians: str) -> list[Observation]:
    """A hundred and fifty tune-ups that take 0.6 longer, and nobody else's in the east."""
    dice = Random(4)
    takes = [40 * exp(0.6 + dice.gauss(0, 0.2)) for _ in range(150)]
    slow = [an_observation(number=20_000 + number, work_type="TUNE", day=number, minutes=minutes,
                           technician=technicians[number % len(technicians)])
            for number, minutes in enumerate(takes)]  # fmt: skip
    plain = drawn(3_000, Truth(general=0.0, types=dict.fromkeys(TYPES, 0.0), technicians={}))
    return [*(each for each in plain if (each.work_type, each.territory) != ("TUNE", "EAST")), *slow]


def test_a_type_that_is_different_in_one_territory_is_so_for_whoever_does_it_there() -> None:
    rows = taught(slow_tune_ups("T01", "T03", "T05", "T07", "T09"))
    assert expected(rows, "TUNE", "T01") == pytest.approx(0.6, abs=0.08)
    assert expected(rows, "TUNE", "T11") == pytest.approx(0.6, abs=0.08)
    assert expected(rows, "LEAK", "T03") == pytest.approx(-0.05, abs=0.06)
    assert expected(rows, "TUNE", "T04") == pytest.approx(0.05, abs=0.08)


def test_somebody_who_is_slow_at_one_kind_of_work_is_so_at_no_other() -> None:
    truth = Truth(general=0.0, types=dict.fromkeys(TYPES, 0.0), technicians={})
    slow = [replace(each, done_s=(each.working_s or 0) + round((each.work_s or 0) * exp(0.6)))
            if (each.work_type, each.technician_id) == ("TUNE", "T01") else each
            for each in drawn(6_000, truth)]  # fmt: skip
    rows = taught(slow)
    assert expected(rows, "TUNE", "T01") == pytest.approx(0.55, abs=0.08)
    assert expected(rows, "LEAK", "T01") == pytest.approx(-0.05, abs=0.08)
    assert expected(rows, "TUNE", "T03") == pytest.approx(-0.05, abs=0.08)


def test_technicians_are_told_only_in_the_row_of_their_territory() -> None:
    rows = taught(drawn(1_000, Truth()))
    assert [row.id for row in rows] == ["field", "EAST", "WEST"]
    assert [row.territories for row in rows] == [(), ("EAST",), ("WEST",)]
    assert {each.technician_id for each in rows[0].work} == {""}
    for row in rows[1:]:
        people = {each.technician_id for each in (*row.work, *row.driving.effects)}
        assert people <= {who for who, territory in TECHNICIANS.items() if territory == row.id}


def test_what_was_learned_of_technicians_before_is_replaced_also_by_nothing() -> None:
    board, found = a_company(), drawn(100, Truth())
    for row in learn(found, board, NOW_S, exposure=NOT_WATCHED):
        board.put(row)
    elsewhere = [replace(each, technician_id="", work_type="") for each in found]
    rows = learn(elsewhere, board, NOW_S, exposure=NOT_WATCHED)
    assert [(row.id, row.work, row.driving.effects) for row in rows[1:]] == [("EAST", (), ()), ("WEST", (), ())]


def test_a_territory_that_is_called_as_the_row_of_everybody_does_not_take_its_place() -> None:
    board = a_company()
    for each in TECHNICIANS:
        board.put(replace(board.technicians[each], territory=TerritoryId("field")))
    (row,) = learn(drawn(100, Truth()), board, NOW_S, exposure=NOT_WATCHED)
    assert (row.id, row.territories, row.n) == ("field", (), 100)


def test_one_stop_of_twenty_hours_changes_nothing() -> None:
    usual = drawn(400, Truth())
    wild = an_observation(number=9_999, minutes=20 * 60)
    before, after = taught(usual)[0], taught([*usual, wild])[0]
    assert (after.work, after.shapes, after.reporting) == (before.work, before.shapes, before.reporting)


def test_work_that_takes_three_times_as_long_once_in_ten_is_kept_as_it_is() -> None:
    dice = Random(3)
    found = [an_observation(number=number, day=number // 20, technician=f"T{number % 12:02}",
                            minutes=60 * (3 if number % 10 == 0 else 1) * exp(dice.gauss(0, 0.1)))
             for number in range(1_000)]  # fmt: skip
    rows = taught(found)
    (curve,) = (each.curve for each in rows[0].shapes if each.work_type == "LEAK")
    values = exp(expected(rows, "LEAK", "T03")) * np.exp(np.array(curve))
    assert float(np.mean(values > 2)) == pytest.approx(0.1, abs=0.03)
    assert float(np.median(values)) == pytest.approx(1.0, abs=0.05)


def test_the_curve_is_that_of_what_varies() -> None:
    rows = taught(drawn(10_000, Truth(spread=0.25, day=0.2)))
    both = (0.25**2 + 0.2**2) ** 0.5
    for shape in rows[0].shapes:
        assert len(shape.curve) == 40
        assert list(shape.curve) == sorted(shape.curve)
        truth = [NormalDist(0, both).inv_cdf((place + 0.5) / 40) for place in range(40)]
        assert shape.curve[20] == pytest.approx(truth[20], abs=0.02)
        assert shape.curve[3:37] == pytest.approx(truth[3:37], abs=0.05)


def test_work_that_may_rest_in_between_takes_no_longer_but_may_end_later() -> None:
    found = drawn(2_000, Truth())
    resting = [replace(each, pauses=(2 * (each.work_s or 0),), done_s=(each.done_s or 0) + 2 * (each.work_s or 0))
               if number % 20 == 0 else each for number, each in enumerate(found)]  # fmt: skip
    plain, rested = taught(found)[0], taught(resting)[0]
    assert rested.shapes[0].curve[-1] > plain.shapes[0].curve[-1] + 0.3
    assert rested.shapes[0].curve[20] == pytest.approx(plain.shapes[0].curve[20], abs=0.03)
    assert [each.log_factor for each in rested.work] == pytest.approx(
        [each.log_factor for each in plain.work], abs=0.03
    )


def test_a_type_that_varies_less_has_a_narrower_curve_also_while_few_are_known() -> None:
    dice = Random(8)
    steady = [an_observation(number=30_000 + number, work_type="STEADY", minutes=60 * exp(dice.gauss(0, 0.05)),
                             day=number) for number in range(60)]  # fmt: skip
    curves = {each.work_type: each.curve for each in taught([*drawn(1_000, Truth(spread=0.4)), *steady])[0].shapes}
    assert curves["STEADY"][35] - curves["STEADY"][5] < 0.45 * (curves["LEAK"][35] - curves["LEAK"][5])


def test_a_type_of_which_little_is_known_has_the_curve_of_all() -> None:
    rare = [an_observation(number=30_000 + number, work_type="RARE", minutes=60, day=number) for number in range(19)]
    rows = taught([*drawn(800, Truth()), *rare])
    assert [each.work_type for each in rows[0].shapes] == ["", "LEAK", "PIPE", "TUNE"]
    assert expected(rows, "RARE", "T03") == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("count", [0, 1, 19])
def test_from_less_than_twenty_nothing_is_learned(count: int) -> None:
    rows = taught(drawn(count, Truth()))
    assert [(row.work, row.shapes, row.settle, row.no_access) for row in rows] == [((), (), (), 0.0)] * min(count, 1)


def test_a_group_is_never_nothing_for_want_of_observations() -> None:
    rows = taught(drawn(60, Truth(general=0.4)))
    assert expected(rows, "NEW", "T99", "NORTH") == pytest.approx(0.4, abs=0.15)
    assert all(shape.curve[0] < 0 < shape.curve[-1] for shape in rows[0].shapes)


def test_the_order_does_not_matter_and_a_fact_counts_once() -> None:
    found = drawn(600, Truth())
    rows = taught(found)
    mixed = [*found, *found[:100]]
    Random(9).shuffle(mixed)
    assert taught(mixed) == rows


def test_the_last_of_an_attempt_counts_and_what_is_excluded_does_not() -> None:
    found = drawn(300, Truth())
    rows = taught(found)
    wrong = replace(found[0], done_s=(found[0].done_s or 0) + 1800, seq=0, id=found[1].id)
    stale = [replace(each, id=f"X{each.id}", excluded="stale", done_s=(each.done_s or 0) + 7200) for each in found]
    assert taught([*found, wrong, *stale]) == rows
    taken_back = replace(found[5], seq=10_000, excluded="reopened")
    assert taught([*found, taken_back]) == taught([*found[:5], *found[6:]])


def test_effects_are_told_against_the_types_own_duration_whatever_is_accepted() -> None:
    found = [an_observation(number=number, day=number, minutes=78 + number % 5) for number in range(60)]
    later = [replace(each, planned_s=80 * 60) for each in found[30:]]
    board = a_company()
    before = learn(found, board, NOW_S, exposure=NOT_WATCHED)
    board.put(DurationModel(id="LEAK:", work_type="LEAK", p50_s=80 * 60, p80_s=90 * 60))
    assert expected(before, "LEAK", "T03") == pytest.approx(log(80 / 60), abs=0.01)
    assert learn([*found[:30], *later], board, NOW_S, exposure=NOT_WATCHED) == before
    own = [replace(each, by_type=False, planned_s=80 * 60) for each in found]
    assert expected(learn(own, board, NOW_S), "LEAK", "T03") == pytest.approx(0.0, abs=0.01)


@pytest.mark.slow
def test_fifty_thousand_observations_are_learned_from_in_seconds() -> None:
    found = drawn(50_000, Truth())
    begun = perf_counter()
    rows = taught(found)
    assert perf_counter() - begun < 15  # about two on a free machine
    assert rows[0].n == 50_000
