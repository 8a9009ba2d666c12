"""The golden numbers that the product promises, for what works from means and products.

They were made with R and checked a second way; here they stand as they were printed.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from aci_core.stats.correlation import partial_pearson, pearson, spearman
from aci_core.stats.smd_levels import smd_levels
from aci_core.stats.two_means import hedges_g, smd_means, student_t, welch_t
from aci_core.summaries.counts import Joint
from aci_core.summaries.moments import Cross, Moments

T = Moments.from_sd(78, 8.2, 3.1)
C = Moments.from_sd(78, 10.4, 3.5)


def of_r(r, n):
    return Cross(n, np.array([5.0, 7.0]), np.array([[9.0, 6.0 * r], [6.0 * r, 4.0]]))


def interval(e):
    return e.value, e.low, e.high


def test_welch():
    e = welch_t(T, C)
    assert interval(e) == pytest.approx((-2.2, -3.245929, -1.154071), abs=5e-7)
    assert (e.statistic, e.df) == pytest.approx((-4.155707, 151.786193), abs=5e-7)
    assert e.p == pytest.approx(5.398358e-5, abs=5e-11, rel=0)


def test_student():
    assert student_t(T, C).p == pytest.approx(5.361573e-5, abs=5e-12, rel=0)


def test_hedges_g():
    assert interval(hedges_g(T, C)) == pytest.approx((-0.662199, -0.984531, -0.339867), abs=5e-7)


def test_smd_of_means():
    assert interval(smd_means(T, C)) == pytest.approx((-0.665446, -0.987860, -0.343031), abs=5e-7)


def test_smd_of_two_levels():
    e = smd_levels([[67, 11], [54, 24]])
    assert interval(e) == pytest.approx((0.407746, 0.090656, 0.724836), abs=5e-7)


def test_smd_of_four_levels():
    e = smd_levels([[20, 25, 22, 11], [10, 20, 24, 24]])
    assert interval(e) == pytest.approx((0.489140, 0.0, 0.760748), abs=5e-7)
    assert e.low == 0.0


def test_yang_dalton_whichever_level_is_last():
    columns = [(30, 18), (32, 26), (24, 25), (14, 31)]
    computed = {smd_levels(np.transpose(order)).value for order in permutations(columns)}
    assert len(computed) > 0
    assert list(computed) == pytest.approx([0.4603586] * len(computed), abs=5e-8)


@pytest.mark.parametrize(
    ("r", "n", "low", "high", "digits"),
    [
        (-0.5, 78, -0.6502, -0.3122, 4),
        (-0.388, 156, -0.513813, -0.245849, 6),
        (-0.239, 156, -0.382, -0.085, 3),
    ],
)
def test_fisher_interval(r, n, low, high, digits):
    e = pearson(of_r(r, n))
    assert interval(e) == pytest.approx((r, low, high), abs=0.5 * 10**-digits)
    assert e.df == n - 2


def test_bonett_wright_interval():
    # Three grades of 26 on either side, every rank product as wanted: rho is -1/2 exactly.
    x = np.array([-1.0, 1, -1, 0, 0, 1])
    y = np.array([1.0, -1, 0, -1, 1, 0])
    e = spearman(Joint(x, y, np.full(6, 13)))
    assert interval(e) == pytest.approx((-0.5, -0.6580, -0.2998), abs=5e-5)
    assert e.df == 76.0


def test_partial_pearson_has_one_degree_fewer():
    e = partial_pearson(of_r(-0.5, 39), of_r(-0.5, 39))
    half = 1.959963984540054 / np.sqrt(74)
    centre = np.arctanh(-0.5)
    expected = (-0.5, np.tanh(centre - half), np.tanh(centre + half))
    assert interval(e) == pytest.approx(expected, rel=1e-14)
    assert e.df == 75.0
