"""The golden numbers that the product promises, for what works from counts.

They were made with R and checked a second way, or printed in the paper named; here they
stand as they were printed.
"""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.chi_square import n1_chi2, pearson_chi2, yates_chi2
from aci_core.stats.fisher import fisher_2x2, fisher_2xk
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.ordinal import linear_by_linear, proportional_odds
from aci_core.stats.proportion import clopper_pearson, one_sided_upper, wilson
from aci_core.stats.ranks import mann_whitney, win_odds
from aci_core.stats.risk_difference import nnt, risk_difference, risk_difference_mn
from aci_core.stats.risk_ratio import risk_ratio, risk_ratio_koopman
from aci_core.stats.shift import hodges_lehmann
from aci_core.stats.signed_rank import wilcoxon_signed_rank
from aci_core.summaries.counts import Counts

ARMS = (67, 78, 54, 78)
EFFECTIVE = [[67, 11], [54, 24]]
BEST_FIRST = np.array([[20, 25, 22, 11], [10, 20, 24, 24]])
WORST_FIRST = BEST_FIRST[:, ::-1]


def interval(e):
    return e.value, e.low, e.high


def printed(*numbers, digits=6):
    return pytest.approx(numbers, abs=0.5000001 * 10.0**-digits, rel=0)


def counts_of(treatment, control):
    values = np.union1d(treatment, control)
    at = [
        np.bincount(np.searchsorted(values, x), minlength=len(values)) for x in (treatment, control)
    ]
    return Counts(values.astype(float), *at)


SMALL = counts_of([2, 2, 3, 4, 4, 4, 5, 6, 7, 8], [4, 4, 5, 6, 6, 7, 7, 8, 9, 10])


def test_chi_square_of_the_paper():
    e = pearson_chi2(EFFECTIVE)
    assert (e.statistic, e.p, e.df) == printed(6.225266, 0.012594, 1)
    e = yates_chi2(EFFECTIVE)
    assert (e.statistic, e.p) == printed(5.304368, 0.021272)
    e = n1_chi2(EFFECTIVE)
    assert (e.statistic, e.p) == printed(6.185360, 0.012881)


def test_fisher_of_the_paper():
    e = fisher_2x2(EFFECTIVE)
    assert interval(e) == printed(2.689825, 1.147158, 6.660789)
    assert e.p == pytest.approx(0.020442, abs=5e-7)


def test_difference_of_the_paper():
    e = risk_difference(*ARMS)
    assert interval(e) == printed(0.166667, 0.035493, 0.291663)
    assert interval(nnt(e)) == (
        pytest.approx(6.0, abs=0.05),
        pytest.approx(3.43, abs=0.005),
        pytest.approx(28.17, abs=0.005),
    )
    assert interval(risk_difference_mn(*ARMS)) == printed(0.166667, 0.036256, 0.295315)


def test_ratios_of_the_paper():
    assert interval(risk_ratio(*ARMS)) == printed(1.240741, 1.043497, 1.475268)
    assert interval(risk_ratio_koopman(*ARMS)) == printed(1.240741, 1.048602, 1.497597)
    assert interval(odds_ratio(*ARMS)) == printed(2.707071, 1.218073, 6.016252)


def test_proportions_of_the_paper():
    assert interval(wilson(67, 78))[1:] == printed(0.764860, 0.919390)
    assert interval(wilson(54, 78))[1:] == printed(0.582882, 0.783681)
    assert interval(clopper_pearson(67, 78))[1:] == printed(0.761661, 0.927442)
    assert interval(clopper_pearson(54, 78))[1:] == printed(0.577575, 0.791920)


def test_no_event_in_78():
    assert clopper_pearson(0, 78).high == pytest.approx(0.046, abs=5e-4)
    assert one_sided_upper(0, 78).high == pytest.approx(0.038, abs=5e-4)


# Newcombe 1998, Table II: the hybrid score (method 10) and Miettinen-Nurminen.
NEWCOMBE = {
    (56, 70, 48, 80): ((0.0524, 0.3339), (0.0528, 0.3382)),
    (9, 10, 3, 10): ((0.1705, 0.8090), (0.1700, 0.8406)),
    (6, 7, 2, 7): ((0.0582, 0.8062), (0.0342, 0.8534)),
    (5, 56, 0, 29): ((-0.0381, 0.1926), (-0.0326, 0.1933)),
    (0, 10, 0, 20): ((-0.1611, 0.2775), (-0.1658, 0.2844)),
    (0, 10, 0, 10): ((-0.2775, 0.2775), (-0.2879, 0.2879)),
    (10, 10, 0, 20): ((0.6791, 1.0), (0.7156, 1.0)),
    (10, 10, 0, 10): ((0.6075, 1.0), (0.6636, 1.0)),
}


@pytest.mark.parametrize("arms", NEWCOMBE, ids=str)
def test_newcombe_1998(arms):
    hybrid, score = NEWCOMBE[arms]
    assert interval(risk_difference(*arms))[1:] == printed(*hybrid, digits=4)
    assert interval(risk_difference_mn(*arms))[1:] == printed(*score, digits=4)


def test_newcombe_to_five_digits():
    assert interval(risk_difference(56, 70, 48, 80)) == printed(0.2, 0.05243, 0.33387, digits=5)


def test_number_needed_through_infinity():
    rd = risk_difference(40, 78, 36, 78)
    assert interval(rd) == printed(0.05128, -0.10338, 0.20254, digits=5)
    e = nnt(rd)
    assert e.notes == ("through_infinity",)
    assert e.value == pytest.approx(19.5, abs=0.05)
    assert (e.low, e.high) == printed(4.94, -9.67, digits=2)


def test_koopman_1984():
    assert interval(risk_ratio_koopman(36, 40, 16, 80)) == printed(4.5, 2.94, 7.15, digits=2)


def test_no_event_in_the_control_arm():
    arms = (3, 78, 0, 78)
    assert fisher_2x2([[3, 75], [0, 78]]).p == pytest.approx(0.24516, abs=5e-6)
    assert interval(risk_difference(*arms)) == printed(0.03846, -0.01486, 0.10708, digits=5)
    e = risk_ratio(*arms)
    assert e.notes == ("half_added",)
    assert (e.value, e.low) == printed(7.0, 0.367577)
    assert e.high == pytest.approx(133.305, abs=5e-4)
    e = odds_ratio(*arms)
    assert e.notes == ("half_added",)
    assert (e.value, e.low) == printed(7.278146, 0.369684)
    assert e.high == pytest.approx(143.288, abs=5e-4)
    e = risk_ratio_koopman(*arms)
    assert (e.value, e.high, e.notes) == (None, None, ("unbounded_high",))
    assert e.low == pytest.approx(0.797982, abs=5e-7)


def test_grades_of_the_paper():
    assert fisher_2xk(BEST_FIRST).p == pytest.approx(0.03193837, abs=5e-9)
    e = pearson_chi2(BEST_FIRST)
    assert (e.statistic, e.df) == printed(8.804417, 3)
    assert e.p == pytest.approx(0.03200753, abs=5e-9)
    e = linear_by_linear(BEST_FIRST)
    assert (e.statistic, e.p) == printed(8.510266, 0.003531)
    e = proportional_odds(WORST_FIRST)
    assert (*interval(e), e.statistic) == printed(2.355296, 1.322374, 4.195045, 2.908741)
    e = win_odds(Counts(np.arange(4.0), *WORST_FIRST), "higher")
    assert interval(e) == (
        pytest.approx(1.704, abs=5e-4),
        pytest.approx(1.190179, abs=5e-7),
        pytest.approx(2.439647, abs=5e-7),
    )
    assert (e.statistic, e.p) == printed(2.910814, 0.003605)


def test_ranks_of_twenty_patients():
    e = mann_whitney(SMALL)
    assert (e.statistic, e.value) == (23.0, 0.23)
    assert e.p == pytest.approx(0.04267, abs=5e-6)
    assert interval(hodges_lehmann(SMALL)) == (-2.0, -4.0, 0.0)
    e = win_odds(Counts(SMALL.values, SMALL.control, SMALL.treatment), "higher")
    assert (*interval(e), e.p) == printed(3.347826, 1.096633, 10.220316, 0.033841)


def test_signed_rank_of_thirteen_patients():
    d = [-6, -5, -4, -4, -3, -3, -2, -1, -1, 0, 0, 1, 2]
    values, counts = np.unique(np.array(d, dtype=float), return_counts=True)
    e = wilcoxon_signed_rank(values, counts)
    assert (e.statistic, *interval(e)) == (6.5, -2.5, -4.0, -0.5)
    assert e.p == pytest.approx(0.020356, abs=5e-7)
    assert e.notes == ("zeros_dropped:2",)
