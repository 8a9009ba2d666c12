"""Responders by published rules: who counts, at which visit, from which kinds of data."""

from __future__ import annotations

from typing import Any

import pytest

from aci_core.analyses import prepare, response, summarise
from aci_core.analyses.responders import ADJUSTED, FRAGILITY, RESPONDER, changed_arm
from aci_core.analyses.response import Response
from aci_core.domain.study.settings import Settings
from aci_core.summaries import (
    Responder,
    summary_from_json,
    summary_to_json,
    suppress_small_cells,
)
from tests.build import cohort_of, sample

ARMS = ["t"] * 4 + ["control"] * 4
SCORES: dict[str, list[Any]] = {
    # Falls of 4, 3, of 0 (not known) and of one who died; of 5, a missing score, 0 and -2.
    "nihss_pre": [10, 10, 0, 12, 9, 8, 7, 6],
    "nihss_post": [6, 7, 0, None, 4, None, 7, 8],
    "bi_pre": [50, 95, 60, 40, 90, 50, 50, 50],
    "bi_post": [60, 100, 65, None, 95, None, 95, 100],
    "mrs_m3": [1, 2, 3, 6, 0, 2, 2, None],
    "died": [0, 0, 0, 1, 0, 0, 0, 1],
}


def made(settings: Settings | None = None, **columns: list[Any]) -> Response:
    chosen = settings or Settings()
    cohort = cohort_of(arm=ARMS, **(SCORES | columns))
    return response(prepare(cohort, chosen), chosen)


def counted(result: Response, rule: str, visit: str) -> list[tuple[float | None, object]]:
    rows = [
        result.first("count", RESPONDER, visit=visit, arm=arm, level=rule) for arm in result.arms
    ]
    return [(row.estimate, row.n) for row in rows]


def test_who_is_a_responder() -> None:
    result = made()
    assert counted(result, "fall>=4", "post") == [(1, 3), (1, 3)]
    assert counted(result, "bi_rise>=10", "post") == [(1, 4), (2, 3)]
    assert counted(result, "bi>=95", "post") == [(1, 4), (3, 3)]
    assert counted(result, "mrs<=1", "m3") == [(1, 4), (1, 3)]
    assert counted(result, "mrs<=2", "m3") == [(2, 4), (3, 3)]


def test_the_dead_of_a_later_visit_are_judged_by_their_score() -> None:
    """Control's last patient has a score after treatment and died later."""
    later = made(nihss_m3=[5, 6, 0, None, 3, 8, 7, None])
    assert counted(later, "fall>=4", "post")[1] == (1, 3)
    at_m3 = made(Settings(response_visit="m3"), nihss_m3=[5, 6, 0, None, 3, 8, 7, None])
    # 5, 4, not known, dead; 6, 0, 0, dead
    assert counted(at_m3, "fall>=4", "m3") == [(2, 3), (1, 4)]


def test_each_measure_is_read_at_its_own_visit() -> None:
    columns = {"bi_m3": [70, 100, 95, None, 95, 100, 95, None]}
    assert {
        row.visit for row in made(**columns).where(variable=RESPONDER) if row.level == "bi>=95"
    } == {"m3"}
    planned = made(Settings(primary="bi_post"), **columns)
    assert {row.visit for row in planned.where(variable=RESPONDER) if row.level == "bi>=95"} == {
        "post"
    }


def test_each_rule_has_a_difference_given_covariates_and_no_test() -> None:
    settings = Settings(rule="points_4", randomised=True)
    data = prepare(sample("synthetic_long.csv"), settings)
    result = response(data, settings)
    rows = list(result.where("adjusted_risk_difference", variable=RESPONDER))
    assert [row.level for row in rows] == ["fall>=4", "bi_rise>=10", "bi>=95", "mrs<=1", "mrs<=2"]
    for row in rows:
        assert row.estimate is not None
        assert row.ci_low is not None
        assert (row.statistic, row.p) == (None, None)
    # Four points are the rule of the grades, given NIHSS before as they are.
    of_grades = result.first("adjusted_risk_difference", "effective", visit=result.visit)
    assert rows[0].estimate == pytest.approx(of_grades.estimate, abs=1e-12)
    # mRS 0 to 2 is that of the outcomes: the contract's number.
    assert rows[-1].estimate == pytest.approx(0.082681, abs=5e-7)
    shared = response(summarise(data, settings), settings)
    lost = shared.where("adjusted_risk_difference", variable=RESPONDER)
    assert all(row.note == "needs_patients" for row in lost)


def test_the_rule_of_four_points_is_that_of_the_grades() -> None:
    settings = Settings(rule="points_4")
    result = response(prepare(sample("synthetic_long.csv"), settings), settings)
    for method in ("risk_difference", "risk_ratio", "nnt"):
        by_grade = result.first(method, "effective", visit=result.visit)
        by_rule = result.first(method, RESPONDER, visit=result.visit, level="fall>=4")
        assert (by_rule.n, by_rule.estimate, by_rule.ci_low, by_rule.ci_high) == (
            by_grade.n,
            by_grade.estimate,
            by_grade.ci_low,
            by_grade.ci_high,
        )


def test_no_rule_has_a_test() -> None:
    rows = list(made().where(variable=RESPONDER))
    assert len(rows) > 20
    assert all(row.p is None and row.statistic is None for row in rows)


def test_a_file_without_a_measure_has_no_rule_of_it() -> None:
    settings = Settings()
    cohort = cohort_of(arm=ARMS, nihss_pre=SCORES["nihss_pre"], nihss_post=SCORES["nihss_post"])
    result = response(prepare(cohort, settings), settings)
    assert result.levels(RESPONDER) == ("fall>=4",)


def test_numbers_of_the_contract() -> None:
    settings = Settings()
    result = response(prepare(sample("synthetic_156.csv"), settings), settings)
    assert counted(result, "fall>=4", "post") == [(45, 78), (37, 78)]
    index = result.first(FRAGILITY, "effective", visit="post")
    assert (index.estimate, index.p) == (3, pytest.approx(0.0733, abs=5e-5))
    assert changed_arm(result, "post") == "control"
    reverse = response(
        prepare(sample("synthetic_156.csv"), Settings(rule="points_4")), Settings(rule="points_4")
    ).first(FRAGILITY, "effective", visit="post")
    assert (reverse.estimate, reverse.p) == (-6, pytest.approx(0.0370, abs=5e-5))


def test_the_plan_s_alpha_decides_what_is_fragile() -> None:
    settings = Settings(alpha=0.01)
    result = response(prepare(sample("synthetic_156.csv"), settings), settings)
    index = result.first(FRAGILITY, "effective", visit="post")
    assert index.estimate is not None
    assert index.p is not None
    assert index.estimate < 0
    assert index.p < 0.01


def test_summaries_tell_the_same_and_travel() -> None:
    settings = Settings()
    data = prepare(sample("synthetic_long.csv"), settings)
    summary = summary_from_json(summary_to_json(summarise(data, settings)))
    mine, wanted = (
        [r for r in response(d, settings).rows if r.variable == RESPONDER and r.method != ADJUSTED]
        for d in (summary, data)
    )
    assert [r for r in mine if not r.versus] == [r for r in wanted if not r.versus]
    # One summary does not tell centres apart; several do (test_pooled_trial.py).
    within = [r for r in mine if r.versus]
    assert len(within) == 2 * len({r.level for r in mine})
    assert all((r.estimate, r.notes) == (None, ("needs_patients",)) for r in within)


def test_a_suppressed_summary_tells_no_responders_beyond_its_scores() -> None:
    """Deaths are in the one count and not in the other: few of them could be subtracted."""
    settings = Settings()
    data = prepare(sample("synthetic_long.csv"), settings)
    whole = summarise(data, settings)
    shown = {v for v in suppress_small_cells(whole, 5).of_counts if isinstance(v, Responder)}
    assert {v for v in whole.of_counts if isinstance(v, Responder)} - shown
    row = response(suppress_small_cells(whole, 5), settings).first(
        "risk_difference", RESPONDER, visit="m6", level="bi>=95"
    )
    assert (row.estimate, row.note) == (None, "needs_counts")
