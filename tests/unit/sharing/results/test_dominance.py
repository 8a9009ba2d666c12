"""Dominance: which columns' mean and SD few patients make."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.analyses import Row
from aci_core.sharing.results.dominance import dominated_columns, is_of
from aci_core.summaries.dominance import is_dominated
from tests.build import cohort_of

LEAST = 5


def _of(**counts: int) -> np.ndarray:  # type: ignore[type-arg]
    return np.concatenate([np.full(n, float(name[1:])) for name, n in counts.items()])


@pytest.mark.parametrize(
    ("values", "size", "expected"),
    [
        (_of(x100=30), 5, False),  # everybody's
        (_of(x100=29, x40=1), 5, True),
        (_of(x100=26, x40=1, x95=3), 5, True),
        (_of(x100=25, x40=1, x95=4), 5, True),  # three values: each can be counted
        (_of(x100=25, x40=1, x95=2, x90=1, x85=1), 5, True),  # what the four hide is less
        (_of(x100=20, x95=10), 5, False),
        (_of(x2=20, x3=3, x4=12), 1, True),
        (_of(x2=20, x3=8, x4=12), 1, False),
        (_of(x3=9, x4=8, x5=9, x6=6, x42=1), 1, True),  # one far from all
        (_of(x3=9, x4=8, x5=9, x6=6, x12=1), 1, False),
        (_of(x0=3, x1=5, x2=6, x3=3, x4=2, x6=1), 1, False),
        (np.array([]), 1, False),
        (np.array([np.nan, 4.0]), 1, False),
    ],
)
def test_by_hand(values: np.ndarray, size: float, expected: bool) -> None:  # type: ignore[type-arg]
    assert is_dominated(values, size, LEAST) is expected
    assert is_dominated(values[::-1], size, LEAST) is expected
    assert is_dominated(3 * values - 7, 3 * size, LEAST) is expected  # whatever the unit


@given(st.lists(st.integers(0, 20), min_size=2, max_size=LEAST - 1), st.integers(20, 60))
def test_few_among_the_like_are_always_found(few: list[int], n: int) -> None:
    values = np.array([*few, *[20] * n], dtype=float)
    assert is_dominated(values, 1.0, LEAST) is (min(few) < 20)


def test_counts_of_1_that_may_be_shown_leave_single_values_alone() -> None:
    assert is_dominated(_of(x100=29, x40=1), 5, 1)
    assert not is_dominated(_of(x0=40, x1=4), 1, 1)


def test_each_arm_and_each_change_is_asked() -> None:
    n = 60
    odd = 7  # of the control arm
    cohort = cohort_of(
        nihss_pre=[4 + i % 15 for i in range(n)],
        nihss_m3=[(12 if i == odd else 2) + i % 15 for i in range(n)],
        bi_m3=[100 if i % 2 and i != odd else 5 * (i % 19) for i in range(n)],
        age=[50 + i % 23 for i in range(n)],
    )
    assert dominated_columns(cohort, LEAST) == {"nihss_m3-pre", "bi_m3"}


def _row(analysis: str, variable: str, method: str, **names: str) -> Row:
    empty = dict.fromkeys(("visit", "arm", "level", "versus"))
    return Row(analysis, variable, method=method, **{**empty, **names})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (_row("baseline", "age", "mean_sd"), "age", True),
        (_row("baseline", "age", "median_iqr"), "age", False),
        (_row("baseline", "nihss_pre", "smd"), "nihss_pre", True),
        (_row("outcomes", "nihss", "mean_sd", visit="m3"), "nihss_m3", True),
        (_row("outcomes", "nihss", "mean_sd", visit="m6"), "nihss_m3", False),
        (_row("outcomes", "nihss", "mann_whitney", visit="m3"), "nihss_m3", True),
        (_row("outcomes", "nihss", "ancova", visit="m3"), "nihss_pre", True),
        (_row("outcomes", "nihss", "ancova_slopes", visit="m3"), "nihss_m3-pre", True),
        (_row("outcomes", "nihss", "paired_t", visit="m3"), "nihss_m3-pre", True),
        (_row("outcomes", "nihss", "welch_t", visit="m3"), "nihss_m3-pre", False),
        (_row("outcomes", "nihss", "mean_sd", visit="m3-pre"), "nihss_m3", True),
        (_row("outcomes", "bi", "risk_difference", visit="m3", level=">=95"), "bi_m3", False),
        (_row("factors", "bi", "pearson", visit="m3", versus="nihss"), "nihss_m3", True),
        (_row("factors", "bi", "spearman", visit="m3", versus="nihss"), "bi_m3", True),
        (_row("factors", "age", "pearson", visit="m3", versus="nihss"), "age", True),
        (_row("safety", "died", "fisher_exact"), "died", False),
    ],
)
def test_what_is_of_a_column(row: Row, column: str, expected: bool) -> None:
    assert is_of(row, frozenset({column})) is expected
