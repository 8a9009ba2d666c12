"""The fit within arms: against the normal equations, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.estimate import not_computed
from aci_core.stats.t_interval import t_estimate
from aci_core.stats.within_arm import WithinArm, fit_within_arm
from aci_core.summaries.moments import Cross

RNG = np.random.default_rng(20261107)


def arms(p, n=30):
    return [Cross.of(list(RNG.normal(size=(p, n)))) for _ in range(2)]


@pytest.mark.parametrize("p", [1, 2, 3, 8])
def test_residual_and_contrast_are_those_of_the_normal_equations(p):
    t, c = arms(p)
    fit = fit_within_arm(t, c)
    assert isinstance(fit, WithinArm)
    w, d = t.products + c.products, t.means - c.means
    beta = np.linalg.solve(w[1:, 1:], w[1:, 0])
    rss = w[0, 0] - w[0, 1:] @ beta
    assert fit.df == 60 - 2 - (p - 1)
    assert fit.residual_variance == pytest.approx(rss / fit.df, rel=1e-12)
    value, se = fit.contrast([*d[1:], d[0]], 2 / 30)
    assert value == pytest.approx(d[0] - d[1:] @ beta, rel=1e-11)
    quadratic = d[1:] @ np.linalg.solve(w[1:, 1:], d[1:])
    assert se == pytest.approx(np.sqrt(rss / fit.df * (2 / 30 + quadratic)), rel=1e-11)


def test_the_fit_does_not_hold_the_summaries():
    t, c = arms(2)
    before = t.products.copy()
    fit_within_arm(t, c)
    assert np.array_equal(t.products, before)


def test_nearly_collinear_is_still_a_fit():
    x = RNG.normal(size=30)
    columns = [RNG.normal(size=30), x, x + 1e-4 * RNG.normal(size=30)]
    c = Cross.of(columns)
    assert isinstance(fit_within_arm(c, c), WithinArm)
    columns[2] = x + 1e-8 * RNG.normal(size=30)
    c = Cross.of(columns)
    assert fit_within_arm(c, c) == "collinear"


@pytest.mark.parametrize(("value", "se"), [(1.0, 0.0), (np.inf, 1.0), (1.0, np.inf)])
def test_not_finite(value, se):
    assert t_estimate(value, se, 5, 0.95) == not_computed("not_finite")


@pytest.mark.parametrize("column", [0, 1, 2])
def test_what_rounding_leaves_of_equal_decimals_is_constant(column):
    t, c = arms(3)
    for arm in (t, c):
        arm.means[column] = 0.1
        arm.products[column] = arm.products[:, column] = 0.0
        arm.products[column, column] = 30 * 1e-17**2
    assert fit_within_arm(t, c) == "constant"
    t.means[column] = 0.3
    assert fit_within_arm(t, c) == ("perfect_fit" if column == 0 else "collinear")
