"""Issues of a cohort with proposed fixes, and a step for what one click can do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aci_core.checks.column_access import header
from aci_core.checks.events.blank_events import CODE as BLANK_EVENTS
from aci_core.checks.events.blank_events import FATES, NONE, YES
from aci_core.checks.events.death_without_mrs import CODE as DIED_WITHOUT_MRS
from aci_core.checks.events.death_without_mrs import death_written
from aci_core.checks.repair.measured_when import CODE as UNDATED
from aci_core.checks.repair.open_questions import is_outcome
from aci_core.checks.repair.readings import OFF_SCALE, readings
from aci_core.checks.repair.step_targets import CUT, cell_of, is_ambiguous, is_one_slip
from aci_core.checks.repair.unread_cells import unread_cells
from aci_core.domain.cohort import ARM, NO_ACTION_NEEDED, ONE_QUESTION, Cohort, Issue, Severity
from aci_core.domain.schema.aliases import arm_kind, compact, value_key, words
from aci_core.domain.steps import (
    FillBlank,
    FillDown,
    OmitHidden,
    OmitWhere,
    ReplaceText,
    ScaleColumn,
    ScaleWhere,
    SetCell,
    Step,
)
from aci_core.ingest.values.events.fate_columns import asks_who_stayed
from aci_core.ingest.values.numbers.impossible import is_stopped

ROWS_HIDDEN = "rows_hidden"
LEVELS_ALIKE = "levels_alike"
ONE_HIGHER = "scale_one_higher"
# An impossible cell is missing; to empty it only says that nothing better is known.
EMPTIED = OFF_SCALE | {"not_a_number", "unknown_word"}
# Offered, but each only by a click of its own: it moves patients, scales values or joins words.
_ONE_BY_ONE = frozenset(
    {
        "unit_suspect",
        "unit_suspect_high",
        "unit_suspect_arm",
        "barthel_20_arm",
        "three_arms",
        "missing_arm_blocks",
        "decimal_slip",
        "barthel_20",
        LEVELS_ALIKE,
        ONE_HIGHER,
        *ONE_QUESTION,
        ROWS_HIDDEN,
        "not_in_population",
        DIED_WITHOUT_MRS,
    }
)
_BLANK = frozenset({BLANK_EVENTS, *FATES})
_CONVERTED = frozenset({"unit_converted", "read_unit"})
_ORDER = {"error": 0, "warning": 1, "info": 2}
_FEW = 2
_REAL_ARM = 5


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
        What can be done by one click; of an impossible cell, to empty it.
    issue : Issue
        With the facts that the sentences fill in.
    cell : (int, str) or None
        Row and header in the file of the one cell it speaks of, where the file has that cell.
    readings : tuple of Step
        What the cell may have meant, the likeliest first: offered beside `step`.
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
    readings: tuple[Step, ...] = ()

    @property
    def empties(self) -> bool:
        """Whether the step empties a cell."""
        return isinstance(self.step, SetCell) and self.step.text is None

    @property
    def only_reading(self) -> SetCell | ReplaceText | None:
        """What the cell can only have meant: the one likely reading, where that is no decision."""
        if self.rule in ONE_QUESTION:
            return None
        offered = (self.step,) if self.rule == LEVELS_ALIKE else self.readings
        match offered:
            case (SetCell(text=str()) | ReplaceText(new=str()) as one,):
                return one
        return None

    @property
    def safe(self) -> bool:
        """Whether it may be done with all others by one click.

        Only where the meaning is plain and no value is lost: never what empties a cell.
        """
        return self.step is not None and not self.empties and self.rule not in _ONE_BY_ONE | _BLANK


@dataclass(frozen=True, slots=True)
class Emptied:
    """What it costs to empty the impossible cells of a column.

    Parameters
    ----------
    header : str
    n_cells : int
    n : int
        Patients with a value: they stay, the cells count as missing already.
    of : int
        Patients.
    """

    header: str
    n_cells: int
    n: int
    of: int


def emptied(offered: Sequence[Fix], cohort: Cohort) -> tuple[Emptied, ...]:
    """By column: the cells that the fixes would empty, and the patients that keep a value."""
    cells = Counter(fix.column for fix in offered if fix.empties)
    return tuple(
        Emptied(column.header, cells[column.header], column.n, cohort.n)
        for column in unread_cells(cohort)
        if cells[column.header]
    )


def fixes(cohort: Cohort) -> tuple[Fix, ...]:
    """Every issue of the cohort with its fix: errors first, and what changes a result before.

    The questions about one code stand together, those about outcomes first.
    """
    many = _with_many(cohort)
    listed = [_fix(issue, cohort, many) for issue in cohort.issues]
    outcomes = {header(column) for column in cohort.columns if is_outcome(column)}
    first: dict[tuple[str, str | None], int] = {}
    for place, fix in enumerate(sorted(listed, key=lambda fix: fix.column not in outcomes)):
        if fix.rule in ONE_QUESTION:
            first.setdefault((fix.rule, fix.value), place)

    def place_of(fix: Fix) -> tuple[int, int, int, bool]:
        asked = fix.rule in ONE_QUESTION
        at = first[fix.rule, fix.value] if asked else 0
        return _ORDER[fix.severity], _rank(fix), at, asked and fix.column not in outcomes

    return tuple(sorted(listed, key=place_of))


def _rank(fix: Fix) -> int:
    """What one answer settles for many cells, what else moves a result, and what is only read."""
    if fix.rule in ONE_QUESTION or fix.rule in _BLANK or fix.rule == UNDATED:
        return 0
    if fix.rule in NO_ACTION_NEEDED:
        return 3
    return 1 if fix.rule in _ONE_BY_ONE else 2


def _fix(issue: Issue, cohort: Cohort, many: frozenset[str]) -> Fix:
    step = proposal(issue, cohort, many)
    key = f"proposal.{issue.code}"
    where = issue.row, issue.column, issue.value
    offered = tuple(one for one in readings(issue, cohort) if one != step)
    cell = cell_of(issue, cohort)
    return Fix(issue.severity, *where, issue.code, key, step, issue, cell, offered)


def proposal(  # noqa: PLR0912 - a case a code
    issue: Issue, cohort: Cohort, many: frozenset[str] | None = None
) -> Step | None:
    """The step that cures an issue, None where a person has to decide.

    What only looks unlikely (an outlier, a score of a dead patient) is never emptied, nor are
    the cells of a column that has too many of them: those are no slips, but another way of writing.

    Parameters
    ----------
    issue : Issue
    cohort : Cohort
    many : frozenset of str, optional
        Headers of columns with too many such cells; computed if left out.
    """
    header = issue.column
    if issue.code == ROWS_HIDDEN:
        return OmitHidden()
    if header is None or is_ambiguous(header, cohort):
        return None
    match issue.code:
        case "unknown_word" if spelled := _word_spelled(issue.value, header, cohort):
            return spelled
        case code if code in EMPTIED:
            known = _with_many(cohort) if many is None else many
            cell = None if header in known else cell_of(issue, cohort)
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
        case "not_in_population" if issue.value and not issue.value.endswith(CUT):
            return OmitWhere(header, issue.value)
        case code if code in _BLANK:
            text = YES if asks_who_stayed(header) else NONE
            return None if header in cohort.origins else FillBlank(header, text)
        case "levels_alike":
            return _whole_column(issue, header, cohort)
        case code if code in ONE_QUESTION or code == ONE_HIGHER:
            return _emptied_code(issue, header, cohort)
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


def _with_many(cohort: Cohort) -> frozenset[str]:
    """Headers of the columns with so many impossible cells that they are stopped."""
    return frozenset(
        column.header
        for column in unread_cells(cohort)
        if is_stopped(column.n_unread, column.n_unread + column.n)
    )


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
    return slip != arm and ((kind is not None and kind == arm_kind(arm)) or is_one_slip(slip, arm))


def _word_spelled(text: str | None, header: str, cohort: Cohort) -> Step | None:
    """A word that is one slip from the only known word of its column: Femal, not Fmale."""
    column = next((c for c in cohort.columns if c.header == header), None)
    if column is None or text is None or not text.isascii() or text.endswith(CUT):
        return None
    vocabulary = words().values["sex" if column.name == "sex" else "yes_no"]
    meant = {v for w, v in vocabulary.items() if is_one_slip(text.lower(), w)}
    return ReplaceText(header, text, meant.pop()) if len(meant) == 1 else None


def _rescaled_arm(issue: Issue, header: str, cohort: Cohort) -> Step | None:
    """The numbers of the one arm, where the file writes it in one way."""
    facts = dict(issue.facts)
    arm = cohort.column(ARM)
    cell, factor = facts.get("cell"), str(facts.get("factor", "5"))
    if not isinstance(cell, str) or not cell or arm is None or is_ambiguous(arm.header, cohort):
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


def _whole_column(issue: Issue, header: str, cohort: Cohort) -> Step | None:
    """A text of the whole column as another, or as a missing value."""
    if header in cohort.origins or not issue.value or issue.value.endswith(CUT):
        return None
    meant = dict(issue.facts).get("meant")
    return ReplaceText(header, issue.value, None if meant is None else str(meant))


def _emptied_code(issue: Issue, header: str, cohort: Cohort) -> Step | None:
    """The code as a missing value; of a file with a row a visit, at every visit."""
    if not issue.value or issue.value.endswith(CUT):
        return None
    origin = cohort.origins.get(header)
    return ReplaceText(header if origin is None else origin.header, issue.value, None)


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
    if not value or value.endswith(CUT):
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
