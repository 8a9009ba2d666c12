"""Edges of the risk ratio, Koopman's interval and the odds ratio."""

from __future__ import annotations

import math

import pytest

from aci_core.stats.estimate import not_computed
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.risk_ratio import risk_ratio, risk_ratio_koopman

METHODS = (risk_ratio, risk_ratio_koopman, odds_ratio)
Z2 = 1.959963984540054**2


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("arms", [(0, 0, 3, 9), (3, 9, 0, 0), (0, 0, 0, 0)])
def test_empty_arm(method, arms):
    assert method(*arms) == not_computed("no_patients")


@pytest.mark.parametrize("method", METHODS)
def test_more_events_than_patients(method):
    assert method(4, 3, 1, 9) == not_computed("invalid_counts")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [1, 78])
def test_no_events(method, n):
    assert method(0, n, 0, 9) == not_computed("no_events")


@pytest.mark.parametrize("method", [risk_ratio, odds_ratio])
def test_all_events(method):
    assert method(5, 5, 9, 9) == not_computed("all_events")


@pytest.mark.parametrize(
    "arms", [(0, 9, 4, 9), (4, 9, 0, 9), (9, 9, 4, 9), (4, 9, 9, 9), (9, 9, 0, 9)]
)
def test_any_empty_cell_adds_a_half(arms):
    x_t, n_t, x_c, n_c = arms
    e = risk_ratio(*arms)
    assert e.notes == ("half_added",)
    assert e.value == pytest.approx((x_t + 0.5) / (n_t + 1) / ((x_c + 0.5) / (n_c + 1)))
    e = odds_ratio(*arms)
    assert e.notes == ("half_added",)
    assert e.value == pytest.approx(
        (x_t + 0.5) / (n_t - x_t + 0.5) / ((x_c + 0.5) / (n_c - x_c + 0.5))
    )
    assert e.low < e.value < e.high


def test_no_empty_cell_adds_nothing():
    assert risk_ratio(3, 9, 4, 9).notes == odds_ratio(3, 9, 4, 9).notes == ()


def test_koopman_without_events_in_an_arm():
    e = risk_ratio_koopman(0, 78, 3, 78)
    assert (e.value, e.low, e.notes) == (0.0, 0.0, ())
    e_swapped = risk_ratio_koopman(3, 78, 0, 78)
    assert (e_swapped.value, e_swapped.high, e_swapped.notes) == (None, None, ("unbounded_high",))
    assert e_swapped.low == pytest.approx(1.0 / e.high, rel=1e-12)


def test_koopman_with_all_events_is_closed():
    """U = n (1 - phi)/phi below 1, so the limit is n/(n + z^2)."""
    for n_t, n_c in ((10, 10), (10, 500), (1, 3)):
        e = risk_ratio_koopman(n_t, n_t, n_c, n_c)
        assert e.value == 1.0
        assert e.low == pytest.approx(n_t / (n_t + Z2), rel=1e-12)
        assert e.high == pytest.approx((n_c + Z2) / n_c, rel=1e-12)


def test_koopman_of_all_against_none():
    e = risk_ratio_koopman(10, 10, 0, 10)
    assert (e.value, e.high) == (None, None)
    assert e.low > 1.0


def test_large_arms():
    for method in METHODS:
        e = method(1, 10**9, 10**8, 10**9)
        assert 0.0 < e.low < e.value < e.high < math.inf
