"""Multiverse of a comparison: which specification leads, and what agreement means."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import scipy.stats
import statsmodels.formula.api as smf

from aci_core.analyses import analyse, outcomes, prepare
from aci_core.analyses.multiplicity import family
from aci_core.analyses.multiverse import (
    Specification,
    agreement,
    outcome_multiverse,
    response_multiverse,
)
from aci_core.analyses.outcomes import BASELINE_ONLY
from aci_core.analyses.response import Response
from aci_core.analyses.result import Row
from aci_core.domain.settings import Settings
from tests.build import cohort_of, sample

SAMPLE = "synthetic_156.csv"


def specification(
    value: float, low: float, high: float, p: float | None = None, **more: object
) -> Specification:
    row = Row("outcomes", "nihss", "post", None, None, None, "ancova", 9, value, low, high, 0.95)
    return Specification(str(more.get("code", "x")), row, 0.0, p, leads=bool(more.get("leads")))


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
    assert all(r.level is None for r in family(results, settings) if r.method == "ancova")
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


def test_the_leading_way_never_depends_on_the_data() -> None:
    rng = np.random.default_rng(3)
    for skew in (rng.normal(10, 2, 60), rng.exponential(3, 60), np.repeat([0.0, 9.0], 30)):
        cohort = cohort_of(
            vegf_pre=(skew + 1).tolist(), vegf_post=(rng.permutation(skew) + 2).tolist()
        )
        specifications = outcome_multiverse(
            outcomes(prepare(cohort, Settings()), Settings()), "vegf", "post"
        )
        assert [w.code for w in specifications if w.leads] == ["ancova"]


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


def test_agreement_is_of_direction_and_of_verdict() -> None:
    lead = specification(-2, -3, -1, 0.001, leads=True)
    same, weak = (
        specification(-1.8, -3, -0.5, 0.01, code="a"),
        specification(-1, -2.5, 0.5, 0.2, code="b"),
    )
    other, mixed = specification(1, -1, 3, 0.3, code="c"), specification(-2, -4, 0, 0.02, code="d")
    result = agreement([lead, same, weak, other, mixed])
    assert [w.code for w in result.opposite] == ["c"]
    assert [w.code for w in result.otherwise] == ["b", "c"]
    assert [w.code for w in result.mixed] == ["d"]
    assert len(result.others) == 4
    assert agreement([lead, same]).otherwise == ()


def test_a_borderline_lead_calls_nobody_otherwise() -> None:
    result = agreement(
        [specification(-2, -4, 0, 0.02, leads=True), specification(-2, -3, -1, 0.01)]
    )
    assert result.lead is not None
    assert result.lead.shows_difference is None
    assert result.otherwise == ()


def test_what_is_not_computed_agrees_with_nobody() -> None:
    empty = Specification(
        "y", dataclasses.replace(specification(0, 0, 0).row, estimate=None), 0.0, None
    )
    result = agreement([specification(-2, -3, -1, 0.01, leads=True), empty])
    assert result.others == ()
    assert agreement([empty]).lead is None


def test_a_ratio_is_judged_around_one_and_a_test_by_its_p() -> None:
    row = dataclasses.replace(specification(0, 0, 0).row, estimate=1.2, ci_low=0.9, ci_high=1.6)
    assert Specification("r", row, 1.0, None).shows_difference is False
    assert Specification("r", row, 1.0, None).sign == 1
    test = dataclasses.replace(row, estimate=None, ci_low=None, ci_high=None, ci_level=None)
    assert Specification("t", test, None, 0.04).shows_difference is True
    assert Specification("t", test, None, 0.04).sign == 0
