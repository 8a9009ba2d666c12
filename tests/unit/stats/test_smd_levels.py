"""The standardised difference of categories: what is refused, and its interval."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special

from aci_core.stats.estimate import not_computed
from aci_core.stats.smd_levels import noncentrality, smd_levels


@pytest.mark.parametrize(
    ("table", "note"),
    [
        ([[], []], "no_patients"),
        ([[0, 0], [0, 0]], "no_patients"),
        ([[0, 0, 0], [3, 1, 2]], "no_patients"),
        ([[3, 1, 2], [0, 0, 0]], "no_patients"),
        ([[4], [5]], "constant"),
        ([[0, 4, 0], [0, 5, 0]], "constant"),
        ([[4, 0], [0, 5]], "no_shared_level"),
        ([[4, 1, 0, 0], [0, 0, 5, 2]], "no_shared_level"),
    ],
)
def test_not_computed(table, note):
    assert smd_levels(table) == not_computed(note)


def test_equal_shares_are_exactly_zero():
    e = smd_levels([[1, 2, 4], [3, 6, 12]])
    # An interval from 0 to 0 is none (statistics, rule 9).
    assert (e.value, e.low, e.high, e.level, e.notes) == (0.0, None, None, None, ("zero_width",))
    two = smd_levels([[1, 2], [3, 6]])
    assert two.value == 0.0
    assert two.low == -two.high


def test_two_levels_agree_with_the_difference_of_proportions():
    p, q = 67 / 78, 54 / 78
    expected = (p - q) / math.sqrt((p * (1 - p) + q * (1 - q)) / 2)
    assert smd_levels([[67, 11], [54, 24]]).value == pytest.approx(expected, rel=1e-14)


def test_unsigned():
    assert smd_levels([[11, 67], [24, 54]]).value == smd_levels([[67, 11], [54, 24]]).value


def test_an_empty_level_changes_nothing():
    assert smd_levels([[5, 0, 9, 4], [7, 0, 2, 8]]) == smd_levels([[5, 9, 4], [7, 2, 8]])
    # Left over with two levels, it has the interval of two levels.
    assert smd_levels([[5, 0, 9], [7, 0, 2]]) == smd_levels([[5, 9], [7, 2]])


def test_one_patient_in_an_arm():
    e = smd_levels([[1, 0, 0], [5, 6, 7]])
    assert e.notes == ()
    assert e.low <= e.value <= e.high


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_limits_are_roots(level):
    table = np.array([[40, 25, 13], [20, 28, 30]])
    e = smd_levels(table, level)
    m = 78 * 78 / 156
    for limit, probability in ((e.low, (1 + level) / 2), (e.high, (1 - level) / 2)):
        assert limit > 0.0
        reached = special.chndtr(m * e.value**2, 2, m * limit**2)
        assert reached == pytest.approx(probability, abs=1e-12)
    assert e.level == level


@pytest.mark.parametrize("x", [0.3, 5.0, 9.4, 40.0, 3000.0, 1e6])
@pytest.mark.parametrize("df", [2, 5])
@pytest.mark.parametrize("probability", [0.005, 0.025, 0.975])
def test_noncentrality(x, df, probability):
    value = noncentrality(x, df, probability)
    central = special.chndtr(x, df, 0.0)
    if central <= probability:
        assert value == 0.0
    else:
        assert special.chndtr(x, df, value * (1 - 1e-9)) > probability
        assert special.chndtr(x, df, value * (1 + 1e-9)) < probability


def test_noncentrality_of_nothing():
    assert noncentrality(0.0, 3, 0.025) == 0.0


def test_a_million_patients():
    e = smd_levels(np.array([[400_000, 300_000, 1], [1, 300_000, 500_000]]))
    assert 0.0 < e.low < e.value < e.high < 1.01 * e.value


def test_arms_more_alike_than_chance_say_so():
    result = smd_levels(np.array([[100, 100, 100], [100, 101, 100]]))
    assert (result.low, result.high, result.notes) == (None, None, ("zero_width",))
    result = smd_levels(np.array([[100, 100, 100], [100, 104, 100]]))
    assert 0.0 == result.low < result.high < result.value
    assert result.notes == ("alike_beyond_chance",)
    assert smd_levels(np.array([[20, 25, 22, 11], [10, 20, 24, 24]])).notes == ()
