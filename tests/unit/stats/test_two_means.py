"""Differences of two means: what is refused, with which note, and the edges."""

from __future__ import annotations

import math

import pytest

from aci_core.stats.estimate import not_computed
from aci_core.stats.two_means import (
    hedges_g,
    smd_means,
    standardised_interval,
    student_t,
    welch_t,
)
from aci_core.summaries.moments import Moments

NONE = Moments(0, 0.0, 0.0)
ONE = Moments.of([3.0])
TWO = Moments.of([1.0, 4.0])
SOME = Moments.of([1.0, 2.0, 4.0, 7.0])
SAME = Moments.of([2.0] * 5)
ALL = (welch_t, student_t, hedges_g, smd_means)


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("arms", [(NONE, SOME), (SOME, NONE), (NONE, NONE)])
def test_an_empty_arm(function, arms):
    assert function(*arms) == not_computed("no_patients")


def test_a_column_that_is_all_missing_is_an_empty_arm():
    assert welch_t(Moments.of([math.nan] * 6), SOME) == not_computed("no_patients")


@pytest.mark.parametrize("function", [welch_t, smd_means])
@pytest.mark.parametrize("arms", [(ONE, SOME), (SOME, ONE), (ONE, ONE)])
def test_one_patient_has_no_standard_deviation(function, arms):
    assert function(*arms) == not_computed("one_patient")


def test_one_patient_borrows_the_pooled_standard_deviation():
    e = student_t(ONE, SOME)
    assert (e.value, e.df) == (-0.5, 3.0)
    assert e.statistic == pytest.approx(-0.5 / math.sqrt(7.0 * 1.25))
    assert hedges_g(ONE, SOME).notes == ()


@pytest.mark.parametrize(("function", "arms"), [(student_t, (ONE, ONE)), (hedges_g, (ONE, TWO))])
def test_too_few(function, arms):
    assert function(*arms) == not_computed("too_few")


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("other", [SAME, Moments.of([5.0] * 3), Moments.of([0.0] * 4)])
def test_two_constants(function, other):
    assert function(SAME, other) == not_computed("constant")
    assert function(other, SAME) == not_computed("constant")


@pytest.mark.parametrize("function", ALL)
def test_equal_decimals_are_constant_however_they_were_merged(function):
    parts = sum((Moments.of([0.1] * k) for k in range(1, 30)), NONE)
    assert parts.m2 >= 0.0
    assert function(parts, Moments.of([0.3] * 7)) == not_computed("constant")


@pytest.mark.parametrize("function", ALL)
def test_one_constant_arm_is_enough_spread(function):
    e = function(SAME, SOME)
    assert e.notes == ()
    assert e.low < e.value < e.high


def test_welch_with_a_constant_arm_has_the_degrees_of_the_other():
    assert welch_t(SAME, SOME).df == pytest.approx(3.0, rel=1e-15)


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("bad", [Moments(4, math.inf, 1.0), Moments(4, 0.0, math.nan)])
def test_not_finite(function, bad):
    assert function(bad, SOME) == not_computed("not_finite")
    assert function(SOME, bad) == not_computed("not_finite")


@pytest.mark.parametrize("function", ALL)
def test_sums_too_large_for_a_float(function):
    huge = Moments(2, 1.0, 1e308)
    assert function(huge, huge) == not_computed("not_finite")


@pytest.mark.parametrize("function", ALL)
def test_a_spread_that_is_rounding_beside_the_means(function):
    assert function(Moments(4, 1e300, 0.0), Moments(4, 0.0, 1e-30)) == not_computed("constant")


def test_a_standardised_effect_too_large_for_a_float():
    assert standardised_interval(math.inf, 2, 2, 0.95) == not_computed("not_finite")


def test_variances_so_small_that_their_squares_vanish():
    small = welch_t(Moments(5, 1e-110, 1e-220), Moments(5, 3e-110, 1e-220))
    large = welch_t(Moments(5, 1.0, 1.0), Moments(5, 3.0, 1.0))
    assert (small.statistic, small.df, small.p) == pytest.approx(
        (large.statistic, large.df, large.p), rel=1e-12
    )


def test_far_tail_is_not_zero():
    e = student_t(Moments.from_sd(78, 0.0, 1.0), Moments.from_sd(78, 9.0, 1.0))
    assert 0.0 < e.p < 1e-80


def test_hedges_correction_at_a_million():
    arm, other = Moments.from_sd(10**6, 0.0, 1.0), Moments.from_sd(10**6, 1.0, 1.0)
    m = 2.0 * 10**6 - 2
    expected = -(1.0 - 3.0 / (4.0 * m) - 7.0 / (32.0 * m * m))
    assert hedges_g(arm, other).value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("function", ALL)
def test_level_widens(function):
    widths = [e.high - e.low for e in (function(TWO, SOME, k) for k in (0.9, 0.95, 0.99))]
    assert widths == sorted(widths)
    assert [function(TWO, SOME, k).level for k in (0.9, 0.99)] == [0.9, 0.99]
