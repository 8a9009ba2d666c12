"""Outcomes against independent oracles, and what is left out and said."""

import numpy as np
import pytest
import scipy.stats
import statsmodels.formula.api as smf

from aci_core.analyses import Result, Row, analyse, outcomes, prepare
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping
from aci_core.presentation.lookup import main_measure, main_visit, own_visit
from tests.build import cohort_of, sample


def of(cohort: Cohort, **choices: object) -> Result:
    settings = Settings(**choices)  # type: ignore[arg-type]
    return outcomes(prepare(cohort, settings), settings)


@pytest.mark.parametrize(("measure", "visit"), [("nihss", "post"), ("bi", "m3"), ("vegf", "m6")])
def test_ancova_with_covariates_is_the_linear_model(measure: str, visit: str) -> None:
    cohort = sample("synthetic_long.csv")
    row = of(cohort, covariates=("age", "toast")).first("ancova", measure, visit=visit)
    frame = cohort.table.assign(
        y=cohort.table[f"{measure}_{visit}"],
        x=cohort.table[f"{measure}_pre"],
        treated=(cohort.table["arm"] == cohort.treatment).astype(float),
        toast=cohort.table["toast"].astype(str),
    )
    model = smf.ols("y ~ treated + x + age + C(toast)", frame).fit()
    low, high = model.conf_int().loc["treated"]
    assert row.estimate == pytest.approx(model.params["treated"], rel=1e-9)
    assert (row.ci_low, row.ci_high) == pytest.approx((low, high), rel=1e-9)
    assert row.p == pytest.approx(model.pvalues["treated"], rel=1e-7)
    assert row.total == model.nobs


def test_change_and_tests_of_it_within_an_arm() -> None:
    cohort = sample("synthetic_156.csv")
    result = of(cohort)
    arm = cohort.table[cohort.table["arm"] == cohort.reference]
    oracle = scipy.stats.ttest_rel(arm["bi_post"], arm["bi_pre"])
    row = result.first("paired_t", "bi", visit="post", arm=cohort.reference)
    assert row.p == pytest.approx(oracle.pvalue, rel=1e-9)
    change = result.first("mean_sd", "bi", visit="post-pre", arm=cohort.reference)
    assert change.estimate == pytest.approx(row.estimate)
    assert change.sd == pytest.approx(np.std(arm["bi_post"] - arm["bi_pre"], ddof=1))


def test_before_treatment_the_arms_are_not_tested_in_a_randomised_study() -> None:
    cohort = sample("synthetic_156.csv")
    assert of(cohort).get("welch_t", "nihss", visit="pre") is None
    assert of(cohort, randomised=False).get("welch_t", "nihss", visit="pre") is not None


def test_measures_without_direction_have_no_win_odds_and_factors_have_a_ratio() -> None:
    result = of(sample("synthetic_156.csv"))
    assert {r.variable for r in result.where("win_odds")} == {"nihss", "bi", "perfusion"}
    assert {r.variable for r in result.where("ancova_log")} == {"vegf", "bfgf"}


def test_a_logarithm_of_nothing_is_not_computed_and_counted() -> None:
    result = of(cohort_of(vegf_pre=[0, 1, 2, 3, 4, 5, 6, 7], vegf_post=[1, 2, 0, 3, 4, 9, 5, 6]))
    row = result.first("ancova_log", "vegf", visit="post")
    assert row.estimate is None
    assert row.notes == ("nonpositive:2",)


def test_floor_ceiling_and_responders() -> None:
    result = of(cohort_of(bi_pre=[50, 50, 50, 50], bi_post=[100, 95, 95, 60]))
    at_best = [result.first("count", "bi", visit="post", arm=a, level="100").estimate
               for a in ("treatment", "control")]  # fmt: skip
    assert at_best == [1, 0]
    good = [result.first("count", "bi", visit="post", arm=a, level=">=95").estimate
            for a in ("treatment", "control")]  # fmt: skip
    assert good == [2, 1]
    row = result.first("risk_difference", "bi", visit="post", level=">=95")
    assert row.estimate == pytest.approx(0.5)


def test_a_mean_near_its_floor_says_skewed() -> None:
    result = of(cohort_of(nihss_pre=[0, 1, 0, 1, 20, 22], nihss_post=[0, 0, 0, 1, 2, 30]))
    assert "skewed" in result.first("mean_sd", "nihss", visit="post", arm="control").notes


def test_each_measure_is_compared_at_its_own_visit() -> None:
    """Rule 4: the plan's visit, else the last; before, one visit spoke for every measure."""
    scores = {
        "nihss_pre": [9, 8, 7, 6, 9, 5], "nihss_d14": [5, 4, 6, 3, 2, 5],
        "nihss_d90": [4, 4, 3, 5, 2, 1], "bi_pre": [50, 60, 50, 55, 40, 45],
        "bi_m6": [90, 95, 80, 70, 85, 60],
    }  # fmt: skip
    data = prepare(cohort_of(**scores), Settings())
    assert data.grades is not None
    assert data.grades.visit == "d90"
    result = outcomes(data, Settings())
    assert (main_measure(result), own_visit(result, "nihss")) == ("nihss", "d90")
    assert own_visit(result, "bi") == "m6"
    result = outcomes(data, Settings(primary="bi_m6", secondary=("nihss_d14",)))
    assert main_measure(result) == "bi"
    assert own_visit(result, "nihss") == "d14"
    assert main_visit(result, "d90", "nihss") == "d90"


def test_a_concentration_has_no_scale_to_be_skewed_on() -> None:
    result = of(cohort_of(vegf_pre=[1, 1, 1, 1, 1, 900], vegf_post=[1, 1, 1, 1, 1, 900]))
    notes = result.first("mean_sd", "vegf", visit="post", arm="control").notes
    assert "skewed_zero" in notes
    assert "skewed" not in notes


def test_an_adjusted_difference_without_the_dead_is_among_survivors() -> None:
    scores = {"nihss_pre": [9, 8, 7, 6, 9, 5], "died": [0, 1, 0, 0, 0, 0]}
    gone = of(cohort_of(nihss_post=[4, None, 3, 5, 2, 1], **scores))
    assert gone.survivors == {("nihss", "post")}
    # Who died later and has both scores is in the difference.
    later = of(cohort_of(nihss_post=[4, 9, 3, 5, 2, 1], **scores))
    assert not later.survivors


def test_a_further_measure_of_the_mapping_is_analysed() -> None:
    mapping = ColumnMapping.from_json(
        {"measures": {"fma": {"better": "higher", "range": [0, 100]}}}
    )
    cohort = cohort_of(mapping, fma_pre=[10, 20, 30, 40], fma_post=[20, 25, 45, 43])
    assert of(cohort).first("mean_sd", "fma", visit="post", arm="treatment").estimate == 32.5


def test_slow_methods_can_wait() -> None:
    cohort = sample("synthetic_156.csv")
    settings = Settings()
    quick = outcomes(prepare(cohort, settings), settings, slow=False)
    assert not list(quick.where("hodges_lehmann"))
    full = outcomes(prepare(cohort, settings), settings)
    left_out = {r.method for r in full.rows} - {r.method for r in quick.rows}
    assert left_out == {"hodges_lehmann", "wilcoxon_signed_rank", "ancova_hc3"}


def _adjusted(name: str, settings: Settings) -> dict[tuple[str, str | None], Row]:
    results = analyse(prepare(sample(name), settings), settings)
    return {(r.variable, r.visit): r for result in results for r in result.where("holm")}


def test_holm_covers_the_secondary_outcomes_of_the_plan_each_at_its_own_visit() -> None:
    assert not _adjusted("synthetic_long.csv", Settings(primary="nihss_m3"))
    secondary = ("effective", "bi_m3", "vegf")
    rows = _adjusted("synthetic_long.csv", Settings(primary="nihss_m3", secondary=secondary))
    # VEGF is compared at its last visit, since the plan names none.
    # Rule 4: the response is graded at the primary's visit.
    assert set(rows) == {("effective", "m3"), ("bi", "m3"), ("vegf", "m6")}
    assert all("family:3" in row.notes for row in rows.values())


def test_without_a_significant_primary_no_secondary_outcome_is_judged() -> None:
    secondary = ("nihss_post", "bi_post")
    closed = {
        alpha: {
            "gate_closed" in row.notes
            for row in _adjusted(
                "synthetic_156.csv", Settings(primary="effective", secondary=secondary, alpha=alpha)
            ).values()
        }
        for alpha in (0.05, 0.01)
    }
    assert closed == {0.05: {False}, 0.01: {True}}  # P of the rate is 0.0126
    unnamed = _adjusted("synthetic_156.csv", Settings(secondary=secondary))
    assert all("gate_unknown" in row.notes for row in unnamed.values())


def test_a_primary_that_cannot_be_computed_closes_the_gate_and_is_not_called_insignificant() -> (
    None
):
    cohort = cohort_of(
        nihss_pre=[9, 8, 7, 6, 9, 5, 7, 8], nihss_post=[4, 5, 3, 5, 2, 1, 4, 6],
        mrs_m3=[0, 3, 0, 3, 1, 4, 0, 3],
    )  # fmt: skip
    settings = Settings(randomised=True, primary="mrs_m3", secondary=("nihss_post",))
    results = analyse(prepare(cohort, settings), settings)
    row = next(row for result in results for row in result.where("holm"))
    assert "gate_unknown" in row.notes
    assert "gate_closed" not in row.notes


def test_a_primary_without_its_visit_is_at_the_last_and_no_secondary_outcome_too() -> None:
    """Rule 4: the visit of a secondary outcome is not the primary's."""
    plan = Settings(primary="nihss", secondary=("nihss_m6", "nihss_m1"))
    rows = _adjusted("synthetic_long.csv", plan)
    assert set(rows) == {("nihss", "m1")}


def test_holm_of_a_biomarker_takes_the_ratio_of_geometric_means() -> None:
    settings = Settings(primary="effective", secondary=("vegf_post",))
    (row,) = _adjusted("synthetic_156.csv", settings).values()
    result = outcomes(prepare(sample("synthetic_156.csv"), settings), settings)
    assert row.p == result.first("ancova_log", "vegf", visit="post").p
