"""Multiverse of a comparison: which specification leads, and what agreement means."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import scipy.stats
import statsmodels.formula.api as smf

from aci_core.analyses import analyse, outcomes, prepare
from aci_core.analyses.adjustment import BASELINE_ONLY
from aci_core.analyses.multiplicity import family
from aci_core.analyses.multiverse import (
    Specification,
    agreement,
    outcome_multiverse,
    response_multiverse,
)
from aci_core.analyses.response import Response
from aci_core.analyses.result import Row
from aci_core.domain.study.settings import Settings
from tests.build import cohort_of, sample

SAMPLE = "synthetic_156.csv"


def specification(
    value: float, p: float | None = None, code: str = "ancova", *, leads: bool = False
) -> Specification:
    row = Row("outcomes", "nihss", "post", None, None, None, code, 9, value, ci_level=0.95)
    return Specification(code, row, 0.0, p, leads)


def test_welch_on_the_change_is_a_t_test_of_the_differences() -> None:
    cohort = sample(SAMPLE)
    row = outcomes(prepare(cohort, Settings()), Settings()).first("welch_t", "bi", visit="post-pre")
    change = cohort.table["bi_post"] - cohort.table["bi_pre"]
    treated = cohort.table["arm"] == cohort.treatment
    oracle = scipy.stats.ttest_ind(
        change[treated], change[~treated], equal_var=False, nan_policy="omit"
    )
    assert row.p == pytest.approx(oracle.pvalue, rel=1e-9)
    assert row.estimate == pytest.approx(np.nanmean(change[treated]) - np.nanmean(change[~treated]))


def test_with_covariates_the_baseline_alone_stands_beside_and_outside_the_family() -> None:
    cohort = sample(SAMPLE)
    settings = Settings(covariates=("age",))
    results = analyse(prepare(cohort, settings), settings)
    result = next(r for r in results if r.analysis == "outcomes")
    row = result.first("ancova", "nihss", visit="post", level=BASELINE_ONLY)
    frame = cohort.table.assign(treated=(cohort.table["arm"] == cohort.treatment).astype(float))
    model = smf.ols("nihss_post ~ treated + nihss_pre", frame).fit()
    assert row.estimate == pytest.approx(model.params["treated"], rel=1e-9)
    assert row.p == pytest.approx(model.pvalues["treated"], rel=1e-7)
    assert all(r.level is None for r in family(results, settings)[0] if r.method == "ancova")
    plain = outcomes(prepare(cohort, Settings()), Settings())
    assert plain.get("ancova", "nihss", visit="post", level=BASELINE_ONLY) is None


def test_ancova_leads_and_every_way_in_the_unit_stands_beside() -> None:
    settings = Settings(covariates=("age",))
    specifications = outcome_multiverse(
        outcomes(prepare(sample(SAMPLE), settings), settings), "nihss", "post"
    )
    assert [w.code for w in specifications if w.in_units] == [
        "ancova", "ancova_hc3", "ancova_baseline_only", "welch_t", "welch_change", "student_t",
        "hodges_lehmann",
    ]  # fmt: skip
    assert [w.code for w in specifications if w.leads] == ["ancova"]
    assert {w.code for w in specifications if w.is_ratio} == {"win_odds"}
    by_code = {w.code: w for w in specifications}
    assert by_code["hodges_lehmann"].p == by_code["mann_whitney"].row.p


def test_without_a_score_before_treatment_welch_leads() -> None:
    cohort = cohort_of(nihss_post=[1, 2, 3, 5, 4, 6, 8, 9])
    specifications = outcome_multiverse(
        outcomes(prepare(cohort, Settings()), Settings()), "nihss", "post"
    )
    assert specifications[0].code == "welch_t"
    assert specifications[0].leads


def test_the_kind_of_measure_decides_which_leads() -> None:
    """Statistics, rule 2."""
    result = outcomes(prepare(sample("synthetic_long.csv"), Settings()), Settings())
    leads = {m: outcome_multiverse(result, m, "m3")[0] for m in ("nihss", "vegf", "mrs")}
    assert leads["nihss"].code == "ancova"
    assert (leads["vegf"].code, leads["vegf"].null) == ("ancova_log", 1.0)
    assert leads["mrs"].is_ratio
    assert all(one.leads for one in leads.values())
    # No mean of ordered grades.
    assert not [one for one in outcome_multiverse(result, "mrs", "m3") if one.in_units]


def test_the_leading_way_never_depends_on_the_data() -> None:
    rng = np.random.default_rng(3)
    for skew in (rng.normal(10, 2, 60), rng.exponential(3, 60), np.repeat([0.0, 9.0], 30)):
        cohort = cohort_of(
            vegf_pre=(skew + 1).tolist(), vegf_post=(rng.permutation(skew) + 2).tolist()
        )
        specifications = outcome_multiverse(
            outcomes(prepare(cohort, Settings()), Settings()), "vegf", "post"
        )
        assert [w.code for w in specifications if w.leads] == ["ancova_log"]


def test_the_response_is_led_by_its_difference_with_the_plain_test() -> None:
    settings = Settings()
    result = next(
        r for r in analyse(prepare(sample(SAMPLE), settings), settings) if isinstance(r, Response)
    )
    specifications = response_multiverse(result)
    assert specifications[0].code == "risk_difference"
    assert specifications[0].p == pytest.approx(0.012594, abs=5e-7)
    assert sum(w.leads for w in specifications) == 1
    assert {w.code for w in specifications if w.null is None} == {
        "pearson_chi2", "n1_chi2", "yates_chi2", "grade_pearson", "grade_fisher",
        "linear_by_linear",
    }  # fmt: skip
    assert all(w.sign == 1 for w in specifications if w.null is not None)


def test_only_an_estimate_of_the_same_with_the_opposite_sign_contradicts() -> None:
    """Statistics, rule 10."""
    lead = specification(-2, 0.001, leads=True)
    hc3, only = specification(-2, 0.06, "ancova_hc3"), specification(1, 0.3, "ancova_baseline_only")
    welch, ranks = specification(-1, 0.124, "welch_t"), specification(1, 0.2, "hodges_lehmann")
    result = agreement([lead, hc3, only, welch, ranks], 0.05)
    assert result.same == (hc3, only)
    assert result.opposite == (only,)
    assert result.depends == (hc3, only)
    assert result.beside == (welch, ranks)
    assert result.others == (hc3, only, welch, ranks)


def test_complete_cases_stand_beside_imputed_covariates() -> None:
    """Statistics, rules 7 and 10: the same estimand, which would contradict by its sign."""
    n = range(24)
    cohort = cohort_of(
        nihss_pre=[9 + i % 7 for i in n],
        nihss_post=[4 + (i * 5) % 9 for i in n],
        vegf_pre=[150 + 7 * (i % 6) for i in n],
        vegf_post=[170 + 9 * (i * 3 % 7) for i in n],
        age=[None if i in (3, 10) else 55 + (i * 7) % 20 for i in n],
    )
    settings = Settings(randomised=True, covariates=("age",))
    result = outcomes(prepare(cohort, settings), settings)
    specifications = {w.code: w for w in outcome_multiverse(result, "nihss", "post")}
    complete = specifications["ancova_complete_cases"]
    assert complete.row.total == 22
    assert specifications["ancova"].row.total == 24
    assert complete in agreement(specifications.values(), 0.05).same
    of_logs = {w.code: w for w in outcome_multiverse(result, "vegf", "post")}
    assert of_logs["ancova_log"].leads
    assert of_logs["ancova_log_complete_cases"].is_ratio


def test_less_power_is_no_contradiction() -> None:
    """The clinic's trial: P < 0.001 adjusted, 0.124 by Welch's test, where baseline differs."""
    lead, welch = specification(-0.93, 0.0003, leads=True), specification(-0.6, 0.124, "welch_t")
    result = agreement([lead, welch], 0.05)
    assert (result.opposite, result.depends, result.beside) == ((), (), (welch,))


def test_the_plans_alpha_decides_on_which_side_a_p_lies() -> None:
    specifications = [specification(-2, 0.03, leads=True), specification(-2, 0.04, "ancova_hc3")]
    assert agreement(specifications, 0.05).depends == ()
    assert agreement(specifications, 0.035).depends == (specifications[1],)


def test_a_small_arms_p_lies_on_no_side() -> None:
    small = specification(3, 0.2, "ancova_hc3")
    small = dataclasses.replace(small, row=dataclasses.replace(small.row, note="small_arm:4"))
    assert small.significant(0.05) is None
    assert agreement([specification(2, 0.01, leads=True), small], 0.05).depends == ()


def test_what_is_not_computed_agrees_with_nobody() -> None:
    plain = specification(0)
    empty = dataclasses.replace(plain, row=dataclasses.replace(plain.row, estimate=None))
    result = agreement([specification(-2, 0.01, leads=True), empty], 0.05)
    assert result.others == ()
    assert agreement([empty], 0.05).lead is None


def test_a_ratio_is_judged_around_one_and_a_test_has_no_direction() -> None:
    row = specification(1.2).row
    assert Specification("r", row, 1.0, None).sign == 1
    assert Specification("r", row, 1.0, None).significant(0.05) is None
    test = dataclasses.replace(row, estimate=None, ci_level=None)
    assert Specification("t", test, None, 0.04).significant(0.05) is True
    assert Specification("t", test, None, 0.04).sign == 0
