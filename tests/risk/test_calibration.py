"""How good predictions were, against figures worked out by hand."""

from __future__ import annotations

import math

import msgspec
import pytest

from dispatchtui.risk import calibration as c
from dispatchtui.risk.calibration import Prediction, Report, score


def said(probability: float, outcome: int | None, **more: object) -> Prediction:
    """A prediction at half an hour on the first day, unless it says otherwise."""
    given = {"visit_id": f"V{next(_numbers)}", "horizon_min": 30, "day": 1, "clock": "arrival", **more}
    return msgspec.convert({"probability": probability, "outcome": outcome, **given}, Prediction)


_numbers = iter(range(1, 10_000))


def test_the_brier_score_is_the_mean_square_of_the_error():
    # 0.04 + 0.36 + 0.09 + 1 = 1.49 over four.
    assert c.brier([0.2, 0.4, 0.7, 1.0], [0, 1, 1, 0]) == pytest.approx(0.3725)


def test_skill_is_told_against_the_best_constant_of_each_horizon():
    report = score(
        each
        for _ in range(15)
        for each in (
            said(0.9, 1, horizon_min=15), said(0.1, 0, horizon_min=15),
            said(0.5, 1), said(0.0, 0), said(0.0, 0), said(0.0, 0),
        )
    )  # fmt: skip
    # Errors: 0.01 + 0.01 + 0.25; constants: a half at 15 min (0.25 each), a quarter at 30 (0.5625 + 3 * 0.0625).
    assert report.n == 6 * 15
    assert report.base_rate == pytest.approx(2 / 6)
    assert report.brier == pytest.approx(0.27 / 6)
    assert report.constant == pytest.approx((0.5 + 0.75) / 6)
    assert report.skill == pytest.approx(1 - 0.27 / 1.25)
    at_15, at_30 = report.horizons
    assert (at_15.name, at_15.n, at_15.breaches) == ("15", 30, 15)
    assert (at_15.brier, at_15.constant, at_15.skill) == pytest.approx((0.01, 0.25, 0.96))
    assert (at_30.name, at_30.n, at_30.breaches) == ("30", 60, 15)
    assert (at_30.brier, at_30.constant, at_30.predicted) == pytest.approx((0.0625, 0.1875, 0.125))


def test_horizons_stand_in_order_of_their_length_and_policies_by_name():
    report = score(
        [said(0.5, 1, horizon_min=each, policy=name) for each, name in ((120, "b"), (15, "a"), (60, "b"), (30, "a"))]
    )
    assert [each.name for each in report.horizons] == ["15", "30", "60", "120"]
    assert [(each.name, each.n) for each in report.policies] == [("a", 2), ("b", 2)]


def test_the_table_counts_each_tenth_with_its_own_ends():
    table = c.reliability([0.0, 0.05, 0.1, 0.3, 0.7, 0.95, 1.0], [0, 1, 0, 1, 1, 1, 1], [1] * 7)
    assert [(each.low, each.high, each.n) for each in table] == [
        (0.0, 0.1, 2), (0.1, 0.2, 1), (0.3, 0.4, 1), (0.7, 0.8, 1), (0.9, 1.0, 2)
    ]  # fmt: skip
    first, last = table[0], table[-1]
    assert (first.predicted, first.observed, first.gap) == pytest.approx((0.025, 0.5, 0.475))
    assert (last.predicted, last.observed, last.gap) == pytest.approx((0.975, 1.0, 0.025))


def test_a_tenth_that_rounding_left_a_hair_short_is_meant() -> None:
    assert [each.low for each in c.reliability([1 - 0.9], [0], [1])] == [0.1]


def test_whole_days_are_drawn_again_so_that_neighbours_are_not_counted_twice():
    # Ten equal days have no spread; of two days of which one went all wrong, a quarter of the draws takes it twice.
    even = c.interval([day for day in range(10) for _ in range(4)], [1, 0, 1, 0] * 10, [1] * 40)
    assert even == (0.5, 0.5)
    assert c.interval([1] * 50 + [2] * 50, [1] * 50 + [0] * 50, [1] * 100) == (0.0, 1.0)
    low, high = c.interval(range(100), [1, 0] * 50, [1] * 100, seed=3)
    assert low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.02)
    assert high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.02)
    assert c.interval(range(100), [1, 0] * 50, [1] * 100, seed=3) == (low, high)
    assert c.interval(range(4), [1, 2, 3, 4], [2, 4, 6, 8]) == (0.5, 0.5)


def test_the_gap_of_a_tenth_lies_in_its_interval():
    days = [day for day in range(20) for _ in range(10)]
    (only,) = c.reliability([0.25] * 200, [day % 2 for day in days], days)
    assert only.gap == pytest.approx(0.25)
    assert only.gap_low == pytest.approx(0.25 - 1.96 * 0.5 / math.sqrt(20), abs=0.06)
    assert only.gap_low < only.gap < only.gap_high


def test_the_score_of_one_day_has_no_interval():
    one, two = (score([said(0.9, 1), said(0.5, 0, day=day)]) for day in (1, 2))
    assert (one.days, one.brier_low, one.brier_high) == (1, None, None)
    assert (two.days, two.brier_low, two.brier_high) == (2, pytest.approx(0.01), pytest.approx(0.25))


def test_what_came_to_nothing_or_is_not_known_yet_is_counted_apart():
    report = score([said(0.9, 1), said(0.9, -1), said(0.9, -1), said(0.9, None)])
    assert (report.n, report.voided, report.waiting) == (1, 2, 1)
    assert report.brier == pytest.approx(0.01)


def test_nothing_to_score_has_no_figures():
    report = score([said(0.4, None), said(0.4, -1)])
    assert (report.n, report.days, report.table, report.horizons) == (0, 0, (), ())
    assert (report.brier, report.brier_low, report.constant, report.skill, report.base_rate) == (None,) * 5
    assert (report.warned.early, report.warned.false_alarms, report.warned.lead_median_min) == (None,) * 3


@pytest.mark.parametrize(("kept", "broken", "tells"), [(40, 0, False), (0, 40, False), (28, 1, False), (29, 1, True)])
def test_skill_takes_thirty_predictions_some_broken_and_some_kept(kept: int, broken: int, tells: bool) -> None:
    # Beside a policy that breaks half its words, one that breaks none would seem to be foreseen without a fault.
    beside = [said(0.5, number % 2, policy="BESIDE") for number in range(60)]
    mine = [*(said(0.1, 0, policy="MINE") for _ in range(kept)), *(said(0.9, 1, policy="MINE") for _ in range(broken))]
    report = score([*beside, *mine])
    assert {each.name: each.skill is not None for each in report.policies} == {"BESIDE": True, "MINE": tells}
    assert (score(mine).skill is not None) is tells


def test_warnings_are_told_by_lead_by_what_was_missed_and_by_what_was_for_nothing():
    def warning(name: str, lead_min: int, outcome: int) -> Prediction:
        return said(0.2, outcome, visit_id=name, horizon_min=0, made_s=10_000 - 60 * lead_min, due_s=10_000)

    told = [
        warning("A", 100, 1), said(0.8, 1, visit_id="A"),
        warning("B", 45, 1), said(0.8, 1, visit_id="B"),
        warning("C", 10, 1), said(0.8, 1, visit_id="C"),
        said(0.0, 1, visit_id="D"), said(0.1, 1, visit_id="D", horizon_min=15),
        warning("E", 60, 0), said(0.3, 0, visit_id="E"),
        warning("F", 60, -1),
    ]  # fmt: skip
    found = c.warned(told)
    assert (found.breaches, found.warned, found.warnings) == (4, 3, 4)
    assert found.lead_median_min == 45
    assert found.lead_p90_min == pytest.approx(45 + 0.8 * 55)
    assert found.early == pytest.approx(2 / 4)
    assert found.false_alarms == pytest.approx(1 / 4)
    assert c.warned(reversed(told)) == found
    assert score(told).n == 6, "a first warning is said when it is likely, and would bend the table"


def test_two_clocks_of_a_visit_are_two_promises():
    found = c.warned([said(0.5, 1, visit_id="A", clock="arrival"), said(0.5, 1, visit_id="A", clock="resolution")])
    assert found.breaches == 2


def test_a_threshold_warns_of_what_is_at_least_as_likely():
    flags = c.flagged([0.1, 0.2, 0.5, 0.9], [0, 1, 0, 1], 0.2)
    assert (flags.recall, flags.false_alarms) == pytest.approx((1.0, 1 / 3))
    none = c.flagged([0.1, 0.1], [1, 1], 0.2)
    assert (none.recall, none.false_alarms) == (0.0, 0.0)


def test_two_forecasts_are_compared_at_the_same_share_of_warnings_for_nothing():
    outcomes = [1, 1, 1, 1, 0, 0, 0, 0]
    ours = [0.9, 0.7, 0.3, 0.1, 0.6, 0.1, 0.1, 0.0]
    seer = [0.8, 0.8, 0.7, 0.6, 0.5, 0.1, 0.1, 0.1]
    flags = c.flagged(ours, outcomes, 0.2)
    assert (flags.recall, flags.false_alarms) == (0.75, 0.25)
    best = c.flagged_at(seer, outcomes, flags.false_alarms)
    assert (best.threshold, best.recall, best.false_alarms) == pytest.approx((0.5, 1.0, 0.2))
    strict = c.flagged_at(ours, outcomes, 0.0)
    assert (strict.threshold, strict.recall) == (0.7, 0.5)


def test_equals_are_warned_of_together():
    found = c.flagged_at([0.5, 0.5, 0.5, 0.4], [1, 0, 0, 1], 0.1)
    assert (found.recall, found.threshold) == (0.0, math.inf)


def test_one_policy_or_horizon_keeps_its_warnings():
    told = [said(0.5, 1, policy="gold"), said(0.5, 1, policy="base"), said(0.2, 1, policy="gold", horizon_min=0),
            said(0.5, 1, policy="gold", horizon_min=15)]  # fmt: skip
    assert c.filtered(told, policy="gold") == [told[0], told[2], told[3]]
    assert c.filtered(told, policy="gold", horizon_min=15) == [told[2], told[3]]


def test_a_report_is_plain_values_on_the_wire():
    report = score([said(0.2, 0, day=1), said(0.8, 1, day=2)])
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
    assert type(report.table[0].low) is float
