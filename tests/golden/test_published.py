"""Numbers that a paper or a book prints, each with its citation; NIST's stand in test_nist.

Two methods have no printed interval to hold against ours; their formula is tested here
against a second computation:

* Bonett DG, Wright TA. Psychometrika 2000; 65: 23-28 prints sample sizes and simulated
  coverage, no interval of a data set: the standard error (1 + r^2/2)/(n - 3) is written out.
* Churilov L and others. International Journal of Stroke 2014; 9: 999-1005 prints no
  interval beside a whole table: the odds with ties split and their error are computed by
  sums over the cells of the table, as R's genodds does, where ours goes by placements.

Yang D, Dalton JE (SAS Global Forum 2012, paper 335) define the difference of several levels;
no printed example could be had to the digit. Its definition is worked by hand for three
levels, and by a generalised inverse that takes all levels at once.

The risk ratio 7/34 v 1/34 of Fagerland 2015 (Table 5) is often quoted as 1.21 to 43 for
Koopman's interval. 1.21 is the limit with N/(N - 1), of Miettinen and Nurminen; Koopman's
definition gives 1.2209, and so does the authors' own R package contingencytables.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from aci_core.stats.chi_square import pearson_chi2, yates_chi2
from aci_core.stats.correlation import spearman
from aci_core.stats.estimate import Estimate
from aci_core.stats.fisher import fisher_2x2
from aci_core.stats.multiplicity import benjamini_hochberg, holm
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.ordinal import linear_by_linear
from aci_core.stats.paired import paired_t
from aci_core.stats.proportion import clopper_pearson, one_sided_upper, wilson
from aci_core.stats.ranks import mann_whitney, win_odds
from aci_core.stats.risk_difference import nnt, risk_difference, risk_difference_mn
from aci_core.stats.risk_ratio import risk_ratio, risk_ratio_koopman
from aci_core.stats.smd_levels import smd_levels
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.moments import Moments


def printed(*numbers: str) -> list[object]:
    """What rounds to the digits that are printed."""
    values = []
    for text in numbers:
        places = len(text.partition(".")[2])
        values.append(pytest.approx(float(text), abs=0.5000001 * 10.0**-places, rel=0))
    return values


def limits(e: Estimate) -> list[float | None]:
    return [e.low, e.high]


# Newcombe RG. Interval estimation for the difference between independent proportions:
# comparison of eleven methods. Statistics in Medicine 1998; 17: 873-890, Table II: method 10
# (hybrid score, no continuity correction) and method 6 (Miettinen and Nurminen).
NEWCOMBE_DIFFERENCE = {
    "a": ((56, 70, 48, 80), ("0.0524", "0.3339"), ("0.0528", "0.3382")),
    "b": ((9, 10, 3, 10), ("0.1705", "0.8090"), ("0.1700", "0.8406")),
    "c": ((6, 7, 2, 7), ("0.0582", "0.8062"), ("0.0342", "0.8534")),
    "d": ((5, 56, 0, 29), ("-0.0381", "0.1926"), ("-0.0326", "0.1933")),
    "e": ((0, 10, 0, 20), ("-0.1611", "0.2775"), ("-0.1658", "0.2844")),
    "f": ((0, 10, 0, 10), ("-0.2775", "0.2775"), ("-0.2879", "0.2879")),
    "g": ((10, 10, 0, 20), ("0.6791", "1.0000"), ("0.7156", "1.0000")),
    "h": ((10, 10, 0, 10), ("0.6075", "1.0000"), ("0.6636", "1.0000")),
}


@pytest.mark.parametrize("example", NEWCOMBE_DIFFERENCE)
def test_newcombe_1998_difference(example):
    arms, hybrid, score = NEWCOMBE_DIFFERENCE[example]
    assert limits(risk_difference(*arms)) == printed(*hybrid)
    assert limits(risk_difference_mn(*arms)) == printed(*score)


@pytest.mark.parametrize("example", NEWCOMBE_DIFFERENCE)
def test_newcombe_1998_difference_with_arms_swapped(example):
    (x_t, n_t, x_c, n_c), (low, high), _ = NEWCOMBE_DIFFERENCE[example]
    e = risk_difference(x_c, n_c, x_t, n_t)
    assert e.low is not None
    assert e.high is not None
    assert [-e.high, -e.low] == printed(low, high)


# Newcombe RG. Two-sided confidence intervals for the single proportion: comparison of seven
# methods. Statistics in Medicine 1998; 17: 857-872, Table I: methods 3 (score) and 5 (exact).
NEWCOMBE_SINGLE = {
    (81, 263): (("0.2553", "0.3662"), ("0.2527", "0.3676")),
    (15, 148): (("0.0624", "0.1605"), ("0.0578", "0.1617")),
    (0, 20): (("0.0000", "0.1611"), ("0.0000", "0.1684")),
    (1, 29): (("0.0061", "0.1718"), ("0.0009", "0.1776")),
}


@pytest.mark.parametrize("rate", NEWCOMBE_SINGLE, ids=str)
def test_newcombe_1998_single(rate):
    score, exact = NEWCOMBE_SINGLE[rate]
    assert limits(wilson(*rate)) == printed(*score)
    assert limits(clopper_pearson(*rate)) == printed(*exact)


def test_koopman_1984():
    """Koopman PAR. Biometrics 1984; 40: 513-517, page 517: 36/40 v 16/80."""
    e = risk_ratio_koopman(36, 40, 16, 80)
    assert e.value == pytest.approx(4.5)
    assert limits(e) == printed("2.94", "7.15")


def test_gart_nam_1988():
    """Gart JJ, Nam J. Biometrics 1988; 44: 323-338, section 5, example 2: 6/10 v 6/20."""
    e = risk_ratio_koopman(6, 10, 6, 20)
    assert limits(e) == printed("0.844", "4.59")


def test_fagerland_2015():
    """Fagerland MW, Lydersen S, Laake P. Statistical Methods in Medical Research 2015; 24:
    224-254, 7/34 v 1/34; four digits by the authors' R package contingencytables."""
    arms = (7, 34, 1, 34)
    e = risk_ratio(*arms)
    assert e.value == pytest.approx(7.0)
    assert e.low == printed("0.91")[0]
    assert e.high == printed("54")[0]
    assert limits(e) == printed("0.9096", "53.8695")
    assert limits(risk_ratio_koopman(*arms)) == printed("1.2209", "42.5757")
    e = risk_difference(*arms)
    assert e.value == printed("0.1765")[0]
    assert limits(e) == printed("0.0189", "0.3404")


def test_ritland_by_fagerland():
    """The same package: 0/16 v 15/72, by Miettinen and Nurminen."""
    e = risk_difference_mn(0, 16, 15, 72)
    assert e.value == printed("-0.2083")[0]
    assert limits(e) == printed("-0.3164", "-0.0056")


def test_altman_1998():
    """Altman DG. BMJ 1998; 317: 1309-1312: a difference of 10 % (-5 % to 25 %) is NNTB 10,
    from NNTB 4 through infinity to NNTH 20."""
    e = nnt(Estimate(value=0.10, low=-0.05, high=0.25))
    assert (e.value, e.low, e.high) == pytest.approx((10.0, 4.0, -20.0))
    assert e.notes == ("through_infinity",)
    e = nnt(Estimate(value=-0.10, low=-0.25, high=0.05))
    assert (e.value, e.low, e.high) == pytest.approx((-10.0, 20.0, -4.0))


def test_rule_of_three():
    """Hanley JA, Lippman-Hand A. JAMA 1983; 249: 1743-1745: none of n, the upper 95 % bound
    is 3/n for n above 30."""
    for n in (50, 100, 1000):
        assert one_sided_upper(0, n).high == pytest.approx(3 / n, rel=0.035)


def test_agresti_aspirin():
    """Agresti A. An Introduction to Categorical Data Analysis, 2nd ed. Wiley 2007, section
    2.3: myocardial infarction with placebo (189 of 11,034) and aspirin (104 of 11,037)."""
    arms = (189, 11034, 104, 11037)
    e = odds_ratio(*arms)
    assert e.value == printed("1.832")[0]
    assert limits(e) == printed("1.44", "2.33")
    assert risk_ratio(*arms).value == printed("1.82")[0]


def test_agresti_tea():
    """The same, section 2.6: Fisher's tea taster, P = 0.486; Pearson and Yates as in
    Fagerland's package: 2.000 (0.15730) and 0.500 (0.47950)."""
    table = [[3, 1], [1, 3]]
    assert fisher_2x2(table).p == printed("0.486")[0]
    e = pearson_chi2(table)
    assert [e.statistic, e.p] == printed("2.000", "0.15730")
    e = yates_chi2(table)
    assert [e.statistic, e.p] == printed("0.500", "0.47950")


def test_agresti_infants():
    """The same, section 2.5: malformation by drinking; scores 0 to 4 give 1.83, P = 0.18."""
    table = [[48, 38, 5, 1, 1], [17066, 14464, 788, 126, 37]]
    e = linear_by_linear(table)
    assert [e.statistic, e.p] == printed("1.83", "0.18")
    e = pearson_chi2(table)
    assert [e.statistic, e.p] == printed("12.1", "0.02")
    assert e.df == 4


def test_student_1908():
    """Student. The probable error of a mean. Biometrika 1908; 6: 1-25: the second drug gave
    1.58 hours more sleep; Fisher's t for the same ten patients (1925) is 4.06 on 9."""
    d = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    e = paired_t(Moments.of(d))
    assert [e.value, e.statistic] == printed("1.58", "4.06")
    assert e.df == 9


def test_hollander_wolfe_1973():
    """Hollander M, Wolfe DA. Nonparametric Statistical Methods. Wiley 1973, pages 69-70, as in
    R's help of wilcox.test: permeability of membranes, W = 35."""
    x = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    y = [1.15, 0.88, 0.90, 0.74, 1.21]
    values = np.unique(x + y)
    counts = [np.array([list(arm).count(v) for v in values]) for arm in (x, y)]
    e = mann_whitney(Counts(values, *counts))
    assert e.statistic == 35.0


def test_benjamini_hochberg_1995():
    """Benjamini Y, Hochberg Y. JRSS B 1995; 57: 289-300, section 3.2: of fifteen tests of a
    thrombolysis trial the false discovery rate at 0.05 rejects four, Bonferroni's way three."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    rejected = [q is not None and q <= 0.05 for q in benjamini_hochberg(p)]
    assert rejected == [True] * 4 + [False] * 11
    rejected = [q is not None and q <= 0.05 for q in holm(p)]
    assert rejected == [True] * 3 + [False] * 12


# ------------------------------------------------- formulas without a printed interval


@pytest.mark.parametrize("level", [0.90, 0.95, 0.99])
@pytest.mark.parametrize("seed", range(5))
def test_bonett_wright_2000_formula(seed, level):
    rng = np.random.default_rng(seed)
    n = (8, 20, 78, 156, 1000)[seed]
    x = rng.integers(0, 6, n).astype(float)
    y = x + rng.integers(0, 9, n)
    e = spearman(Joint(x, y, np.ones(n, dtype=np.int64)), level)
    # Mid-ranks by counting, Pearson's r of them, and the formula.
    ranks = [[np.sum(v < w) + (np.sum(v == w) + 1) / 2 for w in v] for v in (x, y)]
    r = np.corrcoef(ranks)[0, 1]
    z = {0.90: 1.6448536269514722, 0.95: 1.959963984540054, 0.99: 2.5758293035489004}[level]
    half = z * math.sqrt((1 + r * r / 2) / (n - 3))
    expected = r, math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)
    assert (e.value, e.low, e.high) == pytest.approx(expected, rel=1e-10)


def odds_by_cells(treatment, control):
    """Odds that T is better, ties split, and the standard error of their logarithm.

    With p the shares of all patients in a cell, C the share in cells to the worse of the
    other arm and D to the better, each with half the ties: odds = sum p C / sum p D, and
    SE = 2 / sum(p D) sqrt(sum p (odds D - C)^2 / N) / odds (Agresti 1980).
    """
    table = np.array([treatment, control], dtype=float)
    p = table / table.sum()
    below = np.cumsum(p, axis=1) - p / 2
    above = p.sum(axis=1, keepdims=True) - below
    c = np.array([below[1], above[0]])
    d = np.array([above[1], below[0]])
    odds = (p * c).sum() / (p * d).sum()
    spread = math.sqrt((p * (odds * d - c) ** 2).sum() / table.sum())
    return odds, 2 / (p * d).sum() * spread / odds


@pytest.mark.parametrize(
    "table",
    [
        ([11, 22, 25, 20], [24, 24, 20, 10]),
        ([1, 0, 3], [2, 2, 2]),
        ([12, 18, 15, 11, 9, 6, 7], [7, 12, 16, 14, 12, 8, 9]),
        ([300, 5, 200], [10, 20, 30]),
    ],
    ids=str,
)
def test_churilov_2014_formula(table):
    e = win_odds(Counts(np.arange(float(len(table[0]))), *map(np.array, table)), "higher")
    odds, se = odds_by_cells(*table)
    z = 1.959963984540054
    assert e.value == pytest.approx(odds, rel=1e-10)
    if min(map(sum, table)) < 5:  # withheld
        assert (e.low, e.high, e.statistic, e.p) == (None,) * 4
    else:
        limits = odds * math.exp(-z * se), odds * math.exp(z * se)
        assert (e.low, e.high) == pytest.approx(limits, rel=1e-10)
        assert e.statistic == pytest.approx(math.log(odds) / se, rel=1e-10)


def test_yang_dalton_2012_by_hand():
    """Shares 1/2, 1/4, 1/4 and 1/4, 1/2, 1/4: without the last level S is 7/32 on its diagonal
    and -4/32 beside it, the difference 1/4 and -1/4. (1, -1) is an eigenvector of S with the
    value 11/32, so d^2 = 2/16 x 32/11 = 4/11."""
    expected = math.sqrt(4 / 11)
    assert smd_levels([[2, 1, 1], [1, 2, 1]]).value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_yang_dalton_2012_by_the_generalised_inverse(seed):
    """All levels at once: Moore and Penrose's inverse of the singular matrix."""
    rng = np.random.default_rng(seed)
    table = rng.integers(3, 60, (2, 2 + seed))
    p, q = table / table.sum(axis=1, keepdims=True)
    s = (np.diag(p) - np.outer(p, p) + np.diag(q) - np.outer(q, q)) / 2
    expected = math.sqrt((p - q) @ np.linalg.pinv(s) @ (p - q))
    assert smd_levels(table).value == pytest.approx(expected, rel=1e-9)
