"""Subgroups and centres as rows: the contract's numbers, who is declared, what cannot be told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from aci_core.analyses import prepare, subgroups, summarise
from aci_core.analyses.response import response
from aci_core.analyses.subgroups import Subgroups, by_centre, usual
from aci_core.domain.study.settings import Deviation, Settings
from aci_core.presentation.i18n import labels, translator
from aci_core.presentation.subgroup_names import without_limits
from aci_core.presentation.tables.subgroups import chance, effects
from tests.build import cohort_of, sample

PLAN = Settings(randomised=True, primary="nihss_post", subgroups=("sex", "toast", "nihss_pre"))


@pytest.fixture(scope="module")
def made() -> Subgroups:
    return subgroups(prepare(sample("synthetic_156.csv"), PLAN), PLAN)


def test_the_contract_s_numbers(made: Subgroups) -> None:
    at = {"visit": "post", "versus": "sex"}
    sex = made.first("interaction", "nihss", **at)
    assert (sex.statistic, sex.p) == (
        pytest.approx(0.447627, abs=5e-7),
        pytest.approx(0.504486, abs=5e-7),
    )
    assert sex.notes == ("df2:151",)
    for level, value, error in (("female", -1.690523, 0.875672), ("male", -0.958530, 0.655291)):
        row = made.first("subgroup_difference", "nihss", level=level, **at)
        assert row.estimate == pytest.approx(value, abs=5e-7)
        assert row.ci_high is not None
        assert row.ci_low is not None
        # t with 151 degrees of freedom: 1.975799.
        assert (row.ci_high - row.ci_low) / 2 / 1.975799 == pytest.approx(error, abs=1e-6)
        assert (row.statistic, row.df, row.p) == (None, None, None)
    toast = made.first("interaction", "nihss", visit="post", versus="toast")
    assert (toast.statistic, toast.df, toast.p) == (
        pytest.approx(0.332206, abs=5e-7), 3.0, pytest.approx(0.802069, abs=5e-7),
    )  # fmt: skip
    slope = made.first("interaction", "nihss", visit="post", versus="nihss_pre")
    assert slope.estimate == pytest.approx(0.064744, abs=5e-7)
    assert slope.p == pytest.approx(0.525420, abs=5e-7)
    rates = [
        made.first("subgroup_difference", "effective", level=level, **at).estimate
        for level in ("female", "male")
    ]
    assert rates == [pytest.approx(0.121328, abs=5e-7), pytest.approx(0.190476, abs=5e-7)]
    assert made.first("interaction", "effective", **at).statistic == pytest.approx(
        0.134435, abs=5e-7
    )


def test_rows_are_of_the_declared_columns_and_have_one_name_each(made: Subgroups) -> None:
    assert {row.versus for row in made.rows} == {None, "sex", "toast", "nihss_pre"}
    names = [tuple(row.to_json().values())[:7] for row in made.rows]
    assert len(set(names)) == len(names)
    assert not any(row.p for row in made.rows if row.level is not None)


def test_without_a_declared_column_there_is_no_row() -> None:
    data = prepare(sample("synthetic_156.csv"), Settings())
    assert subgroups(data, Settings()).rows == ()


def test_what_is_looked_at_is_not_declared() -> None:
    settings = replace(PLAN, subgroups=("sex",))
    data = prepare(sample("synthetic_156.csv"), settings)
    result = subgroups(data, settings, ("toast", "sex", "no such column"))
    assert [(one.column, one.declared) for one in result.columns] == [
        ("sex", True),
        ("toast", False),
    ]
    # Of the primary outcome and of the response: who looks at one looks at both.
    assert len(result.tested) == 4
    found = sum(row.p is not None and row.p < 0.05 for row in result.tested)
    told = {"tests": "4", "expected": "0.2", "found": str(found), "alpha": "0.05"}
    assert chance(result) == told


def test_a_slope_is_told_by_a_step_that_means_something() -> None:
    settings = replace(PLAN, subgroups=("age", "nihss_pre", "bi_pre", "onset_days"))
    result = subgroups(prepare(sample("synthetic_156.csv"), settings), settings)
    steps = {one.column: one.step for one in result.columns}
    assert (steps["age"], steps["nihss_pre"], steps["bi_pre"]) == (10.0, 1.0, 5.0)
    assert f"{steps['onset_days']:e}"[0] in "125"
    score, rate = result.outcomes
    age = next(one for one in result.columns if one.column == "age")
    for outcome, ratio in ((score, False), (rate, True)):
        row, told = result.interaction(outcome, age), result.slope(outcome, age)
        assert row is not None
        assert told is not None
        for unit, step in (
            (row.estimate, told.estimate),
            (row.ci_low, told.ci_low),
            (row.ci_high, told.ci_high),
        ):
            assert unit is not None
            assert step == pytest.approx(unit**10 if ratio else 10 * unit)
        assert (told.statistic, told.p) == (row.statistic, row.p)


def test_a_level_of_few_keeps_its_limits_in_the_row_and_shows_none() -> None:
    cohort = cohort_of(
        toast=["large"] * 16 + ["small"] * 18 + ["other"] * 6,  # three v three
        nihss_pre=[8 + i % 7 for i in range(40)],
        nihss_post=[3 + (i * i) % 9 for i in range(40)],
    )
    settings = replace(PLAN, subgroups=("toast",))
    result = subgroups(prepare(cohort, settings), settings)
    score = result.outcomes[0]
    for level, few in (("large", False), ("small", False), ("other", True)):
        row = result.within(score, result.columns[0], level)
        assert row is not None
        assert ("few_in_level" in row.notes) is few
        assert row.ci_low is not None
        shown = without_limits(row)
        assert shown is not None
        assert (shown.ci_low is None) is few
    t = translator("en")
    table = effects(result, "nihss", t)
    line = next(row for row in table.rows if row.cells[0].text == labels.level(t, "other"))
    assert "(" not in line.cells[3].text
    assert any(t("note.few_in_level") in text for text in table.notes)
    # Newcombe's interval rests on the level's own patients: it stays.
    rate = result.within(result.outcomes[1], result.columns[0], "other")
    assert rate is not None
    assert "few_in_level" not in rate.notes


def test_a_column_added_once_results_were_seen_is_not_declared() -> None:
    late = Deviation(
        "subgroups", '["sex"]', json.dumps(["sex", "toast"]), "2026-01-01", results_seen=True
    )
    settings = replace(PLAN, subgroups=("sex", "toast"), deviations=(late,))
    data = prepare(sample("synthetic_156.csv"), settings)
    assert [one.declared for one in subgroups(data, settings).columns] == [True, False]
    early = replace(late, results_seen=False)
    settings = replace(settings, deviations=(early,))
    assert [one.declared for one in subgroups(data, settings).columns] == [True, True]


def test_a_declared_column_that_the_file_lacks_is_named() -> None:
    settings = replace(PLAN, subgroups=("weather", "sex"))
    result = subgroups(prepare(sample("synthetic_156.csv"), settings), settings)
    assert result.absent == ("weather",)
    assert [one.column for one in result.columns] == ["sex"]


def test_the_usual_columns_are_fixed_beforehand() -> None:
    data = prepare(sample("synthetic_156.csv"), Settings())
    assert usual(data, Settings()) == ("age", "sex", "nihss_pre", "toast")
    assert usual(data, PLAN) == ()


def test_ordered_grades_are_compared_by_odds_and_never_by_a_mean() -> None:
    settings = Settings(randomised=True, primary="mrs_m6", subgroups=("sex", "age"))
    result = subgroups(prepare(sample("synthetic_long.csv"), settings), settings)
    of_mrs = [row for row in result.rows if row.variable == "mrs"]
    assert {row.method for row in of_mrs} == {
        "proportional_odds_adjusted", "median_iqr", "subgroup_odds_ratio", "interaction",
    }  # fmt: skip
    assert result.adjusted_for["mrs"] == ("nihss_pre", "age")
    overall = result.overall(result.outcomes[0])
    assert overall is not None
    assert overall.estimate == pytest.approx(2.007591, abs=5e-6)
    medians = [row.estimate for row in of_mrs if row.method == "median_iqr"]
    assert all(x is not None and x >= 0 for x in medians)


def test_the_plan_s_covariates_are_in_the_model_but_for_the_subgroup() -> None:
    settings = replace(PLAN, covariates=("age", "sex"), subgroups=("sex",))
    result = subgroups(prepare(sample("synthetic_156.csv"), settings), settings)
    # 156 patients less four cells, the score before and age.
    assert result.first("interaction", "nihss", visit="post", versus="sex").notes == ("df2:150",)


def test_patients_without_the_level_are_counted_as_missing() -> None:
    sex = ["male", "female", "male", None] * 10
    cohort = cohort_of(
        sex=sex,
        nihss_pre=[8 + i % 7 for i in range(40)],
        nihss_post=[3 + (i * i) % 9 for i in range(40)],
    )
    settings = replace(PLAN, subgroups=("sex",))
    result = subgroups(prepare(cohort, settings), settings)
    for variable in ("nihss", "effective"):
        row = result.first("interaction", variable, visit="post", versus="sex")
        assert "missing:10" in row.notes
        assert row.total == 30


def test_a_summary_says_that_it_needs_patients() -> None:
    data = prepare(sample("synthetic_156.csv"), PLAN)
    result = subgroups(summarise(data, PLAN), PLAN)
    assert result.rows
    assert {row.note for row in result.rows} == {"needs_patients"}
    assert all(row.estimate is None and row.n is None for row in result.rows)


def test_centres_of_the_contract() -> None:
    settings = Settings(rule="recorded")
    result = response(prepare(sample("synthetic_long.csv"), settings), settings)
    at = {"visit": result.visit, "versus": "centre"}
    assert result.first("cmh", "effective", **at).statistic == pytest.approx(3.130131, abs=5e-7)
    odds = result.first("mantel_haenszel_or", "effective", **at)
    assert (odds.estimate, odds.ci_low, odds.ci_high) == (
        pytest.approx(1.911244, abs=5e-7),
        pytest.approx(0.930964, abs=5e-7),
        pytest.approx(3.923732, abs=5e-7),
    )
    risk = result.first("mantel_haenszel_rd", "effective", **at)
    assert risk.estimate == pytest.approx(0.087301, abs=5e-7)
    assert risk.ci_high is not None
    assert risk.estimate is not None
    assert (risk.ci_high - risk.estimate) / 1.959964 == pytest.approx(0.048686, abs=5e-7)
    centres = by_centre(result)
    assert centres is not None
    assert centres.columns[0].levels == ("A", "B", "C")
    assert centres.interaction(centres.outcomes[0], centres.columns[0]) is not None


def test_one_centre_has_no_rows() -> None:
    data = prepare(sample("synthetic_156.csv"), Settings())
    result = response(data, Settings())
    assert not any(row.versus for row in result.rows)
    assert by_centre(result) is None
