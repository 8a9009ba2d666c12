"""Quartiles and skewness: by hand, what is refused, and the edges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from aci_core.stats.estimate import not_computed
from aci_core.stats.skewness import skewness
from aci_core.summaries.quantiles import quantiles_type7

QUARTILES = (0.25, 0.5, 0.75)


def counted(values):
    return np.unique(np.asarray(values, dtype=float), return_counts=True)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5], [5, 5, 5]),
        ([1, 2], [1.25, 1.5, 1.75]),
        ([1, 2, 3, 4], [1.75, 2.5, 3.25]),
        ([0, 0, 0, 0, 9], [0, 0, 0]),
        ([2] * 7, [2, 2, 2]),
    ],
)
def test_quartiles(values, expected):
    assert quantiles_type7(*counted(values), QUARTILES).tolist() == expected


def test_no_value_has_no_quantile():
    assert quantiles_type7(np.array([]), np.array([], dtype=int), QUARTILES) is None
    assert quantiles_type7(np.array([1.0, 2]), np.array([0, 0]), QUARTILES) is None


def test_a_value_that_nobody_has_changes_nothing():
    values, counts = np.array([0.0, 1, 2, 3, 4]), np.array([0, 2, 0, 1, 0])
    assert quantiles_type7(values, counts, (0, 0.5, 0.75, 1)).tolist() == [1, 1, 2, 3]
    assert skewness(values, counts) == skewness(np.array([1.0, 3]), np.array([2, 1]))


def test_equal_neighbours_keep_their_last_digit():
    assert quantiles_type7(*counted([0.1] * 4), (0.1, 1 / 3, 0.9)).tolist() == [0.1] * 3


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_for_skewness(n):
    assert skewness(*counted([1, 2][:n])) == not_computed("too_few")


@pytest.mark.parametrize("value", [0.0, 0.1, -3e8])
def test_constant(value):
    assert skewness(*counted([value] * 9)) == not_computed("constant")


def test_not_finite():
    values = np.array([1.0, 2, 3, math.inf])
    assert skewness(values, np.array([1, 2, 3, 1])) == not_computed("not_finite")
    assert skewness(values, np.array([1, 2, 3, 0])).notes == ()


def test_symmetric_is_zero():
    assert skewness(*counted([-3, -1, 0, 1, 3])).value == 0.0


def test_sign_is_the_longer_tail():
    assert skewness(*counted([1, 1, 2, 9])).value > 1.0
    assert skewness(*counted([-1, -1, -2, -9])).value < -1.0


def test_cubes_do_not_overflow():
    assert skewness(*counted([1e300, 2e300, 9e300])).value == pytest.approx(
        skewness(*counted([1, 2, 9])).value
    )
