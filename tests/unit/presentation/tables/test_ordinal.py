"""Tables and captions of an ordinal outcome: the adjusted odds lead, their neighbours beside."""

from __future__ import annotations

import pytest

from aci_core.analyses import outcomes, prepare
from aci_core.analyses.outcomes import Outcomes
from aci_core.domain.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import ordinal as words
from aci_core.presentation.sentences import outcomes as sentences
from aci_core.presentation.tables import ordinal as tables
from tests.build import cohort_of, sample

EN = translator("en")


@pytest.fixture(scope="module")
def long() -> Outcomes:
    chosen = Settings(randomised=True, primary="mrs_m6")
    return outcomes(prepare(sample("synthetic_long.csv"), chosen), chosen)


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_counts_by_grade_and_arm(long):
    lines = texts(tables.grades(long, "mrs", "m6", EN))
    assert [line[0] for line in lines] == ["0", "1", "2", "3", "4", "5", "6", "≤ 2"]
    assert lines[0][1:] == ["18 (16.1%)", "12 (10.8%)"]
    assert lines[-1][1:] == ["91 (81.3%)", "83 (74.8%)"]


def test_the_adjusted_odds_lead_and_the_unadjusted_stand_beside(long):
    table = tables.compared(long, "mrs", "m6", EN)
    lines = texts(table)
    assert lines[0][:3] == ["Adjusted common odds ratio", "2.01ᵃ", "1.24 to 3.26"]
    assert table.rows[0].cells[0].bold
    by_name = {line[0]: line for line in lines}
    assert by_name["Adjusted common odds ratio, complete cases"][1] == "1.98"
    assert by_name["Common odds ratio, proportional odds"][1] == "1.80"
    assert by_name["Test of proportional odds"][5].startswith("0.493")
    assert [by_name[f"≤ {g}"][1] for g in range(6)] == [
        "1.58",
        "1.96",
        "1.46",
        "2.71",
        "2.97",
        "2.08",
    ]
    assert by_name["Adjusted risk difference, standardised"][1].startswith("8.3")
    assert any("NIHSS" in note and "age" in note for note in table.notes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_of_an_ordinal_outcome_tells_a_mean(long, lang):
    t = translator(lang)
    told = sentences.finding(long, t, measure="mrs", visit="m6")
    assert "2.01" in told
    assert "1.80" in told
    assert not any(word in told for word in ("mean", "ANCOVA", "均数", "协方差"))
    assert told.index("2.01") < told.index("1.80")


def test_the_caption_names_the_covariates_the_cuts_and_the_test(long):
    caption = words.caption(long, EN, "mrs", "m6")
    assert "NIHSS" in caption
    assert "from 1.46 to 2.97" in caption
    assert "*P* = 0.493" in caption


def test_an_arm_without_a_grade_has_no_test_and_says_so():
    columns = {
        "nihss_pre": [9, 8, 7, 12, 5, 6, 14, 11, 10, 4, 8, 9],
        "mrs_m3": [0, 1, 2, 3, 1, 2, 2, 3, 1, 4, 0, 4],
    }
    chosen = Settings(randomised=True)
    result = outcomes(prepare(cohort_of(**columns), chosen), chosen)
    table = tables.compared(result, "mrs", "m3", EN)
    assert any("no patient in one of the grades" in note for note in table.notes)
    assert "proportional odds is" not in words.caption(result, EN, "mrs", "m3")
