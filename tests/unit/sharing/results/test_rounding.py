"""Rules of rounding: golden numbers, worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.sharing.results.rounding import (
    estimate_in_steps,
    near,
    p_as_printed,
    p_of_shown,
    percent,
    printed_step,
    rounded,
    step,
    step_of_quartiles,
    to_step,
)
from aci_core.stats.estimate import Estimate


@pytest.mark.parametrize(
    ("least", "expected"),
    [(0.0101, 0.02), (0.02, 0.02), (0.0201, 0.05), (4.5 / 60, 0.1), (51, 100), (math.inf, 0)],
)
def test_a_step_is_1_2_or_5(least: float, expected: float) -> None:
    assert step(least) == expected


@pytest.mark.parametrize(
    ("x", "size", "null", "expected"),
    [
        (10.249, 0.1, None, 10.2),
        (10.25, 0.1, None, 10.3),
        (-10.25, 0.1, None, -10.3),
        (0.3, 0.1, None, 0.3),
        (0.9, 2.0, 0.0, 2.0),
        (-0.9, 2.0, 0.0, -2.0),
        (0.0, 2.0, 0.0, 0.0),
        (1.01, 0.05, 1.0, 1.05),
        (0.99, 0.05, 1.0, 0.95),
        (123.456, 0.0, None, 123.456),
    ],
)
def test_half_up_and_never_onto_no_difference(
    x: float, size: float, null: float | None, expected: float
) -> None:
    assert to_step(x, size, null) == expected


@given(st.floats(-1e6, 1e6), st.sampled_from([0.001, 0.02, 0.5, 1.0, 20.0]))
def test_a_rounded_number_lies_on_its_step_and_near(x: float, size: float) -> None:
    shown = to_step(x, size)
    assert shown is not None
    assert abs(shown - x) <= size / 2 * (1 + 1e-6)
    assert shown / size == pytest.approx(round(shown / size), abs=1e-4)
    assert len(f"{shown:.9f}".rstrip("0").partition(".")[2]) <= 3


def test_an_interval_is_rounded_to_its_standard_error_over_the_root_of_n() -> None:
    # SE = (1.6 + 0.8) / (2 x 1.96) = 0.612; over the root of 120: 0.056, so 0.1.
    of = Estimate(0.4321, -0.8, 1.6, 0.95)
    assert estimate_in_steps(of, "welch_t", 120, 0.01) == (0.4, -0.8, 1.6)
    # Of a ratio on the scale of logarithms: log(2.4 / 1.05) / 3.92 / 10.95 = 0.0193.
    assert estimate_in_steps(Estimate(1.537, 1.05, 2.4, 0.95), "win_odds", 120, 0.01) == (
        1.55,
        1.05,
        2.4,
    )
    # Exact counts: as printed.
    of = Estimate(0.11667, 0.05774, 0.22191, 0.95)
    assert estimate_in_steps(of, "wilson", 0, 0.001) == (0.117, 0.058, 0.222)


def test_what_else_is_rounded() -> None:
    assert percent(63.333) == 63.3
    assert near(0.082224, 0.0) == 0.08222
    assert near(12.493, 0.31) == 12.5
    assert p_as_printed(0.0004) == 0.0005
    assert p_of_shown(0.06, 0.04) == 0.04
    assert [printed_step(method, 0.1) for method in ("ancova", "wilson", "nnt", "pearson")] == [
        0.1,
        0.001,
        0.1,
        0.01,
    ]
    assert step_of_quartiles((54.0, 62.0, 68.0), 10) == 2.0
    whole = rounded(Estimate(0.51234, 0.41234, 0.61234, 0.95, 2.3456, 57.49, 0.01264), "r", 0, 0.01)
    assert (whole.value, whole.statistic, whole.df, whole.p) == (0.51, 2.35, 57.5, 0.013)
