"""What a table must have for a chi-square test, and its footnote."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.chi_square import n1_chi2, pearson_chi2, yates_chi2
from aci_core.stats.estimate import not_computed

TESTS = (pearson_chi2, yates_chi2, n1_chi2)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("table", [[[0, 0], [3, 4]], [[3, 4], [0, 0]], [[0, 0], [0, 0]]])
def test_empty_arm(test, table):
    assert test(table) == not_computed("no_patients")


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(
    "table", [[[5, 0], [9, 0]], [[0, 5], [0, 9]], [[5], [9]], [[0, 5, 0], [0, 9, 0]]]
)
def test_one_column(test, table):
    assert test(table) == not_computed("constant")


@pytest.mark.parametrize("test", [yates_chi2, n1_chi2])
def test_more_than_two_columns(test):
    assert test([[1, 2, 3], [3, 2, 2]]) == not_computed("not_two_by_two")
    assert test([[10, 0, 30], [30, 0, 20]]) == test([[10, 30], [30, 20]])


def test_a_grade_empty_in_both_arms_is_dropped():
    full = pearson_chi2([[20, 0, 25, 22], [10, 0, 20, 24]])
    assert full == pearson_chi2([[20, 25, 22], [10, 20, 24]])
    assert full.df == 2.0


def test_a_grade_empty_in_one_arm_stays():
    assert pearson_chi2([[20, 0, 25], [10, 6, 20]]).df == 2.0


def test_expected_counts_decide_the_note():
    # Observed 0, expected 5: no note. Observed 9, expected 4.5: a note.
    assert pearson_chi2([[0, 50], [10, 40]]).notes == ()
    assert pearson_chi2([[9, 41], [0, 50]]).notes == ("min_expected_below_5",)
    for test in (yates_chi2, n1_chi2):
        assert test([[9, 41], [0, 50]]).notes == ("min_expected_below_5",)


def test_yates_never_overshoots():
    e = yates_chi2([[5, 5], [5, 6]])
    assert (e.statistic, e.p) == (0.0, 1.0)


def test_one_patient_each():
    e = pearson_chi2([[1, 0], [0, 1]])
    assert (e.statistic, e.notes) == (2.0, ("min_expected_below_5",))


def test_counts_beyond_int64_squared():
    big = 10**9
    e = pearson_chi2(np.array([[big, 2 * big], [2 * big, big]]))
    assert e.statistic == pytest.approx(6 * big / 9, rel=1e-15)
    assert e.p == 0.0


def test_three_rows_are_a_mistake():
    with pytest.raises(ValueError, match="two rows"):
        pearson_chi2([[1, 2], [3, 4], [5, 6]])
