"""Quantiles, mean, SD and skewness against R, from value counts; the parts of a Q-Q plot."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.qq import normal_scores, quartile_line
from aci_core.stats.skewness import skewness
from aci_core.summaries.moments import Moments
from aci_core.summaries.quantiles import quantiles_type7
from tests.golden.means_cases import number, numbers, read

ROWS = {row["dataset"]: row for row in read("spread")}
PROBABILITIES = (0, 0.025, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 1)


@pytest.mark.parametrize("dataset", ROWS)
def test_as_r(dataset):
    row = ROWS[dataset]
    x = numbers(row["values"])
    values, counts = np.unique(x, return_counts=True)
    assert quantiles_type7(values, counts, PROBABILITIES) == pytest.approx(
        numbers(row["quantiles"]), rel=1e-12
    )
    m = Moments.of(x)
    assert m.mean == pytest.approx(number(row["mean"]), rel=1e-12, abs=1e-15)
    expected = number(row["sd"])
    assert (m.sd is None) == (expected is None)
    if m.sd is not None:
        assert m.sd == pytest.approx(expected, rel=1e-10, abs=1e-16)
    skew = number(row["skewness"])
    assert (skewness(values, counts).value is None) == (skew is None)
    if skew is not None:
        assert skewness(values, counts).value == pytest.approx(skew, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("dataset", ROWS)
def test_q_q_as_r(dataset):
    row = ROWS[dataset]
    x = np.sort(numbers(row["values"]))
    n = len(x)
    computed = normal_scores(n)[[0, min(2, n) - 1, -(-n // 2) - 1]]
    assert computed == pytest.approx(numbers(row["scores"]), rel=1e-10, abs=1e-14)
    line = quartile_line(x)
    assert (line is None) == ("NA" in row["line"])
    if line is not None:
        assert line == pytest.approx(numbers(row["line"]), rel=1e-10)
