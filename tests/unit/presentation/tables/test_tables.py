"""Contents of the tables, from results made by hand and from the sample cohorts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from aci_core.analyses import Result, Row
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.response import Response
from aci_core.analyses.subgroups import Subgroups, by_centre
from aci_core.checks import fixes as listed
from aci_core.domain.study.settings import Settings
from aci_core.presentation import lookup
from aci_core.presentation.i18n import LANGUAGES, Translator, labels, translator
from aci_core.presentation.tables import (
    baseline,
    change,
    cohort,
    deaths,
    factors,
    fixes,
    outcome_detail,
    outcomes,
    parts,
    responders,
    response,
    safety,
    subgroups,
)
from aci_core.presentation.tables.html import to_html
from aci_core.presentation.tables.model import Table
from aci_core.summaries import Arms
from tests.unit import made

EN, ZH = translator("en"), translator("zh")


def every_table(results: dict[str, Result], t: Translator) -> Iterator[Table]:
    """Each table of the analyses."""
    yield baseline.baseline(results["baseline"], t)
    yield baseline.baseline(results["baseline"], t, show="mean")
    yield baseline.baseline(results["baseline"], t, show="median")
    outcome_result = results["outcomes"]
    for make in (outcomes.outcomes, outcomes.between, change.change):
        yield make(outcome_result, t)
        for visit in lookup.visits(outcome_result):
            yield make(outcome_result, t, visit=visit)
    yield outcome_detail.limits(outcome_result, t)
    for measure in outcome_result.variables:
        yield outcome_detail.by_visit(outcome_result, measure, t)
        for visit in lookup.visits(outcome_result, measure):
            yield outcome_detail.sensitivity(outcome_result, measure, visit, t)
    assert isinstance(outcome_result, Outcomes)
    for measure, visit in sorted(outcome_result.survivors):
        yield deaths.strategies(outcome_result, None, measure, visit, t)
    graded = results["response"]
    assert isinstance(graded, Response)
    for graded_table in (
        response.grades,
        response.rates,
        response.effects,
        responders.responders,
        response.ordinal,
        response.sensitivity,
        response.ungradable,
        response.audit,
    ):
        yield graded_table(graded, t)
    looked = results["subgroups"]
    assert isinstance(looked, Subgroups)
    for outcome in looked.outcomes:
        yield subgroups.effects(looked, outcome.variable, t)
    if (centres := by_centre(graded)) is not None:
        yield subgroups.strata(graded, centres.columns[0].column, t)
        yield subgroups.effects(centres, "effective", t)
    for of_factors in (factors.correlations, factors.slopes):
        yield of_factors(results["factors"], t)
        for visit in lookup.correlation_visits(results["factors"]):
            yield of_factors(results["factors"], t, visit=visit)
    for of_safety in (
        safety.events,
        safety.upper_bounds,
        safety.fate,
        safety.followup,
        safety.injections,
    ):
        yield of_safety(results["safety"], t)


def test_a_subgroup_says_how_many_lack_its_column() -> None:
    settings = Settings(randomised=True, primary="nihss_m6", subgroups=("toast", "sex"))
    _, _, results = made.studied("synthetic_long.csv", settings)
    looked = results["subgroups"]
    assert isinstance(looked, Subgroups)
    table = subgroups.effects(looked, "nihss", EN)
    everybody = next(row for row in looked.rows if row.variable == "nihss" and row.versus is None)
    inside = [
        row.total for row in looked.where("subgroup_difference", variable="nihss")
        if row.versus == "toast"
    ]  # fmt: skip
    absent = everybody.total - sum(inside)
    assert absent > 0
    heads = [row.cells[0].text for row in table.rows if row.cells[0].bold]
    assert [head for head in heads if head.endswith("ᵃ")] == ["TOAST classᵃ"]
    assert f"without a value: {absent}" in "\n".join(table.notes)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv"])
@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(
            level=0.9,
            randomised=False,
            primary="nihss_post",
            rule="points_8_1",
            subgroups=("sex", "age"),
        ),
    ],
)
def test_every_table_is_fit_to_print(lang: str, name: str, settings: Settings) -> None:
    patients, data, results = made.studied(name, settings)
    t = translator(lang)
    tables = [*every_table(results, t), fixes.fixes(listed(patients), t)]
    tables.append(cohort.columns(patients, t))
    assert data.grades is not None
    tables.append(cohort.ungradable(patients, data.grades, t))
    for table in tables:
        made.fit_to_print(made.texts(table))
        made.square(table)
        assert len(set(table.notes)) == len(table.notes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_result_makes_empty_tables(lang: str) -> None:
    names = ("baseline", "outcomes", "response", "factors", "subgroups", "safety")
    for table in every_table({name: made.empty(name) for name in names}, translator(lang)):
        assert table.columns
        made.fit_to_print(made.texts(table))


# ------------------------------------------------------------------------------------ response


def test_effects_of_the_golden_rates() -> None:
    table = response.effects(made.effective(67, 78, 54, 78), EN)
    cells = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert cells["Risk difference, Newcombe, points"][:2] == ["16.7", "3.5 to 29.2"]
    assert cells["Risk difference, Miettinen-Nurminen, points"][:2] == ["16.7", "3.6 to 29.5"]
    assert cells["Number needed to treat"][:2] == ["NNTB 6.0", "3.4 to 28.2"]
    assert cells["Risk ratio, Katz"][:2] == ["1.24", "1.04 to 1.48"]
    assert cells["Risk ratio, Koopman"][:2] == ["1.24", "1.05 to 1.50"]
    assert cells["Odds ratio, Woolf"][:2] == ["2.71", "1.22 to 6.02"]
    assert cells["Pearson χ² test"][2:5] == ["χ² = 6.23", "1", "0.013"]
    assert cells["χ² test, Yates' correction"][2:5] == ["χ² = 5.30", "1", "0.021"]
    assert cells["Fisher's exact test"] == ["2.69", "1.15 to 6.66", "—", "—", "0.020", "78 + 78"]
    assert "Differences are treatment minus control." in table.notes
    assert any("control (reference) for an effective response" in note for note in table.notes)


def test_a_number_needed_runs_through_infinity() -> None:
    table = response.effects(made.effective(40, 78, 36, 78), EN)
    assert made.cells(table, "Number needed to treat")[1:3] == [
        "NNTB 19.5ᵃ",
        "NNTH 9.7 to ∞ to NNTB 4.9",
    ]
    # What the cell writes in short stands in a note as a sentence, which tells a cause only
    # where chance allotted the patients (statistics, rule 1).
    assert any("19.5; the 95% CI of the difference includes 0. Number" in x for x in table.notes)
    allotted = Settings(randomised=True)
    table = response.effects(made.effective(40, 78, 36, 78, allotted), EN)
    assert any(
        "through a difference of zero, to one fewer for every 9.7. Number needed" in note
        for note in table.notes
    )
    chinese = response.effects(made.effective(40, 78, 36, 78, allotted), ZH)
    assert any("经率差为0，至每治疗9.7例少1例。需治疗人数为" in note for note in chinese.notes)
    assert made.cells(chinese, "需治疗人数（NNT）")[2] == "NNTH 9.7～∞～NNTB 4.9"
    equal = response.effects(made.effective(40, 78, 40, 78), EN)
    assert made.cells(equal, "Number needed to treat")[1].startswith("∞")


def test_the_fragility_index_is_a_count_and_its_reverse_is_called_so() -> None:
    blank = ["—"] * 4
    table = response.effects(made.effective(67, 78, 54, 78), EN)
    assert made.cells(table, "Fragility index (Fisher)")[1:6] == ["3", *blank]
    reverse = response.effects(made.effective(45, 78, 37, 78), EN)
    assert made.cells(reverse, "Reverse fragility index (Fisher)")[1:6] == ["6", *blank]
    never = response.effects(made.effective(3, 3, 2, 3), EN)
    assert made.cells(never, "Fragility index (Fisher)")[1].startswith("—")


def test_what_is_not_computed_has_a_dash_and_a_reason() -> None:
    table = response.effects(made.effective(78, 78, 78, 78), EN)
    assert made.cells(table, "Pearson χ² test")[3] == "—"
    assert made.cells(table, "Risk ratio, Katz")[1].startswith("—")
    assert any("every patient in both arms" in note for note in table.notes)
    nobody = response.effects(made.effective(0, 0, 54, 78), EN)
    assert any("an arm has no patient" in note for note in nobody.notes)
    made.fit_to_print(made.texts(nobody))


def test_the_papers_table_of_the_sample() -> None:
    _, _, results = made.studied("synthetic_156.csv")
    graded = results["response"]
    assert isinstance(graded, Response)
    table = response.grades(graded, EN)
    assert made.cells(table, "Treatment")[1] == "78"
    assert made.cells(table, "Treatment")[-1] == "67 (85.9%)"
    assert made.cells(table, "Control")[-1] == "54 (69.2%)"
    assert made.cells(table, "χ²")[-1] == "6.23"
    assert made.cells(table, "*P*")[-1] == "0.013"
    assert "Every patient has a grade." in table.notes
    chinese = response.grades(graded, ZH)
    assert made.cells(chinese, "治疗组")[-1] == "67 (85.9%)"
    assert made.cells(chinese, "对照组")[-1] == "54 (69.2%)"
    # Nobody is ungradable: the cases would repeat the first line.
    assert len(response.sensitivity(graded, EN).rows) == 1


def test_ungradable_patients_are_told() -> None:
    _, data, results = made.studied("synthetic_long.csv")
    graded = results["response"]
    assert isinstance(graded, Response)
    n = sum(count for _, _, count in graded.ungradable)
    assert n > 0
    assert any(f"Left out without a grade: {n} (" in x for x in response.grades(graded, EN).notes)
    assert len(response.sensitivity(graded, EN).rows) == 4
    assert data.grades is not None
    listed = cohort.ungradable(made.cohort("synthetic_long.csv"), data.grades, EN)
    assert len(listed.rows) == n
    # Ordinal labels unless the owner keeps his.
    assert listed.rows[0].cells[0].text.startswith("Patient ")


# ---------------------------------------------------------------------------- baseline, outcomes


def test_baseline_hides_p_of_a_randomised_study() -> None:
    _, _, results = made.studied("synthetic_156.csv")
    table = baseline.baseline(results["baseline"], EN)
    assert [head.label for head in table.columns] == [
        "Characteristic",
        "Treatment\n(n = 78)",
        "Control\n(n = 78)",
        "Overall\n(n = 156)",
        "SMD\n(95% CI)",
    ]
    assert any(note.startswith("No *P*") for note in table.notes)
    _, _, observed = made.studied("synthetic_156.csv", Settings(randomised=False))
    assert baseline.baseline(observed["baseline"], EN).columns[-1].label == "*P*"


@pytest.mark.parametrize("t", [EN, ZH])
def test_table_1_describes_each_number_once_by_its_kind(t: Translator) -> None:
    _, _, results = made.studied("synthetic_156.csv")
    table = baseline.baseline(results["baseline"], t, show="declared")
    shown = {row.cells[0].text: row.cells[1].text for row in table.rows}
    for name, key in (
        ("age", "mean_of"),
        ("nihss_pre", "median_of"),  # a scale of points
        ("vegf_pre", "median_of"),  # a concentration
        ("onset_days", "median_of"),
        ("perfusion_pre", "mean_of"),
    ):
        assert t(f"table.{key}", name=labels.column(t, name)) in shown
    assert t("method.mean_sd") not in shown
    assert table.notes[0] == t("table.note_described_declared")


def test_table_1_has_statistic_and_p_where_they_are_asked_for() -> None:
    asked = Settings(randomised=True, baseline_tests=True)
    _, _, results = made.studied("synthetic_156.csv", asked)
    table = baseline.baseline(results["baseline"], EN, show="declared")
    assert [head.label for head in table.columns[-2:]] == ["Statistic (df)", "*P*"]
    age = made.cells(table, "Age, years, mean ± SD")
    assert age[-2].startswith("*t* = ")
    sex = made.cells(table, "Sex, n (%)")
    assert sex[-2].startswith("χ² = ")
    assert any("test nothing" in note for note in table.notes)
    assert not any(note.startswith("No *P*") for note in table.notes)


def test_baseline_has_a_line_for_the_missing() -> None:
    n = {"missing:2": 76, None: 78}
    rows = tuple(
        Row("baseline", "age", None, arm, None, None, method, size, 63.25, sd=9.0, q1=55.0,
            q3=70.0, note=note)
        for method in ("mean_sd", "median_iqr")
        for arm, note, size in (
            ("treatment", "missing:2", n["missing:2"]),
            ("control", None, 78),
            (None, "missing:2", 154),
        )
    )  # fmt: skip
    table = baseline.baseline(Result("baseline", made.ARMS, Settings(), rows), EN)
    assert made.cells(table, "Mean ± SD")[1:4] == ["63.2 ± 9.0"] * 3
    assert made.cells(table, "Median (Q1, Q3)")[1] == "63.2 (55.0, 70.0)"
    assert made.cells(table, "Missing, n") == ["Missing, n", "2", "0", "2"]
    assert table.columns[1].label == "Treatment\n(n = 78)"


def test_the_adjusted_difference_leads() -> None:
    table = outcomes.outcomes(made.outcome(), EN)
    lead = made.cells(table, "NIHSS (points)")
    assert lead[-3:] == ["−2.20 (−3.25 to −1.15)", "*t* = −4.16 (153)", "<0.001"]
    assert any("compares nothing between them" in note for note in table.notes)
    assert any("names no primary outcome" in note for note in table.notes)
    named = made.outcome(settings=Settings(primary="nihss_post"))
    assert made.cells(outcomes.outcomes(named, EN), "NIHSS (points), primary")
    chinese = outcomes.outcomes(made.outcome(), ZH)
    assert made.cells(chinese, "NIHSS评分（分）")[-3] == "−2.20 (−3.25～−1.15)"
    assert made.cells(chinese, "治疗组")[3] == "8.2±3.1"


def test_a_method_that_was_not_computed() -> None:
    result = made.outcome(None, None, None, None, note="perfect_fit")
    table = outcome_detail.sensitivity(result, "nihss", "post", EN)
    assert made.cells(table, "ANCOVA, adjusted for baseline")[1:6] == ["—ᵃ", "—", "—", "—", "—"]
    assert any("fits without any error" in note for note in table.notes)


# ----------------------------------------------------------------------------- factors, safety


def test_the_papers_correlations() -> None:
    _, _, results = made.studied("synthetic_156.csv")
    table = factors.correlations(results["factors"], EN)
    pooled = [row for row in table.rows if row.cells[0].text == "Both arms"]
    assert pooled[0].cells[2].text == "−0.388 (−0.514 to −0.246)"
    assert pooled[1].cells[2].text == "−0.239 (−0.382 to −0.085)"


def test_none_seen_has_an_upper_bound() -> None:
    table = safety.upper_bounds(made.harm(3, 78, 0, 78), EN)
    assert [cell.text for cell in table.rows[0].cells] == [
        "Fever", "Control", "0/78", "4.6%", "3.8%"
    ]  # fmt: skip
    seen = safety.events(made.harm(3, 78, 0, 78), EN)
    assert made.cells(seen, "Fever") == [
        "Fever", "3/78 (3.8%)", "3", "0/78 (0.0%)", "0", "3.8 (−1.5 to 10.7)", "∞ (0.80 to ∞)ᵃ",
        "0.245",
    ]  # fmt: skip


def test_html_in_a_label_stays_text() -> None:
    bad = "<script>alert(1)</script>"
    rows = made.effective(67, 78, 54, 78, arms=Arms(bad, "control"))
    table = response.rates(dataclasses.replace(rows), EN)
    assert made.cells(table, bad)
    assert "<script>" not in to_html(table)


def test_the_table_of_grades_has_the_test_that_counts() -> None:
    """Rule 3: Fisher's where an expected count is below 5, else Pearson's."""
    few = made.texts(response.grades(made.effective(3, 78, 0, 78), EN))
    assert "0.245" in few
    assert not any("χ²" in text for text in few)
    many = made.texts(response.grades(made.effective(67, 78, 54, 78), EN))
    assert "0.013" in many
    assert any("χ²" in text for text in many)


@pytest.mark.parametrize("gate", ["gate_closed", None])
def test_one_secondary_outcome_is_no_plural(gate: str | None) -> None:
    note = " ".join(code for code in (gate, "family:1") if code)
    rows = (Row("outcomes", "bi", "post", None, None, None, "holm", 9, p=0.02, note=note),)
    settings = Settings(primary="nihss_post", secondary=("bi_post",))
    text = parts.multiplicity(Result("outcomes", Arms("a", "b"), settings, rows), EN)
    assert "secondary outcome" in text
    assert "secondary outcomes" not in text
    assert "1 " not in text


@pytest.mark.parametrize(
    ("gate", "said"), [("", True), ("gate_closed", False)], ids=["judged", "not judged"]
)
def test_what_could_not_be_tested_is_said_where_the_others_are_judged(
    gate: str, said: bool
) -> None:
    note = " ".join(filter(None, ("family:4", "family_untested:1", gate)))
    rows = (Row("outcomes", "bi", "post", None, None, None, "holm", 9, p=0.02, note=note),)
    settings = Settings(primary="nihss_post", secondary=("bi_post", "mrs_m3"))
    text = parts.multiplicity(Result("outcomes", Arms("a", "b"), settings, rows), EN)
    assert ("1 could not be tested" in text) is said
    assert ("adjusted for all 4" in text) is said
