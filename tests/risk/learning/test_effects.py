"""Groups are drawn to nought as far as they are unsure, and what is nothing for sure is not told."""

from __future__ import annotations

import numpy as np
import pytest

from dispatchtui.core.foresight import Effect
from dispatchtui.risk.learning.effects import Kind, backfit, kind_of, told

NAMES = (("A", "", ""), ("B", "", ""), ("C", "", ""))


def kind(effect: tuple[float, ...], variance: tuple[float, ...]) -> Kind:
    """Three groups of ten measurements each that were fitted to this."""
    made = kind_of(np.repeat(np.arange(3), 10), 3)
    made.effect, made.variance = np.array(effect), np.array(variance)
    return made


def test_what_is_nothing_for_sure_is_left_out_and_what_is_unsure_is_not() -> None:
    fitted = kind((0.0001, 0.0001, 0.2), (0.0001, 0.01, 0.0001))
    assert told(NAMES, fitted, fitted.effect) == [
        Effect(work_type="B", log_factor=0.0001, variance=0.01, n=10),
        Effect(work_type="C", log_factor=0.2, variance=0.0001, n=10),
    ]


def test_groups_that_differ_are_told_apart_and_what_they_have_in_common_is_general() -> None:
    values = np.repeat([0.0, 0.3, 0.6], 100)
    groups = kind_of(np.repeat(np.arange(3), 100), 3)
    middle, unsure = backfit(values, np.full(300, 25.0), [groups])
    assert middle == pytest.approx(0.3, abs=0.01)
    assert groups.effect == pytest.approx([-0.3, 0.0, 0.3], abs=0.01)
    assert unsure == pytest.approx(1 / (300 * 25))


def test_a_group_of_one_is_drawn_to_the_others_the_more_the_less_sure_it_is() -> None:
    def lone(precision: float) -> float:
        values = np.concatenate((np.tile([0.1, -0.1], 100), [1.0]))
        groups = kind_of(np.array([*np.tile([0, 1], 100), 2]), 3)
        backfit(values, np.full(201, precision), [groups])
        return float(groups.effect[2])

    assert 0 < lone(0.1) < 0.05 < lone(10) < lone(1_000) < 1.0


def test_a_measurement_may_belong_to_no_group() -> None:
    groups = kind_of(np.array([0, -1, 0, -1] * 50), 1)
    backfit(np.array([0.5, -0.5, 0.5, -0.5] * 50), np.full(200, 100.0), [groups])
    assert groups.n.tolist() == [100]
    assert groups.of_each()[:2].tolist() == [pytest.approx(groups.effect[0]), 0.0]
