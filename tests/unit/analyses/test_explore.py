"""Explore: each kind of question gives the number that the analyses of the study give."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from aci_core.analyses import baseline, factors, outcomes, prepare, response, safety
from aci_core.analyses.explore import Exploration, explore, problem
from aci_core.analyses.fields import fields, names_of, values
from aci_core.analyses.ready_questions import ready_questions
from aci_core.analyses.result import Result, Row
from aci_core.domain.errors import AciError
from aci_core.domain.study.question import MOST, Question, questions_from_json
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping
from aci_core.presentation.figures.explore import chart
from aci_core.presentation.i18n import translator
from aci_core.summaries import PatientLevelData
from tests.build import cohort_of, sample

LONG = "synthetic_long.csv"


@pytest.fixture(scope="module")
def data() -> PatientLevelData:
    return prepare(sample("synthetic_156.csv"), Settings())


@pytest.fixture(scope="module")
def long() -> PatientLevelData:
    return prepare(sample(LONG), Settings())


def ask(data: PatientLevelData, *asked: str | None) -> Exploration:
    return explore(data, Settings(), Question(*asked))  # type: ignore[arg-type]


def same(row: Row | None, other: Row | None) -> None:
    """The same number, whatever it is called."""
    assert row is not None
    assert other is not None
    assert row.method == other.method
    for key in ("estimate", "ci_low", "ci_high", "statistic", "df", "p"):
        own, expected = getattr(row, key), getattr(other, key)
        assert (own is None) == (expected is None), key
        assert own is None or own == pytest.approx(expected, rel=1e-12), key
    assert row.total == other.total


def first(result: Exploration, method: str) -> Row:
    return next(result.panels[0].result.where(method))


def test_the_paper_s_correlation_comes_out_as_on_factors(data: PatientLevelData) -> None:
    result = ask(data, "vegf_pre", "nihss_pre")
    assert result.lead is not None
    assert round(result.lead.estimate or 0, 3) == -0.388
    of_factors = factors(data, Settings())
    for method in ("pearson", "spearman"):
        same(first(result, method), of_factors.get(method, "vegf", visit="pre", versus="nihss"))


def test_after_treatment_the_correlation_given_the_arm_leads(data: PatientLevelData) -> None:
    result = ask(data, "vegf_post", "nihss_post", "arm")
    of_factors = factors(data, Settings())
    same(result.lead, of_factors.get("partial_pearson", "vegf", visit="post", versus="nihss"))
    assert [panel.level for panel in result.panels] == [None, "treatment", "control"]
    for panel in result.panels[1:]:
        of_arm = of_factors.get("pearson", "vegf", visit="post", arm=panel.level, versus="nihss")
        same(panel.lead, of_arm)
        line = of_factors.line("vegf", "post", panel.level)
        assert panel.line is not None
        assert line is not None
        assert panel.line.slope == pytest.approx(line.fit.slope)


def test_a_number_by_arm_is_welch_s_difference(data: PatientLevelData) -> None:
    result, of_outcomes = ask(data, "arm", "nihss_post"), outcomes(data, Settings())
    for method in ("welch_t", "mann_whitney", "hodges_lehmann"):
        same(first(result, method), of_outcomes.get(method, "nihss", visit="post"))
    assert result.lead is not None
    assert result.lead.method == "welch_t"
    for arm in data.arms:
        mean = of_outcomes.mean("nihss", "post", arm)
        described = of_outcomes.get("median_iqr", "nihss", visit="post", arm=arm)
        assert mean is not None
        assert described is not None
        own = next(r for r in result.panels[0].result.where("mean_sd") if r.arm == arm)
        middle = next(r for r in result.panels[0].result.where("median_iqr") if r.arm == arm)
        assert (own.estimate, own.ci_low, own.ci_high) == (mean.mean, mean.low, mean.high)
        quartiles = (described.q1, described.estimate, described.q3)
        assert (middle.q1, middle.estimate, middle.q3) == quartiles


def test_either_order_asks_the_same(data: PatientLevelData) -> None:
    for one, other in (("arm", "nihss_post"), ("arm", "effective"), ("sex", "grade")):
        forth, back = ask(data, one, other), ask(data, other, one)
        assert forth.lead == back.lead
        assert forth.group == back.group


def test_the_response_by_arm_is_that_of_the_study(data: PatientLevelData) -> None:
    result, of_response = ask(data, "arm", "effective"), response(data, Settings())
    for method in ("risk_difference", "odds_ratio", "risk_ratio", "pearson_chi2"):
        same(first(result, method), of_response.get(method, "effective", visit="post"))
    assert round(100 * (result.lead.estimate if result.lead else 0) or 0, 1) == 16.7


def test_an_event_by_arm_is_that_of_safety(data: PatientLevelData) -> None:
    of_safety = safety(data, Settings())
    for name, variable in (("ae_fever", "fever"), ("any", "any")):
        row = of_safety.get("risk_difference", variable)
        same(first(ask(data, "arm", name), "risk_difference"), row)


def test_grades_by_arm_are_a_common_odds_ratio_of_a_better_one(long: PatientLevelData) -> None:
    of_outcomes = outcomes(long, Settings())
    for name, variable, visit in (("mrs_m3", "mrs", "m3"), ("mrs_m6", "mrs", "m6")):
        result = ask(long, "arm", name)
        same(result.lead, of_outcomes.get("proportional_odds", variable, visit=visit))
        same(first(result, "win_odds"), of_outcomes.get("win_odds", variable, visit=visit))
    graded = ask(long, "grade", "arm")
    same(graded.lead, response(long, Settings()).get("proportional_odds", "grade", visit="post"))


def test_a_category_by_arm_is_the_test_of_table_1(data: PatientLevelData) -> None:
    observed: Result = baseline(data, Settings(randomised=False))
    same(ask(data, "arm", "toast").lead, observed.get("pearson_chi2", "toast"))


def test_a_rare_category_gets_fisher_s_test() -> None:
    cohort = cohort_of(kind=["a", "b", "c", "a"] * 5, flag=["yes", "no", "no", "no"] * 5)
    result = explore(prepare(cohort, Settings()), Settings(), Question("kind", "flag"))
    assert result.lead is not None
    assert result.lead.method == "fisher_exact"
    assert result.lead.estimate is None
    table = [[5, 5], [0, 5], [0, 5]]
    counted = [int(row.estimate or 0) for row in result.panels[0].result.where("count")]
    assert counted == [cell for row in table for cell in row]


def test_two_scales_of_grades_are_correlated_by_ranks(long: PatientLevelData) -> None:
    result = ask(long, "mrs_pre", "mrs_m6")
    both = long.cohort.table[["mrs_pre", "mrs_m6"]].dropna()
    assert result.lead is not None
    assert result.lead.method == "spearman"
    assert result.lead.estimate == pytest.approx(scipy.stats.spearmanr(both)[0], rel=1e-12)
    assert result.n == len(both)
    assert result.charts == ("heat", "bars")


def test_more_than_two_groups_are_described_and_not_tested(data: PatientLevelData) -> None:
    result = ask(data, "toast", "age")
    assert result.lead is None
    table = data.cohort.table
    for row in result.panels[0].result.where("mean_sd"):
        assert row.estimate == pytest.approx(table.loc[table["toast"] == row.arm, "age"].mean())


def test_a_change_is_the_later_value_less_that_before(long: PatientLevelData) -> None:
    known = fields(long)
    table = long.cohort.table
    made = values(long, known["nihss_m3-pre"])
    expected = (table["nihss_m3"] - table["nihss_pre"]).to_numpy()
    np.testing.assert_array_equal(made, expected)
    result = ask(long, "nihss_m3-pre")
    assert (result.n, result.n_missing) == (int((~np.isnan(expected)).sum()), 240 - result.n)
    assert result.charts == ("histogram", "cloud")


def test_missing_is_yes_where_the_value_is(long: PatientLevelData) -> None:
    known = fields(long)
    absent = np.isnan(long.cohort.table["nihss_m6"].to_numpy())
    np.testing.assert_array_equal(values(long, known["nihss_m6-missing"]) == 0, absent)
    assert ask(long, "arm", "nihss_m6-missing").n_missing == 0


def test_a_course_has_the_means_of_the_outcomes_and_their_dead(long: PatientLevelData) -> None:
    result, of_outcomes = ask(long, "nihss"), outcomes(long, Settings())
    assert result.course is not None
    assert result.course.means == tuple(m for m in of_outcomes.means if m.variable == "nihss")
    own = {at: n for at, n in of_outcomes.died.items() if at[0] == "nihss"}
    assert result.course.died == own
    assert result.charts == ("course",)


def test_who_lacks_the_split_is_left_out_everywhere() -> None:
    cohort = cohort_of(age=list(range(50, 70)), sex=["male", "female", None, "male"] * 5)
    result = explore(prepare(cohort, Settings()), Settings(), Question("arm", "age", "sex"))
    assert (result.n, result.n_missing) == (15, 5)
    assert sum(panel.sample.n for panel in result.panels[1:]) == 15


def test_where_nobody_has_all_of_it_there_is_an_answer_and_a_figure() -> None:
    cohort = cohort_of(
        age=[50, 60, None, None], weight=[None, None, 70, 80], sex=["male", "female"] * 2
    )
    data = prepare(cohort, Settings())
    for question in (Question("age", "weight", "sex"), Question("age", "weight")):
        result = explore(data, Settings(), question)
        assert (result.n, result.n_missing, len(result.panels)) == (0, 4, 1)
        assert chart(result, translator("en")).alt
    of_sex = cohort_of(age=[50, 60, 70, 80], sex=["male", None] * 2, smoking=[None, "yes"] * 2)
    data = prepare(of_sex, Settings())
    for drawn in ("bars", "heat", "cloud", "histogram"):
        for question in (
            Question("arm", "sex", "smoking", drawn),  # type: ignore[arg-type]
            Question("smoking", "age", "sex", drawn),  # type: ignore[arg-type]
        ):
            if problem(fields(data), question) is None:
                result = explore(data, Settings(), question)
                assert result.n == 0
                assert chart(result, translator("en")).alt


def test_a_chart_that_does_not_fit_is_the_usual_one(data: PatientLevelData) -> None:
    for asked in ("heat", None):
        result = explore(data, Settings(), Question("age", "nihss_pre", chart=asked))  # type: ignore[arg-type]
        assert result.chart == "scatter"
    assert explore(data, Settings(), Question("arm", "age", chart="histogram")).chart == "histogram"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question("height"), "question_field"),
        (Question(""), "question_field"),
        (Question("age", "age"), "question_same"),
        (Question("nihss", "age"), "question_course"),
        (Question("age", "nihss"), "question_course"),
        (Question("nihss", by="sex"), "question_course"),
        (Question("age", "sex", "nihss_pre"), "question_split"),
    ],
)
def test_what_cannot_be_asked_says_why(
    data: PatientLevelData, question: Question, code: str
) -> None:
    with pytest.raises(AciError) as error:
        explore(data, Settings(), question)
    assert error.value.code == code


@pytest.mark.parametrize(
    "document", ["x", [1], [{}], [{"x": ""}], [{"x": "a", "z": "b"}], [{"x": "a", "chart": "pie"}]]
)
def test_junk_is_no_question(document: object) -> None:
    with pytest.raises(AciError) as error:
        questions_from_json(document)
    assert error.value.code == "question_unknown"


def test_a_report_holds_so_many_questions_and_no_more() -> None:
    every = [{"x": f"c{i}"} for i in range(MOST + 1)]
    assert len(questions_from_json(every[:MOST])) == MOST
    with pytest.raises(AciError) as error:
        questions_from_json(every)
    assert error.value.code == "questions_too_many"


def test_pinned_questions_stand_in_the_settings_and_change_no_plan() -> None:
    one = Settings(explored=(Question("age", "sex", chart="cloud"),))
    document = one.to_json()
    assert document["explored"] == [{"x": "age", "y": "sex", "chart": "cloud"}]
    assert Settings.from_json(document) == one
    assert one.plan_digest == Settings().plan_digest
    assert "explored" not in Settings().to_json()


@pytest.mark.parametrize("name", ["synthetic_156.csv", LONG, "synthetic_zh.csv"])
def test_every_ready_question_can_be_answered(name: str) -> None:
    data = prepare(sample(name), Settings())
    known, ready = fields(data), ready_questions(data, Settings())
    assert 6 <= len(ready) <= 8
    assert len({one.question for one in ready}) == len(ready)
    for one in ready:
        assert problem(known, one.question) is None
        assert explore(data, Settings(), one.question).n > 0
    assert ready[0].code == "goes_with"


def test_a_ready_question_is_of_the_plan_s_visit() -> None:
    settings = Settings(primary="nihss_m3")
    data = prepare(sample(LONG), settings)
    first_one, *_ = ready_questions(data, settings)
    assert first_one.question == Question("vegf_m3", "nihss_m3")


def test_every_field_is_named_by_its_columns(long: PatientLevelData) -> None:
    assert set(fields(long)) <= names_of(long.cohort.columns)


@pytest.mark.parametrize(
    ("header", "cells", "mapped"),
    [
        ("复发", ("是", "否"), True),
        ("recanalised 24 weeks", ("yes", "no"), False),
        ("吻合口瘘_3个月", ("1", "0"), False),
        ("独立行走（治疗后）", ("有", "无"), False),
    ],
)
def test_an_outcome_in_words_is_compared_as_an_event_is(
    header: str, cells: tuple[str, str], mapped: bool
) -> None:
    happened = [(i % 2 == 0 and i % 7 < 4) or i % 11 == 3 for i in range(60)]
    columns = {header: [cells[not one] for one in happened], "ae_fever": [int(x) for x in happened]}
    mapping = ColumnMapping(columns={header: f"endpoint_{header}"}) if mapped else None
    patients = prepare(cohort_of(mapping, **columns), Settings())
    known = fields(patients)
    [name] = [one.name for one in known.values() if one.name.startswith("endpoint_")]
    assert (known[name].kind, known[name].after) == ("yes_no", True)
    for method in ("risk_difference", "odds_ratio", "risk_ratio"):
        same(
            first(ask(patients, "arm", name), method),
            first(ask(patients, "arm", "ae_fever"), method),
        )
    assert name not in {row.variable for row in baseline(patients, Settings()).rows}
    asked = [one.question for one in ready_questions(patients, Settings())]
    assert Question("arm", name) in asked
