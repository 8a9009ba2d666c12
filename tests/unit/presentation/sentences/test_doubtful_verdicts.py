"""Sentences where a reviewer would object: verdicts of one patient, notes on the wrong values."""

from __future__ import annotations

import re

import pytest

from aci_core.analyses import analyse, prepare
from aci_core.analyses.multiverse import outcome_multiverse
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, format_finding, format_row, labels, translator
from aci_core.presentation.sentences import multiverse
from aci_core.presentation.sentences import outcomes as said_of_outcomes
from aci_core.presentation.sentences import response as said_of_response
from aci_core.presentation.tables import baseline, outcome_detail
from aci_core.published import Printed, PrintedP, check_p
from tests.build import cohort_of

EN, ZH = translator("en"), translator("zh")


def studied(treated: int, *, vegf_pre: float | None = None) -> dict[str, Result]:
    """A cohort with few treated patients, 20 controls; VEGF before treatment may be constant."""
    every = range(treated + 20)
    vegf = [150 + 7 * (i % 9) if vegf_pre is None else vegf_pre for i in every]
    cohort = cohort_of(
        arm=["treatment" if i < treated else "control" for i in every],
        nihss_pre=[8 + i % 7 for i in every],
        nihss_post=[2 + (i * 5) % 11 for i in every],
        mrs_post=[i % 6 for i in every],
        sex=["male" if i % 3 else "female" for i in every],
        vegf_pre=vegf,
        vegf_post=[180 + 11 * (i % 8) for i in every],
    )
    settings = Settings(randomised=False)
    results = analyse(prepare(cohort, settings), settings)
    return {result.analysis: result for result in results}


@pytest.mark.parametrize("treated", [1, 4])
def test_too_few_in_an_arm_give_no_verdict_by_win_odds(treated: int) -> None:
    results = studied(treated)
    graded = results["response"]
    assert isinstance(graded, Response)
    row = graded.first("win_odds", "grade", visit="post")
    assert f"small_arm:{treated}" in row.notes
    for t, win in ((EN, "win odds"), (ZH, "胜算比")):
        text = said_of_response.ordered(graded, t)
        assert win not in text
        assert "*P*" not in text
    ways = outcome_multiverse(results["outcomes"], "nihss", "post")
    untrusted = {way.code for way in ways if not way.trusted}
    assert untrusted >= {"win_odds", "mann_whitney"}
    assert all(way.significant(0.05) is None for way in ways if not way.trusted)
    assert "Win odds" not in multiverse.outcomes(results["outcomes"], "nihss", "post", EN)


def test_five_in_an_arm_are_judged() -> None:
    graded = studied(5)["response"]
    assert isinstance(graded, Response)
    assert "small_arm" not in (graded.first("win_odds", "grade", visit="post").note or "")
    assert "95% CI" in said_of_response.ordered(graded, EN)


def test_a_constant_value_before_treatment_is_not_told_of_the_one_after() -> None:
    result = studied(20, vegf_pre=200.0)["outcomes"]
    text = said_of_outcomes.finding(result, EN, measure="vegf")
    assert "the values before treatment, or after it, are all the same" in text
    assert "all values are the same" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_notes_of_pairs_and_of_means_have_words_of_their_own(lang: str) -> None:
    t = translator(lang)
    methods = ("ancova", "pearson", "welch_t", "paired_t", "pearson_chi2")
    assert len({format_row.note(t, "constant", method) for method in methods}) == len(methods)
    assert format_row.note(t, "too_few", "ancova") == format_row.note(t, "too_few")


def test_no_test_is_said_to_stand_where_it_does_not() -> None:
    table = baseline.baseline(studied(1)["baseline"], EN)
    assert not any("stands beside" in note for note in table.notes)
    assert "stands beside" not in format_row.note(EN, "min_expected_below_5")


def test_covariates_are_named_as_in_a_sentence() -> None:
    assert labels.in_column(EN, "age") == "age"
    assert labels.in_column(EN, "ldl") == "LDL cholesterol"
    assert labels.in_column(EN, "onset_hours") == "hours from onset"
    assert labels.in_column(EN, "bi_pre") == "Barthel index"
    assert labels.in_column(EN, "Ward, west") == "Ward, west"
    assert labels.in_column(ZH, "age") == "年龄"


def test_a_ratio_of_responders_names_event_and_reference() -> None:
    table = outcome_detail.limits(studied(20)["outcomes"], EN)
    assert any(re.search(r"over control \(reference\) for a responder", n) for n in table.notes)


@pytest.mark.parametrize(("p", "span"), [("<0.05", "<0.001:"), ("0.5", "<0.001, not")])
def test_a_span_of_p_is_not_written_twice(p: str, span: str) -> None:
    finding = check_p("t", Printed.read("4.16"), PrintedP.read(p), Printed.read("154"))
    text = format_finding.check(finding, EN)
    assert span in text
    assert text.count("<0.001") == 1
