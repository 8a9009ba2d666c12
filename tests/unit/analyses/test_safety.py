"""Harms: patients and events apart, missing is missing, none seen has a bound."""

from dataclasses import replace

import pytest

from aci_core.analyses import Result, prepare, safety
from aci_core.domain.notes import join_notes, note
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.presentation import lookup, tables
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences.safety import finding
from tests.build import cohort_of


def of(**columns: list[object]) -> Result:
    return safety(prepare(cohort_of(**columns), Settings()), Settings())


def test_patients_and_events_are_counted_apart() -> None:
    result = of(ae_fever=[3, 0, 1, 0, 0, 0, None, 1], nsc_doses=[6, 0, 6, 0, 6, 0, 6, 0])
    patients = result.first("count", "fever", arm="treatment")
    assert (patients.estimate, patients.n) == (2, 3)
    assert patients.notes == ("missing:1",)
    events = result.first("count", "fever", arm="treatment", level="events")
    assert events.estimate == 4
    per_injection = result.first("count", "fever", arm="treatment", level="per_injection")
    # Of the three whose events are known, and no others.
    assert (per_injection.estimate, per_injection.n) == (4, 18)
    # The control arm was given none: no rate per injection.
    assert result.get("count", "fever", arm="control", level="per_injection") is None


def test_no_rate_per_injection_where_some_doses_are_not_known() -> None:
    result = of(
        ae_fever=[3, 1, 1, 0, 0, 2],
        nsc_doses=[6, 2, None, 3, 6, 4],
        msc_doses=[1, 1, 1, 1, 1, 1],
    )
    assert result.get("count", "fever", arm="treatment", level="per_injection") is None
    control = result.first("count", "fever", arm="control", level="per_injection")
    assert (control.estimate, control.n) == (3, 12)


def test_any_event_counts_a_patient_once_and_keeps_the_unknown_out() -> None:
    result = of(ae_fever=[1, 0, 0, 0, None, 0], ae_headache=[1, 0, 0, None, 0, 1])
    treatment = result.first("count", "any", arm="treatment")
    control = result.first("count", "any", arm="control")
    assert (treatment.estimate, treatment.n) == (1, 2)
    assert (control.estimate, control.n) == (1, 2)


def test_no_column_takes_the_name_of_another_row() -> None:
    none = [0, 0, 0, 1]
    result = of(ae_any=none, ae_died=none, died=[1, 0, 0, 0], ae_lost=none, lost=none)
    names = [(r.variable, r.visit, r.arm, r.level, r.method) for r in result.rows]
    assert len(set(names)) == len(names)
    assert result.first("count", "died", arm="treatment").estimate == 1
    assert result.first("count", "death", arm="treatment").estimate == 0


def test_none_seen_has_an_upper_bound() -> None:
    result = of(ae_fever=[0] * 156, mri_abnormal_m6=[0] * 156)
    for name, visit in (("fever", None), ("mri_abnormal", "m6")):
        bound = result.first("clopper_pearson", name, arm="treatment", visit=visit)
        assert bound.estimate == 0
        assert bound.ci_high == pytest.approx(0.0462, abs=5e-5)


def test_what_resolved() -> None:
    result = of(ae_fever=[2, 0, 1, 0], ae_fever_resolved=[1, None, 0, None])
    row = result.first("count", "fever", arm="treatment", level="resolved")
    assert (row.estimate, row.n) == (1, 2)


def test_deaths_and_losses_are_compared() -> None:
    result = of(died=[1, 0, 0, 0], lost=[0, 0, 0, 1])
    assert result.first("risk_difference", "died").estimate == 0.5
    assert result.first("risk_difference", "lost").estimate == -0.5


def test_a_file_without_harms_makes_no_rows() -> None:
    assert of(age=[50, 60, 70, 80, 90, 55]).rows == ()


def test_the_missing_of_each_arm_stand_with_that_arm() -> None:
    result = of(ae_fever=[1, None, 0, None, None, 0])
    notes = [result.first("count", "fever", arm=a).note for a in ("treatment", "control", None)]
    assert notes == ["missing:1", "missing:2", "missing:3"]


def test_an_event_whose_end_is_not_known_is_not_resolved() -> None:
    result = of(ae_fever=[1, 0, 1, 0], ae_fever_resolved=[1, None, None, None])
    row = result.first("count", "fever", arm="treatment", level="resolved")
    assert (row.estimate, row.n, row.note) == (1, 1, "missing:1")
    text = finding(result, translator("en"))
    assert "Not resolved in every patient, or not known: fever 1/2 with" in text


def test_no_death_is_told_with_its_denominator_and_bound() -> None:
    text = finding(of(ae_fever=[0] * 6, died=[0, 0, 0, 0, None, 0]), translator("en"))
    assert "No death is recorded (0/2 with" in text
    assert "84.2% and 70.8%" in text


def test_serious_is_no_kind_of_event_and_counts_among_any() -> None:
    result = of(ae_fever=[1, 0, 0, 0], ae_rash=[0, 0, 0, 0], ae_serious=[1, 0, 1, 0])
    assert lookup.adverse_events(result) == ("fever", "rash")
    assert lookup.events_named(result) == ("any", "serious", "fever", "rash")
    serious = result.first("count", "serious", arm="treatment")
    assert (serious.estimate, serious.n) == (2, 2)
    assert result.get("count", "serious", arm="treatment", level="events") is None
    # A serious event of no kind that has a column is an event.
    assert result.first("count", "any", arm="treatment").estimate == 2
    text = finding(result, translator("en"))
    assert "Any serious adverse event" in text
    assert "individual events" in text.lower()
    assert "serious" not in text[text.lower().index("individual events") :]


def test_severity_beside_named_events_is_that_of_any_of_them() -> None:
    text = (
        "id,arm,nihss_pre,nihss_post,AE,AE severity\n1,treatment,9,3,headache,mild\n"
        '2,control,9,3,none,\n3,treatment,9,3,"fever, rash",severe\n4,control,9,3,rash,mild\n'
    )
    result = safety(prepare(load(text.encode(), "a.csv"), Settings()), Settings())
    levels = {
        (r.arm, r.level): (r.estimate, r.n)
        for r in result.where("count", variable="any")
        if r.versus
    }
    assert levels == {
        ("treatment", "mild"): (1, 2),
        ("treatment", "severe"): (1, 2),
        ("control", "mild"): (1, 1),
        ("control", "severe"): (0, 1),
    }
    assert "unspecified" not in result.variables


def told(n: int, **yes: tuple[int, ...]) -> dict[str, list[object]]:
    """Columns in which these patients have a 1, and nobody else anything."""
    return {name: [1 if i in who else None for i in range(n)] for name, who in yes.items()}


@pytest.mark.parametrize("name", ["died", "lost", "ae_fever", "mri_abnormal_m6"])
def test_no_rate_is_made_of_those_alone_who_had_the_event(name: str) -> None:
    result = of(**told(40, **{name: (2, 3, 5)}))
    stem, visit = name.removeprefix("ae_").removesuffix("_m6"), "m6" if "_m6" in name else None
    rows = [result.first("count", stem, visit=visit, arm=arm) for arm in (*result.arms, None)]
    assert [(row.estimate, row.pct) for row in rows] == [(1, None), (2, None), (3, None)]
    assert [row.notes for row in rows] == [
        ("missing:19", "blank_unanswered"),
        ("missing:18", "blank_unanswered"),
        ("missing:37", "blank_unanswered"),
    ]
    for method in ("risk_difference", "risk_ratio_koopman", "fisher_exact"):
        row = result.first(method, stem, visit=visit)
        assert (row.estimate, row.p, row.notes) == (None, None, ("blank_unanswered",))
    intervals = [row for row in result.rows if row.method in ("wilson", "clopper_pearson")]
    assert intervals
    assert all(row.estimate is None and row.ci_high is None for row in intervals)


def test_an_arm_that_is_told_keeps_its_rate() -> None:
    result = of(died=[0, 1, *([0, None] * 19)])
    treatment, control = (result.first("wilson", "died", arm=arm) for arm in result.arms)
    assert (treatment.estimate, treatment.n) == (0, 20)
    assert control.estimate is None
    assert result.first("risk_difference", "died").estimate is None


def test_of_a_death_that_most_do_not_tell_there_is_no_rate_but_of_an_event_there_is() -> None:
    cells = [1, 0, 0, 1, *([None] * 36)]
    assert of(died=cells).first("count", "died").pct is None
    assert of(ae_fever=cells).first("count", "fever").pct == 50


def test_events_only_told_where_they_were_make_no_rate_per_injection() -> None:
    columns = told(40, ae_fever=(2, 3, 5)) | {"nsc_doses": [4] * 40}
    result = of(**columns)
    row = result.first("count", "fever", arm="treatment", level="per_injection")
    assert (row.estimate, row.notes) == (None, ("blank_unanswered",))
    assert result.first("count", "fever", arm="control", level="events").estimate == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_counts_are_told_and_no_percentage(lang: str) -> None:
    t, result = translator(lang), of(**told(40, died=(2, 3, 5)))
    text = finding(result, t)
    assert "%" not in text
    assert t("note.blank_unanswered") in "".join(tables.safety.fate(result, t).notes)
    cells = [cell.text for row in tables.safety.fate(result, t).rows for cell in row.cells]
    assert not any("%" in cell or "/" in cell for cell in cells)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_shared_result_says_of_no_number_how_many_are_blank(lang: str) -> None:
    t, result = translator(lang), of(**told(40, died=(2, 3, 5)))
    hidden = join_notes([note("missing"), note("blank_unanswered")])
    rows = tuple(
        replace(row, note=hidden) if row.method == "count" and row.arm else row
        for row in result.rows
    )
    text = finding(replace(result, rows=rows), t)
    assert (
        t("words.safety.waiting_some", event="", treatment="", control="", xt="", xc="")[-12:]
        in text
    )
    assert "0 of" not in text
    assert "0/" not in text
