"""What must hold for any data, and what other libraries find on the same."""

from __future__ import annotations

import math
from dataclasses import astuple, replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from aci_core.stats.ancova import adjusted_means, ancova, ancova_hc3, ancova_ratio, ancova_slopes
from aci_core.stats.correlation import partial_pearson, pearson, slope_difference, spearman
from aci_core.stats.distributions import t_quantile, t_two_sided
from aci_core.stats.line import regression_line
from aci_core.stats.paired import paired_t
from aci_core.stats.skewness import skewness
from aci_core.stats.smd_levels import smd_levels
from aci_core.stats.two_means import hedges_g, smd_means, student_t, welch_t
from aci_core.summaries.counts import Joint
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.quantiles import quantiles_type7
from tests.examples import examples

TWO_ARMS = (welch_t, student_t, hedges_g, smd_means)
ON_CROSSES = (ancova, ancova_slopes, ancova_ratio, slope_difference)

# Each example asks several functions.
few = settings(max_examples=examples(20))
levels = st.sampled_from([0.9, 0.95, 0.99])
# Grades and laboratory values: whole numbers and two decimals, ties everywhere.
cells = st.one_of(st.integers(0, 4).map(float), st.integers(-9999, 9999).map(lambda k: k / 100))


def columns(least, most, width):
    """Arrays of patients by variables."""
    return st.integers(least, most).flatmap(
        lambda n: arrays(np.float64, (n, width), elements=cells)
    )


def vectors(least, most):
    return columns(least, most, 1).map(np.ravel)


def spread(x):
    return np.ptp(x) > 0.0


def cross(rows):
    return Cross.of(list(rows.T))


def joint(rows):
    return Joint(rows[:, 0].copy(), rows[:, 1].copy(), np.ones(len(rows), dtype=np.int64))


def close(e, other, rel=1e-7, scale=1.0):
    """Same notes, and same numbers: in value and limits up to `scale` rounding."""
    assert e.notes == other.notes
    for a, b in zip(astuple(e)[:-1], astuple(other)[:-1], strict=True):
        assert (a is None) == (b is None)
        if a is not None:
            assert a == pytest.approx(b, rel=rel, abs=1e-9 * scale)


def sound(e):
    """Finite or absent, said why, limits in order, P between 0 and 1."""
    *result, notes = astuple(e)
    assert all(v is None or (isinstance(v, float) and math.isfinite(v)) for v in result)
    assert all(type(v) in (float, type(None)) for v in result)
    assert (e.value is None) <= bool(notes)
    if e.low is not None and e.high is not None:
        assert e.low <= e.value <= e.high
    assert e.p is None or 0.0 <= e.p <= 1.0
    if e.value is None:
        assert not any(v is not None for v in result)


# -- never NaN, never an exception


@few
@given(columns(0, 9, 3), columns(0, 9, 3), levels)
def test_any_small_trial_gives_a_result_or_a_reason(t, c, level):
    mt, mc = Moments.of(t[:, 0]), Moments.of(c[:, 0])
    for function in TWO_ARMS:
        sound(function(mt, mc, level))
    sound(paired_t(mt, level))
    for width in (2, 3):
        ct, cc = cross(t[:, :width]), cross(c[:, :width])
        for function in ON_CROSSES:
            sound(function(ct, cc, level))
        for e in adjusted_means(ct, cc, level):
            sound(e)
    sound(partial_pearson(cross(t[:, :2]), cross(c[:, :2]), level))
    sound(pearson(cross(t[:, :2]), level))
    sound(spearman(joint(t[:, :2]), level))
    sound(skewness(*np.unique(t[:, 0], return_counts=True)))


@few
@given(columns(0, 8, 3), columns(0, 8, 3), levels)
def test_any_small_trial_with_hc3(t, c, level):
    rows, arm = np.vstack([t, c]), np.repeat([1, 0], [len(t), len(c)])
    sound(ancova_hc3(rows[:, 0], arm, rows[:, 1], [rows[:, 2]], level))


@few
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=7), levels)
def test_any_table_gives_a_result_or_a_reason(pairs, level):
    e = smd_levels(np.array(pairs, dtype=np.int64).reshape(-1, 2).T, level)
    if e.value is None:
        assert e.notes in {("no_patients",), ("constant",), ("no_shared_level",)}
        assert e.low is e.high is None
        return
    if "zero_width" in e.notes:  # no interval whose limits are one number
        assert e.low is e.high is None
        return
    # Arms more alike than chance makes them: by its definition the upper limit of three
    # levels or more may then lie below the distance itself.
    assert all(math.isfinite(v) for v in (e.value, e.low, e.high))
    assert e.value >= 0.0
    assert e.low <= min(e.value, e.high)


# -- a difference of means does not know where 0 is; arms swapped, it turns round


@few
@given(vectors(2, 20), vectors(2, 20), st.integers(-1000, 1000), st.sampled_from([0.01, 3.0, 1e6]))
def test_shift_and_scale(t, c, shift, scale):
    assume(spread(t) and spread(c))
    arms, moved = ([Moments.of(v) for v in pair] for pair in ((t, c), (shift + t, shift + c)))
    scaled = [Moments.of(scale * v) for v in (t, c)]
    for function in TWO_ARMS:
        e = function(*arms)
        close(function(*moved), e)
        f = function(*scaled)
        unit = scale if function in (welch_t, student_t) else 1.0
        assert f.value == pytest.approx(unit * e.value, rel=1e-7, abs=1e-9 * scale)
        assert f.high == pytest.approx(unit * e.high, rel=1e-7, abs=1e-9 * scale)
        assert f.p == (e.p if e.p is None else pytest.approx(e.p, rel=1e-7))


@few
@given(vectors(2, 20), vectors(2, 20), levels)
def test_swapped_arms_negate(t, c, level):
    arms = [Moments.of(t), Moments.of(c)]
    for function in TWO_ARMS:
        e, f = function(*arms, level), function(*arms[::-1], level)
        assert e.notes == f.notes
        if e.value is not None:
            expected = pytest.approx((-e.value, -e.high, -e.low), rel=1e-12, abs=1e-12)
            assert (f.value, f.low, f.high) == expected
            assert f.p == (e.p if e.p is None else pytest.approx(e.p, rel=1e-12))


@few
@given(columns(5, 16, 3), columns(5, 16, 3), levels)
def test_swapped_arms_negate_from_cross_products(t, c, level):
    for function in (ancova, slope_difference):
        e, f = (function(*pair, level) for pair in ((cross(t), cross(c)), (cross(c), cross(t))))
        assert e.notes == f.notes
        if e.value is not None:
            expected = pytest.approx((-e.value, -e.high, -e.low), rel=1e-7, abs=1e-9)
            assert (f.value, f.low, f.high) == expected
    e, f = ancova_slopes(cross(t), cross(c), level), ancova_slopes(cross(c), cross(t), level)
    assert f.statistic == (e.statistic if e.statistic is None else pytest.approx(e.statistic, 1e-7))


# -- the sum of the parts is the whole


@few
@given(columns(6, 16, 3), columns(6, 16, 3), st.integers(0, 6), levels)
def test_parts_merge_to_the_whole(t, c, cut, level):
    def parts(rows):
        return cross(rows[:cut]) + cross(rows[cut:])

    for function in (ancova, slope_difference, partial_pearson):
        width = 3 if function is ancova else 2
        t_, c_ = t[:, :width], c[:, :width]
        close(function(parts(t_), parts(c_), level), function(cross(t_), cross(c_), level), 1e-6)
    close(pearson(parts(t[:, :2]), level), pearson(cross(t[:, :2]), level))
    mt, mc = (
        [Moments.of(v[:cut, 0]) + Moments.of(v[cut:, 0]), Moments.of(v[:, 0])] for v in (t, c)
    )
    for function in TWO_ARMS:
        close(function(mt[0], mc[0], level), function(mt[1], mc[1], level))
    close(
        spearman(joint(t[:cut, :2]) + joint(t[cut:, :2]), level), spearman(joint(t[:, :2]), level)
    )


# -- two means against scipy


@few
@given(vectors(2, 25), vectors(2, 25), levels)
def test_t_tests_as_scipy(t, c, level):
    assume(spread(t) and spread(c))
    for function, pooled in ((welch_t, False), (student_t, True)):
        e = function(Moments.of(t), Moments.of(c), level)
        other = stats.ttest_ind(t, c, equal_var=pooled)
        limits = other.confidence_interval(level)
        assert (e.statistic, e.df, e.p) == pytest.approx(
            (other.statistic, other.df, other.pvalue), rel=1e-8, abs=1e-12
        )
        assert (e.low, e.high) == pytest.approx((limits.low, limits.high), rel=1e-8, abs=1e-9)


@few
@given(columns(2, 25, 2), levels)
def test_paired_as_scipy(rows, level):
    post, pre = rows.T
    assume(np.ptp(post - pre) > 1e-6)
    e = paired_t(Moments.of(post - pre), level)
    other = stats.ttest_rel(post, pre)
    limits = other.confidence_interval(level)
    assert (e.statistic, e.df, e.p) == pytest.approx(
        (other.statistic, other.df, other.pvalue), rel=1e-8, abs=1e-12
    )
    assert (e.low, e.high) == pytest.approx((limits.low, limits.high), rel=1e-8, abs=1e-9)


@few
@given(vectors(3, 25), vectors(3, 25))
def test_hedges_g_is_nearer_0_than_cohens_d(t, c):
    assume(spread(t) and spread(c))
    mt, mc = Moments.of(t), Moments.of(c)
    df = mt.n + mc.n - 2
    d = (mt.mean - mc.mean) / math.sqrt((mt.m2 + mc.m2) / df)
    expected = d * math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    assert hedges_g(mt, mc).value == pytest.approx(expected, rel=1e-10)
    assert abs(expected) <= abs(d)


@few
@given(st.floats(0.0, 60.0), st.floats(1.0, 5000.0), levels)
def test_t_distribution_as_scipy(t, df, level):
    assert t_two_sided(-t, df) == t_two_sided(t, df)
    assert t_two_sided(t, df) == pytest.approx(2 * stats.t.sf(t, df), rel=1e-9, abs=1e-300)
    assert t_quantile(level, df) == pytest.approx(stats.t.ppf((1 + level) / 2, df), rel=1e-10)


# -- levels


tables = st.integers(2, 7).flatmap(lambda k: arrays(np.int64, (2, k), elements=st.integers(0, 60)))


@few
@given(tables, st.randoms(use_true_random=False), levels)
def test_order_of_levels_and_arms_is_nothing(table, random, level):
    order = list(range(table.shape[1]))
    random.shuffle(order)
    close(smd_levels(table[:, order], level), smd_levels(table, level))
    close(smd_levels(table[::-1], level), smd_levels(table, level))


@few
@given(tables, st.integers(2, 50))
def test_more_of_the_same_patients_narrow_the_interval_round_the_same_distance(table, times):
    e, f = smd_levels(table), smd_levels(times * table)
    assert e.notes == f.notes
    if e.value is not None:
        assert f.value == pytest.approx(e.value, rel=1e-12)
        assert (f.low is None) == (e.low is None)
    if e.low is not None:
        assert f.high - f.low <= (e.high - e.low) * (1 + 1e-9) or e.low == 0.0


@few
@given(tables)
def test_levels_as_the_matrix(table):
    e = smd_levels(table)
    assume(e.value is not None)
    p, q = (row / row.sum() for row in table[:, table.sum(axis=0) > 0])
    s = (np.diag(p) - np.outer(p, p) + np.diag(q) - np.outer(q, q)) / 2
    keep = np.argsort(p + q)[:-1]
    d = (p - q)[keep]
    distance = math.sqrt(d @ np.linalg.solve(s[np.ix_(keep, keep)], d))
    assert e.value == pytest.approx(distance, rel=1e-8, abs=1e-12)


# -- ANCOVA


def design(t, c):
    rows, arm = np.vstack([t, c]), np.repeat([1.0, 0.0], [len(t), len(c)])
    x = np.column_stack([np.ones(len(rows)), arm, rows[:, 1:]])
    assume(np.linalg.matrix_rank(x, tol=1e-4) == x.shape[1])
    return rows, arm, x


@few
@given(columns(4, 16, 3), columns(4, 16, 3), levels)
def test_ancova_as_statsmodels(t, c, level):
    rows, _, x = design(t, c)
    e = ancova(cross(t), cross(c), level)
    assume(e.value is not None)
    other = sm.OLS(rows[:, 0], x).fit()
    assert (e.value, e.statistic, e.df, e.p) == pytest.approx(
        (other.params[1], other.tvalues[1], other.df_resid, other.pvalues[1]), rel=1e-7, abs=1e-9
    )
    assert (e.low, e.high) == pytest.approx(other.conf_int(1 - level)[1], rel=1e-7, abs=1e-9)
    centre = np.concatenate([[1.0, 1.0], rows[:, 1:].mean(axis=0)])
    for which, adjusted in zip((1.0, 0.0), adjusted_means(cross(t), cross(c), level), strict=True):
        centre[1] = which
        message = other.get_prediction(centre).summary_frame(alpha=1 - level).iloc[0]
        assert (adjusted.value, adjusted.low, adjusted.high) == pytest.approx(
            (message["mean"], message["mean_ci_lower"], message["mean_ci_upper"]),
            rel=1e-7,
            abs=1e-8,
        )


@few
@given(columns(5, 16, 3), columns(5, 16, 3), levels)
def test_hc3_as_its_formula_and_as_statsmodels(t, c, level):
    rows, arm, x = design(t, c)
    e = ancova_hc3(rows[:, 0], arm, rows[:, 1], [rows[:, 2]], level)
    assume(e.value is not None)
    pseudo = np.linalg.pinv(x)
    residual = rows[:, 0] - x @ (pseudo @ rows[:, 0])
    free = 1.0 - np.einsum("ij,ji->i", x, pseudo)
    assume(free.min() > 1e-6)
    se = math.sqrt(np.square(pseudo[1] * residual / free).sum())
    df = len(rows) - 4
    assert e.statistic == pytest.approx(e.value / se, rel=1e-6, abs=1e-9)
    assert e.high - e.value == pytest.approx(stats.t.ppf((1 + level) / 2, df) * se, rel=1e-6)
    assert e.value == pytest.approx(ancova(cross(t), cross(c)).value, rel=1e-7, abs=1e-9)
    other = sm.OLS(rows[:, 0], x).fit().HC3_se[1]
    assert e.value / e.statistic == pytest.approx(other, rel=1e-6) or abs(e.statistic) < 1e-6


@few
@given(columns(4, 16, 3), columns(4, 16, 3), st.integers(-5, 5), st.sampled_from([1e-6, 1.0, 1e6]))
def test_ancova_of_change_is_ancova_of_post(t, c, times, unit):
    def moved(rows):
        return np.column_stack(
            [rows[:, 0] - times * rows[:, 1], rows[:, 1] * unit, rows[:, 2] + 7.0]
        )

    e, f = ancova(cross(t), cross(c)), ancova(cross(moved(t)), cross(moved(c)))
    # A fit that leaves hardly anything may fall to either side of "nothing".
    assume(e.value is not None and f.value is not None and abs(e.statistic) < 1e4)
    close(f, e, 1e-5, 100.0)


@few
@given(columns(4, 25, 2), columns(4, 25, 2), levels)
def test_slopes_as_statsmodels(t, c, level):
    rows, arm, _ = design(t, c)
    e = ancova_slopes(cross(t), cross(c), level)
    assume(e.value is not None)
    x = sm.add_constant(np.column_stack([arm, rows[:, 1], arm * rows[:, 1]]))
    other = sm.OLS(rows[:, 0], x).fit()
    assert (e.value, e.statistic, e.df, e.p) == pytest.approx(
        (other.params[3], other.tvalues[3] ** 2, other.df_resid, other.pvalues[3]),
        rel=1e-6, abs=1e-9,
    )  # fmt: skip
    # The same question with outcome and factor told the other way round.
    same = slope_difference(cross(t[:, ::-1]), cross(c[:, ::-1]), level)
    assert (same.value, same.low, same.high, same.p) == (e.value, e.low, e.high, e.p)
    assert same.statistic * same.statistic == e.statistic


@few
@given(columns(4, 25, 2), columns(4, 25, 2), st.sampled_from([0.01, 1.0, 1e6]))
def test_ratio_does_not_know_the_unit(t, c, unit):
    t, c = 1.0 + np.abs(t), 1.0 + np.abs(c)
    e = ancova_ratio(cross(np.log(t)), cross(np.log(c)))
    f = ancova_ratio(cross(np.log(unit * t)), cross(np.log(unit * c)))
    assume(e.value is not None and f.value is not None and abs(e.statistic) < 1e4)
    close(f, e, 1e-6)


# -- correlation


@few
@given(columns(4, 25, 2), levels)
def test_pearson_as_scipy(rows, level):
    assume(spread(rows[:, 0]) and spread(rows[:, 1]))
    e = pearson(cross(rows), level)
    other = stats.pearsonr(*rows.T)
    assert e.value == pytest.approx(other.statistic, rel=1e-9, abs=1e-12)
    assume(abs(e.value) < 1 - 1e-9)
    assert e.p == pytest.approx(other.pvalue, rel=1e-6, abs=1e-12)
    limits = other.confidence_interval(level)
    assert (e.low, e.high) == pytest.approx((limits.low, limits.high), rel=1e-7, abs=1e-10)


@few
@given(columns(4, 25, 2), levels)
def test_spearman_as_scipy_and_pearson_of_ranks(rows, level):
    assume(spread(rows[:, 0]) and spread(rows[:, 1]))
    e = spearman(joint(rows), level)
    other = stats.spearmanr(rows)
    assert e.value == pytest.approx(other.statistic, rel=1e-9, abs=1e-12)
    ranked = pearson(cross(stats.rankdata(rows, axis=0)), level)
    bare = {"low": None, "high": None, "level": None, "notes": ()}
    close(replace(e, **bare), replace(ranked, **bare), 1e-6)
    # Rank intervals of fewer than five patients are withheld.
    assert ("too_few_for_interval" in e.notes) == (len(rows) < 5 and ranked.low is not None)
    # Only the order counts.
    close(spearman(joint(np.column_stack([np.exp(rows[:, 0] / 50), rows[:, 1] ** 3])), level), e)


@few
@given(columns(4, 25, 2), st.sampled_from([-2.0, -0.01, 1e6]))
def test_pearson_turns_with_the_sign_of_the_scale(rows, scale):
    e = pearson(cross(rows))
    f = pearson(cross(rows * [1.0, scale] + [5.0, 0.0]))
    assert e.notes == f.notes
    if e.value is not None:
        assert f.value == pytest.approx(math.copysign(1.0, scale) * e.value, rel=1e-8, abs=1e-10)


@few
@given(columns(3, 25, 2), columns(3, 25, 2), st.integers(-500, 500), levels)
def test_partial_is_free_of_the_arm(t, c, shift, level):
    e = partial_pearson(cross(t), cross(c), level)
    close(partial_pearson(cross(t + shift), cross(c), level), e)
    if e.value is not None:
        within = np.vstack([t - t.mean(axis=0), c - c.mean(axis=0)])
        assert e.value == pytest.approx(np.corrcoef(within.T)[0, 1], rel=1e-8, abs=1e-11)
        assert e.df is None or e.df == len(t) + len(c) - 3


@few
@given(columns(3, 25, 2), levels)
def test_band_as_statsmodels(rows, level):
    assume(spread(rows[:, 0]))
    line = regression_line(cross(rows))
    at = np.array([-50.0, 0.0, 3.0, 200.0])
    model = sm.OLS(rows[:, 1], sm.add_constant(rows[:, 0])).fit()
    message = model.get_prediction(sm.add_constant(at)).summary_frame(alpha=1 - level)
    for got, name in zip(
        line.band(at, level), ("mean", "mean_ci_lower", "mean_ci_upper"), strict=True
    ):
        # On a line through every point the band is rounding, amplified far from the data.
        assert got == pytest.approx(message[name].to_numpy(), rel=1e-6, abs=1e-3)


# -- description


@few
@given(vectors(1, 40), st.lists(st.floats(0.0, 1.0), min_size=1, max_size=5))
def test_quantiles_as_numpy(x, probs):
    result = quantiles_type7(*np.unique(x, return_counts=True), probs)
    assert result == pytest.approx(np.quantile(x, probs), rel=1e-12, abs=1e-12)
    assert result.min() >= x.min()
    assert result.max() <= x.max()


@few
@given(vectors(3, 40))
def test_skewness_as_scipy(x):
    assume(spread(x))
    result = skewness(*np.unique(x, return_counts=True)).value
    assert result == pytest.approx(stats.skew(x, bias=False), rel=1e-6, abs=1e-9)
    assert skewness(*np.unique(-x, return_counts=True)).value == pytest.approx(
        -result, rel=1e-7, abs=1e-9
    )
