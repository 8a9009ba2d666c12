"""Edges of Mann-Whitney and of the win odds."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.ranks import mann_whitney, win_odds
from aci_core.summaries.counts import Counts


def counts(treatment, control):
    return Counts(np.arange(float(len(treatment))), np.array(treatment), np.array(control))


@pytest.mark.parametrize("table", [((0, 0), (3, 1)), ((3, 1), (0, 0)), ((0,), (0,)), ((), ())])
def test_empty_arm(table):
    c = counts(*(np.array(row, dtype=np.int64) for row in table))
    assert mann_whitney(c) == not_computed("no_patients")
    assert win_odds(c, "higher") == not_computed("no_patients")


def test_ties_everywhere():
    c = counts((0, 5, 0), (0, 9, 0))
    assert mann_whitney(c) == Estimate(value=0.5, statistic=22.5, notes=("constant",))
    assert win_odds(c, "lower") == Estimate(value=1.0, notes=("constant",))


def test_all_of_one_arm_above_all_of_the_other():
    c = counts((0, 0, 4, 3), (5, 2, 0, 0))
    e = mann_whitney(c)
    assert (e.value, e.low, e.high, e.statistic, e.notes) == (1.0, None, None, 49.0, ("separated",))
    assert 0.0 < e.p < 0.01
    assert win_odds(c, "higher") == not_computed("separated")
    assert win_odds(c, "lower") == Estimate(value=0.0, notes=("separated",))


def test_one_patient_each():
    e = mann_whitney(counts((0, 1), (1, 0)))
    # |U - M/2| is the continuity correction itself.
    assert (e.value, e.p, e.notes) == (1.0, 1.0, ("separated",))


def test_one_patient_in_an_arm():
    c = counts((0, 0, 1, 0), (2, 3, 2, 4))
    e = mann_whitney(c)
    assert (e.value, e.low, e.high, e.notes) == (6 / 11, None, None, ("small_arm:1",))
    odds = win_odds(c, "higher")
    assert (odds.low, odds.high, odds.level, odds.notes) == (None, None, None, ("small_arm:1",))
    # Statistics, rule 9: its P rests on the same variance as the interval.
    assert (odds.statistic, odds.p) == (None, None)


def test_an_interval_of_ranks_needs_five_patients_in_each_arm():
    """Statistics, rule 9: with fewer the variance of the placements is useless."""
    four, five = counts((3, 1), (3, 9)), counts((3, 2), (3, 9))
    for e in (mann_whitney(four), win_odds(four, "higher")):
        assert (e.low, e.high, e.level, e.notes) == (None, None, None, ("small_arm:4",))
        assert e.value is not None
    # Mann-Whitney's P rests on ranks alone, that of win odds on the placements' variance.
    assert mann_whitney(four).p is not None
    assert win_odds(four, "higher").p is None
    for e in (mann_whitney(five), win_odds(five, "higher")):
        assert e.low < e.value < e.high
        assert e.notes == ()


def test_values_that_nobody_has_change_nothing():
    with_gap, without = counts((1, 0, 4, 3), (5, 0, 2, 1)), counts((1, 4, 3), (5, 2, 1))
    assert mann_whitney(with_gap) == mann_whitney(without)
    assert win_odds(with_gap, "higher") == win_odds(without, "higher")


def test_better_is_lower():
    c = counts((4, 3, 1), (1, 2, 5))
    swapped = counts((1, 2, 5), (4, 3, 1))
    lower, higher = win_odds(c, "lower"), win_odds(swapped, "higher")
    assert lower.value == higher.value > 1.0
    assert (lower.low, lower.high, lower.p) == pytest.approx((higher.low, higher.high, higher.p))


def test_a_hundred_million_patients():
    half, more = 25_000_000, 10_000
    e = mann_whitney(counts((half, half), (half + more, half - more)))
    assert e.statistic == half * (half + more) + half * half
    assert e.value == 0.5 + more / (4 * half)
    # Two values: the z of a two-by-two chi-square, but for N - 1 and the correction.
    assert e.p == pytest.approx(0.0455, abs=1e-4)
