"""Tails and quantiles against R's pt, qt, pnorm, qnorm and pchisq, far out as well."""

from __future__ import annotations

import math

import pytest

from aci_core.stats.distributions import (
    chi2_upper,
    normal_two_sided,
    t_quantile,
    t_two_sided,
    z_quantile,
)


def close(x):
    return pytest.approx(x, rel=1e-11, abs=0)


@pytest.mark.parametrize(
    ("t", "df", "p"),
    [
        (0.0, 3.0, 1.0),
        (0.5, 1e7, 0.617075088454015),
        (-2.0, 1000.0, 0.04577034649325166),
        (5.0, 1000.0, 6.767256364648614e-07),
        (-1000.0, 30.0, 2 * 1.0360017415558664e-69),
        (1e200, 3.0, 0.0),
        (math.inf, 3.0, 0.0),
    ],
)
def test_t_two_sided(t, df, p):
    assert t_two_sided(t, df) == close(p)


def test_t_of_one_degree_is_cauchy():
    for t in (1e-3, 0.4, 7.0, 1e9):
        assert t_two_sided(t, 1.0) == close(2.0 * math.atan2(1.0, t) / math.pi)


@pytest.mark.parametrize(
    ("z", "p"),
    [
        (0.0, 1.0),
        (1.959963984540054, 0.05),
        (-10.0, 1.523970604832105e-23),
        (37.0, 1.145114244504915e-299),
    ],
)
def test_normal_two_sided(z, p):
    assert normal_two_sided(z) == pytest.approx(p, rel=1e-8 if abs(z) > 30 else 1e-12, abs=0)


@pytest.mark.parametrize(
    ("x", "df", "p"), [(0.0, 1, 1.0), (3.841458820694124, 1, 0.05), (1000.0, 2, math.exp(-500.0))]
)
def test_chi2_upper(x, df, p):
    assert chi2_upper(x, df) == close(p)


def test_chi2_of_one_degree_is_the_normal_squared():
    for z in (0.1, 2.0, 20.0, 35.0):
        assert chi2_upper(z * z, 1) == close(normal_two_sided(z))


@pytest.mark.parametrize(
    ("level", "z"), [(0.9, 1.644853626951473), (0.95, 1.959963984540054), (0.99, 2.575829303548901)]
)
def test_z_quantile(level, z):
    assert z_quantile(level) == close(z)
    assert t_quantile(level, 1e9) == pytest.approx(z, rel=1e-8)


@pytest.mark.parametrize("df", [1.0, 2.0, 4.5, 151.786193, 1e4])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99, 0.9999])
def test_t_quantile_is_the_inverse(level, df):
    assert t_two_sided(t_quantile(level, df), df) == pytest.approx(1.0 - level, rel=1e-9)
