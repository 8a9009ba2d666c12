"""Moments keep their digits and merge without loss."""

import numpy as np
import pytest

from aci_core.summaries import Cross, Moments


def test_moments_of_values() -> None:
    m = Moments.of([1.0, 2.0, np.nan, 6.0])
    assert (m.n, m.mean, m.m2) == (3, 3.0, 14.0)
    assert m.variance == 7.0


def test_nothing_and_one() -> None:
    assert Moments.of([]) == Moments(0, 0.0, 0.0)
    assert Moments.of([np.nan]).sd is None
    assert Moments.of([5.0]).sd is None
    assert Moments.of([]) + Moments.of([5.0]) == Moments(1, 5.0, 0.0)


def test_digits_survive_a_large_mean() -> None:
    # As NIST SmLs09: a sum of squares has no correct digit left here.
    x = np.array([1e12 + 0.2] + [1e12 + 0.1, 1e12 + 0.3] * 500)
    assert Moments.of(x).sd == pytest.approx(float(np.std(x - 1e12, ddof=1)), rel=1e-9)


def test_merging_parts_equals_the_whole() -> None:
    x = np.random.default_rng(1).normal(1e6, 1, 1000)
    whole = Moments.of(x)
    merged = Moments.of(x[:1]) + Moments.of(x[1:400]) + Moments.of(x[400:])
    assert merged.n == whole.n
    assert merged.mean == pytest.approx(whole.mean, rel=1e-14)
    assert merged.m2 == pytest.approx(whole.m2, rel=1e-10)


def test_moments_from_a_printed_sd() -> None:
    assert Moments.from_sd(78, 8.2, 3.1).sd == pytest.approx(3.1)


def test_cross_products_of_complete_cases_merge() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(500, 3, 200)
    y = x + rng.normal(size=200)
    y[7] = np.nan
    whole = Cross.of([x, y])
    assert whole.n == 199
    keep = ~np.isnan(y)
    assert whole.products / 198 == pytest.approx(np.cov(x[keep], y[keep]), rel=1e-12)
    parts = Cross.of([x[:90], y[:90]]) + Cross.of([x[90:], y[90:]])
    assert parts.products == pytest.approx(whole.products, rel=1e-10)
    assert parts.means == pytest.approx(whole.means, rel=1e-14)
    assert whole.moments(0).sd == pytest.approx(float(np.std(x[keep], ddof=1)))


def test_cross_products_of_nobody() -> None:
    empty = Cross.of([np.array([np.nan]), np.array([1.0])])
    assert empty.n == 0
    other = Cross.of([np.array([1.0, 2.0]), np.array([3.0, 5.0])])
    assert (empty + other).products == pytest.approx(other.products)
    assert (other + empty).products == pytest.approx(other.products)
