"""The cohort: a typed, immutable table of patients, its columns and its issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from aci_core.domain.censored import CensoredCells
from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES, Column, Measure, Role, visit_order
from aci_core.domain.steps import Step

if TYPE_CHECKING:  # not imported by a page without a file
    import pandas as pd

Severity = Literal["error", "warning", "info"]
ARM = "arm"
ID = "patient_id"
REPEATED_ROW = "repeated_row"
# Reasons for leaving out a row that is not a patient, or of a patient who stays.
NON_PATIENT_REASONS = frozenset(
    {
        "total_row", "note_row", "repeated_header", "arm_title", "long_visit_unknown",
        "long_earlier", "long_no_visit", "long_no_patient", "long_twice", "parameter_derived",
        "parameter_not_chosen", "repeat_form", REPEATED_ROW,
    }
)  # fmt: skip

# Issues to be read, about which a user cannot do anything.
NO_ACTION_NEEDED = frozenset(
    {
        "identifying_dropped", "identifying_dropped_by_value", "identifier_replaced",
        "free_text_dropped",
    }
)  # fmt: skip

# Issues that ask of each column what one answer may settle for all that hold the same value.
ONE_QUESTION = frozenset(
    {"missing_code", "missing_code_read", "missing_code_suspect", "missing_code_level"}
)


@dataclass(frozen=True, slots=True)
class Issue:
    """A problem in the file that a person should look at.

    Parameters
    ----------
    code : str
        Key of its message in the catalogue, under ``issue.``; its proposal is under
        ``proposal.`` with the same key.
    severity : {"error", "warning", "info"}
        An error in a cell makes it missing; too many of them, or one of the column, stop it.
    row : int or None
        Row in the file as a spreadsheet counts it: the header is row 1.
    column : str or None
        The header in the user's file.
    value : str or None
        The cell as written. Shown only on the user's own page or terminal.
    facts : tuple of (str, value)
        Filled into the message.
    """

    code: str
    severity: Severity
    row: int | None = None
    column: str | None = None
    value: str | None = None
    facts: tuple[tuple[str, str | int | float], ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Issues by what they ask of a person.

    Parameters
    ----------
    errors, warnings : int
        To be checked.
    notes : int
        To be read alone, what was done about identifying columns among them.
    """

    errors: int
    warnings: int
    notes: int

    @property
    def to_check(self) -> int:
        """Issues that a person should look at."""
        return self.errors + self.warnings


def is_to_check(issue: Issue) -> bool:
    """Whether a person can do something about an issue, and should."""
    return issue.severity != "info" and issue.code not in NO_ACTION_NEEDED


def tally(issues: Iterable[Issue]) -> Tally:
    """Count issues: the one count of what is to be checked, wherever it is shown.

    Examples
    --------
    >>> tally((Issue("out_of_range", "error"), Issue("identifying_dropped", "warning")))
    Tally(errors=1, warnings=0, notes=1)

    A code that stands in several columns is one question.

    >>> asked = [Issue("missing_code_level", "warning", None, name, "9") for name in ("a", "b")]
    >>> tally(asked)
    Tally(errors=0, warnings=1, notes=0)
    """
    once = {
        (i.code, i.value) if i.code in ONE_QUESTION else place: i for place, i in enumerate(issues)
    }
    kinds = Counter(i.severity if is_to_check(i) else "info" for i in once.values())
    return Tally(kinds["error"], kinds["warning"], kinds["info"])


def listed_events(issues: Iterable[Issue]) -> dict[str, tuple[str, ...]]:
    """By header of a column that lists events in words: the columns made of it."""
    return {
        issue.column: tuple(f"ae_{term}" for term in str(terms).split(", "))
        for issue in issues
        if issue.code == "events_listed" and issue.column
        for terms in (dict(issue.facts).get("events"),)
        if terms
    }


@dataclass(frozen=True, slots=True)
class GradeScale:
    """An ordered scale of grades.

    Parameters
    ----------
    best_first : tuple of str
    effective : tuple of str
        The grades that count as a response.
    """

    best_first: tuple[str, ...]
    effective: tuple[str, ...]

    @property
    def worst_first(self) -> tuple[str, ...]:
        """The grades in the order of their rank, worst = 0."""
        return self.best_first[::-1]


@dataclass(frozen=True, eq=False, slots=True)
class Origin:
    """Source of a column that was reshaped from a file with one row for each visit.

    Parameters
    ----------
    header : str
        Header of the column in the file.
    rows : ndarray of int32
        The spreadsheet's row of each patient's cell; 0 where the file has none.
    visit : str
        Header of the column of visits.
    text : str
        The file's name for this visit; empty if there are several spellings.
    """

    header: str
    rows: npt.NDArray[np.int32]
    visit: str
    text: str

    def subset(self, keep: npt.NDArray[np.bool_] | None) -> Origin:
        """The origin for some of the patients; for all of them if `keep` is None."""
        return self if keep is None else replace(self, rows=self.rows[keep])


@dataclass(frozen=True, slots=True)
class UnreadCells:
    """Cells of a column that hold what cannot be, and count as missing.

    Parameters
    ----------
    column : str
        Canonical name.
    places : tuple of int
        Places in the table of the patients whose cell it is, in their order.
    texts : tuple of str
        The cells as written. For the owner alone: empty in what is shared.
    """

    column: str
    places: tuple[int, ...]
    texts: tuple[str, ...] = ()

    def subset(self, keep: npt.NDArray[np.bool_]) -> UnreadCells:
        """The cells of some of the patients, numbered anew."""
        old = np.array(self.places, dtype=np.int64)
        inside = keep[old]
        texts = tuple(text for text, kept in zip(self.texts, inside, strict=False) if kept)
        places = (np.cumsum(keep) - 1)[old[inside]]
        return UnreadCells(self.column, tuple(places.tolist()), texts)


@dataclass(frozen=True, slots=True)
class CorrectedCell:
    """A cell that the user's steps changed.

    Parameters
    ----------
    row : int
        As a spreadsheet counts.
    old, new : str or None
        As the file has it, and as it was read; None for an empty cell.
    """

    row: int
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What the user's steps changed in a column, or the rows that they left out.

    Parameters
    ----------
    header : str
        Empty for rows that were left out.
    n : int
        Cells changed, or rows.
    n_emptied : int
        Of the cells, those that are empty now.
    cells : tuple of CorrectedCell
        The first of them. For the owner alone: empty in what is shared.
    """

    header: str
    n: int
    n_emptied: int = 0
    cells: tuple[CorrectedCell, ...] = ()


@dataclass(frozen=True, eq=False)
class Cohort:
    """Patients, their columns and the issues of the file.

    Parameters
    ----------
    table : DataFrame
        One row for each patient, canonical column names, RangeIndex. Numbers are float64,
        `arm` and categories are categoricals, `patient_id` is text. Never changed.
        Patients whose arm is not one of `arms` are not in it.
    columns : tuple of Column
        One for each column of `table`, in its order.
    arms : tuple of str
        (treatment, reference) if two arms are settled; otherwise the arms that the
        file has, and `settled` is False.
    settled : bool
        Two arms, and which of them is the reference, are known.
    issues : tuple of Issue
    digest : str
        SHA-256 of canonical table, mapping and steps.
    name : str
        Name shown on the page, without a path.
    synthetic : bool
        Made by a script; shown on every page.
    grade_scale : GradeScale or None
        Of the recorded `grade` column.
    measures : dict of str to Measure
        Known measures and the mapping's own.
    left_out : tuple of (int, str)
        Rows (as a spreadsheet counts) left out and the code of the reason.
    steps : tuple of Step
        The user's corrections that were applied.
    rows : ndarray of int or None
        The spreadsheet's row of each patient; None where they follow a header in row 1.
    numbers : ndarray of int or None
        Of a selection: each patient's number in the whole cohort. None for 1, 2, 3 ...
    origins : dict of str to Origin
        By header: columns reshaped from a file with one row for each visit.
    unread : tuple of UnreadCells
        Impossible cells, one for each column that has some; missing in `table`.
    corrections : tuple of Correction
        What `steps` changed, by column in the order of the file.
    censored : tuple of CensoredCells
        Cells that tell a limit alone, one for each column that has some.
    arm_names : dict of str to str
        The user's own name of an arm, by its label; shown in its place, and in no key or digest.
    """

    table: pd.DataFrame
    columns: tuple[Column, ...]
    arms: tuple[str, ...]
    settled: bool
    issues: tuple[Issue, ...]
    digest: str
    name: str
    synthetic: bool = False
    grade_scale: GradeScale | None = None
    measures: dict[str, Measure] = field(default_factory=lambda: dict(MEASURES))
    left_out: tuple[tuple[int, str], ...] = ()
    steps: tuple[Step, ...] = ()
    rows: npt.NDArray[np.int32] | None = field(default=None, repr=False)
    numbers: npt.NDArray[np.int64] | None = field(default=None, repr=False)
    origins: dict[str, Origin] = field(default_factory=dict, repr=False)
    unread: tuple[UnreadCells, ...] = field(default=(), repr=False)
    corrections: tuple[Correction, ...] = field(default=(), repr=False)
    censored: tuple[CensoredCells, ...] = field(default=(), repr=False)
    arm_names: dict[str, str] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Number of patients."""
        return len(self.table)

    def row_of(self, place: int, header: str | None = None) -> int:
        """Spreadsheet row of a patient, or of the patient's cell in a column."""
        origin = self.origins.get(header or "")
        if origin is not None and origin.rows[place] > 0:
            return int(origin.rows[place])
        return place + 2 if self.rows is None else int(self.rows[place])

    @cached_property
    def ordinals(self) -> npt.NDArray[np.int64]:
        """Number of each patient, from 1; a selection keeps those of the whole cohort."""
        return np.arange(1, self.n + 1) if self.numbers is None else self.numbers

    @property
    def treatment(self) -> str:
        """Label of the treatment arm."""
        return self.two_arms()[0]

    @property
    def reference(self) -> str:
        """Label of the control arm."""
        return self.two_arms()[1]

    def two_arms(self) -> tuple[str, str]:
        """Labels of the two arms: (treatment, reference).

        Raises
        ------
        AciError
            ``one_arm``, ``choose_arms`` or ``choose_reference``.
        """
        if self.settled:
            return self.arms[0], self.arms[1]
        labels = ", ".join(self.arms)
        if len(self.arms) < 2:
            raise AciError("one_arm", arms=labels)
        raise AciError("choose_arms" if len(self.arms) > 2 else "choose_reference", arms=labels)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> Column | None:
        """The column with that canonical name, None if the file has none."""
        return self._by_name.get(name)

    def usable(self, name: str) -> bool:
        """Whether the column exists and no error stops it."""
        column = self._by_name.get(name)
        return column is not None and not column.stopped

    def censored_in(self, name: str) -> CensoredCells | None:
        """The censored cells of a column, None if it has none."""
        return next((one for one in self.censored if one.column == name and one.places), None)

    @cached_property
    def repeated_headers(self) -> frozenset[str | None]:
        """Headers that the file has more than once."""
        return frozenset(i.column for i in self.issues if i.code == "duplicate_header")

    @cached_property
    def event_words(self) -> dict[str, str]:
        """The file's own words for adverse events, by canonical term."""
        return {c.stem: c.label for c in self.columns if c.role is Role.EVENT and c.label}

    @cached_property
    def measure_words(self) -> dict[str, str]:
        """The file's own spelling of measures that are not known, by stem."""
        return {c.stem: c.label for c in self.columns if c.role is Role.MEASURE and c.label}

    def columns_with(self, *roles: Role) -> Iterator[Column]:
        """Columns with one of these roles that no error stops, in the file's order."""
        return (c for c in self.columns if c.role in roles and not c.stopped)

    @cached_property
    def visits(self) -> tuple[str, ...]:
        """Visits of all measures, in order of time."""
        visits = {c.visit for c in self.columns if c.role is Role.MEASURE and c.visit}
        return tuple(sorted(visits, key=visit_order))

    def visits_of(self, measure: str) -> tuple[str, ...]:
        """Usable visits of one measure, in order of time."""
        visits = {c.visit for c in self.columns_with(Role.MEASURE) if c.stem == measure and c.visit}
        return tuple(sorted(visits, key=visit_order))

    @cached_property
    def measured(self) -> tuple[str, ...]:
        """Measures with a usable column, in the order of `measures`."""
        stems = {c.stem for c in self.columns_with(Role.MEASURE)}
        return tuple(name for name in self.measures if name in stems)

    @cached_property
    def n_by_arm(self) -> dict[str, int]:
        """Number of patients in each arm."""
        counts = self.table[ARM].value_counts()
        return {label: int(counts.get(label, 0)) for label in self.arms}
