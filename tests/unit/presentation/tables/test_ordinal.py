"""Tables and captions of an ordinal outcome: the adjusted odds lead, their neighbours beside."""

from __future__ import annotations

import pytest

from aci_core.analyses import outcomes, prepare
from aci_core.analyses.leading import lead
from aci_core.analyses.multiplicity import adjusted
from aci_core.analyses.outcomes import Outcomes
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, format_row, labels, translator
from aci_core.presentation.sentences import ordinal as words
from aci_core.presentation.sentences import outcomes as sentences
from aci_core.presentation.tables import ordinal as tables
from aci_core.presentation.tables import outcome_detail as detail
from aci_core.presentation.tables import outcomes as all_outcomes
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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_method_of_an_ordinal_measure_has_no_mean_and_names_what_leads(long, lang):
    """Rule 2: the adjusted odds lead, then unadjusted, ranks, the dichotomy; never a mean."""
    t = translator(lang)
    table = detail.sensitivity(long, "mrs", "m6", t)
    names = [line[0] for line in texts(table)]
    methods = ("proportional_odds_adjusted", "proportional_odds", "win_odds", "mann_whitney")
    places = [names.index(t(f"method.{m}")) for m in (*methods, "risk_difference")]
    assert places == sorted(places)
    assert places[0] == 0
    assert next(row.cells[0].text for row in table.rows if row.cells[0].bold) == names[0]
    assert t("table.proportional_odds_adjusted_complete") in names
    for mean in ("ancova", "ancova_hc3", "welch_t", "student_t", "hedges_g", "hodges_lehmann"):
        assert t(f"method.{mean}") not in names
    assert names[0] in table.notes[0]
    assert not any("ANCOVA" in note or "协方差" in note or "Hedges" in note for note in table.notes)


def test_an_ordinal_measure_by_visit_has_medians_and_odds(long):
    table = detail.by_visit(long, "mrs", EN)
    heads = " ".join(head.label for head in table.columns)
    assert "Mean" not in heads
    assert "difference" not in heads
    assert "Common odds ratio" in heads
    last = texts(table)[-1]
    assert last[0] == "6 months"
    assert last[5].startswith("2.01 (1.24 to 3.26)")
    assert "difference" not in " ".join(table.notes)
    assert not any("ANCOVA" in note or "Skewness" in note for note in table.notes)
    assert "Mean ± SD" in {head.label for head in detail.by_visit(long, "nihss", EN).columns}


def test_the_ends_of_an_ordinal_scale_are_no_grades_between(long):
    blocks = [row.cells[0].text for row in detail.limits(long, EN).rows if row.cells[0].bold]
    assert [text for text in blocks if "Rankin" in text] == [
        "Modified Rankin scale at 0",
        "Modified Rankin scale ≤ 2",
        "Modified Rankin scale at 6",
    ]


def test_every_method_lists_complete_cases_and_the_baseline_alone():
    """The sample lacks some onset days: their mean stands in, and the complete cases beside."""
    chosen = Settings(randomised=True, covariates=("age", "onset_days"), primary="nihss_m6")
    cohort = prepare(sample("synthetic_long.csv"), chosen)
    result = outcomes(cohort, chosen)
    scores = [line[0] for line in texts(detail.sensitivity(result, "nihss", "m6", EN))]
    assert scores[0] == EN("method.ancova")
    assert {"ANCOVA, complete cases", "ANCOVA, adjusted for baseline alone"} <= set(scores)
    logs = detail.sensitivity(result, "vegf", "m6", EN)
    assert logs.rows[0].cells[0].text == EN("method.ancova_log")
    assert logs.rows[0].cells[0].bold
    assert "Ratio of geometric means, complete cases" in [line[0] for line in texts(logs)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_secondary_outcome_has_its_holm_p_beside_the_other(lang):
    """No table prints a P that is not adjusted under a note that says that it is."""
    t = translator(lang)
    chosen = Settings(randomised=True, primary="nihss_m6", secondary=("bi_m6", "mrs_m6"))
    result = outcomes(prepare(sample("synthetic_long.csv"), chosen), chosen)
    result = result.with_rows(adjusted([result], chosen))
    table = all_outcomes.outcomes(result, t)
    assert [head.label for head in table.columns][-2:] == [t("table.p"), t("table.p_holm")]
    assert len({len(row.cells) for row in table.rows}) == 1
    by_name = {row.cells[0].text: [c.text for c in row.cells] for row in table.rows}
    for name in ("bi", "mrs"):
        row = by_name[labels.with_unit(t, name)]
        holm = result.first("holm", name, visit="m6")
        assert row[-1] == format_row.p_value(holm)
        assert row[-2] == format_row.p_value(lead(result, name, "m6").row)
    assert by_name[t("table.primary_mark", name=labels.with_unit(t, "nihss"))][-1] in ("", "—")
    assert t("table.note_holm", n=2, alpha="0.05") in table.notes
    # In brief the P that counts alone: marked where it is adjusted, the primary outcome's its own.
    brief = all_outcomes.outcomes(result, t, brief=True)
    shown = {row.cells[0].text: row.cells[-1].text for row in brief.rows}
    own = format_row.p_value(lead(result, "nihss", "m6").row)
    assert shown[t("table.primary_mark", name=labels.with_unit(t, "nihss"))] == own
    [mark] = [note[0] for note in brief.notes if note.endswith(t("table.p_holm"))]
    for name in ("bi", "mrs"):
        p = format_row.p_value(result.first("holm", name, visit="m6"))
        assert shown[labels.with_unit(t, name)] == p + mark
    plain = Settings(randomised=True, primary="nihss_m6")
    alone = outcomes(prepare(sample("synthetic_long.csv"), plain), plain)
    assert all_outcomes.outcomes(alone, t).columns[-1].label == t("table.p")
