"""Curves are values at evenly spaced probabilities, without outliers, and never fall."""

from __future__ import annotations

import numpy as np
import pytest

from dispatchtui.risk.learning.curves import PROBABILITIES, drawn, quantiles, rounded, seconds


def test_a_curve_holds_the_value_at_the_middle_of_each_fortieth() -> None:
    assert PROBABILITIES[[0, 19, 39]].tolist() == pytest.approx([0.0125, 0.4875, 0.9875])
    assert quantiles(np.arange(40.0)).tolist() == pytest.approx(list(range(40)))


@pytest.mark.parametrize(("count", "points"), [(19, 0), (20, 40)])
def test_too_few_lengths_are_no_curve(count: int, points: int) -> None:
    assert len(seconds([*range(count), None, None])) == points


def test_a_length_that_was_not_measured_right_is_left_out() -> None:
    usual = [100 + number for number in range(100)]
    assert seconds([*usual, 86_400]) == seconds(usual)
    assert max(seconds([*usual, 600])) > 200  # which is only long
    assert set(seconds([600] * 30)) == {600.0}


def test_a_curve_that_is_kept_never_falls() -> None:
    assert rounded(np.array([0.1, 0.30004, 0.2, 0.4])) == (0.1, 0.3, 0.3, 0.4)


def test_a_curve_of_few_is_drawn_to_the_broader_one() -> None:
    own, broader = np.array([1.0, 3.0]), np.array([0.0, 1.0])
    assert drawn(own, 0, broader, 40).tolist() == [0.0, 1.0]
    assert drawn(own, 40, broader, 40).tolist() == [0.5, 2.0]
    assert drawn(own, 4_000_000, broader, 40).tolist() == pytest.approx([1.0, 3.0], abs=1e-3)
