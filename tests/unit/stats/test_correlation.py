"""Correlations and slopes: what is refused, with which note, and the edges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from aci_core.stats.correlation import partial_pearson, pearson, slope_difference, spearman
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.line import regression_line
from aci_core.summaries.counts import Joint
from aci_core.summaries.moments import Cross

PERFECT = ("perfect_correlation",)


def cross(x, y):
    return Cross.of([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])


def joint(x, y):
    pairs, n = np.unique(np.column_stack([x, y]).astype(float), axis=0, return_counts=True)
    return Joint(pairs[:, 0], pairs[:, 1], n)


NONE = cross([], [])
ONE = cross([3], [4])
FIVE = cross([1, 2, 3, 4, 5], [2, 1, 4, 3, 7])
FLAT = cross([1, 2, 3, 4, 5], [2, 2, 2, 2, 2])
STEEP = cross([2, 2, 2, 2, 2], [1, 2, 3, 4, 5])
BROKEN = Cross(5, np.zeros(2), np.full((2, 2), math.nan))


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_too_few_for_a_correlation(n):
    x, y = np.arange(n), np.array([0, 2, 1])[:n]
    assert pearson(cross(x, y)) == not_computed("too_few")
    assert spearman(joint(x, y)) == not_computed("too_few")


def test_all_missing_is_too_few():
    assert pearson(cross([math.nan] * 6, range(6))) == not_computed("too_few")


def test_four_are_enough():
    assert pearson(cross([1, 2, 3, 4], [2, 1, 4, 3])).df == 2.0
    assert spearman(joint([1, 2, 3, 4], [2, 1, 4, 3])).df == 2.0


@pytest.mark.parametrize("other", [[2.0] * 6, [0.1] * 6, [0.0] * 6])
def test_constant(other):
    for x, y in ((range(6), other), (other, range(6)), (other, other)):
        assert pearson(cross(x, y)) == not_computed("constant")
        assert spearman(joint(x, y)) == not_computed("constant")
        assert partial_pearson(cross(x, y), cross(x, y)) == not_computed("constant")


@pytest.mark.parametrize("slope", [-0.1, 3.7])
def test_points_on_a_line(slope):
    x = np.arange(9) / 7.0
    sign = math.copysign(1.0, slope)
    expected = Estimate(value=sign, notes=PERFECT)
    assert pearson(cross(x, 0.3 + slope * x)) == expected
    assert spearman(joint(x, 0.3 + slope * x)) == expected
    assert partial_pearson(cross(x, slope * x), cross(x, 5.0 + slope * x)) == expected
    assert slope_difference(cross(x, slope * x), cross(x, slope * x)) == not_computed("perfect_fit")


def test_nearly_a_line_has_an_interval():
    x = np.arange(9.0)
    y = x + 1e-4 * np.array([1, -1, 1, -1, 1, -1, 1, -1, 1])
    e = pearson(cross(x, y))
    assert e.notes == ()
    assert e.low < e.value < e.high < 1.0
    assert 0.0 < e.p < 1e-20


def test_not_finite():
    assert pearson(BROKEN) == not_computed("not_finite")
    assert partial_pearson(BROKEN, FIVE) == not_computed("not_finite")
    assert slope_difference(FIVE, BROKEN) == not_computed("not_finite")
    x = np.array([1.0, 2, 3, math.nan, 5])
    ones = np.ones(5, dtype=np.int64)
    assert spearman(Joint(x, np.arange(5.0), ones)) == not_computed("not_finite")
    assert spearman(Joint(np.arange(5.0), x, ones)) == not_computed("not_finite")


@pytest.mark.parametrize("function", [partial_pearson, slope_difference])
def test_an_empty_arm(function):
    for arms in ((NONE, FIVE), (FIVE, NONE), (NONE, NONE)):
        assert function(*arms) == not_computed("no_patients")


def test_partial_needs_five():
    two = cross([1, 2], [4, 1])
    assert partial_pearson(two, two) == not_computed("too_few")
    assert partial_pearson(two, cross([1, 2, 4], [5, 2, 2])).df == 2.0


def test_partial_counts_a_single_patient_only():
    # One patient is his arm's mean: a degree of freedom goes, no deviation comes.
    assert partial_pearson(ONE, FIVE).value == pearson(FIVE).value
    assert partial_pearson(ONE, FIVE).df == pearson(FIVE).df


def test_partial_of_what_varies_only_between_arms():
    assert partial_pearson(STEEP, STEEP) == not_computed("constant")
    assert partial_pearson(FLAT, cross([1, 2, 3], [9, 9, 9])) == not_computed("constant")


def test_pooled_and_partial_may_differ_in_sign():
    t, c = cross([10, 11, 12, 13], [3, 2, 2, 1]), cross([0, 1, 2, 3], [-7, -8, -8, -9])
    assert pearson(t + c).value > 0.8
    assert partial_pearson(t, c).value < -0.8


def test_slopes():
    assert slope_difference(ONE, FIVE) == not_computed("one_patient")
    assert slope_difference(FIVE, ONE) == not_computed("one_patient")
    two = cross([1, 2], [4, 1])
    assert slope_difference(two, two) == not_computed("too_few")
    assert slope_difference(STEEP, FIVE) == not_computed("constant")
    assert slope_difference(FLAT, FLAT) == not_computed("constant")
    # A flat arm has a slope, 0, and the other arm the spread.
    e = slope_difference(FLAT, FIVE)
    assert e.value == pytest.approx(-1.2)
    assert e.df == 6.0


def test_spearman_counts_repeats():
    x, y = [1, 1, 2, 3, 3, 3, 4], [2, 2, 1, 5, 5, 4, 4]
    whole = joint(x, y)
    apart = Joint(np.array(x, float), np.array(y, float), np.ones(7, dtype=np.int64))
    assert whole.n.max() == 2
    assert spearman(whole).value == pytest.approx(spearman(apart).value, rel=1e-14)
    shuffled = Joint(whole.x[::-1], whole.y[::-1], whole.n[::-1])
    assert spearman(shuffled).value == pytest.approx(spearman(whole).value, rel=1e-14)


def test_spearman_passes_over_pairs_that_do_not_occur():
    zero = Joint(np.array([1.0, 2, 3, 4, 99]), np.array([2.0, 1, 4, 3, 99]),
                 np.array([1, 1, 1, 1, 0]))  # fmt: skip
    assert spearman(zero).value == pytest.approx(0.6)


def test_bonett_wright_is_wider_than_fisher():
    x, y = np.arange(40), np.arange(40) + np.tile([9, -9, 0, 4], 10)
    e = spearman(joint(x, y))
    half = math.atanh(e.high) - math.atanh(e.value)
    assert half == pytest.approx(
        1.959963984540054 * math.sqrt((1 + e.value**2 / 2) / 37), rel=1e-12
    )


def test_line():
    line = regression_line(FIVE)
    assert (line.intercept, line.slope) == pytest.approx((-0.2, 1.2))
    assert (line.n, line.mean_x, line.sxx) == (5, 3.0, 10.0)
    fit, low, high = line.band([3.0, 0.0])
    assert fit == pytest.approx([3.4, -0.2])
    assert high - fit == pytest.approx(fit - low)
    # Narrowest at the mean.
    assert (high - low)[0] < (high - low)[1]
    wide = line.band([3.0], 0.99)
    assert wide[2] - wide[1] > (high - low)[0]


@pytest.mark.parametrize("points", [NONE, ONE, cross([1, 2], [3, 4]), STEEP, BROKEN])
def test_no_line(points):
    assert regression_line(points) is None


def test_line_through_every_point_has_no_band():
    line = regression_line(cross([1, 2, 3, 4], [3, 5, 7, 9]))
    fit, low, high = line.band([0.0, 10.0])
    assert fit == pytest.approx([1.0, 21.0])
    assert low == pytest.approx(high)


def test_a_rank_correlation_of_four_has_no_interval():
    """Statistics, rule 9; Pearson's, which is of values, keeps it."""
    x, y = [1, 2, 3, 4], [2, 1, 4, 3]
    e = spearman(joint(x, y))
    assert (e.low, e.high, e.level, e.notes) == (None, None, None, ("too_few_for_interval",))
    assert e.value == pytest.approx(0.6)
    assert e.p == pytest.approx(0.4)
    assert pearson(cross(x, y)).low is not None
    assert spearman(joint([*x, 5], [*y, 5])).low is not None


@pytest.mark.parametrize("which", [0, 1])
def test_what_rounding_leaves_of_equal_decimals_is_constant(which):
    dust = Cross(5, FIVE.means.copy(), FIVE.products.copy())
    dust.means[which] = 0.1
    dust.products[which] = dust.products[:, which] = 0.0
    dust.products[which, which] = 5 * 1e-17**2
    assert pearson(dust) == not_computed("constant")
    assert partial_pearson(dust, dust) == not_computed("constant")
    assert slope_difference(dust, dust) == not_computed("constant")
    assert (regression_line(dust) is None) == (which == 0)
