"""The ends of a proportion's range, and what is no proportion."""

from __future__ import annotations

import pytest

from aci_core.stats.proportion import clopper_pearson, one_sided_upper, wilson

METHODS = (wilson, clopper_pearson, one_sided_upper)


@pytest.mark.parametrize("method", METHODS)
def test_no_patients(method):
    e = method(0, 0)
    assert (e.value, e.low, e.high, e.notes) == (None, None, None, ("no_patients",))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("x", "n"), [(5, 4), (-1, 4)])
def test_invalid_counts(method, x, n):
    assert method(x, n).notes == ("invalid_counts",)
    assert method(x, n).value is None


@pytest.mark.parametrize("method", [wilson, clopper_pearson])
@pytest.mark.parametrize("n", [1, 8, 78, 5000])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_none_and_all_mirror_each_other(method, n, level):
    none, every = method(0, n, level), method(n, n, level)
    assert (none.value, none.low) == (0.0, 0.0)
    assert (every.value, every.high) == (1.0, 1.0)
    assert 0.0 < none.high < 1.0
    assert every.low == pytest.approx(1.0 - none.high, rel=1e-12)


def test_one_sided_upper_of_no_event_is_a_power():
    for level in (0.9, 0.95, 0.99):
        e = one_sided_upper(0, 78, level)
        assert e.high == pytest.approx(1.0 - (1.0 - level) ** (1 / 78), rel=1e-12)
        assert (e.low, e.level, e.notes) == (None, level, ("one_sided",))


def test_one_sided_upper_of_all_is_one():
    assert one_sided_upper(4, 4).high == 1.0


def test_exact_one_sided_lies_below_two_sided():
    assert one_sided_upper(3, 78).high < clopper_pearson(3, 78).high


def test_one_event_in_a_million():
    e = wilson(1, 1_000_000)
    assert e.low == pytest.approx(1.765245767e-7, rel=1e-9)
