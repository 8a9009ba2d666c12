"""Kernel density against scipy's, of the same width."""

import numpy as np
import pytest
import scipy.stats

from aci_core.stats.density import density


@pytest.mark.parametrize("n", [2, 30, 400])
def test_it_is_a_gaussian_kernel_of_silverman_s_width(n: int) -> None:
    values = np.random.default_rng(n).normal(10, 3, n).round(1)
    places = np.linspace(0, 20, 11)
    low, high = np.quantile(values, [0.25, 0.75])
    width = 0.9 * min(values.std(ddof=1), (high - low) / 1.34) * n**-0.2
    expected = scipy.stats.gaussian_kde(values, width / values.std(ddof=1))(places)
    np.testing.assert_allclose(density(values, places), expected, rtol=1e-9)


def test_values_that_do_not_vary_have_none() -> None:
    for values in ([3.0, 3.0, 3.0], [3.0], []):
        assert density(np.array(values), np.array([3.0])) is None


def test_quartiles_that_are_equal_leave_the_deviation() -> None:
    values = np.array([5.0] * 9 + [9.0])
    places = np.linspace(-10, 25, 4001)
    curve = density(values, places)
    assert curve is not None
    assert np.trapezoid(curve, places) == pytest.approx(1.0, abs=1e-3)
