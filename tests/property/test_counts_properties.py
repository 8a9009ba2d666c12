"""What must hold for any counts: brute force, mirrored arms, and what other libraries find."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product
from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special, stats

from aci_core.stats import freeman_halton, ordinal, pairwise
from aci_core.stats.chi_square import n1_chi2, pearson_chi2, yates_chi2
from aci_core.stats.estimate import Estimate
from aci_core.stats.fisher import fisher_2x2, fisher_2xk
from aci_core.stats.multiplicity import benjamini_hochberg, holm
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.ordinal import linear_by_linear, proportional_odds
from aci_core.stats.proportion import clopper_pearson, wilson
from aci_core.stats.ranks import mann_whitney, win_odds
from aci_core.stats.risk_difference import nnt, risk_difference, risk_difference_mn
from aci_core.stats.risk_ratio import risk_ratio, risk_ratio_koopman
from aci_core.stats.shift import hodges_lehmann
from aci_core.stats.signed_rank import wilcoxon_signed_rank
from aci_core.summaries.counts import Counts

DIFFERENCES = (risk_difference, risk_difference_mn)
RATIOS = (risk_ratio, risk_ratio_koopman, odds_ratio)

levels = st.sampled_from([0.9, 0.95, 0.99])
sizes = st.one_of(st.integers(1, 12), st.integers(1, 400))
arms = st.tuples(sizes, sizes).flatmap(
    lambda n: st.tuples(st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)


def tables(most_columns, most=9):
    cell = st.one_of(st.just(0), st.integers(0, most))
    return st.integers(2, most_columns).flatmap(
        lambda k: st.lists(
            st.lists(cell, min_size=k, max_size=k).filter(any), min_size=2, max_size=2
        ).map(np.array)
    )


# Whole numbers, halves and numbers that rounding hurts; ties everywhere.
values = st.one_of(
    st.integers(-4, 6).map(float),
    st.integers(-30, 30).map(lambda k: k / 10),
    st.floats(-1e6, 1e6, allow_subnormal=False),
)
samples = st.lists(values, min_size=1, max_size=25).map(np.array)


def counts_of(treatment, control):
    every = np.unique(np.concatenate([treatment, control]))
    at = [
        np.bincount(np.searchsorted(every, x), minlength=len(every)) for x in (treatment, control)
    ]
    return Counts(every, *at)


def swapped(c):
    return Counts(c.values, c.control, c.treatment)


def same(x, rel=1e-9, near=1e-13):
    return pytest.approx(x, rel=rel, abs=near)


def alike(found, expected):
    """Close, field by field; None is None."""
    return all(
        a is b is None or (a is not None and b is not None and a == same(b))
        for a, b in zip(found, expected, strict=True)
    )


def mirrored(e, by):
    """An estimate's value and limits in the mirror."""
    return tuple(None if x is None else by(x) for x in (e.value, e.high, e.low))


def reciprocal(x):
    return 1.0 / x if x else None


def negative(x):
    return -x


# ------------------------------------------------------------------------------ two proportions


@given(arms, levels)
def test_a_proportion_as_scipy(a, level):
    x, n, *_ = a
    test = stats.binomtest(x, n)
    for method, name in ((wilson, "wilson"), (clopper_pearson, "exact")):
        limits = test.proportion_ci(level, name)
        e = method(x, n, level)
        # Its exact limits are roots searched to 2e-12.
        assert (e.low, e.high) == same((limits.low, limits.high), near=1e-11)
        assert 0.0 <= e.low <= e.value <= e.high <= 1.0


@given(arms, levels)
def test_differences_mirror_and_hold_their_estimate(a, level):
    x_t, n_t, x_c, n_c = a
    for method in DIFFERENCES:
        e, other = method(*a, level), method(x_c, n_c, x_t, n_t, level)
        assert (e.value, e.low, e.high) == same(mirrored(other, negative))
        rest = method(n_t - x_t, n_t, n_c - x_c, n_c, level)
        assert (e.value, e.low, e.high) == same(mirrored(rest, negative))
        assert -1.0 <= e.low <= e.value <= e.high <= 1.0
        assert e.notes == ()


@given(arms)
def test_a_higher_level_is_wider(a):
    for method in (*DIFFERENCES, *RATIOS):
        narrow, wide = method(*a, 0.9), method(*a, 0.99)
        for end, sign in (("low", 1.0), ("high", -1.0)):
            inner, outer = getattr(narrow, end), getattr(wide, end)
            assert (inner is None) == (outer is None)
            if inner is not None:
                assert sign * outer <= sign * inner


@given(arms, levels)
def test_ratios_mirror(a, level):
    x_t, n_t, x_c, n_c = a
    for method in RATIOS:
        e, other = method(*a, level), method(x_c, n_c, x_t, n_t, level)
        assert (e.level is None) == (other.level is None)
        if x_t and x_c:
            assert alike((e.value, e.low, e.high), mirrored(other, reciprocal))
            if e.value is not None:
                assert e.low <= e.value <= e.high


@given(arms, levels)
def test_score_limits_lie_where_the_restricted_likelihood_puts_them(a, level):
    """The limit is checked with a maximum that a general optimiser finds."""
    x_t, n_t, x_c, n_c = a
    z = float(special.ndtri(0.5 + level / 2))
    e = risk_difference_mn(*a, level)
    assume(e.low > -1 and e.high < 1)
    for delta in (e.low, e.high):
        lowest, highest = max(0.0, -delta), min(1.0, 1.0 - delta)

        def score(p, delta=delta):
            q = p + delta
            return sum(
                sign * x / at
                for x, at, sign in (
                    (x_t, q, 1), (n_t - x_t, 1 - q, -1), (x_c, p, 1), (n_c - x_c, 1 - p, -1),
                )
                if x
            )  # fmt: skip

        low, high = lowest + 1e-15, highest - 1e-15
        for _ in range(200):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if score(middle) > 0 else (low, middle)
        p = 0.5 * (low + high)
        n = n_t + n_c
        variance = ((p + delta) * (1 - p - delta) / n_t + p * (1 - p) / n_c) * n / (n - 1)
        assert (e.value - delta) ** 2 == same(z * z * variance, rel=1e-6, near=1e-12)


@given(arms)
def test_nnt_is_the_reciprocal(a):
    rd = risk_difference(*a)
    e = nnt(rd)
    assert (e.value, e.low, e.high) == (
        reciprocal(rd.value),
        reciprocal(rd.high),
        reciprocal(rd.low),
    )
    assert ("through_infinity" in e.notes) == (rd.low < 0 < rd.high)


@given(arms, levels)
def test_fisher_as_scipy(a, level):
    x_t, n_t, x_c, n_c = a
    table = [[x_t, n_t - x_t], [x_c, n_c - x_c]]
    e = fisher_2x2(table, level)
    assert e.p == same(stats.fisher_exact(table).pvalue, rel=1e-8)
    if e.level is not None:
        other = fisher_2x2(table[::-1], level)
        if e.value:
            assert (e.value, e.low, e.high) == same(mirrored(other, reciprocal))
        # Each limit puts half of 1 - level on the observed count and beyond.
        for psi, tail in ((e.low, "sf"), (e.high, "cdf")):
            if psi:
                law = stats.nchypergeom_fisher(n_t + n_c, x_t + x_c, n_t, psi)
                beyond = law.sf(x_t - 1) if tail == "sf" else law.cdf(x_t)
                assert beyond == same((1 - level) / 2, rel=1e-6)


# ----------------------------------------------------------------------------------- tables


@given(tables(6, 60))
def test_chi_square_as_scipy(table):
    kept = table[:, table.sum(axis=0) > 0]
    e = pearson_chi2(table)
    if kept.shape[1] == 1:
        assert e.notes == ("constant",)
        return
    other = stats.chi2_contingency(kept, correction=False)
    assert (e.statistic, e.df, e.p) == same((other.statistic, other.dof, other.pvalue))
    assert ("min_expected_below_5" in e.notes) == bool((other.expected_freq < 5 - 1e-9).any())
    if kept.shape[1] == 2:
        corrected = stats.chi2_contingency(kept, correction=True)
        e = yates_chi2(table)
        assert (e.statistic, e.p) == same((corrected.statistic, corrected.pvalue), near=1e-12)
        n = kept.sum()
        assert n1_chi2(table).statistic == same(other.statistic * (n - 1) / n)


@given(tables(4, 6))
def test_freeman_halton_by_whole_numbers(table):
    columns, row = table.sum(axis=0).tolist(), int(table[0].sum())

    def ways(cells):
        return math.prod(math.comb(c, x) for c, x in zip(columns, cells, strict=True))

    every = [
        ways(cells) for cells in product(*(range(c + 1) for c in columns)) if sum(cells) == row
    ]
    observed = ways(table[0].tolist())
    extreme = sum(w for w in every if w <= observed * (1 + Fraction(1, 10**7)))
    expected = float(Fraction(extreme, sum(every)))
    assert fisher_2xk(table).p == same(expected, rel=1e-11)
    with mock.patch.object(freeman_halton, "_HALF", 0):
        assert fisher_2xk(table).p == same(expected, rel=1e-11)
    assert freeman_halton._count_tables(columns, row) == len(every)


@given(tables(7, 30))
def test_linear_by_linear_is_a_correlation(table):
    score = np.concatenate([np.repeat(np.arange(table.shape[1]), row) for row in table])
    arm = np.repeat([1, 0], table.sum(axis=1))
    e = linear_by_linear(table)
    if np.ptp(score) == 0:
        assert e.notes == ("constant",)
        return
    r = np.corrcoef(arm, score)[0, 1]
    assert e.statistic == same((len(arm) - 1) * r * r, near=1e-10)
    assert e.p == same(stats.chi2.sf(e.statistic, 1))
    assert linear_by_linear(table[::-1]) == e
    assert linear_by_linear(table[:, ::-1]).statistic == same(e.statistic)


def log_likelihood(theta, counts):
    """Of the proportional-odds model, as in a textbook; theta may be complex."""
    zeta, beta = theta[:-1], theta[-1]
    total = 0.0
    for row, shift in zip(counts, (beta, 0.0), strict=True):
        below = np.concatenate([[0.0], 1.0 / (1.0 + np.exp(shift - zeta)), [1.0]])
        total = total + (row * np.log(np.diff(below))).sum()
    return total


def gradient(theta, counts):
    """By complex steps: exact to rounding."""
    steps = 1e-30j * np.eye(len(theta))
    return np.array([log_likelihood(theta + s, counts).imag / 1e-30 for s in steps])


@given(tables(6, 80))
def test_proportional_odds_at_the_maximum(table):
    kept = table[:, table.sum(axis=0) > 0]
    e = proportional_odds(table)
    t, c = (np.flatnonzero(row) for row in table)
    if t.min() >= c.max() or c.min() >= t.max():
        assert e.notes == (("constant",) if kept.shape[1] == 1 else ("separated",))
        return
    theta, information = ordinal._fit(kept.astype(float))
    scale = np.sqrt(np.diag(information))
    # In standard errors: what is left of the slope, by complex steps through the textbook
    # likelihood, which loses digits of its own where a grade is rare.
    assert np.abs(gradient(theta, kept) / scale).max() < 1e-8
    h = 1e-5
    hessian = np.array(
        [gradient(theta - h * u, kept) - gradient(theta + h * u, kept) for u in np.eye(len(theta))]
    ) / (2 * h)
    assert hessian / np.outer(scale, scale) == same(
        information / np.outer(scale, scale), rel=1e-6, near=1e-7
    )
    beta, error = theta[-1], math.sqrt(np.linalg.inv(information)[-1, -1])
    half = 1.959963984540054 * error
    assert (e.value, e.low, e.high) == same(tuple(np.exp([beta, beta - half, beta + half])))
    assert e.statistic == same(beta / error)
    assert e.p == same(2 * stats.norm.sf(abs(e.statistic)))


@given(tables(6, 40), levels)
def test_proportional_odds_mirror(table, level):
    e = proportional_odds(table, level)
    for other in (proportional_odds(table[::-1], level), proportional_odds(table[:, ::-1], level)):
        assert e.notes == other.notes
        if e.value is not None:
            assert (e.value, e.low, e.high) == same(mirrored(other, reciprocal))
            assert e.p == same(other.p)


# ------------------------------------------------------------------------------------ ranks


@given(samples, samples, levels)
def test_ranks_by_pairs(t, c, level):
    wins = (t[:, None] > c).astype(float) + 0.5 * (t[:, None] == c)
    counts = counts_of(t, c)
    e = mann_whitney(counts, level)
    assert e.statistic == wins.sum()
    assert e.value == same(wins.mean())
    if len(np.unique(np.concatenate([t, c]))) == 1:
        assert (e.p, e.notes) == (None, ("constant",))
        return
    other = stats.mannwhitneyu(t, c, method="asymptotic", use_continuity=True)
    assert e.p == same(min(1.0, other.pvalue))
    odds = win_odds(counts, "higher", level)
    if e.value in (0.0, 1.0):
        assert (e.low, e.high, odds.low, odds.p) == (None, None, None, None)
        assert odds.notes == e.notes == ("separated",)
        return
    u, v, theta = wins.mean(axis=1), wins.mean(axis=0), wins.mean()
    variance = ((u - theta) ** 2).sum() / len(t) ** 2 + ((v - theta) ** 2).sum() / len(c) ** 2
    s = math.sqrt(variance) / (theta * (1 - theta))
    assert odds.statistic == same(math.log(theta / (1 - theta)) / s)
    assert math.log(odds.high / odds.low) == same(2 * s * special.ndtri(0.5 + level / 2))
    assert (e.low, e.high) == same((odds.low / (1 + odds.low), odds.high / (1 + odds.high)))


@given(samples, samples, levels)
def test_ranks_mirror(t, c, level):
    counts = counts_of(t, c)
    e, other = mann_whitney(counts, level), mann_whitney(swapped(counts), level)
    assert alike(mirrored(other, lambda x: 1.0 - x), (e.value, e.low, e.high))
    assert e.p == other.p
    assert e.statistic + other.statistic == len(t) * len(c)
    higher, lower = win_odds(counts, "higher", level), win_odds(swapped(counts), "lower", level)
    assert alike(
        (lower.value, lower.low, lower.high, lower.p),
        (higher.value, higher.low, higher.high, higher.p),
    )


@given(samples, samples, levels)
def test_shift_by_all_differences(t, c, level):
    differences = np.sort(np.subtract.outer(t, c).ravel())
    m, n = len(differences), len(t) + len(c)
    ties = sum(
        float((k.astype(float) ** 3 - k).sum())
        for k in (np.unique(x, return_counts=True)[1] for x in (t, c))
    )
    s0 = math.sqrt(m / 12 * (n + 1 - ties / (n * (n - 1))))
    k = math.ceil(m / 2 - 0.5 - special.ndtri(0.5 + level / 2) * s0)
    limits = (differences[k - 1], differences[m - k]) if k >= 1 else (None, None)
    e = hodges_lehmann(counts_of(t, c), level)
    middle = 0.5 * (differences[(m - 1) // 2] + differences[m // 2])
    assert (e.value, e.low, e.high) == (middle, *limits)
    assert ("too_few_for_interval" in e.notes) == (k < 1)
    with mock.patch.object(pairwise, "_FEW", 4):
        assert hodges_lehmann(counts_of(t, c), level) == e
    assert mirrored(hodges_lehmann(counts_of(c, t), level), negative) == (e.value, e.low, e.high)


@given(samples, levels)
def test_signed_rank_by_all_walsh_averages(d, level):
    of = np.unique(d, return_counts=True)
    e = wilcoxon_signed_rank(*of, level)
    x = d[d != 0]
    m = len(x)
    assert (f"zeros_dropped:{len(d) - m}" in e.notes) == (m < len(d))
    if not m:
        assert e.notes[0] == "all_zero"
        return
    walsh = np.sort((np.add.outer(x, x) / 2)[np.triu_indices(m)])
    k = math.ceil(
        m * (m + 1) / 4
        - 0.5
        - special.ndtri(0.5 + level / 2) * math.sqrt(m * (m + 1) * (2 * m + 1) / 24)
    )
    limits = (walsh[k - 1], walsh[len(walsh) - k]) if k >= 1 else (None, None)
    middle = 0.5 * (walsh[(len(walsh) - 1) // 2] + walsh[len(walsh) // 2])
    assert (e.value, e.low, e.high) == (middle, *limits)
    assert ("too_few_for_interval" in e.notes) == (k < 1)
    with mock.patch.object(pairwise, "_FEW", 4):
        assert wilcoxon_signed_rank(*of, level) == e
    rounded = np.array([float(f"{v:.9e}") for v in x])
    assert e.statistic == stats.rankdata(np.abs(rounded))[x > 0].sum()
    other = stats.wilcoxon(rounded, correction=True, method="asymptotic")
    # scipy's correction may overshoot the mean; R's, and ours, stops there.
    if abs(e.statistic - m * (m + 1) / 4) >= 0.5:
        assert e.p == same(other.pvalue)


@given(st.lists(samples, min_size=2, max_size=4), samples)
def test_summed_counts_are_the_counts_of_all(parts, c):
    whole = counts_of(np.concatenate(parts), np.tile(c, len(parts)))
    total = counts_of(parts[0], c)
    for part in parts[1:]:
        total = total + counts_of(part, c)
    assert mann_whitney(total) == mann_whitney(whole)
    assert hodges_lehmann(total) == hodges_lehmann(whole)


# ----------------------------------------------------------------------------- multiplicity


@given(st.lists(st.one_of(st.none(), st.floats(0.0, 1.0)), max_size=12))
def test_adjusted_p_values(p):
    given_ = [x for x in p if x is not None]
    for adjust in (holm, benjamini_hochberg):
        adjusted = adjust(p)
        assert [x is None for x in adjusted] == [x is None for x in p]
        order = sorted(range(len(given_)), key=given_.__getitem__)
        found = [x for x in adjusted if x is not None]
        assert all(a <= b for a, b in zip(given_, found, strict=True))
        ranked = [found[i] for i in order]
        assert ranked == sorted(ranked)
    if given_:
        expected = stats.false_discovery_control(given_)
        assert [x for x in benjamini_hochberg(p) if x is not None] == same(list(expected))
        assert min(x for x in holm(p) if x is not None) == min(1.0, len(given_) * min(given_))


@given(tables(5, 20))
def test_no_field_is_ever_nan(table):
    counts = Counts(np.arange(float(table.shape[1])), *table)
    (a, b), (n_t, n_c) = table[:, 0].tolist(), table.sum(axis=1).tolist()
    two = [[a, n_t - a], [b, n_c - b]]
    found = [f(a, n_t, b, n_c) for f in (*DIFFERENCES, *RATIOS)]
    found += [f(two) for f in (pearson_chi2, yates_chi2, n1_chi2, fisher_2x2)]
    found += [f(table) for f in (pearson_chi2, fisher_2xk, linear_by_linear, proportional_odds)]
    found += [mann_whitney(counts), win_odds(counts, "lower"), hodges_lehmann(counts)]
    found += [wilcoxon_signed_rank(counts.values - 1.0, counts.treatment)]
    for e in found:
        assert isinstance(e, Estimate)
        numbers = (e.value, e.low, e.high, e.statistic, e.df, e.p)
        assert all(x is None or (type(x) is float and math.isfinite(x)) for x in numbers)
        assert e.notes or any(x is not None for x in numbers)
        assert e.p is None or 0.0 <= e.p <= 1.0
