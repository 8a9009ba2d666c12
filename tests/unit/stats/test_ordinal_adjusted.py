"""Ordered grades and events given covariates: what is refused, with which note, and the edges."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.adjusted_risk import adjusted_risk_difference
from aci_core.stats.estimate import not_computed
from aci_core.stats.ordinal import proportional_odds
from aci_core.stats.ordinal_adjusted import proportional_odds_adjusted, proportional_odds_test

MODELS = (proportional_odds_adjusted, proportional_odds_test)
N = 60


def trial(seed=1, n=N, k=5):
    rng = np.random.default_rng(seed)
    treated = rng.permutation(np.arange(n) % 2 == 0)
    age = rng.normal(64, 9, n)
    latent = 0.6 * treated - 0.05 * (age - 64) + rng.logistic(size=n)
    score = np.digitize(latent, np.linspace(-1.5, 1.5, k - 1)).astype(float)
    return score, treated, age


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("arm", [True, False])
def test_an_empty_arm(model, arm):
    score, _, age = trial()
    assert model(score, np.full(N, arm), [age]) == not_computed("no_patients")
    assert adjusted_risk_difference(score > 2, np.full(N, arm), [age]) == not_computed(
        "no_patients"
    )


@pytest.mark.parametrize("model", MODELS)
def test_one_grade(model):
    _, treated, age = trial()
    assert model(np.full(N, 3.0), treated, [age]) == not_computed("constant")


@pytest.mark.parametrize("model", MODELS)
def test_arms_that_do_not_overlap(model):
    score, treated, age = trial()
    apart = np.where(treated, score + 10, score)
    assert model(apart, treated, [age]) == not_computed("separated")


@pytest.mark.parametrize("model", MODELS)
def test_a_covariate_that_tells_the_grade(model):
    """The likelihood rises without end: no number, where a search stops anywhere."""
    score, treated, age = trial(k=3)
    told = score + 0.01 * (age - age.min()) / np.ptp(age)
    assert model(score, treated, [told]) == not_computed("perfect_prediction")


def test_a_covariate_level_of_the_best_alone():
    score, treated, age = trial()
    rare = ((score == score.max()) & (age < np.median(age))).astype(float)
    assert proportional_odds_adjusted(score, treated, [rare]) == not_computed("perfect_prediction")


def test_a_flat_likelihood_is_no_maximum():
    """All women had the event, half of the men in each arm: the search ended in rounding."""
    male = np.array([0, 0, 0, 1, 1, 1, 1, 1, 1], dtype=float)
    treated = np.array([1, 0, 0, 1, 0, 0, 1, 0, 0], dtype=bool)
    event = np.array([1, 1, 1, 1, 1, 0, 0, 0, 1], dtype=bool)
    assert adjusted_risk_difference(event, treated, [male]) == not_computed("perfect_prediction")
    assert proportional_odds_adjusted(event.astype(float), treated, [male]) == not_computed(
        "perfect_prediction"
    )


def test_a_rare_level_of_events_alone_has_no_maximum():
    """Steps that rounding halves to nothing: a level of six, all with the event."""
    rng = np.random.default_rng(7)
    n = 233
    treated, age = rng.random(n) < 0.5, rng.normal(64, 10, n)
    event = rng.random(n) < 0.8
    rare = np.zeros(n)
    rare[np.flatnonzero(event)[:6]] = 1.0
    e = adjusted_risk_difference(event, treated, [age, rare])
    assert e == not_computed("perfect_prediction")


def test_nearly_separated_is_computed():
    grade = np.repeat([0.0, 1, 0, 1], [1, 10**4, 10**4, 1])
    treated = np.arange(len(grade)) < 10**4 + 1
    noise = np.random.default_rng(1).normal(size=len(grade))
    e = proportional_odds_adjusted(grade, treated, [noise])
    assert e.value == pytest.approx(1e8, rel=0.5)


@pytest.mark.parametrize("model", MODELS)
def test_a_covariate_that_others_tell(model):
    score, treated, age = trial()
    assert model(score, treated, [age, 2 * age + 3]) == not_computed("collinear")
    assert model(score, treated, [treated.astype(float)]) == not_computed("collinear")
    assert adjusted_risk_difference(score > 2, treated, [age, -age]) == not_computed("collinear")


def test_more_covariates_than_patients():
    covariates = list(np.random.default_rng(2).normal(size=(9, 8)))
    score, treated = np.array([0.0, 1, 2, 0, 1, 2, 0, 1]), np.arange(8) % 2 == 0
    assert proportional_odds_adjusted(score, treated, covariates) == not_computed("collinear")


def test_two_grades_have_nothing_to_be_proportional():
    score, treated, age = trial(k=2)
    assert proportional_odds_test(score, treated, [age]) == not_computed("two_grades")


@pytest.mark.parametrize("grade", [0.0, 2.0, 4.0])
def test_an_arm_without_a_grade(grade):
    score, treated, age = trial()
    moved = np.where(treated & (score == grade), 1.0, score)
    assert proportional_odds_test(moved, treated, [age]) == not_computed("thresholds_cross")
    assert proportional_odds_adjusted(moved, treated, [age]).value is not None


def test_without_covariates_it_is_the_odds_ratio_of_the_counts():
    score, treated, _ = trial()
    table = [np.bincount(score[who].astype(int), minlength=5) for who in (treated, ~treated)]
    plain, e = proportional_odds(table, 0.9), proportional_odds_adjusted(score, treated, [], 0.9)
    assert (e.value, e.low, e.high, e.statistic, e.p) == pytest.approx(
        (plain.value, plain.low, plain.high, plain.statistic, plain.p), rel=1e-10
    )


def test_only_the_order_of_the_grades_counts():
    score, treated, age = trial()
    e = proportional_odds_adjusted(score, treated, [age])
    assert proportional_odds_adjusted(score**3 + 7, treated, [age]) == e


def test_better_turned_to_worse_inverts_the_ratio():
    score, treated, age = trial()
    e = proportional_odds_adjusted(score, treated, [age])
    back = proportional_odds_adjusted(-score, treated, [age])
    assert back.value == pytest.approx(1 / e.value, rel=1e-9)
    assert back.low == pytest.approx(1 / e.high, rel=1e-9)


def test_units_and_origin_of_a_covariate_change_nothing():
    score, treated, age = trial()
    e = proportional_odds_adjusted(score, treated, [age])
    scaled = proportional_odds_adjusted(score, treated, [1e7 + 1e-3 * age])
    assert scaled.value == pytest.approx(e.value, rel=1e-5)
    assert scaled.p == pytest.approx(e.p, rel=1e-4)


def test_no_event_and_events_alone():
    _, treated, age = trial()
    none = np.zeros(N, dtype=bool)
    assert adjusted_risk_difference(none, treated, [age]) == not_computed("no_events")
    assert adjusted_risk_difference(~none, treated, [age]) == not_computed("all_events")


def test_an_event_that_the_covariate_or_the_arm_tells():
    _, treated, age = trial()
    assert adjusted_risk_difference(age > 64, treated, [age]) == not_computed("perfect_prediction")
    assert adjusted_risk_difference(treated.copy(), treated, [age]) == not_computed(
        "perfect_prediction"
    )


def test_an_arm_of_one_patient_has_no_variance():
    score, _, age = trial()
    one = np.arange(N) == 3
    assert adjusted_risk_difference(score > 2, one, [age]) == not_computed("one_patient")
    assert adjusted_risk_difference(score > 2, ~one, [age]) == not_computed("one_patient")


def test_without_covariates_the_risks_are_those_of_the_arms():
    """And the variance is that of two independent proportions, with n - 1."""
    score, treated, _ = trial()
    event = score > 2
    e = adjusted_risk_difference(event, treated, [])
    p, q = event[treated].mean(), event[~treated].mean()
    assert e.value == pytest.approx(p - q, rel=1e-12)
    error = np.sqrt(event[treated].var(ddof=1) / 30 + event[~treated].var(ddof=1) / 30)
    assert e.statistic == pytest.approx((p - q) / error, rel=1e-12)


def test_swapped_arms_swap_the_sign():
    score, treated, age = trial()
    e = adjusted_risk_difference(score > 2, treated, [age])
    back = adjusted_risk_difference(score > 2, ~treated, [age])
    assert (back.value, back.low, back.high) == pytest.approx((-e.value, -e.high, -e.low))


def test_patience_ends(monkeypatch):
    from aci_core.stats import cumulative_logit

    exact = cumulative_logit._Model.derivatives
    # A thousandth of each step: still far from the maximum when the patience ends.
    monkeypatch.setattr(
        cumulative_logit._Model,
        "derivatives",
        lambda model, theta: (exact(model, theta)[0] / 1e4, exact(model, theta)[1]),
    )
    score, treated, age = trial()
    assert proportional_odds_adjusted(score, treated, [age]) == not_computed("not_converged")


def test_a_limit_beyond_every_number_is_no_estimate():
    """One treated patient whom age tells from all: the error of the arm's log odds is 2,000."""
    score = np.array([1.0, 0, 1, 1, 1, 1, 1, 1, 0, 2, 1, 0])
    nihss = np.array([25.0, 28, 27, 29, 30, 42, 28, 28, 26, 42, 40, 25])
    age = np.array([55.0, 89, 88, 89, 89, 81, 85, 89, 89, 88, 88, 87])
    found = proportional_odds_adjusted(score, np.arange(12) == 0, [nihss, age])
    assert found == not_computed("perfect_prediction")
