"""The JSON document that `analyse --json` prints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aci_core.analyses.result import Result
from aci_core.domain.cohort import ID, Cohort, Issue
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import REASONS, Grades

MOST_GRADES = 5000


def issue_json(issue: Issue, proposal: str | None) -> dict[str, object]:
    """One issue; `value` is the owner's own."""
    return {
        "code": issue.code,
        "severity": issue.severity,
        "row": issue.row,
        "column": issue.column,
        "value": issue.value,
        "proposal": proposal,
    }


def cohort_json(cohort: Cohort, issues: Sequence[dict[str, object]]) -> dict[str, object]:
    """Fingerprint of the cohort and its issues."""
    return {
        "sha256": cohort.digest,
        "n": cohort.n,
        "arms": cohort.n_by_arm,
        "reference": cohort.reference if cohort.settled else None,
        "visits": list(cohort.visits),
        "issues": list(issues),
    }


def steps_json(cohort: Cohort) -> list[dict[str, object]]:
    """Steps by which the user corrected the file."""
    return [step.to_json() for step in cohort.steps]


def grades_json(cohort: Cohort, grades: Grades | None) -> list[dict[str, object]]:
    """Each patient's grade, by the file's own `patient_id`."""
    if grades is None:
        return []
    names = (*grades.scale.best_first, None)
    return [
        {
            "patient_id": str(patient),
            "reduction_pct": None if np.isnan(reduction) else reduction,
            "grade": names[code],
            "reason": REASONS[reason] or None,
        }
        for patient, reduction, code, reason in zip(
            cohort.table[ID].tolist(),
            grades.reduction.tolist(),
            grades.codes.tolist(),
            grades.reasons.tolist(),
            strict=True,
        )
    ]


def document(
    cohort: Cohort,
    settings: Settings,
    grades: Grades | None,
    results: Sequence[Result],
    issues: Sequence[dict[str, object]],
    review: Sequence[dict[str, object]] = (),
) -> dict[str, object]:
    """The whole document; grades only up to `MOST_GRADES` patients."""
    listed = grades_json(cohort, grades) if cohort.n <= MOST_GRADES else []
    return {
        "cohort": cohort_json(cohort, issues),
        "settings": settings.to_json(),
        "steps": steps_json(cohort),
        "grades": listed,
        "results": [row.to_json() for result in results for row in result.rows],
        "review": list(review),
    }
