"""Newton's method for two arms' grades in strata: where it does not end, and what it costs."""

from __future__ import annotations

import time

import numpy as np
import pytest

from aci_core.stats import stratum_logit
from aci_core.stats.cumulative_logit import fit_cumulative_logit
from aci_core.stats.stratum_logit import fit_in_strata, log_likelihood_of_groups

COUNTS = np.array([[[11.0, 22, 25, 20], [24, 24, 20, 10]]])


def fitted(counts: np.ndarray = COUNTS) -> tuple[float, float]:
    fit = fit_in_strata(counts)
    assert not isinstance(fit, str), fit
    return fit.beta, fit.error


def test_it_is_the_model_of_patients_with_a_term_a_stratum() -> None:
    rng = np.random.default_rng(20261201)
    counts = rng.poisson(4.0, (6, 2, 5)).astype(np.float64)
    stratum, arm, grade = (
        np.repeat(index.ravel(), counts.astype(int).ravel()) for index in np.indices(counts.shape)
    )
    terms = [(stratum == place).astype(np.float64) for place in range(1, 6)]
    fit = fit_cumulative_logit(grade, arm == 0, terms)
    assert not isinstance(fit, str)
    assert fitted(counts) == pytest.approx((fit.arm, fit.error), rel=1e-9)


def test_the_order_of_the_strata_changes_nothing() -> None:
    counts = np.random.default_rng(3).poisson(5.0, (7, 2, 4)).astype(np.float64)
    assert fitted(counts[::-1]) == pytest.approx(fitted(counts), rel=1e-9)


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([[[0.0, 0, 5], [5, 1, 0]], [[0, 0, 9], [3, 1, 0]]], "separated"),
        ([[[3.0, 4, 0, 0], [5, 2, 0, 0]], [[0, 0, 6, 2], [0, 0, 3, 4]]], "perfect_prediction"),
    ],
)
def test_without_a_maximum_it_says_so(counts, why) -> None:
    assert fit_in_strata(np.array(counts)) == why


def test_information_without_an_inverse(monkeypatch) -> None:
    monkeypatch.setattr(stratum_logit, "_newton", lambda *_: None)
    assert fit_in_strata(COUNTS) == "not_converged"


def test_steps_that_never_end(monkeypatch) -> None:
    exact = stratum_logit._newton
    # A thousandth of each step: still far from the maximum when the patience ends.
    monkeypatch.setattr(stratum_logit, "_newton", lambda *of: (exact(*of)[0] / 1e3, 1.0))
    assert fit_in_strata(COUNTS) == "not_converged"


def test_a_step_too_long_is_halved(monkeypatch) -> None:
    exact, plain, calls = stratum_logit._newton, fitted(), []

    def longer(counts, theta):
        calls.append(theta)
        step, error = exact(counts, theta)
        return step * (8.0 if len(calls) == 1 else 1.0), error

    monkeypatch.setattr(stratum_logit, "_newton", longer)
    assert fitted() == pytest.approx(plain, rel=1e-12)


def test_five_hundred_strata_take_no_time() -> None:
    counts = np.random.default_rng(4).poisson(3.0, (500, 2, 7)).astype(np.float64)
    began = time.process_time()
    fitted(counts)
    assert not isinstance(log_likelihood_of_groups(counts.reshape(-1, 7)), str)
    assert time.process_time() - began < 0.5
