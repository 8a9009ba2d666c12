"""Correlation and regression lines against R's cor.test, lm and predict."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from aci_core.stats.correlation import partial_pearson, pearson, slope_difference, spearman
from aci_core.stats.estimate import Estimate
from aci_core.stats.line import regression_line
from aci_core.summaries.counts import Joint
from aci_core.summaries.moments import Cross
from tests.golden.means_cases import by_dataset, differences

DATA = by_dataset("association_data")
RESULTS = by_dataset("association")
METHODS = ("pearson", "spearman", "partial_pearson", "slope_difference")
NOTES = {
    ("perfect", "pearson", "perfect_correlation"),
    ("perfect", "spearman", "perfect_correlation"),
    ("perfect", "partial_pearson", "perfect_correlation"),
    ("perfect", "slope_difference", "perfect_fit"),
    ("strong", "spearman", "perfect_correlation"),
    ("constant_factor", "pearson", "constant"),
    ("constant_factor", "spearman", "constant"),
    ("constant_factor", "partial_pearson", "constant"),
    ("constant_factor", "slope_difference", "constant"),
    ("constant_nihss", "pearson", "constant"),
    ("constant_nihss", "spearman", "constant"),
    ("constant_nihss", "partial_pearson", "constant"),
    ("constant_nihss", "slope_difference", "constant"),
    ("constant_in_arm", "partial_pearson", "constant"),
    ("constant_in_arm", "slope_difference", "constant"),
    ("one_patient", "slope_difference", "one_patient"),
    ("three", "pearson", "too_few"),
    ("three", "spearman", "too_few"),
    ("three", "partial_pearson", "too_few"),
    ("three", "slope_difference", "one_patient"),
    ("one_arm", "partial_pearson", "no_patients"),
    ("one_arm", "slope_difference", "no_patients"),
}


@cache
def columns(dataset):
    rows = DATA[dataset]
    return tuple(np.array([float(r[k]) for r in rows]) for k in ("arm", "factor", "nihss"))


def estimate(dataset, method, level):
    arm, factor, nihss = columns(dataset)
    if method == "pearson":
        return pearson(Cross.of([factor, nihss]), level)
    if method == "spearman":
        # Every patient a pair of his own, merged once: a joint table with repeats.
        ones = np.ones(len(arm), dtype=np.int64)
        parts = [Joint(factor[p], nihss[p], ones[p]) for p in (arm == 1, arm == 0)]
        return spearman(parts[0] + parts[1], level)
    arms = [Cross.of([factor[arm == a], nihss[arm == a]]) for a in (1, 0)]
    by_arm = {"partial_pearson": partial_pearson, "slope_difference": slope_difference}
    return by_arm[method](*arms, level)


@pytest.mark.parametrize("dataset", RESULTS)
def test_as_r(dataset):
    rows = [row for row in RESULTS[dataset] if row["method"] in METHODS]
    assert len(rows) == 12
    wrong = []
    for row in rows:
        wrong += differences(estimate(dataset, row["method"], float(row["level"])), row)
    assert wrong == []


def test_what_is_not_computed_says_why():
    computed = set()
    for dataset in RESULTS:
        for method in METHODS:
            e = estimate(dataset, method, 0.95)
            computed |= {(dataset, method, note) for note in e.notes}
    assert computed == NOTES


@pytest.mark.parametrize("dataset", RESULTS)
def test_line_and_band_as_r(dataset):
    rows = [row for row in RESULTS[dataset] if row["method"] not in METHODS]
    _, factor, nihss = columns(dataset)
    line = regression_line(Cross.of([factor, nihss]))
    if line is None:
        assert dataset == "constant_factor"
        assert rows == []
        return
    assert len(rows) == 12
    scale = np.abs(nihss).max() * 1e-11
    for level in ("0.9", "0.95", "0.99"):
        of_line, *bands = [row for row in rows if row["level"] == level]
        assert line.intercept == pytest.approx(float(of_line["value"]), rel=1e-8, abs=scale)
        assert line.slope == pytest.approx(float(of_line["low"]), rel=1e-8, abs=1e-14)
        assert line.residual_sd == pytest.approx(float(of_line["high"]), rel=1e-8, abs=scale * 1e4)
        at = [float(of_line[k]) for k in ("statistic", "df", "p")]
        for row, fit, low, high in zip(bands, *line.band(at, float(level)), strict=True):
            e = Estimate(value=float(fit), low=float(low), high=float(high))
            assert differences(e, row, 1e-8) == []
