"""Edges of the trend test and of the common odds ratio."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.estimate import not_computed
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.ordinal import linear_by_linear, proportional_odds

TESTS = (linear_by_linear, proportional_odds)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(
    "table", [[[0, 0, 0], [3, 4, 1]], [[3, 4, 1], [0, 0, 0]], [[0, 0], [0, 0]]]
)
def test_empty_arm(test, table):
    assert test(table) == not_computed("no_patients")


@pytest.mark.parametrize("test", TESTS)
def test_one_grade(test):
    assert test([[0, 5, 0], [0, 9, 0]]) == not_computed("constant")


@pytest.mark.parametrize(
    "table",
    [
        [[0, 0, 5], [4, 3, 0]],
        [[4, 3, 0], [0, 0, 5]],
        [[0, 3, 5], [4, 2, 0]],
        [[0, 0, 5], [4, 3, 2]],
        [[0, 7], [3, 7]],
        [[1, 0], [0, 1]],
        [[0, 0, 4, 0], [0, 4, 4, 0]],
    ],
)
def test_arms_that_do_not_overlap(table):
    assert proportional_odds(table) == not_computed("separated")
    assert linear_by_linear(table).p < 1.0


def test_an_empty_grade_keeps_its_score_in_the_trend_only():
    with_gap, without = [[11, 0, 25, 20], [24, 0, 20, 10]], [[11, 25, 20], [24, 20, 10]]
    assert linear_by_linear(with_gap).statistic != linear_by_linear(without).statistic
    assert proportional_odds(with_gap) == proportional_odds(without)


def test_empty_grades_at_the_ends_change_nothing():
    inner, outer = [[3, 9, 4], [5, 2, 1]], [[0, 3, 9, 4, 0], [0, 5, 2, 1, 0]]
    assert linear_by_linear(outer).statistic == pytest.approx(
        linear_by_linear(inner).statistic, rel=1e-14
    )


def test_linear_of_equal_arms():
    e = linear_by_linear([[5, 6, 7], [5, 6, 7]])
    assert (e.statistic, e.df, e.p) == (0.0, 1.0, 1.0)


def test_linear_of_two_patients():
    assert linear_by_linear([[1, 0], [0, 1]]).statistic == 1.0


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_two_grades_are_an_odds_ratio(level):
    e, woolf = proportional_odds([[24, 54], [11, 67]], level), odds_ratio(54, 78, 67, 78, level)
    assert (e.value, e.low, e.high) == pytest.approx(
        (woolf.value, woolf.low, woolf.high), rel=1e-12
    )


def test_equal_arms_have_an_odds_ratio_of_one():
    e = proportional_odds([[5, 6, 7], [5, 6, 7]])
    assert e.value == pytest.approx(1.0, rel=1e-14)
    assert e.p == pytest.approx(1.0, rel=1e-12)


def test_nearly_separated():
    e = proportional_odds([[1, 10**6], [10**6, 1]])
    assert e.value == pytest.approx(1e12, rel=1e-12)
    e = proportional_odds([[1, 0, 10**5], [10**5, 0, 1]])
    assert e.value == pytest.approx(1e10, rel=1e-12)


def test_one_patient_in_an_arm():
    e = proportional_odds([[0, 1, 0], [5, 6, 7]])
    assert e.low < e.value < e.high
    assert e.notes == ()


def test_many_grades():
    rng = np.random.default_rng(3)
    table = rng.poisson(3.0, (2, 43))
    e = proportional_odds(table)
    mirror = proportional_odds(table[:, ::-1])
    assert e.value == pytest.approx(1.0 / mirror.value, rel=1e-12)
    assert e.low == pytest.approx(1.0 / mirror.high, rel=1e-12)


TABLE = [[11, 22, 25, 20], [24, 24, 20, 10]]
