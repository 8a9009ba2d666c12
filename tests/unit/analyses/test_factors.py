"""Factors against NIHSS: Figure 1 of the paper, and the trap of pooling after treatment."""

import numpy as np
import pytest
import scipy.stats

from aci_core.analyses import Result, factors, prepare
from aci_core.domain.cohort import Cohort
from aci_core.domain.settings import Settings
from tests.build import cohort_of, sample


def of(cohort: Cohort) -> Result:
    return factors(prepare(cohort, Settings()), Settings())


def test_the_paper_s_correlations_come_out() -> None:
    result = of(sample("synthetic_156.csv"))
    r = [result.first("pearson", x, visit="pre", versus="nihss") for x in ("vegf", "bfgf")]
    assert [round(x.estimate or 0, 3) for x in r] == [-0.388, -0.239]
    assert [x.n for x in r] == [156, 156]


def test_the_paper_s_factors_come_first() -> None:
    assert of(sample("synthetic_long.csv")).variables[:2] == ("vegf", "bfgf")


def test_spearman_is_the_rank_correlation_with_missing_pairs_left_out() -> None:
    cohort = sample("synthetic_long.csv")
    row = of(cohort).first("spearman", "vegf", visit="m3", versus="nihss")
    both = cohort.table[["vegf_m3", "nihss_m3"]].dropna()
    assert row.estimate == pytest.approx(scipy.stats.spearmanr(both)[0], rel=1e-12)
    assert row.n == len(both)


def test_pooling_that_turns_the_sign_is_flagged() -> None:
    # In each arm the factor rises with NIHSS; treatment lowers NIHSS and raises the factor.
    x = np.arange(10.0)
    columns: dict[str, list[object]] = {
        "arm": ["treatment"] * 10 + ["control"] * 10,
        "nihss_pre": [*(5 + (x % 5)).astype(int), *(25 + (x % 5)).astype(int)],
        "vegf_pre": [*(200 + 3 * (x % 5)), *(50 + 3 * (x % 5))],
    }
    result = of(cohort_of(**columns))
    pooled = result.first("pearson", "vegf", visit="pre", versus="nihss")
    assert (pooled.estimate or 0) < 0
    assert "sign_differs" in pooled.notes
    inside = result.first("pearson", "vegf", visit="pre", arm="control", versus="nihss")
    assert (inside.estimate or 0) > 0
    assert "sign_differs" not in inside.notes


def test_benjamini_hochberg_over_the_factors_of_a_visit() -> None:
    result = of(sample("synthetic_156.csv"))
    raw = {r.variable: r.p for r in result.where("pearson", visit="pre") if r.arm is None}
    adjusted = {r.variable: r.p for r in result.where("benjamini_hochberg", visit="pre")}
    oracle = scipy.stats.false_discovery_control(list(raw.values()))
    assert list(adjusted.values()) == pytest.approx(oracle.tolist())
    assert list(adjusted) == list(raw)


def test_without_nihss_there_is_nothing_to_set_against() -> None:
    assert of(cohort_of(vegf_pre=[1.5, 2, 3, 4, 5, 7])).rows == ()
