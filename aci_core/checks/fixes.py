"""One list of what to look at, with a step for what can safely be done by one click."""

from __future__ import annotations

from dataclasses import dataclass

from aci_core.cohort import Cohort, Issue, Severity
from aci_core.schema.aliases import compact, value_key, words
from aci_core.steps import OmitRow, ReplaceText, ScaleColumn, SetCell, Step

# A cell that cannot be what it says reads as empty; it is never rounded or guessed.
EMPTIED = frozenset(
    {
        "out_of_range", "below_range", "above_range", "not_whole", "not_in_fives", "not_in_steps",
        "not_a_number",
    }
)  # fmt: skip
_ORDER = {"error": 0, "warning": 1, "info": 2}
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Fix:
    """An issue and what can be done about it.

    Parameters
    ----------
    severity : {"error", "warning", "info"}
    row : int or None
    column : str or None
        The header in the user's file.
    value : str or None
    rule : str
        Code of the issue.
    proposal : str
        Key of the sentence that says what to do.
    step : Step or None
        What can be done by one click.
    issue : Issue
        With the facts that the sentences fill in.
    """

    severity: Severity
    row: int | None
    column: str | None
    value: str | None
    rule: str
    proposal: str
    step: Step | None
    issue: Issue


def fixes(cohort: Cohort) -> tuple[Fix, ...]:
    """Every issue of the cohort, errors first, else in the order in which they were found."""
    listed = (_fix(issue, cohort) for issue in cohort.issues)
    return tuple(sorted(listed, key=lambda fix: _ORDER[fix.severity]))


def _fix(issue: Issue, cohort: Cohort) -> Fix:
    step = proposal(issue, cohort)
    key = f"proposal.{issue.code}"
    where = issue.row, issue.column, issue.value
    return Fix(issue.severity, *where, issue.code, key, step, issue)


def proposal(issue: Issue, cohort: Cohort) -> Step | None:
    """The step that cures an issue, None where a person has to decide.

    What only looks unlikely (an outlier, a score of a dead patient) is never emptied.
    """
    header = issue.column
    if issue.code == "duplicate_patient":
        identical = dict(issue.facts).get("identical") == 1
        return OmitRow(issue.row) if identical and issue.row is not None else None
    if header is None or _ambiguous(header, cohort):
        return None
    match issue.code:
        case code if code in EMPTIED:
            return None if issue.row is None else SetCell(issue.row, header, None)
        case "barthel_20":
            return ScaleColumn(header, 5.0)
        case "unit_suspect":
            return _rescaled(issue, header)
        case "grade_not_on_scale":
            return _spelled(issue.value, header, _labels(cohort))
        case "grade_scale_unknown":
            return _spelled(_one_unknown(cohort), header, _labels(cohort))
    return None


def _ambiguous(header: str, cohort: Cohort) -> bool:
    """Whether the file has the header twice: a step could mean either."""
    return any(i.code == "duplicate_header" and i.column == header for i in cohort.issues)


def _rescaled(issue: Issue, header: str) -> Step | None:
    """Only by the factor that the finding names: the column is then all in one unit."""
    factor = dict(issue.facts).get("factor")
    try:
        number = float(factor) if factor is not None else 0.0
    except ValueError:
        return None
    return ScaleColumn(header, number) if number in (1000.0, 0.001) else None


def _labels(cohort: Cohort) -> dict[str, str]:
    """Every known spelling of a grade, without separators, to how it is written."""
    scale = cohort.grade_scale
    known = words().values["grade"]
    if scale is None:
        return {compact(word): word for word in known}
    found = {compact(label): label for label in scale.best_first}
    labels = {known.get(value_key(label)): label for label in scale.best_first}
    for word, grade in known.items():
        if grade in labels:
            found.setdefault(compact(word), labels[grade])
    return found


def _spelled(value: str | None, header: str, labels: dict[str, str]) -> Step | None:
    if not value or value.endswith(_CUT):
        return None
    label = labels.get(compact(value))
    return None if label is None else ReplaceText(header, value, label)


def _one_unknown(cohort: Cohort) -> str | None:
    """The first grade that no table knows, where all such are known ones spelled otherwise."""
    column = cohort.column("grade")
    known = words().values["grade"]
    levels = column.levels if column is not None else ()
    unknown = [level for level in levels if value_key(level) not in known]
    labels = _labels(cohort)
    if not unknown or any(compact(level) not in labels for level in unknown):
        return None
    return unknown[0]
