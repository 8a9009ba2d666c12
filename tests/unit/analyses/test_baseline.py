"""Table 1: what belongs in it, and P only where it means something."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.stats

from aci_core.analyses import Result, baseline, prepare
from aci_core.analyses.baseline import BEYOND, imbalance
from aci_core.analyses.leading import rate_test
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import translator
from aci_core.presentation.tables import baseline as tables
from tests.build import cohort_of, sample

EN = translator("en")


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


def test_fishers_test_leads_where_a_category_is_rare() -> None:
    """Statistics, rule 3, also at baseline of a study that was not randomised."""
    cohort = cohort_of(
        site=["a", "b"] * 8 + ["c"] * 4, sex=["男", "男", "女", "女"] * 5, arm=["t", "control"] * 10
    )
    result = of(cohort, randomised=False)
    assert result.get("fisher_exact", "site") is not None
    test = rate_test(result, "site")
    assert test is not None
    # 12 of the C(20, 10) tables with these margins are no more probable than 8, 0, 2.
    assert (test.method, test.p) == ("fisher_exact", pytest.approx(12 / 184756, rel=1e-9))
    table = tables.baseline(result, EN)
    assert any("exact test (Fisher-Freeman-Halton" in note for note in table.notes)
    many = cohort_of(sex=["男", "男", "女", "女"] * 10, arm=["t", "control"] * 20)
    of_many = of(many, randomised=False)
    assert of_many.get("fisher_exact", "sex") is None
    assert not any("(Fisher-Freeman" in note for note in tables.baseline(of_many, EN).notes)


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


def test_the_largest_difference_is_so_by_its_percentile_under_chance() -> None:
    """Statistics, rule 8: seven sites differ more than sex by their number alone."""
    of_treatment = np.repeat(range(7), [10, 2, 6, 6, 9, 3, 6])
    of_control = np.repeat(range(7), 6)
    men = (25, 18)
    result = of(
        cohort_of(
            site=[f"site {k}" for pair in zip(of_treatment, of_control, strict=True) for k in pair],
            sex=["男" if i < m else "女" for i in range(42) for m in men],
        )
    )
    smd = {row.variable: row.estimate or 0.0 for row in result.where("smd")}
    share = {name: result.first("smd_chance", name).estimate or 0.0 for name in smd}
    assert smd["site"] > smd["sex"] > 0.1
    assert share["site"] < share["sex"]
    chance = imbalance(result)
    assert chance.largest is not None
    assert chance.largest.variable == "sex"
    assert chance.percentile == pytest.approx(100 * share["sex"])
    assert {row.variable for row in chance.beyond} == {"sex", "site"}
    # The largest of two: at least one so far has 1 - p^2.
    assert chance.reached == pytest.approx(1 - (share["sex"] or 0.0) ** 2)


def test_the_largest_of_many_is_far_out_by_chance_as_often_as_simulated() -> None:
    """Of 21 independent ones the largest reaches percentile 92.4 in 81 % of trials."""
    rng = np.random.default_rng(9)
    drawn = rng.uniform(size=(20_000, 21)).max(axis=1)
    assert np.mean(drawn >= 0.924) == pytest.approx(1 - 0.924**21, abs=0.01)
    result = of(cohort_of(**{f"x{i}": [float(x) for x in rng.normal(size=60)] for i in range(21)}))
    chance = imbalance(result)
    assert len(chance.compared) == 21
    assert chance.percentile is not None
    assert chance.reached == pytest.approx(1 - (chance.percentile / 100) ** 21)


def test_beside_the_number_beyond_a_tenth_stands_the_one_by_chance() -> None:
    result = of(sample("synthetic_156.csv"))
    chance = imbalance(result)
    each = {row.variable: row.estimate for row in result.where("smd_chance") if row.level == BEYOND}
    assert each["age"] == each["sex"] == pytest.approx(0.532299, abs=5e-7)
    assert each["toast"] == pytest.approx(0.942300, abs=5e-7)
    assert chance.expected == pytest.approx(sum(x for x in each.values() if x is not None))
    assert chance.expected == pytest.approx(13 * 0.532299 + 0.942300, abs=1e-5)


def test_levels_that_nobody_has_are_none() -> None:
    """Sex is declared with two levels, a category may have lost one to a filter."""
    only = of(cohort_of(sex=["男"] * 8))
    assert only.first("smd_chance", "sex").notes == ("constant",)
    assert imbalance(only).largest is None


def test_rows_of_an_earlier_version_name_the_largest_by_size() -> None:
    result = of(sample("synthetic_156.csv"))
    old = replace(result, rows=tuple(r for r in result.rows if r.method != "smd_chance"))
    chance = imbalance(old)
    assert (chance.expected, chance.percentile, chance.reached) == (None, None, None)
    assert chance.largest is not None
    assert abs(chance.largest.estimate or 0.0) == max(
        abs(row.estimate or 0.0) for row in old.where("smd")
    )
