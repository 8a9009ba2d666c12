"""The paired t test: what is refused, with which note, and the edges."""

from __future__ import annotations

import math

import pytest

from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.paired import paired_t
from aci_core.summaries.moments import Moments


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ([], "no_patients"),
        ([math.nan, math.nan], "no_patients"),
    ],
)
def test_not_computed(values, note):
    assert paired_t(Moments.of(values)) == not_computed(note)


@pytest.mark.parametrize(
    ("values", "mean", "note"),
    [
        ([-3.0], -3.0, "one_patient"),
        ([-3.0, math.nan], -3.0, "one_patient"),
        ([-3.0] * 6, -3.0, "constant"),
        ([0.0] * 6, 0.0, "constant"),
        ([0.3 - 0.1, 0.2, 0.7 - 0.5], 0.2, "constant"),
    ],
)
def test_changes_that_do_not_differ_have_a_mean_and_no_interval(values, mean, note):
    e = paired_t(Moments.of(values))
    assert e == Estimate(value=pytest.approx(mean), notes=(note,))


@pytest.mark.parametrize(
    "moments", [Moments(1, math.nan, 0.0), Moments(3, math.inf, 1.0), Moments(3, 0.0, math.nan)]
)
def test_not_finite(moments):
    assert paired_t(moments) == not_computed("not_finite")


def test_two_patients():
    e = paired_t(Moments.of([-1.0, -3.0]))
    assert (e.value, e.statistic, e.df) == pytest.approx((-2.0, -2.0, 1.0))
    # One degree of freedom is the Cauchy distribution.
    assert e.p == pytest.approx(1.0 - 2.0 * math.atan(2.0) / math.pi)


def test_a_fall_is_negative():
    assert paired_t(Moments.of([-6.0, -5.0, -1.0])).value == -4.0


def test_no_mean_change_is_p_one():
    e = paired_t(Moments.of([-1.0, 1.0]))
    assert (e.value, e.statistic, e.p) == (0.0, 0.0, 1.0)
