"""Factors against NIHSS: Figure 1 of the paper, and the trap of pooling after treatment."""

import numpy as np
import pytest
import scipy.stats

from aci_core.analyses import factors, prepare
from aci_core.analyses.factors import Factors
from aci_core.analyses.influence import influence
from aci_core.analyses.result import KEY
from aci_core.analyses.subgroups import subgroups
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping
from aci_core.presentation import tables
from aci_core.presentation.i18n import translator
from tests.build import cohort_of, sample

EN = translator("en")


def of(cohort: Cohort) -> Factors:
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


def test_a_pooled_correlation_that_is_not_distinguishable_is_turned_by_nothing() -> None:
    x = np.arange(10)
    columns: dict[str, list[object]] = {
        "arm": ["treatment"] * 10 + ["control"] * 10,
        "nihss_pre": [*(5 + x % 5), *(7 + x % 5)],
        "vegf_pre": [*(200.0 + 3 * (2 * x % 5)), *(191.0 + 3 * (2 * x % 5))],
    }
    result = of(cohort_of(**columns))
    pooled = result.first("pearson", "vegf", visit="pre", versus="nihss")
    inside = result.first("partial_pearson", "vegf", visit="pre", versus="nihss")
    assert (pooled.estimate or 0) * (inside.estimate or 0) < 0
    assert (pooled.p or 0) > 0.05
    assert "sign_differs" not in pooled.notes


def test_benjamini_hochberg_over_the_factors_of_a_visit() -> None:
    result = of(sample("synthetic_156.csv"))
    raw = {r.variable: r.p for r in result.where("pearson", visit="pre") if r.arm is None}
    adjusted = {r.variable: r.p for r in result.where("benjamini_hochberg", visit="pre")}
    oracle = scipy.stats.false_discovery_control(list(raw.values()))
    assert list(adjusted.values()) == pytest.approx(oracle.tolist())
    assert list(adjusted) == list(raw)


def test_without_nihss_there_is_nothing_to_set_against() -> None:
    assert of(cohort_of(vegf_pre=[1.5, 2, 3, 4, 5, 7])).rows == ()


def test_age_onset_and_every_continuous_characteristic_are_factors() -> None:
    cohort = sample("synthetic_156.csv")
    result = of(cohort)
    at = {v: tuple(r.variable for r in result.where("pearson", visit=v) if r.arm is None)
          for v in ("pre", "post")}  # fmt: skip
    assert at["pre"] == at["post"] == ("vegf", "bfgf", "bi", "perfusion", "age", "onset_days")
    row = result.first("pearson", "age", visit="post", versus="nihss")
    both = cohort.table[["age", "nihss_post"]].dropna()
    oracle = scipy.stats.pearsonr(both["age"], both["nihss_post"])
    assert (row.estimate, row.p) == pytest.approx((oracle.statistic, oracle.pvalue), rel=1e-9)
    given = result.first("partial_pearson", "age", visit="post", versus="nihss")
    within = both.groupby(cohort.table["arm"][both.index], observed=True).transform(
        lambda x: x - x.mean()
    )
    expected = scipy.stats.pearsonr(within["age"], within["nihss_post"]).statistic
    assert given.estimate == pytest.approx(expected, rel=1e-9)
    assert result.line("age", "post") is not None


def test_a_biomarker_that_was_not_taken_at_the_visit_is_a_factor_by_its_value_before() -> None:
    n = range(12)
    cohort = cohort_of(
        nihss_pre=[9 + i % 5 for i in n],
        nihss_m3=[5 + i % 4 for i in n],
        vegf_pre=[100 + 7.5 * (i * i % 11) for i in n],
        vegf_post=[100 + 5.5 * (i * i % 7) for i in n],
        mrs_pre=[i % 4 for i in n],
        age=[50 + 3 * (i % 9) for i in n],
    )
    result = of(cohort)
    assert result.measured_at("m3") == ("vegf_pre", "age")
    assert result.measured_at("pre") == ("vegf", "mrs", "age")
    both = cohort.table[["vegf_pre", "nihss_m3"]]
    row = result.first("pearson", "vegf_pre", visit="m3", versus="nihss")
    assert row.estimate == pytest.approx(scipy.stats.pearsonr(*both.to_numpy().T).statistic)
    # The paper's stand first, also where they were taken before treatment alone.
    assert of(
        cohort_of(
            nihss_pre=[9 + i % 5 for i in n],
            nihss_m3=[5 + i % 4 for i in n],
            bi_pre=[20 + 5 * (i % 6) for i in n],
            bi_m3=[40 + 5 * (i % 7) for i in n],
            vegf_pre=[100 + 7.5 * (i * i % 11) for i in n],
        )
    ).measured_at("m3") == ("vegf_pre", "bi")
    # NIHSS before treatment is no factor of NIHSS, grades before treatment are not continuous.
    assert not {"nihss_pre", "mrs_pre"} & set(result.variables)
    found = influence(result, "vegf_pre", "m3")
    assert found is not None
    assert len(found.without) == 12


def test_a_characteristic_that_is_called_as_a_measure_gives_way_to_it() -> None:
    n = range(8)
    columns = {"nihss_pre": [9 + i % 5 for i in n], "fma_pre": [20 + i % 3 for i in n],
               "fma": [1.5 * (i % 3) for i in n]}  # fmt: skip
    mapping = ColumnMapping.from_json(
        {"measures": {"fma": {"better": "higher", "range": [0, 100]}}}
    )
    result = of(cohort_of(mapping, **columns))
    names = [tuple(getattr(row, key) for key in KEY) for row in result.rows]
    assert len(set(names)) == len(names)


def test_the_family_is_all_factors_of_the_visit() -> None:
    result = of(sample("synthetic_156.csv"))
    notes = {r.note for r in result.where("benjamini_hochberg", visit="post")}
    assert notes == {"family:6"}


def test_a_slope_is_told_by_the_step_of_the_subgroups() -> None:
    cohort = sample("synthetic_long.csv")
    settings = Settings(randomised=True, subgroups=("age", "bi_pre", "onset_days"))
    data = prepare(cohort, settings)
    result = factors(data, settings)
    looked = {one.column: one.step for one in subgroups(data, settings).columns}
    for name, step in looked.items():
        factor = name.removesuffix("_pre")
        row = result.first("slope_difference", factor, visit="pre", versus="nihss")
        per = result.slope(row)
        assert result.slope_step(row) == step
        assert row.estimate is not None
        assert row.ci_high is not None
        assert per.estimate == pytest.approx(step * row.estimate)
        assert per.ci_high == pytest.approx(step * row.ci_high)
        assert (per.statistic, per.p) == (row.statistic, row.p)
    table = tables.factors.slopes(result, EN, visit="pre")
    cells = {row.cells[0].text: row.cells[2].text for row in table.rows}
    assert cells["Age"].endswith("per 10 years")
    assert cells["Barthel index"].endswith("per 5 points")
    assert "days" in cells["Days from onset"]
