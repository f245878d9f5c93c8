"""Durations as curves: drawn through two points, learned, widened, conditioned; and moments on a grid."""

import numpy as np
import pytest

from dispatchtui.risk import curves
from dispatchtui.risk.curves import Curve
from dispatchtui.risk.grid import Grid


def at_share(curve: Curve, share: float) -> float:
    return float(np.interp(share, curves.LEVELS, curve.values))


def mean(grid: Grid) -> float:
    return grid.first_s + float((np.arange(grid.mass.size) * grid.mass).sum()) * grid.step_s


def test_a_curve_goes_through_its_two_points_and_is_certain_without_a_second():
    curve = curves.through(3600, 4500)
    assert at_share(curve, 0.5) == pytest.approx(3600, abs=2)
    assert at_share(curve, 0.8) == pytest.approx(4500, abs=3)
    assert curves.through(3600, 3600).certain
    assert curves.through(3600, 1800).values.tolist() == [3600]
    assert curves.through(0, 900).values.tolist() == [0]
    wild = curves.through(60, 600_000)
    assert (wild.low_s, wild.high_s) == (pytest.approx(6), pytest.approx(360)), "within what is sane"


def test_what_was_learned_is_read_at_any_number_of_points():
    assert curves.learned(()).values.tolist() == [0]
    assert curves.learned((90.0,)).certain
    even = curves.learned([float(each) for each in range(5, 100, 10)])
    assert at_share(even, 0.5) == pytest.approx(50)
    assert at_share(even, 0.25) == pytest.approx(25)


def test_uncertainty_widens_by_its_variance():
    narrow, wide = curves.NORMAL * 0.3, curves.widened(curves.NORMAL * 0.3, 0.16)
    assert float(wide.std()) == pytest.approx(0.5, abs=0.01)
    assert float(narrow.std()) == pytest.approx(0.3, abs=0.01)
    assert abs(float(wide.mean())) < 1e-9


def test_one_thing_after_another_adds_up():
    one, other = Curve(3600 + 300 * curves.NORMAL), Curve(1200 + 400 * curves.NORMAL)
    both = curves.together(one, other)
    assert float(both.values.mean()) == pytest.approx(4800, abs=1)
    assert float(both.values.std()) == pytest.approx(500, abs=12)


def test_what_has_lasted_so_long_lasts_longer_and_never_ends_for_sure():
    curve = curves.through(3600, 4500)
    assert curves.outlasted(curve, 60) is curve
    before = 0.0
    for least_s in range(1800, 40_000, 400):
        left = curves.outlasted(curve, least_s)
        assert left.low_s >= least_s
        assert at_share(left, 0.5) > before, "it never comes earlier for having taken longer"
        assert left.high_s < 2.2 * max(least_s, curve.high_s)
        before = at_share(left, 0.5)
    half = curves.outlasted(curve, at_share(curve, 0.5))
    assert at_share(half, 0.5) == pytest.approx(at_share(curve, 0.75), rel=0.005)
    assert curves.outlasted(curves.certain(0), 600).values.tolist() == [600]
    assert curves.outlasted(curves.certain(600), 600).certain


def test_a_grid_keeps_the_mean_and_what_is_exact():
    start = Grid.of(1000.25, Curve(600 + 120 * curves.NORMAL))
    assert mean(start) == pytest.approx(1600.25, abs=0.5)
    later = start.plus(curves.through(1800, 2400))
    assert mean(later) == pytest.approx(1600.25 + float(curves.through(1800, 2400).values.mean()), abs=1)
    waits = start.no_sooner(1650.5)
    assert waits.first_s == 1650.5
    assert waits.quantiles((0.1, 0.5)) == [1650.5, 1650.5]
    expected = np.maximum(1000.25 + 600 + 120 * curves.NORMAL, 1650.5).mean()
    assert mean(waits) == pytest.approx(float(expected), abs=3)
    assert start.no_sooner(5000.0).quantiles((0.01, 0.99)) == [5000.0, 5000.0]
    assert (waits.after(1650.4), start.no_sooner(5000.0).after(5000.0)) == (1.0, 0.0)


def test_of_two_moments_the_later_one_and_a_mixture():
    one = Grid.of(0.0, Curve(600 + 120 * curves.NORMAL))
    other = Grid.of(0.0, Curve(600 + 120 * curves.NORMAL))
    assert one.later_of(other).after(600.0) == pytest.approx(0.75, abs=0.01)
    mixed = one.or_else(0.25, Grid.of(7200.0, curves.NOUGHT))
    assert mixed.after(3600.0) == pytest.approx(0.25, abs=1e-4)
    assert mean(mixed) == pytest.approx(0.75 * 600 + 0.25 * 7200, abs=3)
    assert mean(one.at_steps(60)) == pytest.approx(mean(one), abs=1e-6)
