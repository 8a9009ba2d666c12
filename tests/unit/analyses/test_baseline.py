"""Table 1: what belongs in it, and P only where it means something."""

import pytest
import scipy.stats

from aci_core.analyses import Result, baseline, prepare
from aci_core.domain.cohort import Cohort
from aci_core.domain.settings import Settings
from tests.build import cohort_of, sample


def of(cohort: Cohort, *, randomised: bool = True) -> Result:
    settings = Settings(randomised=randomised)
    return baseline(prepare(cohort, settings), settings)


def test_covariates_then_scores_before_treatment() -> None:
    variables = of(sample("synthetic_long.csv")).variables
    assert "age" in variables
    assert variables[-6:] == (
        "nihss_pre",
        "bi_pre",
        "mrs_pre",
        "perfusion_pre",
        "vegf_pre",
        "bfgf_pre",
    )
    assert not [v for v in variables if v.endswith(("_post", "_m3")) or v.startswith("ae_")]


def test_p_only_where_the_study_was_not_randomised() -> None:
    cohort = sample("synthetic_156.csv")
    assert all(r.p is None for r in of(cohort).rows)
    open_study = of(cohort, randomised=False)
    ages = [cohort.table["age"][cohort.table["arm"] == arm] for arm in cohort.arms]
    oracle = scipy.stats.ttest_ind(*ages, equal_var=False)
    assert open_study.first("welch_t", "age").p == pytest.approx(oracle.pvalue, rel=1e-9)


def test_missing_stays_out_of_the_denominator_and_is_counted() -> None:
    cohort = cohort_of(sex=["男", "女", None, "女", "男", "男"], age=[50, 60, None, 70, 55, 66])
    result = of(cohort)
    male = result.first("count", "sex", arm="treatment", level="male")
    assert (male.estimate, male.n, male.pct) == (2, 2, 100)
    assert male.notes == ("missing:1",)
    assert result.first("mean_sd", "age", arm="treatment").n == 2
    overall = result.first("mean_sd", "age")
    assert overall.n == 5
    assert overall.estimate == pytest.approx(60.2)
