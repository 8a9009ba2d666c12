"""Edges of the risk difference, and the number needed to treat."""

from __future__ import annotations

import pytest

from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.risk_difference import constrained, nnt, risk_difference, risk_difference_mn

METHODS = (risk_difference, risk_difference_mn)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("arms", [(0, 0, 3, 9), (3, 9, 0, 0), (0, 0, 0, 0)])
def test_empty_arm(method, arms):
    assert method(*arms) == not_computed("no_patients")


@pytest.mark.parametrize("method", METHODS)
def test_more_events_than_patients(method):
    assert method(4, 3, 1, 9) == not_computed("invalid_counts")
    assert method(1, 3, -1, 9) == not_computed("invalid_counts")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [1, 10, 78, 5000])
@pytest.mark.parametrize("events", [0, 1])
def test_none_or_all_in_both_arms(method, n, events):
    e = method(events * n, n, events * n, n)
    assert e.value == 0.0
    assert e.low == pytest.approx(-e.high, rel=1e-12)
    assert 0.0 < e.high < 1.0
    assert e.notes == ()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [1, 10, 5000])
def test_all_against_none(method, n):
    e = method(n, n, 0, n)
    assert (e.value, e.high) == (1.0, 1.0)
    assert -1.0 <= e.low < 1.0
    mirror = method(0, n, n, n)
    assert (mirror.value, mirror.low) == (-1.0, -1.0)
    assert mirror.high == pytest.approx(-e.low, rel=1e-12)


def test_mn_without_events_is_a_quadratic():
    """There Z^2 = delta n/(1 - delta) (N - 1)/N, so the limit is z^2/(z^2 + n (N - 1)/N)."""
    z2 = 1.959963984540054**2
    for n in (1, 10, 78):
        expected = z2 / (z2 + n * (2 * n - 1) / (2 * n))
        assert risk_difference_mn(0, n, 0, n).high == pytest.approx(expected, rel=1e-12)


def test_constrained_estimate_solves_its_score():
    for delta in (-0.7, -0.1, 1e-9, 0.2, 0.6):
        p_t, p_c = constrained(30, 50, 20, 70, delta)
        assert p_t - p_c == pytest.approx(delta, abs=1e-15)
        score = 30 / p_t - 20 / (1 - p_t) + 20 / p_c - 50 / (1 - p_c)
        assert score == pytest.approx(0.0, abs=1e-9)


def test_constrained_estimate_at_an_end():
    assert constrained(3, 10, 0, 20, 0.25) == (0.25, 0.0)
    assert constrained(10, 10, 12, 20, 0.5) == (1.0, 0.5)
    assert constrained(12, 20, 10, 10, -0.5) == (0.5, 1.0)


def test_one_patient_in_an_arm():
    for method in METHODS:
        e = method(1, 1, 4, 9)
        assert -1.0 <= e.low < e.value < e.high <= 1.0


def test_nnt_through_infinity():
    e = nnt(Estimate(value=0.05, low=-0.1, high=0.2, level=0.9))
    assert (e.value, e.low, e.high, e.level) == (20.0, 5.0, -10.0, 0.9)
    assert e.notes == ("through_infinity",)


def test_nnt_to_harm():
    e = nnt(Estimate(value=-0.2, low=-0.25, high=-0.1, level=0.95))
    assert (e.value, e.low, e.high, e.notes) == (-5.0, -10.0, -4.0, ())


def test_nnt_of_no_difference():
    e = nnt(risk_difference(5, 10, 5, 10))
    assert e.value is None
    assert e.notes == ("no_difference", "through_infinity")
    assert e.low == pytest.approx(-e.high)


def test_nnt_of_a_limit_at_zero():
    e = nnt(Estimate(value=0.2, low=0.0, high=0.5, level=0.95))
    assert (e.value, e.low, e.high, e.notes) == (5.0, 2.0, None, ("unbounded_high",))
    e = nnt(Estimate(value=-0.2, low=-0.5, high=0.0, level=0.95))
    assert (e.value, e.low, e.high, e.notes) == (-5.0, None, -2.0, ("unbounded_low",))


def test_nnt_of_what_was_not_computed():
    assert nnt(risk_difference(0, 0, 1, 4)) == not_computed("no_patients")
