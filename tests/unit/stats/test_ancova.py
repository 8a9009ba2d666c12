"""Differences adjusted for baseline: what is refused, with which note, and the edges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from aci_core.stats.ancova import (
    adjusted_means,
    ancova,
    ancova_hc3,
    ancova_ratio,
    ancova_slopes,
    log_columns,
)
from aci_core.stats.estimate import not_computed
from aci_core.summaries.moments import Cross

RNG = np.random.default_rng(20261106)
ARM = np.repeat([1, 0], [12, 14])
PRE = np.round(RNG.normal(12, 4, 26), 1)
POST = np.round(0.6 * PRE - 1.5 * ARM + RNG.normal(0, 2, 26), 1)
AGE = np.round(RNG.normal(63, 9, 26))

FROM_CROSS = (ancova, ancova_slopes, lambda t, c: adjusted_means(t, c)[0])


def crosses(post=POST, pre=PRE, *others, arm=ARM):
    return [Cross.of([v[arm == a] for v in (post, pre, *others)]) for a in (1, 0)]


def every(post=POST, pre=PRE, *others, arm=ARM):
    """The results of the whole family but the ratio."""
    t, c = crosses(post, pre, *others, arm=arm)
    adjusted_t, adjusted_c = adjusted_means(t, c)
    return {
        "ancova": ancova(t, c),
        "slopes": ancova_slopes(t, c),
        "hc3": ancova_hc3(post, arm, pre, others),
        "adjusted_t": adjusted_t,
        "adjusted_c": adjusted_c,
    }


def notes(results):
    return {name: e.notes for name, e in results.items()}


def all_but_slopes(code, slopes):
    expected = dict.fromkeys(("ancova", "hc3", "adjusted_t", "adjusted_c"), (code,))
    return {**expected, "slopes": slopes}


def test_computed():
    assert set(notes(every()).values()) == {()}
    assert set(notes(every(POST, PRE, AGE)).values()) == {()}


@pytest.mark.parametrize("arm", [np.ones(26), np.zeros(26)])
def test_an_empty_arm(arm):
    assert set(notes(every(arm=arm)).values()) == {("no_patients",)}


def test_all_missing():
    assert set(notes(every(np.full(26, math.nan))).values()) == {("no_patients",)}


def test_no_rows():
    none = np.array([])
    assert set(notes(every(none, none, arm=none)).values()) == {("no_patients",)}


def test_one_patient_in_an_arm():
    arm = np.arange(26) == 0
    result = every(arm=arm)
    assert notes(result) == {
        "ancova": (), "adjusted_t": (), "adjusted_c": (),
        "slopes": ("one_patient",), "hc3": ("leverage_one",),
    }  # fmt: skip
    # That patient has no say in slope or spread: those are the other arm's.
    others = slice(1, None)
    slope, intercept = np.polyfit(PRE[others], POST[others], 1)
    assert result["ancova"].value == pytest.approx(POST[0] - (intercept + slope * PRE[0]))


def test_too_few():
    three = slice(11, 14)
    assert notes(every(POST[three], PRE[three], arm=ARM[three])) == all_but_slopes(
        "too_few", ("one_patient",)
    )
    four = slice(10, 14)
    assert ancova_slopes(*crosses(POST[four], PRE[four], arm=ARM[four])) == not_computed("too_few")
    assert ancova(*crosses(POST[four], PRE[four], AGE[four], arm=ARM[four])) == not_computed(
        "too_few"
    )


@pytest.mark.parametrize("value", [7.0, 0.1, 0.0])
def test_constant_pre(value):
    constant = np.full(26, value)
    assert set(notes(every(POST, constant)).values()) == {("constant",)}
    assert ancova_slopes(*crosses(POST, np.where(ARM == 1, PRE, 7.0))) == not_computed("constant")


@pytest.mark.parametrize("value", [7.0, 0.1, 0.0])
def test_constant_post(value):
    assert set(notes(every(np.full(26, value))).values()) == {("constant",)}


def test_constant_covariate():
    result = notes(every(POST, PRE, np.full(26, 3.0)))
    assert result == all_but_slopes("constant", ())


@pytest.mark.parametrize("other", [PRE, 3.0 - 2e6 * PRE, PRE + 4.0 * ARM, 0.1 * ARM])
def test_collinear_covariate(other):
    assert notes(every(POST, PRE, other)) == all_but_slopes("collinear", ())


def test_pre_that_is_the_arm():
    assert notes(every(POST, 3.0 + ARM)) == all_but_slopes("collinear", ("constant",))


def test_post_on_a_line():
    assert set(notes(every(2.0 * PRE + 1.0)).values()) == {("perfect_fit",)}
    assert set(notes(every(2.0 * PRE - 3.0 * ARM)).values()) == {("perfect_fit",)}


def test_post_that_is_the_arm():
    assert notes(every(2.0 * ARM)) == all_but_slopes("perfect_fit", ("constant",))


@pytest.mark.parametrize("bad", [math.inf, math.nan])
def test_not_finite(bad):
    t, c = crosses()
    broken = Cross(t.n, t.means, t.products * bad)
    for function in FROM_CROSS:
        assert function(broken, c) == not_computed("not_finite")
        assert function(c, broken) == not_computed("not_finite")


def test_a_patient_whom_the_fit_must_meet():
    alone = (np.arange(26) == 3).astype(float)
    assert ancova(*crosses(POST, PRE, alone)).notes == ()
    assert ancova_hc3(POST, ARM, PRE, [alone]) == not_computed("leverage_one")


def test_rows_with_a_gap_are_left_out():
    post, pre, age = POST.copy(), PRE.copy(), AGE.copy()
    post[0], pre[15], age[20] = math.nan, math.nan, math.nan
    complete = ~np.isnan(post + pre + age)
    whole = every(POST[complete], PRE[complete], AGE[complete], arm=ARM[complete])
    assert every(post, pre, age) == whole


def test_an_arm_that_is_not_known_is_left_out():
    arm = ARM.astype(float)
    arm[5] = math.nan
    complete = np.arange(26) != 5
    assert ancova_hc3(POST, arm, PRE) == ancova_hc3(POST[complete], ARM[complete], PRE[complete])


def test_arm_may_be_true_and_false():
    assert ancova_hc3(POST, ARM == 1, PRE) == ancova_hc3(POST, ARM, PRE)


def test_hc3_has_the_value_and_df_of_ancova():
    result = every(POST, PRE, AGE)
    assert result["hc3"].value == pytest.approx(result["ancova"].value, rel=1e-12)
    assert result["hc3"].df == result["ancova"].df == 22.0


def test_hc3_by_hand():
    x = np.column_stack([np.ones(26), ARM, PRE])
    inverse = np.linalg.inv(x.T @ x)
    residual = POST - x @ inverse @ x.T @ POST
    omega = np.square(residual / (1.0 - np.diag(x @ inverse @ x.T)))
    se = math.sqrt((inverse @ (x.T * omega) @ x @ inverse)[1, 1])
    e = ancova_hc3(POST, ARM, PRE)
    assert e.value / e.statistic == pytest.approx(se, rel=1e-10)


def test_units_as_far_apart_as_they_come():
    e = ancova(*crosses(POST, PRE * 1e6, AGE * 1e-6))
    same = ancova(*crosses(POST, PRE, AGE))
    assert (e.value, e.low, e.p) == pytest.approx((same.value, same.low, same.p), rel=1e-11)
    hc3 = ancova_hc3(POST, ARM, PRE * 1e6 + 1e8, [AGE * 1e-6])
    assert hc3.p == pytest.approx(ancova_hc3(POST, ARM, PRE, [AGE]).p, rel=1e-8)


def test_slopes_use_only_post_and_pre():
    assert ancova_slopes(*crosses(POST, PRE, AGE)) == ancova_slopes(*crosses())


def test_slopes_statistic_is_f():
    e = ancova_slopes(*crosses())
    assert e.statistic > 0.0
    assert e.df == 22.0
    # The interval excludes 0 exactly when P is below 0.05.
    assert (e.low > 0.0 or e.high < 0.0) == (e.p < 0.05)


def test_adjusted_means_carry_no_test():
    t, c = adjusted_means(*crosses(), 0.9)
    assert t.statistic is t.p is c.statistic is c.p is None
    assert t.level == c.level == 0.9
    assert t.df == c.df == 23.0
    assert t.value - c.value == pytest.approx(ancova(*crosses()).value, rel=1e-13)


def test_ratio_is_the_exponential():
    logs = log_columns(POST + 20.0, PRE)
    e, on_logs = ancova_ratio(*crosses(*logs), 0.9), ancova(*crosses(*logs), 0.9)
    assert (e.value, e.low, e.high) == pytest.approx(
        tuple(math.exp(v) for v in (on_logs.value, on_logs.low, on_logs.high))
    )
    assert (e.statistic, e.df, e.p, e.level) == (on_logs.statistic, on_logs.df, on_logs.p, 0.9)


@pytest.mark.parametrize("bad", [0.0, -1.0])
def test_no_logarithm(bad):
    assert log_columns(np.array([1.0, bad]), np.array([1.0, 2.0])) is None
    assert log_columns(np.array([1.0, 2.0]), np.array([1.0, bad])) is None


def test_a_gap_has_no_logarithm_and_stays_a_gap():
    (result,) = log_columns(np.array([1.0, math.nan]))
    assert result[0] == 0.0
    assert math.isnan(result[1])


def test_ratio_of_values_that_were_not_positive():
    t, c = crosses()
    bad = Cross(t.n, np.array([-math.inf, 1.0]), t.products)
    assert ancova_ratio(bad, c) == not_computed("nonpositive")
    assert ancova_ratio(c, bad) == not_computed("nonpositive")


def test_ratio_passes_a_reason_on():
    assert ancova_ratio(*crosses(POST, np.ones(26))) == not_computed("constant")


def wide(spread, apart):
    products = np.diag([spread, 1.0])
    return Cross(2, np.array([apart, 0.0]), products), Cross(2, np.zeros(2), products)


def test_ratio_whose_limit_is_too_large():
    e = ancova_ratio(*wide(20000.0, 1.0))
    assert e.value == pytest.approx(math.e)
    assert (e.low, e.high, e.notes) == (0.0, None, ("unbounded_high",))


def test_ratio_that_is_too_large():
    assert ancova_ratio(*wide(1.0, 800.0)) == not_computed("not_finite")
