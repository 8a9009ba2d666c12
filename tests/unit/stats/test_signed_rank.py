"""Edges of the signed-rank test."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.estimate import not_computed
from aci_core.stats.signed_rank import _significant, wilcoxon_signed_rank


def of(*differences, level=0.95):
    return wilcoxon_signed_rank(*np.unique(np.array(differences), return_counts=True), level)


def test_no_patients():
    nobody = np.array([]), np.array([], dtype=np.int64)
    assert wilcoxon_signed_rank(*nobody) == not_computed("no_patients")
    unused = np.array([1.0, 2.0]), np.array([0, 0])
    assert wilcoxon_signed_rank(*unused) == not_computed("no_patients")


def test_no_patient_changed():
    assert of(0.0, 0.0, 0.0) == not_computed("all_zero", "zeros_dropped:3")


def test_one_patient():
    e = of(-3.0)
    assert (e.value, e.low, e.high, e.statistic, e.p) == (-3.0, None, None, 0.0, 1.0)
    assert e.notes == ("too_few_for_interval",)


def test_zeros_are_dropped_and_counted():
    with_zeros, without = of(0.0, 0.0, *range(-3, 9)), of(*(d for d in range(-3, 9) if d))
    assert with_zeros.notes == ("zeros_dropped:3",)
    assert without.notes == ()
    assert with_zeros.p == without.p
    assert (with_zeros.value, with_zeros.low) == (without.value, without.low)


def test_every_patient_the_same():
    e = wilcoxon_signed_rank(np.array([-2.0]), np.array([40]))
    # Both limits would be -2: an interval of no width is none (statistics, rule 9).
    assert (e.value, e.low, e.high, e.level, e.statistic) == (-2.0, None, None, None, 0.0)
    assert e.notes == ("zero_width",)
    assert 0.0 < e.p < 1e-6


def test_fewer_than_five_changes_have_no_interval():
    four, five = (wilcoxon_signed_rank(np.arange(1.0, n + 1), np.ones(n, int), 0.8) for n in (4, 5))
    assert (four.low, four.notes) == (None, ("too_few_for_interval",))
    assert five.low < five.value < five.high


def test_decimals_tie_as_they_are_written():
    # Neither 0.3 - 0.1, 0.5 - 0.3 nor 1.1 - 0.9 is the same double.
    exact = of(2.0, 2.0, 2.0, -1.0, 4.0)
    tenths = of(0.3 - 0.1, 0.5 - 0.3, 1.1 - 0.9, -0.1, 0.4)
    assert tenths.statistic == exact.statistic
    assert tenths.p == exact.p


def test_too_few_for_the_level():
    e = of(-1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, level=0.99)
    assert (e.low, e.level, e.notes) == (None, None, ("too_few_for_interval",))
    assert of(-1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, level=0.9).low == 1.5


@pytest.mark.parametrize(
    "x",
    [
        0.1 + 0.2, 1 / 3, 2 / 3e5, 123456.789012345, 99999999999.4, 1e-12 / 3, 5e-324, 1e300 / 7,
        1e22 / 3, 1e23 / 3, 1e-14 / 3, 0.99999999999, 1000.0, 1e10, 1e10 + 4, 12345678901.0,
    ],
)  # fmt: skip
def test_ten_significant_digits(x):
    assert _significant(np.array([x]))[0] == float(f"{x:.9e}")


def test_large_samples_shift_exactly():
    rng = np.random.default_rng(5)
    d = np.unique(rng.integers(1, 2**40, 20_000)).astype(float)
    once = np.ones(len(d), dtype=np.int64)
    plain, moved = wilcoxon_signed_rank(d, once), wilcoxon_signed_rank(d + 1024.0, once)
    assert [moved.value - plain.value, moved.low - plain.low, moved.high - plain.high] == [
        1024.0
    ] * 3
