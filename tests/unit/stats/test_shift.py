"""Edges of the Hodges-Lehmann shift, and large samples."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.shift import hodges_lehmann
from aci_core.summaries.counts import Counts


def counts(values, treatment, control):
    return Counts(np.array(values, dtype=float), np.array(treatment), np.array(control))


@pytest.mark.parametrize("table", [((0, 0), (3, 1)), ((3, 1), (0, 0)), ((0, 0), (0, 0))])
def test_empty_arm(table):
    assert hodges_lehmann(counts((1, 2), *table)) == not_computed("no_patients")


def test_one_patient_each():
    e = hodges_lehmann(counts((3, 5), (1, 0), (0, 1)))
    assert e == Estimate(value=-2.0, notes=("too_few_for_interval",))


def test_too_few_for_the_level():
    few = counts((1, 2, 3, 4, 5, 6), (1, 0, 1, 0, 1, 0), (0, 1, 0, 1, 0, 1))
    e = hodges_lehmann(few, 0.99)
    assert (e.value, e.low, e.high, e.level) == (-1.0, None, None, None)
    assert e.notes == ("too_few_for_interval",)
    # At a level at which the limits exist, three in an arm are still too few (rule 9).
    e = hodges_lehmann(few, 0.8)
    assert (e.low, e.high, e.level, e.notes) == (None, None, None, ("small_arm:3",))
    assert hodges_lehmann(counts(range(10), [1, 0] * 5, [0, 1] * 5), 0.8).low is not None


def test_one_value_in_both_arms():
    e = hodges_lehmann(counts((7,), (12,), (30,)))
    assert (e.value, e.low, e.high, e.notes) == (0.0, None, None, ("constant",))


def test_an_interval_of_one_number_is_none():
    """Statistics, rule 9: nine in ten at the floor, and both limits are the same."""
    e = hodges_lehmann(counts((0, 1), (90, 10), (91, 9)))
    assert (e.value, e.low, e.high, e.level, e.notes) == (0.0, None, None, None, ("zero_width",))


def test_an_even_number_of_differences_is_halved_between_the_middle_two():
    e = hodges_lehmann(counts((0, 1, 10), (0, 1, 1), (2, 0, 0)))
    assert e.value == 5.5


def test_not_a_difference_of_medians():
    e = hodges_lehmann(counts((0, 1, 4, 9), (2, 0, 3, 0), (0, 3, 1, 1)))
    t, c = [0, 0, 4, 4, 4], [1, 1, 1, 4, 9]
    assert e.value == np.median(np.subtract.outer(t, c)) == -1.0
    assert np.median(t) - np.median(c) == 3.0


@pytest.mark.parametrize("distinct", [300, 20_000])
def test_large_samples_by_their_definition(distinct):
    """The K-th difference has K or more at most it, and fewer below."""
    rng = np.random.default_rng(11)
    n = 40_000
    treatment = np.bincount(rng.integers(3, distinct, n), minlength=distinct)
    control = np.bincount(rng.integers(0, distinct, n), minlength=distinct)
    e = hodges_lehmann(Counts(np.arange(float(distinct)), treatment, control))
    below = np.cumsum(control[::-1])[::-1]
    pairs = n * n

    def at_most(d):
        # Whole numbers: t - c <= d means c >= t - d.
        start = np.clip(np.arange(distinct) - int(d), 0, distinct)
        return int(treatment @ np.append(below, 0)[start])

    spread = np.sqrt(pairs / 12 * (2 * n + 1))
    k = pairs / 2 - 1.959963984540054 * spread
    # Ties within an arm take less than a part in 1e4 from the spread.
    slack = 0.005 * spread
    assert at_most(e.low - 1) - slack < k < at_most(e.low) + slack
    assert at_most(e.high - 1) - slack < pairs - k < at_most(e.high) + slack
    assert at_most(np.ceil(e.value) - 1) <= pairs // 2 <= at_most(np.floor(e.value))


def test_continuous_values_shift_exactly():
    """Adding an exact number to one arm adds it to shift and limits."""
    rng = np.random.default_rng(12)
    t, c = np.unique(rng.integers(0, 2**40, 30_000)), np.unique(rng.integers(0, 2**40, 20_000))

    def shifted(by):
        values = np.union1d(t + by, c).astype(float)
        return hodges_lehmann(
            Counts(values, np.isin(values, t + by).astype(int), np.isin(values, c).astype(int))
        )

    plain, moved = shifted(0), shifted(12_345)
    assert (moved.value - plain.value, moved.low - plain.low, moved.high - plain.high) == (
        12_345.0,
        12_345.0,
        12_345.0,
    )
