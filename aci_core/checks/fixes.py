"""Issues of a cohort with proposed fixes, and a step for what one click can do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from aci_core.checks.death_without_mrs import CODE as DIED_WITHOUT_MRS
from aci_core.checks.death_without_mrs import death_written
from aci_core.domain.cohort import ARM, Cohort, Issue, Severity
from aci_core.domain.schema.aliases import arm_kind, compact, value_key, words
from aci_core.domain.steps import (
    FillDown,
    OmitRow,
    ReplaceText,
    ScaleColumn,
    ScaleWhere,
    SetCell,
    Step,
)

# An impossible cell is read as empty; it is never rounded or guessed.
EMPTIED = frozenset(
    {
        "out_of_range", "below_range", "above_range", "not_whole", "not_in_fives", "not_in_steps",
        "not_a_number",
    }
)  # fmt: skip
# Offered, but each only by a click of its own.
_ONE_BY_ONE = frozenset(
    {
        "unit_suspect",
        "unit_suspect_high",
        "unit_suspect_arm",
        "barthel_20_arm",
        "three_arms",
        "missing_arm_blocks",
        "decimal_slip",
        DIED_WITHOUT_MRS,
    }
)
_CONVERTED = frozenset({"unit_converted", "read_unit"})
_ORDER = {"error": 0, "warning": 1, "info": 2}
_CUT = "…"
_FEW, _SHARE = 2, 0.05
_REAL_ARM, _SHORTEST_ARM = 5, 3


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
        Key of the sentence of what to do.
    step : Step or None
        What can be done by one click.
    issue : Issue
        With the facts that the sentences fill in.
    cell : (int, str) or None
        Row and header in the file of the one cell it speaks of, where the file has that cell.
    other : Step or None
        Another reading of the cell, in place of emptying it.
    """

    severity: Severity
    row: int | None
    column: str | None
    value: str | None
    rule: str
    proposal: str
    step: Step | None
    issue: Issue
    cell: tuple[int, str] | None = None
    other: Step | None = None

    @property
    def safe(self) -> bool:
        """Whether it may be done with all others by one click: none that moves an arm."""
        return self.step is not None and self.rule not in _ONE_BY_ONE


def fixes(cohort: Cohort) -> tuple[Fix, ...]:
    """Every issue of the cohort with its fix, errors first, else in their order."""
    common = _common(cohort)
    listed = (_fix(issue, cohort, common) for issue in cohort.issues)
    return tuple(sorted(listed, key=lambda fix: _ORDER[fix.severity]))


def _fix(issue: Issue, cohort: Cohort, common: frozenset[tuple[str, str]]) -> Fix:
    step = proposal(issue, cohort, common)
    key = f"proposal.{issue.code}"
    where = issue.row, issue.column, issue.value
    cell, other = cell_of(issue, cohort), alternative(issue, cohort)
    return Fix(issue.severity, *where, issue.code, key, step, issue, cell, other)


def cell_of(issue: Issue, cohort: Cohort) -> tuple[int, str] | None:
    """Row and header in the file of the cell that an issue speaks of; None where there is none.

    A column that was made of one with a row a visit has its cells elsewhere, and a visit that a
    patient did not come to has none.
    """
    if issue.row is None or issue.column is None:
        return None
    origin = cohort.origins.get(issue.column)
    if origin is None:
        return issue.row, issue.column
    return (issue.row, origin.header) if issue.row in origin.rows else None


def proposal(  # noqa: PLR0912 - a case a code
    issue: Issue, cohort: Cohort, common: frozenset[tuple[str, str]] | None = None
) -> Step | None:
    """The step that cures an issue, None where a person has to decide.

    What only looks unlikely (an outlier, a score of a dead patient) is never emptied, nor is
    what many cells of a column have alike: that is no slip, but another way of writing.

    Parameters
    ----------
    issue : Issue
    cohort : Cohort
    common : frozenset of (str, str), optional
        (code, header) of what many cells have alike; computed if left out.
    """
    header = issue.column
    if issue.code == "duplicate_patient":
        identical = dict(issue.facts).get("identical") == 1
        return OmitRow(issue.row) if identical and issue.row is not None else None
    if header is None or _ambiguous(header, cohort):
        return None
    match issue.code:
        case code if code in EMPTIED:
            known = _common(cohort) if common is None else common
            cell = None if (code, header) in known else cell_of(issue, cohort)
            return SetCell(*cell, None) if cell else None
        case code if code == DIED_WITHOUT_MRS:
            return death_written(cell_of(issue, cohort))
        case "decimal_slip":
            return _point_moved(issue, header, cohort)
        case "barthel_20":
            return _scaled(header, 5.0, cohort)
        case "unit_suspect" | "unit_suspect_high":
            return _rescaled(issue, header, cohort)
        case "unit_suspect_arm" | "barthel_20_arm":
            return _rescaled_arm(issue, header, cohort)
        case "three_arms":
            return _arm_spelled(header, cohort)
        case "missing_arm_blocks":
            return FillDown(header)
        case "unknown_word":
            return _word_spelled(issue.value, header, cohort)
        case "grade_not_on_scale":
            return _spelled(issue.value, header, _labels(cohort))
        case "grade_scale_unknown":
            return _spelled(_one_unknown(cohort), header, _labels(cohort))
    return None


def _point_moved(issue: Issue, header: str, cohort: Cohort) -> Step | None:
    """A number with its point where the others have it; none where a unit was converted."""
    cell = cell_of(issue, cohort)
    converted = any(i.code in _CONVERTED and i.column == header for i in cohort.issues)
    meant = dict(issue.facts).get("meant")
    return SetCell(*cell, str(meant)) if cell and meant and not converted else None


def alternative(issue: Issue, cohort: Cohort) -> Step | None:
    """Propose what an impossible score may have meant: 130 on a scale to 42 may be 13.0.

    Parameters
    ----------
    issue : Issue
    cohort : Cohort
    """
    header = issue.column
    column = next((c for c in cohort.columns if c.header and c.header == header), None)
    measure = cohort.measures.get(column.stem) if column is not None else None
    cell = cell_of(issue, cohort)
    if issue.code != "out_of_range" or measure is None or cell is None or header is None:
        return None
    if _ambiguous(header, cohort):
        return None
    try:
        tenth = float(issue.value or "") / 10
    except ValueError:
        return None
    low, high = measure.low or 0.0, measure.high or 0.0
    on_steps = measure.step is None or (tenth - low) % measure.step == 0
    return SetCell(*cell, f"{tenth:g}") if low <= tenth <= high and on_steps else None


def _common(cohort: Cohort) -> frozenset[tuple[str, str]]:
    """(code, header) of what more than two cells have alike, and more than 5% of those filled."""
    counted: Counter[tuple[str, str]] = Counter()
    for issue in cohort.issues:
        facts = dict(issue.facts)
        code = str(facts.get("kind")) if issue.code == "more_like_this" else issue.code
        if issue.column is not None and code in EMPTIED:
            n = facts.get("count") if issue.code == "more_like_this" else 1
            counted[code, issue.column] += int(n or 0)
    filled = {c.header: int(cohort.table[c.name].notna().sum()) for c in cohort.columns}
    return frozenset(
        (code, header)
        for (code, header), n in counted.items()
        # What is no number is empty in the table already.
        if n > _FEW and n > _SHARE * (filled.get(header, 0) + n * (code == "not_a_number"))
    )


def _ambiguous(header: str, cohort: Cohort) -> bool:
    """Whether the file has the header twice: a step could mean either."""
    origin = cohort.origins.get(header)
    named = {header, origin.header, origin.visit} if origin else {header}
    return any(i.code == "duplicate_header" and i.column in named for i in cohort.issues)


def _scaled(header: str, factor: float, cohort: Cohort) -> Step | None:
    """A whole column; of a file with a row a visit, the rows of that visit."""
    origin = cohort.origins.get(header)
    if origin is None:
        return ScaleColumn(header, factor)
    return ScaleWhere(origin.header, factor, origin.visit, origin.text) if origin.text else None


def _rescaled(issue: Issue, header: str, cohort: Cohort) -> Step | None:
    """Only by the factor that the finding names: the column is then all in one unit."""
    factor = dict(issue.facts).get("factor")
    try:
        number = float(factor) if factor is not None else 0.0
    except ValueError:
        return None
    return _scaled(header, number, cohort) if number in (1000.0, 0.001) else None


def _arm_spelled(header: str, cohort: Cohort) -> Step | None:
    """An arm of one or two patients whose name is one slip from that of a real arm."""
    counts = cohort.table[ARM].value_counts()
    patients = {label: int(counts.get(label, 0)) for label in cohort.arms}
    for slip, n in patients.items():
        real = [a for a, m in patients.items() if m >= _REAL_ARM and _one_arm(slip, a)]
        if n <= _FEW and len(real) == 1:
            return ReplaceText(header, slip, real[0])
    return None


def _one_arm(slip: str, arm: str) -> bool:
    """Whether a name is another of the same arm: Control beside 对照组, or one slip from it."""
    kind = arm_kind(slip)
    return slip != arm and ((kind is not None and kind == arm_kind(arm)) or _one_slip(slip, arm))


def _one_slip(slip: str, arm: str) -> bool:
    """Whether one letter differs, and neither a number nor a name of one letter: A组, 2组."""
    from rapidfuzz.distance import OSA, Levenshtein

    if min(len(compact(slip)), len(compact(arm))) < _SHORTEST_ARM:
        return False
    edits = Levenshtein.editops(slip, arm)
    pairs = ((slip[e.src_pos : e.src_pos + 1], arm[e.dest_pos : e.dest_pos + 1]) for e in edits)
    touched = "".join(a + b for a, b in pairs)
    # Two letters the wrong way round are one slip.
    return OSA.distance(slip, arm) == 1 and not any(letter.isdecimal() for letter in touched)


def _word_spelled(text: str | None, header: str, cohort: Cohort) -> Step | None:
    """A word that is one slip from the only known word of its column: Femal, not Fmale."""
    column = next((c for c in cohort.columns if c.header == header), None)
    if column is None or text is None or not text.isascii() or text.endswith(_CUT):
        return None
    vocabulary = words().values["sex" if column.name == "sex" else "yes_no"]
    meant = {v for w, v in vocabulary.items() if _one_slip(text.lower(), w)}
    return ReplaceText(header, text, meant.pop()) if len(meant) == 1 else None


def _rescaled_arm(issue: Issue, header: str, cohort: Cohort) -> Step | None:
    """The numbers of the one arm, where the file writes it in one way."""
    facts = dict(issue.facts)
    arm = cohort.column(ARM)
    cell, factor = facts.get("cell"), str(facts.get("factor", "5"))
    if not isinstance(cell, str) or not cell or arm is None or _ambiguous(arm.header, cohort):
        return None
    known = ("5",) if issue.code == "barthel_20_arm" else ("1000", "0.001")
    if factor not in known or not _at_every_visit(issue, header, cohort):
        return None
    origin = cohort.origins.get(header)
    own = origin.header if origin else header
    return ScaleWhere(own, float(factor), arm.header, cell)


def _at_every_visit(issue: Issue, header: str, cohort: Cohort) -> bool:
    """Whether all visits that share a column of the file have the same finding."""
    origin = cohort.origins.get(header)
    if origin is None:
        return True
    shared = {h for h, one in cohort.origins.items() if one.header == origin.header}
    facts = dict(issue.facts)
    same = {
        i.column
        for i in cohort.issues
        if i.code == issue.code
        and (other := dict(i.facts)).get("cell") == facts.get("cell")
        and other.get("factor") == facts.get("factor")
    }
    return shared <= same


def _labels(cohort: Cohort) -> dict[str, str]:
    """Every known spelling of a grade, without separators, to how it is written."""
    scale = cohort.grade_scale
    known = words().values["grade"]
    if scale is None:
        return {compact(word): word for word in known}
    by_key = {compact(label): label for label in scale.best_first}
    labels = {known.get(value_key(label)): label for label in scale.best_first}
    for word, grade in known.items():
        if grade in labels:
            by_key.setdefault(compact(word), labels[grade])
    return by_key


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
