"""Severity, seriousness and relation of events, by arm."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.analyses.result import Row
from aci_core.analyses.safety import safety
from aci_core.domain.study.settings import Settings
from aci_core.presentation import lookup
from aci_core.presentation.i18n import translator
from aci_core.presentation.sentences import safety as sentences
from aci_core.presentation.tables import safety as tables
from aci_core.sharing.results.disclosure_control import withhold
from aci_core.summaries import PatientData
from tests.build import cohort_of

# Treatment and control take turns.
FEVER = [1, 1, 1, 0, 2, 0, 1, 1]
SEVERITY = ["mild", "severe", "moderate", "mild", "mild", "", "", "mild"]


def counts(
    rows: Sequence[Row], attribute: str
) -> dict[tuple[str | None, str | None], tuple[float | None, object]]:
    return {(r.arm, r.level): (r.estimate, r.n) for r in rows if r.versus == attribute}


def test_of_the_patients_with_the_event_for_whom_it_is_told() -> None:
    cohort = cohort_of(ae_fever=FEVER, ae_fever_severity=SEVERITY)
    result = safety(PatientData(cohort, None), Settings())
    assert counts(result.rows, "severity") == {
        ("treatment", "mild"): (2, 3),
        ("treatment", "moderate"): (1, 3),
        ("treatment", "severe"): (0, 3),
        ("control", "mild"): (1, 2),
        ("control", "moderate"): (0, 2),
        ("control", "severe"): (1, 2),
    }
    notes = {r.arm: r.note for r in result.rows if r.versus}
    assert notes == {"treatment": "missing:1", "control": None}


def test_without_the_event_of_all_for_whom_it_is_told() -> None:
    cohort = cohort_of(**{"nihss_pre": range(3, 11), "AE grade": [0, 1, 3, 0, 0, 1, 2, ""]})
    result = safety(PatientData(cohort, None), Settings())
    assert counts(result.rows, "grade")["treatment", "3"] == (1, 4)
    assert counts(result.rows, "grade")["control", "1"] == (2, 3)
    assert not any(r.level in ("0", "none") for r in result.rows)
    assert lookup.adverse_events(result) == ()
    assert lookup.followups(result) == ()


def test_the_table_and_the_sentence() -> None:
    cohort = cohort_of(**{"nihss_pre": range(3, 11), "AE grade": [0, 1, 3, 0, 0, 1, 2, 0]})
    result = safety(PatientData(cohort, None), Settings())
    for lang, word in (("en", "grade"), ("zh", "分级")):
        t = translator(lang)
        table = tables.details(result, t)
        assert [row.cells[1].text for row in table.rows] == ["1", "2", "3"]
        assert all(word in row.cells[0].text for row in table.rows)
        assert t("words.safety.details_alone") in sentences.findings(result, t)[0]
    assert "details" in tables.by_name(result, translator("en"))


def test_a_result_without_them_has_no_such_table() -> None:
    result = safety(PatientData(cohort_of(ae_fever=FEVER), None), Settings())
    assert "details" not in tables.by_name(result, translator("en"))


def test_results_that_are_shared_without_patients_do_not_hold_them() -> None:
    cohort = cohort_of(ae_fever=FEVER * 10, ae_fever_severity=SEVERITY * 10)
    results = {"safety": safety(PatientData(cohort, None), Settings())}
    shared, _ = withhold(results, cohort, 5)
    assert any(r.versus for r in results["safety"].rows)
    assert not any(r.versus for r in shared["safety"].rows)
