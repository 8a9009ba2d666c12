"""The response analysis: denominators, sensitivity, audit, notes."""

from collections.abc import Callable
from pathlib import Path

import pytest
import scipy.stats

from aci_core.analyses import prepare, response
from aci_core.analyses.leading import rate_test
from aci_core.analyses.responders import RESPONDER
from aci_core.analyses.response import CASES, Response
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.presentation.i18n import format_number, labels, translator
from aci_core.presentation.tables import response as tables
from tests.build import cohort_of, sample

EN = translator("en")


def of(rule: str = "pct_90_46_18", **columns: list[object]) -> Response:
    settings = Settings(rule=rule)
    return response(prepare(cohort_of(**columns), settings), settings)


def test_the_paper_s_rates_come_out() -> None:
    settings = Settings()
    result = response(prepare(sample("synthetic_156.csv"), settings), settings)
    rows = [
        result.first("count", "effective", visit="post", arm=arm)
        for arm in ("treatment", "control")
    ]
    assert [(r.estimate, r.n) for r in rows] == [(67, 78), (54, 78)]
    chi2 = result.first("pearson_chi2", "effective", visit="post")
    assert chi2.p == pytest.approx(0.012594, abs=5e-7)


def test_ungradable_patients_are_left_out_counted_and_taken_both_ways() -> None:
    # Treatment: effective, effective, no score after; control: ineffective, effective, no score.
    result = of(
        arm=["t", "t", "t", "control", "control", "control"],
        nihss_pre=[10, 10, 10, 10, 10, 10],
        nihss_post=[1, 5, None, 10, 5, None],
    )
    assert result.ungradable == (("missing_post", "t", 1), ("missing_post", "control", 1))

    def rates(level: str | None) -> list[tuple[float | None, object]]:
        rows = [
            result.first("count", "effective", visit="post", arm=arm, level=level)
            for arm in ("t", "control")
        ]
        return [(r.estimate, r.n) for r in rows]

    assert rates(None) == [(2, 2), (1, 2)]
    assert rates("ungradable_ineffective") == [(2, 3), (1, 3)]
    assert rates("best_case") == [(3, 3), (1, 3)]
    assert rates("worst_case") == [(2, 3), (2, 3)]


@pytest.mark.parametrize("case", CASES)
def test_fishers_test_leads_the_cases_of_few(case: str) -> None:
    """Statistics, rule 3: wherever an expected count is below 5."""
    result = of(
        arm=["t", "t", "t", "control", "control", "control"],
        nihss_pre=[10, 10, 10, 10, 10, 10],
        nihss_post=[1, 5, None, 10, 5, None],
    )
    test = rate_test(result, "effective", visit="post", level=case)
    assert test is not None
    assert test.method == "fisher_exact"
    counts = [
        result.first("count", "effective", visit="post", arm=arm, level=case)
        for arm in ("t", "control")
    ]
    table = [[c.estimate or 0, c.total - (c.estimate or 0)] for c in counts]
    assert test.p == pytest.approx(scipy.stats.fisher_exact(table).pvalue, rel=1e-9)
    lines = {row.cells[0].text: row.cells for row in tables.sensitivity(result, EN).rows}
    cells = lines[EN(f"table.case_{case}", **labels.rate_words(EN, total=True))]
    assert cells[-2].text == format_number.DASH
    assert cells[-1].text.rstrip("ᵃᵇᶜᵈ") == format_number.p_value(test.p)
    assert any(EN("table.case_fisher") in note for note in tables.sensitivity(result, EN).notes)


def test_cut_point_odds_ratios_say_this_grade_or_better() -> None:
    result = of(nihss_pre=[10] * 8, nihss_post=[1, 10, 1, 10, 5, 5, 10, 1])
    row = result.first("odds_ratio", "grade", visit="post", level="markedly_effective")
    # Treatment 3 of 4 reach it, control 2 of 4.
    assert row.estimate == pytest.approx((3 / 1) / (2 / 2))


def test_recorded_grades_beside_computed_ones() -> None:
    result = of(
        nihss_pre=[10, 10, 10, 10],
        nihss_post=[1, 10, 5, 10],
        grade=["痊愈", "有效", "显效", None],
    )
    assert result.audit is not None
    assert result.audit.comparable
    assert result.audit.disagree == ((1, "effective", "ineffective"),)
    assert result.audit.table.sum() == 3
    agree = result.first("count", "grade_recorded", level="agree")
    assert (agree.estimate, agree.n) == (2, 3)


def test_recorded_grades_alone_need_no_scores() -> None:
    result = of(grade=["痊愈", "无效", "显效", "有效"])
    assert result.rule == "recorded"
    assert result.visit is None
    assert result.first("count", "effective", arm="treatment").estimate == 2


def test_a_rule_used_beyond_its_validation_says_so() -> None:
    result = of("pct_55", nihss_pre=[6, 7, 15, 16], nihss_post=[1, 1, 1, 1])
    assert "outside_validated:2" in result.first("risk_difference", "effective", visit="post").notes


def test_nothing_to_grade_makes_no_rows() -> None:
    result = of(age=[60, 61, 62, 63, 64, 65, 66, 67])
    assert result.rows == ()
    assert result.scale is None


def test_one_grade_only_is_no_comparison() -> None:
    result = of(nihss_pre=[10] * 4, nihss_post=[1] * 4)
    row = result.first("pearson_chi2", "grade", visit="post")
    assert row.statistic is None
    assert row.note


def test_every_row_is_of_the_plan_s_visit() -> None:
    """Rule 4: the response is graded at the plan's visit, and its rows say so.

    Responders by NIHSS are of it too, those by another measure are of that measure's own visit.
    """
    cohort = sample("synthetic_long.csv")
    rows = {}
    for settings in (Settings(), Settings(primary="nihss_m6"), Settings(response_visit="m3")):
        result = response(prepare(cohort, settings), settings)
        responders = result.where("risk_difference", variable=RESPONDER)
        assert {row.level: row.visit for row in responders} == {
            "fall>=4": result.visit, "bi_rise>=10": "m6", "bi>=95": "m6",
            "mrs<=1": "m6", "mrs<=2": "m6",
        }  # fmt: skip
        graded = [row for row in result.rows if row.variable != RESPONDER]
        assert {row.visit for row in graded} <= {result.visit, None}
        rows[result.visit] = result.first("risk_difference", "effective", visit=result.visit)
    assert set(rows) == {"post", "m6", "m3"}
    assert len({row.estimate for row in rows.values()}) == 3


def test_a_follow_up_trial_is_graded_at_its_primary_s_visit(shared: Callable[[str], Path]) -> None:
    """The clinic's case: 117 of 120 have NIHSS at admission and at 3 months; one died before."""
    cohort = load(shared("cases/follow_up_zh_clean.csv").read_bytes(), "clean.csv")
    settings = Settings(primary="nihss_m3")
    data = prepare(cohort, settings)
    result = response(data, settings)
    assert result.visit == "m3"
    table = cohort.table
    pre, post = table["nihss_pre"], table["nihss_m3"]
    fall = 100 * (pre - post) / pre
    for arm in data.arms:
        mine = table["arm"] == arm
        row = result.first("count", "effective", visit="m3", arm=arm)
        assert row.estimate == int((fall[mine] >= 18).sum())


def test_the_five_grades_keep_who_died_apart() -> None:
    """synthetic_long at six months: 9 died before it; effective are the first three grades."""
    settings = Settings(rule="cn_five", response_visit="m6")
    result = response(prepare(sample("synthetic_long.csv"), settings), settings)
    assert result.scale is not None
    assert result.total
    assert result.first("count", "grade", visit="m6", level="died").estimate == 9
    for arm in result.arms:
        first = sum(
            result.first("count", "grade", visit="m6", arm=arm, level=level).estimate or 0
            for level in result.scale.effective
        )
        assert result.first("count", "effective", visit="m6", arm=arm).estimate == first
    usual = Settings(response_visit="m6")
    other = response(prepare(sample("synthetic_long.csv"), usual), usual)
    below = [r.first("risk_difference", "effective", visit="m6").estimate for r in (result, other)]
    assert below[0] == below[1]  # both cut at 18 %
