"""The Tobit model: its invariances, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.tobit import TobitFit, fit_tobit, tobit_ratio
from tests.build import ROOT

RANDOM = np.random.default_rng(20261201)
X = RANDOM.normal(5, 0.4, 60)
TREATED = np.arange(60) % 3 == 0
LOGS = 0.5 * X + 0.3 * TREATED + RANDOM.normal(0, 0.3, 60)
NONE = np.zeros(60, dtype=bool)


def fitted(values=LOGS, below=NONE, above=NONE, treated=TREATED, covariates=(X,)) -> TobitFit:
    fit = fit_tobit(values, below, above, treated, covariates)
    assert isinstance(fit, TobitFit)
    return fit


def test_without_a_limit_it_is_the_likelihood_of_the_linear_model() -> None:
    design = np.column_stack([np.ones(60), TREATED, X])
    beta, *_ = np.linalg.lstsq(design, LOGS, rcond=None)
    sigma = np.sqrt(np.mean((LOGS - design @ beta) ** 2))
    error = sigma * np.sqrt(np.linalg.inv(design.T @ design)[1, 1])
    fit = fitted()
    assert (fit.arm, fit.error, fit.sigma) == pytest.approx((beta[1], error, sigma), rel=1e-10)


def test_the_unit_and_the_direction_of_the_scale_change_nothing() -> None:
    low, high = np.quantile(LOGS, [0.2, 0.9])
    below, above = low > LOGS, high < LOGS
    values = np.clip(LOGS, low, high)
    fit = fitted(values, below, above)
    moved = fitted(values + 13.8, below, above, covariates=(1e6 + 1e3 * X,))
    turned = fitted(-values, above, below)
    assert (moved.arm, moved.error, moved.sigma) == pytest.approx(
        (fit.arm, fit.error, fit.sigma), rel=1e-8
    )
    assert (turned.arm, turned.error, turned.sigma) == pytest.approx(
        (-fit.arm, fit.error, fit.sigma), rel=1e-10
    )
    assert moved.log_likelihood == pytest.approx(fit.log_likelihood, rel=1e-8)


def test_a_limit_far_below_all_values_tells_little() -> None:
    """Who is known to lie above -50 only might as well not be there."""
    values = np.append(LOGS, -50.0)
    fit = fitted(
        values,
        np.append(NONE, False),
        np.append(NONE, True),
        np.append(TREATED, True),
        (np.append(X, 5.0),),
    )
    assert fit.arm == pytest.approx(fitted().arm, abs=1e-9)


def test_the_numbers_that_the_definition_states() -> None:
    """`statistics.md`: VEGF of the synthetic trial, ``<220`` for the 28 values below it."""
    rows = [
        line.split(",") for line in (ROOT / "sample_data/synthetic_156.csv").read_text().split()
    ]
    at = {name: rows[0].index(name) for name in ("arm", "vegf_pre", "vegf_post")}
    treated = np.array([row[at["arm"]] == "treatment" for row in rows[1:]])
    pre, post = (np.array([float(r[at[k]]) for r in rows[1:]]) for k in ("vegf_pre", "vegf_post"))
    below = post < 220
    fit = fitted(np.log(np.maximum(post, 220)), below, below & ~below, treated, (np.log(pre),))
    assert int(below.sum()) == 28
    assert (np.exp(fit.arm), fit.error, fit.sigma) == pytest.approx(
        (1.215159, 0.020293, 0.121461), abs=5e-7
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"treated": ~NONE}, "no_patients"),
        ({"below": TREATED}, "arm_censored"),
        ({"above": ~TREATED}, "arm_censored"),
        ({"covariates": (TREATED * 2.0,)}, "collinear"),
        ({"below": np.arange(60) > 2}, "too_few"),
        ({"logs": 0.5 * X}, "perfect_fit"),
        ({"logs": np.ones(60)}, "perfect_fit"),
    ],
)
def test_what_is_not_computed_says_why(changed: dict[str, object], code: str) -> None:
    inputs = {
        "logs": LOGS,
        "below": NONE,
        "above": NONE,
        "treated": TREATED,
        "covariates": (X,),
    } | changed
    estimate = tobit_ratio(**inputs)  # type: ignore[arg-type]
    assert (estimate.value, estimate.p, estimate.notes) == (None, None, (code,))
